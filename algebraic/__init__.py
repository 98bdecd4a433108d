"""Exact and certified algebra of polynomial networks: equations, bounds, ranks and counts.

Names are loaded on first use, here and in every room, so that importing the package (and ``--help``) stays fast.
"""

import logging

import lazy_loader

logging.getLogger(__name__).addHandler(logging.NullHandler())  # silent, until somebody listens

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
