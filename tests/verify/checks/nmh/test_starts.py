"""The starts of NMH-06: of every kind there is one, and each is a point of the paper's class."""

import numpy as np
import pytest

from verify.checks.nmh.starts import OWN_WEIGHTS, SHARED_WEIGHTS, draw, point_of
from verify.claims import Settings
from verify.instruments import equal_patches, features_in_balls

DRAWN = [draw(np.random.default_rng(k), Settings(0.5)) for k in range(80)]


def test_every_kind_is_drawn():
    assert {each["kind"] for each in DRAWN} == {*OWN_WEIGHTS, *SHARED_WEIGHTS}


@pytest.mark.parametrize("kind", [*OWN_WEIGHTS, *SHARED_WEIGHTS])
def test_a_start_is_of_its_kind(kind):
    instance = next(each for each in DRAWN if each["kind"] == kind)
    net = instance["net"]
    assert equal_patches(net, instance["inputs"]) is None
    assert len(net["skips"]) >= len(instance["inputs"])
    shares = len(set(net["layers"][0]["groups"])) < len(net["layers"][0]["groups"])
    assert shares == (kind in SHARED_WEIGHTS)


def test_the_outputs_of_a_balanced_start_are_log_odds():
    instance = next(each for each in DRAWN if each["kind"] == "trap")
    u, v = point_of(instance)
    outputs = (features_in_balls(instance["net"], instance["inputs"], u) * v).tolist()
    wanted = {-1: -np.log(2), 1: np.log(3)}
    for x, row in zip(instance["inputs"], outputs, strict=True):
        assert float((row[0] - row[1]).mid()) == pytest.approx(wanted[x[0] // 64], abs=1e-12)
