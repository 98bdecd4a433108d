import random
from fractions import Fraction
from math import factorial

import pytest

import algebraic
from algebraic.check import check
from algebraic.relu import relu_zero_set
from algebraic.relu.cells import MAX_CELLS
from algebraic.relu.components import join_cells
from algebraic.relu.known import Lenient
from algebraic.shell import OutOfBudget


def answer(found):
    return found.status, found.components, found.components_up_to_permutation, found.dimension


def drawn(seed, number, width=1):
    draw = random.Random(seed)
    inputs = [list(row) for row in zip(*(draw.sample(range(-20, 21), number) for _ in range(width)), strict=True)]
    return inputs, [draw.choice((-1, 1)) * draw.randint(1, 20) for _ in range(number)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("units", "total", "up_to"), [(1, 2, 2), (2, 1, 1), (3, 1, 1)])
def test_leaky_relu_with_two_samples(seed, units, total, up_to):
    """Numbers from reference.md: by brute force over all pairs of pieces, N = 2, inputs (x, 1)."""
    inputs, targets = drawn(seed, 2)
    targets = [abs(targets[0]), -abs(targets[1])] if units == 1 else targets
    found = relu_zero_set(inputs, targets, units, "1/4", hidden_bias=True)
    assert (found.components, found.components_up_to_permutation) == (total, up_to)


@pytest.mark.parametrize(
    ("units", "one_sign", "both_signs"), [(1, (1, 1), (0, 0)), (2, (1, 1), (2, 1)), (3, (1, 1), (1, 1))]
)
def test_relu_with_two_samples(units, one_sign, both_signs):
    for targets, expected in (([3, 5], one_sign), ([-1, -4], one_sign), ([3, -5], both_signs)):
        found = relu_zero_set([[1], [7]], targets, units, hidden_bias=True)
        assert (found.components, found.components_up_to_permutation) == expected
        assert (found.status == "empty") == (expected == (0, 0))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("leak", [0, "1/4"])
def test_a_width_above_the_number_of_samples_connects(seed, leak):
    """Nguyen 2021: with at least N + 1 units every sublevel set of the loss is connected."""
    inputs, targets = drawn(seed, 3)
    assert relu_zero_set(inputs, targets, 4, leak, hidden_bias=True).components == 1


EXAMPLE = [[1, 2], [-3, 1], [2, 5]], [2, -3, 4]


@pytest.mark.slow
@pytest.mark.parametrize("leak", [0, "1/4"])
@pytest.mark.parametrize("units", [2, 3])
def test_what_changes_nothing(leak, units):
    inputs, targets = EXAMPLE
    for bias in (False, True):
        usual = answer(relu_zero_set(inputs, targets, units, leak, hidden_bias=bias))
        for again in (
            (inputs[::-1], targets[::-1]),
            ([row[::-1] for row in inputs], targets),
            ([*inputs, inputs[1]], [*targets, targets[1]]),
            (inputs, [1000 * y for y in targets]),
            (inputs, [Fraction(y, 7) for y in targets]),
        ):
            assert answer(relu_zero_set(*again, units, leak, hidden_bias=bias)) == usual
        for factor in (1000, Fraction(1, 7), -1) if not bias else (1000, Fraction(1, 7)):
            scaled = [[factor * v for v in row] for row in inputs]
            assert answer(relu_zero_set(scaled, targets, units, leak, hidden_bias=bias)) == usual
    usual = answer(relu_zero_set(inputs, targets, units, leak))
    alone = [[3 * v for v in inputs[0]], *inputs[1:]], [3 * targets[0], *targets[1:]]  # positively homogeneous
    assert answer(relu_zero_set(*alone, units, leak)) == usual
    moved = [[v + 4 * row[0] for v in row] for row in inputs]  # another basis of the inputs
    assert answer(relu_zero_set(moved, targets, units, leak)) == usual
    with_bias = answer(relu_zero_set(inputs, targets, units, leak, hidden_bias=True))
    assert answer(relu_zero_set([[*row, 1] for row in inputs], targets, units, leak)) == with_bias


