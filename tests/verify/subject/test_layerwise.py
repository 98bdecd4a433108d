"""The Jacobian layer by layer is torch's own."""

import pytest

from tests.verify.subject.models import Skip, images, nn, numbers, seeded, torch
from verify.subject import make_subject
from verify.subject.derivatives import one_sample
from verify.subject.layerwise import columns, factors

pytestmark = pytest.mark.torch


class Tied(nn.Module):
    """One weight in three places, one bias in two."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(3, 3), nn.Linear(3, 3), nn.Linear(3, 3, bias=False)
        self.b.weight = self.c.weight = self.a.weight
        self.b.bias = self.a.bias

    def forward(self, x):
        return self.c(torch.tanh(self.b(torch.tanh(self.a(x))))) + x


def convolutions():
    return nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), groups=2, bias=False),
        nn.BatchNorm2d(4),
        nn.Tanh(),
        nn.Conv2d(4, 6, 2, dilation=2, groups=2),
        nn.AvgPool2d(2, stride=1),
        nn.Softplus(),
        nn.Flatten(),
        nn.LazyLinear(3),
    )


def frozen():
    model = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 4), nn.GELU(), nn.Linear(4, 3))
    model[0].weight.requires_grad_(False)
    model[2].bias.requires_grad_(False)
    model.register_parameter("unused", nn.Parameter(torch.ones(2, 2)))
    return model


def trained_a_little(build, inputs):
    """With running statistics and scales that are not those of the beginning."""
    model = seeded(build)
    model.double()(inputs)
    for own in model.modules():
        if isinstance(own, nn.BatchNorm2d):
            nn.init.uniform_(own.weight, 0.5, 2)
            nn.init.uniform_(own.bias)
    return model


CASES = [(images, (1, 8, 8), 2), (Skip, (5,), 3), (Tied, (3,), 3), (convolutions, (2, 7, 7), 3), (frozen, (3,), 3)]


@pytest.mark.parametrize(("build", "shape", "outputs"), CASES)
def test_jacobian_and_gram(build, shape, outputs):
    inputs = numbers(5, *shape)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        subject = make_subject(trained_a_little(build, inputs), inputs, numbers(5, outputs))
    assert subject.graph is not None, subject.graph_reason
    weights = subject.weights + 0.1 * numbers(subject.num_params, seed=2)
    found = subject.jacobian(weights)
    many = torch.func.vmap(torch.func.jacrev(one_sample(subject.call)), in_dims=(None, 0))
    literal = many(weights, subject.batch()).reshape(5 * outputs, -1)
    assert torch.allclose(found, literal, atol=1e-12)
    assert torch.allclose(subject.gram(weights), literal @ literal.T, atol=1e-11)
    assert torch.allclose(subject.gram_of_weights(weights), literal.T @ literal, atol=1e-11)


def test_some_rows_of_a_parameter():
    """Also where groups of channels are cut."""
    subject = make_subject(trained_a_little(convolutions, numbers(3, 2, 7, 7)), numbers(3, 2, 7, 7), numbers(3, 3))
    found = factors(subject.graph, subject.parameters(), subject.batch(), 3)
    for index, shape in enumerate(subject.shapes):
        whole = columns(found, index, shape)
        parts = [columns(found, index, shape, (first, first + 1)) for first in range(shape[0])]
        assert torch.allclose(torch.cat(parts, 2), whole)
    with pytest.raises(LookupError):
        columns(found, 99, (1,))
