from .audit import Audit as Audit, audit_model as audit_model
from .curvature import Curvature as Curvature, curvature as curvature
from .from_python import __version__ as __version__, list_claims as list_claims, run_claim as run_claim
from .learning import (
    LearningEstimate as LearningEstimate,
    estimate_learning_coefficient as estimate_learning_coefficient,
)
from .ledger import read_ledger as read_ledger
