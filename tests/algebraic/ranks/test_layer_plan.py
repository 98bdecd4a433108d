"""One layer of the float64 passes, against the passes over a ring: see test_float64_passes for whole networks."""

import numpy as np
import pytest

from algebraic.networks import PrimeField, forward
from algebraic.ranks.layer_plan import LayerPlan
from algebraic.ranks.residue_arrays import ResidueArrays
from tests.networks import every_kind_of_layer

PRIME = 1_000_003
KINDS = every_kind_of_layer()


@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_goes_forward_as_over_the_ring(kind):
    network, ring = KINDS[kind], PrimeField(PRIME)
    stream = np.random.default_rng(2)
    weights = stream.integers(0, PRIME, network.num_params)
    inputs = stream.integers(0, PRIME, (3, network.input_dim))
    trace = forward(network, ring, weights, inputs)
    arrays = ResidueArrays(PRIME, np.zeros(0))
    values = np.concatenate([weights, [ring.constant(c) for c in network.fixed], [0]]).astype(np.int64)
    place = np.full(len(values), -1)
    signal = np.zeros((sum(network.widths) + 1, 3))
    signal[: network.input_dim] = inputs.T
    for k, offset in enumerate(network.offsets):
        patch, value, _ = LayerPlan(arrays, network, k, values, place).forward(signal)
        assert (np.swapaxes(patch, 1, 2) % PRIME == trace.patches[k]).all()
        signal[offset : offset + len(value)] = value
    assert (trace.output == value.T % PRIME).all()
