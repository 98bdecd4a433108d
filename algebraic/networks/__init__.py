"""Networks as polynomial maps, evaluated over any ring by one forward and one reverse pass; degrees and symmetries."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
