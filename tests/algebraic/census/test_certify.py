"""Boxes around roots that are known; doubles, conjugates and points that are none."""

from math import sqrt

import flint
import numpy as np

from algebraic import Network, PolynomialSystem
from algebraic.census.certify import Certified, certify, close, enclose_all
from algebraic.data.exact_data import check_data
from algebraic.ideals.coefficients import coefficient_branch
from algebraic.ideals.problems import make_problem
from algebraic.networks.rings import Polynomials
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


def closed(branch, values):
    boxes = enclose_all(branch, list(values.T), UNLIMITED)
    return close([box for box in boxes if box is not None], finished=True)


def test_a_nearly_real_point_is_proved_real_or_not_at_all():
    assert is_real(certify(roots_of(2, 2), points(sqrt(2) + 1e-9j)[:, 0])) is True
    assert is_real(certify(roots_of(-2, 2), points(1.4142j)[:, 0])) is False
    assert certify(roots_of(0, 2), points(1e-9)[:, 0]) is None  # a double root


def test_a_nearly_real_point_is_not_taken_for_a_real_solution_far_away():
    """Newton's method goes from 1, without the imaginary part, to the root −50 in one step."""
    [x] = Polynomials(("x",)).variables
    branch = coefficient_branch(PolynomialSystem(("x",), (((x - 1) ** 2 + flint.fmpq(1, 10**16)) * (x + 50),)))
    for sign in (1, -1):
        box = certify(branch, points(1 + sign * 1e-8j)[:, 0])
        assert (is_real(box), round(float(box[0][0])), float(box[0][1]) * sign > 0) == (False, 1, True)
    assert is_real(certify(branch, points(-50 + 1e-8j)[:, 0])) is True


def test_where_few_bits_lead_astray_more_are_tried():
    """(x − 1)² = 10⁻⁹⁰, expanded: with 128 bits the derivative vanishes near the roots."""
    [x] = Polynomials(("x",)).variables
    branch = coefficient_branch(PolynomialSystem(("x",), ((x - 1) ** 2 - flint.fmpq(1, 10**90),)))
    with flint.ctx.workprec(512):
        point = flint.acb(1) + flint.acb("1e-45")
    assert is_real(certify(branch, [point])) is True


def test_the_conjugate_of_a_solution_is_added():
    cube = roots_of(8, 3)
    upper = -1 + sqrt(3) * 1j
    found = closed(cube, points(2, upper))
    assert (len(found.boxes), found.conjugates_missing, found.finished) == (3, 1, True)
    assert sum(is_real(box) is True for box in found.boxes) == 1
    whole = closed(cube, points(2, upper, upper.conjugate()))
    assert (len(whole.boxes), whole.conjugates_missing) == (3, 0)


def test_a_point_that_came_twice_counts_once():
    found = closed(roots_of(8, 3), points(2, 2 + 1e-9))
    assert (len(found.boxes), found.conjugates_missing) == (1, 0)


def test_what_is_not_proved_has_no_box_and_time_ends_it():
    assert enclose_all(roots_of(0, 2), [points(1e-9)[:, 0]], UNLIMITED) == [None]
    assert enclose_all(roots_of(8, 3), list(points(2, 2j).T), Budget(1e-9)) == []
    assert close([], finished=False) == Certified([], 0, False)


def test_balls_tell_apart_what_floats_do_not():
    with flint.ctx.workprec(256):
        point = [flint.acb(2).root(2) + flint.acb(0, 1) / 10**60]
    assert is_real(certify(roots_of(2, 2), point)) is True


def test_branches_that_meet_count_once():
    [box] = closed(roots_of(2, 2), points(sqrt(2))).boxes
    other = [["5", "1", "1e-9"]]
    both = Certified([box]) + Certified([box, other], 1, False)
    assert (both.boxes, both.conjugates_missing, both.finished) == ([box, other], 1, False)
    assert Certified([other]) + Certified([conjugate(other)]) == Certified([other, conjugate(other)])
