"""Ranks of the Jacobian modulo a prime, with certificates from below and from above."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
