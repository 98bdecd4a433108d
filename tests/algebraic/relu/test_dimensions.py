import random

import flint
import pytest

from algebraic.relu import relu_zero_set
from algebraic.relu.check_points import local_dimension
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED


def jacobian_rank(question, outer, inner):
    """Of the outputs in all weights, at a point where no sample lies on a kink; nothing otherwise."""
    rows = []
    for x in question.inputs:
        row = []
        for a, w in zip(outer, inner, strict=True):
            signal = sum(p * q for p, q in zip(x, w, strict=True))
            if signal == 0:
                return None
            slope = 1 if signal > 0 else question.leak
            row += [slope * signal, *(slope * a[0] * v for v in x)]
        rows.append([flint.fmpq(v.numerator, v.denominator) for v in row])
    return int(flint.fmpq_mat(rows).rank())


@pytest.mark.parametrize("seed", range(8))
def test_at_a_smooth_point_it_is_the_number_of_weights_less_the_rank(seed):
    from fractions import Fraction

    draw = random.Random(seed)
    number, units, leak = draw.choice([2, 3]), draw.choice([2, 3]), draw.choice(["0", "1/4"])
    inputs = [[draw.randint(-9, 9)] for _ in range(number)]
    targets = [draw.randint(-9, 9) for _ in range(number)]
    found = relu_zero_set(inputs, targets, units, leak, hidden_bias=True)
    question = question_of(inputs, targets, units, leak, True)
    for kind in found.points:
        outer = [tuple(map(Fraction, row)) for row in kind["output_weights"]]
        inner = [tuple(map(Fraction, row)) for row in kind["hidden_weights"]]
        rank = jacobian_rank(question, outer, inner)
        if rank is not None:
            assert kind["dimension"] == 3 * units - rank
        assert kind["dimension"] == local_dimension(kind, question, unit_of(question, UNLIMITED))


@pytest.mark.parametrize(
    ("inputs", "targets", "units", "leak", "dimension"),
    [
        ([[1]], [0], 1, "1/4", 1),  # a = 0 or w = 0
        ([[1]], [0], 1, 0, 2),  # dead for w ≤ 0
        ([[1, 2]], [0], 1, "1/4", 2),  # a = 0, or w · x = 0
        ([[1, 2]], [5], 1, "1/4", 2),  # a (w · x) = 5
        ([[1, 2]], [5], 3, "1/4", 8),
        ([[1, 0], [0, 1]], [1, 1], 1, 0, 1),  # a > 0, w = (1, 1)/a
        ([[1, 0], [0, 1]], [1, 0], 1, 0, 2),  # w_2 ≤ 0 is free
        ([[1, 0], [0, 1]], [1, 0], 1, "1/4", 1),
        ([[0, 0]], [0], 2, 0, 6),
        ([[0]], [0], 1, "1/2", 2),
    ],
)
def test_by_hand(inputs, targets, units, leak, dimension):
    assert relu_zero_set(inputs, targets, units, leak).dimension == dimension


def test_by_hand_with_several_outputs():
    """|ω| a = u: for t = 1, −2 and α = 0 the parts of the two signs are apart, u of each is determined."""
    assert relu_zero_set([[1], [-2]], [[3, -5], [6, -10]], 2).dimension == 2
    assert relu_zero_set([[1], [2]], [[3, -5], [6, -10]], 2).dimension == 4
    assert relu_zero_set([[1], [2]], [[0, 0], [0, 0]], 1).dimension == 3  # dead: ω ≤ 0
    assert relu_zero_set([[1], [2]], [[0, 0], [0, 0]], 1, "1/2").dimension == 2  # ω = 0 and a free
