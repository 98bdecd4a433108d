"""Small convolutional networks to which N skip connections are added (NMH §1, Fig. 2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np

from ...claims import Settings
from ...instruments import SkipLayer, SkipNet, grow, skip_layer
from .features import Sampled

ACTIVATIONS = ("sigmoid", "softplus", "relu", "tanh")


class Extended(Sampled):
    """A network without skips but those of its last hidden layer, N, and N units that were drawn to be connected."""

    num_skips: int
    drawn: list[int]


def draw(stream: np.random.Generator, settings: Settings) -> Extended:
    """One to three layers: convolutions of two inputs, one or two channels, max-pooling, then a last hidden layer."""
    scale, drop = settings.scale, settings.drop
    activation = str(stream.choice(ACTIVATIONS))
    tied = bool(stream.random() < 0.25)
    dim, channels = grow(scale, 2, 4, stream), grow(scale, 1, 2, stream)
    layers = [convolution(activation, dim, 0, dim, channels, tied=tied)]
    places = dim - 1
    if places > 1 and channels == 1 and stream.random() < 0.3:
        layers.append(skip_layer("max", [[dim + k, dim + k + 1] for k in range(places - 1)]))
    elif places > 1 and stream.random() < 0.6:
        layers.append(convolution(activation, places, dim, places, 1, channels, tied=tied))
    if len(layers) == 1 or stream.random() < 0.5:  # fully connected
        before = list(range(dim, dim + sum(len(each["supports"]) for each in layers)))[-len(layers[-1]["supports"]) :]
        layers.append(skip_layer(activation, [before] * grow(scale, 1, 2, stream)))
    return extended(stream, dim, layers, scale, more=drop == "room")


def convolution(
    activation: str, places: int, offset: int, stride: int, channels: int, depth: int = 1, *, tied: bool = False
) -> SkipLayer:
    """A kernel of two neighbours over all channels below; weights shared in a channel, biases if ``tied``."""
    supports = [
        [offset + c * stride + k + j for c in range(depth) for j in range(2)]
        for _ in range(channels)
        for k in range(places - 1)
    ]
    groups = [channel for channel in range(channels) for _ in range(places - 1)]
    return {"activation": activation, "supports": supports, "groups": groups, "tied": tied}


def extended(
    stream: np.random.Generator, dim: int, layers: list[SkipLayer], scale: float, *, more: bool = False
) -> Extended:
    """N and the units drawn for a network, and N samples that differ in every input."""
    hidden = list(range(dim, dim + sum(len(each["supports"]) for each in layers)))
    count = len(hidden) + 1 if more else grow(scale, 1, len(hidden), stream)
    if not more and stream.random() < 0.25:
        count = len(hidden)
    chosen = sorted(int(v) for v in stream.permutation(hidden)[:count])
    inputs = np.array([stream.permutation(4 * count)[:count] for _ in range(dim)]).T.tolist()
    net: SkipNet = {"num_inputs": dim, "layers": layers, "skips": hidden[-len(layers[-1]["supports"]) :]}
    return {"net": net, "inputs": inputs, "num_skips": count, "drawn": chosen, "seed": int(stream.integers(2**31))}


def with_skips(instance: Extended, chosen: list[int] | tuple[int, ...]) -> SkipNet:
    """The network with the chosen units connected to the output as well."""
    return {**instance["net"], "skips": sorted({*instance["net"]["skips"], *chosen})}


def two_layers() -> Iterator[Extended]:
    """One input, up to two units in each of two layers, which read all or one below, and every choice of N units."""
    for low, high, share in product((1, 2), (1, 2), (False, True)):
        for first, second in product(("sigmoid", "softplus"), repeat=2):
            hidden = list(range(1, 1 + low + high))
            for supports in product([hidden[:low], hidden[:1]], repeat=high):
                if share and len({len(each) for each in supports}) > 1:
                    continue
                layers = [
                    skip_layer(first, [[0]] * low, shared=share),
                    skip_layer(second, list(supports), shared=share),
                ]
                net: SkipNet = {"num_inputs": 1, "layers": layers, "skips": hidden[low:]}
                for count in range(1, len(hidden) + 1):
                    inputs = [[5 * k * k - 9] for k in range(count)]
                    for drawn in combinations(hidden, count):
                        yield {"net": net, "inputs": inputs, "num_skips": count, "drawn": list(drawn), "seed": count}
