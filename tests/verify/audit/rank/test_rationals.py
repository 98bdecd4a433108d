"""The exact rank of small polynomial models."""

import numpy as np
import pytest

from algebraic.networks import Activation, Network
from algebraic.ranks import data_rank
from tests.verify.audit.rank.cases import Polynomial, dense, draw_subject, nn, rank_of, torch
from verify.audit.rank.rationals import RationalNumbers, exact_rank
from verify.subject import make_subject

pytestmark = pytest.mark.torch


@pytest.mark.slow
def test_beside_exact_jacobians():
    compared = 0
    for seed in range(40):
        subject = draw_subject(seed)
        wanted, found = rank_of(subject.jacobian()), exact_rank(subject)
        if None not in (wanted, found):
            assert found == wanted, seed
            compared += 1
    assert compared > 12


def test_beside_the_algebra():
    """The networks of :mod:`algebraic` have their own passes; at random weights both see the generic rank."""
    inputs = np.array([[1, 2, 3, 4, 5], [7, 1, 8, 2, 9]])
    plain = Network.dense([5, 1, 3], Activation([0, 0, 1]), hidden_bias=False, output_bias=False)
    model = dense(nn.Linear(5, 1, bias=False), Polynomial(0, 0, 1), nn.Linear(1, 3, bias=False))
    subject = make_subject(model, inputs, torch.zeros(2, 3))
    assert exact_rank(subject) == data_rank(plain, inputs).rank == 4


def test_fractions():
    ring = RationalNumbers()
    third = ring.reciprocal(3)
    assert str((third * third + ring.lift(np.array(0.5))).values) == "11/18"
    assert ring.join([ring.lift(np.ones((1, 2))), ring.lift(np.ones((1, 1)))]).shape == (1, 3)
    assert exact_rank(make_subject(dense(nn.Linear(2, 1), nn.Tanh()), torch.ones(2, 2), torch.ones(2, 1))) is None
