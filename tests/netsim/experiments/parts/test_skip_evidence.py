"""When a network has failed or learned: made-up cells of E16."""

import numpy as np
import pytest

from netsim.experiments.parts.skip_evidence import best, compared, difference, fails, groups, least_error, trains

VGG = ("vgg11", "sigmoid", "none")
DEAD, FITTED, HALF = (2.3, 0.9, 0.9), (0.01, 0.0, 0.5), (1.5, 0.6, 0.8)  # training loss and error, test error


def cell(kind, *rates, network="vgg11", activation="sigmoid", augment="none", init="truncated", models=2, before=None):
    """One network, by rate its ends; the evaluation before is the same unless given."""
    found = {
        "network": network,
        "activation": activation,
        "augment": augment,
        "kind": kind,
        "init": init,
        "num_skips": 500 if kind != "plain" else 0,
        "num_neurons": 1000,
        "num_params": 2000,
    }
    for place, name in enumerate(("train_loss", "train_error", "test_error")):
        found[name] = [[[end[place] if before is None else before[place], end[place]]] * models for end in rates]
    return found


def features(margin=1.0, rounding=1e-6, error=0.8, network="vgg11", activation="sigmoid"):
    """Random features, three draws."""
    measured = {"margin": margin, "rounding": rounding, "test_error": error, "train_error": 0.0}
    row = {name: [value] * 3 for name, value in measured.items()}
    return {"network": network, "activation": activation, "measured": row}


def made_up(*cells, random=(), epochs=300):
    """What is measured, at the rates 0.01 and 0.1."""
    return {
        "learning_rate": [0.01, 0.1],
        "num_train": 500,
        "num_test": 1000,
        "epoch": [0, epochs],
        "cells": list(cells),
        "random": list(random),
    }


def test_the_best_run_has_the_smallest_training_loss_over_rates_and_starts():
    measured = made_up(cell("skip", DEAD, HALF), cell("skip", DEAD, FITTED, init="logistic"), cell("plain", DEAD, DEAD))
    found = best(measured, VGG, "skip")
    assert (found["init"], found["learning_rate"], found["train_error"]) == ("logistic", 0.1, [0.0, 0.0])
    assert best(measured, VGG, "few") is None
    assert groups(measured) == [VGG]
    assert groups(measured, "softplus") == groups(measured, network="densenet121") == []


def test_a_loss_falls_by_its_last_quarter_not_by_its_last_step():
    noisy, falling = ([1.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.1], [1.0, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.11])
    for losses, expected in ((noisy, False), (falling, True)):
        one = cell("skip", FITTED, FITTED) | {"train_loss": [[losses] * 2] * 2}
        assert best(made_up(one), VGG, "skip")["still_falling"] is expected


def test_what_is_not_a_number_is_never_the_best():
    measured = made_up(cell("skip", (float("nan"), 1.0, 1.0), HALF))
    assert best(measured, VGG, "skip")["learning_rate"] == 0.1
    assert least_error(measured["cells"], [0]) == 1.0


def test_failing_needs_a_network_that_learns_with_the_same_steps():
    assert fails(made_up(cell("plain", DEAD, DEAD), cell("skip", DEAD, FITTED)), VGG, None)[0] == "agrees"
    assert fails(made_up(cell("plain", DEAD, DEAD), cell("skip", DEAD, HALF)), VGG, None)[0] == "undecided"
    assert fails(made_up(cell("plain", DEAD, FITTED), cell("skip", DEAD, DEAD)), VGG, None)[0] == "contradicts"
    mixed = made_up(cell("plain", DEAD, FITTED), cell("skip", DEAD, FITTED))
    assert fails(mixed, VGG, [0])[0] == "agrees"  # at the first rate it does
    assert fails(mixed, VGG, [])[0] == "undecided"
    half = made_up(cell("plain", DEAD, HALF), cell("skip", FITTED, FITTED))
    assert fails(half, VGG, None)[0] == "undecided"


def test_a_dead_network_contradicts_only_where_another_learns():
    assert trains(made_up(cell("skip", DEAD, FITTED)), VGG, "skip")[0] == "agrees"
    assert trains(made_up(cell("skip", DEAD, DEAD), cell("plain", DEAD, DEAD)), VGG, "skip")[0] == "undecided"
    assert trains(made_up(cell("skip", DEAD, DEAD), cell("few", DEAD, FITTED)), VGG, "skip")[0] == "contradicts"
    assert trains(made_up(cell("skip", DEAD, HALF), cell("few", DEAD, FITTED)), VGG, "skip")[0] == "undecided"
    assert trains(made_up(cell("plain", DEAD, DEAD)), VGG, "skip")[0] == "undecided"


def test_an_interval_is_that_of_models_and_images():
    mean, low, high = difference([0.5], [0.4], 1000)
    assert mean == pytest.approx(0.1)
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt((0.25 + 0.24) / 1000))
    wide = difference([0.45, 0.55], [0.4], 1000)
    assert wide[1] < low
    assert [compared(apart, "")[0] for apart in ((0.1, 0.05, 0.15), (-0.1, -0.15, -0.05), (0.0, -0.1, 0.1))] == [
        "agrees",
        "contradicts",
        "undecided",
    ]
