"""Which units can be rescaled, beside exact ranks at random weights."""

from fractions import Fraction

import numpy as np
import pytest

from tests.verify.audit.rank.cases import Joined, Polynomial, dense, nn, rank_of, torch, whole
from verify.audit.rank.bounds import different_inputs
from verify.audit.rank.rescaling import power_of, rescaled_units
from verify.audit.rank.wiring import Wiring
from verify.subject import Node, make_subject

pytestmark = pytest.mark.torch


def rescaled(model, *shape, samples=30):
    """How many units can be, and the weights less the exact rank at random weights."""
    rng = np.random.default_rng(0)
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.copy_(torch.from_numpy(whole(rng, 9, *tensor.shape)))
        inputs = torch.from_numpy(whole(rng, 4, samples, *shape))
        outputs = model.double()(inputs)
    subject = make_subject(model, inputs, outputs)
    found = rescaled_units(Wiring(subject.graph, different_inputs(subject), subject.parameter_names))
    return sum(each.units for each in found), subject.num_params - rank_of(subject.jacobian())


@pytest.mark.parametrize(
    ("model", "units"),
    [
        (dense(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), 4),
        (dense(nn.Linear(3, 4, bias=False), nn.LeakyReLU(0.5), nn.Linear(4, 2), nn.ReLU(), nn.Linear(2, 2)), 6),
        (dense(nn.Linear(3, 2), Polynomial(0, 1, 0, 1), nn.Linear(2, 2)), 0),
        (dense(nn.Linear(3, 1), Polynomial(0, 1, 1), nn.Linear(1, 2)), 1),
        (dense(nn.Linear(3, 1, bias=False), Polynomial(0, 1, 1), nn.Linear(1, 2)), 0),
        (dense(nn.Linear(3, 1), Polynomial(0, 1, 1), nn.Linear(1, 2, bias=False)), 0),
        (dense(nn.Linear(3, 1, bias=False), Polynomial(0, 0, 0, 2), nn.Linear(1, 2, bias=False)), 1),
        (Joined("skip", 2, 2, 2, nn.ReLU(), True, True), 2),  # the first units are read twice
        (Joined("tied", 2, 2, 2, nn.ReLU(), True, True), 0),
    ],
    ids=["relu", "deep", "cubic", "square", "no hidden bias", "no output bias", "monomial", "skip", "tied"],
)
def test_each_unit_costs_one(model, units):
    """No other symmetry is about: the exact rank is as much less than the weights, or more where units are dead."""
    found, missing = rescaled(model, model[0].in_features if isinstance(model, nn.Sequential) else 2)
    assert found == units
    assert missing >= units
    if isinstance(model, nn.Sequential):
        assert missing == units


def test_pools_between():
    model = nn.Sequential(nn.Conv2d(1, 2, 2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 2))
    found, missing = rescaled(model, 1, 5, 5)
    assert found == 2 <= missing


def test_powers():
    def of(*coefficients):
        return power_of(Node("activation", options={"name": "polynomial", "coefficients": coefficients}))

    assert (of(1.0, 2.0, 1.0).shift, of(1.0, 2.0, 1.0).constant) == (1, 0)
    assert of(0.0, 1.0, 1.0).constant == Fraction(-1, 4)
    assert of(7.0, 3.0, 3.0, 1.0).constant == 6
    assert of(7.0, 3.0, 3.5, 1.0) is None
    assert of(2.0) is None
    assert power_of(Node("activation", options={"name": "tanh"})) is None
