"""The data of the papers' experiments: images with labels, and the regressions of T3."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
