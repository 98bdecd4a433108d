"""Control variates change no mean, and take away what goes with them."""

import numpy as np

from verify.learning.virial import not_at_target, without_noise

DRAW = np.random.default_rng(1)


def test_noise_that_goes_with_the_controls_is_taken_away():
    virial = DRAW.normal(size=(2, 60, 3, 2))
    means = 0.5 + virial @ np.array([0.3, -0.2]) + 0.001 * DRAW.normal(size=(2, 60, 3))
    found = without_noise(means, virial)
    assert np.abs(found.mean(1) - 0.5).max() < 0.001
    assert found.std(1).max() < 0.01 < means.std(1).min()


def test_controls_that_have_nothing_to_do_with_it_leave_mean_and_spread():
    """Over many repetitions the error of the mean is what its spread says."""
    scores = []
    for _ in range(200):
        found = without_noise(DRAW.normal(size=(1, 48, 1)), DRAW.normal(size=(1, 48, 1, 4)))[0, :, 0]
        scores.append(found.mean() / (found.std(ddof=1) / 48**0.5))
    assert 0.85 < np.std(scores) < 1.2
    assert abs(np.mean(scores)) < 0.3


def test_controls_that_are_off_are_found():
    virial = DRAW.normal(size=(1, 48, 2, 2))
    means = 0.5 + virial.sum(-1)
    assert np.abs(not_at_target(means, virial)).max() < 4.5
    assert np.abs(not_at_target(means, virial + np.array([1.0, 0.0]))).min() > 4.5
    assert not not_at_target(means[:, :5], virial[:, :5]).any()


def test_many_weights_have_one_control_and_few_chains_none():
    means, virial = DRAW.normal(size=(1, 12, 2)), DRAW.normal(size=(1, 12, 2, 50))
    total = without_noise(means, virial)
    assert not np.allclose(total, means)
    assert np.allclose(total, without_noise(means, virial.sum(-1, keepdims=True)))
    assert without_noise(means[:, :5], virial[:, :5]) is not None
    assert np.array_equal(without_noise(means[:, :5], virial[:, :5]), means[:, :5])
