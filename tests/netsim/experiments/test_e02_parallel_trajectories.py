"""E02: what a stage measures, and the decisions on planted distances and errors."""

import numpy as np
import pytest

from netsim.runs.experiment import find_experiment

E02 = find_experiment("E02")
CHECKS = {check.name: check for check in E02.checks}


def planted(distance, *, across=None, errors=(0.5, 0.0), losses=(1.0, 0.1)):
    """Stages in which all pairs of ends are so far apart; ``across`` those from P and from perturbed P."""
    matrix = np.full((8, 8), float(distance))
    if across is not None:
        matrix[:4, 4:] = matrix[4:, :4] = across
    np.fill_diagonal(matrix, 0)
    return {
        "stages": [
            {
                "train_error": [error] * 8,
                "train_loss": [loss] * 8,
                "dissimilarity": {"2": matrix.tolist(), "5": matrix.tolist()},
            }
            for error, loss in zip(errors, losses, strict=True)
        ]
    }


@pytest.mark.parametrize(
    ("name", "measured", "outcome", "pairs"),
    [
        ("paths differ", planted(1e-4), "agrees", 2 * 2 * 28),
        ("paths differ", planted(1e-9), "contradicts", 2 * 2 * 28),
        ("paths differ", planted(0.9), "contradicts", 2 * 2 * 28),
        ("perturbed starts", planted(1e-9, across=1e-3), "agrees", 2 * 2 * 16),
        ("perturbed starts", planted(1e-3, across=1e-9), "contradicts", 2 * 2 * 16),
        ("perturbed starts", planted(1e-3, across=0.9), "contradicts", 2 * 2 * 16),
    ],
)
def test_slightly_different(name, measured, outcome, pairs):
    found = CHECKS[name].decide(measured)
    assert (found.outcome, found.measured["pairs"]) == (outcome, pairs)


def test_almost_always_is_nine_in_ten():
    few, many = planted(1e-4), planted(1e-4)
    for measured, equal in ((few, 2), (many, 4)):
        for stage in measured["stages"]:
            for matrix in stage["dissimilarity"].values():
                for place in range(equal):
                    matrix[0][1 + place] = 0.0
    assert CHECKS["paths differ"].decide(few).outcome == "agrees"  # 2 of 28
    assert CHECKS["paths differ"].decide(many).outcome == "contradicts"  # 4 of 28


@pytest.mark.parametrize(
    ("errors", "losses", "outcome"),
    [
        ((0.5, 0.0), (1.0, 0.1), "agrees"),
        ((0.5, 0.1), (1.0, 0.5), "undecided"),  # it still falls
        ((0.5, 0.1), (1.0, 0.99), "contradicts"),
        ((0.1,), (1.0,), "undecided"),
    ],
)
def test_the_training_error_returns_to_0(errors, losses, outcome):
    measured = planted(1e-4, errors=errors, losses=losses)
    found = CHECKS["training error returns to 0"].decide(measured)
    assert found.outcome == outcome
    assert np.allclose(found.measured["train_error_by_stage"], errors)


@pytest.mark.torch
def test_a_smoke_run(smoke):
    measured = smoke("E02")["measured"]
    options = smoke("E02")["options"]
    assert len(measured["stages"]) == options["stages"] == 2
    for stage in measured["stages"]:
        for matrix in map(np.array, stage["dissimilarity"].values()):
            assert matrix.shape == (8, 8)
            assert np.array_equal(matrix, matrix.T)
            assert not np.diag(matrix).any()
            assert matrix.min() >= 0
    for layer in ("layer2", "layer5"):
        points = np.array(measured[layer]["all"]["points"])
        assert points.shape == (2 * 8, options["epochs"] + 1, 2)
        assert np.array_equal(points[0, 0], points[3, 0]), "trajectories 1 to 4 begin at the same point"
        assert not np.array_equal(points[0, 0], points[4, 0]), "trajectory 5 begins at a perturbed one"
        assert np.allclose(points[8, 0], points[0, -1]), "the second stage begins where trajectory 1 ended"
        assert measured[layer]["late"] is None
