"""How large the rank of the Jacobian is: what bounds it from above, what was measured, and what is proved."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
