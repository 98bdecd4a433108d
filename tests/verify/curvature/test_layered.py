"""Products layer by layer, beside torch's, for a model with each kind of node."""

import numpy as np
import pytest

from tests.verify.subject.models import Skip, images, nn, numbers, seeded, torch
from verify.curvature.products import Products
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Tied(nn.Module):
    """A weight in two places, and one that nothing reads."""

    def __init__(self):
        super().__init__()
        self.a, self.unused = nn.Linear(4, 4), nn.Linear(2, 2)

    def forward(self, x):
        return torch.sigmoid(self.a(torch.tanh(self.a(x)))) + x


class Pooled(nn.Module):
    """Groups, strides, averages, a concatenation, frozen weights in front."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(2, 4, 3, padding=1, groups=2).requires_grad_(False)
        self.second, self.pool = nn.Conv2d(4, 4, 3, stride=2, dilation=1, groups=2, bias=False), nn.AvgPool2d(2)
        self.last = nn.Linear(10, 2)

    def forward(self, x):
        h = self.pool(nn.functional.softplus(self.second(self.first(x))))
        return self.last(torch.cat([h.flatten(1), h.flatten(1)[:, [0, 3]], h.flatten(1)[:, :4]], 1)[:, :10])


MODELS = {
    "skip": (Skip, (7, 5)),
    "images": (images, (6, 1, 8, 8)),
    "tied": (Tied, (5, 4)),
    "pooled": (Pooled, (3, 2, 6, 6)),
    "bent": (lambda: nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(), nn.Linear(4, 3), nn.GELU()), (5, 3)),
}


@pytest.mark.parametrize("name", MODELS)
def test_each_kind_of_node(name):
    build, shape = MODELS[name]
    inputs = numbers(*shape)
    model = seeded(build).eval().double()
    subject = make_subject(model, inputs, numbers(*model(inputs).shape, seed=1))
    assert subject.graph is not None, subject.graph_reason
    ours, theirs = Products(subject), Products(subject, by_layers=False)
    assert ours.by_layers
    vectors = numbers(subject.num_params, 3, seed=2).numpy()
    size = np.abs(theirs.hessian(vectors)).max()
    assert np.allclose(ours.hessian(vectors), theirs.hessian(vectors), atol=1e-13 * size)
    assert np.allclose(ours.gauss_newton(vectors), theirs.gauss_newton(vectors), atol=1e-13 * size)
    assert not np.allclose(ours.hessian(vectors), ours.gauss_newton(vectors), atol=1e-6 * size)
