"""E09: the smoke run, counts of weights, every decision in three values."""

import numpy as np
import pytest

from netsim.runs.experiment import find_experiment
from netsim.runs.session import decide_checks, draw_figures

pytestmark = pytest.mark.torch

E09 = find_experiment("E09")


@pytest.mark.slow
def test_the_smoke_run(smoke, tmp_path):
    result = smoke("E09")
    assert result["sample_passes"] == E09.options("smoke").sample_passes()
    assert {len(cells) for cells in result["measured"]["cells"].values()} == {2}
    assert len(result["measured"]["ranges"]) == 4
    assert len(draw_figures(E09, result["measured"], tmp_path)) == 4


def test_weights_of_equal_widths_are_counted_by_the_formula():
    """Four 3×3 convolutions without bias, then 2×2 pixels of c channels to ten outputs."""
    from netsim.experiments.parts.on_images import cnn

    for c in E09.options("laptop").channels:
        expected = 27 * c + 27 * c**2 + 40 * c + 10
        assert cnn("patches", "relu", (c,) * 4).num_params == expected


def cell(test_error, test_loss, train_error=0.0, loss_before=0.01, train_loss=0.01):
    spread = np.array([-0.001, 0.0, 0.001])
    return {
        "test_error": test_error + spread,
        "test_loss": test_loss + spread,
        "train_error": [train_error] * 3,
        "train_loss": [train_loss] * 3,
        "losses": [[1.0, *[loss_before] * 4, train_loss]] * 3,
    }


def made_up(*cells, num_params=(100, 1000, 60000)):
    return {
        "num_train": 500,
        "num_params": list(num_params),
        "cells": {name: list(cells) for name in ("relu", "polynomial", "polynomial-square")},
    }


def outcomes(measured):
    return {check["name"]: check["outcome"] for check in decide_checks(E09, measured, "laptop")}


SMALL = cell(0.5, 1.0, train_error=0.3)


def test_as_the_paper_says():
    found = outcomes(made_up(SMALL, cell(0.4, 1.1), cell(0.4, 1.6)))
    assert set(found.values()) == {"agrees"}


def test_the_contrary_of_each():
    found = outcomes(made_up(SMALL, cell(0.4, 0.8, train_error=0.1), cell(0.5, 0.7)))
    assert set(found.values()) == {"contradicts"}


def test_undecided_where_nothing_is_known():
    unfinished = cell(0.45, 1.0, train_error=0.2, loss_before=0.5)
    found = outcomes(made_up(SMALL, cell(0.4, 0.9), unfinished))
    errors = [outcome for name, outcome in found.items() if "risk" not in name]
    assert set(errors) == {"undecided"}
    few_weights = outcomes(made_up(SMALL, cell(0.4, 1.0), cell(0.4, 1.05), num_params=(10, 20, 30)))
    assert {outcome for name, outcome in few_weights.items() if "risk" not in name} == {"undecided"}


def test_one_diverged_model_leaves_all_undecided():
    last = cell(0.4, 1.6) | {"train_loss": ["nan", 0.01, 0.01]}
    assert set(outcomes(made_up(SMALL, cell(0.4, 1.1), last)).values()) == {"undecided"}


def test_nothing_learned_or_nothing_that_generalises_is_no_evidence():
    dead = outcomes(made_up(*(cell(0.9, risk, train_error=0.9) for risk in (1.0, 1.1, 1.6))))
    assert set(dead.values()) == {"undecided"}
    guessing = outcomes(made_up(*[cell(0.9, 1.0)] * 3))
    assert {outcome for name, outcome in guessing.items() if "error does" in name} == {"undecided"}
