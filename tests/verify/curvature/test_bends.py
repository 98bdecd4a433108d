"""Second derivatives of activations in balls: beside torch's, and around those of other digits; kinks prove nothing."""

import numpy as np
import pytest

from tests.verify.subject.models import torch
from verify.audit import Balls, Unprovable
from verify.curvature.bends import enclosed_bends
from verify.subject import Node, evaluate_node

pytestmark = pytest.mark.torch
POINTS = np.array([-3.0, -0.4, 0.1, 0.7, 2.5])
OPTIONS = [
    {"name": "relu"},
    {"name": "leaky_relu", "slope": 0.1},
    {"name": "tanh"},
    {"name": "sigmoid"},
    {"name": "softplus", "beta": 2.0, "threshold": 20.0},
    {"name": "gelu", "approximate": "none"},
    {"name": "polynomial", "coefficients": (1.0, 2.0, 0.0, 3.0)},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda o: o["name"])
def test_value_and_derivatives(options):
    z = torch.tensor(POINTS, requires_grad=True)
    value = evaluate_node(Node("activation", options=options), [z])
    (slope,) = torch.autograd.grad(value.sum(), z, create_graph=True)
    bend = torch.autograd.grad(slope.sum(), z)[0] if slope.requires_grad else torch.zeros(5)
    for ball, other in zip(enclosed_bends(options, Balls(POINTS)), (value, slope, bend), strict=True):
        assert np.allclose(ball.middle, other.detach(), rtol=1e-12, atol=1e-15)
        assert (ball.spread <= 1e-12 * (1 + abs(ball.middle))).all()
    wide = enclosed_bends(options, Balls(POINTS, np.full(5, 0.05)))
    for ball, sharp in zip(wide, enclosed_bends(options, Balls(POINTS + 0.04)), strict=True):
        assert (abs(ball.middle - sharp.middle) <= ball.spread + 1e-15).all()


@pytest.mark.parametrize(
    ("options", "middle", "radius"),
    [
        ({"name": "relu"}, 0.0, 0.0),
        ({"name": "relu"}, 1e-3, 2e-3),
        ({"name": "softplus", "beta": 1.0, "threshold": 2.0}, 2.0, 1e-3),
        ({"name": "gelu", "approximate": "tanh"}, 1.0, 0.0),
    ],
)
def test_what_is_not_enclosed(options, middle, radius):
    with pytest.raises(Unprovable):
        enclosed_bends(options, Balls(np.array([middle]), np.array([radius])))
