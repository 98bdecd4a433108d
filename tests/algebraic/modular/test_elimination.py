"""Ranks modulo a prime against python-flint, planted ranks, and numbers at the edge of what float64 holds."""

import tracemalloc
from fractions import Fraction
from unittest import mock

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.modular import elimination
from algebraic.modular.by_flint import as_nmod
from algebraic.modular.elimination import eliminate
from algebraic.modular.residues import EXACT, PRIME_LIMIT, random_small_prime
from algebraic.ranks.rank import rank_mod_prime
from algebraic.shell.errors import OutOfBudget, WrongInput

USUAL, LARGE = 4_194_301, 8_388_593  # the largest primes below 2^22 and 2^23


def flint_rank(matrix, prime):
    """The rank by python-flint, which knows no empty matrix."""
    return int(as_nmod(matrix % prime, prime).rank()) if matrix.size else 0


def flaws(matrix, found):
    """What is wrong with a result for an integer matrix: nothing, one hopes."""
    rows, columns, prime = found.pivot_rows, found.pivot_columns, found.prime
    out = []
    if found.rank != flint_rank(matrix, prime):
        out.append("rank")
    if len(rows) != found.rank or len(columns) != found.rank or rows.dtype != np.int64 or columns.dtype != np.int64:
        out.append("shape")
    if found.rank and int(as_nmod(matrix[np.ix_(rows, columns)] % prime, prime).det()) == 0:
        out.append("minor")
    return out


def planted(stream, prime, num_rows, num_columns, rank):
    """A random matrix of at most this rank, in most cases of this one."""
    left, right = stream.integers(0, prime, (num_rows, rank)), stream.integers(0, prime, (rank, num_columns))
    return left @ right % prime  # exact: rank · 2^46 < 2^63


def blocks(stream, prime):
    """Zero blocks, zero and repeated rows and columns, a permutation: pivots far from where they are looked for."""
    matrix = np.zeros((230, 250), dtype=np.int64)
    matrix[150:, 100:] = planted(stream, prime, 80, 150, 60)
    matrix[:120, :120][stream.permutation(120), np.arange(120)] = 1
    matrix[7], matrix[:, 11], matrix[130], matrix[:, 210] = 0, 0, matrix[170], matrix[:, 240]
    return matrix


SHAPES = [(1, 1), (1, 300), (300, 1), (0, 5), (5, 0), (0, 0), (97, 300), (300, 97), (200, 200), (48, 49), (49, 48)]


@pytest.mark.parametrize("prime", [2, 3, 101, USUAL, LARGE])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_ranks_are_those_of_flint(shape, prime):
    stream = np.random.default_rng([prime, *shape])
    for rank in (0, 1, 40, 96, 300):
        matrix = planted(stream, prime, *shape, rank)
        assert flaws(matrix, rank_mod_prime(matrix, prime=prime)) == []
    matrix = stream.integers(0, prime, shape) * (stream.random(shape) < 0.02)
    assert flaws(matrix, rank_mod_prime(matrix, prime=prime)) == []


@pytest.mark.parametrize("prime", [2, 3, USUAL])
def test_blocks_and_repetitions(prime):
    matrix = blocks(np.random.default_rng(prime), prime)
    found = rank_mod_prime(matrix, prime=prime)
    assert flaws(matrix, found) == []
    assert found.rank < 200


@given(
    prime=st.sampled_from([2, 3, 5, 7, 11]),
    panel=st.integers(1, 5),
    cut=st.integers(1, 6),
    shape=st.tuples(st.integers(0, 24), st.integers(0, 24)),
    rank=st.integers(0, 24),
    seed=st.integers(0, 2**32),
)
def test_small_primes_with_many_accidents(prime, panel, cut, shape, rank, seed):
    matrix = planted(np.random.default_rng(seed), prime, *shape, rank)
    sizes = {"PANEL": panel, "CACHED_ENTRIES": 9, "PRODUCT_ENTRIES": 20, "FEWEST_ROWS": 2}
    with mock.patch.multiple(elimination, **sizes, longest_inner=lambda prime: cut):
        found = rank_mod_prime(matrix, prime=prime)
        turned = rank_mod_prime(matrix.T, prime=prime)
    assert flaws(matrix, found) == []
    assert flaws(matrix.T, turned) == []
    # The pivot columns are the first that are independent: no column before one of them adds to the rank.
    ranks = [flint_rank(matrix[:, :k], prime) for k in range(shape[1] + 1)]
    assert found.pivot_columns.tolist() == [k for k in range(shape[1]) if ranks[k + 1] > ranks[k]]


