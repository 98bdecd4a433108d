"""Zero-error sets of two-layer ReLU networks, exactly: ``python -m algebraic.relu``."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
