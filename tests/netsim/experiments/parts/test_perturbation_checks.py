"""What E04 says of perturbed and retrained models, each way."""

import numpy as np
import pytest

from netsim.experiments.parts import perturbation_checks as checks

from .made_up import END, ERROR, LAST, START, changed, made_up


@pytest.mark.parametrize(
    ("check", "measured", "outcome"),
    [
        (checks.minimum_is_found, changed((*START, "train_error"), 0.1), "contradicts"),
        (checks.minimum_is_found, changed((*START, "train_loss"), 0.1), "contradicts"),
        (checks.minimum_is_found, changed((*START, "train_loss"), "nan"), "undecided"),
        (
            checks.minimum_is_found,
            changed(START, END | {"train_error": 0.1, "train_loss": 0.1, "still_falling": True}),
            "undecided",
        ),
        (checks.all_return_to_zero, changed(ERROR, [0.0, 0.01]), "contradicts"),
        (checks.all_return_to_zero, changed((*START, "train_error"), 0.1), "undecided"),
        (checks.all_return_to_zero, changed(("points", "Mfinal", "pairs", "2", *LAST), [0.0] * 6), "contradicts"),
        (checks.all_return_to_zero, changed(("points", "Mfinal", "pairs", "2", *LAST), ["nan"] * 6), "undecided"),
        (checks.models_differ, changed(("points", "M5", "similarity", "incorrect"), np.ones((5, 5))), "contradicts"),
        (
            checks.models_differ,
            changed(("points", "M5", "similarity", "incorrect"), 0.5 * np.ones((5, 5))),
            "contradicts",
        ),
        (checks.models_differ, changed(("points", "M5", "similarity", "incorrect", 0, 1), "nan"), "undecided"),
        (checks.models_differ, changed(("points", "M5", "errors_at_start"), np.full((5, 5), 0.8)), "undecided"),
        (checks.earlier_is_more, changed(("points", "M5", "moved", "2"), [0.001] * 4), "undecided"),
        (checks.earlier_is_more, changed(("points", "M5", "pairs", "*", *LAST), [0.01] * 6), "contradicts"),
        (checks.earlier_is_more, changed(("points", "M30", "pairs", "4", *LAST), [0.9] * 6), "undecided"),
        (checks.earlier_is_more, changed(("points", "M30", "pairs", "4", *LAST), ["nan"] * 6), "undecided"),
    ],
)
def test_every_check_comes_out_each_way(check, measured, outcome):
    assert check.decide(measured).outcome == outcome


def test_what_is_as_the_paper_says_agrees():
    assert {check.decide(made_up()).outcome for check in checks.RETRAINING_CHECKS} == {"agrees"}


@pytest.mark.parametrize("check", checks.RETRAINING_CHECKS)
def test_nothing_learned_or_put_in_is_no_evidence(check):
    dead = changed(("points", "*", "unperturbed", "train_error"), 0.9)
    still = changed(("points", "*", "pairs", "*", "first", "one_minus_cosine"), [1e-13] * 6)
    small = changed(("large", "noise"), 1e-9)
    assert {check.decide(measured).outcome for measured in (dead, still, small)} == {"undecided"}
