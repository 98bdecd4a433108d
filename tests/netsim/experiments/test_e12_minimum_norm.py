"""E12: a smoke run, and every check both ways."""

from dataclasses import replace

import pytest
from matplotlib import pyplot

from netsim.runs.experiment import find_experiment
from netsim.shell.errors import WrongInput

EXPERIMENT = find_experiment("E12")
CHECK = {check.name: check.decide for check in EXPERIMENT.checks}


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E12")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes() == 0
    measured = result["measured"]
    # So few points are within reach of float64.
    for row in measured["double"]:
        for degree, test in zip(measured["exact"]["degree"], measured["exact"]["test"], strict=True):
            assert row["test"][degree - 1] == pytest.approx(test, rel=1e-3, abs=1e-12)
    figure = EXPERIMENT.figures["T3-13"](measured)
    assert [axes.get_title() for axes in figure.axes] == ["test", "norm"]
    pyplot.close(figure)


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    assert [getattr(paper, name) for name in ("num_train", "num_test", "frequency", "max_degree")] == [
        76,
        600,
        4.0,
        300,
    ]


@pytest.mark.parametrize("degrees", [(), (75,), (301,)])
def test_degrees_that_are_not_interpolations_are_refused(degrees):
    with pytest.raises(WrongInput, match=r"exact.degrees"):
        replace(EXPERIMENT.sizes["paper"], exact_degrees=degrees)


def measured(last, double, change=0.0, nodes=1e-5, equal=30.0):
    return {
        "mean_square_of_targets": 0.5,
        "below": {"degree": [1, 2], "test": [0.5, 1e-3]},
        "exact": {"degree": [3, 4], "test": [1e-9, last]},
        "double": [{"cutoff": 1e-10, "test": [0.5, 1e-3, 1e-9, value]} for value in double],
        "change_with_more_digits": [change, 0.0],
        "equal": {"change_with_more_digits": [0.0, change]},
        "rounding": {"chebyshev": {"1e-10": [1e-9, nodes]}, "uniform": {"1e-10": [1e-9, equal]}},
    }


@pytest.mark.parametrize(
    ("last", "change", "outcome"),
    [
        (0.3, 0.0, "agrees"),
        (2e-9, 0.0, "contradicts"),
        (1e-7, 0.0, "undecided"),
        (0.3, 0.1, "undecided"),
    ],
)
def test_overfits(last, change, outcome):
    assert CHECK["Fig. 13: overfits eventually"](measured(last, [last], change)).outcome == outcome


@pytest.mark.parametrize(
    ("last", "double", "outcome"),
    [(0.3, [0.3], "agrees"), (0.003, [0.3], "contradicts"), (0.3, [1e-4], "contradicts"), (1e-9, [2e-9], "undecided")],
)
def test_numerical_errors(last, double, outcome):
    assert CHECK["Fig. 13: no numerical errors"](measured(last, double)).outcome == outcome


def test_one_good_cutoff_of_two_decides_nothing():
    found = measured(0.3, [0.3, 20.0])
    found["double"][1]["cutoff"] = 1e-15
    assert CHECK["Fig. 13: no numerical errors"](found).outcome == "undecided"


@pytest.mark.parametrize(
    ("nodes", "equal", "outcome"),
    [
        (1e-5, 30.0, "agrees"),
        (0.5, 1e11, "agrees"),  # visible, but exaggerated is another matter
        (0.5, 0.3, "contradicts"),
        (0.5, 2.0, "undecided"),
        (1e-9, 1e-6, "undecided"),  # nothing to avoid
        (1e-6, 1e-9, "undecided"),
        (float("nan"), 30.0, "undecided"),
    ],
)
def test_numerical_errors_are_compared(nodes, equal, outcome):
    found = measured(0.3, [0.3], nodes=nodes, equal=equal)
    assert CHECK["Fig. 13: no exaggerated numerical errors"](found).outcome == outcome


def test_with_other_cutoffs_another_outcome_decides_nothing():
    found = measured(0.3, [0.3])
    found["rounding"]["chebyshev"]["1e-15"] = [40.0]
    found["rounding"]["uniform"]["1e-15"] = [30.0]
    assert CHECK["Fig. 13: no exaggerated numerical errors"](found).outcome == "undecided"
    found = measured(0.3, [0.3], change=0.1)
    assert CHECK["Fig. 13: no exaggerated numerical errors"](found).outcome == "undecided"
