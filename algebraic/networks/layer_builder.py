"""Layers one after the other: dense, convolution, locally connected, tree nodes, any labelled graph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from ..shell import WrongInput, shown_value
from .activation import Activation
from .activation_sources import ActivationSource, as_activation
from .layers import MAX_LAYERS, NO_EDGE, Layer, check_size

MAX_TERMS = 20_000  # of all activations together
MAX_NUMBER = 10**9  # in a description; what it describes has other limits
Source = int | str
Shape = tuple[int, ...]


class LayerBuilder:
    """Adds layers; see :class:`algebraic.networks.Builder`, which makes a network of them.

    Args:
        channels_first: inputs are (channels, height, width), as in torch, and not (height, width, channels).
    """

    def __init__(self, input_shape: int | Sequence[int], *, channels_first: bool = False) -> None:
        shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
        if not shape or any(isinstance(n, bool) or not isinstance(n, int) or not 0 < n <= MAX_NUMBER for n in shape):
            raise bad_network(f"the input shape {shown_value(list(shape))} is not made of whole numbers from 1 on")
        check_size(parameters=0, units=math.prod(shape), edges=0, layers=0)
        self._inputs = np.arange(math.prod(shape))  # where they stand, read with the channels last
        if channels_first:
            self._inputs = np.moveaxis(self._inputs.reshape(shape), 0, -1).ravel()
            shape = (*shape[1:], shape[0])
        self._shapes: list[Shape] = [shape]  # of the inputs and of every layer
        self._places = [0, math.prod(shape)]  # in the signal where each begins, and where the last one ends
        self._edges = self._terms = 0
        self._layers: list[Layer] = []
        self._names: list[str] = []
        self._index: dict[str, int] = {}
        self._check_size(0, 0)

    @property
    def output_shape(self) -> Shape:
        """Of what the next layer reads."""
        return self._shapes[-1]

    def dense(
        self,
        units: int,
        *,
        activation: ActivationSource | None = None,
        bias: bool = True,
        reads: Sequence[Source] | None = None,
    ) -> int:
        """Every unit reads everything."""
        positions = self._read(reads)[None, :]
        return self._add(positions, _whole(units, "units"), activation, bias, True, (int(units),))

    def convolution(
        self,
        channels: int,
        kernel: Sequence[int],
        *,
        stride: Sequence[int] = (1, 1),
        padding: Sequence[int] = (0, 0),
        activation: ActivationSource | None = None,
        bias: bool = True,
        shared: bool = True,
        reads: Sequence[Source] | None = None,
    ) -> int:
        """A two-dimensional convolution, or with ``shared=False`` a locally connected layer.

        It reads one source of shape (height, width, channels); kernel, stride and padding are pairs.
        """
        source = self._sources(reads)
        if len(source) != 1 or len(self._shapes[source[0]]) != 3:
            raise bad_network("a convolution reads one source of shape (height, width, channels)")
        height, width, depth = self._shapes[source[0]]
        pairs = [
            tuple(_whole(n, name, 0 if name == "padding" else 1) for n in pair)
            for name, pair in (("kernel", kernel), ("stride", stride), ("padding", padding))
        ]
        if any(len(pair) != 2 for pair in pairs):
            raise bad_network("kernel, stride and padding are pairs of whole numbers")
        (kh, kw), (sh, sw), (ph, pw) = pairs
        rows, columns = (height + 2 * ph - kh) // sh + 1, (width + 2 * pw - kw) // sw + 1
        if rows < 1 or columns < 1:
            raise bad_network(f"the kernel {kh}×{kw} does not fit into {height}×{width} with padding {ph}, {pw}")
        self._check_size(rows * columns, kh * kw * depth)  # of the patches
        self._check_size(height + 2 * ph, (width + 2 * pw) * depth)  # of the padded image
        image = self._positions(source[0]).reshape(height, width, depth)
        padded = np.full((height + 2 * ph, width + 2 * pw, depth), NO_EDGE)
        padded[ph : ph + height, pw : pw + width] = image
        patches = [
            padded[r * sh : r * sh + kh, c * sw : c * sw + kw].ravel() for r, c in product(range(rows), range(columns))
        ]
        shape = (rows, columns, _whole(channels, "channels"))
        return self._add(np.stack(patches), channels, activation, bias, shared, shape)

    def nodes(
        self,
        patches: Sequence[Sequence[int]],
        *,
        units: int = 1,
        activation: ActivationSource | None = None,
        bias: bool = True,
        shared: bool = False,
        reads: Sequence[Source] | None = None,
    ) -> int:
        """Nodes that read a few entries each, as in the binary tree of Theory II, A.2; equally many per node."""
        available = self._read(reads)
        sizes = {len(patch) for patch in patches}
        if len(sizes) != 1 or 0 in sizes:
            raise bad_network("patches are non-empty lists of equal length")
        for place in (place for patch in patches for place in patch):
            if not _index(place, len(available)):
                raise bad_network(
                    f"a patch names entry {shown_value(place)}, and the layer reads entries 0 to {len(available) - 1}"
                )
        positions = available[np.array(patches)]
        return self._add(positions, _whole(units, "units"), activation, bias, shared, (len(patches) * units,))

    def graph(
        self,
        units: int,
        edges: Sequence[tuple[int, int, str]],
        *,
        biases: dict[int, str] | None = None,
        activation: ActivationSource | None = None,
        reads: Sequence[Source] | None = None,
    ) -> int:
        """Any layer of a parameter-labelled graph: edges (unit, entry read, label); equal labels are one weight."""
        available = self._read(reads)
        self._check_size(_whole(units, "units"), 1)
        own: list[list[tuple[int, str]]] = [[] for _ in range(units)]
        for unit, entry, label in edges:
            if not (_index(unit, units) and _index(entry, len(available))):
                raise bad_network(
                    f"the edge {shown_value([unit, entry, label])} is outside {units} units and "
                    f"{len(available)} entries read"
                )
            own[unit].append((entry, label))
        if any(not _index(unit, units) for unit in biases or {}):
            raise bad_network(f"a bias is given to a unit outside 0 to {units - 1}")
        size = max(map(len, own))
        if size == 0:
            raise bad_network("a graph layer needs an edge")
        self._check_size(units, size)
        positions, labels = np.full((units, size), NO_EDGE), np.full((units, 1, size), NO_EDGE)
        bias_labels = np.full((units, 1), NO_EDGE)
        for unit, pairs in enumerate(own):
            for place, (entry, label) in enumerate(pairs):
                positions[unit, place], labels[unit, 0, place] = available[entry], self._label(label)
            if biases and unit in biases:
                bias_labels[unit, 0] = self._label(biases[unit])
        return self._append(Layer(positions, labels, bias_labels, _activation(activation)), (units,))

    @property
    def parts(self) -> tuple[int, tuple[Layer, ...], tuple[str, ...]]:
        """Number of inputs, layers and names of the parameters: what a network is made of."""
        if not self._layers:
            raise bad_network("a network needs a layer")
        return math.prod(self._shapes[0]), tuple(self._layers), tuple(self._names)

    def _add(
        self,
        positions: np.ndarray,
        units: int,
        activation: ActivationSource | None,
        bias: bool,
        shared: bool,
        shape: Shape,
    ) -> int:
        bias, shared = truth(bias, "bias"), truth(shared, "shared")
        groups, size, layer = (1 if shared else len(positions)), positions.shape[1], len(self._layers) + 1
        self._check_size(groups * units, size + bool(bias), len(positions) * units)
        weights = np.full((groups, units, size), NO_EDGE)
        biases = np.full((groups, units), NO_EDGE)
        for g in range(groups):
            where = f"{layer}" if groups == 1 else f"{layer}p{g + 1}"
            for u in range(units):
                weights[g, u] = [self._label(f"w{where}_{u + 1}_{j + 1}") for j in range(size)]
        for g, u in product(range(groups), range(units)) if bias else ():
            where = f"{layer}" if groups == 1 else f"{layer}p{g + 1}"
            biases[g, u] = self._label(f"b{where}_{u + 1}")
        return self._append(Layer(positions, weights, biases, _activation(activation)), shape)

    def _check_size(self, weights_of: int, inputs: int, units: int = 0) -> None:
        """Refuse what is about to be built: so many units with weights of their own, each with so many inputs."""
        weights, before = weights_of * inputs, self._places[-1]
        check_size(
            parameters=len(self._names),
            units=before + max(units, weights_of),
            edges=self._edges + weights,
            layers=len(self._shapes),
        )
        if units:  # a layer whose weights are all new
            check_size(parameters=len(self._names) + weights, units=0, edges=0, layers=0)

    def _append(self, layer: Layer, shape: Shape) -> int:
        self._edges += layer.weight_labels.size + layer.positions.size
        self._terms += len(layer.activation.coefficients) if layer.activation else 0
        if self._terms > MAX_TERMS:
            raise bad_network(f"the activations of all layers have more than {MAX_TERMS:,} coefficients")
        self._layers.append(layer)
        self._shapes.append(shape)
        self._places.append(self._places[-1] + math.prod(shape))
        return len(self._layers) - 1

    def _label(self, name: str) -> int:
        if not isinstance(name, str) or not name.isidentifier():
            raise bad_network(f"the label {shown_value(name)} is not a name")
        if name not in self._index:
            self._index[name] = len(self._names)
            self._names.append(name)
        return self._index[name]

    def _sources(self, reads: Sequence[Source] | None) -> list[int]:
        if reads is None:
            return [len(self._layers)]
        if not isinstance(reads, list | tuple):
            raise bad_network(f"reads is {shown_value(reads)}, not a list of layers")
        if len(reads) > MAX_LAYERS:
            raise bad_network(f"layer {len(self._layers)} reads {len(reads):,} sources (limit {MAX_LAYERS:,})")
        found = []
        for source in reads:
            if source == "input":
                found.append(0)
            elif isinstance(source, int) and not isinstance(source, bool) and 0 <= source < len(self._layers):
                found.append(source + 1)
            else:
                raise bad_network(
                    f'layer {len(self._layers)} reads {shown_value(source)}: only "input" and earlier layers are read',
                    hint="layers are numbered from 0 in the order given; a cycle is not a network",
                )
        if not found:
            raise bad_network(f"layer {len(self._layers)} reads nothing")
        return found

    def _positions(self, source: int) -> np.ndarray:
        return np.arange(*self._places[source : source + 2]) if source else self._inputs

    def _read(self, reads: Sequence[Source] | None) -> np.ndarray:
        sources = self._sources(reads)
        self._check_size(1, sum(self._places[source + 1] - self._places[source] for source in sources))
        return np.concatenate([self._positions(source) for source in sources])


def _index(value: Any, size: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and 0 <= int(value) < size


def _activation(given: ActivationSource | None) -> Activation | None:
    return None if given is None else as_activation(given)


def _whole(value: Any, name: str, least: int = 1) -> int:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not least <= value <= MAX_NUMBER:
        raise bad_network(f"{name} is {shown_value(value)}, not a whole number from {least} to {MAX_NUMBER:,}")
    return int(value)


def truth(value: Any, name: str) -> bool:
    """Refuse what is neither true nor false, such as "no", which Python takes for true."""
    if not isinstance(value, bool):
        raise bad_network(f"{name} is {shown_value(value)}, neither true nor false")
    return value


def bad_network(message: str, hint: str = "see the page on networks in the documentation") -> WrongInput:
    """The error for what makes no network."""
    return WrongInput(message, hint=hint, kind="bad_network")
