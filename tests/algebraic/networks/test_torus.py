"""Scalings of all weights: they change no output, and no other scaling leaves them."""

import numpy as np
import pytest

from algebraic.networks import (
    Network,
    Rationals,
    forward,
    lightning_attention,
    polynomial_attention,
    scales_outputs,
    scaling_rates,
    symmetries,
)
from algebraic.networks.builder import Builder
from tests.networks import every_kind_of_layer

KINDS = every_kind_of_layer()


def values(network, weights, inputs):
    ring = Rationals()
    return forward(network, ring, ring.array(weights), ring.array(inputs)).output


@pytest.mark.parametrize("kind", KINDS)
def test_scaled_weights_give_the_same_function(kind):
    network = KINDS[kind]
    stream = np.random.default_rng(3)
    weights, inputs = stream.integers(1, 9, network.num_params), stream.integers(-5, 6, (3, network.input_dim))
    before = values(network, weights, inputs)
    for rates in scaling_rates(network):
        factors = Rationals().array(np.full(network.num_params, 2)) ** np.array(rates)
        assert (values(network, factors * weights, inputs) == before).all()


def test_as_many_as_the_known_scalings():
    """Of networks that have no other symmetries, so that the other code says how many there are."""
    for network in (
        Network.dense([2, 3, 1], "z**3", hidden_bias=False, output_bias=False),
        Network.dense([2, 2, 2, 1], ["z**2", "z**3"], output_bias=False),
        Network.dense([2, 2, 1], "z**3+z"),
    ):
        known = [s for s in symmetries(network, Rationals(), Rationals().array(np.arange(1, network.num_params + 1)))]
        assert len(scaling_rates(network)) == sum(s.kind == "scaling" for s in known)


def test_attention():
    for network, times in ((lightning_attention(2, 2, 1), 1), (polynomial_attention(2, 2, 1, "z**3"), 3)):
        [[first, *rates]] = scaling_rates(network)
        assert rates == [first] * 3 + [-times * first] * 2
    assert scaling_rates(polynomial_attention(2, 2, 1, "z**3+z")) == []
    ring = Rationals()
    (found,) = symmetries(lightning_attention(2, 1, 1), ring, ring.array([3, 5]))
    assert (found.kind, found.layer, found.values.tolist()) == ("scaling", 1, [3, -5])


def test_functions_that_are_a_cone():
    assert scales_outputs(polynomial_attention(2, 2, 1, "z**3+z"))
    assert scales_outputs(Network.dense([2, 2, 1], "z**3+z", output_bias=False))
    assert scales_outputs(Network.dense([2, 1], "z**3", output_bias=False, output_activation=True))
    assert not scales_outputs(Network.dense([2, 1], "z**3+z", output_activation=True))
    skip = Builder(1)
    skip.graph(1, [(0, 0, "a"), (0, 0, 1)])  # a x + x: no cone, but the zero function is among them
    assert not scales_outputs(skip.network())
