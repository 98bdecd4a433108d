"""Paths with more bits: ends closer together than floats can tell, and ends that are no regular solutions."""

import flint
import numpy as np
import pytest

from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget
from algebraic.tracking.paths import ARRIVED, AT_INFINITY, SINGULAR
from algebraic.tracking.precise import follow_precisely


def quadratic(w, p, rate):
    """p2 w² + p1 w + p0."""
    x = w[0]
    value, slope = (p[2] * x + p[1]) * x + p[0], 2 * p[2] * x + p[1]
    moved = (rate[2] * x + rate[1]) * x + rate[0]
    return flint.acb_mat([[value]]), flint.acb_mat([[slope]]), flint.acb_mat([[moved]])


START = [-2 + 0.7j, 1 + 1j, 1.0]  # no coefficient vanishes on the way
ROOTS = np.roots(START[::-1]).tolist()


def ends(*target, **options):
    with flint.ctx.workprec(512):
        end = [flint.acb(flint.fmpq(value)) for value in target]
        start = [flint.acb(value) for value in START]
        return [follow_precisely(quadratic, [root], start, None, end, **options) for root in ROOTS]


def test_roots_that_floats_do_not_tell_apart():
    gap = flint.fmpq(1, 10**25)
    found = ends(1 + gap, -2 - gap, 1)
    assert [end.status for end in found] == [ARRIVED, ARRIVED]
    with flint.ctx.workprec(512):
        apart = abs(found[0].point[0] - found[1].point[0])
        assert abs(apart * 10**25 - 1) < 1e-6


def test_a_double_root_is_no_arrival():
    for end in ends(1, -2, 1, precisions=(128,)):
        assert end.status == SINGULAR
        assert complex(end.point[0]) == pytest.approx(1, abs=1e-6)


def test_a_root_at_infinity_and_one_that_is_left():
    statuses = {end.status: end for end in ends(-6, 2, 0, precisions=(128,))}
    assert set(statuses) == {ARRIVED, AT_INFINITY}
    assert complex(statuses[ARRIVED].point[0]) == pytest.approx(3)
    assert statuses[AT_INFINITY].slopes == pytest.approx([1], abs=1e-3)


def test_no_time():
    with pytest.raises(OutOfBudget):
        ends(1, -3, 1, budget=Budget(1e-9))
