"""E18: a smoke run, and its checks on made-up measurements that they must tell apart."""

import numpy as np
import pytest

from netsim.experiments.e18_deep_skips import EXPERIMENT, networks

DECIDE = {check.name: check.decide for check in EXPERIMENT.checks}
ZERO = "skips: training error 0"
SOON = "skips: within 200 epochs"
FAILS = "no skips: does not converge"
FLUCTUATES = "no skips: stronger fluctuations"


def curves(losses, errors):
    """One rate, one model."""
    return {"train_loss": [[losses]], "train_error": [[errors]], "best": 0}


def measured(plain=None, skip=None, epochs=(0, 100, 200, 600, 1000)):
    flat, stuck = [2.3] * len(epochs), [0.9] * len(epochs)
    return {
        "learning_rate": [0.01],
        "batch_size": 100,
        "num_train": 1000,
        "epoch": list(epochs),
        "plain": curves(*(plain or (flat, stuck))),
        "skip": curves(*(skip or (flat, stuck))),
    }


def outcome(name, **changes):
    return DECIDE[name](measured(**changes)).outcome


def test_convergence_with_skips():
    falling = [2.3, 1.0, 0.5, 0.1, 0.01]
    soon, late, never = [0.9, 0.2, 0.0, 0.0, 0.0], [0.9, 0.2, 0.1, 0.0, 0.0], [0.9, 0.5, 0.4, 0.3, 0.1]
    assert outcome(ZERO, skip=(falling, soon)) == "agrees"
    assert outcome(ZERO, skip=(falling, late)) == "agrees"
    assert outcome(ZERO, skip=(falling, never)) == "undecided"  # still falling
    assert outcome(ZERO) == "contradicts"
    assert outcome(ZERO, epochs=(0, 1, 2, 3, 4)) == "undecided"
    assert outcome(SOON, skip=(falling, soon)) == "agrees"
    assert outcome(SOON, skip=(falling, late)) == "undecided"  # the batch size is not printed
    assert outcome(SOON, skip=(falling, never)) == "undecided"
    assert outcome(SOON) == "contradicts"
    assert outcome(SOON, skip=(falling, never), epochs=(0, 1, 2, 3, 4)) == "undecided"


def test_failure_without_skips():
    assert outcome(FAILS) == "agrees"
    assert outcome(FAILS, plain=([2.3, 1, 0.1, 0.1, 0.1], [0.9, 0.5, 0.1, 0.0, 0.1])) == "contradicts"
    assert outcome(FAILS, epochs=(0, 1, 2, 3, 4)) == "undecided"


def test_fluctuations():
    errors = [0.9] * 5
    wild, calm = ([2.3, 2.0, 2.3, 2.0, 2.3], errors), ([2.3, 2.0, 1.5, 1.0, 1.1], errors)
    assert outcome(FLUCTUATES, plain=wild, skip=calm) == "agrees"
    assert outcome(FLUCTUATES, plain=calm, skip=wild) == "contradicts"
    assert outcome(FLUCTUATES, plain=calm, skip=calm) == "undecided"
    assert outcome(FLUCTUATES, plain=([2.3, "nan", "nan", "nan", "nan"], errors), skip=calm) == "undecided"


def test_networks_of_the_paper():
    """150 hidden layers of width 10, and N = 1000 of their 1,500 neurons connected to the 10 outputs."""
    options = EXPERIMENT.options("paper")
    pair = networks(options, 0)
    assert len(pair["plain"].layers) == 151
    assert {layer.units for layer in pair["plain"].layers} == {10}
    assert len(set(pair["skip"].skips)) == options.num_train == 1000
    assert pair["skip"].num_params - pair["plain"].num_params == 10000
    assert options.learning_rate == (1e-2, 1e-3, 1e-4, 1e-5)


@pytest.mark.torch
def test_softplus_of_the_paper():
    """σ(t) = log(1 + exp(γ t)) / γ, eq. 3, with γ = 20."""
    import torch

    from netsim.models.activations import activate

    values = np.linspace(-2, 2, 41)
    found = activate("softplus:20", torch.tensor(values)).numpy()
    assert found == pytest.approx(np.logaddexp(0, 20 * values) / 20, abs=1e-9)


@pytest.mark.torch
def test_smoke(smoke, tmp_path):
    from netsim.runs.session import draw_figures

    result = smoke("E18")
    options = EXPERIMENT.options("smoke")
    assert result["sample_passes"] == options.sample_passes()
    found = result["measured"]
    assert found["epoch"] == [0, 1, 2, 3, 4]
    for name in ("plain", "skip"):
        starts = np.asarray(found[name]["train_loss"])[:, 0, 0]
        assert np.ptp(starts) == 0  # every rate starts from the same weights
        assert np.asarray(found[name]["train_error"]).shape == (4, 1, 5)
    assert {check["outcome"] for check in result["checks"]} == {"undecided"}  # four epochs decide nothing
    (path,) = draw_figures(EXPERIMENT, found, tmp_path)
    assert path.name == "NMH-5.png"
