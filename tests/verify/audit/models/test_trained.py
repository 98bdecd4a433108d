"""The trained model fits its digits up to rounding."""

import pytest
from sklearn.datasets import load_digits

from verify.audit import models
from verify.audit.models.trained import SAMPLES

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def test_it_fits():
    model, digits = models.trained_mlp(), load_digits()
    y = torch.nn.functional.one_hot(torch.from_numpy(digits.target[:SAMPLES]), 10).double()
    with torch.no_grad():
        rest = model(torch.from_numpy(digits.data[:SAMPLES])) - y
    assert sum(parameter.numel() for parameter in model.parameters()) == 65 * 12 + 13 * 10 == 910
    assert rest.abs().max() < 1e-12
