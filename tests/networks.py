"""Networks that several tests share, with their published numbers (peers' table, measured with four engines)."""

from dataclasses import dataclass

import numpy as np

from algebraic.networks.activation import Activation
from algebraic.networks.architectures import theory2_tree
from algebraic.networks.attention import lightning_attention
from algebraic.networks.builder import Builder
from algebraic.networks.layers import NO_EDGE, Layer
from algebraic.networks.network import Network


@dataclass(frozen=True)
class Square:
    """A network with K = N; `count` for generic data."""

    name: str
    widths: tuple
    activation: str
    hidden_bias: bool
    output_bias: bool
    num_params: int
    bezout: int
    layerwise: int
    bkk: int
    count: int

    @property
    def network(self):
        return Network.dense(self.widths, self.activation, hidden_bias=self.hidden_bias, output_bias=self.output_bias)


SQUARES = [
    Square("S1", (1, 1, 1), "z**3+z", True, False, 3, 64, 27, 8, 6),
    Square("S2", (2, 1, 1), "z**2+z", True, False, 4, 81, 32, 7, 6),
    Square("S4", (2, 1, 1, 1), "z**2+z", False, False, 4, 2401, 384, 21, 21),
    # The table of measurements gives 102 here, which is a value for special data: tests/algebraic/ideals/
    # test_by_ideals proves that all 105 are simple for generic data, and BKK allows no more.
    Square("S5", (3, 1, 1, 1), "z**2+z", False, False, 5, 16807, 2560, 105, 105),
    Square("S6", (2, 2, 1), "z**3+z", False, False, 6, 4096, 1215, 64, 8),
    Square("S8", (2, 1, 1, 1), "z**3+z", False, False, 4, 28561, 2916, 208, 208),
    Square("S9", (4, 1, 1), "z**3+z", True, False, 6, 4096, 1458, 242, 240),
    Square("S11", (2, 2, 1), "z**3+z", True, True, 9, 262144, 61236, 676, 24),
    Square("S13", (3, 2, 1), "z**3+z", False, False, 8, 65536, 20412, 676, 168),
]


def shared_and_sparse() -> Network:
    """A convolution on three inputs (padded, shared weights and bias), a layer with a missing edge and a label
    used twice, and outputs that also read an input (a skip connection)."""
    convolution = Layer(
        np.array([[0, 1], [1, 2], [2, NO_EDGE]]), np.array([[[0, 1]]]), np.array([[2]]), Activation.parse("z**2/3-z+2")
    )
    irregular = Layer(
        np.array([[3, 4, 5]]), np.array([[[3, 4, 5], [4, NO_EDGE, 3]]]), np.array([[NO_EDGE, 6]]), Activation.parse("z")
    )
    skip = Layer(np.array([[6, 0], [7, 1]]), np.array([[[7, 8]], [[8, 9]]]), np.array([[2]]), None)
    names = ("c1", "c2", "b", "u1", "u2", "u3", "e", "v1", "v2", "v3")
    return Network(3, (convolution, irregular, skip), names)


def locally_connected() -> Network:
    """Two patches of a 1×3 image, each with weights of its own, and a readout."""
    builder = Builder((1, 3, 1))
    builder.convolution(1, (1, 2), shared=False, activation="z**2")
    builder.dense(1)
    return builder.network()


def products_and_numbers() -> Network:
    """Products and single entries in one layer, an entry squared, weights and a bias that are numbers."""
    builder = Builder(2)
    builder.graph(
        2,
        [(0, 0, 1, "a"), (0, 0, "b"), (1, 1, 1, "a"), (1, 0, "-3/2")],
        biases={0: 2, 1: "c"},
        activation="z**2/3-z",
    )
    builder.products([[0, 1], [2, 2]], [[2, 3], [3, 0]], reads=["input", 0])
    builder.dense(2, reads=[1, "input"], bias=False)
    return builder.network().fix({"w3_2_1": "1/7"})


def every_kind_of_layer() -> dict:
    """One network for each kind of layer that exists."""
    return {
        "linear": Network.dense([2, 2]),
        "no biases": Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False),
        "all biases": Network.dense([2, 2, 2], "z**3+z"),
        "output bias only": Network.dense([1, 2, 1], "z**2-1/2", hidden_bias=False),
        "activated output": Network.dense([2, 1, 2], "z**2+z", output_activation=True),
        "rational, per layer": Network.dense([2, 1, 1, 1], ["1.5*z**2 + 1/3", "z**3 - z/7"]),
        "shared and missing edges": shared_and_sparse(),
        "tree nodes": theory2_tree("z**2", units=1),
        "locally connected": locally_connected(),
        "attention": lightning_attention(2, 2, 1),
        "products and numbers": products_and_numbers(),
    }
