"""A network as layers of a parameter-labelled graph.

The inputs and the outputs of all layers stand one after the other in one vector, the signal. A layer takes
patches of it (positions in the signal, -1 for padding), multiplies each by weights and applies a polynomial:
``z[patch, unit] = sum_j w[label[patch, unit, j]] * signal[position[patch, j]] + w[bias[patch, unit]]``. A label is
an index into the vector w of all K parameters; -1 means that there is none. One patch makes a dense layer, the
same labels on every patch a convolution, labels of their own a locally connected layer, positions further back
in the signal a skip connection (Cooper 2018, §3; Nguyen, Mukkamala, Hein 2019, §2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from ..shell import WrongInput
from .activation import Activation

NO_EDGE = -1
DEFAULT_ACTIVATION = "z**3+z"
MAX_PARAMETERS = 1_000_000
MAX_UNITS = 1_000_000  # inputs included
MAX_EDGES = 10_000_000  # of all layers, a weight counted wherever it is stored
MAX_LAYERS = 1000


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
    """

    positions: np.ndarray
    weight_labels: np.ndarray
    bias_labels: np.ndarray
    activation: Activation | None

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

    def units(self) -> Iterator[tuple[list[tuple[int, int]], int]]:
        """Each unit's edges as ``(label, position)``, and the label of its bias."""
        for patch in range(self.num_patches):
            own = patch if len(self.weight_labels) > 1 else 0
            own_bias = patch if len(self.bias_labels) > 1 else 0
            for unit in range(self.units_per_patch):
                pairs = zip(self.weight_labels[own, unit].tolist(), self.positions[patch].tolist(), strict=True)
                edges = [(label, position) for label, position in pairs if label >= 0 and position >= 0]
                yield edges, int(self.bias_labels[own_bias, unit])


@dataclass(frozen=True, eq=False)
class Network:
    """An immutable network: its layers and the names of its K parameters. The last layer is the output.

    >>> net = Network.dense([2, 1, 1])
    >>> net.num_params, net.input_dim, net.output_dim
    (5, 2, 1)
    >>> net.parameter_names
    ('w1_1_1', 'w1_1_2', 'b1_1', 'w2_1_1', 'b2_1')
    """

    input_dim: int
    layers: tuple[Layer, ...]
    parameter_names: tuple[str, ...]

    @classmethod
    def dense(
        cls,
        widths: Sequence[int],
        activation: str | Activation | Sequence[str | Activation] = DEFAULT_ACTIVATION,
        *,
        hidden_bias: bool = True,
        output_bias: bool = True,
        output_activation: bool = False,
    ) -> Network:
        """A fully connected network.

        Args:
            widths: input dimension, hidden widths, output dimension; at least two numbers from 1 on.
            activation: one polynomial for every activated layer, or one for each of them in order.
            hidden_bias: whether hidden units have a bias.
            output_bias: whether the outputs have a bias.
            output_activation: whether the output layer is activated; linear by default.

        Raises:
            WrongInput: widths or activations that make no network.

        >>> Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False).num_params
        6
        """
        widths = _checked_widths(widths)
        num_layers, edges = len(widths) - 1, sum(a * b for a, b in pairwise(widths))
        check_size(parameters=edges, units=sum(widths), edges=edges, layers=num_layers)
        activations = _activations(activation, num_layers if output_activation else num_layers - 1)
        layers: list[Layer] = []
        names: list[str] = []
        start = offset = 0  # of the next label, and of the layer's input in the signal
        for k in range(num_layers):
            num_inputs, num_units, last = widths[k], widths[k + 1], k == num_layers - 1
            weights = start + np.arange(num_units * num_inputs).reshape(1, num_units, num_inputs)
            names += [f"w{k + 1}_{i + 1}_{j + 1}" for i in range(num_units) for j in range(num_inputs)]
            start += weights.size
            biases = np.full((1, num_units), NO_EDGE)
            if output_bias if last else hidden_bias:
                biases = start + np.arange(num_units).reshape(1, num_units)
                names += [f"b{k + 1}_{i + 1}" for i in range(num_units)]
                start += num_units
            positions = offset + np.arange(num_inputs).reshape(1, num_inputs)
            layers.append(Layer(positions, weights, biases, activations[k] if k < len(activations) else None))
            offset += num_inputs
        return cls(widths[0], tuple(layers), tuple(names))

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
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each activated layer, in order."""
        return tuple(layer.activation for layer in self.layers if layer.activation is not None)

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where the output of each layer starts in the signal."""
        starts = np.cumsum(self.widths)
        return tuple(int(start) for start in starts[:-1])

    @cached_property
    def is_dense(self) -> bool:
        """Whether every layer reads all of the one before and nothing else, and no parameter is used twice."""
        starts = (0, *self.offsets)
        plain = all(
            layer.num_patches == 1
            and (layer.weight_labels >= 0).all()
            and layer.positions[0].tolist() == list(range(start, start + width))
            and ((layer.bias_labels >= 0).all() or not layer.has_bias)
            for layer, start, width in zip(self.layers, starts, self.widths, strict=False)
        )
        used = [labels[labels >= 0] for layer in self.layers for labels in (layer.weight_labels, layer.bias_labels)]
        return plain and len(np.unique(np.concatenate([u.ravel() for u in used]))) == sum(u.size for u in used)

    def sources(self, index: int) -> list[int]:
        """What layer ``index`` reads: 0 for the inputs, k + 1 for the outputs of layer k."""
        read = self.layers[index].positions
        found = np.searchsorted(self.offsets, read[read >= 0], side="right")
        return [int(source) for source in np.unique(found)]

    def layer_labels(self, index: int) -> list[int]:
        """The parameters (weights and biases) that layer ``index`` uses."""
        layer = self.layers[index]
        labels = np.concatenate([layer.weight_labels.ravel(), layer.bias_labels.ravel()])
        return [int(label) for label in np.unique(labels[labels != NO_EDGE])]

    def __repr__(self) -> str:
        shape = ",".join(map(str, self.widths))
        names = sorted({str(a) for a in self.activations})
        return f"Network([{shape}], activation={' | '.join(names) or 'none'}, num_params={self.num_params})"


def _checked_widths(widths: Sequence[int]) -> list[int]:
    values: list[Any] = list(widths)
    shown = ",".join(map(str, values))
    shown = shown if len(shown) <= 100 else f"{shown[:100]}…"
    if len(values) < 2:
        raise WrongInput(
            f"widths {shown or '(none)'} describe no layer",
            hint="give input dimension, hidden widths and output dimension, such as 2,1,1",
            kind="bad_widths",
        )
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise WrongInput(
                f"width {repr(value)[:40]} in {shown} is not a whole number from 1 on",
                hint="give widths such as 2,1,1",
                kind="bad_widths",
            )
    return [int(value) for value in values]


def _activations(activation: str | Activation | Sequence[str | Activation], num_activated: int) -> list[Activation]:
    given = [activation] if isinstance(activation, str | Activation) else list(activation)
    parsed = [a if isinstance(a, Activation) else Activation.parse(a) for a in given]
    if len(parsed) == 1:
        return parsed * num_activated
    if len(parsed) != num_activated:
        raise WrongInput(
            f"{len(parsed)} activations for {num_activated} activated layers",
            hint="give one for all of them, or one for each",
            kind="bad_activation",
        )
    return parsed
