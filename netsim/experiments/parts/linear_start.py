"""Initial weights with which a deep narrow network of softplus or ReLU units begins as a linear one.

Gaussian weights of any variance let such a network die: after 150 layers of width 10 its outputs are the same for all
samples. Here every unit begins where its activation is nearly the identity, and every layer as a rotation, so that what
distinguishes the samples arrives at the end as it came out of the first layer.
"""

from __future__ import annotations

import numpy as np

from ...models import NetworkSpec, Weights, initial_weights

OFFSET = 2.0  # in standard deviations: so far from the kink is the mean of every unit


def linear_start(network: NetworkSpec, inputs: np.ndarray, models: tuple[int, ...], seed: int) -> Weights:
    """Orthogonal hidden layers, with biases that keep the mean of every unit at 2 and its deviation at 1.

    The first layer's rows are scaled to deviation 1 on the inputs. The last layer's bias takes away what the means of
    the hidden units add, of skip-connections, too. What is drawn is drawn as for the network's own initialisation.

    Args:
        network: dense, all hidden layers of one width.
        inputs: (num_samples, …).

    Returns:
        float32, models first.
    """
    weights = {name: np.asarray(array, float) for name, array in initial_weights(network, models, seed).items()}
    drawn = np.einsum("ni,moi->mno", inputs.reshape(len(inputs), -1).astype(float), weights["layer1.weight"])
    spread = drawn.std(axis=1)
    spread[spread == 0] = 1.0
    weights["layer1.weight"] /= spread[:, :, None]
    weights["layer1.bias"] = OFFSET - drawn.mean(axis=1) / spread
    last = len(network.layers)
    for number in range(2, last):
        rotation = np.linalg.qr(weights[f"layer{number}.weight"])[0]
        weights[f"layer{number}.weight"] = rotation
        weights[f"layer{number}.bias"] = OFFSET * (1 - rotation.sum(axis=2))
    outputs = [name for name in (f"layer{last}.weight", "skip.weight") if name in weights]
    weights[f"layer{last}.bias"] = -OFFSET * np.sum([weights[name].sum(axis=2) for name in outputs], axis=0)
    return {name: array.astype(np.float32) for name, array in weights.items()}
