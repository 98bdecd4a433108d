"""The audit of a model: what was measured, what was proved, and which theorems apply."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
