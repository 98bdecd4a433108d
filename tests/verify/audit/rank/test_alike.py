"""Which units are alike, and which only look so."""

import numpy as np
import pytest

from tests.verify.audit.rank.cases import dense, nn, subject_of, torch
from tests.verify.subject.models import numbers
from verify.audit.rank.alike import Alike
from verify.audit.rank.bounds import different_inputs
from verify.audit.rank.proof import dead_units
from verify.audit.rank.wiring import Wiring

pytestmark = pytest.mark.torch


def counted(model, inputs):
    """For each layer, how many different numbers it reads, and how many different slopes its units have."""
    subject = subject_of(model, inputs)
    wiring = Wiring(subject.graph, different_inputs(subject))
    alike = Alike(wiring, [t.numpy() for t in subject.parameters()], dead_units(subject))
    layers = [k for k, node in enumerate(subject.graph) if node.kind in ("dense", "convolution")]
    return [(alike.num_columns(k, 99), alike.num_slopes(k)) for k in layers]


def network(activation):
    torch.manual_seed(0)
    return dense(nn.Linear(3, 4), activation, nn.Linear(4, 2))


def test_a_split_unit_and_one_that_only_looks_so():
    for share, slopes in ((0.25, 3), (0.0, 3), (None, 4)):
        model = network(nn.Tanh())
        with torch.no_grad():
            model[0].weight[1], model[0].bias[1] = model[0].weight[0], model[0].bias[0]
            if share is not None:
                model[2].weight[:, 1] = share * model[2].weight[:, 0]
        assert counted(model, numbers(9, 3)) == [(3, slopes), (3, 2)]
    with torch.no_grad():
        model[0].bias[1] += 2.0**-40  # nearly the same is another unit
    assert counted(model, numbers(9, 3)) == [(3, 4), (4, 2)]


def test_dead_units():
    model = network(nn.ReLU())
    with torch.no_grad():
        model[0].bias[2] = -100.0
    assert counted(model, numbers(9, 3)) == [(3, 3), (3, 2)]


def test_inputs_that_repeat_are_added_exactly():
    """Weights 0.1 and 0.2 on two equal inputs are not 0.3 and 0; 0.25 and 0.5 are 0.75 and 0."""
    inputs = numbers(9, 2)[:, [0, 1, 0]]
    for weights, columns in (([0.1, 0.2, 0.3, 0.0], 2), ([0.25, 0.5, 0.75, 0.0], 1)):
        model = dense(nn.Linear(3, 2, bias=False), nn.Tanh(), nn.Linear(2, 1))
        with torch.no_grad():
            model[0].weight[:, 1] = 1.0
            model[0].weight[:, [0, 2]] = torch.tensor(weights, dtype=torch.float64).reshape(2, 2)
        assert counted(model, inputs)[1][0] == columns
        assert counted(model, inputs)[0][0] == 2


def test_maps_of_a_convolution():
    torch.manual_seed(1)
    model = dense(nn.Conv2d(1, 3, 2), nn.Sigmoid(), nn.Flatten(), nn.Linear(12, 2))
    with torch.no_grad():
        model[0].weight[2], model[0].bias[2] = model[0].weight[0], model[0].bias[0]
        model[3].weight[:, 8:] = -2 * model[3].weight[:, :4]
    assert counted(model, numbers(4, 1, 3, 3)) == [(4, 2), (8, 2)]


def test_zero_weights_end_slopes():
    model = network(nn.Softplus())
    with torch.no_grad():
        model[2].weight[:, 3] = 0
    assert counted(model, np.zeros((2, 3))) == [(0, 3), (4, 2)]
