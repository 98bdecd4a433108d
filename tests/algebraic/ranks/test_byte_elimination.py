"""Elimination by products of bytes against python-flint, and what it may go on from."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from algebraic.modular import as_nmod, eliminate
from algebraic.ranks import byte_elimination, rank_by_bytes, rank_mod_prime
from algebraic.ranks.byte_elimination import ByteElimination, Step
from algebraic.ranks.byte_kernel import find_byte_kernel
from algebraic.shell import Missing, OutOfBudget

pytestmark = pytest.mark.compiler


@pytest.fixture(autouse=True)
def kernel():
    if find_byte_kernel() is None:
        pytest.skip("no compiler, or a processor without AVX512-VNNI")


def planted(stream, prime, num_rows, num_columns, rank):
    left, right = stream.integers(0, prime, (num_rows, rank)), stream.integers(0, prime, (rank, num_columns))
    return left @ right % prime


def flint_rank(matrix, prime):
    return int(as_nmod(matrix, prime).rank()) if matrix.size else 0


def profile(matrix, prime):
    """The rows that do not depend on those before them, by float64."""
    return eliminate(np.ascontiguousarray(matrix.T.astype(float)), prime).pivot_columns.tolist()


def flaws(matrix, prime, **options):
    """What is wrong with an elimination of a matrix: nothing, one hopes."""
    found = ByteElimination(*matrix.shape, prime, **options)
    found.add(matrix)
    out = [] if found.rank == flint_rank(matrix, prime) else ["rank"]
    if found.pivot_rows != profile(matrix, prime):
        out.append("rows")
    minor = matrix[np.ix_(found.pivot_rows, found.order[: found.rank])]
    if found.rank and int(as_nmod(minor, prime).det()) == 0:
        out.append("minor")
    return out


SHAPES = [(1, 1), (1, 300), (300, 1), (63, 65), (64, 64), (65, 64), (130, 200), (200, 130)]


@pytest.mark.parametrize("prime", [2, 3, 131, 251])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_ranks_are_those_of_flint(shape, prime):
    stream = np.random.default_rng([prime, *shape])
    for rank in (0, 1, 40, 64, 129, 200):
        assert flaws(planted(stream, prime, *shape, rank), prime) == []
    assert flaws(stream.integers(0, prime, shape) * (stream.random(shape) < 0.02), prime) == []
    assert flaws(np.full(shape, prime - 1), prime) == []
    assert flaws(np.tile(stream.integers(0, prime, (1, shape[1])), (shape[0], 1)), prime) == []


@settings(max_examples=15)
@given(
    prime=st.sampled_from([2, 3, 5, 7, 251]),
    rows=st.sampled_from([64, 128, 192]),
    shape=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    rank=st.integers(0, 300),
    threads=st.integers(1, 3),
    seed=st.integers(0, 2**32),
)
def test_blocks_of_rows_that_end_anywhere(prime, rows, shape, rank, threads, seed):
    stream = np.random.default_rng(seed)
    matrix = planted(stream, prime, *shape, rank)
    matrix[:, stream.integers(0, shape[1], shape[1] // 2)] = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_elimination, "ROWS", rows)
        assert flaws(matrix, prime, threads=threads) == []


def test_extreme_entries_do_not_overflow():
    """(I, X; Y, YX) with entries next to ±p/2: all products of the longest sums have one sign."""
    prime, size = 251, 1500
    matrix = np.full((size + 20, size + 20), 125)
    matrix[:size, :size] = np.eye(size)
    matrix[:size, size:] = 250 - np.random.default_rng(0).integers(0, 3, (size, 20))
    matrix[size:, size:] = 125 * matrix[:size, size:].sum(axis=0) % prime
    found = ByteElimination(*matrix.shape, prime)
    found.add(matrix)
    assert found.rank == size


def steps_of(matrix, prime, rows):
    whole = ByteElimination(*matrix.shape, prime)
    steps = [whole.add(matrix[begin : begin + rows], keep=True) for begin in range(0, len(matrix), rows)]
    return whole, steps


@pytest.mark.parametrize("prime", [3, 251])
def test_steps_that_are_gone_on_from_give_equal_bytes(prime):
    stream = np.random.default_rng(prime)
    matrix = stream.integers(0, prime, (700, 900))
    matrix[:, stream.integers(0, 900, 150)] = 0  # columns are exchanged
    whole, steps = steps_of(matrix, prime, 128)
    assert whole.rank == 700
    assert [step is None for step in steps] == [False] * 5 + [True]  # 60 rows at the end fill no tile
    for stop in range(1, 6):
        again = ByteElimination(*matrix.shape, prime)
        for k, step in enumerate(steps[:stop]):
            rank = again.rank
            written = step.as_bytes()
            assert written.size == Step.size(128, rank, 900)
            assert again.restore(Step.read(written, 128, rank, 900), matrix[128 * k : 128 * (k + 1)])
        for begin in range(again.num_done, 700, 128):
            again.add(matrix[begin : begin + 128], keep=True)
        assert (again.pivot_rows, again.order.tolist()) == (whole.pivot_rows, whole.order.tolist())
        assert again._echelon.tobytes() == whole._echelon.tobytes()


def forged(step, prime):
    """Steps that are not those of the rows."""
    stream = np.random.default_rng(0)

    def changed(name, place, by=1):
        values = getattr(step, name).copy()
        values[place] = (int(values[place]) + by) % prime
        return replace(step, **{name: values})

    rank, free = step.multiples.shape[1], int(step.order[-1])
    yield changed("echelon", (5, free))
    yield changed("echelon", (5, int(step.order[0])))  # a pivot of a row before
    yield changed("echelon", (5, int(step.order[rank + 5])))  # its own pivot
    yield changed("multiples", (3, 7))
    yield changed("square", (3, 7))
    yield replace(step, square=np.zeros_like(step.square), echelon=np.zeros_like(step.echelon))
    yield replace(step, order=step.order[::-1].copy())
    yield replace(step, order=np.zeros_like(step.order))
    yield replace(step, echelon=step.echelon + np.uint8(prime * (step.echelon == 0)))  # no residues
    random = step.echelon.copy()
    random[:, step.order[rank + len(random) :]] = stream.integers(0, prime, (len(random), 900 - rank - len(random)))
    yield replace(step, echelon=random)  # a fine echelon form of other rows


@pytest.mark.parametrize("index", range(10))
def test_forged_steps_are_refused(index):
    prime = 251
    matrix = np.random.default_rng(1).integers(0, prime, (384, 900))
    whole, steps = steps_of(matrix, prime, 128)
    again = ByteElimination(*matrix.shape, prime)
    assert again.restore(steps[0], matrix[:128])
    assert not again.restore(list(forged(steps[1], prime))[index], matrix[128:256])
    assert not again.restore(steps[1], matrix[256:])  # of other rows
    assert not again.restore(steps[2], matrix[256:])  # not the next
    assert again.num_done == 128
    assert again.restore(steps[1], matrix[128:256])
    again.add(matrix[256:])
    assert again._echelon.tobytes() == whole._echelon.tobytes()


def test_dependent_rows_have_no_step_and_cannot_be_forged():
    """Rows that repeat themselves, and the step of rows that do not."""
    prime = 251
    matrix = np.random.default_rng(2).integers(0, prime, (256, 300))
    _, steps = steps_of(matrix, prime, 128)
    repeated = np.vstack([matrix[:128], matrix[:128]])
    whole, own = steps_of(repeated, prime, 128)
    assert whole.rank == 128
    assert own[1] is None
    again = ByteElimination(256, 300, prime)
    assert again.restore(steps[0], repeated[:128])
    assert not again.restore(steps[1], repeated[128:])
    assert not again.restore(replace(steps[1], square=np.zeros((128, 128), np.uint8)), repeated[128:])


def test_by_name_and_by_the_public_function(monkeypatch):
    stream = np.random.default_rng(3)
    matrix = planted(stream, 251, 300, 260, 200)
    matrix[:, 7] = matrix[:, 3]
    seen = []
    found = rank_by_bytes(matrix, 251, progress=lambda done, total: seen.append((done, total)))
    known = eliminate(matrix.astype(float), 251)
    assert (found.rank, found.prime) == (known.rank, 251)
    assert found.pivot_columns.tolist() == known.pivot_columns.tolist()
    assert seen[-1] == (260, 260)
    minor = matrix[np.ix_(found.pivot_rows, found.pivot_columns)]
    assert int(as_nmod(minor, 251).det()) != 0
    monkeypatch.setattr("algebraic.ranks.rank.BYTE_SIZE", 1)
    signed = matrix - 251 * stream.integers(-9, 9, matrix.shape)
    for given_matrix in (signed, signed.astype(float), signed.astype(object), signed.astype(np.int32)):
        again = rank_mod_prime(given_matrix, prime=251)
        assert again.pivot_rows.tolist() == found.pivot_rows.tolist()
        assert again.pivot_columns.tolist() == found.pivot_columns.tolist()
    assert rank_mod_prime(np.zeros((5, 5), dtype=bool), prime=3).rank == 0
    monkeypatch.setattr(byte_elimination, "find_byte_kernel", lambda: None)
    assert rank_by_bytes(matrix, 251) is None
    assert rank_mod_prime(signed, prime=251).pivot_columns.tolist() == found.pivot_columns.tolist()
    with pytest.raises(Missing, match="AVX512"):
        ByteElimination(3, 3, 251)


def test_progress_may_end_it():
    def stop(done, total):
        raise OutOfBudget("the time is over")

    with pytest.raises(OutOfBudget):
        rank_by_bytes(np.eye(3, dtype=np.uint8), 251, progress=stop)
