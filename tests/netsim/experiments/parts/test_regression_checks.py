"""Every check of 4.1 on E11 both ways, and what is no evidence for any check of E11."""

import copy

import numpy as np
import pytest

from netsim.data import FEATURES
from netsim.runs.experiment import find_experiment

EXPERIMENT = find_experiment("E11")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


CURVES = {"train": [0.2, 0.1, 0.0, 0.0], "test": [1.0, 0.5, 1.2, 1.2], "iterations": [0, 1, 2, 3]}


def solved(**changes):
    """What a run measures in which everything is as the paper says; with all features; some parts changed."""
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
            {
                "degree": degree,
                "features": name,
                "points": "random",
                "loss": "mean",
                "mean_square_of_targets": 1.0,
                "cycle": 1.0,
            }
            for degree in (4, 30)
            for name in FEATURES
        ],
    }
    return with_others(changed(found, changes), FEATURES)


def changed(measured, changes):
    """The same with some parts changed by ``outer__inner``."""
    found = copy.deepcopy(measured)
    for path, value in changes.items():
        *outer, last = path.split("__")
        part = found
        for key in outer:
            part = part[key]
        part[last] = value
    return found


def with_others(measured, features):
    """The same with these features, of which each measured the same."""
    first, *others = features
    both = {key: measured[key] for key in ("degenerate", "convex")}
    return measured | {"features": first, "others": [{"features": name, **copy.deepcopy(both)} for name in others]}


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
