"""Boxes around roots that are known; doubles, conjugates and points that are none."""

from math import sqrt

import numpy as np

from algebraic import Network
from algebraic.census.certify import Certified, certify, certify_all
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.proofs.boxes import conjugate, is_real
from algebraic.shell.budget import UNLIMITED, Budget

POWER = {2: "z**2", 3: "z**3"}


def roots_of(y, degree):
    """The branch of w^degree = y."""
    net = Network.dense([1, 1], POWER[degree], output_bias=False, output_activation=True)
    [branch] = make_problem(net, 1, check_data([[1]], [[y]], net)).branches()
    return branch


def points(*values):
    return np.array([values], dtype=complex)


def test_a_nearly_real_point_is_proved_real_or_not_at_all():
    assert is_real(certify(roots_of(2, 2), points(sqrt(2) + 1e-9j)[:, 0])) is True
    assert is_real(certify(roots_of(-2, 2), points(1.4142j)[:, 0])) is False
    assert certify(roots_of(0, 2), points(1e-9)[:, 0]) is None  # a double root


def test_the_conjugate_of_a_solution_is_added():
    cube = roots_of(8, 3)
    upper = -1 + sqrt(3) * 1j
    found = certify_all(cube, points(2, upper), UNLIMITED)
    assert (len(found.boxes), found.conjugates_missing, found.suspected, found.finished) == (3, 1, [], True)
    assert sum(is_real(box) is True for box in found.boxes) == 1
    whole = certify_all(cube, points(2, upper, upper.conjugate()), UNLIMITED)
    assert (len(whole.boxes), whole.conjugates_missing) == (3, 0)


def test_a_point_that_came_twice_counts_once():
    found = certify_all(roots_of(8, 3), points(2, 2 + 1e-9), UNLIMITED)
    assert (len(found.boxes), found.conjugates_missing) == (1, 0)


def test_what_is_not_proved_is_kept_with_the_reason():
    found = certify_all(roots_of(0, 2), points(1e-9), UNLIMITED)
    assert found.boxes == []
    assert [reason for _, reason in found.suspected] == ["not proved: singular, or nearly so"]
    late = certify_all(roots_of(8, 3), points(2, 2j), Budget(1e-9))
    assert not late.finished
    assert [reason for _, reason in late.suspected] == ["no time for a proof"] * 2


def test_branches_that_meet_count_once():
    [box] = certify_all(roots_of(2, 2), points(sqrt(2)), UNLIMITED).boxes
    other = [["5", "1", "1e-9"]]
    both = Certified([box]) + Certified([box, other], [], 1, False)
    assert (both.boxes, both.conjugates_missing, both.finished) == ([box, other], 1, False)
    assert Certified([other]) + Certified([conjugate(other)]) == Certified([other, conjugate(other)])
