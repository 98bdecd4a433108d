"""Exact and certified algebra of polynomial networks: equations, bounds, ranks and counts."""
