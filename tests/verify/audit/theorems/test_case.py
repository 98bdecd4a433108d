"""Views of a case."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import PROVED, Zero, case, drawn, mlp
from verify.audit.theorems import case as room

pytestmark = pytest.mark.torch


def test_numbers_and_columns():
    """2-3-2: 9 + 8 weights."""
    one = case(mlp(2, 3, 2), drawn(4, 2), drawn(4, 2))
    assert (one.num_params, one.num_samples, one.num_equations) == (17, 4, 8)
    assert [one.columns_of(block).tolist() for block in one.blocks] == [list(range(9)), list(range(9, 17))]
    assert np.allclose(one.values[-1].centre, one.outputs)
    assert one.jacobian.shape == (8, 17)


def test_a_zero_counts_only_if_proved():
    def found(zero):
        return case(mlp(2, 2, 1), drawn(2, 2), drawn(2, 1), zero=zero)

    class Seen(Zero):
        numerical = True

    class Polished(Zero):
        distance = 0.25

    assert found(PROVED).has_zero
    assert not found(Seen("proved", 1e-9)).has_zero
    assert not found(Zero("not_found")).has_zero
    assert found(Polished("proved", 0.5)).distance_to_zero == 0.75


def test_what_costs_too_much_is_left(monkeypatch):
    monkeypatch.setattr(room, "MOST_WORK", 10)
    monkeypatch.setattr(room, "MOST_ENTRIES", 10)
    one = case(mlp(2, 3, 2), drawn(4, 2), drawn(4, 2))
    assert one.values is None
    assert one.jacobian is None
