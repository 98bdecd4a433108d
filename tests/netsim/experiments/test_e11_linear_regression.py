"""E11: the smoke run, exact expectations of the random walk, and every check both ways."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot

from netsim.data import polynomial_features, sine_points
from netsim.experiments import e11_linear_regression as e11
from netsim.runs.experiment import find_experiment
from netsim.shell.errors import WrongInput

EXPERIMENT = find_experiment("E11")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E11")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes() == 0
    measured = result["measured"]
    # A literal cycle leaves of each direction what the closed form says, and the degenerate ones stay.
    rate = 0.2 * 2 / 9
    directions = measured["degenerate"]["directions"]
    expected = np.abs(1 - rate * np.array(directions["eigenvalues"])) ** result["options"]["perturb_every"]
    left = np.array(directions["left_after_cycle"])
    np.testing.assert_allclose(left[expected > 1e-6], expected[expected > 1e-6], rtol=1e-3)
    assert measured["returned"]["degenerate_moved_back"] < 1e-12
    assert [len(draw(measured).axes) for draw in EXPERIMENT.figures.values()] == [2, 2, 4]
    pyplot.close("all")


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    printed = {"num_train": 9, "num_test": 100, "degree": 30, "small_degree": 4, "learning_rate": 0.2, "noise": 0.6}
    printed |= {"iterations": 250_000, "perturb_every": 4000, "repeats": 30, "frequency": 4.0}
    assert {name: getattr(paper, name) for name in printed} == printed


def test_the_walk_has_its_exact_mean():
    """E ‖P Σ u_i‖² = m · N/d for unit vectors u_i in d dimensions and a null space of dimension N."""
    features = polynomial_features(sine_points(9, "chebyshev")[0], 30)
    squares = e11.random_walk(features, steps=20, seed=0, walks=2000)["squares"]
    expected = np.arange(1, 21) * 22 / 31
    error = squares.std(1) / np.sqrt(2000)
    assert np.all(abs(squares.mean(1) - expected) < 4 * error)


def test_the_survey_finds_what_the_paper_does_not_say():
    rows = e11.survey(EXPERIMENT.sizes["paper"])
    by = {(row["degree"], row["points"], row["loss"]): row for row in rows}
    assert len(rows) == 18
    assert by[30, "uniform", "mean"]["mean_square_of_targets"] == 0
    assert by[30, "chebyshev", "half the sum"]["step_times_eigenvalue"] > 2
    assert not by[30, "chebyshev", "half the sum"]["end"] < 1e10
    assert by[30, "chebyshev", "mean"]["end"] < 1e-20
    # Least squares of degree 4, from its own normal equations.
    x, y = sine_points(9, "chebyshev")
    residual = y - np.polynomial.chebyshev.chebval(x, np.polynomial.chebyshev.chebfit(x, y, 4))
    assert by[4, "chebyshev", "mean"]["limit"] == pytest.approx(np.mean(residual**2) / np.mean(y**2))


def test_too_few_iterations_are_refused():
    class Stub:
        options = replace(EXPERIMENT.sizes["smoke"], iterations=500)

    with pytest.raises(WrongInput, match="perturbation every 400"):
        e11.run(Stub())


def returned(**changes):
    fine = {"train_before": 0.0, "train_perturbed": 0.1, "train_after": 0.0, "nondegenerate_left": 1e-4}
    fine |= {"slowest_direction_left": 1e-4, "degenerate_moved_back": 1e-13}
    return {"returned": fine | changes, "mean_square_of_targets": 0.2}


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"degenerate_moved_back": 0.5}, "contradicts"),
        ({"train_before": 0.01}, "undecided"),
        ({"nondegenerate_left": 0.3}, "undecided"),
        ({"train_before": "nan"}, "undecided"),
    ],
)
def test_directions(changes, outcome):
    assert CHECK["directions after a perturbation"](returned(**changes)).outcome == outcome


def walk(exponent, half_width=0.01, constants=(0.7, 0.9), interval=(0.05, 0.15)):
    fits = [
        {"exponent": exponent, "interval": [exponent - half_width, exponent + half_width], "constant": c}
        for c in constants
    ]
    found = {"fits": fits, "nullity": [8, 52], "num_params": [17, 61], "expected_constant": [0.69, 0.92]}
    found |= {"constant_exponent": np.mean(interval), "constant_interval": interval}
    return {"walk": found, "degenerate": {"directions": {"growth": fits[0]}}}


@pytest.mark.parametrize(
    ("exponent", "half_width", "outcome"),
    [(0.5, 0.01, "agrees"), (1.0, 0.01, "contradicts"), (0.3, 0.05, "contradicts"), (0.5, 0.2, "undecided")],
)
def test_square_root_of_m(exponent, half_width, outcome):
    assert CHECK["square root of m"](walk(exponent, half_width)).outcome == outcome


@pytest.mark.parametrize(
    ("interval", "outcome"),
    [((-0.52, -0.48), "agrees"), ((0.09, 0.11), "contradicts"), ((-0.4, 0.3), "undecided")],
)
def test_constant(interval, outcome):
    assert CHECK["constant"](walk(0.5, interval=interval)).outcome == outcome


@pytest.mark.parametrize(
    ("test", "outcome"), [([3.0, 3.1], "agrees"), ([0.1, 0.2], "contradicts"), ([0.8, 1.3], "undecided")]
)
def test_norm_and_test_error_grow(test, outcome):
    other = {"agrees": [9.0, 9.1], "undecided": [9.0, 9.1], "contradicts": [0.5, 0.4]}[outcome]
    kinds = {"perturbed": {"final": {"norm": other, "test": test}}}
    kinds["unperturbed"] = {"final": {"norm": [1.0, 1.1], "test": [1.0, 1.0]}}
    kinds["directions"] = {"expected_test_increase": 1.0}
    assert CHECK["norm and test error grow"]({"degenerate": kinds}).outcome == outcome


def cycles(after, elsewhere, size=0.5):
    curve = {"mean": [1.0, *after, 1.0], "worst": [1.0, *after, 1.0]}
    row = {"degree": 4, "points": "random", "loss": "mean", "mean_square_of_targets": 1.0, "cycle": elsewhere}
    name = {"degree": 4, "perturbed": {"after_cycle": curve}}
    return {"convex": name, "degenerate": name, "survey": [row], "mean_square_of_targets": size}


@pytest.mark.parametrize("name", ["Fig. 4: zero after each perturbation", "Fig. 16: zero after each perturbation"])
@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        (cycles([1e-9, 1e-12], 1.0), "agrees"),
        (cycles([1e-9, 0.3], 1.0), "contradicts"),
        (cycles([1e-9, 0.3], "nan"), "contradicts"),
        (cycles([1e-9, 0.3], 1e-4), "undecided"),
        (cycles([1e-9, 1e-3], 1.0), "undecided"),
        (cycles([0.0, 0.0], 1.0, size=0.0), "undecided"),
    ],
)
def test_zero_after_each_perturbation(name, measured, outcome):
    assert CHECK[name](measured).outcome == outcome


@pytest.mark.parametrize(
    ("train", "outcome"), [([1e-9, 0], "agrees"), (["nan", 0], "contradicts"), ([0.1, 0], "undecided")]
)
def test_zero_training_error(train, outcome):
    measured = {"degenerate": {"unperturbed": {"final": {"train": train}}}, "mean_square_of_targets": 0.5}
    assert CHECK["Fig. 15: zero training error"](measured).outcome == outcome


@pytest.mark.parametrize(
    ("test", "outcomes"),
    [
        ([1.0, 0.5, 1.2], ("agrees", "contradicts")),
        ([1.0, 0.5, 0.5], ("contradicts", "agrees")),
        ([1.0, 0.5, "nan"], ("undecided", "undecided")),
    ],
)
def test_overfitting(test, outcomes):
    curves = {"unperturbed": {"test": test, "iterations": [0, 1, 2]}}
    measured = {"degenerate": curves, "convex": curves}
    names = ("Fig. 15: overfitting", "Fig. 16: no overfitting")
    assert tuple(CHECK[name](measured).outcome for name in names) == outcomes
