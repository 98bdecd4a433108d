"""Paths whose ends are known in closed form; every way to end; nothing is lost."""

import itertools

import numpy as np
import pytest

from algebraic.census.over_data_sets import real_counts
from algebraic.census.traces import trace_test
from algebraic.networks.finite_symmetry import finite_symmetries
from algebraic.networks.network import Network
from algebraic.shell.budget import Budget
from algebraic.shell.errors import HypothesesNotMet, OutOfBudget
from algebraic.systems.families import zero_error_family
from algebraic.tracking.monodromy import Fibre, find_fibre, follow
from algebraic.tracking.paths import ARRIVED, AT_INFINITY, CAREFUL, SINGULAR, track
from tests.networks import SQUARES

POWER = Network.dense([1, 1], "z**3", output_bias=False, output_activation=True)  # (w x)³ = y


def cube_roots(inputs=((1.0,),)):
    return zero_error_family(POWER, None if inputs is None else np.array(inputs), 1)


def test_the_three_cube_roots_of_eight():
    roots = np.exp(2j * np.pi * np.arange(3) / 3)[None, :]
    found = track(cube_roots(), roots, np.array([[1.0 + 0j]]), np.array([[8.0 + 0j]]))
    assert (found.status == ARRIVED).all()
    np.testing.assert_allclose(found.points, 2 * roots, rtol=1e-14)


def test_a_loop_around_the_branch_point_turns_the_roots():
    point = np.array([[1.0 + 0j]])
    corners = [1, 1j, -1, -1j, 1]
    for begin, end in itertools.pairwise(corners):
        found = track(cube_roots(), point, np.array([[complex(begin)]]), np.array([[complex(end)]]))
        point = found.points
    np.testing.assert_allclose(point[0, 0], np.exp(2j * np.pi / 3), rtol=1e-13)


@pytest.mark.parametrize("tolerances", [None, CAREFUL])
def test_a_path_to_infinity_is_named(tolerances):
    options = {} if tolerances is None else {"tolerances": tolerances}
    start = np.array([[1.0 + 0j], [1.0 + 0j]])  # x, y
    end = np.array([[0.0 + 0j], [1.0 + 0j]])  # w x = 1 with x → 0
    found = track(cube_roots(None), np.array([[1.0 + 0j]]), start, end, **options)
    assert found.status.tolist() == [AT_INFINITY]


def test_a_singular_end_is_named():
    found = track(cube_roots(), np.array([[1.0 + 0j]]), np.array([[1.0 + 0j]]), np.array([[0.0 + 0j]]))
    assert found.status.tolist() == [SINGULAR]
    assert abs(found.points[0, 0]) < 1e-2


def test_ends_do_not_depend_on_the_batch():
    square = SQUARES[3]
    family = zero_error_family(square.network, np.random.default_rng(0).normal(size=(5, 3)), 5)
    w, p = family.sample(np.random.default_rng(1), 40)
    target = family.sample(np.random.default_rng(2), 1)[1]
    whole, parts = track(family, w, p, target), track(family, w, p, target, batch=7)
    assert (whole.status == ARRIVED).all()
    assert (parts.status == ARRIVED).all()
    np.testing.assert_allclose(whole.points, parts.points, rtol=1e-9)


def test_time_ends_a_path():
    family = cube_roots()
    with pytest.raises(OutOfBudget):
        track(family, np.array([[1.0 + 0j]]), np.array([[1.0 + 0j]]), np.array([[8.0 + 0j]]), budget=Budget(1e-9))


@pytest.mark.parametrize("square", SQUARES, ids=lambda s: s.name)
def test_monodromy_finds_the_published_numbers(square):
    net, stream = square.network, np.random.default_rng(7)
    family = zero_error_family(net, stream.uniform(-1, 1, (net.num_params, net.input_dim)), net.num_params)
    group = finite_symmetries(net)
    fibre = find_fibre(family, group, stream, known_bound=square.count)
    assert fibre.finished
    assert fibre.count == square.count
    if group.order > 1:
        assert not fibre.by_coordinates
        assert fibre.points.shape[1] * group.order == square.count
    residuals, _, _ = family.evaluate(fibre.points, fibre.parameters[:, None], fibre.parameters[:, None])
    assert abs(residuals).max() < 1e-8 * abs(fibre.parameters).max()


