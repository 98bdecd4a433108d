"""Each layer of torch, and its options."""

import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


IMAGE = (2, 6, 6)


@pytest.mark.parametrize(
    "layer",
    [
        lambda: nn.Conv2d(2, 4, 3, stride=2, padding=(1, 0), dilation=2, groups=2, bias=False),
        lambda: nn.AvgPool2d(2, padding=1),
        lambda: nn.Conv2d(2, 4, 3, padding="same", dilation=2),
        lambda: nn.Conv2d(2, 4, 3, padding="valid"),
        lambda: nn.MaxPool2d(3, stride=1, dilation=2),
        lambda: nn.AdaptiveAvgPool2d(1),
        lambda: nn.LeakyReLU(0.2),
        lambda: nn.Softplus(beta=2),
        lambda: nn.GELU(approximate="tanh"),
        nn.GELU,
        nn.Sigmoid,
        lambda: nn.BatchNorm2d(2, affine=False),
    ],
)
def test_a_layer_with_options(layer):
    model = seeded(lambda: nn.Sequential(layer(), nn.Flatten(), nn.LazyLinear(2)))
    model(torch.zeros(2, *IMAGE))
    subject = make_subject(model, numbers(4, *IMAGE), numbers(4, 2))
    assert subject.graph is not None, subject.graph_reason


@pytest.mark.parametrize(
    "layer",
    [
        lambda: nn.Conv2d(2, 4, 3, padding=1, padding_mode="circular"),
        lambda: nn.AvgPool2d(4, ceil_mode=True),
        lambda: nn.AdaptiveAvgPool2d(4),
        lambda: nn.LayerNorm(6),
        nn.SiLU,
    ],
)
def test_what_a_graph_cannot_say(layer):
    model = seeded(lambda: nn.Sequential(layer(), nn.Flatten(), nn.LazyLinear(2)))
    model(torch.zeros(2, *IMAGE))
    subject = make_subject(model, numbers(4, *IMAGE), numbers(4, 2))
    assert subject.graph is None
    assert "0" in subject.graph_reason
