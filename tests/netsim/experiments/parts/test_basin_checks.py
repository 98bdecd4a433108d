"""Every check of E06 on made-up measurements that it must tell apart."""

from copy import deepcopy

import numpy as np
import pytest

from netsim.experiments.e06_basins import EXPERIMENT

DECIDE = {check.name: check.decide for check in EXPERIMENT.checks}


def outcome(name, measured):
    return DECIDE[name](measured).outcome


def pair(split, size, wall, middle, dissimilarity=0.5):
    return {
        "split": split,
        "noise": size,
        "wall": wall,
        "ratios": [0, 0.5, 1],
        "error": [0.1, middle, 0.1],
        "dissimilarity": dissimilarity,
    }


BASINS = [
    pair(0, 0.25, 0.9, 0.5, 0.9),
    pair(0, 1.0, 1.5, 0.7, 1.0),
    pair(9, 0.25, 0.0, 0.1, 0.05),
    pair(9, 1.0, 0.8, 0.6, 0.6),
]


def whole(**parts):
    """What a run measures whose model has learned and is perturbed, with these parts."""
    return {"final": {"train_error": 0.0}, "pairs": BASINS, "noise": []} | parts


def volumes(log_ratio, error=0.01, dims=(1, 2, 4, 8)):
    rows = [{"dim": d, "levels": [0.5, 1.0], "ratios": [[log_ratio(d), error]]} for d in dims]
    return whole(volume=rows)


def noise(losses_by_scale, before=1.0):
    rows = [{"epoch": 5, "scale": scale, "before": before, "loss": losses} for scale, losses in losses_by_scale.items()]
    return whole(noise=rows)


def test_volumes():
    name = "volume shrinks exponentially"
    assert outcome(name, volumes(lambda d: -0.35 * d)) == "agrees"
    assert outcome(name, volumes(lambda d: 0.0)) == "contradicts"
    assert outcome(name, volumes(lambda d: -np.log(1 + d))) == "contradicts"  # a power of d
    assert outcome(name, volumes(lambda d: -0.35 * d, error=0.5)) == "undecided"
    assert outcome(name, volumes(lambda d: -0.35 * d * d)) == "undecided"  # faster
    unseen = volumes(lambda d: -0.35 * d)
    unseen["volume"][1]["ratios"][0] = None
    assert outcome(name, unseen) == "undecided"


def test_noise_lowers_the_loss_or_not():
    name = "noise almost never lowers the loss"
    high, low = [2.0] * 100, [0.5] * 100
    assert outcome(name, noise({0.1: high})) == "agrees"
    assert outcome(name, noise({0.1: low})) == "contradicts"
    assert outcome(name, noise({0.1: [2.0] * 10})) == "undecided"  # too few draws
    assert outcome(name, noise({0.1: low[:20] + high[:80], 0.5: high})) == "contradicts"  # at one scale
    assert outcome(name, noise({0.1: low[:5] + high[:95], 0.5: high})) == "undecided"
    assert outcome(name, noise({0.01: low, 0.1: high})) == "agrees"  # small noise is not significant
    assert DECIDE[name](noise({0.1: ["nan"] * 100})).measured["by_scale"][0]["lower"] == 0
    untrained = noise({0.1: high})
    untrained["noise"][0]["epoch"] = 1
    assert outcome(name, untrained) == "undecided"
    assert outcome(name, noise({0.1: high}, before=1.9)) == "undecided"  # it has not learned, whatever the epoch


@pytest.mark.parametrize("changes", [{"final": {"train_error": 0.9}}, {"pairs": [pair(0, 0.0, 0.9, 0.5, 0.9)]}])
def test_nothing_learned_or_put_in_is_no_evidence(changes):
    assert outcome("volume shrinks exponentially", volumes(lambda d: -0.35 * d) | changes) == "undecided"
    assert outcome("noise almost never lowers the loss", noise({0.1: [2.0] * 100}) | changes) == "undecided"


def test_larger_noise():
    name = "larger noise, higher loss"
    spread = np.linspace(-0.1, 0.1, 20)
    levels = {scale: (level + spread).tolist() for scale, level in ((0.1, 1.0), (0.5, 2.0), (1.0, 3.0))}
    assert outcome(name, noise(levels)) == "agrees"
    assert outcome(name, noise({**levels, 0.5: (0.5 + spread).tolist()})) == "contradicts"
    assert outcome(name, noise({**levels, 0.5: (1.01 + 3 * spread[::-1]).tolist()})) == "undecided"
    assert outcome(name, noise({**levels, 0.5: ["nan"] * 20})) == "undecided"


@pytest.mark.parametrize(
    ("name", "contradiction", "open_question"),
    [
        ("perturbation and basins", {2: {"wall": 0.5}}, {3: {"wall": "nan"}}),
        ("interpolation and basins", {2: {"error": [0.1, 0.3, 0.1]}}, None),
        ("interpolation and basins", {1: {"error": [0.1, 0.1, 0.1]}}, None),
        ("walls between different models only", {2: {"dissimilarity": 2.0}}, {2: {"wall": 1.0}}),
    ],
)
def test_basins(name, contradiction, open_question):
    assert outcome(name, whole()) == "agrees"
    dead = [row | {"error": [0.9, row["error"][1], 0.9]} for row in BASINS]
    assert outcome(name, whole(pairs=dead)) == "undecided"
    for changes, expected in ((contradiction, "contradicts"), (open_question, "undecided")):
        if changes is not None:
            pairs = deepcopy(BASINS)
            for place, change in changes.items():
                pairs[place] |= change
            assert outcome(name, whole(pairs=pairs)) == expected


def test_copies_that_differ_decide_nothing():
    pairs = [*BASINS, pair(9, 0.25, 0.5, 0.4, 0.05), pair(0, 1.0, 0.9, 0.6, 1.0)]
    for name in ("perturbation and basins", "interpolation and basins"):
        assert outcome(name, whole(pairs=pairs)) == "undecided"
