"""Small networks: the plain loops, the expanded equations and the network of :mod:`algebraic` say the same."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from algebraic.networks import Rationals, forward
from verify.instruments import (
    activation_of,
    constants,
    design,
    evaluate,
    is_unit,
    line,
    network_of,
    num_activated,
    polynomial,
    random_activation,
    rational,
    system_of,
)

UNIT = {"widths": [2, 1], "activation": ["1", "-1/2", "3"], "bias": True, "readout": False}
DEEP = {"widths": [2, 3, 1], "activation": ["0", "1", "1"], "bias": True, "readout": True}
BARE = {"widths": [1, 2, 2, 1], "activation": ["0", "0", "2"], "bias": False, "readout": False}
TREE = {"widths": [4, 2, 1], "activation": ["1", "0", "1"], "bias": True, "readout": False, "tree": True}
NETS = [UNIT, DEEP, BARE, TREE]


@pytest.mark.parametrize("net", NETS)
def test_three_routes_to_the_outputs(net):
    stream, network, ring = np.random.default_rng(3), network_of(net), Rationals()
    weights = stream.integers(-3, 4, network.num_params).tolist()
    inputs = stream.integers(-3, 4, (2, net["widths"][0])).tolist()
    passed = forward(network, ring, ring.array(weights), ring.array(inputs)).output[:, 0]
    places = {name: k for k, name in enumerate(network.parameter_names)}
    by_units = sorted(places, key=lambda name: (name[1:].split("_")[:2], name[0] == "b", places[name]))
    ordered = weights if "tree" in net else [weights[places[name]] for name in by_units]
    looped = [evaluate(net, iter(constants(ordered)), constants(row))[0] for row in inputs]
    assert [rational(str(value)) for value in passed] == looped
    system = system_of({**net, "inputs": inputs, "targets": [7, "1/3"]})
    values = [p(*(flint.fmpq(w) for w in weights)) for p in system.polynomials]
    assert values == [looped[0] - 7, looped[1] - flint.fmpq(1, 3)]


@pytest.mark.parametrize(
    ("net", "layers", "unit"), [(UNIT, 1, True), (DEEP, 1, False), (BARE, 3, False), (TREE, 2, False)]
)
def test_layers_with_an_activation(net, layers, unit):
    """Along a line through 0 in the inputs the degree is that of the activation for each of them."""
    weights = constants(range(1, network_of(net).num_params + 1))
    assert num_activated(net) == layers
    assert evaluate(net, iter(weights), line([1] * net["widths"][0])).degree() == 2**layers
    assert is_unit(net) is unit


def test_targets_of_several_outputs_are_lists():
    net = {**UNIT, "widths": [2, 2]}
    system = system_of({**net, "inputs": [[1, 2]], "targets": [["1/2", 3]]})
    assert [p(*[0] * 6) for p in system.polynomials] == [flint.fmpq(1, 2), -2]  # P(0) = 1


def test_the_activation():
    assert activation_of(UNIT)(2) == polynomial(["12"])(0) == 12
    for degree in (1, 2, 5):
        for seed in range(20):
            assert polynomial(random_activation(np.random.default_rng(seed), degree)).degree() == degree


def test_the_design_has_a_column_of_ones():
    assert design([[1, 2], [3, 4]], bias=False).tolist() == [[1, 2], [3, 4]]
    assert design([[1, 2], [3, 4]], bias=True).tolist() == [[1, 2, 1], [3, 4, 1]]
    assert design([[1, 2], [2, 4]], bias=True).rank() == 2
    assert design([[1, 2], [2, 4]], bias=False).rank() == 1


@pytest.mark.parametrize("value", [3, "3/4", Fraction(-1, 2), "0"])
def test_rationals_are_exact(value):
    found = rational(value)
    assert Fraction(int(found.p), int(found.q)) == Fraction(value)
