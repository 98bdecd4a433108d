from .by_flint import as_nmod as as_nmod, modular_rank as modular_rank
from .elimination import ModularRank as ModularRank, eliminate as eliminate
from .residues import (
    PRIME_LIMIT as PRIME_LIMIT,
    SMALLEST_DRAWN as SMALLEST_DRAWN,
    check_integers as check_integers,
    check_prime as check_prime,
    longest_inner as longest_inner,
    random_byte_prime as random_byte_prime,
    random_small_prime as random_small_prime,
    reduce_in_place as reduce_in_place,
    residues_of as residues_of,
)
