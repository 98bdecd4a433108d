"""Training and landscape experiments of the papers (needs torch; never imports ``algebraic``)."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
