from .ball_system import BallSystem as BallSystem
from .boxes import (
    Box as Box,
    conjugate as conjugate,
    enclose as enclose,
    holds_one as holds_one,
    is_real as is_real,
    narrower as narrower,
    overlapping as overlapping,
    precision_of as precision_of,
    read_box as read_box,
)
from .discs import Certified as Certified, certify_batch as certify_batch, pairwise_disjoint as pairwise_disjoint
from .krawczyk_operator import holds_one_solution as holds_one_solution, krawczyk_step as krawczyk_step
from .real_slices import (
    DEFAULT_BITS as DEFAULT_BITS,
    krawczyk as krawczyk,
    krawczyk_segment as krawczyk_segment,
    refine as refine,
)
