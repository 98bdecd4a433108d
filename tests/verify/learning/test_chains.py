"""Chains at all temperatures."""

import time

import numpy as np
import pytest

from algebraic.shell import UNLIMITED, Budget, OutOfBudget
from tests.verify.learning.models import Eager, subject
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.learning.chains import run_chains
from verify.learning.diagnostics import split_rhat
from verify.learning.energy import Energy
from verify.learning.plan import Plan, inverse_temperatures
from verify.subject import make_subject

pytestmark = pytest.mark.torch
PLAN = Plan(radius=0.3, chains=12, temperatures=6, decades=4.0, draws=120, steps=2)


def run(found, plan=PLAN, seed=0, budget=UNLIMITED):
    energy, stream = Energy.of(found), torch.Generator().manual_seed(seed)
    return run_chains(energy, inverse_temperatures(energy, plan, stream), plan, stream, budget)


@pytest.mark.slow
def test_a_regular_zero():
    """β H is Gamma(λ) with λ = d/2 where it is cold: mean and variance 1."""
    trace = run(subject("x", "y"))
    assert trace.energies.shape == (2, 12, 6, 120)
    cold = trace.energies[:, :, -2:]
    assert abs(cold.mean() - 1) < 0.12
    assert abs(cold.var() - 1) < 0.4
    assert (trace.acceptance > 0.4).all()
    assert split_rhat(np.moveaxis(trace.energies, 1, 2)).max() < 1.3
    assert (trace.swaps > 0.05).all()
    assert np.abs(trace.virial.mean((1, 3))).max() < 0.2  # E[v_i ∂_i U] = 1
    assert trace.moves == 360 * 2 * 12 * 6


@pytest.mark.slow
def test_the_same_seed_gives_the_same_chains():
    one, same, other = (run(subject("x*y"), Plan(0.3, 4, 4, 2.0, 20, 1), seed).energies for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.slow
def test_a_maximum_is_left():
    """K has its zero far away: chains find lower losses than at the point, which is no minimum."""
    module = seeded(lambda: nn.Linear(2, 1, bias=False)).double()
    found = make_subject(module, numbers(5, 2), 100 * np.ones((5, 1)))
    trace = run(found, Plan(radius=0.3, chains=8, temperatures=4, decades=2.0, draws=40, steps=4))
    assert trace.lowest.min() < -1
    assert trace.farthest.max() > 100


@pytest.mark.slow
def test_a_model_without_a_metric():
    trace = run(make_subject(Eager(), numbers(4, 2), np.zeros((4, 1))), Plan(0.3, 4, 4, 2.0, 25, 1))
    assert np.isfinite(trace.energies).all()
    assert (trace.acceptance > 0.3).all()


def test_time_ends_it():
    with pytest.raises(OutOfBudget):
        run(subject("x"), budget=Budget(1e-6, started=time.monotonic() - 1))
