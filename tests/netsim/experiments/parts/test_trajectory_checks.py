"""The decisions of E02 on planted distances and errors."""

import numpy as np
import pytest

from netsim.experiments.parts.trajectory_checks import CHECKS, LAYERS

CHECK = {check.name: check for check in CHECKS}


def planted(alone, *, across=None, first=1e-4, moved=0.1, errors=(0.5, 0.0), losses=(1.0, 0.1)):
    """Stages in which trajectories from P end so far apart; ``across`` those from P and from perturbed P.

    ``first`` is how far apart these began, and ``moved`` how far each went; none where it was not measured.
    """
    ends, begins = np.full((8, 8), float(alone)), np.full((8, 8), float(first or 0))
    ends[:4, 4:] = ends[4:, :4] = alone + 9 * (first or 0) if across is None else across
    begins[:4, :4] = 0
    for matrix in (ends, begins):
        np.fill_diagonal(matrix, 0)
    stages = []
    for error, loss in zip(errors, losses, strict=True):
        stage = {"train_error": [error] * 8, "train_loss": [loss] * 8}
        stage["dissimilarity"] = {layer: ends.tolist() for layer in LAYERS}
        if first is not None:
            stage |= {
                "first": {layer: begins.tolist() for layer in LAYERS},
                "moved": dict.fromkeys(LAYERS, [moved] * 8),
            }
        stages.append(stage)
    return {"stages": stages}


@pytest.mark.parametrize(
    ("name", "measured", "outcome"),
    [
        ("paths differ", planted(1e-4), "agrees"),
        ("paths differ", planted(1e-9), "contradicts"),
        ("paths differ", planted(1e-9, across=1e-3), "contradicts"),  # what was put in is not what is asked
        ("paths differ", planted(0.9), "contradicts"),
        ("paths differ", planted(np.nan), "undecided"),
        ("paths differ", planted(1e-4, first=None), "agrees"),
        ("paths differ", planted(1e-4, first=0.0), "undecided"),
        ("paths differ", planted(1e-4, errors=(0.9, 0.9)), "undecided"),
        ("perturbed starts", planted(1e-4, across=1e-3), "agrees"),
        ("perturbed starts", planted(1e-4, across=1e-4), "undecided"),  # as far as the noise put them
        ("perturbed starts", planted(1e-4, across=2e-5), "contradicts"),  # they come together
        ("perturbed starts", planted(1e-4, across=5e-5), "undecided"),
        ("perturbed starts", planted(1e-2, across=2e-4), "agrees"),
        ("perturbed starts", planted(1e-4, across=0.9), "contradicts"),  # not slightly
        ("perturbed starts", planted(1e-4, across=1e-3, moved=1e-6), "undecided"),
        ("perturbed starts", planted(1e-4, across=1e-3, first=None), "undecided"),
        ("perturbed starts", planted(1e-4, across=1e-3, first=0.0), "undecided"),
        ("perturbed starts", planted(1e-4, across=1e-3, errors=(0.9, 0.9)), "undecided"),
    ],
)
def test_slightly_different(name, measured, outcome):
    found = CHECK[name].decide(measured)
    assert found.outcome == outcome
    assert found.measured["pairs"] == 2 * 2 * (6 if name == "paths differ" else 4)


def test_almost_always_is_nine_in_ten():
    one, two = planted(1e-4), planted(1e-4)
    for measured, equal in ((one, 1), (two, 2)):
        for stage in measured["stages"][:1]:
            for matrix in stage["dissimilarity"].values():
                for place in range(equal):
                    matrix[0][1 + place] = 0.0
    assert CHECK["paths differ"].decide(one).outcome == "agrees"  # 2 of 24
    assert CHECK["paths differ"].decide(two).outcome == "contradicts"  # 4 of 24


@pytest.mark.parametrize(
    ("errors", "losses", "outcome"),
    [
        ((0.5, 0.0), (1.0, 0.1), "agrees"),
        ((0.5, 0.1), (1.0, 0.5), "undecided"),  # it still falls
        ((0.5, 0.1), (1.0, 0.99), "contradicts"),
        ((0.5,) * 7 + (0.1,), (1.0, 0.8, 0.7, 0.6, 0.5, 0.45, 0.4, 0.405), "undecided"),  # one step up is SGD's noise
        ((0.5,) * 7 + (0.1,), (1.0, 0.5, 0.4, 0.41, 0.4, 0.41, 0.41, 0.395), "contradicts"),
        ((0.9, 0.9), (2.3, 2.3), "undecided"),  # dead from the start
        ((0.5, 0.1), (1.0, "nan"), "undecided"),
        ((0.1,), (1.0,), "undecided"),
    ],
)
def test_the_training_error_returns_to_0(errors, losses, outcome):
    measured = planted(1e-4, errors=errors, losses=losses)
    found = CHECK["training error returns to 0"].decide(measured)
    assert found.outcome == outcome
    assert np.allclose(found.measured["train_error_by_stage"], errors)
