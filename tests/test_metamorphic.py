"""Fifty small pairs of a question and its image; what is no symmetry is found out, and a pair can be tried again."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic.networks import Network
from algebraic.shell import rationals
from tests.metamorphic import CHANGES, Question, answers, changed, compare, differences, draw, kind_of

FEW = 3  # solutions at most, so that a pair takes a fraction of a second
SEED = 1


@pytest.mark.parametrize("first", range(10, 60, 10))
def test_fifty_pairs_have_the_same_answers(first):
    report = compare(10, seed=SEED, first=first, largest=FEW)
    assert (report.tried, report.failures) == (10, [])


def linear(target, ridge=(Fraction(1, 10), Fraction(1, 5))):
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    return Question(net, rationals([[1]]), rationals([[target]]), "critical, entrywise", rationals(list(ridge)))


def test_targets_alone_are_no_symmetry():
    """3 real critical points of 5, and 1 of 5 with a hundredth of the target: the complex number is generic."""
    one, other = answers(linear(1)), answers(linear("1/100"))
    assert (one["count"], one["real"], other["count"], other["real"]) == (5, 3, 5, 1)
    assert [line.split(":")[0] for line in differences(one, other)] == ["real", "indices"]
    assert kind_of(one, other) == "two answers"


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_keeps_a_known_answer(change):
    other = answers(changed(linear(1), change, np.random.default_rng(3)))
    assert (other["count"], other["real"], other["indices"]) == (5, 3, [0, 0, 1])


def test_a_pair_depends_on_its_number_only():
    first, second = (draw(np.random.default_rng([SEED, 4]), FEW) for _ in range(2))
    assert repr(first.network) == repr(second.network)
    assert (first.inputs == second.inputs).all()
    said = []
    assert compare(3, seed=SEED, first=2, seconds=0.0, largest=FEW, said=said.append).tried == 0
    assert said == []
