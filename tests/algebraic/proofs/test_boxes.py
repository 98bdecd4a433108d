"""Krawczyk boxes: what must pass, and what must not."""

from fractions import Fraction
from itertools import combinations

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.networks.network import Network
from algebraic.proofs.boxes import BallSystem, conjugate, enclose, holds_one, is_real, narrower, overlapping, read_box
from algebraic.shell.exact import rationals
from algebraic.systems.families import zero_error_family

SQUARE = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)  # (w x)² = y


def squared(y):
    """w² = y."""
    return BallSystem(zero_error_family(SQUARE, rationals([[1]]), 1), [y])


ONE = np.ones(1)


def test_both_roots_of_two_and_of_minus_two():
    box = enclose(squared(2), np.array([1.4142 + 0j]), ONE, real=True)
    assert is_real(box) is True
    assert box[0][0].startswith("1.414213562373095048801688")
    box = enclose(squared(-2), np.array([1.4142j]), ONE)
    assert is_real(box) is False
    assert box[0][1].startswith("1.414213562373095048801688")
    assert enclose(squared(-2), np.array([1.4142j]), ONE, real=True) is None  # there is no real root


def test_a_narrower_box_lies_inside_the_first():
    box = enclose(squared(2), np.array([1.4142 + 0j]), ONE, real=True)
    again = narrower(squared(2), box)
    with flint.ctx.workprec(512):
        (first,), (second,) = read_box(box)[1], read_box(again)[1]
    assert first.contains(second)
    assert not second.contains(first)
    assert (holds_one(squared(2), again), is_real(again)) == (True, True)


def test_a_double_root_has_no_box():
    assert enclose(squared(0), np.array([1e-9 + 0j]), ONE) is None


def test_close_roots_are_told_apart_by_precision():
    y = Fraction(1, 10**40)
    boxes = [enclose(squared(y), np.array([sign * 1e-20 + 0j]), ONE, real=True) for sign in (1, -1)]
    assert None not in boxes
    assert overlapping(boxes) == []
    assert all(len(box[0][0]) > 40 for box in boxes)  # more digits than at the first precision


@pytest.mark.parametrize("change", ["middle", "radius", "imaginary"])
def test_a_box_that_was_changed_is_not_proved(change):
    [[re, im, radius]] = enclose(squared(2), np.array([1.4142 + 0j]), ONE, real=True)
    assert holds_one(squared(2), [[re, im, radius]])
    changed = {
        "middle": [str(Fraction(re) + Fraction(1, 1000)).partition("/")[0], im, radius],
        "radius": [re, im, "10"],  # both roots are inside
        "imaginary": [re, "0.001", radius],
    }[change]
    if change == "middle":
        changed[0] = re.replace("1.414", "1.415")
    assert not holds_one(squared(2), [changed])
    assert not holds_one(squared(Fraction(2001, 1000)), [[re, im, radius]])  # another target


@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20), st.integers(1, 12)), min_size=2, max_size=12))
def test_overlapping_is_what_exact_arithmetic_says(rows):
    boxes = [[[str(re), str(im), str(Fraction(radius))]] for re, im, radius in rows]
    found = overlapping(boxes)
    for j in range(len(rows)):
        for i in range(j):
            a, b = rows[i], rows[j]
            meet = max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= a[2] + b[2]
            assert ((i, j) in found) == meet


def test_a_conjugate_of_a_conjugate_is_the_box():
    box = [["1", "-2.5", "1e-3"], ["0", "0", "1e-3"], ["3", "4", "1e-3"]]
    assert conjugate(box) == [["1", "2.5", "1e-3"], ["0", "0", "1e-3"], ["3", "-4", "1e-3"]]
    assert conjugate(conjugate(box)) == box


def test_a_solution_beyond_the_range_of_floats_has_no_box():
    """w / 10^200 = 10^200: Newton's method may come to such numbers from anywhere."""
    net = Network.dense([1, 1], output_bias=False)
    system = BallSystem(zero_error_family(net, rationals([[Fraction(1, 10**200)]]), 1), [10**200])
    assert enclose(system, np.array([1.0 + 0j]), np.ones(1)) is None


def test_overlapping_boxes_are_those_that_balls_show():
    """All pairs, compared in balls; also near the ends of the range of floats, and beyond."""
    stream = np.random.default_rng(5)
    for exponent in (0, 20, -300, -320, 300, 307, 309, -330):
        for _ in range(4):
            shape = (int(stream.integers(1, 30)), int(stream.integers(1, 4)))
            numbers, radii = stream.integers(-9, 10, (*shape, 2)), stream.integers(0, 3, shape)
            numbers[..., 0] *= stream.integers(1, 9)
            boxes = [
                [
                    [f"{re}e{exponent}", f"{im}e{exponent}", f"{r}e{exponent - 1}"]
                    for (re, im), r in zip(*rows, strict=True)
                ]
                for rows in zip(numbers.tolist(), radii.tolist(), strict=True)
            ]
            with flint.ctx.workprec(200):
                read = [read_box(box)[1] for box in boxes]
                expected = [
                    (i, j)
                    for i, j in combinations(range(len(read)), 2)
                    if all(a.overlaps(b) for a, b in zip(read[i], read[j], strict=True))
                ]
            assert overlapping(boxes) == expected


def test_equations_alone_are_those_beside_the_jacobian():
    network = Network.dense([2, 1, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    family = zero_error_family(network, rationals([[1, 2], [3, "1/3"], [0, 1], [5, 7]]), 4)
    system = BallSystem(family, rationals([[1], [2], [3], [4]])[:, 0])
    w = [flint.acb(k, 1) for k in range(4)]
    residuals, slopes = system.evaluate(w)
    moved, same, _ = system.move(w, system.parameters, system.parameters)
    assert (residuals - system.residuals(w)).contains(flint.acb_mat(4, 1))
    assert (residuals - moved).contains(flint.acb_mat(4, 1))
    assert (slopes - same).contains(flint.acb_mat(4, 4))
    system.parameters[0] = flint.acb(99)  # a list of the caller's
    assert (residuals - system.residuals(w)).contains(flint.acb_mat(4, 1))
