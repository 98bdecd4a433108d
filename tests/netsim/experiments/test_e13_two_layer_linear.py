"""E13: the exact path of penalties, SGD against it and against autograd-free differences, checks both ways."""

import numpy as np
import pytest
from matplotlib import pyplot
from scipy.optimize import minimize

from netsim.data import linear_teacher
from netsim.experiments.parts import two_layer
from netsim.runs.experiment import find_experiment

EXPERIMENT = find_experiment("E13")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}
SIZES = {"num_train": 30, "num_test": 32, "input_dim": 31}


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E13")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes() == 0
    figure = EXPERIMENT.figures["T3-8"](result["measured"])
    assert [axes.get_xlabel() for axes in figure.axes] == ["iterations of SGD", "1/λ"]
    pyplot.close(figure)


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    assert [getattr(paper, name) for name in (*SIZES, "hidden")] == [30, 32, 31, 2]
    assert paper.hidden * (paper.input_dim + 1) == 64  # "and thus 64 parameters"


@pytest.mark.parametrize("penalty", [1e-3, 0.1, 1.0])
def test_the_exact_path_against_a_general_minimiser(penalty):
    data = linear_teacher(seed=3)
    found = two_layer.exact_path(**SIZES, seed=3, penalties=np.array([penalty]))

    def objective(v):
        return np.mean((data.train_inputs @ v - data.train_targets[:, 0]) ** 2) + penalty * np.linalg.norm(v)

    best = minimize(objective, np.ones(31) / 31, method="BFGS", options={"gtol": 1e-9})
    assert found["objective"][0] <= best.fun + 1e-12
    assert found["objective"][0] == pytest.approx(best.fun, rel=1e-6)
    np.testing.assert_allclose(found["product"][0], best.x, atol=1e-3)


def test_both_ends_of_the_exact_path():
    data = linear_teacher(seed=1)
    largest = 2 * np.linalg.norm(data.train_inputs.T @ data.train_targets[:, 0] / 30)
    found = two_layer.exact_path(**SIZES, seed=1, penalties=np.array([0.0, 0.999 * largest, largest]))
    np.testing.assert_allclose(
        found["product"][0], np.linalg.pinv(data.train_inputs) @ data.train_targets[:, 0], rtol=1e-8
    )
    assert 0 < np.linalg.norm(found["product"][1]) < 0.01
    assert not found["product"][2].any()
    assert found["train"][2] == found["zero_train"]


def test_sgd_converges_to_the_exact_path():
    penalties = np.array([0.1, 1.0])
    found = two_layer.sgd(**SIZES, hidden=2, batch_size=10, learning_rate=0.02, steps=6000, initial_std=0.1,
                    penalties=penalties, seed=0)  # fmt: skip
    exact = two_layer.exact_path(**SIZES, seed=0, penalties=penalties)
    np.testing.assert_allclose(found["product"], exact["product"], atol=3e-3)
    assert np.all(found["objective"] >= exact["objective"] - 1e-12)


def test_one_full_step_is_the_gradient_of_the_penalised_loss():
    data, penalty, rate = linear_teacher(seed=0), 0.3, 1e-6
    call = dict(**SIZES, hidden=2, batch_size=30, learning_rate=rate, initial_std=0.5, seed=0)
    before, after = (
        two_layer.sgd(**call, penalties=np.array([penalty]), steps=steps)["product"][0] for steps in (0, 1)
    )
    random = two_layer.random_stream
    first = 0.5 * random(0, "first layer").standard_normal((2, 31))
    second = 0.5 * random(0, "second layer").standard_normal(2)
    np.testing.assert_allclose(before, second @ first, rtol=1e-12)

    def loss(v):
        return np.mean((data.train_inputs @ v - data.train_targets[:, 0]) ** 2) + penalty * np.linalg.norm(v)

    slope = np.array([(loss(before + h) - loss(before - h)) / 2e-6 for h in 1e-6 * np.eye(31)])
    # d(W2 W1) = −rate ((W1 slope) W1 + |W2|² slope) to first order
    change = -rate * ((first @ slope) @ first + second @ second * slope)
    np.testing.assert_allclose(after - before, change, rtol=1e-3, atol=1e-10)


def measured(left=0.05, right=0.05, train=0.0, gap=0.0, dip=0.05):
    return {
        "zero_test": [1.0, 1.0],
        "zero_train": [1.0, 1.0],
        "iterations_test": [[1.0, dip, left]] * 2,
        "iterations_train": [[1.0, 0.1, train]] * 2,
        "penalty_test": [[right, dip, 1.0]] * 2,
        "minimum_norm_test": [0.05, 0.05],
        "gap": [[gap, 0.0]] * 2,
    }


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"right": 0.5}, "contradicts"),
        ({"gap": 0.2}, "undecided"),
        ({"train": 0.1}, "undecided"),
        ({"left": float("nan")}, "undecided"),
    ],
)
def test_both_converge(changes, outcome):
    assert CHECK["both protocols converge"](measured(**changes)).outcome == outcome


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"left": 0.5, "right": 0.5}, "contradicts"),
        ({"left": 0.5}, "undecided"),
        ({"right": float("inf")}, "undecided"),
    ],
)
def test_no_overfitting(changes, outcome):
    assert CHECK["no overfitting"](measured(**changes)).outcome == outcome
