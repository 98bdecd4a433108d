"""Training and landscape experiments of the papers (needs torch; never imports ``algebraic``)."""

import logging

import lazy_loader

logging.getLogger(__name__).addHandler(logging.NullHandler())  # silent, until somebody listens

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
