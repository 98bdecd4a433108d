from .distance_degrees import distance_degree as distance_degree
from .mixed_cells import mixed_volume_again as mixed_volume_again
from .multihomogeneous import (
    EXHAUSTIVE as EXHAUSTIVE,
    BestPartition as BestPartition,
    best_partition as best_partition,
    bezout_bound as bezout_bound,
    bezout_log2 as bezout_log2,
    multihomogeneous_log2 as multihomogeneous_log2,
    multihomogeneous_number as multihomogeneous_number,
)
from .newton import (
    Support as Support,
    bkk_bound as bkk_bound,
    bkk_with_proof as bkk_with_proof,
    newton_polytopes as newton_polytopes,
)
from .paper_formulas import (
    activation_degree as activation_degree,
    paper_bezout_log2 as paper_bezout_log2,
    paper_notes as paper_notes,
    paper_real_estimate as paper_real_estimate,
)
