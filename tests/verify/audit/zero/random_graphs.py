"""Small graphs of all kinds of layers, drawn: groups, strides, dilations, pools, sums, weights in several layers."""

from math import prod

import numpy as np

from tests.verify.audit.zero.mutations import node

ACTIVATIONS = [
    {"name": "tanh"},
    {"name": "sigmoid"},
    {"name": "softplus", "beta": 1.5, "threshold": 20.0},
    {"name": "gelu", "approximate": "none"},
    {"name": "gelu", "approximate": "tanh"},
    {"name": "polynomial", "coefficients": ["1/3", 1, -0.5, "2/7"]},
    {"name": "leaky_relu", "slope": 0.25},
    {"name": "relu"},
]
KINDS = ("convolution", "activation", "scale", "average_pool", "max_pool", "add", "concatenate")


class Drawn:
    """A graph that grows.

    Attributes:
        nodes: as JSON.
        shapes: of the parameters.
    """

    def __init__(self, draw):
        self.draw, self.shapes = draw, []
        self.nodes = [node("input", shape=(draw.choice([1, 2]), draw.choice([3, 4]), draw.choice([3, 4])), name="x")]
        for _ in range(draw.randrange(1, 6)):
            self.grow(draw.choice(KINDS))
        self.end()

    def shape(self, place=-1):
        return tuple(self.nodes[place]["shape"])

    def parameter(self, shape):
        """A parameter, perhaps one that is there."""
        same = [place for place, known in enumerate(self.shapes) if known == shape]
        if same and self.draw.random() < 0.4:
            return self.draw.choice(same)
        self.shapes.append(shape)
        return len(self.shapes) - 1

    def maybe(self, shape):
        return self.parameter(shape) if self.draw.random() < 0.7 else None

    def add(self, kind, sources, shape, parameters=(None, None), constants=None, **options):
        if prod(shape) <= 40:
            self.nodes.append(node(kind, sources, shape, parameters, constants, **options))

    def grow(self, kind):
        draw, place = self.draw, len(self.nodes) - 1
        channels, height, width = self.shape()
        if kind == "activation":
            self.add(kind, (place,), self.shape(), **draw.choice(ACTIVATIONS))
        elif kind == "scale":
            constants = {"factor": [round(draw.uniform(0.5, 2), 2) for _ in range(channels)]}
            constants["shift"] = [round(draw.uniform(-1, 1), 2) for _ in range(channels)]
            self.add(kind, (place,), self.shape(), (self.maybe((channels,)), self.maybe((channels,))), constants)
        elif kind in ("add", "concatenate"):
            first = 1 if kind == "concatenate" else 0
            other = draw.choice([k for k in range(place + 1) if self.shape(k)[first:] == self.shape()[first:]])
            more = self.shape(other)[0] if kind == "concatenate" else 0
            self.add(kind, (place, other), (channels + more, height, width))
        else:
            windows = {"kernel": [draw.randrange(1, min(3, height) + 1), draw.randrange(1, min(3, width) + 1)]}
            windows |= {"stride": [draw.choice([1, 2]), draw.choice([1, 2])], "padding": [draw.choice([0, 1]), 0]}
            if kind != "average_pool":
                windows["dilation"] = [draw.choice([1, 2]) if kind == "convolution" else 1, 1]
            if kind != "convolution" and windows["kernel"][0] == 1:
                windows["padding"] = [0, 0]
            after = [
                (length + 2 * p - d * (k - 1) - 1) // s + 1
                for length, k, s, p, d in zip(
                    (height, width),
                    *(windows.get(n, [1, 1]) for n in ("kernel", "stride", "padding", "dilation")),
                    strict=True,
                )
            ]
            if min(after) < 1:
                return
            if kind != "convolution":
                self.add(kind, (place,), (channels, *after), **windows)
                return
            groups = draw.choice([n for n in (1, 2) if channels % n == 0])
            outputs = groups * draw.choice([1, 2])
            if prod((outputs, *after)) <= 40:
                weight = self.parameter((outputs, channels // groups, *windows["kernel"]))
                self.add(kind, (place,), (outputs, *after), (weight, self.maybe((outputs,))), groups=groups, **windows)

    def end(self):
        """One axis, perhaps some of its entries, and two dense layers."""
        draw, size = self.draw, prod(self.shape())
        self.add("flatten", (len(self.nodes) - 1,), (size,))
        if draw.random() < 0.3:
            columns = [draw.randrange(size) for _ in range(draw.randrange(1, 6))]
            size = len(columns)
            self.add("select", (len(self.nodes) - 1,), (size,), columns=columns)
        for outputs in (draw.choice([3, 4]), draw.choice([1, 2])):
            parameters = (self.parameter((outputs, size)), self.maybe((outputs,)))
            self.add("dense", (len(self.nodes) - 1,), (outputs,), parameters)
            if outputs > 2:
                self.add("activation", (len(self.nodes) - 1,), (outputs,), **draw.choice(ACTIVATIONS))
            size = outputs

    def numbers(self, seed):
        """Weights, steps and inputs."""
        draw = np.random.default_rng(seed)
        weights = [0.7 * draw.standard_normal(shape) for shape in self.shapes]
        steps = [2.0 ** int(n) for n in draw.integers(-1, 2, len(weights))]
        return weights, steps, draw.standard_normal((int(draw.integers(1, 4)), prod(self.shape(0))))
