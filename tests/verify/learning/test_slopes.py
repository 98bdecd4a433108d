"""The fit finds what was planted, and says where nothing fits."""

import numpy as np
import pytest

from verify.learning.slopes import Slopes, interval

LOGS = np.linspace(0, 37, 24)
BETA = np.exp(np.stack([LOGS, LOGS + 5]))


def planted(curves, noise=0.01, chains=48, seed=0):
    draw = np.random.default_rng(seed)
    return Slopes.of(BETA, np.stack(curves)[:, None] + noise * draw.normal(size=(2, chains, 24)))


@pytest.mark.parametrize(("value", "multiplicity"), [(0.5, 1), (0.5, 2), (0.5, 3), (2.5, 1), (1.0, 2)])
def test_planted_values(value, multiplicity):
    found = planted([value - (multiplicity - 1) / (LOGS + c) for c in (1.5, 3.0)])
    fits = {m: found.fit(m) for m in range(1, 5)}
    assert fits[multiplicity].accepted
    assert abs(fits[multiplicity].value - value) < 4 * fits[multiplicity].error < 0.05
    assert not any(fit.accepted for m, fit in fits.items() if m != multiplicity)
    if multiplicity > 1:
        assert np.allclose(fits[multiplicity].shifts, (1.5, 3.0), atol=1.0)


def test_a_second_pole():
    """The cusp: 5/12, and 1/2 on its smooth part."""
    found = planted([5 / 12 - a * np.exp(-LOGS / 12) for a in (0.1, 0.12)], noise=0.005)
    assert not found.fit(1).accepted
    fit = found.fit(1, decays=True)
    assert fit.accepted
    assert abs(fit.value - 5 / 12) < 4 * fit.error < 0.06


def test_boxes_that_differ_and_slopes_that_bend_fit_nothing():
    apart = planted([np.full(24, 0.5), np.full(24, 0.6)])
    bent = planted([0.5 + 0.1 * np.sin(LOGS / 4)] * 2)
    for found in (apart, bent):
        assert not any(found.fit(m).accepted for m in range(1, 5))
        assert not found.fit(1, decays=True).accepted
    assert apart.box(0).fit(1).accepted
    assert apart.box(1).fit(1).accepted


def test_the_probability_is_one():
    """Of fits of the right model a tenth is worse than a tenth says."""
    found = [planted([np.full(24, 0.5)] * 2, 0.1, 16, seed).fit(1).probability for seed in range(200)]
    assert 0.04 < np.mean(np.array(found) < 0.1) < 0.18


def test_an_interval_holds_all_fits():
    found = planted([np.full(24, 0.5)] * 2)
    one, two = found.fit(1), found.fit(2)
    low, high = interval([one, two], 48)
    assert low < one.value < high
    assert low < two.value < high
    assert interval([one], 48)[1] < high
