"""A network as layers of a parameter-labelled graph.

The inputs and the outputs of all layers stand one after the other in one vector, the signal. A layer takes
patches of it (positions in the signal, -1 for padding), multiplies each by weights and applies a polynomial:
``z[patch, unit] = sum_j w[label[patch, unit, j]] * signal[position[patch, j]] + w[bias[patch, unit]]``. A label is
an index into the vector w of all K parameters; -1 means that there is none. One patch makes a dense layer, the
same labels on every patch a convolution, labels of their own a locally connected layer, positions further back
in the signal a skip connection (Cooper 2018, §3; Nguyen, Mukkamala, Hein 2019, §2).

A product node reads products of two entries, ``signal[position[patch, j]] * signal[factor[patch, j]]``, as attention
does. Labels from K on name weights that are fixed to a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256

import numpy as np

from ..shell import WrongInput
from .activation import Activation

NO_EDGE = -1
MAX_PARAMETERS = 1_000_000
MAX_FIXED = 1_000
MAX_UNITS = 1_000_000  # inputs included
MAX_EDGES = 10_000_000  # of all layers, a weight counted wherever it is stored
MAX_LAYERS = 1000
CHUNK_EDGES = 2_000_000  # that are looked at together
MAX_LABELS = MAX_PARAMETERS + MAX_FIXED
MAX_PLACES = MAX_UNITS + 1


def check_size(*, parameters: int, units: int, edges: int, layers: int) -> None:
    """Refuse a network that is too large, before any of it is built.

    Raises:
        WrongInput: it says what there is too much of.
    """
    for count, most, what in (
        (layers, MAX_LAYERS, "layers"),
        (parameters, MAX_PARAMETERS, "parameters"),
        (units, MAX_UNITS, "inputs and units"),
        (edges, MAX_EDGES, "edges"),
    ):
        if count > most:
            shown = f"{count:,}" if count < 10**30 else "more than 10^30"
            raise WrongInput(
                f"the network has {shown} {what} (limit {most:,})", hint="take a smaller network", kind="too_large"
            )


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer of the graph; its outputs are ordered patch by patch, and by unit within a patch.

    Attributes:
        positions: int array, shape (num_patches, patch_size): places in the signal, -1 for padding.
        weight_labels: int array, shape (num_patches, units_per_patch, patch_size), or (1, …) when every patch
            has the same labels.
        bias_labels: int array, shape (num_patches, units_per_patch) or (1, units_per_patch).
        activation: applied to every unit; ``None`` for a linear layer.
        factors: int array of the shape of ``positions``: the place of the second factor of each entry, -1 where the
            entry has one factor; ``None`` in a layer without product nodes.
    """

    positions: np.ndarray
    weight_labels: np.ndarray
    bias_labels: np.ndarray
    activation: Activation | None
    factors: np.ndarray | None = None

    @property
    def num_patches(self) -> int:
        """Patches that the layer takes from the signal."""
        return int(self.positions.shape[0])

    @property
    def units_per_patch(self) -> int:
        """Units that read the same patch (channels of a convolution)."""
        return int(self.weight_labels.shape[1])

    @property
    def num_units(self) -> int:
        """Units, the length of the layer's output."""
        return self.num_patches * self.units_per_patch

    @property
    def has_bias(self) -> bool:
        """Whether any unit has a bias."""
        return bool((self.bias_labels != NO_EDGE).any())

    def units(self) -> Iterator[tuple[list[tuple[int, ...]], int]]:
        """Each unit's edges as ``(label, position)`` or ``(label, position, factor)``, and the label of its bias."""
        for patch in range(self.num_patches):
            own = patch if len(self.weight_labels) > 1 else 0
            own_bias = patch if len(self.bias_labels) > 1 else 0
            for unit in range(self.units_per_patch):
                edges: list[tuple[int, ...]] = [
                    (label, *places)
                    for label, places in zip(self.weight_labels[own, unit].tolist(), self._reads(patch), strict=True)
                    if label >= 0 and places
                ]
                yield edges, int(self.bias_labels[own_bias, unit])

    def _reads(self, patch: int) -> list[tuple[int, ...]]:
        """The one or two places whose product each entry of a patch is; none for padding."""
        positions = self.positions[patch].tolist()
        factors = [NO_EDGE] * len(positions) if self.factors is None else self.factors[patch].tolist()
        return [() if p < 0 else (p, f) if f >= 0 else (p,) for p, f in zip(positions, factors, strict=True)]


