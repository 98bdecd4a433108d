"""The learning coefficient of a torch model at its weights, estimated by chains at several temperatures."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
