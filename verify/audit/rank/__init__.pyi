from .bounds import Bound as Bound
from .measuring import measure_rank as measure_rank
from .result import Rank as Rank
