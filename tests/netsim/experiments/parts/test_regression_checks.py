"""Every check of E11 both ways."""

import copy

import numpy as np
import pytest

from netsim.runs.experiment import find_experiment

EXPERIMENT = find_experiment("E11")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


CURVES = {"train": [0.2, 0.1, 0.0, 0.0], "test": [1.0, 0.5, 1.2, 1.2], "iterations": [0, 1, 2, 3]}


def solved(**changes):
    """What a run measures in which everything is as the paper says; some parts changed by ``outer.inner``."""
    fit = {"exponent": 0.5, "interval": [0.49, 0.51], "constant": 0.7}
    after = {"mean": [1.0, 1e-12, 1.0], "worst": [1.0, 1e-12, 1.0]}
    perturbed = {"final": {"norm": [9.0, 9.1], "test": [3.0, 3.1]}, "after_cycle": after}
    alone = {"final": {"norm": [1.0, 1.1], "test": [1.0, 1.0], "train": [0.0, 0.0]}, **CURVES}
    directions = {"growth": fit, "expected_test_increase": 1.0}
    found = {
        "mean_square_of_targets": 0.2,
        "returned": {
            "train_before": 0.0,
            "train_perturbed": 0.1,
            "train_after": 0.0,
            "nondegenerate_left": 1e-4,
            "slowest_direction_left": 1e-4,
            "degenerate_moved_back": 1e-13,
        },
        "walk": {
            "fits": [fit, fit],
            "nullity": [8, 52],
            "num_params": [17, 61],
            "expected_constant": [0.69, 0.92],
            "constant_exponent": -0.5,
            "constant_interval": [-0.52, -0.48],
        },
        "degenerate": {"degree": 30, "perturbed": perturbed, "unperturbed": alone, "directions": directions},
        "convex": {
            "degree": 4,
            "perturbed": {"after_cycle": after},
            "unperturbed": {**CURVES, "train": [0.2, 0.1, 0.1, 0.1], "test": [1.0, 0.5, 0.5, 0.5]},
        },
        "survey": [
            {"degree": degree, "points": "random", "loss": "mean", "mean_square_of_targets": 1.0, "cycle": 1.0}
            for degree in (4, 30)
        ],
    }
    found = copy.deepcopy(found)
    for path, value in changes.items():
        *outer, last = path.split("__")
        part = found
        for key in outer:
            part = part[key]
        part[last] = value
    return found


def test_all_is_as_the_paper_says():
    assert {name: decide(solved()).outcome for name, decide in CHECK.items()} == dict.fromkeys(CHECK, "agrees")


NO_EVIDENCE = [
    {"degenerate__directions__expected_test_increase": 0.0},  # nothing was put in
    {"degenerate__unperturbed__final__train": [0.15, 0.15]},  # nothing was learned
    {"mean_square_of_targets": 0.0},
]


@pytest.mark.parametrize("name", CHECK)
@pytest.mark.parametrize("changes", NO_EVIDENCE)
def test_nothing_learned_or_put_in_is_no_evidence(name, changes):
    assert CHECK[name](solved(**changes)).outcome == "undecided"


def returned(**changes):
    return solved(**{f"returned__{name}": value for name, value in changes.items()})


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "agrees"),
        ({"degenerate_moved_back": 0.5}, "contradicts"),
        ({"train_before": 0.01}, "undecided"),
        ({"nondegenerate_left": 0.3}, "undecided"),
        ({"train_before": "nan"}, "undecided"),
    ],
)
def test_directions(changes, outcome):
    assert CHECK["directions after a perturbation"](returned(**changes)).outcome == outcome


def walk(exponent, half_width=0.01, constants=(0.7, 0.9), interval=(0.05, 0.15)):
    fits = [
        {"exponent": exponent, "interval": [exponent - half_width, exponent + half_width], "constant": c}
        for c in constants
    ]
    found = {"fits": fits, "nullity": [8, 52], "num_params": [17, 61], "expected_constant": [0.69, 0.92]}
    found |= {"constant_exponent": np.mean(interval), "constant_interval": interval}
    return solved(walk=found, degenerate__directions__growth=fits[0])


