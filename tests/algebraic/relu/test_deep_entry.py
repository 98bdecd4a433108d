from fractions import Fraction

import pytest

from algebraic.relu import relu_regions, relu_zero_set
from algebraic.shell import WrongInput
from tests.algebraic.relu.planted import planted

DATA = [[1, 2], [3, -1], [-2, 5], [1, 1]]


@pytest.mark.parametrize("targets", [[3, -4, 5, 2], [1, 2, 3, 4], [-1, 2, -3, 7]])
@pytest.mark.parametrize("leak", [0, "1/4"])
def test_two_layers_as_by_linear_programs(targets, leak):
    """Four samples, two units of two inputs: the products of each cell are determined, and inside where no ray is."""
    found = relu_regions(DATA, targets, [2, 2, 1], leak)
    other = relu_zero_set(DATA, targets, 2, leak)
    assert found.status == "exact"
    assert found.count == other.num_nonempty_cells
    if found.count:
        assert found.dimension == other.dimension == 2
        signed = []
        for region in found.regions:
            for point in region["points"]:
                w = list(map(Fraction, point["weights"]))
                units = [(w[4 + j] > 0, *(abs(w[4 + j]) * v for v in w[2 * j : 2 * j + 2])) for j in range(2)]
                signed.append(sorted(units))
        theirs = []
        for kind in other.points:
            products = [[Fraction(v) for v in row] for row in kind["products"]]
            theirs.append(sorted((s > 0, *u) for s, u in zip(kind["signs"], products, strict=True)))
        assert sorted(signed) == sorted(theirs)


def test_data_times_a_thousand_and_in_another_order():
    inputs, targets, _, _ = planted([2, 1, 1, 1], 2, "1/4", False, 3)
    one = relu_regions(inputs, targets, [2, 1, 1, 1], "1/4")
    assert (one.status, one.dimension) == ("exact", 2)
    for again in (
        relu_regions([[1000 * v for v in row] for row in inputs], targets, [2, 1, 1, 1], "1/4"),
        relu_regions(inputs, [[-1000 * y for y in row] for row in targets], [2, 1, 1, 1], "1/4"),
        relu_regions(inputs[::-1], targets[::-1], [2, 1, 1, 1], "1/4"),
        relu_regions(inputs + inputs, targets + targets, [2, 1, 1, 1], "1/4"),
        relu_regions([row[::-1] for row in inputs], targets, [2, 1, 1, 1], "1/4", seed=7),
    ):
        assert (again.status, again.count, again.dimension) == (one.status, one.count, one.dimension)


def test_one_unit_a_layer_by_hand():
    """f(x) = c σ(b σ(a x)), linear on each side of 0: of the slopes right and left the ratios are 1/16, 1, 1, 16."""
    assert relu_regions([[1], [2]], [3, 6], [1, 1, 1, 1], "1/4").count == 4  # signs of a and b; c follows
    assert relu_regions([[1], [2]], [3, 5], [1, 1, 1, 1], "1/4").count == 0
    assert relu_regions([[1], [-1]], [16, -1], [1, 1, 1, 1], "1/4").count == 1
    assert relu_regions([[1], [-1]], [4, -4], [1, 1, 1, 1], "1/4").count == 2
    assert relu_regions([[1], [-1]], [5, -1], [1, 1, 1, 1], "1/4").count == 0


def test_zeros_on_boundaries_in_any_order_of_the_samples():
    """Two points lie inside of a cell each, two in two cells each: there a unit is at its kink for the first sample."""
    inputs, targets = [[-2, 6], [1, -7], [8, 1], [-2, 8]], [-7, -5, 2, -6]
    for turn in range(4):
        found = relu_regions(inputs[turn:] + inputs[:turn], targets[turn:] + targets[:turn], [2, 2, 1], "2/3")
        assert (found.status, found.count) == ("exact", 2)
        assert found.undecided == (0 if turn == 0 else 4)
    other = relu_zero_set(inputs, targets, 2, "2/3")
    assert sorted((kind["copies"], kind["num_cells"]) for kind in other.points) == [(2, 2), (2, 4)]


def test_at_weights_and_a_pattern():
    inputs, targets, weights, pattern = planted([2, 2, 1, 1], 4, "1/4", False, 5)
    one = relu_regions(inputs, targets, [2, 2, 1, 1], "1/4", at=weights)
    other = relu_regions(inputs, targets, [2, 2, 1, 1], "1/4", pattern=pattern)
    assert one.regions == other.regions
    assert (one.count, one.num_patterns, one.chosen) == (1, 1, "given")


def test_what_cannot_be_asked():
    with pytest.raises(WrongInput) as caught:
        relu_regions(DATA, [1, 2, 3, 4], [2, 3, 3, 1])
    assert "--pattern" in caught.value.hint
    for more in ({"pattern": "1", "at": [1]}, {"pattern": "1"}, {"at": "x"}, {"at": [1]}):
        with pytest.raises(WrongInput):
            relu_regions([[1]], [1], [1, 1, 1, 1], **more)


def test_no_time():
    found = relu_regions(DATA, [3, -4, 5, 2], [2, 2, 1], "1/4", pattern="1000,0111", timeout=1e-9)
    assert (found.status, found.count) == ("undecided", None)
    assert not found.decided()
    assert "regions" in found.reasons
