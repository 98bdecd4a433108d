"""Sentences with formulas in plain text, as the registry of the claims has them, as TeX and as MathML."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
