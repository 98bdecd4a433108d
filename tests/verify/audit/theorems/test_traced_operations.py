"""What a model executes, seen by torch, and what is known of it."""

import pytest

from tests.verify.audit.theorems.cases import drawn, nn, seeded, torch
from verify.audit.theorems.traced_operations import operations_of, smoothness_of
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Applies(nn.Module):
    """A layer and a function."""

    def __init__(self, function):
        super().__init__()
        self.a, self.function = nn.Linear(3, 3), function

    def forward(self, x):
        return self.function(self.a(x))


def answer(function):
    subject = make_subject(seeded(lambda: Applies(function)), drawn(2, 3), drawn(2, 3))
    return smoothness_of(operations_of(subject))[0]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (torch.tanh, "yes"),
        (lambda z: torch.softmax(z, 1) * z / 3, "yes"),
        (lambda z: nn.functional.layer_norm(z, (3,)), "yes"),
        (nn.functional.gelu, "yes"),
        (lambda z: z**3, "yes"),
        (torch.relu, "no"),
        (torch.abs, "no"),
        (lambda z: nn.functional.max_pool1d(z[:, None], 3)[:, 0].expand(-1, 3), "no"),
        (lambda z: (z * z + 1) ** 0.5, "unknown"),
        (lambda z: z**-1, "unknown"),
        (lambda z: 1 / z, "unknown"),
        (lambda z: z / z.sum(1, keepdim=True), "unknown"),
        (lambda z: torch.where(z > 0, z, 0 * z), "unknown"),
        (lambda z: torch.sqrt(z * z + 1), "unknown"),
        (lambda z: torch.log(z * z + 1), "unknown"),
    ],
)
def test_functions(function, expected):
    assert answer(function) == expected


def test_attention():
    """A whole block of torch; with ReLU inside it is not smooth."""

    def block(activation):
        return nn.TransformerEncoderLayer(4, 2, 8, dropout=0.1, activation=activation, batch_first=True)

    class Tokens(nn.Module):
        def __init__(self, activation):
            super().__init__()
            self.block = block(activation)

        def forward(self, x):
            return self.block(x).flatten(1)

    found = {}
    for activation in ("gelu", "relu"):
        subject = make_subject(seeded(lambda a=activation: Tokens(a)), drawn(2, 3, 4), drawn(2, 12))
        found[activation] = smoothness_of(operations_of(subject))
    assert found["gelu"][0] == "yes", found
    assert found["relu"][0] == "no"
