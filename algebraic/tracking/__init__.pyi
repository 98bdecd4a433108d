from .classes import Classes as Classes, coordinate_classes as coordinate_classes, strangers as strangers
from .devices import tracker_on as tracker_on
from .fused import trusted_kernel as trusted_kernel
from .logarithmic import LogTracked as LogTracked, follow_logarithms as follow_logarithms, waypoint as waypoint
from .monodromy import (
    Fibre as Fibre,
    FibreRecord as FibreRecord,
    find_fibre as find_fibre,
    follow as follow,
)
from .paths import (
    ARRIVED as ARRIVED,
    AT_INFINITY as AT_INFINITY,
    CAREFUL as CAREFUL,
    SINGULAR as SINGULAR,
    Tolerances as Tolerances,
    Tracked as Tracked,
    polish as polish,
    track as track,
)
from .precise import PreciseEnd as PreciseEnd, follow_precisely as follow_precisely
