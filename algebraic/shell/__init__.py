"""What every room stands on: errors, limits, files, exact numbers, random draws, pictures, the shell of a command."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
