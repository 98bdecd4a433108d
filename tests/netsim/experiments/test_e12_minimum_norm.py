"""E12: many digits against pseudo-inverses and against rational arithmetic, and every check both ways."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from matplotlib import pyplot

from netsim.data import polynomial_features, sine_points
from netsim.experiments import e12_minimum_norm as e12
from netsim.runs.experiment import find_experiment
from netsim.shell.errors import WrongInput

EXPERIMENT = find_experiment("E12")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E12")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes() == 0
    measured = result["measured"]
    # So few points are within reach of float64.
    for row in measured["double"]:
        for degree, test in zip(measured["exact"]["degree"], measured["exact"]["test"], strict=True):
            assert row["test"][degree - 1] == pytest.approx(test, rel=1e-3, abs=1e-12)
    figure = EXPERIMENT.figures["T3-13"](measured)
    assert [axes.get_title() for axes in figure.axes] == ["test", "norm"]
    pyplot.close(figure)


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    assert [getattr(paper, name) for name in ("num_train", "num_test", "frequency", "max_degree")] == [
        76,
        600,
        4.0,
        300,
    ]


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
    found = e12.in_many_digits(5, 7, 1.0, degree, 60)
    assert float(found["test"]) == pytest.approx(float(sum(e * e for e in errors) / 7), rel=1e-14)
    assert float(found["norm"]) ** 2 == pytest.approx(float(sum(w * w for w in weights)), rel=1e-14)
    assert float(found["train"]) < 1e-100


def test_the_least_degree_is_interpolation_by_the_unique_polynomial():
    below = e12.below_interpolation(20, 50, 2.0)
    assert below["degree"][-1] == 19
    exact = e12.in_many_digits(20, 50, 2.0, 19, 80)
    assert float(exact["test"]) == pytest.approx(below["test"][-1], rel=1e-6)
    # And below, least squares in monomials, as long as float64 can.
    x, y = sine_points(20, "chebyshev", frequency=2.0)
    test_x, test_y = sine_points(50, frequency=2.0)
    weights = np.linalg.lstsq(polynomial_features(x, 8), y, rcond=None)[0]
    assert np.mean((polynomial_features(test_x, 8) @ weights - test_y) ** 2) == pytest.approx(
        below["test"][7], rel=1e-9
    )


@pytest.mark.parametrize("degrees", [(), (75,), (301,)])
def test_degrees_that_are_not_interpolations_are_refused(degrees):
    with pytest.raises(WrongInput, match=r"exact.degrees"):
        replace(EXPERIMENT.sizes["paper"], exact_degrees=degrees)


def measured(last, double, change=0.0):
    return {
        "mean_square_of_targets": 0.5,
        "below": {"degree": [1, 2], "test": [0.5, 1e-3]},
        "exact": {"degree": [3, 4], "test": [1e-9, last]},
        "double": [{"cutoff": 1e-10, "test": [0.5, 1e-3, 1e-9, value]} for value in double],
        "change_with_more_digits": [change, 0.0],
    }


@pytest.mark.parametrize(
    ("last", "change", "outcome"),
    [
        (0.3, 0.0, "agrees"),
        (2e-9, 0.0, "contradicts"),
        (1e-7, 0.0, "undecided"),
        (0.3, 0.1, "undecided"),
    ],
)
def test_overfits(last, change, outcome):
    assert CHECK["Fig. 13: overfits eventually"](measured(last, [last], change)).outcome == outcome


@pytest.mark.parametrize(
    ("last", "double", "outcome"),
    [(0.3, [0.3], "agrees"), (0.003, [0.3], "contradicts"), (0.3, [1e-4], "contradicts"), (1e-9, [2e-9], "undecided")],
)
def test_numerical_errors(last, double, outcome):
    assert CHECK["Fig. 13: no exaggerated numerical errors"](measured(last, double)).outcome == outcome


def test_one_good_cutoff_of_two_decides_nothing():
    found = measured(0.3, [0.3, 20.0])
    found["double"][1]["cutoff"] = 1e-15
    assert CHECK["Fig. 13: no exaggerated numerical errors"](found).outcome == "undecided"
