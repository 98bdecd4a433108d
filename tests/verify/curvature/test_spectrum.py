"""The spectrum of planted Hessians."""

import numpy as np
import pytest

from tests.verify.curvature.planted import Quadratic, Weights, mean, with_spectrum  # noqa: F401
from tests.verify.spectra.makers import symmetric
from verify.curvature.spectrum import find_spectrum
from verify.subject import make_subject

pytestmark = pytest.mark.torch
MEAN = "tests.verify.curvature.planted:mean"


def planted(values):
    inputs, _ = with_spectrum(values)
    return make_subject(Weights(len(values)), inputs, np.zeros((len(values), 1)))


def test_a_fivefold_eigenvalue_is_found_as_five():
    found = find_spectrum(planted([9.0] + [4.0] * 5 + [1.0, 0.0]), None, None, "dense", 0)
    assert [each.multiplicity for each in found.eigenvalues] == [1, 5, 1, 1]
    for each, value in zip(found.eigenvalues, [9, 4, 1, 0], strict=True):
        assert abs(each.value - value) <= each.radius < 1e-12
        assert each.exact
    assert (found.rank.rank, found.rank.status) == (7, "gap")


def test_only_the_ends_that_are_asked_for():
    found = find_spectrum(planted([9.0, 4.0, 4.0, 2.0, 1.0]), 2, 1, "dense", 0)
    assert [each.multiplicity for each in found.eigenvalues] == [1, 2, 1]
    assert [round(each.value) for each in find_spectrum(planted([9.0, 4.0, 1.0]), 1, 0, "dense", 0).eigenvalues] == [9]


def test_negative_ones():
    subject = make_subject(Quadratic(symmetric([3.0, 1.0, -2.0, -2.0])), np.ones((2, 1)), np.zeros((2, 1)), loss=MEAN)
    found = find_spectrum(subject, None, None, "dense", 0)
    assert (found.negative.at_least, found.negative.at_most) == (2, 2)
    assert abs(found.negative.most_negative.value + 2) <= found.negative.most_negative.radius
    assert (found.rank.rank, found.rank.status) == (4, "estimated")


def test_lanczos_says_what_it_does_not_know():
    values = [9.0] + [4.0] * 5 + [1.0] * 30 + [0.5, 0.0]
    found = find_spectrum(planted(values), 7, 1, "lanczos", 0)
    assert [each.multiplicity for each in found.eigenvalues] == [1, 5, 1, 1]
    assert not any(each.exact for each in found.eigenvalues)
    assert not found.whole
    assert (found.negative.at_least, found.rank.rank, found.rank.status) == (0, 7, "undecided")
    assert found.negative.status == "undecided"
    for each, value in zip(found.eigenvalues, [9, 4, 1, 0], strict=True):
        assert abs(each.value - value) <= each.radius < 1e-5


def test_a_large_matrix_is_not_taken_as_a_whole():
    found = find_spectrum(planted([5.0, 3.0] + [1.0] * 1_100), None, None, "auto", 0)
    assert len(found.pairs.values) == 11
    assert found.pairs.matrix is None
