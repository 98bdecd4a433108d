"""E18: a smoke run, its networks, and what they are at their start."""

import numpy as np
import pytest

from netsim.experiments.e18_deep_skips import EXPERIMENT, networks, spread_at_start, starting_weights
from netsim.models import weight_shapes
from netsim.shell import WrongInput


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


@pytest.mark.slow
@pytest.mark.torch
def test_smoke(smoke, tmp_path):
    from netsim.runs.session import draw_figures

    result = smoke("E18")
    options = EXPERIMENT.options("smoke")
    assert result["sample_passes"] == options.sample_passes()
    found = result["measured"]
    assert found["epoch"] == [0, 1, 2, 3, 4]
    assert (found["init"], found["others"][0]["init"]) == options.inits == ("he", "linear")
    for pair in (found, *found["others"]):
        for name in ("plain", "skip"):
            starts = np.asarray(pair[name]["train_loss"])[:, 0, 0]
            assert np.ptp(starts) == 0  # every rate starts from the same weights
            assert np.asarray(pair[name]["train_error"]).shape == (4, 1, 5)
    assert {check["outcome"] for check in result["checks"]} == {"undecided"}  # four epochs decide nothing
    (path,) = draw_figures(EXPERIMENT, found, tmp_path)
    assert path.name == "NMH-5.png"


@pytest.mark.torch
def test_150_layers_live_with_one_start_and_not_with_the_other():
    """As drawn, all images give the same outputs at the end; with the other start they stay apart."""
    options = EXPERIMENT.options("laptop", {"data": "digits", "other_init": "linear"})
    inputs = np.random.default_rng(0).uniform(size=(20, 8, 8)).astype(np.float32)
    spread = {}
    for init in options.inits:
        network = networks(options, 0)["skip"]
        start = starting_weights(network, init, inputs, (0, 1), 0)
        assert {name: array.shape[1:] for name, array in start.items()} == weight_shapes(network)
        spread[init] = spread_at_start(network, start, inputs)
    assert spread["he"] < 1e-3
    assert spread["linear"] > 0.1


def test_a_linear_start_needs_an_activation_that_can_be_linear():
    with pytest.raises(WrongInput, match="initialisation linear with the activation sigmoid"):
        EXPERIMENT.options("smoke", {"activation": "sigmoid"})
    assert EXPERIMENT.options("smoke", {"activation": "sigmoid", "other_init": "scaled"}).inits == ("he", "scaled")
    with pytest.raises(WrongInput, match="both linear"):
        EXPERIMENT.options("smoke", {"init": "linear"})
