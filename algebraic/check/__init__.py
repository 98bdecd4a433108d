"""One check for every kind of document, the command and the function ``algebraic.check``, and a stranger's."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
