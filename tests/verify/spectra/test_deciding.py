"""What intervals decide about the rank, and what they leave open."""

from tests.verify.spectra.makers import clusters
from verify.spectra import rank_of


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
