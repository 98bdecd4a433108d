"""The networks of the papers, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from .activation import Activation
from .activation_sources import ActivationSource, as_activation
from .builder import Builder
from .network import Network


def theory2_example(activation: ActivationSource = "z**3+z", outputs: int = 1) -> Network:
    """Theory II, (5)–(6): P(W1 P(w1 x1 + w2 x2 + w3) + W2 P(w1 x3 + w2 x4 + w3) + W3), one unit per node, shared.

    >>> theory2_example().num_params
    6
    """
    builder = Builder(4)
    builder.nodes([[0, 1], [2, 3]], activation=activation, shared=True)
    builder.dense(outputs, activation=activation)
    return builder.network()


def theory2_tree(
    activation: ActivationSource = "z**3+z", outputs: int = 1, *, units: int = 2, shared: bool = False
) -> Network:
    """Theory II, (1)–(4): g(h(x1, x2), h'(x3, x4)), each function a sum of ``units`` ridge units.

    h and h' read (x1, x2) and (x3, x4) as in (1); equation (4) prints x1, x2 for both.

    >>> theory2_tree().num_params, theory2_tree(shared=True).num_params
    (24, 16)
    """
    builder = Builder(4)
    builder.nodes([[0, 1], [2, 3]], units=units, activation=activation, shared=shared)
    builder.nodes([[*range(units)], [*range(units, 2 * units)]], bias=False, shared=shared)
    builder.dense(units, activation=activation)
    builder.dense(outputs, bias=False)
    return builder.network()


def theory2_cifar(activation: ActivationSource = "z**2+z", outputs: int = 1) -> Network:
    """Theory II, 4.1, without batch normalization: 3×3 convolutions with stride 2 on 32×32×3, 188,810 parameters.

    The channels are not printed. 16, 16, 128, 144 without padding (32, 15, 7, 3, 1 pixels) and a linear readout,
    with biases, give 188,810 parameters with ten outputs.

    >>> theory2_cifar(outputs=10).num_params
    188810
    """
    return _convolutions((16, 16, 128, 144), (0, 0), True, as_activation(activation), outputs)


def theory3_conv(activation: ActivationSource = "z**2+z", outputs: int = 10) -> Network:
    """Theory III, Fig. 3, without batch normalization: channels 16, 32, 64, 128, then fully connected.

    >>> theory3_conv().num_params
    102330
    """
    return _convolutions((16, 32, 64, 128), (1, 1), False, as_activation(activation), outputs)


@lru_cache(maxsize=4)  # a tenth of a second each, and a check asks for one several times
def _convolutions(
    channels: tuple[int, ...], padding: tuple[int, int], bias: bool, activation: Activation, outputs: int
) -> Network:
    builder = Builder((32, 32, 3))
    for width in channels:
        builder.convolution(width, (3, 3), stride=(2, 2), padding=padding, activation=activation, bias=bias)
    builder.dense(outputs)
    return builder.network()


def _tree(units: int, shared: bool) -> Callable[..., Network]:
    def build(activation: ActivationSource = "z**3+z", outputs: int = 1) -> Network:
        return theory2_tree(activation, outputs, units=units, shared=shared)

    return build


NAMED: dict[str, Callable[..., Network]] = {
    "theory2-example": theory2_example,
    "theory2-tree": theory2_tree,
    "theory2-tree-shared": _tree(2, True),
    "theory2-tree-one-unit": _tree(1, False),
    "theory2-tree-one-unit-shared": _tree(1, True),
    "theory2-cifar": theory2_cifar,
    "theory3-conv": theory3_conv,
}
