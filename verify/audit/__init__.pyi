from .command import run_audit as run_audit
from .entry import audit_model as audit_model
from .found import RankFound as RankFound, TheoremFound as TheoremFound, ZeroFound as ZeroFound
from .result import Audit as Audit
