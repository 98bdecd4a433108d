"""Modules as graphs: what is read computes what the module computes, and what cannot be read is said."""

import pytest

from tests.verify.subject.models import Cubic, Skip, images, nn, numbers, seeded, torch
from verify.subject import make_subject
from verify.subject.reading import Unreadable
from verify.subject.tracing import read_graph

pytestmark = pytest.mark.torch


def kinds(model, *shape, outputs=2):
    subject = make_subject(seeded(model), numbers(4, *shape), numbers(4, outputs))
    assert subject.graph is not None, subject.graph_reason
    return [node.kind for node in subject.graph]


def test_images():
    assert kinds(images, 1, 8, 8) == [
        "input", "convolution", "activation", "scale", "max_pool", "flatten", "dense", "activation", "dense",
    ]  # fmt: skip


def test_a_skip_network():
    assert kinds(Skip, 5, outputs=3) == [
        "input", "dense", "activation", "concatenate", "dense", "scale", "activation", "dense", "add",
    ]  # fmt: skip


def test_one_with_an_embedding_is_none():
    class Words(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.out = nn.Linear(3, 3), nn.Linear(3, 2)

        def forward(self, x):
            return self.out(self.words(x) * torch.sin(x))

    subject = make_subject(Words(), numbers(4, 3), numbers(4, 2))
    assert subject.graph is None
    assert "sin" in subject.graph_reason


def test_a_module_that_does_something_else_is_found():
    class Hidden(nn.Sequential):
        def forward(self, x):
            y = super().forward(x)
            return y if torch.fx._symbolic_trace.is_fx_tracing() else 2 * y

    model = Hidden(nn.Linear(3, 2), Cubic()).double().eval()
    places = {id(tensor): place for place, tensor in enumerate(model.parameters())}
    with pytest.raises(Unreadable, match="something else"):
        read_graph(model, {"x": numbers(3, 3)}, places, 2)
