"""An answer where chains deserve it, else each reason by itself."""

from dataclasses import replace

import numpy as np
import pytest

from verify.learning.chains import Trace
from verify.learning.judge import judge


def trace(values=(0.5, 0.5), draws=300, chains=48, seed=0):
    """Chains of independent draws from the limit, Gamma(λ)."""
    draw, logs = np.random.default_rng(seed), np.linspace(0, 37, 24)
    shape = (chains, 24, draws)
    return Trace(
        beta=np.exp(np.stack([logs, logs])),
        energies=np.stack([draw.gamma(value, size=shape) for value in values]),
        virial=draw.normal(size=(2, chains, 24, 2)),
        acceptance=np.full((2, 24), 0.7),
        swaps=np.full((2, 23), 0.5),
        farthest=np.full((2, 24), 9.0),
        lowest=np.zeros((2, 24)),
        step=np.ones((2, 24)),
        moves=0,
        gradients=0,
    )


GOOD = trace()


def test_an_answer():
    found = judge(GOOD, 2)
    assert found.reasons == ()
    assert found.multiplicity == 1
    assert found.lower < 0.5 < found.upper
    assert abs(found.value - 0.5) < 0.01


def low_acceptance():
    return replace(GOOD, acceptance=np.where(np.arange(24) == 3, 0.1, GOOD.acceptance))


def chains_apart():
    energies = GOOD.energies.copy()
    energies[0, :4, 5] += 2
    return replace(GOOD, energies=energies)


def drifting():
    energies = GOOD.energies.copy()
    energies[1, :, 7] += np.linspace(-0.1, 0.1, energies.shape[-1])
    return replace(GOOD, energies=energies)


def not_at_the_target():
    """Controls that have another mean than 0, and shift that of β H."""
    virial = GOOD.virial.copy()
    virial[0, :, 9, 0] = 30 * (GOOD.energies[0, :, 9].mean(-1) - 0.5) + 1
    return replace(GOOD, virial=virial)


def not_finite():
    energies = GOOD.energies.copy()
    energies[0, 0, 0, 0] = np.inf
    return replace(GOOD, energies=energies)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda: replace(GOOD, lowest=GOOD.lowest - 1), "found a lower loss than at the point"),
        (lambda: replace(GOOD, farthest=GOOD.farthest * 100), "left the neighbourhood"),
        (low_acceptance, "only 10% of the moves"),
        (chains_apart, "R̂"),
        (drifting, "drifts"),
        (not_at_the_target, "not at the target yet"),
        (not_finite, "not finite"),
        (lambda: trace(values=(0.5, 0.7)), "depends on the box: 0.5"),
        (lambda: trace(draws=4), "wider than 5%"),
    ],
)
def test_undecided_with_a_reason(given, said):
    found = judge(given(), 2)
    assert found.value is None
    assert any(said in reason for reason in found.reasons), found.reasons


def test_what_longer_chains_may_cure():
    assert judge(trace(draws=4), 2).curable
    assert judge(not_at_the_target(), 2).curable
    assert judge(trace(values=(0.5, 0.7)), 2).curable  # colder chains may agree
    for given in (GOOD, replace(GOOD, lowest=GOOD.lowest - 1), low_acceptance()):
        assert not judge(given, 2).curable
    assert judge(not_at_the_target(), 2).too_cold
    assert not judge(trace(draws=4), 2).too_cold


def bent(multiplicity, decay, draws=3000):
    """As chains would be with a logarithm, or with a second pole."""
    logs = np.linspace(0, 37, 24)
    shift = -(multiplicity - 1) / (logs + 4) - (0.3 * np.exp(-decay * (logs + 2)) if decay else 0)
    found = trace(draws=draws)
    return replace(found, energies=found.energies + shift[:, None])


def test_the_multiplicity_is_said_only_where_no_other_fits():
    assert judge(GOOD, 2).multiplicity == 1
    found = judge(bent(2, 0), 2)
    assert found.multiplicity in (None, 2)
    assert found.lower < 0.5 < found.upper
    slow = judge(bent(1, 1 / 8), 2)
    assert slow.multiplicity is None
    assert slow.lower < 0.5 < slow.upper
    assert judge(bent(1, 0.6), 2).multiplicity in (None, 1)


def test_a_slope_that_bends():
    energies = GOOD.energies + 0.1 * np.sin(np.linspace(0, 9, 24))[:, None]
    found = judge(replace(GOOD, energies=energies), 2)
    assert found.value is None
    assert any("bends" in reason for reason in found.reasons)


def test_few_effective_draws():
    energies = np.repeat(GOOD.energies[..., :4], 75, axis=-1)[:, :6]
    found = judge(replace(GOOD, energies=energies, virial=GOOD.virial[:, :6]), 2)
    assert any("independent ones" in reason for reason in found.reasons)
