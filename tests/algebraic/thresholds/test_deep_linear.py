"""The least value of deep linear networks: published values, a second formula, the codimension of the zero set."""

from fractions import Fraction
from itertools import pairwise, product
from random import Random

import pytest

from algebraic.shell import WrongInput
from algebraic.systems import as_system
from algebraic.thresholds.deep_linear import deep_linear
from algebraic.thresholds.germs import at_origin


def two_layers(inputs, hidden, outputs, rank):
    """Aoyagi and Watanabe, Neural Networks 18 (2005), Main Theorem, case by case."""
    m, h, n, r = inputs, hidden, outputs, rank
    if m + h < n + r:
        return Fraction(h * m - h * r + n * r, 2), 1
    if n + h < m + r:
        return Fraction(h * n - h * r + m * r, 2), 1
    if m + n < h + r:
        return Fraction(m * n, 2), 1
    odd = (m + h + n + r) % 2
    twice = -((h + r) ** 2) - m * m - n * n + 2 * (h + r) * m + 2 * (h + r) * n + 2 * m * n
    return Fraction(twice + odd, 8), 1 + odd


def half_codimension(widths, rank):
    """Half the least codimension of {rank(W_s … W_1) = ρ_s} over all profiles ρ, by dynamic programming."""
    rests = [width - rank for width in widths]
    best = {rests[0]: 0}
    for s, width in enumerate(rests[1:], 1):
        ends = [0] if s == len(rests) - 1 else range(width + 1)
        best = {
            after: min(cost + (before - after) * (width - after) for before, cost in best.items() if before >= after)
            for after in ends
            if any(before >= after for before in best)
        }
    return Fraction(rank * (widths[0] + widths[-1] - rank) + best[0], 2)


@pytest.mark.parametrize(
    ("widths", "rank", "value", "multiplicity"),
    [
        ((3, 3, 3, 3), 1, "4", 3),
        ((4, 3, 2, 3, 4), 1, "9/2", 2),
        ((5, 3, 5), 0, "13/2", 2),
        ((5, 3, 5), 3, "21/2", 1),
        ((1, 1, 1), 0, "1/2", 2),
        ((1, 1, 1, 1, 1), 0, "1/2", 4),
        ((2, 3), 1, "3", 1),
    ],
)
def test_published_values(widths, rank, value, multiplicity):
    found = deep_linear(widths, rank)
    assert (found.value, found.multiplicity) == (Fraction(value), multiplicity)


def test_two_layers_by_the_other_formula():
    shapes = [(*w, r) for w in product(range(1, 8), repeat=3) for r in range(min(w) + 1)]
    assert len(shapes) > 350
    for inputs, hidden, outputs, rank in shapes:
        found = deep_linear([inputs, hidden, outputs], rank)
        assert (found.value, found.multiplicity) == two_layers(inputs, hidden, outputs, rank)


def test_half_the_codimension_of_the_zero_set():
    draw = Random(0)
    for _ in range(200):
        widths = [draw.randint(1, 9) for _ in range(draw.randint(2, 6))]
        rank = draw.randint(0, min(widths))
        assert deep_linear(widths, rank).value == half_codimension(widths, rank)


def test_the_conditions_on_the_subset_are_met_by_one_number_only():
    draw = Random(1)
    for _ in range(200):
        widths = [draw.randint(1, 9) for _ in range(draw.randint(2, 6))]
        rests = sorted(widths)
        meets = []
        for size in range(2, len(rests) + 1):
            inside, outside, ell = rests[:size], rests[size:], size - 1
            if sum(inside) >= ell * inside[-1] and (
                not outside or (inside[-1] < outside[0] and sum(inside) < ell * outside[0])
            ):
                meets.append(inside)
        assert meets == [deep_linear(widths, 0).certificates[0]["subset"]]


def test_the_order_of_the_layers_does_not_matter_at_rank_0():
    assert deep_linear([2, 5, 3, 4], 0).value == deep_linear([4, 3, 2, 5], 0).value


@pytest.mark.parametrize("widths", [(1, 1, 1), (1, 1, 1, 1), (1, 2, 1), (2, 1, 2), (1, 2, 1, 1)])
def test_tiny_shapes_by_their_newton_polyhedra(widths):
    """The product written out: an ideal like any other."""
    names = iter("abcdefghijkl")
    matrices = [[[next(names) for _ in range(m)] for _ in range(n)] for m, n in pairwise(widths)]
    entries = [[name] for row in matrices[0] for name in row]
    rows, columns = widths[1], widths[0]
    value = [[f"{entries[i * columns + j][0]}" for j in range(columns)] for i in range(rows)]
    for matrix in matrices[1:]:
        value = [
            [" + ".join(f"{a}*({value[k][j]})" for k, a in enumerate(row)) for j in range(columns)] for row in matrix
        ]
    found = at_origin(as_system([cell for row in value for cell in row]).polynomials)
    expected = deep_linear(widths, 0)
    assert (found.value, found.multiplicity) == (expected.value, expected.multiplicity)


def test_wide_and_deep_at_once():
    assert deep_linear([1000] * 9, 10).value == half_codimension_of_equal(990, 8) + Fraction(10 * 1990, 2)


def half_codimension_of_equal(width, layers):
    """Widths all the same: δ as equal as possible, Σ δ = width, codimension Σ δ_s (δ_1 + … + δ_s)."""
    small, more = divmod(width, layers)
    delta = [small + (s < more) for s in range(layers)]
    return Fraction(sum(d * sum(delta[: s + 1]) for s, d in enumerate(delta)), 2)


@pytest.mark.parametrize("rank", [-1, 4, 1.5, True])
def test_a_rank_that_does_not_fit(rank):
    with pytest.raises(WrongInput, match="rank is"):
        deep_linear([5, 3, 5], rank)
