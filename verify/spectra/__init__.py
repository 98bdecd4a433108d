"""Eigenvalues of symmetric matrices, each with an error bound: nothing that was computed is trusted."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
