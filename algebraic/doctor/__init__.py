"""What this installation finds on this machine: ``python -m algebraic.doctor``."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
