"""The equations of a network and a data set: exact polynomials, families that move, files for other programs."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
