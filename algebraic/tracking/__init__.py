"""Paths of solutions, followed in batches: by numpy, by torch, by a compiled kernel; monodromy."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
