from fractions import Fraction
from itertools import combinations

import pytest

from algebraic.relu.known import Known, bits
from algebraic.relu.linear_program import in_cone
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED


def known_for(inputs, targets, *options, **more):
    question = question_of(inputs, targets, 2, *options)
    return Known(unit_of(question, UNLIMITED), question.target_vector(), **more)


def makes(known, unit_rays, combination, target):
    return all(
        sum(c * unit_rays[k].outputs[i] for k, c in combination.items()) == target[i] for i in range(len(target))
    )


@pytest.mark.parametrize("leak", [0, "1/4"])
def test_every_set_as_by_a_program_of_its_own(leak):
    question = question_of([[1, "1/2"], [-3, 1]], ["2/3", -5], 2, leak)
    unit = unit_of(question, UNLIMITED)
    known = Known(unit, question.target_vector())
    for size in range(4):
        for chosen in combinations(range(len(unit.rays)), size):
            own = in_cone([known.columns[k] for k in chosen], known.target)[0] is not None
            assert known.can(sum(1 << k for k in chosen)) == own
    assert known.programs < 40  # of 93 sets, or more
    assert all(makes(known, unit.rays, c, question.target_vector()) for _, c in known.combinations)


def test_closed_answers_from_what_is_known_only():
    open_one, closed = known_for([[1], [2]], [3, -5], 0, True), known_for([[1], [2]], [3, -5], 0, True, closed=True)
    with pytest.raises(KeyError):
        closed.can(0)
    open_one.can(0)
    closed.add_separator(open_one.separators[0][1])
    assert closed.can(0) is False


def test_useful_rays_all_have_a_positive_coefficient_at_once():
    question = question_of([[1, 0], [0, 1]], [1, 0], 2)
    unit = unit_of(question, UNLIMITED)
    known = Known(unit, question.target_vector())
    every = (1 << len(unit.rays)) - 1
    assert known.useful(every) == every  # both signs are there
    positive = sum(1 << k for k, ray in enumerate(unit.rays) if ray.sign == 1)
    useful = known.useful(positive)
    assert {unit.rays[k].outputs for k in bits(useful)} == {(1, 0), (0, 0)}  # the second sample must stay at 0
    combination = known.strict[useful]
    assert set(combination) == set(bits(useful))
    assert min(combination.values()) > 0
    assert makes(known, unit.rays, combination, (Fraction(1), Fraction(0)))


def test_ranks():
    known = known_for([[1, 0], [0, 1]], [1, 0])
    assert known.rank(0) == 0
    assert known.rank((1 << len(known.columns)) - 1) == 2
