"""The trace test against fibres that are complete, and against parts of them."""

import numpy as np
import pytest

from algebraic.census.traces import trace_test
from algebraic.networks.finite_symmetry import finite_symmetries
from algebraic.systems.families import zero_error_family
from algebraic.tracking.monodromy import Fibre, find_fibre
from tests.networks import SQUARES


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
