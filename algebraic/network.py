"""A network as layers of a parameter-labelled graph, with one forward and one reverse pass over any ring.

A layer with input a computes ``z = W a + b`` and returns ``P(z)`` or, without activation, z. Every entry of W
and b is a parameter named by its label, an index into the vector w of all K parameters; label -1 means that
there is no such edge. Dense layers have each label once; weight sharing repeats labels (Cooper 2018, §3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .activation import Activation
from .errors import WrongInput
from .rings import Ring

NO_EDGE = -1
DEFAULT_ACTIVATION = "z**3+z"


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer of the graph.

    Attributes:
        weight_labels: int array, shape (num_units, num_inputs).
        bias_labels: int array, shape (num_units,).
        activation: applied to every unit; ``None`` for a linear layer.
    """

    weight_labels: np.ndarray
    bias_labels: np.ndarray
    activation: Activation | None

    @property
    def num_units(self) -> int:
        """Units, the length of the layer's output."""
        return int(self.weight_labels.shape[0])

    @property
    def num_inputs(self) -> int:
        """Length of the layer's input."""
        return int(self.weight_labels.shape[1])


@dataclass(frozen=True, eq=False)
class Trace:
    """What the forward pass keeps for the reverse pass: each layer's input and pre-activation."""

    inputs: list[np.ndarray]
    preactivations: list[np.ndarray]
    output: np.ndarray


@dataclass(frozen=True, eq=False)
class Network:
    """An immutable network: its layers and the names of its K parameters.

    >>> net = Network.dense([2, 1, 1])
    >>> net.num_params, net.input_dim, net.output_dim
    (5, 2, 1)
    >>> net.parameter_names
    ('w1_1_1', 'w1_1_2', 'b1_1', 'w2_1_1', 'b2_1')
    """

    layers: tuple[Layer, ...]
    parameter_names: tuple[str, ...]
    hidden_bias: bool
    output_bias: bool

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
        num_layers = len(widths) - 1
        activations = _activations(activation, num_layers if output_activation else num_layers - 1)
        layers, names, start = [], [], 0
        for k in range(num_layers):
            num_inputs, num_units, last = widths[k], widths[k + 1], k == num_layers - 1
            size = num_units * num_inputs
            weights = start + np.arange(size).reshape(num_units, num_inputs)
            names += [f"w{k + 1}_{i + 1}_{j + 1}" for i in range(num_units) for j in range(num_inputs)]
            start += size
            biases = np.full(num_units, NO_EDGE)
            if output_bias if last else hidden_bias:
                biases = start + np.arange(num_units)
                names += [f"b{k + 1}_{i + 1}" for i in range(num_units)]
                start += num_units
            layers.append(Layer(weights, biases, activations[k] if k < len(activations) else None))
        return cls(tuple(layers), tuple(names), hidden_bias, output_bias)

    @property
    def widths(self) -> tuple[int, ...]:
        """Input dimension and the number of units of each layer."""
        return (self.layers[0].num_inputs, *(layer.num_units for layer in self.layers))

    @property
    def num_params(self) -> int:
        """K, the number of parameters."""
        return len(self.parameter_names)

    @property
    def input_dim(self) -> int:
        """Numbers in one input."""
        return self.layers[0].num_inputs

    @property
    def output_dim(self) -> int:
        """Outputs for one input."""
        return self.layers[-1].num_units

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each activated layer, in order."""
        return tuple(layer.activation for layer in self.layers if layer.activation is not None)

    def layer_labels(self, index: int) -> list[int]:
        """The parameters (weights and biases) that layer ``index`` uses."""
        layer = self.layers[index]
        labels = np.concatenate([layer.weight_labels.ravel(), layer.bias_labels])
        return [int(label) for label in np.unique(labels[labels != NO_EDGE])]

    def __repr__(self) -> str:
        shape = ",".join(map(str, self.widths))
        names = sorted({str(a) for a in self.activations})
        return f"Network([{shape}], activation={' | '.join(names) or 'none'}, num_params={self.num_params})"


def forward(network: Network, ring: Ring, weights: np.ndarray, inputs: np.ndarray) -> Trace:
    """The forward pass f(x; w) over ``ring``.

    Args:
        weights: over the ring, shape (num_params,).
        inputs: over the ring, shape (num_samples, input_dim).

    Returns:
        A :class:`Trace` whose ``output`` has shape (num_samples, output_dim).

    >>> from algebraic.rings import Rationals
    >>> net, ring = Network.dense([1, 1], output_bias=False), Rationals()
    >>> forward(net, ring, ring.array([3]), ring.array([[2], [5]])).output.tolist()
    [[6], [15]]
    """
    signal, layer_inputs, preactivations = inputs, [], []
    for layer in network.layers:
        layer_inputs.append(signal)
        z = ring.matmul(signal, _gather(ring, weights, layer.weight_labels).T)
        if (layer.bias_labels != NO_EDGE).any():
            z = ring.add(z, _gather(ring, weights, layer.bias_labels)[None, :])
        preactivations.append(z)
        signal = z if layer.activation is None else ring.polynomial(layer.activation.coefficients, z)
    return Trace(layer_inputs, preactivations, signal)


def reverse(network: Network, ring: Ring, weights: np.ndarray, trace: Trace, cotangents: np.ndarray) -> np.ndarray:
    """The reverse pass: for each sample, combinations of the gradients of its outputs.

    Args:
        cotangents: over the ring, shape (num_samples, num_combinations, output_dim).

    Returns:
        Shape (num_samples, num_combinations, num_params): ``cotangents @ (d output / d w)``.
    """
    num_samples, num_combinations, _ = cotangents.shape
    gradient = ring.array(np.zeros((num_samples, num_combinations, network.num_params), dtype=np.int64))
    delta = cotangents
    for k in reversed(range(len(network.layers))):
        layer = network.layers[k]
        if layer.activation is not None:
            slope = ring.polynomial(layer.activation.derivative_coefficients(), trace.preactivations[k])
            delta = ring.multiply(delta, slope[:, None, :])
        products = ring.multiply(delta[..., :, None], trace.inputs[k][:, None, None, :])
        _scatter(ring, gradient, layer.weight_labels, products)
        _scatter(ring, gradient, layer.bias_labels, delta)
        if k > 0:
            delta = ring.matmul(delta, _gather(ring, weights, layer.weight_labels))
    return gradient


def jacobian(network: Network, ring: Ring, weights: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Derivatives of all outputs by all parameters, shape (num_samples · output_dim, num_params).

    Rows run over the samples, and within a sample over the outputs.

    >>> from algebraic.rings import Rationals
    >>> net, ring = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False), Rationals()
    >>> jacobian(net, ring, ring.array([3, 5]), ring.array([[2]])).tolist()  # f = v (w x)^2
    [[120, 36]]
    """
    trace = forward(network, ring, weights, inputs)
    identity = ring.array(np.eye(network.output_dim, dtype=np.int64))
    cotangents = np.broadcast_to(identity, (len(inputs), *identity.shape))
    return reverse(network, ring, weights, trace, cotangents).reshape(-1, network.num_params)


