"""Models to try the audit on, most of them for scikit-learn's digits: ``verify.audit.models:softplus_mlp``."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
