"""A network: how it is made, and its values in floating point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..shell import WrongInput, shown_value
from .activation import Activation
from .activation_sources import ActivationSource, as_activations
from .fixing import Number, with_fixed
from .given_values import truth
from .layers import NO_EDGE, Layer, LayerGraph, check_size
from .passes import forward
from .rings import FloatingPoint
from .torch_modules import read_module

DEFAULT_ACTIVATION = "z**3+z"


class Network(LayerGraph):
    """An immutable network: its layers and the names of its K parameters. The last layer is the output.

    >>> net = Network.dense([2, 1, 1])
    >>> net.num_params, net.input_dim, net.output_dim
    (5, 2, 1)
    >>> net.parameter_names
    ('w1_1_1', 'w1_1_2', 'b1_1', 'w2_1_1', 'b2_1')
    """

    @classmethod
    def dense(
        cls,
        widths: Sequence[int],
        activation: ActivationSource | Sequence[ActivationSource] = DEFAULT_ACTIVATION,
        *,
        hidden_bias: bool = True,
        output_bias: bool = True,
        output_activation: bool = False,
    ) -> Network:
        """A fully connected network.

        Args:
            widths: input dimension, hidden widths, output dimension; at least two numbers from 1 on.
            activation: one polynomial for every activated layer, or one for each of them in order: text such as
                ``z**3+z`` or ``relu:10``, coefficients, a polynomial of numpy or sympy (``as_activation``).
            hidden_bias: whether hidden units have a bias.
            output_bias: whether the outputs have a bias.
            output_activation: whether the output layer is activated; linear by default.

        Raises:
            WrongInput: widths or activations that make no network.

        >>> Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False).num_params
        6
        """
        widths = _checked_widths(widths)
        hidden_bias, output_bias = truth(hidden_bias, "hidden_bias"), truth(output_bias, "output_bias")
        output_activation = truth(output_activation, "output_activation")
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

    @classmethod
    def from_torch(cls, module: Any, input_shape: Sequence[int] | None = None) -> Network:
        """The network of a torch module: Linear, Conv2d, Flatten and polynomial activations, in Sequential.

        Torch is not imported: modules are known by the names of their classes. A polynomial activation is a module
        whose class name begins with ``Poly`` and that has its coefficients, the constant first, as ``coefficients``;
        or one of the name ``Square`` or ``Cube``. Inputs stand in the order in which torch flattens them, (channels,
        height, width). The values of the weights are :func:`algebraic.networks.torch_weights`.

        Args:
            module: it is only read.
            input_shape: (channels, height, width), where a convolution comes first.

        Raises:
            WrongInput: it names the module that cannot be read.
        """
        return cls(*read_module(module, input_shape).builder.parts)

    def fix(self, values: Mapping[str, Number]) -> Network:
        """The same network with some weights fixed to numbers: they are no parameters any more.

        Args:
            values: a number for each name: exact, or text such as ``1/2``; a float counts as its exact binary value.

        Raises:
            WrongInput: a name that there is not, or no number.

        >>> net = Network.dense([2, 1, 1], "z**2", hidden_bias=False, output_bias=False).fix({"w1_1_1": "1/2"})
        >>> net.parameter_names, net([3, 5], [2, 0]).tolist()
        (('w1_1_2', 'w2_1_1'), [5.0])
        """
        found = with_fixed(self, values)
        return Network(found.input_dim, found.layers, found.parameter_names, found.fixed)

    def __call__(self, weights: Any, inputs: Any) -> np.ndarray:
        """f(x; w) in floating point: real numbers in float64, complex ones in complex128. It decides nothing.

        Args:
            weights: shape (num_params,), in the order of ``parameter_names``.
            inputs: shape (num_samples, input_dim), or (input_dim,) for one.

        Returns:
            Shape (num_samples, output_dim), or (output_dim,).

        Raises:
            WrongInput: other shapes, or no numbers.

        >>> Network.dense([2, 1], output_bias=False)([3, 5], [[1, 1], [0, 2]]).tolist()
        [[8.0], [10.0]]
        """
        w, x = _floats(weights, "weights"), _floats(inputs, "inputs")
        if w.shape != (self.num_params,):
            raise _bad_shape("weights", w.shape, f"({self.num_params},): a number for each parameter")
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_dim:
            raise _bad_shape("inputs", x.shape, f"(num_samples, {self.input_dim})")
        ring = FloatingPoint(np.result_type(w, x))
        values = forward(self, ring, w.astype(ring.dtype), np.atleast_2d(x).astype(ring.dtype)).output
        return values[0] if x.ndim == 1 else values


def check_network(network: object) -> None:
    """Refuse what is no network.

    Raises:
        WrongInput: it says how one is made.
    """
    if not isinstance(network, LayerGraph):
        raise WrongInput(
            f"the network is of the type {type(network).__name__}",
            hint="make one: Network.dense([2, 1, 1]), Network.from_torch(module)",
            kind="bad_network",
        )


def _checked_widths(widths: Sequence[int]) -> list[int]:
    if isinstance(widths, str) or not isinstance(widths, Iterable):
        raise WrongInput(f"widths are {shown_value(widths)}", hint="give a list such as [2, 1, 1]", kind="bad_widths")
    values: list[Any] = widths.tolist() if hasattr(widths, "tolist") else list(widths)
    if not isinstance(values, list):  # an array without axes
        values = [values]
    shown = ",".join(shown_value(value, 100) for value in values)
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
                f"width {shown_value(value, 40)} in {shown} is not a whole number from 1 on",
                hint="give widths such as 2,1,1",
                kind="bad_widths",
            )
    return [int(value) for value in values]


def _activations(given: ActivationSource | Sequence[ActivationSource], num_activated: int) -> list[Activation]:
    found = as_activations(given)
    if len(found) == 1:
        return found * num_activated
    if len(found) != num_activated:
        raise WrongInput(
            f"{len(found)} activations for {num_activated} activated layers",
            hint="give one for all of them, or one for each",
            kind="bad_activation",
        )
    return found


def _bad_shape(name: str, shape: tuple[int, ...], wanted: str) -> WrongInput:
    return WrongInput(f"{name} of shape {shape}", hint=f"give them of shape {wanted}", kind=f"bad_{name}")


def _floats(given: Any, name: str) -> np.ndarray:
    """Of lists, arrays, tensors, data frames, exact numbers: float64 or complex128."""
    try:
        if hasattr(given, "detach"):  # a tensor, which may have gradients or lie on a GPU
            given = given.detach().cpu().numpy()
        found = np.asarray(given)
        if found.dtype.kind in "biufc":
            return found.astype(np.complex128 if found.dtype.kind == "c" else np.float64)
        if found.dtype.kind == "O":
            return found.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as problem:
        cause = str(problem)[:200]
    else:
        cause = f"they are of the type {found.dtype}"
    raise WrongInput(f"{name} are no numbers: {cause}", hint="give floats, in lists or an array", kind=f"bad_{name}")
