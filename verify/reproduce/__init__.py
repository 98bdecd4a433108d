"""Numbers that the literature prints, computed again: which are equal, which differ, which are out of reach."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
