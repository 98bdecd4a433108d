"""Models that compute in fewer digits on the way."""

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Through(nn.Module):
    """A function between two layers."""

    def __init__(self, function, first=lambda x: x):
        super().__init__()
        self.one, self.two, self.function, self.first = nn.Linear(3, 4), nn.Linear(4, 1), function, first

    def forward(self, x):
        return self.two(self.function(torch.tanh(self.one(self.first(x)))))


def subject(*functions):
    return make_subject(seeded(lambda: Through(*functions)), numbers(5, 3), numbers(5, 1))


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda h: h.float().double(), "torch.Tensor.float in the model itself"),
        (lambda h: h.half().to(torch.float64), "torch.Tensor.half"),
        (lambda h: h + 0.1 * h.to(torch.bfloat16), "torch.Tensor.to"),
    ],
)
def test_what_rounds_is_named(function, words):
    with pytest.raises(WrongInput, match="rounds to fewer digits") as caught:
        subject(function)
    assert words in str(caught.value)


def test_what_does_not_matter():
    """Inputs that are rounded are others, and the weights know nothing of it; a constant in float32 is one."""
    assert subject(lambda h: h, lambda x: x.float().double()).num_params == 21
    assert subject(lambda h: h * torch.ones(4, dtype=torch.float32)).num_params == 21
    assert subject(lambda h: h.to(torch.float64)).num_params == 21
