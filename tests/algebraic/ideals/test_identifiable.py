"""The generic fibre of weights over a function, against fibres that are known, and orbits that are written down."""

from itertools import product
from math import comb

import numpy as np
import pytest

from algebraic.dimension.by_minors import known_symmetries
from algebraic.ideals.identifiable import identifiability, points_of_torus, signs_in_torus, whole_relations
from algebraic.networks import Builder, Group, Network, finite_symmetries, lightning_attention, scaling_rates
from algebraic.ranks import generic_rank
from algebraic.shell import UNLIMITED, Budget


def found_for(network, seed=0, budget=UNLIMITED):
    known = known_symmetries(network, seed, UNLIMITED)["dimension"]
    return identifiability(network, generic_rank(network, seed=seed), known, seed=seed, budget=budget)


def bare(widths, activation):
    return Network.dense(widths, activation, hidden_bias=False, output_bias=False)


def linear_filters(*sizes):
    builder = Builder((1, 1 + sum(size - 1 for size in sizes), 1))
    for size in sizes:
        builder.convolution(1, (1, size), bias=False)
    return builder.network()


@pytest.mark.parametrize(
    ("network", "expected"),
    [  # dimension of the fibre, points of the slice, of an orbit, orbits, identifiable
        (bare([2, 2, 1], "z**3"), (2, 2, 2, 1, True)),  # the two cubes of a binary form, in either order
        (bare([2, 2, 1], "z**3+z"), (0, 8, 8, 1, True)),
        (bare([2, 1, 2], "z"), (1, 1, 1, 1, True)),
        (bare([3, 2, 3], "z"), (4, 1, 1, 1, True)),  # U, V up to GL(2)
        (bare([2, 3, 1], "z**2"), (6, 1, 1, 1, True)),
        (Network.dense([1, 2, 1], "z**3+z"), (3, 2, None, None, False)),  # all cubic polynomials: 7 weights
        (lightning_attention(2, 2, 1), (1, 1, 1, 1, True)),
        # A polynomial of degree n is a product of one of degree k and the rest in C(n, k) ways.
        (linear_filters(2, 3), (1, comb(3, 1), 1, comb(3, 1), False)),
        (linear_filters(3, 3), (1, comb(4, 2), 1, comb(4, 2), False)),
        (linear_filters(2, 2, 2), (2, 6, 1, 6, False)),
    ],
)
def test_known_fibres(network, expected):
    found = found_for(network)
    assert found.fibre_dimension_proved
    own = (found.fibre_dimension, found.slice_points, found.orbit_points, found.orbits, found.identifiable)
    assert own == expected
    again = found_for(network, seed=5)
    assert (again.slice_points, again.orbit_points, again.statement) == (expected[1], expected[2], found.statement)


def test_a_dimension_that_is_not_proved_decides_nothing():
    found = found_for(lightning_attention(1, 3, 1))  # only the symmetric part of A counts: 3 dimensions more
    assert (found.fibre_dimension, found.symmetry_dimension, found.fibre_dimension_proved) == (4, 1, False)
    assert (found.identifiable, found.orbits) == (None, None)


def test_without_time_at_least_an_orbit_is_proved():
    found = found_for(bare([2, 2, 1], "z**3+z"), budget=Budget(1e-9))
    assert (found.slice_points, found.slice_status, found.orbit_points, found.identifiable) == (
        None,
        "undecided",
        8,
        None,
    )
    assert "at least 8" in found.statement


@pytest.mark.parametrize("widths", [[1, 1, 1], [1, 2, 1], [1, 1, 1, 1]])
@pytest.mark.parametrize("activation", ["z**2", "z**3"])
def test_points_of_an_orbit_one_by_one(widths, activation):
    """All scalings by roots of unity of order 36 that keep the fixed weights: a slice cuts them out of the orbit."""
    network = bare(widths, activation)
    rates, order = scaling_rates(network), 36
    for fixed in ([0, network.num_params - 1], [1, 2], [0, 1], [network.num_params - 1, 1]):
        chosen = fixed[: len(rates)]
        if np.linalg.matrix_rank(np.array(rates)[:, chosen]) < len(rates):
            continue
        met = {
            turned
            for powers in product(range(order), repeat=len(rates))
            for turned in [tuple((np.array(powers) @ np.array(rates) % order).tolist())]
            if all(turned[k] == 0 for k in chosen)
        }
        assert points_of_torus(rates, chosen) == len(met)


def test_signs_that_are_scalings():
    """(−w, v) is a scaling of v (w x)²; (−w, −v) is none of v (w³ x³ + w x), and one of v w³ x³."""
    for activation, inside, order in (("z**2", 2, 2), ("z**3", 2, 2), ("z**3+z", 1, 2)):
        network = bare([1, 1, 1], activation)
        group = finite_symmetries(network)
        assert group.order == order
        assert len(signs_in_torus(scaling_rates(network), group)) == inside
    swapped = Group(np.array([[0, 1], [1, 0]]), np.array([[1, 1], [1, 1]]))
    assert signs_in_torus([[1, 1]], swapped) == [0]


def test_whole_relations_are_a_basis_of_all():
    found = whole_relations([[2, 4, 6]], 3)
    assert all(2 * a + 4 * b + 6 * c == 0 for a, b, c in found)
    minors = np.linalg.det(np.array([[*row] for row in [*found, [1, 2, 3]]], dtype=float))
    assert round(abs(minors)) == 14  # |(1, 2, 3)|²: the lattice of all m with m · (1, 2, 3) = 0 has this volume
