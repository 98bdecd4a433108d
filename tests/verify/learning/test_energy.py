"""The loss above that at the point, with gradients, for many weights at once."""

import numpy as np
import pytest

from tests.verify.learning.models import Eager, subject
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.learning import energy as module
from verify.learning.energy import Energy
from verify.subject import make_subject

pytestmark = pytest.mark.torch
INPUTS = np.random.default_rng(0).normal(size=(7, 3))


def by_hand(model, loss, step, inputs, targets):
    """With the weights put into a copy."""
    with torch.no_grad():
        torch.nn.utils.vector_to_parameters(
            torch.nn.utils.parameters_to_vector(model.parameters()) + step, model.parameters()
        )
    value = loss(model(inputs), targets)
    return value.detach(), torch.cat([g.reshape(-1) for g in torch.autograd.grad(value, list(model.parameters()))])


@pytest.mark.parametrize("name", ["square", "cross-entropy"])
def test_values_and_gradients(name):
    classes = np.array([0, 1, 1, 0, 2, 2, 1])
    targets = classes if name == "cross-entropy" else INPUTS
    loss = {
        "square": lambda out, aim: 0.5 * ((out - aim) ** 2).sum(),
        "cross-entropy": lambda out, aim: torch.nn.functional.cross_entropy(out, aim, reduction="sum"),
    }[name]

    def model():
        return seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3))).double()

    found = Energy.of(make_subject(model(), INPUTS, targets, loss=name))
    assert found.together
    steps = torch.randn(5, found.subject.num_params, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    values, slopes = found(steps)
    aim = torch.as_tensor(targets)
    start = loss(model()(torch.as_tensor(INPUTS)), aim).detach()
    for k in range(5):
        value, slope = by_hand(model(), loss, steps[k], torch.as_tensor(INPUTS), aim)
        assert torch.allclose(values[k], value - start)
        assert torch.allclose(slopes[k], slope)


def test_chunks_change_nothing(monkeypatch):
    found = Energy.of(subject("x^2 - y^3", "x*y"))
    steps = torch.randn(50, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    values, slopes = found(steps)
    monkeypatch.setattr(module, "MAX_NUMBERS", 300)
    again = found(steps)
    assert torch.allclose(values, again[0])
    assert torch.allclose(slopes, again[1])
    x, y = steps.T
    assert torch.allclose(values, 0.5 * ((x**2 - y**3) ** 2 + (x * y) ** 2))


def test_jacobians_of_the_residuals():
    found = Energy.of(subject("x^2 - y^3", "x*y"))
    assert found.has_metric
    steps = torch.randn(6, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    values, slopes, jacobian = found.with_jacobian(steps)
    assert torch.allclose(values, found(steps)[0])
    assert torch.allclose(slopes, found(steps)[1])
    x, y = steps.T
    assert torch.allclose(jacobian, torch.stack([2 * x, -3 * y**2, y, x], dim=1).reshape(6, 2, 2))


def test_a_model_that_torch_does_not_map():
    found = Energy.of(make_subject(Eager(), numbers(4, 2), np.zeros((4, 1))))
    assert not found.together
    assert not found.has_metric
    values, _ = found(torch.ones(3, 2, dtype=torch.float64))
    assert torch.allclose(values, values[0].expand(3))
    assert values[0] > 0


def test_how_cold_rounding_allows():
    exact, far = Energy.of(subject("x*y")), Energy.of(make_subject(nn.Linear(2, 1), numbers(4, 2), np.ones((4, 1))))
    assert exact.coldest() == float("inf")
    assert 1e10 < far.coldest() < 1e15
