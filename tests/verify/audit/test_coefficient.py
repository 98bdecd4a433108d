"""Learning coefficients that an audit hands out: published values, bounds with reasons, and where there are none."""

from fractions import Fraction

import numpy as np
import pytest

import verify
from algebraic.shell import OutOfBudget
from tests.verify.audit.answers import ARank, subject
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.audit import inertia_of_zero
from verify.audit.coefficient import coefficients_of, not_found
from verify.audit.zero.result import Zero
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Square(nn.Module):
    def forward(self, x):
        return x * x


def with_weights(*matrices, between=None):
    """Dense layers without biases."""
    layers = []
    for matrix in matrices:
        layer = nn.Linear(len(matrix[0]), len(matrix), bias=False).double()
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(matrix, dtype=torch.float64))
        layers += [layer, between] if between is not None and matrix is not matrices[-1] else [layer]
    return nn.Sequential(*layers)


def coefficients(model, inputs, targets, zero=None, **options):
    own = make_subject(model, np.array(inputs, dtype=float), np.array(targets, dtype=float), **options)
    zero = zero or Zero("not_found", "not tried")
    return coefficients_of(own, inertia_of_zero(own, ARank(rank_bound=own.num_equations), zero), zero)


def test_local_and_global_are_told_apart():
    """Widths 5, 3, 5 with the target 0: 15/2 where W_1 = 0 and W_2 has full rank, and 13/2 at the best zero."""
    second = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0]]
    found = coefficients(with_weights([[0] * 5] * 3, second), np.eye(5), np.zeros((5, 5)))
    assert (found.local.value, found.local.at, found.local.status) == ("15/2", "these weights", "exact")
    assert (found.everywhere.value, found.everywhere.at, found.everywhere.status) == ("13/2", "all zeros", "exact")


def test_the_least_over_all_zeros_needs_no_zero_nearby():
    """Aoyagi: widths 3, 3, 3, 3 at rank 1: λ = 4 with multiplicity 3; whatever the weights are."""
    model = seeded(lambda: nn.Sequential(*[nn.Linear(3, 3, bias=False) for _ in range(3)]))
    found = coefficients(model, np.eye(3), np.outer([1, 2, 3], [1, 0, -1]))
    assert (found.everywhere.value, found.everywhere.multiplicity) == ("4", 3)
    assert found.local.status == "not_known"
    twice = coefficients(model, 1000 * np.eye(3), np.outer([1, 2, 3], [1, 0, -1]))
    assert twice.everywhere == found.everywhere
    narrow = coefficients(model, [[1.0, 2.0, 3.0]], [[1.0, 0.0, -1.0]])  # the inputs span one dimension
    assert narrow.everywhere.value == "3/2"


def test_targets_that_no_linear_function_has():
    found = coefficients(with_weights([[1.0, 1.0]]), [[1, 0], [2, 0]], [[1], [3]])
    assert found.everywhere.status == "not_known"
    assert "no linear function" in found.everywhere.reasons[0]


def test_a_smooth_zero_set_that_is_singular():
    """v w² at v = 1, w = 0: λ = ¼, and the rank of the Jacobian is 0."""
    found = coefficients(with_weights([[0.0]], [[1.0]], between=Square()), [[1.0]], [[0.0]])
    assert (found.local.value, found.local.multiplicity) == ("1/4", 1)
    assert "not deep linear" in found.everywhere.reasons[0]


def test_weights_that_are_a_zero_in_floats_only():
    """0.1 · 3 is 0.30000000000000004 in exact arithmetic, and no 0.3."""
    found = coefficients(with_weights([[0.1]]), [[3.0]], [[0.3]])
    assert found.local.status == "not_known"
    assert "not a zero" in found.local.reasons[0] or "no exact zero" in found.local.reasons[0]


def test_near_a_proved_zero():
    own = subject()
    zero = Zero("proved", "h is small", onto=True)
    found = coefficients_of(own, inertia_of_zero(own, ARank(), zero), zero).local
    assert (found.status, found.value, found.multiplicity, found.at) == ("exact", "4", 1, "a zero nearby")
    zero = Zero("proved", "h is small", onto=False, independent=5, dimension=3)
    found = coefficients_of(own, inertia_of_zero(own, ARank(), zero), zero).local
    assert (found.status, found.value, found.lower, found.upper) == ("bounds", None, "5/2", "9/2")
    zero = Zero("proved", "h is small", onto=False, independent=5)
    assert coefficients_of(own, inertia_of_zero(own, ARank(), zero), zero).local.upper == "6"
    zero = Zero("excluded", "equal inputs with other targets")
    assert coefficients_of(own, inertia_of_zero(own, ARank(), zero), zero).local.status == "not_known"


def test_another_loss_and_a_model_that_is_no_polynomial():
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)))
    classes = make_subject(model, numbers(4, 2), np.array([0, 1, 1, 0]), loss="cross-entropy")
    zero = Zero("not_applicable", "no zeros")
    found = coefficients_of(classes, inertia_of_zero(classes, ARank(), zero), zero)
    assert "not the square loss" in found.local.reasons[0]
    other = coefficients(model, numbers(4, 2).numpy(), numbers(4, 2).numpy())
    assert "tanh is no polynomial" in " ".join(other.local.reasons)


def test_what_is_cut_says_so(monkeypatch):
    assert not_found("the time was over").local.reasons == ("the time was over",)

    def late(*_):
        raise OutOfBudget("the time was over", hint="allow more", kind="time_limit")

    monkeypatch.setattr("verify.audit.entry.coefficients_of", late)
    found = verify.audit_model(with_weights([[1.0]]), [[1.0]], [[1.0]])
    assert (found.exit_code, found.coefficients.local.status) == (4, "not_known")


def test_exact_values_are_rationals():
    found = coefficients(with_weights([[1, 0], [0, 1]], [[1, 1]]), np.eye(2), [[1], [1]])
    assert Fraction(found.local.value) == Fraction(found.local.lower) == 1