@dataclass(frozen=True, eq=False)
class LayerGraph:
    """The layers of a network and the names of its K parameters; what is done with them stands in ``Network``.

    Two are equal if every unit has the same edges, bias and activation: they are the same function of the same vector
    of parameters then, whatever these are called.

    Attributes:
        fixed: the numbers that the labels K, K + 1, … stand for.
    """

    input_dim: int
    layers: tuple[Layer, ...]
    parameter_names: tuple[str, ...]
    fixed: tuple[Fraction, ...] = ()

    @property
    def widths(self) -> tuple[int, ...]:
        """Input dimension and the number of units of each layer."""
        return (self.input_dim, *(layer.num_units for layer in self.layers))

    @property
    def hidden_bias(self) -> bool:
        """Whether a hidden unit has a bias."""
        return any(layer.has_bias for layer in self.layers[:-1])

    @property
    def output_bias(self) -> bool:
        """Whether an output has a bias."""
        return self.layers[-1].has_bias

    @property
    def num_params(self) -> int:
        """K, the number of parameters."""
        return len(self.parameter_names)

    @property
    def output_dim(self) -> int:
        """Outputs for one input."""
        return self.layers[-1].num_units

    @property
    def has_products(self) -> bool:
        """Whether there are product nodes."""
        return any(layer.factors is not None for layer in self.layers)

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each activated layer, in order."""
        return tuple(layer.activation for layer in self.layers if layer.activation is not None)

    @property
    def denominators(self) -> list[int]:
        """Of the coefficients of activations and of fixed weights: no prime may divide them."""
        return [c.denominator for numbers in (*(a.coefficients for a in self.activations), self.fixed) for c in numbers]

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where the output of each layer starts in the signal."""
        starts = np.cumsum(self.widths)
        return tuple(int(start) for start in starts[:-1])

    @cached_property
    def is_dense(self) -> bool:
        """Whether every layer reads all of the one before and nothing else, and no parameter is used twice."""
        starts = (0, *self.offsets)
        plain = not self.fixed and all(
            layer.num_patches == 1
            and layer.factors is None
            and (layer.weight_labels >= 0).all()
            and layer.positions[0].tolist() == list(range(start, start + width))
            and ((layer.bias_labels >= 0).all() or not layer.has_bias)
            for layer, start, width in zip(self.layers, starts, self.widths, strict=False)
        )
        used = [labels[labels >= 0] for layer in self.layers for labels in (layer.weight_labels, layer.bias_labels)]
        return plain and len(np.unique(np.concatenate([u.ravel() for u in used]))) == sum(u.size for u in used)

    @property
    def _sizes(self) -> tuple[int, ...]:
        return (self.num_params, *self.widths)

    @cached_property
    def _digest(self) -> bytes:
        """Of every unit's edges, bias and activation, however the tables of its layer are written."""
        found = sha256(repr((self._sizes, self.fixed) if self.fixed else self._sizes).encode())
        for layer in self.layers:
            found.update(repr(layer.activation).encode())
            found.update(np.ascontiguousarray(_spread(layer.bias_labels, layer), dtype=np.int64).data)
            labels = _spread(layer.weight_labels, layer)
            step = max(1, CHUNK_EDGES // (layer.units_per_patch * layer.positions.shape[1]))
            for start in range(0, layer.num_patches, step):
                own, places = labels[start : start + step], layer.positions[start : start + step, None, :]
                present = (own >= 0) & (places >= 0)
                if layer.factors is not None:  # a pair of places, in either order
                    others = layer.factors[start : start + step, None, :]
                    both = others >= 0
                    places, others = np.where(both, np.minimum(places, others), places), np.maximum(places, others)
                    places = places + np.where(both, others + 1, 0) * MAX_PLACES
                edges = np.sort(np.where(present, places * MAX_LABELS + own, NO_EDGE), axis=-1)
                found.update(present.sum(axis=-1).astype(np.int64).data)
                found.update(edges[edges >= 0].data)
        return found.digest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LayerGraph):
            return NotImplemented
        return self is other or (self._sizes == other._sizes and self._digest == other._digest)

    def __hash__(self) -> int:
        return hash(self._digest)

    def sources(self, index: int) -> list[int]:
        """What layer ``index`` reads: 0 for the inputs, k + 1 for the outputs of layer k."""
        layer = self.layers[index]
        return sorted({*self.sources_at(layer.positions), *self.sources_at(layer.factors)})

    def sources_at(self, places: np.ndarray | None) -> list[int]:
        """To what places of the signal belong: 0 for the inputs, k + 1 for the outputs of layer k."""
        read = np.zeros(0, dtype=int) if places is None else places[places >= 0]
        return [int(source) for source in np.unique(np.searchsorted(self.offsets, read, side="right"))]

    def layer_labels(self, index: int) -> list[int]:
        """The parameters (weights and biases) that layer ``index`` uses; none that is fixed to a number."""
        return [label for label in self._labels_of(index) if label < self.num_params]

    def uses_fixed(self, index: int) -> bool:
        """Whether a weight or bias of layer ``index`` is fixed to a number."""
        return any(label >= self.num_params for label in self._labels_of(index))

    def _labels_of(self, index: int) -> list[int]:
        layer = self.layers[index]
        labels = np.concatenate([layer.weight_labels.ravel(), layer.bias_labels.ravel()])
        return [int(label) for label in np.unique(labels[labels != NO_EDGE])]

    def __repr__(self) -> str:
        shape = ",".join(map(str, self.widths))
        names = sorted({str(a) for a in self.activations})
        return f"Network([{shape}], activation={' | '.join(names) or 'none'}, num_params={self.num_params})"


def _spread(labels: np.ndarray, layer: Layer) -> np.ndarray:
    """Labels with a row for each patch, without copying those that all patches share."""
    return np.broadcast_to(labels, (layer.num_patches, *labels.shape[1:]))
