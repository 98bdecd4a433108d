"""E07: the smoke run, counts of weights, every decision in three values."""

import numpy as np
import pytest

from netsim.experiments.e07_data_and_parameters import scaled
from netsim.runs.experiment import find_experiment
from netsim.runs.session import decide_checks, draw_figures

pytestmark = pytest.mark.torch

E07 = find_experiment("E07")


def test_the_smoke_run(smoke, tmp_path):
    result = smoke("E07")
    assert result["sample_passes"] == E07.options("smoke").sample_passes()
    assert np.shape(result["measured"]["paths"]["random"]["embedding"]["points"]) == (4, 3, 2)
    assert len(draw_figures(E07, result["measured"], tmp_path)) == 1


def test_one_width_is_the_network_of_the_paper():
    options = E07.options("laptop")
    paper = E07.options("paper")
    assert scaled(paper.data, paper.activation, paper.channels, 1.0).num_params == 188810
    small = scaled(options.data, options.activation, paper.channels, 0.125)  # channels 2, 4, 12, 19, biases
    assert small.num_params == (9 * 2 + 2) + (9 * 8 + 4) + (9 * 48 + 12) + (9 * 228 + 19) + (9 * 190 + 10)


def cell(test_error, train_error=0.0):
    return {
        "test_error": test_error + np.array([-0.001, 0.0, 0.001]),
        "test_loss": [1.0] * 3,
        "train_error": [train_error] * 3,
        "train_loss": [0.01] * 3,
    }


def path(apart=0.2, away=0.4, middle=0.1, error=0.0):
    return {
        "diverged": False,
        "train_error": [error] * 4,
        "apart": [0, middle, apart],
        "from_start": [0, 0.3, away],
        "least_apart": apart,
    }


def made_up(row, num_params=(5000, 200000), **random):
    paths = {"true": path(), "random": path(**random)}
    return {"num_train": [500, 1000], "num_params": list(num_params), "cells": [row, row], "paths": paths}


def outcomes(measured):
    return [check["outcome"] for check in decide_checks(E07, measured, "laptop")]


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (made_up([cell(0.4), cell(0.41)]), ["agrees", "agrees", "agrees"]),
        (made_up([cell(0.4), cell(0.3)]), ["agrees", "contradicts", "agrees"]),
        (made_up([cell(0.3), cell(0.4)], apart=0.5), ["contradicts", "agrees", "contradicts"]),
        (made_up([cell(0.4), cell(0.4)], apart=0.0), ["agrees", "undecided", "contradicts"]),
        (made_up([cell(0.4), cell(0.4, 0.3)]), ["undecided", "undecided", "agrees"]),
        (made_up([cell(0.4), cell(0.41, 0.3)], error=0.5), ["undecided", "agrees", "undecided"]),  # not fitted
        (made_up([cell(0.4, 0.9), cell(0.41, 0.9)]), ["undecided", "undecided", "agrees"]),  # nothing was learned
        (made_up([cell(0.9), cell(0.91)]), ["undecided", "undecided", "agrees"]),  # nothing that generalises
        (made_up([cell(0.4), cell(0.4)], num_params=(200, 5000)), ["undecided", "undecided", "agrees"]),
        (made_up([cell(0.4), cell(0.4) | {"test_loss": ["nan", 1, 1]}]), ["undecided", "undecided", "agrees"]),
    ],
)
def test_decisions_in_three_values(measured, expected):
    assert outcomes(measured) == expected


def test_paths_that_diverged_or_stood_still_decide_nothing():
    measured = made_up([cell(0.4), cell(0.4)])
    measured["paths"]["random"] = {"diverged": True}
    assert outcomes(measured)[2] == "undecided"
    measured["paths"]["random"] = path(apart=0.0, away=0.0)
    assert outcomes(measured)[2] == "undecided"
    measured["paths"]["random"] = {key: value for key, value in path().items() if key != "train_error"}
    assert outcomes(measured)[2] == "undecided"


@pytest.mark.parametrize("change", [{"apart": 0.5}, {"apart": 0.0}, {"away": 0.25}, {"middle": 0.3}])
def test_each_quality_of_the_paths_counts(change):
    row = [cell(0.4), cell(0.4)]
    assert outcomes(made_up(row))[2] == "agrees"
    assert outcomes(made_up(row, **change))[2] == "contradicts"
