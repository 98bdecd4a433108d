"""smooLU as a layer."""

import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject, smoolu

pytestmark = pytest.mark.torch


def test_values_and_derivatives():
    """Against its formula, and s′ = exp(−1/z)(1 + 1/z), s″ = exp(−1/z)/z³; all are 0 up to 0 and finite after it."""
    z = torch.tensor([-3.0, 0.0, 5e-324, 1e-200, 1e-3, 0.1, 1.0, 7.0], dtype=torch.float64, requires_grad=True)
    value = smoolu()(z)
    (slope,) = torch.autograd.grad(value.sum(), z, create_graph=True)
    (bend,) = torch.autograd.grad(slope.sum(), z)
    small = torch.where(z > 0, torch.exp(-1 / z), 0.0)
    safe = torch.where(z > 1e-4, z, 1.0)
    assert torch.allclose(value, z * small, rtol=1e-14)
    assert torch.allclose(slope, torch.where(z > 1e-4, small * (1 + 1 / safe), 0.0), rtol=1e-13)
    assert torch.allclose(bend, torch.where(z > 1e-4, small / safe**3, 0.0), rtol=1e-12)


def test_it_is_read_and_its_like_is_not():
    class SmooLU(nn.Module):
        def forward(self, z):
            return torch.where(z > 0, z * torch.exp(-1 / torch.where(z > 0, z, 1.0)), 0.0)

    graphs = []
    for layer in (smoolu(), SmooLU()):
        model = seeded(lambda one=layer: nn.Sequential(nn.Linear(3, 4), one, nn.Linear(4, 1)))
        subject = make_subject(model, numbers(5, 3), numbers(5, 1))
        graphs.append(subject.graph)
    assert [node.options.get("name") for node in graphs[0]] == ["input", None, "smoolu", None]
    assert graphs[1] is None
