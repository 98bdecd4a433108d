from .arithmetic import Arithmetic as Arithmetic, Unprovable as Unprovable
from .balls import Balls as Balls, RealBalls as RealBalls
from .bounds import Bound as Bound
from .measuring import measure_rank as measure_rank
from .passes import Pass as Pass
from .rescaling import Rescaled as Rescaled, rescaled_units as rescaled_units
from .result import Rank as Rank
from .wiring import Wiring as Wiring
