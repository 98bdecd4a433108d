"""With these weights a deep network is nearly linear, and keeps what distinguishes the samples."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.experiments.parts.linear_start import OFFSET, linear_start
from netsim.models import mlp

INPUTS = np.random.default_rng(1).uniform(size=(200, 6))


def layers_of(network, weights, inputs):
    """What each layer gives before its activation, layer by layer as it is defined; of the first model."""
    values, found = inputs, []
    for number in range(1, len(network.layers) + 1):
        values = values @ weights[f"layer{number}.weight"][0].T + weights[f"layer{number}.bias"][0]
        found.append(values)
        values = np.logaddexp(0, 20 * values) / 20
    return found


def test_means_and_distances_stay_through_all_layers():
    network = mlp(6, (5,) * 40, 3, activation="softplus:20")
    weights = linear_start(network, INPUTS, (0, 1), seed=0)
    *hidden, _ = layers_of(network, weights, INPUTS)
    assert hidden[0].mean(axis=0) == pytest.approx(OFFSET, abs=1e-5)
    assert hidden[0].std(axis=0) == pytest.approx(1, abs=1e-5)
    sizes = [np.linalg.norm(each - each.mean(axis=0)) for each in hidden]
    assert sizes[-1] == pytest.approx(sizes[0], rel=0.2)  # the kink is 2 standard deviations away, not out of reach
    far = linear_start(network, INPUTS, (1,), seed=0)
    assert all((weights[name][1] == far[name][0]).all() for name in weights)
    for number in range(2, 41):
        rotation = weights[f"layer{number}.weight"][0]
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(5), atol=1e-5)


def test_outputs_begin_without_what_the_means_add():
    plain = mlp(6, (5,) * 10, 3, activation="softplus:20")
    skip = replace(plain, skips=tuple((layer, unit) for layer in (1, 4, 9) for unit in range(5)))
    weights = linear_start(skip, INPUTS, (0,), seed=3)
    hidden = layers_of(plain, weights, INPUTS)
    kept = np.concatenate([np.logaddexp(0, 20 * hidden[layer - 1]) / 20 for layer in (1, 4, 9)], axis=1)
    outputs = hidden[-1] + kept @ weights["skip.weight"][0].T
    assert np.abs(outputs.mean(axis=0)).max() < 0.5 * OFFSET
    assert outputs.std(axis=0).min() > 0.1


def test_inputs_that_are_all_the_same():
    weights = linear_start(mlp(3, (2, 2), 1, activation="relu"), np.ones((4, 3)), (0,), seed=0)
    assert all(np.isfinite(array).all() for array in weights.values())
