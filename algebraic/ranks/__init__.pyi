from .blocks import canonical_residues as canonical_residues, check_memory as check_memory
from .columns import (
    RankProof as RankProof,
    network_digest as network_digest,
    point_for as point_for,
    prove_rank as prove_rank,
    row_profile as row_profile,
)
from .function_space import ambient_dimension as ambient_dimension, coefficient_map_rank as coefficient_map_rank
from .minors import (
    check_minor as check_minor,
    check_rank_certificate as check_rank_certificate,
    describe_graph as describe_graph,
)
from .rank import (
    MAX_ENTRIES as MAX_ENTRIES,
    RankResult as RankResult,
    UpperBound as UpperBound,
    data_rank as data_rank,
    generic_rank as generic_rank,
    rank_at as rank_at,
)