@pytest.mark.parametrize(
    ("exponent", "half_width", "outcome"),
    [(0.5, 0.01, "agrees"), (1.0, 0.01, "contradicts"), (0.3, 0.05, "contradicts"), (0.5, 0.2, "undecided")],
)
def test_square_root_of_m(exponent, half_width, outcome):
    assert CHECK["square root of m"](walk(exponent, half_width)).outcome == outcome


@pytest.mark.parametrize(
    ("interval", "outcome"),
    [((-0.52, -0.48), "agrees"), ((0.09, 0.11), "contradicts"), ((-0.4, 0.3), "undecided")],
)
def test_constant(interval, outcome):
    assert CHECK["constant"](walk(0.5, interval=interval)).outcome == outcome


@pytest.mark.parametrize(
    ("test", "outcome"), [([3.0, 3.1], "agrees"), ([0.1, 0.2], "contradicts"), ([0.8, 1.3], "undecided")]
)
def test_norm_and_test_error_grow(test, outcome):
    norm = {"agrees": [9.0, 9.1], "undecided": [9.0, 9.1], "contradicts": [0.5, 0.4]}[outcome]
    measured = solved(degenerate__perturbed__final={"norm": norm, "test": test})
    assert CHECK["norm and test error grow"](measured).outcome == outcome
    measured["returned"]["nondegenerate_left"] = 0.5  # the noise itself
    assert CHECK["norm and test error grow"](measured).outcome == "undecided"


def cycles(after, elsewhere, size=0.5):
    curve = {"mean": [1.0, *after, 1.0], "worst": [1.0, *after, 1.0]}
    found = solved(degenerate__perturbed__after_cycle=curve, convex__perturbed__after_cycle=curve)
    found["mean_square_of_targets"] = size
    for row in found["survey"]:
        row["cycle"] = elsewhere
    return found


@pytest.mark.parametrize("name", ["Fig. 4: zero after each perturbation", "Fig. 16: zero after each perturbation"])
@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        (cycles([1e-9, 1e-12], 1.0), "agrees"),
        (cycles([1e-9, 0.3], 1.0), "contradicts"),
        (cycles([1e-9, 0.3], "nan"), "contradicts"),
        (cycles([1e-9, 0.3], 1e-4), "undecided"),
        (cycles([1e-9, 1e-3], 1.0), "undecided"),
        (cycles([0.0, 0.0], 1.0, size=0.0), "undecided"),
    ],
)
def test_zero_after_each_perturbation(name, measured, outcome):
    assert CHECK[name](measured).outcome == outcome


@pytest.mark.parametrize(
    ("final", "curve", "outcome"),
    [
        ([1e-9, 0], [0.2, 0.1, 0.0, 0.0], "agrees"),
        ([0.05, 0], [0.2, 0.05, 0.05, 0.05], "contradicts"),
        ([0.05, 0], [0.2, 0.1, 0.08, 0.05], "undecided"),
        ([0.001, 0], [0.2, 0.001, 0.001, 0.001], "undecided"),  # small, but not zero
        (["nan", 0], [0.2, 0.1, "nan", "nan"], "undecided"),
    ],
)
def test_zero_training_error(final, curve, outcome):
    measured = solved(degenerate__unperturbed__final__train=final, degenerate__unperturbed__train=curve)
    assert CHECK["Fig. 15: zero training error"](measured).outcome == outcome


@pytest.mark.parametrize(
    ("test", "outcomes"),
    [
        ([1.0, 0.5, 1.2], ("agrees", "contradicts")),
        ([1.0, 0.5, 0.5], ("contradicts", "agrees")),
        ([1.0, 0.5, "nan"], ("undecided", "undecided")),
    ],
)
def test_overfitting(test, outcomes):
    measured = solved(degenerate__unperturbed__test=test, convex__unperturbed__test=test)
    names = ("Fig. 15: overfitting", "Fig. 16: no overfitting")
    assert tuple(CHECK[name](measured).outcome for name in names) == outcomes


@pytest.mark.parametrize("train", [[0.2] * 4, [0.2, 0.15, 0.12, 0.1], [0.2, "nan", "nan", "nan"]])
def test_no_overfitting_where_training_did_nothing_or_goes_on_is_no_evidence(train):
    assert CHECK["Fig. 16: no overfitting"](solved(convex__unperturbed__train=train)).outcome == "undecided"
