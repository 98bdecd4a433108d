"""Populations that are cooled down are at their target without a single move of the chains."""

import numpy as np
import pytest

from algebraic.shell import UNLIMITED
from tests.verify.learning.models import subject
from tests.verify.subject.models import torch
from verify.learning import cooling
from verify.learning.cooling import cool
from verify.learning.energy import Energy
from verify.learning.moves import Target
from verify.learning.plan import Plan

pytestmark = pytest.mark.torch
PLAN = Plan(radius=1.0, chains=300, temperatures=3, decades=6.0, draws=1, steps=2, population=24)
BETA = torch.tensor([[1.0, 1e3, 1e6]], dtype=torch.float64)


def cooled(*equations, seed=0):
    energy, stream = Energy.of(subject(*equations)), torch.Generator().manual_seed(seed)
    target = Target(BETA[:, None, :], torch.ones(1, 1, 1, dtype=torch.float64))
    found = cool(energy, target, PLAN, stream, UNLIMITED)
    values = energy(found.steps.reshape(-1, found.steps.shape[-1]))[0].reshape(found.steps.shape[:-1])
    return found, (BETA[:, None, :] * values)[0].numpy()


def exact_cross(beta):
    """E[β (xy)²/2] for the density exp(−β (xy)²/2 − (x² + y²)/2): y is integrated by hand, x by a sum."""
    x = np.exp(np.linspace(-25, 3, 40_001))
    weight = x * np.exp(-(x**2) / 2) / np.sqrt(1 + beta * x**2)
    return float((weight * beta * x**2 / (1 + beta * x**2) / 2).sum() / weight.sum())


@pytest.mark.slow
def test_two_lines_that_cross():
    """Against the integral, at a temperature where the answer is far from λ = 1/2."""
    found, energies = cooled("x*y")
    assert found.steps.shape == (1, 300, 3, 2)
    assert found.step.shape == found.curved.shape == (1, 3)
    assert found.scale.shape == (1, 3, 2)
    error = energies.std(0) / np.sqrt(len(energies))
    exact = np.array([exact_cross(float(b)) for b in BETA[0]])
    assert (np.abs(energies.mean(0) - exact) < 4 * error).all()
    assert (4 * error < 0.2).all()


@pytest.mark.slow
def test_without_drawing_anew_it_is_not_at_the_target(monkeypatch):
    monkeypatch.setattr(cooling, "_drawn_anew", lambda *_: None)
    energies = cooled("x*y")[1]
    assert energies[:, -1].mean() > 1.5 * exact_cross(1e6)


def test_what_is_not_finite_is_not_drawn():
    from verify.learning.moves import State

    values = torch.tensor([[[1.0, float("nan"), float("inf"), 1.0]]], dtype=torch.float64)
    steps = torch.arange(4, dtype=torch.float64).reshape(1, 1, 4, 1)
    state = State(steps, values, steps.clone())
    cooling._drawn_anew(state, torch.ones(1, 1, 1, dtype=torch.float64), torch.Generator().manual_seed(0))
    assert set(state.steps.flatten().tolist()) == {0.0, 3.0}
    assert torch.isfinite(state.values).all()
