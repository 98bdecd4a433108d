"""E01: the smoke run, twins, the decision in three values."""

import copy

import numpy as np
import pytest

from netsim.models.initial import initial_weights
from netsim.runs.experiment import find_experiment
from netsim.runs.session import decide_checks, draw_figures

pytestmark = pytest.mark.torch

E01 = find_experiment("E01")


def test_the_smoke_run(smoke, tmp_path):
    result = smoke("E01")
    assert result["sample_passes"] == E01.options("smoke").sample_passes()
    net = result["measured"]["networks"]["T3-9"]
    assert np.shape(net["polynomial"]["test_error"]) == (2, len(net["epoch"]))
    assert np.shape(net["ranges"]["train_outside"]) == (2, 4)
    assert len(draw_figures(E01, result["measured"], tmp_path)) == 2


def test_twins_start_with_the_same_weights():
    from netsim.experiments.e01_polynomial_and_relu import NETWORKS, task

    for figure in NETWORKS:
        tasks = [task(E01.options("laptop"), 5, figure, kind) for kind in ("relu", "polynomial", "chebyshev")]
        assert [each.network.activation for each in tasks] == ["relu", "weighted:10:10", "polynomial:10:10"]
        relu, twin, third = (initial_weights(each.network, (0, 1), each.seed) for each in tasks)
        assert all(np.array_equal(relu[name], twin[name]) for name in relu)
        assert all(np.array_equal(relu[name], third[name]) for name in relu)


def made_up(relu_error, polynomial_error, loss=(1.0, 1.0), polynomial_loss=None):
    def ends(error, losses):
        rows = [[0.9, e] for e in error]
        return {name: rows for name in ("train_error", "test_error")} | {
            "train_loss": [list(losses)] * len(error),
            "test_loss": [list(losses)] * len(error),
        }

    net = {"relu": ends(relu_error, loss), "polynomial": ends(polynomial_error, polynomial_loss or loss)}
    return {"networks": {"T2-2": net, "T3-9": copy.deepcopy(net)}}


@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        (made_up((0.30, 0.31, 0.29), (0.32, 0.32, 0.31)), "agrees"),
        (made_up((0.30, 0.31, 0.29), (0.42, 0.44, 0.41)), "contradicts"),
        (made_up((0.30, 0.31, 0.29), (0.42, 0.44, 0.41), loss=(1.0, 0.5)), "undecided"),
        (made_up((0.30, 0.31, 0.29), (0.30, 0.41, 0.29)), "undecided"),
        (made_up((0.30, 0.31, 0.29), (0.31, 0.31, 0.30), polynomial_loss=(1.0, "nan")), "undecided"),
        (made_up((0.90, 0.91, 0.89), (0.90, 0.90, 0.90)), "undecided"),  # nothing was learned
        (made_up((0.30, 0.31, 0.29), (0.31, 0.31, 0.30), loss=(1.0, "nan")), "undecided"),
    ],
)
def test_similar_in_three_values(measured, outcome):
    assert [check["outcome"] for check in decide_checks(E01, measured, "laptop")] == [outcome] * 2
