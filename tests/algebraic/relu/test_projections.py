from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import nnls

from algebraic.relu.projections import Projections
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED


def set_up(**options):
    question = question_of([[1, "1/2"], [-3, 1], [2, 2]], ["2/3", -5, 3], 2, "1/4")
    return unit_of(question, UNLIMITED), Projections(unit_of(question, UNLIMITED), question.target_vector(), **options)


def test_as_non_negative_least_squares_in_floats():
    unit, target = set_up()
    for size in range(4):
        for chosen in combinations(range(len(unit.rays)), size):
            found = target.of(sum(1 << k for k in chosen))
            if chosen:
                columns = np.array([list(map(float, unit.rays[k].outputs)) for k in chosen]).T
                assert float(2 * found.loss) ** 0.5 == pytest.approx(
                    nnls(columns, np.array([2 / 3, -5, 3]))[1], abs=1e-9
                )
            made = [sum(c * unit.rays[k].outputs[i] for k, c in found.combination.items()) for i in range(3)]
            assert [y - p for y, p in zip((Fraction(2, 3), -5, 3), made, strict=True)] == list(found.residual)
            assert all(found.allowed >> k & 1 for k in chosen)
            assert all(found.level >> k & 1 for k in found.combination)
    assert len(target.found) < 100  # of 299 sets


def test_only_nearest_points_are_known():
    unit, target = set_up(closed=True)
    with pytest.raises(KeyError):
        target.of(1)
    with pytest.raises(ValueError, match="nearest"):
        target.add({0: Fraction(1)})
    nearest = set_up()[1].of(1)
    assert target.add(nearest.combination) == nearest
    assert target.of(1) == nearest
    assert len(unit.rays) > 1
