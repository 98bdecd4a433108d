"""The search on NMH's networks: its floats against the balls of the checks, and what once was a wrong refutation."""

# mypy: ignore-errors

from itertools import islice

import flint
import numpy as np
import pytest

from verify.catalogue import find_claim
from verify.checks.nmh.convex_losses import LOSSES, has_kernel, value
from verify.checks.nmh.points import here
from verify.checks.nmh.small_points import (
    LARGEST,
    beside,
    condition,
    decline,
    longest_step,
    loss_in_floats,
    outputs_in_floats,
    small_starts,
)
from verify.instruments import features_in_balls

SMALL = list(small_starts())


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("instance", SMALL[5::60], ids=lambda each: each["start"])
def test_floats_are_in_the_balls(instance, loss):
    u, v = here(instance)
    with flint.ctx.workprec(256):
        wanted = value(
            (features_in_balls(instance["net"], instance["inputs"], u) * v).tolist(), {**instance, "loss": loss}
        )
    found = loss_in_floats(outputs_in_floats(instance, u), instance["labels"], loss)
    assert abs(found - float(wanted.mid())) <= 1e-9 * (1 + abs(found))
    assert decline({**instance, "loss": loss}) > 1 - 1e-9, "convex"


def test_a_point_beside_is_of_the_same_kind():
    stream = np.random.default_rng(1)
    for instance in SMALL[::30]:
        for size in (1e-6, 1.0, 10.0):
            moved = beside(stream, instance, size)
            if moved is None:
                continue
            numbers = [w for layer in moved["U"]["weights"] for row in layer for w in row] + moved["V"][0]
            assert all(isinstance(w, int) and abs(w) <= LARGEST for w in numbers)
            assert 0 < longest_step(moved) <= 0.5
            assert 0 <= condition(moved) <= 1


@pytest.mark.parametrize("name", ["NMH-05", "NMH-08"])
def test_a_large_scale_refutes_nothing(name):
    """With V a thousand times as large the loss is 10⁻⁴³⁵, less than what the check took for 0, and 1 − p was lost."""
    claim = find_claim(name)
    large = [each for each in SMALL if each["V"][0][0] == 64000 and not any(each["labels"])]
    assert len(large) > 10
    for instance in islice(large, 2, None, 7):
        for loss in LOSSES if name == "NMH-08" else ("",):
            assert claim.decide({**instance, "loss": loss}).holds is True
    corrected = find_claim("NMH-07").corrected
    assert all(corrected.decide(each).holds for each in large[::5])


def test_rank_is_lost_where_columns_are_parallel():
    two = [each for each in SMALL if len(each["inputs"]) == 2]
    assert {each["start"] for each in two if has_kernel(each)} == {"zero", "biases", "equal"}
