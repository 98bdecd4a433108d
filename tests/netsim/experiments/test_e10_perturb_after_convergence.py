"""E10: the smoke run, what is perturbed and what is not."""

import numpy as np
import pytest
from matplotlib import pyplot

from netsim.runs.experiment import find_experiment

pytestmark = pytest.mark.torch

EXPERIMENT = find_experiment("E10")


def test_smoke(smoke):
    result = smoke("E10")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes()
    measured, options = result["measured"], result["options"]
    length = options["cycles"] * options["perturb_every"]
    for branch in ("perturbed", "unperturbed"):
        epochs = measured[branch]["epoch"]
        assert epochs[0] == 0
        assert epochs[-1] == length
        assert len(measured[branch]["norm"][0]) == len(epochs)
    # Left alone, it goes on exactly where it was; perturbed, it does not.
    first = [curve[-1] for curve in measured["first"]["train_loss"]]
    assert [curve[0] for curve in measured["unperturbed"]["train_loss"]] == first
    assert all(curve[0] != end for curve, end in zip(measured["perturbed"]["train_loss"], first, strict=True))
    # The noise of a quarter of the standard deviation adds a sixteenth to the square norm, up to its product with the
    # weights, which has a standard deviation of 0.015 for a thousand weights of one size.
    before = np.array([curve[-1] for curve in measured["first"]["norm"]]) ** 2
    after = np.array([curve[0] for curve in measured["perturbed"]["norm"]]) ** 2
    assert np.all(abs(after / before - 1 - 1 / 16) < 0.06)
    figures = [EXPERIMENT.figures[name](measured) for name in ("T3-3", "T3-14")]
    assert all(len(figure.axes) == 3 for figure in figures)
    pyplot.close("all")


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    printed = {"channels": (16, 32, 64, 128), "noise": 0.25, "perturb_every": 100, "epochs": 1800, "batch_size": 0}
    assert {name: getattr(paper, name) for name in printed} == printed
