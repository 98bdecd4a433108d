"""One rule for each statement on what becomes of a distance that noise made."""

from functools import partial

import numpy as np
import pytest

from netsim.experiments.parts.separation import in_order, is_noise, led_apart, separation, stay_apart


def parted(ratio, first=0.01, moved=0.01):
    """Two layers; in the second the models are a little further apart."""
    return {name: separation([first], [first * (ratio * more) ** 2], moved) for name, more in (("1", 1), ("2", 1.05))}


@pytest.mark.parametrize(
    ("ratio", "apart", "slightly", "significantly"),
    [
        (0.1, "contradicts", "contradicts", "contradicts"),
        (0.6, "agrees", "undecided", "contradicts"),
        (1.0, "agrees", "undecided", "contradicts"),  # the noise, carried along
        (1.5, "agrees", "agrees", "undecided"),
        (2.5, "agrees", "agrees", "agrees"),
        (np.nan, "undecided", "undecided", "undecided"),
    ],
)
def test_a_ratio_has_one_outcome_for_a_statement(ratio, apart, slightly, significantly):
    assert stay_apart(parted(ratio), {}).outcome == apart
    assert led_apart(parted(ratio), {}, significantly=False).outcome == slightly
    assert led_apart(parted(ratio), {}, significantly=True).outcome == significantly


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"moved": 0.0}, "moved the models too little"),  # nothing was learned
        ({"moved": 0.002}, "moved the models too little"),  # half of the distance is 0.0025
        ({"moved": None}, "not measured"),
        ({"moved": np.nan}, "diverged"),
        ({"first": 0.0}, "nothing was put in"),
        ({"first": 1e-9}, "nothing was put in"),
    ],
)
@pytest.mark.parametrize(
    "rule", [stay_apart, partial(led_apart, significantly=True), partial(led_apart, significantly=False)]
)
@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0])
def test_models_that_could_not_have_met_decide_nothing(rule, changes, why, ratio):
    found = rule(parted(ratio, **changes), {"kept": "numbers"})
    assert found.outcome == "undecided"
    assert why in found.reason


def test_almost_always_allows_for_some():
    parts = {str(place): separation([0.01], [0.01 if place else 0.0], [0.01]) for place in range(10)}
    assert stay_apart(parts, {}).outcome == "contradicts"
    assert stay_apart(parts, {}, share=0.9).outcome == "agrees"


def test_the_distance_is_the_root_of_one_minus_cosine():
    """Two unit vectors at angles a and 2a: 1 − cos doubles its root, nearly, for a small a."""
    found = separation([1 - np.cos(0.01)], [1 - np.cos(0.02)])
    assert found.ratios == pytest.approx([2], rel=1e-4)


def test_noise_is_what_is_left_within_a_tenth():
    assert is_noise([0.95, 1.0, 1.05])
    assert not is_noise([1.2, 1.3, 0.5])
    assert not is_noise([0.8, 0.8, 1.0])
    assert not is_noise([np.nan, 1.0, 1.0])


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([[3, 2, 1], [6, 5, 4]], "agrees"),
        ([[1, 2, 3], [6, 5, 4]], "contradicts"),
        ([[3, 2, 1], [6, 7, 4]], "undecided"),
        ([[1, 1, 1], [1, 1, 1]], "contradicts"),
        ([[3, np.nan, 1], [6, 5, 4]], "undecided"),
        ([[3], [6]], "undecided"),
    ],
)
def test_in_order(rows, outcome):
    assert in_order({"layer": np.array(rows, float)}, {}, "the distance falls").outcome == outcome
