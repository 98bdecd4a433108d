"""Spectra of exact matrices: planted eigenvalues are in their intervals, and what rounding cannot tell stays open."""

import flint
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from algebraic.shell import WrongInput
from tests.verify.spectra.makers import symmetric
from verify.instruments import inertia
from verify.spectra import enclosed_spectrum


def planted(values, seed):
    """An exact matrix with these eigenvalues, turned by Householder's reflections with rational entries."""
    stream, size = np.random.default_rng(seed), len(values)
    found = flint.fmpq_mat([[values[i] if i == j else 0 for j in range(size)] for i in range(size)])
    for _ in range(2):
        v = flint.fmpq_mat([[int(x)] for x in stream.integers(1, 9, size)])
        length = (v.transpose() * v)[0, 0]
        turned = flint.fmpq_mat(
            [[int(i == j) - 2 * v[i, 0] * v[j, 0] / length for j in range(size)] for i in range(size)]
        )
        found = turned * found * turned.transpose()
    return found


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=7), st.integers(0, 1000), st.sampled_from([1, 1000, "1/1000"]))
def test_planted_eigenvalues_are_in_their_intervals(values, seed, factor):
    factor = flint.fmpq(1, 1000) if factor == "1/1000" else flint.fmpq(factor)
    matrix = planted(values, seed) * factor
    found = enclosed_spectrum(matrix)
    assert sum(each.multiplicity for each in found.clusters) == len(values)
    rest = sorted((float(v * factor) for v in values), reverse=True)
    for each in found.clusters:
        own, rest = rest[: each.multiplicity], rest[each.multiplicity :]
        assert all(each.low * (1 + 1e-15) - 1e-18 <= v <= each.high * (1 + 1e-15) + 1e-18 for v in own)
    positive, _, negative = inertia(matrix)
    assert (found.positive, found.negative) == (positive, negative)
    assert found.agrees(positive, negative)
    assert found.rank.rank == matrix.rank()
    full, some = matrix.rank() == len(values), matrix.rank() > 0
    assert found.rank.status == ("proved" if full else "gap" if some else "undecided")


def test_what_cannot_be_is_seen():
    found = enclosed_spectrum(planted([3, 1, 0, -2], 1))
    assert found.agrees(2, 1)
    assert found.agrees(3, 1)  # the eigenvalue around 0 may be positive, for all that floats say
    assert not found.agrees(4, 0)
    assert not found.agrees(1, 1)
    assert not found.agrees(2, 0)


def test_an_error_widens_every_interval():
    matrix = np.diag([1.0, 1e-3, -1.0])
    found = enclosed_spectrum(matrix, error=1e-2)
    assert (found.positive, found.negative, found.rank.status) == (1, 1, "undecided")
    assert all(each.radius >= 1e-2 for each in found.clusters)
    assert enclosed_spectrum(matrix).rank.status == "proved"
    joined = enclosed_spectrum(matrix, error=0.6)  # all three hang together
    assert [each.multiplicity for each in joined.clusters] == [3]
    assert joined.clusters[0].low <= -1.6 < 1.6 <= joined.clusters[0].high
    assert joined.clusters[0].radius < 1.7


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0, 2))
def test_every_matrix_within_the_error_is_enclosed(seed, error):
    stream = np.random.default_rng(seed)
    matrix, off = symmetric([3.0, 1.0, 1.0, 0.0, -2.0], seed), stream.standard_normal((5, 5))
    off = (off + off.T) * (error / max(1e-9, np.linalg.norm(off + off.T)))
    values = sorted(np.linalg.eigvalsh(matrix + off), reverse=True)
    for each in enclosed_spectrum(matrix, error).clusters:
        own, values = values[: each.multiplicity], values[each.multiplicity :]
        assert all(each.low - 1e-12 <= v <= each.high + 1e-12 for v in own)


def test_balls_are_taken_with_their_radii():
    wide = flint.arb_mat([[flint.arb(1, 0.25), 0], [0, flint.arb(0, 1e-3)]])
    found = enclosed_spectrum(wide)
    assert (found.positive, found.rank.rank) == (1, 1)
    assert found.clusters[0].low <= 0.75 < 1.25 <= found.clusters[0].high
    assert found.clusters[1].low <= -1e-3


def test_an_exact_number_that_is_no_float_is_no_exact_float():
    """1 + 2⁻⁸⁰ and 1: the floats have rank 1, and the matrix has rank 2; nothing false is said."""
    off = flint.fmpq(1) + flint.fmpq(1, 2**80)
    matrix = flint.fmpq_mat([[1, 1], [1, off]])
    found = enclosed_spectrum(matrix)
    assert matrix.rank() == 2
    assert (found.rank.rank, found.rank.status) == (1, "gap")
    assert found.agrees(2, 0)


def test_a_summary_of_many():
    told = enclosed_spectrum(np.diag([*range(1, 40), 0.0, -1.0])).told()
    assert [value for value, _, _ in told["eigenvalues"]] == pytest.approx([39, 1, 0, -1], abs=1e-9)
    assert (told["rank"], told["rank_status"], told["negative_at_least"]) == (40, "gap", 1)
    assert enclosed_spectrum(np.zeros((0, 0))).told()["rank"] == 0


@pytest.mark.parametrize(
    ("matrix", "error", "kind"),
    [
        (np.ones((2, 3)), 0.0, "bad_matrix"),
        (np.array([[1.0, 2.0], [3.0, 1.0]]), 0.0, "bad_matrix"),
        (np.array([[np.nan]]), 0.0, "bad_matrix"),
        (np.array([[1e200]]), 0.0, "bad_matrix"),
        (flint.fmpq_mat([[10**400]]), 0.0, "bad_matrix"),
        (flint.arb_mat([[flint.arb(0, float("inf"))]]), 0.0, "bad_matrix"),
        (flint.arb_mat([[flint.arb("nan")]]), 0.0, "bad_matrix"),
        (np.eye(2), -1.0, "bad_error"),
        (np.eye(2), float("nan"), "bad_error"),
    ],
)
def test_what_is_refused(matrix, error, kind):
    with pytest.raises(WrongInput) as caught:
        enclosed_spectrum(matrix, error)
    assert caught.value.kind == kind
