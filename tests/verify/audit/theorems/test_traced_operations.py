"""What a model executes, seen by torch, and what is known of it."""

import pytest

from tests.verify.audit.theorems.cases import drawn, nn, seeded, torch
from verify.audit.theorems.traced_operations import VALUES, continuity_of, operations_of, smoothness_of
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
        (lambda z: z / torch.tensor([1.0, 2.0, 3.0]), "yes"),
        (lambda z: torch.div(z, 2, rounding_mode="floor"), "unknown"),
        (lambda z: z + z.long(), "unknown"),
        (lambda z: z * (z.detach() > 0), "unknown"),
        (lambda z: z * torch.relu(torch.tensor([1.0, -1.0, 2.0])), "yes"),
        (nn.functional.softplus, "yes"),
        (lambda z: nn.functional.softplus(z, 1, 2), "no"),
        (lambda z: z + torch.sign(z), "no"),
        (nn.functional.elu, "no"),
        (lambda z: z.masked_fill(torch.tensor([True, False, False]), 0.0), "yes"),
        (lambda z: nn.functional.embedding_bag(torch.arange(len(z))[:, None], z, mode="max"), "no"),
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


class Choosing(nn.Module):
    """ReLU for samples that begin with a negative number."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)

    def forward(self, x):
        return torch.cat([torch.relu(self.a(r[None])) if r[0] < 0 else self.a(r[None]) for r in x])


def test_all_samples_are_followed():
    x = torch.tensor([[1.0, 0, 0]] * 70 + [[-1.0, 2, 3]], dtype=torch.float64)
    for n, expected in ((70, "yes"), (71, "no")):
        subject = make_subject(seeded(Choosing), x[:n], drawn(n, 3))
        assert smoothness_of(operations_of(subject))[0] == expected


def test_a_layer_that_is_written_with_einsum_multiplies_no_values():
    class Summed(nn.Module):
        def __init__(self, of_values):
            super().__init__()
            self.w, self.of_values = nn.Parameter(torch.eye(3)), of_values

        def forward(self, x):
            h = torch.einsum("bi,oi->bo", x, self.w)
            if self.of_values:
                return (h[:, :, None] @ x[:, None, :])[:, 0]
            return torch.bmm(self.w.expand(len(x), 3, 3), h[:, :, None])[:, :, 0]

    for of_values in (False, True):
        subject = make_subject(seeded(lambda v=of_values: Summed(v)), drawn(2, 3), drawn(2, 3))
        assert (VALUES in operations_of(subject)) is of_values


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (torch.relu, "yes"),
        (lambda z: z / (1 + z.abs()), "yes"),
        (lambda z: z * torch.sigmoid(z).sqrt(), "yes"),
        (lambda z: z + torch.sign(z), "unknown"),
        (lambda z: torch.where(z > 0, z, -1.0), "unknown"),
        (lambda z: nn.functional.hardshrink(z), "unknown"),
        (lambda z: nn.functional.softplus(z, 1, 2), "unknown"),
    ],
)
def test_continuity(function, expected):
    subject = make_subject(seeded(lambda: Applies(function)), drawn(2, 3), drawn(2, 3))
    assert continuity_of(operations_of(subject))[0] == expected
