"""Moves leave the target as it is: draws from it, moved, are still draws from it."""

import pytest

from tests.verify.subject.models import torch
from verify.learning.moves import State, Target, move, start, swap

pytestmark = pytest.mark.torch
CHAINS = 20_000


def square(steps):
    """½ ‖v‖², for which the target is normal."""
    return 0.5 * steps.square().sum(-1), steps


def tools(beta=(3.0, 30.0)):
    beta = torch.tensor([[beta]], dtype=torch.float64)
    return Target(beta, torch.ones(1, 1, 1, dtype=torch.float64)), torch.Generator().manual_seed(0)


def exact(target, stream):
    """(1, CHAINS, 2, 3) draws: variance 1/(β + γ)."""
    spread = (target.beta + target.gamma) ** -0.5
    normal = torch.randn(1, CHAINS, 2, 3, generator=stream, dtype=torch.float64)
    return start(square, spread[..., None] * normal)


def moments(target, state):
    scaled = state.steps * (target.beta + target.gamma)[..., None] ** 0.5
    return scaled.square().mean((0, 1, 3)), scaled.pow(4).mean((0, 1, 3)), scaled.mean((0, 1, 3))


def check(target, state):
    second, fourth, first = moments(target, state)
    assert (first.abs() < 0.03).all()
    assert ((second - 1).abs() < 0.04).all()
    assert ((fourth - 3).abs() < 0.25).all()


def test_trajectories():
    target, stream = tools()
    state = exact(target, stream)
    one = torch.ones(1, 1, 2, 3, dtype=torch.float64) * (target.beta + target.gamma)[..., None] ** -0.5
    accepted = [move(square, target, state, torch.ones(1, 1, 2), one, 3, stream).mean() for _ in range(10)]
    assert 0.5 < float(torch.stack(accepted).mean()) < 0.99
    check(target, state)
    assert torch.allclose(state.values, square(state.steps)[0])


def test_the_rule_of_metropolis_is_needed():
    """Long steps that are all accepted give something else."""
    target, stream = tools()
    state = exact(target, stream)
    one = torch.ones(1, 1, 2, 3, dtype=torch.float64) * (target.beta + target.gamma)[..., None] ** -0.5
    for _ in range(10):
        before = State(state.steps.clone(), state.values.clone(), state.slopes.clone())
        p = move(square, Target(0 * target.beta, target.gamma), before, torch.ones(1, 1, 2), one, 3, stream)
        state = before
    assert p.mean() > 0.9
    assert (moments(target, state)[0] > 1.1).any()


def test_trajectories_that_are_not_finite_are_refused():
    target, stream = tools()

    def cliff(steps):
        values, slopes = square(steps)
        return torch.where(steps[:, 0] > 0, float("nan"), values), slopes

    steps = -torch.rand(1, 50, 2, 3, generator=stream, dtype=torch.float64)
    state = start(cliff, steps)
    for _ in range(5):
        move(cliff, target, state, torch.ones(1, 1, 2), torch.full((1, 1, 2, 3), 0.3), 4, stream)
    assert torch.isfinite(state.values).all()
    assert (state.steps[..., 0] <= 0).all()


def test_exchanges():
    target, stream = tools()
    state = exact(target, stream)
    before = state.steps.clone()
    assert 0.05 < float(swap(target, state, 0, stream).mean()) < 0.9
    assert not torch.equal(before, state.steps)
    check(target, state)
    assert torch.allclose(state.values, square(state.steps)[0])
    total = before.square().sum((2, 3))
    assert torch.allclose(total, state.steps.square().sum((2, 3)))  # nothing is lost


def test_exchanges_at_one_temperature_are_all_accepted():
    target, stream = tools((5.0, 5.0))
    assert swap(target, exact(target, stream), 0, stream).min() == 1
