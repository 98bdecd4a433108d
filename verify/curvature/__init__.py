"""The Hessian of a loss: its eigenvalues, each with an error bound."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
