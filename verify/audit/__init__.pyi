from .coefficient import Coefficient as Coefficient, Coefficients as Coefficients
from .command import run_audit as run_audit
from .entry import audit_model as audit_model
from .found import (
    CurvatureFound as CurvatureFound,
    RankFound as RankFound,
    TheoremFound as TheoremFound,
    ZeroFound as ZeroFound,
)
from .inertia import Inertia as Inertia, inertia_of_zero as inertia_of_zero
from .rank import (
    Balls as Balls,
    Pass as Pass,
    RealBalls as RealBalls,
    Unprovable as Unprovable,
    Wiring as Wiring,
    measure_rank as measure_rank,
    rescaled_units as rescaled_units,
)
from .result import Audit as Audit
from .zero import find_zero as find_zero
