"""Moves in the metric of the residuals leave the target as it is, though the metric changes from place to place."""

import pytest

from tests.verify.learning.models import subject
from tests.verify.subject.models import torch
from verify.learning.curved import curved_move
from verify.learning.energy import Energy
from verify.learning.moves import Target, start

pytestmark = pytest.mark.torch
CHAINS = 20_000


def exact_cross(stream):
    """Draws from exp(−½ β (xy)² − ½ (x² + y²)), by refusing normal ones; β = 4."""
    drawn = torch.randn(6 * CHAINS, 2, generator=stream, dtype=torch.float64)
    kept = torch.rand(6 * CHAINS, generator=stream, dtype=torch.float64) < (-2 * drawn.prod(1).square()).exp()
    return drawn[kept][: 2 * CHAINS].reshape(1, CHAINS, 2, 2)


def test_a_singular_target_stays_as_it_is():
    energy, stream = Energy.of(subject("x*y")), torch.Generator().manual_seed(0)
    target = Target(torch.full((1, 1, 2), 4.0, dtype=torch.float64), torch.ones(1, 1, 1, dtype=torch.float64))
    state = start(energy, exact_cross(stream))
    before = (state.values.mean(), state.steps.square().mean(), state.steps.pow(4).mean())
    for _ in range(8):
        accepted = curved_move(energy, target, state, torch.ones(1, 1, 2, dtype=torch.float64), stream)
    assert 0.3 < float(accepted.mean()) < 0.95
    after = (state.values.mean(), state.steps.square().mean(), state.steps.pow(4).mean())
    for one, other in zip(before, after, strict=True):
        assert abs(float(other / one) - 1) < 0.05
    assert torch.allclose(state.values, energy(state.steps.reshape(-1, 2))[0].reshape(state.values.shape))


def test_the_densities_of_both_ways_are_needed(monkeypatch):
    """Without the determinants the same chains leave the target."""
    monkeypatch.setattr("verify.learning.curved._log_determinant", lambda factor: torch.zeros(factor.shape[:-2]))
    energy, stream = Energy.of(subject("x*y")), torch.Generator().manual_seed(0)
    target = Target(torch.full((1, 1, 2), 4.0, dtype=torch.float64), torch.ones(1, 1, 1, dtype=torch.float64))
    state = start(energy, exact_cross(stream))
    before = state.steps.square().mean()
    for _ in range(8):
        curved_move(energy, target, state, torch.ones(1, 1, 2, dtype=torch.float64), stream)
    assert abs(float(state.steps.square().mean() / before) - 1) > 0.1


def test_along_a_thin_arm():
    """β = 10¹⁴: at (1, 10⁻⁷) the step along the arm is as long as the box, across it 10⁻⁷."""
    energy, stream = Energy.of(subject("x*y")), torch.Generator().manual_seed(0)
    beta = torch.tensor([[[1.0, 1e14]]], dtype=torch.float64)
    target = Target(beta, torch.ones(1, 1, 1, dtype=torch.float64))
    start_at = torch.tensor([1.0, 0.0], dtype=torch.float64).expand(1, 2000, 2, 2).clone()
    state = start(energy, start_at)
    accepted = curved_move(energy, target, state, torch.full((1, 1, 2), 0.8, dtype=torch.float64), stream)
    assert float(accepted[..., 1].mean()) > 0.3
    along, across = (state.steps[0, :, 1] - start_at[0, :, 1]).std(0)
    assert along > 0.05
    assert 1e-8 < across < 1e-6