def test_a_symmetry_that_nobody_listed_is_met():
    """z² + z with a hidden bias is even about −½, which no permutation or change of sign says."""
    square = next(s for s in SQUARES if s.name == "S2")
    net, stream = square.network, np.random.default_rng(0)
    group = finite_symmetries(net)
    assert group.order == 1
    family = zero_error_family(net, stream.normal(size=(4, 2)), 4)
    fibre = find_fibre(family, group, stream)
    assert fibre.by_coordinates
    assert fibre.count == 6
    w = fibre.points
    mirrored = np.array([-w[0], -w[1], -1 - w[2], w[3]])  # w1, w2, b, v
    assert all(abs(w - mirrored[:, k : k + 1]).max(axis=0).min() < 1e-8 for k in range(6))


def test_a_search_goes_on_from_what_was_found():
    square = next(s for s in SQUARES if s.name == "S4")
    net, stream = square.network, np.random.default_rng(3)
    family = zero_error_family(net, stream.normal(size=(4, 2)), 4)
    group = finite_symmetries(net)
    first = find_fibre(family, group, stream, known_bound=5)
    assert 5 <= first.count < 21
    again = find_fibre(family, group, stream, start=Fibre.from_dict(first.as_dict()))
    assert again.count == 21
    assert again.finished
    np.testing.assert_allclose(again.points[:, : first.count], first.points)


@pytest.mark.parametrize("name", ["S4", "S8", "S13"])
def test_the_trace_of_a_part_is_not_rational(name):
    square = next(s for s in SQUARES if s.name == name)
    net, stream = square.network, np.random.default_rng(1)
    family = zero_error_family(net, stream.normal(size=(net.num_params, net.input_dim)), net.num_params)
    fibre = find_fibre(family, finite_symmetries(net), stream, known_bound=square.count)
    assert trace_test(family, fibre, stream).degree == 1
    for k in range(5):
        part = Fibre(fibre.parameters, np.delete(fibre.points, k, axis=1), False, fibre.multiplicity)
        assert trace_test(family, part, stream).degree is None


def test_follow_keeps_every_path():
    family = cube_roots()
    points = np.array([[1.0, 1.0]]) + 0j
    ends, status, count = follow(family, points, np.array([[1.0 + 0j]]), np.array([[8.0 + 0j, 0.0]]))
    assert status.tolist() == [ARRIVED, SINGULAR]
    assert ends.shape == (1, 2)
    assert count == 3


@pytest.mark.parametrize("name", ["S1", "S2", "S4"])
def test_real_counts_have_the_parity_of_the_complex_count(name):
    square = next(s for s in SQUARES if s.name == name)
    found = real_counts(square.network, 40, known_bound=square.count)
    assert found.complex_count == square.count
    assert found.data_sets + found.undecided == 40
    assert all((int(value) - square.count) % 2 == 0 and int(value) <= square.count for value in found.histogram)
    assert sum(found.histogram.values()) == found.data_sets
    assert found.min <= found.median <= found.max
    low, high = found.confidence["mean"]
    assert low <= found.mean <= high


def test_real_counts_are_a_function_of_the_seed_alone(monkeypatch):
    square = next(s for s in SQUARES if s.name == "S4")
    once = real_counts(square.network, 30, known_bound=21, seed=5)
    monkeypatch.setattr("algebraic.census.over_data_sets.CHUNK_PATHS", 100)
    again = real_counts(square.network, 30, known_bound=21, seed=5)
    assert (once.histogram, once.data_sets) == (again.histogram, again.data_sets)
    assert real_counts(square.network, 30, known_bound=21, seed=6).histogram != once.histogram


def test_real_counts_refuse_an_incomplete_search(monkeypatch):
    """Generic data have no fewer solutions than any data set: a search that found fewer says so."""
    square = next(s for s in SQUARES if s.name == "S4")
    assert real_counts(square.network, 5, known_bound=21, at_least=21).complex_count == 21
    monkeypatch.setattr("algebraic.tracking.monodromy.ROUND_PATHS", 1)  # one loop at a time, and an early end
    with pytest.raises(HypothesesNotMet, match="at least 21"):
        real_counts(square.network, 5, known_bound=2, at_least=21)
