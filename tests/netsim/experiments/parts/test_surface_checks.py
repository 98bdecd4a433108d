"""The checks of E17 on made-up measurements that they must tell apart."""

import numpy as np
import pytest

from netsim.experiments.e17_skip_surface import EXPERIMENT

DECIDE = {check.name: check.decide for check in EXPERIMENT.checks}


def windows(plain, skip, key="trapped", error=0.0, activation="sigmoid"):
    rows = []
    for network, shares in (("plain", plain), ("skip", skip)):
        for model, share in enumerate(shares):
            for half_width in (1.0, 5.0):
                row = {"activation": activation, "network": network, "model": model, "plane": 0, "epoch": 9}
                rows.append(row | {"half_width": half_width, key: share * half_width / 5})
    models = [{"activation": activation, "epoch": 9, "network": network} for network in ("plain", "skip")]
    models = [model | {"train_error": [error, 0.0]} for model in models]
    return {"activation": [activation], "windows": rows, "models": models}


@pytest.mark.parametrize(
    ("name", "key"), [("sigmoid: direct flow with skips", "trapped"), ("sigmoid: smoother with skips", "not_convex")]
)
def test_checks(name, key):
    many, few, none = [0.4, 0.5, 0.45], [0.1, 0.15, 0.1], [0.0, 0.0, 0.0]
    assert DECIDE[name](windows(many, few, key)).outcome == "agrees"
    assert DECIDE[name](windows(few, many, key)).outcome == "contradicts"
    assert DECIDE[name](windows(none, none, key)).outcome == "undecided"
    assert DECIDE[name](windows([0.4, 0.0, 0.1], few, key)).outcome == "undecided"
    assert DECIDE[name](windows([0.4], [0.1], key)).outcome == "undecided"  # one model has no interval
    assert DECIDE[name](windows(many, few, key, error=0.9)).outcome == "undecided"  # nothing was learned


def test_interval_is_that_of_the_paired_t_test():
    from scipy.stats import ttest_rel

    plain, skip = np.array([0.4, 0.5, 0.2]), np.array([0.3, 0.45, 0.25])
    found = DECIDE["sigmoid: direct flow with skips"](windows(plain, skip)).measured["interval_95"]
    low, high = ttest_rel(0.6 * plain, 0.6 * skip).confidence_interval()  # the mean of 1/5 and 5/5
    assert found == pytest.approx([low, high])


def test_planes_through_one_model_are_no_runs_of_their_own():
    """Many planes through two models are two numbers, whatever they differ in."""
    few = windows([0.4, 0.5], [0.1, 0.1])
    many = windows([0.4, 0.5], [0.1, 0.1])
    many["windows"] = [row | {"plane": plane} for row in few["windows"] for plane in range(9)]
    name = "sigmoid: direct flow with skips"
    first, second = (DECIDE[name](each).measured for each in (few, many))
    assert first["interval_95"] == pytest.approx(second["interval_95"])
    assert first["models"] == second["models"] == 2


def test_an_activation_that_was_not_run():
    assert DECIDE["softplus: smoother with skips"](windows([0.1], [0.1])).outcome == "undecided"