def test_the_sign_of_all_targets_changes_nothing():
    inputs, targets = EXAMPLE
    for leak in (0, "1/4"):
        one, other = (relu_zero_set(inputs, [s * y for y in targets], 3, leak) for s in (1, -1))
        assert answer(one) == answer(other)


@pytest.mark.parametrize("leak", [0, "1/3"])
def test_at_the_boundary(leak):
    assert relu_zero_set([[1, 2], [3, 4]], [0, 0], 2, leak).components == 1  # all rays lead to 0
    assert answer(relu_zero_set([[0, 0], [0, 0]], [0, 0], 2, leak)) == ("exact", 1, 1, 6)
    assert relu_zero_set([[0, 0], [1, 0]], [1, 0], 2, leak).status == "empty"
    assert relu_zero_set([[1], [1]], [1, 2], 3, leak).status == "empty"
    assert relu_zero_set([[1], [2]], [1, 2], 1, leak).components == (1 if leak == 0 else 2)  # a, w > 0; or a, w < 0
    assert relu_zero_set([[1, 2], [2, 4], [-1, -2]], [1, 2, 1], 2, leak).components == 2
    one = relu_zero_set([[3]], [5], 1, leak)
    assert answer(one)[1:] == ((1, 1, 1) if leak == 0 else (2, 2, 1))
    many = relu_zero_set([[3]], [5], 4, leak)
    assert many.components == 1


def test_two_units_and_no_leak_on_a_line():
    """t = 1, −1 with targets of one sign: one unit for each sample, in either order; a > 0, w fixed up to scale."""
    found = relu_zero_set([[1], [-1]], [2, 3], 2)
    assert answer(found) == ("exact", 2, 1, 2)
    assert found.num_cells == 16
    assert found.num_nonempty_cells == 2


def test_copies_are_orbits():
    for seed in range(5):
        found = relu_zero_set(*drawn(seed, 4), 3, "1/4", hidden_bias=True)
        assert all(factorial(3) % kind["copies"] == 0 for kind in found.points)
        assert found.components == sum(kind["copies"] for kind in found.points)
        assert found.num_nonempty_cells == sum(kind["num_cells"] for kind in found.points)


def test_what_is_cut_short_is_a_bound():
    inputs, targets = drawn(1, 5, 2)
    found = relu_zero_set(inputs, targets, 4, "1/4", hidden_bias=True, timeout=1)
    assert (found.status, found.components) == ("lower_bound", 1)
    assert "components" in found.reasons
    found = relu_zero_set(*drawn(1, 13, 2), 12, "1/4", hidden_bias=True)  # as many units as the rank, or fewer
    assert found.status == "lower_bound"
    assert f"{MAX_CELLS:,}" in found.reasons["components"]
    assert found.dimension is None
    with pytest.raises(algebraic.ZerolocusError):
        relu_zero_set(inputs, targets, 4, timeout=1e-9)


@pytest.mark.parametrize(("most", "answer"), [(1000, ("upper_bound", 7)), (1, ("lower_bound", 1))])
def test_time_that_is_over_before_anything_is_joined(monkeypatch, most, answer):
    """What is known when the last cell was found joins some; without it there is no upper bound."""

    def join(unit, cells, known, budget):
        if not isinstance(known, Lenient):
            raise OutOfBudget("the time is over")
        return join_cells(unit, cells, known, budget)

    monkeypatch.setattr("algebraic.relu.entry.join_cells", join)
    monkeypatch.setattr("algebraic.relu.entry.MAX_AFTERWARDS", most)
    found = relu_zero_set([[1], [2], [5]], [3, -5, 1], 3, "1/4", hidden_bias=True)
    assert found.status == answer[0]
    assert found.components >= answer[1]
    assert check(found).verified


def test_no_bound_without_a_point():
    """Five random targets, two units: no combination that is at hand fits into two pieces."""
    inputs, targets = drawn(1, 9, 3)
    found = relu_zero_set(inputs, targets, 4, hidden_bias=True)
    assert found.status == "undecided"
    assert found.components is None
    assert not found.points


def test_it_is_at_the_top():
    assert algebraic.relu_zero_set is relu_zero_set
    assert isinstance(relu_zero_set([[1]], [1], 1), algebraic.ReluZeroSet)
