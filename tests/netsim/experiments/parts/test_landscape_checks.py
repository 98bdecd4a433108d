"""What E04 says of noise and of the lines between models, each way."""

import numpy as np
import pytest

from netsim.experiments.parts import landscape_checks as landscape

from .made_up import changed, line, made_up


@pytest.mark.parametrize(
    ("check", "measured", "outcome"),
    [
        (landscape.never_lower, changed(("probes", "*", "lowered"), 20), "contradicts"),
        (landscape.never_lower, changed(("probes", "*", "lowered"), 5), "undecided"),
        (landscape.larger_is_worse, changed(("probes", 1, "mean_error_rise"), 0.0), "contradicts"),
        (landscape.larger_is_worse, changed(("probes", "*", "mean_error_rise"), 0.2), "undecided"),
        (landscape.larger_is_worse, changed(("probes", 0, "mean_error_rise"), "nan"), "undecided"),
        (landscape.dimensions_shrink, changed(("probes", 0, "lowered"), 90), "contradicts"),
        (landscape.dimensions_shrink, changed(("probes", "*", "lowered"), 40), "undecided"),
        (landscape.near_is_similar, changed(("points", "M30", "interpolation"), line(0.2)), "contradicts"),
        (landscape.near_is_similar, changed(("points", "M30", "interpolation"), line(0.2, np.nan)), "undecided"),
        (landscape.distant_is_raised, changed(("large", "interpolation"), line(0.0)), "contradicts"),
        (landscape.distant_is_raised, changed(("large", "interpolation"), line(0.0, np.nan)), "undecided"),
        (landscape.large_is_not_lower, changed(("large", "interpolation"), line(-0.1)), "contradicts"),
        (landscape.large_is_not_lower, changed(("large", "interpolation"), line(0.1, np.nan)), "undecided"),
    ],
)
def test_every_check_comes_out_each_way(check, measured, outcome):
    assert check.decide(measured).outcome == outcome


def test_what_is_as_the_paper_says_agrees():
    assert {check.decide(made_up()).outcome for check in landscape.LANDSCAPE_CHECKS} == {"agrees"}


def test_a_smaller_noise_is_not_very_large():
    for check in (landscape.distant_is_raised, landscape.large_is_not_lower):
        assert check.decide(changed(("large", "noise"), 0.5)).outcome == "undecided"


@pytest.mark.parametrize("check", landscape.LANDSCAPE_CHECKS)
def test_nothing_learned_or_put_in_is_no_evidence(check):
    dead = changed(("points", "*", "unperturbed", "train_error"), 0.9)
    still = changed(("probes", "*", "scale"), 0.0)
    assert {check.decide(measured).outcome for measured in (dead, still)} == {"undecided"}
