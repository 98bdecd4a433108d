"""E11: the smoke run, and the numbers of the captions."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot

from netsim.runs.experiment import find_experiment
from netsim.shell.errors import WrongInput

EXPERIMENT = find_experiment("E11")


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E11")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes() == 0
    measured = result["measured"]
    # A literal cycle leaves of each direction what the closed form says, and the degenerate ones stay.
    rate, variants = 0.2 * 2 / 9, [measured, *measured["others"]]
    assert tuple(variant["features"] for variant in variants) == ("legendre", "chebyshev", "monomials")
    seen = 0
    for variant in variants:
        directions = variant["degenerate"]["directions"]
        expected = np.abs(1 - rate * np.array(directions["eigenvalues"])) ** result["options"]["perturb_every"]
        left = np.array(directions["left_after_cycle"])
        np.testing.assert_allclose(left[expected > 1e-6], expected[expected > 1e-6], rtol=1e-3)
        seen += np.sum(expected > 1e-6)
    assert seen > 3
    assert measured["returned"]["degenerate_moved_back"] < 1e-12
    assert [len(draw(measured).axes) for draw in EXPERIMENT.figures.values()] == [4, 4, 8]
    pyplot.close("all")


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    printed = {"num_train": 9, "num_test": 100, "degree": 30, "small_degree": 4, "learning_rate": 0.2, "noise": 0.6}
    printed |= {"iterations": 250_000, "perturb_every": 4000, "repeats": 30, "frequency": 4.0}
    assert {name: getattr(paper, name) for name in printed} == printed


def test_too_few_iterations_are_refused():
    with pytest.raises(WrongInput, match="perturbation every 400"):
        replace(EXPERIMENT.sizes["smoke"], iterations=500)
