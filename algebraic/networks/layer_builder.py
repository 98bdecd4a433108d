"""Layers one after the other: dense, convolution, locally connected, tree nodes, any labelled graph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np

from ..shell import shown_value
from .activation_sources import ActivationSource
from .fixing import Number, bad_network, fixed_labels, fixed_number, relabelled
from .given_values import MAX_NUMBER, activation_or_none, is_index, truth, whole
from .layers import MAX_LAYERS, NO_EDGE, Layer, check_size

MAX_TERMS = 20_000  # of all activations together
Source = int | str
Label = Number  # a name, or the number that a weight is fixed to
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
        self._names: list[str | None] = []  # by label; none for a weight that is fixed to a number
        self._numbers: dict[int, Fraction] = {}
        self._index: dict[str | Fraction, int] = {}
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
        return self._add(positions, whole(units, "units"), activation, bias, True, (int(units),))

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
            tuple(whole(n, name, 0 if name == "padding" else 1) for n in pair)
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
        shape = (rows, columns, whole(channels, "channels"))
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
        positions = self._entries(patches, self._read(reads))
        return self._add(positions, whole(units, "units"), activation, bias, shared, (len(patches) * units,))

    def graph(
        self,
        units: int,
        edges: Sequence[tuple[int, int, Label] | tuple[int, int, int, Label]],
        *,
        biases: dict[int, Label] | None = None,
        activation: ActivationSource | None = None,
        reads: Sequence[Source] | None = None,
    ) -> int:
        """Any layer of a parameter-labelled graph: edges (unit, entry read, label); equal labels are one weight.

        An edge with two entries, (unit, entry, entry, label), reads their product. A label that is a number, or text
        such as ``1/2``, is a weight that is fixed to it.
        """
        available = self._read(reads)
        self._check_size(whole(units, "units"), 1)
        own: list[list[tuple[list[int], Label]]] = [[] for _ in range(units)]
        for edge in edges:
            unit, *entries, label = edge
            if not (is_index(unit, units) and all(is_index(entry, len(available)) for entry in entries)):
                raise bad_network(
                    f"the edge {shown_value(list(edge))} is outside {units} units and {len(available)} entries read"
                )
            if len(entries) not in (1, 2):
                raise bad_network(
                    f"the edge {shown_value(list(edge))} reads {len(entries)} entries, and not one or two",
                    hint="a product of more is a product of a product: take a layer for each",
                )
            own[unit].append((entries, label))
        if any(not is_index(unit, units) for unit in biases or {}):
            raise bad_network(f"a bias is given to a unit outside 0 to {units - 1}")
        size = max(map(len, own))
        if size == 0:
            raise bad_network("a graph layer needs an edge")
        self._check_size(units, size)
        places, labels = np.full((2, units, size), NO_EDGE), np.full((units, 1, size), NO_EDGE)
        bias_labels = np.full((units, 1), NO_EDGE)
        for unit, pairs in enumerate(own):
            for place, (entries, label) in enumerate(pairs):
                places[: len(entries), unit, place] = available[entries]
                labels[unit, 0, place] = self._label(label)
            if biases and unit in biases:
                bias_labels[unit, 0] = self._label(biases[unit])
        factors = places[1] if places[1].max() >= 0 else None
        return self._append(Layer(places[0], labels, bias_labels, activation_or_none(activation), factors), (units,))

    def products(
        self,
        patches: Sequence[Sequence[int]],
        partners: Sequence[Sequence[int]],
        *,
        activation: ActivationSource | None = None,
        reads: Sequence[Source] | None = None,
    ) -> int:
        """Nodes that multiply what they read: node i is Σ_j entry[patches[i][j]] · entry[partners[i][j]].

        They have no weights; with weights of their own, products are edges of a ``graph`` layer.
        """
        available = self._read(reads)
        positions, factors = (self._entries(rows, available) for rows in (patches, partners))
        if positions.shape != factors.shape:
            raise bad_network(f"{len(positions)} patches and {len(factors)} partners are not of the same lengths")
        self._check_size(len(positions), 2 * positions.shape[1])
        labels = np.full((1, 1, positions.shape[1]), self._label(1))
        layer = Layer(positions, labels, np.full((1, 1), NO_EDGE), activation_or_none(activation), factors)
        return self._append(layer, (len(positions),))

    @property
    def parts(self) -> tuple[int, tuple[Layer, ...], tuple[str, ...], tuple[Fraction, ...]]:
        """Number of inputs, layers, names of the parameters, and fixed numbers: what a network is made of."""
        if not self._layers:
            raise bad_network("a network needs a layer")
        final, numbers = fixed_labels(self._names, self._numbers)
        layers = [relabelled(layer, final) for layer in self._layers] if numbers else self._layers
        names = tuple(name for name in self._names if name is not None)
        return math.prod(self._shapes[0]), tuple(layers), names, numbers

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
        return self._append(Layer(positions, weights, biases, activation_or_none(activation)), shape)

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

    def _label(self, name: Label) -> int:
        key = name if isinstance(name, str) and name.isidentifier() else fixed_number(name)
        if key not in self._index:
            self._index[key] = len(self._names)
            self._names.append(key if isinstance(key, str) else None)
            if isinstance(key, Fraction):
                self._numbers[self._index[key]] = key
        return self._index[key]

    def _entries(self, patches: Sequence[Sequence[int]], available: np.ndarray) -> np.ndarray:
        """The places that patches name, which count what the layer reads."""
        sizes = {len(patch) for patch in patches}
        if len(sizes) != 1 or 0 in sizes:
            raise bad_network("patches are non-empty lists of equal length")
        for place in (place for patch in patches for place in patch):
            if not is_index(place, len(available)):
                raise bad_network(
                    f"a patch names entry {shown_value(place)}, and the layer reads entries 0 to {len(available) - 1}"
                )
        return np.asarray(available[np.array(patches)])

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
