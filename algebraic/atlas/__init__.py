"""An atlas of network varieties: the dimension of every architecture in a stated box, complete, and questions to it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