def test_a_large_matrix_of_planted_rank():
    matrix = planted(np.random.default_rng(1), USUAL, 700, 800, 600)
    found = rank_mod_prime(matrix, prime=USUAL)
    assert flaws(matrix, found) == []
    assert found.rank == 600


def edge(size=1101, more=1101, value=4_194_295):
    """(I, X; Y, YX) with entries of X and Y next to p/2: of rank ``size``, but sums go beyond 2^53."""
    matrix = np.full((size + more, size + more), value)
    matrix[:size, :size] = np.eye(size)
    matrix[:size, size:] -= np.random.default_rng(8).integers(0, 9, (size, more))
    sums = value * matrix[:size, size:].sum(axis=0)
    assert (sums > EXACT).all()
    matrix[size:, size:] = sums % LARGE
    return matrix


def test_sums_beyond_what_float64_holds():
    assert rank_mod_prime(edge(), prime=LARGE).rank == 1101
    assert rank_mod_prime(edge(more=50), prime=LARGE).rank == 1101  # of several products, none of which is too long


def test_these_checks_notice_errors(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(elimination, "longest_inner", lambda prime: 10**6)
        assert rank_mod_prime(edge(), prime=LARGE).rank != 1101
    subtract = elimination._Elimination._subtract_product
    with monkeypatch.context() as patch:
        patch.setattr(
            elimination._Elimination, "_subtract_product", lambda self, *given: min(1, subtract(self, *given))
        )
        assert rank_mod_prime(edge(more=50), prime=LARGE).rank != 1101
    matrix = blocks(np.random.default_rng(0), USUAL)
    with monkeypatch.context() as patch:
        patch.setattr(elimination._Elimination, "_move_up", lambda self, done, pivots: None)
        assert flaws(matrix, rank_mod_prime(matrix, prime=USUAL)) != []
    with monkeypatch.context() as patch:
        patch.setattr(elimination._Elimination, "_solve", lambda self, *given: None)
        assert "rank" in flaws(matrix, rank_mod_prime(matrix, prime=USUAL))


def test_integers_of_every_kind():
    stream = np.random.default_rng(2)
    small = planted(stream, 2, 60, 70, 20)
    for dtype in (bool, np.int8, np.uint8, np.int32, np.int64, np.float64):
        assert flaws(small, rank_mod_prime(small.astype(dtype))) == []
    assert flaws(small, rank_mod_prime(small.tolist())) == []
    large = stream.integers(2**62, 2**64, (50, 40), dtype=np.uint64)
    assert flaws(large % np.uint64(USUAL), rank_mod_prime(large, prime=USUAL)) == []
    signed = stream.integers(-(2**63), 2**63 - 1, (40, 50), dtype=np.int64)
    assert flaws(signed, rank_mod_prime(signed, prime=101)) == []


def test_integers_beyond_64_bits_and_the_rank_over_the_rational_numbers():
    stream = np.random.default_rng(3)
    digits = stream.integers(0, 10**9, (30, 10, 4)).astype(object) @ np.array([10**27, 10**18, -(10**9), 1])
    matrix = digits @ digits.T  # of rank 10
    rational = flint.fmpz_mat(matrix.tolist()).rank()
    assert rank_mod_prime(matrix.tolist()).rank == rank_mod_prime(matrix).rank == rational == 10
    assert rank_mod_prime([[10**40, 0], [0, 5]], prime=5).rank == 0  # a prime may lose rank, never add any


def test_the_prime_is_drawn_from_the_seed():
    primes = [rank_mod_prime([[1]], seed=seed).prime for seed in range(20)]
    assert primes == [random_small_prime(seed) for seed in range(20)]
    assert len(set(primes)) > 15
    assert all(flint.fmpz(p).is_prime() and 2**21 < p < 2**22 for p in primes)
    assert random_small_prime(0, index=1) != primes[0]
    assert random_small_prime(0, denominators=[3 * primes[0]]) != primes[0]


@pytest.mark.parametrize("prime", [0, 1, -3, 9, PRIME_LIMIT + 9, 2**31 - 1])
def test_what_is_no_prime_or_too_large(prime):
    with pytest.raises(WrongInput, match="prime below"):
        rank_mod_prime([[1]], prime=prime)
    with pytest.raises(WrongInput, match="prime below"):
        eliminate(np.ones((1, 1)), prime)


@pytest.mark.parametrize(
    ("matrix", "cause"),
    [
        ([[1, Fraction(1, 2)]], "1, 2"),
        ([[1, 2.5]], "2.5"),
        ([["1"]], "'1'"),
        (np.array([[1.0, 0.5]]), "0.5"),
        (np.array([[1.0, np.nan]]), "nan"),
        (np.array([[np.inf, 1.0]]), "inf"),
        (np.array([[2.0**53]]), "9007199254740992"),
        (np.array([[1.0]], dtype=np.float32), "float32"),
        (np.array([[1j]]), "complex"),
    ],
)
def test_what_is_no_integer(matrix, cause):
    with pytest.raises(WrongInput, match="common denominator") as caught:
        rank_mod_prime(matrix)
    assert cause in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("matrix", [[1, 2], [[1, 2], [3]], 5, np.zeros((2, 2, 2), dtype=int)])
def test_what_is_no_matrix(matrix):
    with pytest.raises(WrongInput, match="rows of equal length"):
        rank_mod_prime(matrix)


def test_elimination_in_place_and_on_a_copy():
    matrix = np.random.default_rng(4).integers(0, USUAL, (70, 60)).astype(float)
    given_matrix = matrix.copy()
    assert eliminate(matrix, USUAL, overwrite=False).rank == 60
    assert (matrix == given_matrix).all()
    assert eliminate(matrix - USUAL // 2, USUAL).rank == 60  # balanced ones, too
    assert eliminate(np.asfortranarray(matrix), USUAL).rank == 60
    assert eliminate(matrix, USUAL).rank == 60
    assert (matrix != given_matrix).any()
    with pytest.raises(WrongInput, match="rank_mod_prime"):
        eliminate(matrix.astype(np.int64), USUAL)


def test_memory_besides_the_matrix():
    matrix = np.random.default_rng(5).integers(0, USUAL, (1800, 1800)).astype(float)
    tracemalloc.start()
    assert eliminate(matrix, USUAL).rank == 1800
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * (elimination.PRODUCT_ENTRIES + 4 * elimination.PANEL * 1800) + 2**21


def test_progress_is_told_and_may_stop():
    seen = []
    matrix = planted(np.random.default_rng(6), USUAL, 300, 300, 250)
    eliminate(matrix.astype(float), USUAL, progress=lambda done, columns: seen.append((done, columns)))
    assert seen == sorted(seen)
    assert len(seen) > 5
    assert seen[-1] == (300, 300)

    def stop(done, columns):
        raise OutOfBudget("the time is over")

    with pytest.raises(OutOfBudget):
        eliminate(matrix.astype(float), USUAL, progress=stop)


@pytest.mark.torch
@pytest.mark.parametrize("prime", [3, USUAL, LARGE])
def test_torch_finds_the_same(prime):
    torch = pytest.importorskip("torch")
    stream = np.random.default_rng(7)
    for matrix in (blocks(stream, prime), planted(stream, prime, 200, 300, 170), np.zeros((0, 3), dtype=np.int64)):
        found, known = rank_mod_prime(torch.asarray(matrix), prime=prime), rank_mod_prime(matrix, prime=prime)
        assert flaws(matrix, found) == []
        assert np.array_equal(found.pivot_columns, known.pivot_columns)
        assert isinstance(found.pivot_rows, np.ndarray)
    with pytest.raises(WrongInput, match="uint64"):
        rank_mod_prime(torch.ones((1, 1), dtype=torch.uint64))
    residues = torch.ones((3, 3), dtype=torch.float64)
    with mock.patch.object(elimination, "CACHED_ENTRIES", 3):  # several pieces
        assert eliminate(residues, prime).rank == 1
