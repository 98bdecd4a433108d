"""The trace test against fibres that are complete, and against parts of them."""

import re

import numpy as np
import pytest

from algebraic import Network
from algebraic.census.traces import Trace, place_of_test, trace_elsewhere, trace_test
from algebraic.count.check_search import FORMS
from algebraic.networks.finite_symmetry import Group, finite_symmetries
from algebraic.systems.families import critical_family, zero_error_family
from algebraic.tracking.monodromy import Fibre, find_fibre
from tests.networks import SQUARES


@pytest.mark.slow
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


@pytest.mark.slow
def test_it_supports_only_what_it_could_have_refuted():
    """Of a complete fibre: moved elsewhere, it is recognised, and without any of the classes it is not."""
    square = next(s for s in SQUARES if s.name == "S4")
    net, stream = square.network, np.random.default_rng(1)
    family = zero_error_family(net, stream.normal(size=(net.num_params, net.input_dim)), net.num_params)
    fibre = find_fibre(family, finite_symmetries(net), stream, known_bound=square.count)
    found = trace_elsewhere(family, fibre, place_of_test(family, stream))
    assert (found.degree, found.parts, found.refused, found.lost) == (1, 21, 21, 0)
    assert found.route(fibre)["supports"] is True
    part = Fibre(fibre.parameters, np.delete(fibre.points, 3, axis=1), False, fibre.multiplicity)
    found = trace_elsewhere(family, part, place_of_test(family, stream))
    assert (found.outside, found.route(part)["supports"]) == (1, False)
    blind = Trace(1, 1e-9, 0, parts=21, refused=20).route(fibre)
    assert (blind["supports"], "1 times of 21" in blind["statement"]) == (None, True)


@pytest.mark.slow
def test_a_component_out_of_sight_is_not_supported():
    """8 of 32 critical points, the others with weights of size 10^4: near the data their sum looks rational."""
    net = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    family = critical_family(net, np.array([[0.25, 0.25], [0.5, 0.500025]]), range(3))
    stream = np.random.default_rng(0)
    fibre = find_fibre(family, Group(np.arange(3)[None], np.ones((1, 3), dtype=int)), stream)
    assert fibre.count == 8
    assert any(trace_test(family, fibre, stream).degree is not None for _ in range(8))
    assert all(
        trace_elsewhere(family, fibre, place_of_test(family, stream)).route(fibre)["supports"] is not True
        for _ in range(3)
    )


def test_what_hardly_differs_and_what_solves_nothing_is_told():
    fibre = Fibre(np.zeros(1), np.zeros((1, 21)), False, 1)
    for found, supports, words in (
        (
            Trace(1, 1e-9, 0, 21, 21, near_misses=2),
            None,
            "; 2 near misses: pairs that may be one solution",
        ),
        (Trace(1, 1e-9, 0, 21, 21, outside=3), False, "; 3 solutions that are not in it came from loops"),
        (Trace(None, 1.0, 0, wrong=4), False, "not looked at; 4 points of it solve nothing, or are there twice"),
        (Trace(None, 1.0, 0, lost=5), None, "5 solutions did not arrive at random inputs"),
    ):
        route = found.route(fibre)
        assert (route["supports"], words in route["statement"]) == (supports, True)
        assert re.fullmatch(FORMS["trace"], route["statement"])
