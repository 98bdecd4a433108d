"""E08: the smoke run, equal numbers of steps, every decision in three values."""

import numpy as np
import pytest

from netsim.runs.experiment import find_experiment
from netsim.runs.session import decide_checks, draw_figures

pytestmark = pytest.mark.torch

E08 = find_experiment("E08")


def test_the_smoke_run(smoke, tmp_path):
    result = smoke("E08")
    assert result["sample_passes"] == E08.options("smoke").sample_passes()
    assert result["measured"]["cells"]["polynomial"]["random"][1]["train_error"]
    assert len(draw_figures(E08, result["measured"], tmp_path)) == 2


def test_the_network_is_the_printed_one():
    from netsim.experiments.parts.on_images import cnn

    assert cnn("patches", "relu", E08.options("paper").channels).num_params == 7994  # “W ≈ 10000”


def test_every_n_makes_enough_steps():
    for size in E08.sizes:
        o = E08.options(size)
        for n in o.num_train:
            batches = -(-n // o.batch_size)
            assert o.epochs_for(n) * batches >= o.min_steps
            assert o.epochs_for(n) == o.epochs or (o.epochs_for(n) - 1) * batches < o.min_steps


def cell(train_error, test_error, falling=False):
    spread = np.array([-0.002, 0.0, 0.002])
    return {
        "train_error": [train_error] * 3,
        "test_error": test_error + spread,
        "train_loss": [0.1] * 3,
        "losses": [[1.0, *[0.5 if falling else 0.1] * 4, 0.1]] * 3,
        "test_loss": [1.0] * 3,
    }


def made_up(true, random):
    kinds = {kind: {"true": true, "random": random} for kind in ("relu", "polynomial")}
    return {"num_train": [100, 500, 10000], "num_params": 7994, "cells": kinds}


def outcomes(measured):
    return {check["name"]: check["outcome"] for check in decide_checks(E08, measured, "laptop")}


AGREES = made_up(
    [cell(0, 0.6), cell(0, 0.4), cell(0.1, 0.2)],
    [cell(0, 0.9), cell(0, 0.9), cell(0.7, 0.9)],
)
CONTRADICTS = made_up(
    [cell(0, 0.5), cell(0, 0.6), cell(0, 0.6)],
    [cell(0.1, 0.9), cell(0.2, 0.9), cell(0.1, 0.9)],
)


def test_as_the_paper_says():
    found = outcomes(AGREES)
    assert len(found) == 8
    assert set(found.values()) == {"agrees"}


def test_the_contrary_of_each():
    assert set(outcomes(CONTRADICTS).values()) == {"contradicts"}


def test_undecided_while_learning_or_diverged():
    found = outcomes(made_up(AGREES["cells"]["relu"]["true"], [cell(0.1, 0.9, falling=True)] * 3))
    assert found["T3 Fig. 1: random labels are fitted"] == "undecided"
    lost = [one | {"test_loss": ["inf", 1.0, 1.0]} for one in AGREES["cells"]["relu"]["true"]]
    assert set(outcomes(made_up(lost, lost)).values()) == {"undecided"}


def test_nothing_learned_or_unfinished_is_no_evidence():
    dead = [cell(0.9, error) for error in (0.9, 0.89, 0.88)]
    assert set(outcomes(made_up(dead, dead)).values()) == {"undecided"}
    unfinished = [cell(0, 0.6), cell(0, 0.4), cell(0.1, 0.2, falling=True)]
    assert outcomes(made_up(unfinished, unfinished))["T3 Fig. 1: generalisation, true labels"] == "undecided"


def test_no_generalisation_below_the_number_of_weights_is_undecided():
    found = outcomes(CONTRADICTS | {"num_train": [100, 500, 2000]})
    assert {outcome for name, outcome in found.items() if "generalisation" in name} == {"undecided"}


def test_random_labels_are_asked_only_where_there_are_enough_weights():
    measured = made_up(AGREES["cells"]["relu"]["true"], [cell(0, 0.9), cell(0, 0.9), cell(0.9, 0.9)])
    assert outcomes(measured)["T3 Fig. 1: random labels are fitted"] == "agrees"
    assert outcomes(measured | {"num_params": 900})["T3 Fig. 1: random labels are fitted"] == "undecided"