def _gather(ring: Ring, weights: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The array of parameters that ``labels`` names, with the ring's zero where there is no edge."""
    missing = labels == NO_EDGE
    if not missing.any():
        return weights[labels]
    zero = ring.array([0])[0]
    out = weights[np.where(missing, 0, labels)]
    for index in zip(*np.nonzero(missing), strict=True):
        out[index] = zero
    return out


def _scatter(ring: Ring, gradient: np.ndarray, labels: np.ndarray, values: np.ndarray) -> None:
    """Add ``values`` (its last axes shaped like ``labels``) to the columns of ``gradient`` that labels name."""
    flat = labels.ravel()
    edges = np.flatnonzero(flat != NO_EDGE)
    if not len(edges):
        return
    values = values.reshape(*values.shape[: values.ndim - labels.ndim], -1)[..., edges]
    columns = flat[edges]
    if len(np.unique(columns)) == len(columns):
        gradient[..., columns] = ring.add(gradient[..., columns], values)
        return
    for position, column in enumerate(columns):  # shared weights: several edges feed one column
        gradient[..., column] = ring.add(gradient[..., column], values[..., position])


def _checked_widths(widths: Sequence[int]) -> list[int]:
    values: list[Any] = list(widths)
    shown = ",".join(map(str, values))
    if len(values) < 2:
        raise WrongInput(
            f"widths {shown or '(none)'} describe no layer",
            hint="give input dimension, hidden widths and output dimension, such as 2,1,1",
            kind="bad_widths",
        )
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise WrongInput(
                f"width {value!r} in {shown} is not a whole number from 1 on",
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
