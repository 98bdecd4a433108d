"""E14: the maximum margin by other routes, the logistic iteration, the smoke run, and every check both ways."""

import numpy as np
import pytest
from matplotlib import pyplot
from scipy.optimize import minimize
from sklearn.svm import SVC

from netsim.experiments import e14_weight_norms as e14
from netsim.runs.experiment import find_experiment

pytestmark = pytest.mark.torch

EXPERIMENT = find_experiment("E14")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


@pytest.mark.slow
def test_smoke(smoke):
    result = smoke("E14")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes()
    measured = result["measured"]
    layers = [np.array(measured["norms"][f"norm.layer{k}"]) ** 2 for k in range(1, 6)]
    np.testing.assert_allclose(sum(layers), np.array(measured["norms"]["norm"]) ** 2, rtol=1e-4)
    assert len(EXPERIMENT.figures["T3-12"](measured).axes) == 3
    pyplot.close("all")


@pytest.mark.parametrize("seed", range(4))
def test_the_maximum_margin_by_three_routes(seed):
    inputs, labels = e14.separable_points(40, 5, 0.5, seed)
    ours = e14.max_margin(inputs, labels)
    signed = inputs * labels[:, None]
    assert (signed @ ours).min() == pytest.approx(1, abs=1e-9)
    assert 1 / np.linalg.norm(ours) >= 0.5 - 1e-9  # the planted hyperplane has at least that margin
    general = minimize(
        lambda w: w @ w / 2,
        2 * ours,
        jac=lambda w: w,
        method="SLSQP",
        constraints={"type": "ineq", "fun": lambda w: signed @ w - 1, "jac": lambda w: signed},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    np.testing.assert_allclose(ours, general.x, atol=1e-6)
    # Both x and −x with both labels: then the hard-margin machine of scikit-learn needs no intercept, either.
    machine = SVC(kernel="linear", C=1e8, tol=1e-9).fit(np.vstack([inputs, -inputs]), np.append(labels, -labels))
    np.testing.assert_allclose(machine.coef_[0], ours, atol=1e-4)


def test_the_iteration_is_gradient_descent_on_the_logistic_loss():
    inputs, labels = e14.separable_points(12, 3, 0.2, seed=1)
    signed = inputs * labels[:, None]
    start = np.random.default_rng(0).standard_normal((3, 2))
    found = e14.logistic_descent(signed, start, rate=0.3, steps=5)
    weights = start.copy()
    for step in range(6):
        if step in found["steps"]:
            place = found["steps"].tolist().index(step)
            np.testing.assert_allclose(found["weights"][place], weights, rtol=1e-12)
            np.testing.assert_allclose(found["loss"][place], np.log1p(np.exp(-signed @ weights)).mean(0), rtol=1e-12)
        slope = np.zeros_like(weights)
        for point in signed:
            slope -= np.outer(point, 1 / (1 + np.exp(point @ weights))) / len(signed)
        weights -= 0.3 * slope


def test_two_points_have_a_closed_form():
    """x = ±e1 with labels ±1: w1 follows w ← w + r σ(−w), which is near log(1 + r t), and w2 never changes."""
    found = e14.logistic_descent(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([[0.0], [3.0]]), 0.01, 20_000)
    assert found["weights"][-1][1, 0] == 3.0
    w = found["weights"][-1][0, 0]
    assert w + np.exp(w) - 1 == pytest.approx(0.01 * 20_000, rel=1e-2)  # the flow: w + e^w − 1 = r t


def network(end=2.0, late=2.0, error=0.0, still=False):
    norms = [[1.0] * 5 if still else [1.0, 1.5, 1.9, late, end]] * 2
    return {
        "epoch": [0, 10, 20, 75, 100],
        "norms": {"norm.layer1": norms, "norm": norms},
        "train_error": [[0.9, 0.5, 0.1, error, error]] * 2,
    }


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"late": 1.7}, "contradicts"),
        ({"late": 1.7, "error": 0.1}, "undecided"),
        ({"late": 1.97}, "undecided"),
        ({"end": float("nan")}, "undecided"),
        ({"error": 0.1}, "undecided"),
        ({"error": 0.9}, "undecided"),  # nothing was learned
        ({"still": True}, "undecided"),
    ],
)
def test_level(changes, outcome):
    assert CHECK["norms reach a level"](network(**changes)).outcome == outcome


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"end": 0.9}, "contradicts"),
        ({"end": 0.9, "error": 0.1}, "undecided"),
        ({"error": 0.9}, "undecided"),
    ],
)
def test_increase(changes, outcome):
    assert CHECK["norms increase"](network(**changes)).outcome == outcome


def linear(slope=2.0, angles=(0.3, 0.2, 0.15), added=0.05, loss=1e-3):
    steps = np.array([0, 10, 100, 1000, 10_000, 100_000])
    norm = slope * np.log(np.maximum(steps, 1)) + 3
    angle = ["nan", 1.0, 0.5, *angles]
    return {
        "linear": {
            "steps": steps.tolist(),
            "norm": [norm.tolist()] * 2,
            "angle": [angle] * 2,
            "angle_of_last_decade": [added] * 2,
            "max_margin": 0.5,
            "loss": [[0.7, loss]] * 2,
        }
    }


@pytest.mark.parametrize(
    ("slope", "outcome"), [(2.0, "agrees"), (0.0, "contradicts"), (-1.0, "contradicts"), (1.0, "undecided")]
)
def test_the_norm_diverges(slope, outcome):
    assert CHECK["norm diverges"](linear(slope)).outcome == outcome


@pytest.mark.parametrize(
    ("angles", "added", "outcome"),
    [
        ((0.3, 0.2, 0.15), 0.05, "agrees"),
        ((0.3, 0.3, 0.4), 1.0, "contradicts"),
        ((0.3, 0.2, 0.15), 0.3, "undecided"),
        ((0.3, 0.2, 0.2), 0.05, "undecided"),
    ],
)
def test_the_direction(angles, added, outcome):
    assert CHECK["direction of the maximum margin"](linear(2.0, angles, added)).outcome == outcome


def test_a_loss_that_does_not_fall_is_no_evidence():
    for name in ("norm diverges", "direction of the maximum margin"):
        assert CHECK[name](linear(loss=0.69)).outcome == CHECK[name](linear(loss="nan")).outcome == "undecided"
