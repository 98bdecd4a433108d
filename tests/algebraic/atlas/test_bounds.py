"""Bounds from above: published dimensions, and never below a rank."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from algebraic.atlas import Convolution, Dense, upper_bound
from algebraic.atlas.bounds import EXCEPTIONS, SEGRE_VERONESE, independent_outputs, sums_of_powers
from algebraic.modular import modular_rank
from algebraic.networks import PrimeField, forward
from algebraic.ranks import coefficient_map_rank, generic_rank

# Kileel, Trager, Bruna 2019; Alexander, Hirschowitz 1995; Dao, Rodriguez 2026.
PUBLISHED = [
    ((5, 7, 1), 3, 34), ((3, 5, 1), 4, 14), ((5, 5, 3, 1), 2, 32), ((2, 2, 3, 3), 2, 11), ((3, 2, 1), 2, 5),
    ((2, 3, 3, 2, 1), 2, 9), ((2, 2, 3, 1), 3, 6), ((2, 2, 2, 2, 1), 2, 7),
]  # fmt: skip


@pytest.mark.parametrize(("widths", "degree", "dimension"), PUBLISHED)
def test_published_dimensions_are_reached(widths, degree, dimension):
    assert upper_bound(Dense(widths, degree)).value == dimension


@pytest.mark.parametrize(("variables", "degree", "powers"), sorted(EXCEPTIONS))
def test_exceptions_of_alexander_and_hirschowitz_by_the_coefficient_map(variables, degree, powers):
    network = Dense((variables, powers, 1), degree).network
    assert coefficient_map_rank(network) == sums_of_powers(variables, degree, powers)
    fewer = Dense((variables, powers - 1, 1), degree).network
    assert coefficient_map_rank(fewer) == sums_of_powers(variables, degree, powers - 1)


@pytest.mark.parametrize("known", sorted(SEGRE_VERONESE)[:4])
def test_published_exceptions_with_several_outputs_by_the_coefficient_map(known):
    variables, degree, powers, outputs = known
    one = Dense((variables, powers, outputs), degree)
    assert coefficient_map_rank(one.network) == upper_bound(one).value == one.expected - 1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=3, max_size=5).map(tuple), st.integers(2, 3), st.booleans())
def test_no_bound_is_below_a_rank(widths, degree, bias):
    one = Dense(widths, degree, bias)
    assert generic_rank(one.network, seed=7).rank <= upper_bound(one).value


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple), st.integers(1, 3))
def test_of_convolutions(sizes, degree):
    one = Convolution(sizes, (1,) * len(sizes), degree)
    assert generic_rank(one.network).rank == upper_bound(one).value == one.expected


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=3, max_size=4).map(tuple), st.booleans())
def test_so_many_outputs_are_independent(widths, bias):
    """The rank of the outputs (and the constant) at many random inputs, over the rational numbers modulo a prime."""
    one, prime = Dense(widths, 2, bias), 2**31 - 1
    stream = np.random.default_rng(3)
    network, ring = one.network, PrimeField(prime)
    inputs = stream.integers(0, prime, (80, widths[0]))
    values = forward(network, ring, stream.integers(0, prime, one.num_params), inputs).output
    if bias:
        values = np.hstack([values, np.ones((len(inputs), 1), dtype=np.int64)])
    assert modular_rank(values, prime) >= independent_outputs(widths, 2, bias)
