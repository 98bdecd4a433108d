"""E05: the size of the noise against its closed form, and every decision each way."""

import numpy as np
import pytest

from netsim.experiments import e05_zero_error as e05
from netsim.experiments.parts.retraining import LAYERS
from netsim.runs.experiment import find_experiment

pytestmark = pytest.mark.torch

E05 = find_experiment("E05")


def test_the_noise_is_a_hundredth_of_the_mean_magnitude(smoke):
    """Two copies of Gaussian weights with noise 0.01·m, m = √(2/π)·S: 1 − cosine is (0.01·m/S)² = 10⁻⁴·2/π."""
    first = smoke("E05")["measured"]["pairs"]["4"]["first"]["one_minus_cosine"]
    assert first == pytest.approx([1e-4 * 2 / np.pi] * 6, rel=0.05)  # 18,432 weights, hardly trained


def test_every_epoch_is_looked_at(smoke):
    result = smoke("E05")
    assert result["measured"]["evaluations"] == result["options"]["retrain_epochs"] + 1


def made_up(growth=3.0, largest=0.0, start=0.0, moved=0.01, first=0.01):
    pairs = {"first": {"one_minus_cosine": [first] * 6}, "last": {"one_minus_cosine": [first * growth**2] * 6}}
    return {
        "unperturbed": {"train_error": start},
        "largest_train_error": [0.0, 0.0, 0.0, largest],
        "evaluations": 401,
        "pairs": {layer: pairs for layer in LAYERS},
        "moved": {layer: [moved] * 4 for layer in LAYERS},
    }


@pytest.mark.parametrize(
    ("check", "measured", "outcome"),
    [
        (e05.zero_throughout, made_up(), "agrees"),
        (e05.zero_throughout, made_up(largest=0.002), "contradicts"),
        (e05.zero_throughout, made_up(largest="nan"), "undecided"),
        (e05.zero_throughout, made_up(start=0.002), "undecided"),
        (e05.runs_stay_apart, made_up(), "agrees"),
        (e05.runs_stay_apart, made_up(growth=0.2), "contradicts"),
        (e05.runs_stay_apart, made_up(growth=np.nan), "undecided"),
        (e05.significantly_different, made_up(), "agrees"),
        (e05.significantly_different, made_up(growth=1.0), "contradicts"),
        (e05.significantly_different, made_up(growth=1.5), "undecided"),
        (e05.significantly_different, made_up(growth=np.nan), "undecided"),
        *((check, made_up(moved=0.0), "undecided") for check in E05.checks),  # nothing was learned
        *((check, made_up(first=0.0), "undecided") for check in E05.checks),  # nothing was put in
    ],
)
def test_every_check_comes_out_each_way(check, measured, outcome):
    assert check.decide(measured).outcome == outcome
