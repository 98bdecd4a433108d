"""Targets that no weights reach."""

import numpy as np
import pytest

from tests.verify.audit.zero.planted import dense
from tests.verify.subject.models import nn, numbers, seeded
from verify.audit.zero import find_zero
from verify.audit.zero.exclude import contradiction
from verify.subject import make_subject

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    ("act", "target", "excluded"),
    [
        (nn.ReLU, -1e-9, True),
        (nn.ReLU, 0.0, False),
        (nn.Sigmoid, 1.0, True),
        (nn.Sigmoid, 0.0, True),
        (nn.Sigmoid, 0.5, False),
        (nn.Tanh, -1.0, True),
        (nn.Tanh, 0.9, False),
        (nn.Softplus, 0.0, True),
        (nn.Softplus, 0.1, False),
        (lambda: nn.Softplus(threshold=-5), -3.0, False),
        (nn.GELU, -0.18, True),
        (nn.GELU, -0.1699, False),
        (lambda: nn.GELU(approximate="tanh"), -0.17, False),
        (nn.LeakyReLU, -5.0, False),
    ],
)
def test_outputs_that_an_activation_never_takes(act, target, excluded):
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 1), act()))
    zero = find_zero(make_subject(model, numbers(1, 3), np.array([[target]])))
    assert (zero.status == "excluded") == excluded, zero.because


def test_where_it_is_said():
    """The number of a sample is that of the data that were given, though equal samples are one."""
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 1), nn.Sigmoid()))
    inputs = np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 4.0]])
    zero = find_zero(make_subject(model, inputs, np.array([[0.5], [0.5], [1.5]])))
    assert zero.status == "excluded"
    assert "output 0 of sample 2 is above 0 and below 1 for all weights, and its target is 1.5" in zero.because
    assert "sigmoid" in zero.because


def test_a_linear_network_that_misses():
    """x = 0, 1, 2 and y = 0, 1, 3: no line; y = 1, 3, 5 is one, and no multiple of x."""
    inputs = np.array([[0.0], [1.0], [2.0]])
    for bias, targets, excluded in (
        (True, [[0], [1], [3]], True),
        (True, [[1], [3], [5]], False),
        (False, [[1], [3], [5]], True),
        (False, [[0], [3], [6]], False),
    ):
        model = seeded(lambda bias=bias: nn.Sequential(nn.Linear(1, 2, bias=bias), nn.Linear(2, 1, bias=bias)))
        zero = find_zero(make_subject(model, inputs, np.array(targets, dtype=float)))
        assert (zero.status == "excluded") == excluded, zero.because
        assert not excluded or "for all weights" in zero.because or "linear relations" in zero.because


def test_zeros_of_either_sign_are_equal_and_neighbours_are_not():
    rows = np.array([[0.0], [-0.0], [5e-324]])
    assert contradiction([rows], np.array([[1.0], [2.0], [3.0]])) == (0, 1)
    assert contradiction([rows], np.array([[1.0], [1.0], [3.0]])) is None


def test_a_sample_may_differ_in_any_input():
    same, other = np.ones((2, 2)), np.array([[1.0], [2.0]])
    targets = np.array([[0.0], [1.0]])
    assert contradiction([same], targets) == (0, 1)
    assert contradiction([same, other], targets) is None


def test_equal_samples_with_equal_targets_contradict_nothing():
    inputs = np.ones((2, 4))
    assert find_zero(make_subject(seeded(dense(4, 9, 1)), inputs, np.ones((2, 1)))).status == "proved"
