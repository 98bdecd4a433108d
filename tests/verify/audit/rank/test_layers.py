"""Bottlenecks and affine maps, by hand."""

import numpy as np
import pytest

from tests.verify.audit.rank.cases import Polynomial, dense, nn, rank_of, subject_of, torch, whole
from verify.audit.rank.bounds import different_inputs, upper_bounds
from verify.audit.rank.layers import bound_by_layers
from verify.audit.rank.shares import Shares
from verify.audit.rank.wiring import Wiring

pytestmark = pytest.mark.torch


def bound(model, inputs):
    subject = subject_of(model, inputs)
    wiring = Wiring(subject.graph, different_inputs(subject), subject.parameter_names)
    return bound_by_layers(wiring, Shares(wiring, {}))


def test_a_bottleneck():
    """Ten samples: all before one number adds at most ten; after it there are 2 · 6 weights."""
    inputs = np.random.default_rng(0).standard_normal((10, 8))
    found = bound(dense(nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1), nn.Tanh(), nn.Linear(1, 6)), inputs)
    assert found.bound == 10 + 12
    assert any("passes through 1 numbers" in part for part in found.parts)


def test_one_affine_map():
    """Of rank at most 2 from R⁵ to R⁴: 2 · (5 + 4 − 2), and 4 for the shift."""
    inputs = np.random.default_rng(1).standard_normal((60, 5))
    assert bound(dense(nn.Linear(5, 2), nn.Linear(2, 4)), inputs).bound == 14 + 4
    assert bound(dense(nn.Linear(5, 2, bias=False), nn.Linear(2, 4, bias=False)), inputs).bound == 14
    # On data that span two dimensions.
    assert bound(dense(nn.Linear(5, 9, bias=False), nn.Linear(9, 4, bias=False)), inputs[:2]).bound == 8


def test_linear_networks_have_that_rank():
    rng = np.random.default_rng(2)
    model = dense(nn.Linear(4, 3), nn.Linear(3, 2), nn.Linear(2, 3))
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.copy_(torch.from_numpy(whole(rng, 5, *tensor.shape)))
    subject = subject_of(model, whole(rng, 5, 20, 4))
    assert rank_of(subject.jacobian()) == upper_bounds(subject)[0].bound == 2 * (4 + 3 - 2) + 3


def test_a_frozen_shift_shifts():
    """A bias that is no weight still moves what the next layer reads (such a case was once too small)."""
    model = dense(nn.Linear(3, 3), nn.Linear(3, 3, bias=False), Polynomial(0, 0, 1))
    model[0].bias.requires_grad_(False)
    subject = subject_of(model, np.zeros((4, 3)))
    assert upper_bounds(subject)[0].bound >= rank_of(torch.round(subject.jacobian() * 2**20)) > 0
