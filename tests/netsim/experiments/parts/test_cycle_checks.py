"""Every check of E10 both ways."""

import numpy as np
import pytest

from netsim.runs.experiment import find_experiment

EXPERIMENT = find_experiment("E10")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


def measured(**changes):
    """Two models and three cycles in which everything is as the paper says; rows are ends of cycles."""
    ends = {
        "train_loss": [0.01, 0.01, 0.01, 0.01],
        "train_error": [0.0] * 4,
        "test_loss": [1.0, 1.2, 1.4, 1.6],
        "test_error": [0.5] * 4,
        "norm": [10.0, 11.0, 12.0, 13.0],
    }
    ends |= {name: values for name, values in changes.items() if name in ends}
    alone = {"test_loss": [0.8, 1.0], "test_error": [0.5, 0.5]}
    alone |= {name.removeprefix("alone_"): values for name, values in changes.items() if name.startswith("alone_")}
    begun = {"train_loss": 0.5, "train_error": 0.3, "norm": [10.9, 11.9, 12.9]} | changes.get("begun", {})
    last = changes.get("last", [0.01, 0.01])
    return {
        "num_test": 1000,
        "perturb_every": 100,
        "ends": {name: [[value, value] for value in values] for name, values in ends.items()},
        "perturbed": {
            "epoch": [0, 50, 100, 100, 150, 200, 200, 250, 300],
            "train_loss": [[*[begun["train_loss"], 0.01, 0.01] * 2, begun["train_loss"], *last]] * 2,
            "train_error": [[begun["train_error"], 0.0, 0.0] * 3] * 2,
            "norm": [np.stack([begun["norm"], ends["norm"][1:], ends["norm"][1:]], 1).ravel().tolist()] * 2,
        },
        "first": {"test_loss": [[2.0, 0.9]] * 2, "test_error": [[0.9, 0.5]] * 2},
        "unperturbed": {name: [values] * 2 for name, values in alone.items()}
        | {"epoch": [0, 300], "norm": [changes.get("alone_norm", [10.0, 10.3])] * 2},
        "growth": {"exponent": 0.5, "interval": [0.4, 0.6], "constant": 1.0},
    }


FALLING = [0.01, 0.3, 0.2, 0.1]  # after each cycle
NOT_READY = [{"train_error": [0.1, 0.0, 0.0, 0.0]}, {"train_loss": [0.1, "nan", 0.1, 0.1]}]
NOT_READY += [{"begun": {"norm": [10.0, 11.0, 12.0]}}]  # nothing was put in


@pytest.mark.parametrize("name", CHECK)
def test_it_agrees_with_the_paper_or_says_nothing(name):
    assert CHECK[name](measured()).outcome == "agrees"
    for changes in NOT_READY:
        assert CHECK[name](measured(**changes)).outcome == "undecided"


@pytest.mark.parametrize(
    ("name", "changes", "outcome"),
    [
        ("training error returns to zero", {"train_error": [0, 0, 0.1, 0]}, "contradicts"),
        ("training error returns to zero", {"train_error": [0, 0, 0, 0.1], "train_loss": FALLING}, "undecided"),
        ("training error returns to zero", {"train_error": [0, 0, 0, 0.1], "last": [0.2, 0.1]}, "contradicts"),
        ("training error returns to zero", {"begun": {"train_error": 0.0}}, "undecided"),
        ("back to the original level", {"begun": {"train_loss": 0.015}}, "undecided"),
        ("back to the original level", {"train_loss": [0.01, 0.01, 0.05, 0.01]}, "contradicts"),
        ("back to the original level", {"train_loss": FALLING}, "undecided"),
        ("test loss grows", {"test_loss": [1.0, 0.9, 1.0, 0.9]}, "contradicts"),
        ("test loss grows", {"alone_test_loss": [1.0, 3.0]}, "undecided"),
        ("norm increases", {"norm": [10.0, 11.0, 10.9, 13.0]}, "contradicts"),
        ("norm increases", {"norm": [10.0, 10.2, 11.4, 12.4], "begun": {"norm": [10.9, 11.1, 12.3]}}, "undecided"),
        ("overfitting of the loss alone", {"alone_test_loss": [0.8, 0.8]}, "contradicts"),
        ("overfitting of the loss alone", {"alone_test_error": [0.4, 0.6]}, "contradicts"),
        ("test loss grows", {"alone_test_loss": [1.0, 1.58]}, "undecided"),  # hardly less than with them
        ("norm increases", {"alone_norm": [10.0, 30.0]}, "undecided"),  # training itself adds more
        ("overfitting of the loss alone", {"alone_test_error": [0.5, 0.54]}, "undecided"),
        ("overfitting of the loss alone", {"alone_test_error": [0.9, 0.9]}, "undecided"),  # a guess
    ],
)
def test_it_can_come_out_otherwise(name, changes, outcome):
    assert CHECK[name](measured(**changes)).outcome == outcome
