"""The convolutions, counted by hand."""

import pytest

from verify.audit import models

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def test_sizes():
    """(9 + 1)·4, (9·4 + 1)·8, (8·2·2 + 1)·10; a normalisation has two numbers for each channel."""
    convolutions = (9 + 1) * 4 + (9 * 4 + 1) * 8 + (8 * 2 * 2 + 1) * 10
    for build, size in ((models.dcnn, convolutions), (models.dcnn_with_batch_norm, convolutions + 2 * 4 + 2 * 8)):
        model = build()
        assert sum(parameter.numel() for parameter in model.parameters()) == size
        assert str(size) in build.__doc__
        assert model.eval()(torch.zeros(3, 64)).shape == (3, 10)


def test_running_statistics():
    model = models.dcnn_with_batch_norm()
    norms = [layer for layer in model if isinstance(layer, torch.nn.BatchNorm2d)]
    assert len(norms) == 2
    assert all(layer.running_mean.abs().min() > 0 for layer in norms)
