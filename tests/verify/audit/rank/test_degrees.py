"""The space of functions, beside the algebra's own dimension of it."""

import numpy as np
import pytest

from tests.verify.audit.rank.cases import Polynomial, dense, nn, subject_of
from verify.audit.rank.degrees import function_dimension
from verify.audit.rank.wiring import Wiring

pytestmark = pytest.mark.torch


def dimension(model, inputs):
    inputs = np.asarray(inputs, dtype=float)
    subject = subject_of(model, inputs)
    return function_dimension(Wiring(subject.graph, {"input": inputs}))


@pytest.mark.parametrize(
    ("biased", "coefficients", "expected"),
    [(True, (0, 0, 1), 10), (False, (0, 0, 1), 6), (False, (0, 1, 0, 1), 13), (True, (0, 1, 0, 1), 20)],
)
def test_forms(biased, coefficients, expected):
    """Of three numbers: C(5,2) = 10 with all lower degrees, 6 quadratic ones, 3 + 10, C(6,3) = 20."""
    inputs = np.random.default_rng(0).standard_normal((50, 3))
    model = dense(nn.Linear(3, 4, bias=biased), Polynomial(*coefficients), nn.Linear(4, 1, bias=False))
    assert dimension(model, inputs)[0] == expected


def test_the_data_may_span_less():
    rng = np.random.default_rng(1)
    inputs = rng.integers(-3, 4, (40, 2)) @ rng.integers(-3, 4, (2, 4))
    model = dense(nn.Linear(4, 4), Polynomial(0, 0, 1), nn.Linear(4, 1))
    assert dimension(model, inputs) == (6, 2)
    assert dimension(dense(nn.Linear(4, 3), nn.Linear(3, 1)), inputs) == (3, 1)
    assert dimension(dense(nn.Linear(4, 3, bias=False), nn.Linear(3, 1, bias=False)), inputs) == (2, 1)


def test_what_is_no_polynomial():
    assert dimension(dense(nn.Linear(2, 1), nn.Tanh()), np.eye(2)) is None
    deep = [layer for _ in range(7) for layer in (nn.Linear(1, 1), Polynomial(0, 0, 1))]
    assert dimension(dense(*deep), np.eye(2)[:, :1]) is None  # of degree 128
