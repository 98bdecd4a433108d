"""What intervals decide about the rank, and what they leave open."""

import flint

from tests.verify.spectra.makers import clusters
from verify.catalogue import find_claim
from verify.checks.t3.degenerate_hessian import hessian
from verify.instruments import integer_rank
from verify.run import Draws
from verify.spectra import enclosed_spectrum, rank_of


def test_the_rank():
    full = clusters((2.0, 0.1, 1), (-1.0, 0.1, 2))
    assert (rank_of(full, 3, "proved").rank, rank_of(full, 3, "proved").status) == (3, "proved")
    gap = clusters((2.0, 0.1, 1), (0.0, 1e-6, 3))
    assert (rank_of(gap, 4, "proved").rank, rank_of(gap, 4, "proved").status) == (1, "gap")
    near = clusters((2e-4, 1e-5, 1), (0.0, 1e-6, 3))
    assert (rank_of(near, 4, "proved").rank, rank_of(near, 4, "proved").status) == (1, "undecided")
    missing = rank_of(gap, 9, "proved")
    assert (missing.rank, missing.status) == (1, "undecided")
    assert "not all" in missing.because


def test_without_another_eigenvalue_there_is_no_gap():
    """All of them around 0: of a matrix that is 0, or of one that is small beside its rounding."""
    found = rank_of(clusters((0.0, 1e-6, 3)), 3, "proved")
    assert (found.rank, found.status) == (0, "undecided")
    assert "no others" in found.because


def test_a_gap_that_is_not_the_widest_decides_nothing():
    """Eigenvalues of 1, 10⁻⁵ and 10⁻¹⁰, and rounding of 10⁻¹⁵: the next one may be below it."""
    spread = rank_of(clusters((1.0, 1e-16, 1), (1e-5, 1e-16, 1), (1e-10, 1e-16, 1), (0.0, 1e-15, 1)), 4, "proved")
    assert (spread.rank, spread.status) == (3, "undecided")
    assert "among these, too" in spread.because
    near = rank_of(clusters((1.0, 1e-16, 1), (0.9, 1e-16, 1), (0.0, 1e-15, 1)), 3, "proved")
    assert (near.rank, near.status) == (2, "gap")


def test_on_hessians_whose_rank_is_known():
    """Of the points of T3-01, exactly: a gap has the right rank, and is there for most; a rank is never too large."""
    claim = find_claim("T3-01")
    points = [Draws(claim).instance(k, claim.num_instances) for k in range(claim.num_instances)]
    statuses = []
    for point in points:
        whole = hessian(point)
        found = enclosed_spectrum(flint.fmpz_mat([[int(v) for v in row] for row in whole])).rank
        assert found.rank <= integer_rank(whole)
        if found.status != "undecided":
            assert found.rank == integer_rank(whole)
        statuses.append(found.status)
    assert statuses.count("gap") > 20
    assert "undecided" in statuses
