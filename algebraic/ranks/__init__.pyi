from .blocks import canonical_residues as canonical_residues, check_memory as check_memory, form_matrix as form_matrix
from .byte_elimination import ByteElimination as ByteElimination, Step as Step, rank_by_bytes as rank_by_bytes
from .byte_kernel import BYTE_LIMIT as BYTE_LIMIT, find_byte_kernel as find_byte_kernel
from .columns import (
    RankProof as RankProof,
    network_digest as network_digest,
    point_for as point_for,
    prove_rank as prove_rank,
    row_profile as row_profile,
)
from .function_space import ambient_dimension as ambient_dimension, coefficient_map_rank as coefficient_map_rank
from .minors import (
    RankCertificate as RankCertificate,
    check_minor as check_minor,
    check_rank_certificate as check_rank_certificate,
)
from .rank import (
    CERTIFICATE_PARAMS as CERTIFICATE_PARAMS,
    MAX_ENTRIES as MAX_ENTRIES,
    RankEvidence as RankEvidence,
    RankResult as RankResult,
    data_rank as data_rank,
    generic_rank as generic_rank,
    rank_at as rank_at,
    rank_mod_prime as rank_mod_prime,
)
from .upper_bounds import (
    FEW_DEGREES as FEW_DEGREES,
    Reason as Reason,
    UpperBound as UpperBound,
    proved_bound as proved_bound,
)
