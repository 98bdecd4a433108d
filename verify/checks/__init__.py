"""The checks, one module for each topic: each has ``CLAIMS``."""
