"""Functions and methods, as a module's code calls them."""

import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Around(nn.Module):
    """A dense layer, ``what`` of it, a dense layer."""

    def __init__(self, what):
        super().__init__()
        self.first, self.second, self.what = nn.Linear(3, 4), nn.LazyLinear(2), what
        self.register_buffer("factor", torch.tensor(0.5))

    def forward(self, x):
        return self.second(self.what(self, self.first(x)))


def graph_of(what):
    model = seeded(lambda: Around(what))
    with torch.no_grad():
        model(torch.zeros(3, 3))
    return make_subject(model, numbers(4, 3), numbers(4, 2))


@pytest.mark.parametrize(
    ("what", "coefficients"),
    [
        (lambda _, z: z * z + z, (0, 1, 1)),
        (lambda _, z: z**2 - 1, (-1, 0, 1)),
        (lambda _, z: 2 - z.pow(3) / 4, (2, 0, 0, -0.25)),
        (lambda own, z: own.factor * torch.square(z), (0, 0, 0.5)),
        (lambda _, z: -torch.mul(z, z).add(z), (0, -1, -1)),
        (lambda _, z: sum(c * z**k for k, c in enumerate((1, 2, 3))), (1, 2, 3)),
    ],
)
def test_polynomials_are_exact(what, coefficients):
    subject = graph_of(what)
    assert subject.graph is not None, subject.graph_reason
    assert subject.graph[2].options == {"name": "polynomial", "coefficients": coefficients}


@pytest.mark.parametrize(
    "what",
    [
        lambda _, z: nn.functional.softplus(nn.functional.leaky_relu(z, 0.1), beta=2.0),
        lambda _, z: nn.functional.gelu(z.relu().sigmoid()),
        lambda _, z: torch.cat([z, z.tanh()], -1)[:, [0, 2, 5]],
        lambda _, z: z.view(z.size(0), 2, 2).flatten(1)[:, 1:3],
        lambda _, z: z.reshape(z.shape[0], -1) + torch.tanh(z),
        lambda _, z: nn.functional.dropout(z, training=False),
        lambda _, z: nn.functional.max_pool2d(z.view(-1, 1, 2, 2), 2).flatten(1),
        lambda _, z: nn.functional.avg_pool2d(z.view(-1, 1, 2, 2), (1, 2)).flatten(1),
        lambda _, z: z.view(-1, 2, 1, 2).mean((-1, -2)),
        lambda _, z: z.view(-1, 2, 1, 2).mean(dim=[2, 3], keepdim=True).flatten(1),
    ],
)
def test_what_a_graph_says(what):
    subject = graph_of(what)
    assert subject.graph is not None, subject.graph_reason


@pytest.mark.parametrize(
    "what",
    [
        lambda _, z: z * torch.tanh(z),
        lambda _, z: torch.sin(z),
        lambda _, z: z / 3,
        lambda own, z: nn.functional.linear(z[:, :3], own.first.weight * 2),
        lambda _, z: z if z.sum() > 0 else -z,
        lambda _, z: z.view(-1, 2, 1, 2).mean((1, 2)),
        lambda _, z: z.mean(1, keepdim=True),
    ],
)
def test_what_a_graph_cannot_say(what):
    subject = graph_of(what)
    assert subject.graph is None
    assert subject.graph_reason
