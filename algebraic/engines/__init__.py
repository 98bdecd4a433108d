"""Optional engines: programs of their own, found at run time, run as processes that can be killed."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
