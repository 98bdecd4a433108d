"""Batch normalisation of many models: with and without kernels the same, ReLU in one with it or not."""

import pytest

from netsim.models import normalisation
from netsim.models.normalisation import EPSILON, columns_of, normalise

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")


def drawn(*shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("shape", [(6, 4, 3, 3), (2, 6, 2)])  # images of two models, and dense layers
@pytest.mark.parametrize("has_kernels", [True, False])
def test_each_model_has_channels_of_its_own(shape, has_kernels, monkeypatch):
    if not has_kernels:
        monkeypatch.setattr(normalisation, "kernels_for", lambda device, dtype: None)
    values, collected = drawn(*shape), []
    weights = {"norm1.weight": torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "norm1.bias": drawn(2, 2)}
    found, cut = normalise(values, weights, 1, None, collected, is_relu=True)
    found = found if cut else torch.relu(found)
    columns = columns_of(values).double()
    variance, mean = torch.var_mean(columns, [k for k in range(columns.ndim) if k != 1], correction=0)
    axes = (1, -1, *[1] * (columns.ndim - 2))
    expected = (columns - mean.view(axes)) / (variance + EPSILON).sqrt().view(axes)
    expected = expected * weights["norm1.weight"].view(axes) + weights["norm1.bias"].view(axes)
    torch.testing.assert_close(columns_of(found).double(), expected.relu(), rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(collected[0][0].double(), mean, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(collected[0][1].double(), variance, rtol=1e-5, atol=1e-5)


def test_known_statistics_are_used_and_relu_is_left_to_who_asks():
    values = drawn(6, 4, 3, 3)
    mean, variance = torch.arange(4.0), torch.arange(1.0, 5.0)
    for wants_slope in (False, True):
        given = iter([(mean.requires_grad_(wants_slope), variance)])
        found, cut = normalise(values, {}, 1, given, None, is_relu=True)
        assert not cut
        expected = (values - mean.view(1, 4, 1, 1)) / (variance + EPSILON).sqrt().view(1, 4, 1, 1)
        torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)
