"""Weights that are reached, against gradients of a random network on random images."""

import numpy as np
import pytest

from netsim.models.architectures import mlp, theory2_dcnn, theory3_cnn
from netsim.models.initial import initial_weights
from netsim.models.layers import Layer
from netsim.models.networks import NetworkSpec, forward
from netsim.models.reached import reached_weights


@pytest.mark.torch
@pytest.mark.parametrize(
    "spec",
    [
        theory2_dcnn(channels=(2, 3, 4, 5)),
        theory2_dcnn((1, 8, 8), channels=(2, 3, 4, 5)),
        theory3_cnn((2, 3, 4, 5), (1, 28, 28)),
        mlp(5, (4,), 3),
        NetworkSpec((1, 6, 6), (Layer(2, 3, 1, 1, pool="mean"), Layer(2, 5, 1, 2, reads=(1,)), Layer(2))),
    ],
)
def test_a_weight_is_reached_if_something_depends_on_it(spec):
    import torch

    smooth = type(spec)(spec.input_shape, spec.layers, "softplus")  # every weight that is multiplied has a gradient
    arrays = initial_weights(smooth, (0,), seed=0)
    weights = {name: torch.tensor(array, dtype=torch.float64, requires_grad=True) for name, array in arrays.items()}
    inputs = torch.tensor(np.random.default_rng(0).standard_normal((1, 20, *spec.input_shape)))
    forward(smooth, weights, inputs).square().sum().backward()
    for layer in range(1, len(spec.layers) + 1):
        gradient = weights[f"layer{layer}.weight"].grad[0].ravel().numpy()
        assert np.array_equal(gradient != 0, reached_weights(spec, layer))
