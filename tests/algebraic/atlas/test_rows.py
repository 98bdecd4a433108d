"""Rows: dimensions by a second route, and what follows from them."""

import numpy as np
import pytest
import sympy

from algebraic.atlas import Convolution, Dense, box_of, row_of, rows
from algebraic.ranks import coefficient_map_rank


@pytest.mark.parametrize(
    "document",
    [
        {"depth": [1, 3], "widths": [1, 3], "degree": [2, 3], "bias": False},
        {"depth": [1, 2], "widths": [1, 3], "degree": [2, 3], "bias": True},
        {"kind": "convolution", "depth": [1, 3], "sizes": [1, 3], "strides": [1, 2], "degree": [1, 2]},
    ],
)
def test_dimensions_are_those_of_the_coefficient_map(document):
    """Expanded polynomials instead of values at random inputs; another prime, other weights, another elimination."""
    for one in list(box_of(document).architectures())[::5]:
        row = row_of(one)
        assert (row["dimension"], row["proved"]) == (coefficient_map_rank(one.network, seed=3), True), one.label


@pytest.mark.slow
@pytest.mark.parametrize("one", [Dense((2, 3, 2), 2), Dense((2, 2, 3, 1), 2), Dense((2, 2, 1), 3, bias=True)])
def test_by_symbols_over_the_rational_numbers(one):
    """Coefficients of the outputs, expanded by sympy; the rank of their derivatives at small whole numbers."""
    names = iter(sympy.symbols(f"w:{one.num_params}"))
    x = sympy.symbols(f"x:{one.widths[0]}")
    signal = list(x)
    for k, width in enumerate(one.widths[1:], 1):
        signal = [sum(next(names) * s for s in signal) + (next(names) if one.bias else 0) for _ in range(width)]
        signal = [s**one.degree for s in signal] if k < one.depth else signal
    coefficients = [c for output in signal for c in sympy.Poly(sympy.expand(output), *x).coeffs()]
    weights = sympy.symbols(f"w:{one.num_params}")
    values = dict(zip(weights, np.random.default_rng(1).integers(-9, 10, one.num_params).tolist(), strict=True))
    assert sympy.Matrix(coefficients).jacobian(weights).subs(values).rank() == row_of(one)["dimension"]


def test_what_follows_from_the_bounds():
    certificate = rows.Certificate(prime=5, point=0, num_samples=1, minor_sha256="")
    bound = rows.Bound(12, "ambient")
    full = rows.row_from(Dense((2, 3, 4), 2), bound, 12, certificate)
    assert (full["proved"], full["filling"], full["reason"], full["defect"]) == (True, True, "ambient", 0)
    less = rows.row_from(Dense((2, 3, 4), 2), bound, 11, certificate)
    assert (less["proved"], less["filling"], less["reason"], less["defect"]) == (False, None, "random_points", 1)
    assert rows.row_from(Dense((2, 3, 4), 2), rows.Bound(11, "x"), 11, certificate)["filling"] is False


def test_seeds_are_independent_and_rows_do_not_depend_on_the_box():
    one = Dense((3, 2, 2), 2)
    assert row_of(one) == row_of(Dense((3, 2, 2), 2))
    other = row_of(one, seed=1)
    assert other["certificate"] != row_of(one)["certificate"]
    assert other["dimension"] == row_of(one)["dimension"]


def test_samples_are_added_while_they_add_something():
    """Five outputs of one hidden unit: each sample but the first adds one to the rank, not five."""
    num_samples, found = rows.rank_at_point(Dense((6, 1, 5), 2), 100, 0, 0)
    assert found.rank == 10
    assert num_samples > 6


def test_linear_convolutions_multiply_polynomials():
    assert row_of(Convolution((3, 2, 4), (1, 1, 1), 1))["dimension"] == 3 + 2 + 4 - 2
