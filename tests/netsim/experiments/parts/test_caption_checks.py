"""Every caption of E11 both ways, with the features that it leaves open."""

import pytest

from netsim.data import FEATURES
from netsim.experiments.parts.caption_checks import CAPTIONS

from .test_regression_checks import changed, solved, with_others

CHECK = {check.name: check.decide for check in CAPTIONS}
SPOILT = {
    "Fig. 4: zero after each perturbation": {
        "degenerate__perturbed__after_cycle": {"mean": [0.3] * 3, "worst": [0.3] * 3}
    },
    "Fig. 15: zero training error": {
        "degenerate__unperturbed__final__train": [0.05, 0.05],
        "degenerate__unperturbed__train": [0.2, 0.05, 0.05, 0.05],
    },
    "Fig. 15: overfitting": {"degenerate__unperturbed__test": [1.0, 0.5, 0.5, 0.5]},
    "Fig. 16: zero after each perturbation": {
        "convex__perturbed__after_cycle": {"mean": [0.3] * 3, "worst": [0.3] * 3}
    },
    "Fig. 16: no overfitting": {"convex__unperturbed__test": [1.0, 0.5, 1.2, 1.2]},
}


@pytest.mark.parametrize("name", CHECK)
def test_a_caption_is_met_with_one_kind_of_features_and_contradicted_by_all(name):
    spoilt = solved(**SPOILT[name])
    assert CHECK[name](spoilt).outcome == "contradicts"
    good = solved()
    last = dict(spoilt)
    last["others"] = [spoilt["others"][0], good["others"][1]]
    found = CHECK[name](last)
    assert (found.outcome, found.measured["met_with"]) == ("agrees", [FEATURES[2]])
    assert found.measured[FEATURES[0]]["outcome"] == "contradicts"


@pytest.mark.parametrize("name", CHECK)
@pytest.mark.parametrize("tried", [FEATURES[:1], FEATURES[1:]])
def test_features_that_were_not_tried_leave_it_open(name, tried):
    assert CHECK[name](with_others(solved(), tried)).outcome == "agrees"
    found = CHECK[name](with_others(changed(solved(), SPOILT[name]), tried))
    assert found.outcome == "undecided"
    assert "not tried" in found.reason
    assert found.measured["met_with"] == []


@pytest.mark.parametrize("name", CHECK)
def test_records_that_name_no_features_are_of_monomials(name):
    old = changed(solved(), SPOILT[name])
    del old["features"], old["others"]
    for row in old["survey"]:
        del row["features"]
    found = CHECK[name](old)
    assert found.outcome == "undecided"
    assert found.measured["monomials"]["outcome"] == "contradicts"


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
