"""E13: the smoke run, and every check both ways."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot

from netsim.data import linear_teacher
from netsim.experiments.parts.two_layer import sgd
from netsim.runs import Run
from netsim.runs.executors import Here
from netsim.runs.experiment import find_experiment

EXPERIMENT = find_experiment("E13")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}
SIZES = {"num_train": 30, "num_test": 32, "input_dim": 31}


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E13")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes() == 0
    figure = EXPERIMENT.figures["T3-8"](result["measured"])
    assert [axes.get_xlabel() for axes in figure.axes] == ["iterations of SGD", "1/λ"]
    pyplot.close(figure)


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    assert [getattr(paper, name) for name in (*SIZES, "hidden")] == [30, 32, 31, 2]
    assert paper.hidden * (paper.input_dim + 1) == 64  # "and thus 64 parameters"


def test_seeds_share_no_data_set(tmp_path):
    """Three seeds with all their repetitions: no two have a teacher, a start or an order of the samples in common."""
    options = replace(EXPERIMENT.options("smoke"), steps=1, repeats=5)
    drawn = []
    for seed in (0, 1, 2):
        run = Run(tmp_path / str(seed), options, seed=seed, open_pool=Here)
        run.map = lambda name, calls: drawn.extend(call.keywords for call in calls) or [call() for call in calls]
        EXPERIMENT.run(run)
    places = {(call["seed"], call["index"]) for call in drawn}
    assert len(places) == 15
    for part in ("train_inputs", "train_targets", "test_inputs", "test_targets"):
        numbers = [getattr(linear_teacher(seed=seed, index=index), part) for seed, index in places]
        assert len({each.tobytes() for each in numbers}) == 15
        assert len(set(np.concatenate([each[:, 0] for each in numbers]))) == 15 * len(numbers[0])
    starts = [sgd(**SIZES, hidden=2, batch_size=10, learning_rate=0.0, steps=1, initial_std=1.0, penalties=np.zeros(1),
                  seed=seed, index=index)["product"] for seed, index in places]  # fmt: skip
    assert len({each.tobytes() for each in starts}) == 15


def measured(left=0.05, right=0.05, train=0.0, gap=0.0, dip=0.05):
    return {
        "zero_test": [1.0, 1.0],
        "zero_train": [1.0, 1.0],
        "iterations_test": [[1.0, dip, left]] * 2,
        "iterations_train": [[1.0, 0.1, train]] * 2,
        "penalty_test": [[right, dip, 1.0]] * 2,
        "minimum_norm_test": [0.05, 0.05],
        "gap": [[gap, 0.0]] * 2,
    }


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"right": 0.5}, "contradicts"),
        ({"gap": 0.2}, "undecided"),
        ({"train": 0.1}, "undecided"),
        ({"left": float("nan")}, "undecided"),
    ],
)
def test_both_converge(changes, outcome):
    assert CHECK["both protocols converge"](measured(**changes)).outcome == outcome


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"left": 0.5, "right": 0.5}, "contradicts"),
        ({"left": 0.5}, "undecided"),
        ({"right": float("inf")}, "undecided"),
        ({"gap": 0.2}, "undecided"),
        ({"train": 0.1}, "undecided"),
    ],
)
def test_no_overfitting(changes, outcome):
    assert CHECK["no overfitting"](measured(**changes)).outcome == outcome
