"""Exact learning coefficients (real log canonical thresholds): ``python -m algebraic.thresholds``."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
