"""Many digits against pseudo-inverses and against rational arithmetic, and what float64 makes of them."""

from fractions import Fraction

import numpy as np
import pytest

from netsim.data import polynomial_features, sine_points
from netsim.experiments.parts import minimum_norm


def _dot(a, b):
    return sum(v * w for v, w in zip(a, b, strict=True))


def test_many_digits_against_rational_arithmetic():
    """The minimum-norm interpolant by Gaussian elimination over the rationals, for the float64 points as they are."""
    (x, y), (test_x, test_y) = sine_points(5, "chebyshev", frequency=1.0), sine_points(7, frequency=1.0)
    degree = 9
    points, targets = ([Fraction(v) for v in values] for values in (x, y))
    features = [[p**k for k in range(degree + 1)] for p in points]
    rows = [[_dot(f, g) for g in features] + [t] for f, t in zip(features, targets, strict=True)]
    for i in range(5):
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for j in set(range(5)) - {i}:
            rows[j] = [v - rows[j][i] * w for v, w in zip(rows[j], rows[i], strict=True)]
    dual = [row[-1] for row in rows]
    weights = [_dot(dual, column) for column in zip(*features, strict=True)]
    errors = [
        sum(w * Fraction(t) ** k for k, w in enumerate(weights)) - Fraction(v)
        for t, v in zip(test_x, test_y, strict=True)
    ]
    found = minimum_norm.in_many_digits(5, 7, 1.0, degree, 60)
    assert float(found["test"]) == pytest.approx(float(sum(e * e for e in errors) / 7), rel=1e-14)
    assert float(found["norm"]) ** 2 == pytest.approx(float(sum(w * w for w in weights)), rel=1e-14)
    assert float(found["train"]) < 1e-100


def test_the_least_degree_is_interpolation_by_the_unique_polynomial():
    below = minimum_norm.below_interpolation(20, 50, 2.0)
    assert below["degree"][-1] == 19
    exact = minimum_norm.in_many_digits(20, 50, 2.0, 19, 80)
    assert float(exact["test"]) == pytest.approx(below["test"][-1], rel=1e-6)
    # And below, least squares in monomials, as long as float64 can.
    x, y = sine_points(20, "chebyshev", frequency=2.0)
    test_x, test_y = sine_points(50, frequency=2.0)
    weights = np.linalg.lstsq(polynomial_features(x, 8), y, rcond=None)[0]
    assert np.mean((polynomial_features(test_x, 8) @ weights - test_y) ** 2) == pytest.approx(
        below["test"][7], rel=1e-9
    )


@pytest.mark.parametrize("spacing", ["chebyshev", "uniform"])
def test_rounding_is_the_distance_from_the_exact_polynomial(spacing):
    """With few points float64 is nearly exact; a cut-off that leaves out half of it is not."""
    sizes = {"num_train": 6, "num_test": 11, "frequency": 1.0, "spacing": spacing}
    exact = minimum_norm.in_many_digits(**sizes, degree=9, digits=60)["values"]
    x, y = sine_points(6, spacing, frequency=1.0)
    test_x, test_y = sine_points(11, frequency=1.0)
    weights = np.linalg.pinv(polynomial_features(x, 9)) @ y
    np.testing.assert_allclose(polynomial_features(test_x, 9) @ weights, exact, atol=1e-10)
    fine, coarse = (
        minimum_norm.rounding_errors(**sizes, degrees=(9,), cutoff=cutoff, values=exact[None])["errors"][0]
        for cutoff in (1e-12, 0.5)
    )
    assert fine < 1e-10
    cut = np.linalg.lstsq(polynomial_features(x, 9), y, rcond=0.5)[0]
    distance = np.linalg.norm(polynomial_features(test_x, 9) @ cut - exact) / np.linalg.norm(test_y)
    assert coarse == pytest.approx(distance)
    assert coarse > 0.01
