"""E16: a smoke run, its networks and cells, and what does not fit."""

import numpy as np
import pytest

from netsim.experiments.e16_skip_networks import EXPERIMENT, cells, multiplications, network
from netsim.models.layers import hidden_neurons
from netsim.shell import WrongInput

PAPER = EXPERIMENT.options("paper")


def test_skips_of_the_paper():
    """As many as samples, from all hidden neurons; of DenseNet121 from the first dense block."""
    vgg = network(PAPER, ("vgg16", "sigmoid", "none", "skip", "truncated"), 0)
    assert vgg.drawn_skips.count == PAPER.num_train == 50_000
    assert vgg.drawn_skips.layers == tuple(range(1, 16))
    plain = network(PAPER, ("vgg16", "sigmoid", "none", "plain", "truncated"), 0)
    assert vgg.num_params - plain.num_params == 10 * 50_000
    dense = network(PAPER, ("densenet121", "sigmoid", "none", "skip", "truncated"), 0)
    assert dense.drawn_skips.layers == tuple(range(2, 14))
    cnn = EXPERIMENT.options("paper").changed({"data": "mnist", "networks": "cnn13", "num_train": "55000"}, "E16")
    found = {key[3]: network(cnn, key, 0) for key in cells(cnn)}
    assert found["plain"].num_neurons == 204_928
    assert [found[kind].drawn_skips.count for kind in ("skip", "shallow")] == [55_000, 50_176]


def test_controls():
    options = EXPERIMENT.options("laptop")
    assert len(cells(options)) == 6
    few, shallow = (network(options, ("vgg11", "sigmoid", "none", kind, "truncated"), 0) for kind in ("few", "shallow"))
    assert few.drawn_skips.count == 25
    assert (shallow.drawn_skips.count, shallow.drawn_skips.layers) == (100, (1,))
    assert next(hidden_neurons(shallow.layers, shallow.input_shape)) == (1, 16 * 32 * 32)


def test_multiplications_of_a_small_run():
    """One pass of VGG11 is 152.8 million multiplications of its convolutions and dense layers, as others count them."""
    options = PAPER.changed(
        {"networks": "vgg11", "augment": "none", "kinds": "plain", "init": "he", "epochs": "1"}, "E16"
    )
    assert multiplications(options) == 3 * 152_847_616 * 50_000 * 2 * 2 * 5  # activations, rates, models


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"num_train": "40000"}, "40000 skip-connections from 37952 hidden neurons"),
        ({"num_train": "40000", "kinds": "plain"}, "40000 skip-connections from 37952"),  # of random features
        ({"narrow_by": "64", "num_train": "2500"}, "2500 skip-connections from 2372"),
        ({"data": "digits", "num_test": "300"}, "leaves nothing of values"),
        ({"networks": "vgg19"}, "networks is 'vgg19'"),
    ],
)
def test_what_does_not_fit_is_named_before_training(changes, words):
    with pytest.raises(WrongInput, match=words):
        EXPERIMENT.options("laptop").changed(changes, "E16")


@pytest.mark.torch
def test_smoke(smoke, tmp_path):
    from netsim.runs.session import draw_figures

    result = smoke("E16")
    options = EXPERIMENT.options("smoke")
    assert result["sample_passes"] == options.sample_passes()
    found = result["measured"]
    assert [cell["kind"] for cell in found["cells"]] == ["plain", "skip", "few", "shallow"]
    for cell in found["cells"]:
        losses = np.asarray(cell["train_loss"])
        assert losses.shape == (2, 1, 3)
        assert np.ptp(losses[:, 0, 0]) == 0  # every rate starts from the same weights
        assert np.isfinite(losses).all()
    for row in found["random"]:
        assert row["measured"]["train_error"] == [0, 0, 0]
    assert {check["outcome"] for check in result["checks"]} == {"undecided"}
    (path,) = draw_figures(EXPERIMENT, found, tmp_path)
    assert path.name == "NMH-T2.png"
