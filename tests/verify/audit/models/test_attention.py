"""The block, counted by hand; its queries and keys are tied."""

import pytest

from verify.audit import models

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def test_size_and_tie():
    """8·8 twice, norms 16 twice, 8·16 + 16, 16·8 + 8, 64·10 + 10."""
    model = models.transformer_block()
    assert sum(parameter.numel() for parameter in model.parameters()) == 128 + 32 + 144 + 136 + 650 == 1090
    assert model.query.weight is model.key.weight
    assert model(torch.zeros(3, 64)).shape == (3, 10)
