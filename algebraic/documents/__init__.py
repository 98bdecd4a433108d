"""Documents that our commands write: their forms, and how a check of one reports."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
