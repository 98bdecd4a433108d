"""Layers that couple samples or draw by chance are named."""

import pytest

from tests.verify.subject.models import images, nn
from verify.subject.guards import known_guards

pytestmark = pytest.mark.torch


def test_layers_of_others_by_name():
    class DropPath(nn.Module):
        def __init__(self, drop_prob):
            super().__init__()
            self.drop_prob = drop_prob

    found = list(known_guards(nn.Sequential(DropPath(0.0), DropPath(0.001), nn.Dropout(0.0), nn.Dropout2d(0.1))))
    assert [guard.layer for guard in found] == ["1", "3"]


def test_layers_of_torch():
    found = list(known_guards(images()))
    assert [guard.layer for guard in found] == ["2", "4"]
    assert "couples the samples" in found[0].what
    assert "by chance" in found[1].what
    assert list(known_guards(nn.Sequential(nn.Linear(2, 2), nn.LayerNorm(2)))) == []
