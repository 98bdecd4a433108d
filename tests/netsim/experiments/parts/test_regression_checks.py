"""Every check of E11 both ways."""

import numpy as np
import pytest

from netsim.runs.experiment import find_experiment

EXPERIMENT = find_experiment("E11")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


def returned(**changes):
    fine = {"train_before": 0.0, "train_perturbed": 0.1, "train_after": 0.0, "nondegenerate_left": 1e-4}
    fine |= {"slowest_direction_left": 1e-4, "degenerate_moved_back": 1e-13}
    return {"returned": fine | changes, "mean_square_of_targets": 0.2}


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
    return {"walk": found, "degenerate": {"directions": {"growth": fits[0]}}}


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
    other = {"agrees": [9.0, 9.1], "undecided": [9.0, 9.1], "contradicts": [0.5, 0.4]}[outcome]
    kinds = {"perturbed": {"final": {"norm": other, "test": test}}}
    kinds["unperturbed"] = {"final": {"norm": [1.0, 1.1], "test": [1.0, 1.0]}}
    kinds["directions"] = {"expected_test_increase": 1.0}
    assert CHECK["norm and test error grow"]({"degenerate": kinds}).outcome == outcome


def cycles(after, elsewhere, size=0.5):
    curve = {"mean": [1.0, *after, 1.0], "worst": [1.0, *after, 1.0]}
    row = {"degree": 4, "points": "random", "loss": "mean", "mean_square_of_targets": 1.0, "cycle": elsewhere}
    name = {"degree": 4, "perturbed": {"after_cycle": curve}}
    return {"convex": name, "degenerate": name, "survey": [row], "mean_square_of_targets": size}


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
    ("train", "outcome"), [([1e-9, 0], "agrees"), (["nan", 0], "contradicts"), ([0.1, 0], "undecided")]
)
def test_zero_training_error(train, outcome):
    measured = {"degenerate": {"unperturbed": {"final": {"train": train}}}, "mean_square_of_targets": 0.5}
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
    curves = {"unperturbed": {"test": test, "iterations": [0, 1, 2]}}
    measured = {"degenerate": curves, "convex": curves}
    names = ("Fig. 15: overfitting", "Fig. 16: no overfitting")
    assert tuple(CHECK[name](measured).outcome for name in names) == outcomes
