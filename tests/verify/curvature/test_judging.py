"""What intervals decide about signs, and what they leave open."""

from tests.verify.curvature.makers import told
from tests.verify.spectra.makers import clusters
from verify.curvature.judging import is_exact, negative_of


def test_signs():
    given = clusters((2.0, 0.1, 1), (0.0, 1e-9, 2), (-1.0, 0.1, 2))
    found = negative_of(given, told(given), 5, "proved")
    assert (found.at_least, found.at_most, found.status) == (2, 4, "proved")
    assert found.most_negative.value == -1.0


def test_a_sign_within_the_radius_is_open():
    given = clusters((2.0, 0.1, 1), (-1e-3, 2e-3, 1))
    found = negative_of(given, told(given), 2, "proved")
    assert (found.at_least, found.at_most, found.status, found.most_negative) == (0, 1, "undecided", None)


def test_none_is_negative_only_if_all_are_known():
    given = clusters((2.0, 0.1, 1), (1.0, 0.1, 1))
    assert negative_of(given, told(given), 2, "proved").status == "proved"
    assert negative_of(given, told(given), 3, "proved").status == "undecided"


def test_exact_numbers_need_all_eigenvalues():
    given = clusters((2.0, 0.1, 1), (0.0, 1e-6, 3))
    assert is_exact(given, 4)
    assert not is_exact(given, 5)
