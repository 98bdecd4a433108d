"""The density integrates to 1, agrees with the exact one within its errors, and is wrong with a wrong weight."""

import numpy as np
import pytest

from tests.verify.curvature.planted import Weights, with_spectrum
from verify.curvature.density import estimated_density, exact_density
from verify.curvature.products import Products
from verify.subject import make_subject

pytestmark = pytest.mark.torch
VALUES = np.r_[np.linspace(0, 1, 150), [5.0] * 10, [9.0]]


def products(values=VALUES):
    inputs, _ = with_spectrum(values)
    return Products(make_subject(Weights(len(values)), inputs, np.zeros((len(values), 1))))


def test_the_exact_one():
    found = exact_density(VALUES)
    assert np.isclose(np.trapezoid(found.values, found.points), 1, atol=1e-3)
    assert not found.standard_errors.any()
    assert found.mean[0] == VALUES.mean()


def test_the_estimate_is_within_its_errors():
    exact, found = exact_density(VALUES), estimated_density(products(), 0, probes=8, steps=25)
    assert np.isclose(np.trapezoid(found.values, found.points), 1, atol=1e-3)
    there = np.interp(found.points, exact.points, exact.values)
    room = 4 * found.standard_errors + found.change + 0.02 * exact.values.max()
    assert (np.abs(found.values - there) <= room).mean() > 0.95
    assert abs(found.mean[0] - VALUES.mean()) <= 4 * found.mean[1]
    assert 0 < found.mean[1] < 0.2
    shifted = exact_density(VALUES + 1)
    other = np.interp(found.points, shifted.points, shifted.values)
    assert (np.abs(found.values - other) <= room).mean() < 0.95


def test_all_values_equal():
    found = estimated_density(products([2.0] * 20), 0)
    assert np.allclose(found.mean, [2, 0], atol=1e-12)
    assert np.isclose(np.trapezoid(found.values, found.points), 1, atol=1e-2)
