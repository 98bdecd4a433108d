"""The exact path of penalties, and SGD against it and against autograd-free differences."""

import numpy as np
import pytest
from scipy.optimize import minimize

from netsim.data import linear_teacher
from netsim.experiments.parts import two_layer

SIZES = {"num_train": 30, "num_test": 32, "input_dim": 31}


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
