"""Networks as plain data, and their forward pass for many models at once.

Weights are a dictionary from names (``layer1.weight``, ``layer1.bias``, …, ``skip.weight``) to arrays with a leading
model axis: a dense layer (num_models, outputs, inputs), a convolution (num_models, channels, inputs, size, size).
Layers are counted as weight layers from 1. Theory II counts the input as layer 1: its layer k is our layer k − 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from ..shell import Init, Instance, Range, Units, WrongInput, check_fields, random_stream, shown_value
from .activations import Activation, activate

if TYPE_CHECKING:
    import torch

Weights = dict[str, np.ndarray]

SIDE = Range(0, 10_000)
EPSILON = 1e-5  # added to variances in batch normalisation


@dataclass(frozen=True)
class Layer:
    """A dense layer, or a convolution when ``size`` is given.

    Attributes:
        units: outputs, or channels of a convolution.
        size, stride, padding: of a convolution.
        bias: whether there is one.
    """

    units: Units
    size: Annotated[int, SIDE] = 0
    stride: Annotated[int, Range(1, 10_000)] = 1
    padding: Annotated[int, SIDE] = 0
    bias: bool = True

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True)
class ANeuron:
    """A hidden neuron, as two numbers: its layer from 1, its place from 0."""

    items = 0
    most_items = 1_000_000
    ascending, repeats = False, True

    def __str__(self) -> str:
        return "a pair (layer, neuron)"

    def check(self, name: str, value: Any) -> None:
        """Refuse what is no pair of whole numbers."""
        if not isinstance(value, tuple) or [type(number) for number in value] != [int, int]:
            raise WrongInput(f"{name} has {shown_value(value)}", hint=f"give each as {self}", kind="wrong_value")


@dataclass(frozen=True)
class NetworkSpec:
    """A feed-forward network; the last layer is linear: dense, or a convolution that leaves one number for each output.

    Attributes:
        input_shape: (channels, height, width), or (input_dim,).
        layers: the weight layers.
        activation: see :func:`netsim.models.parse_activation`.
        batch_norm: normalise before every activation, without shift and scale (Theory II, 4.1).
        skips: hidden neurons, as (layer, neuron), that are connected to every output in addition (NMH §2).
        init: ``he`` (variance 2 / fan-in) or ``scaled`` (1 / fan-in).
        name: for messages and tables.
    """

    input_shape: Annotated[tuple[int, ...], Range(1, 1_000_000, repeats=True)]
    layers: Annotated[tuple[Layer, ...], Instance(Layer, most_items=10_000, repeats=True)]
    activation: Activation = "relu"
    batch_norm: bool = False
    skips: Annotated[tuple[tuple[int, int], ...], ANeuron()] = ()
    init: Init = "he"
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        check_fields(self)
        weight_shapes(self)

    @property
    def num_params(self) -> int:
        """Parameters of one model."""
        return sum(prod(shape) for shape in weight_shapes(self).values())

    @property
    def num_outputs(self) -> int:
        """Units of the last layer."""
        return self.layers[-1].units


def weight_shapes(spec: NetworkSpec) -> dict[str, tuple[int, ...]]:
    """Shapes of one model's weights by name.

    Raises:
        WrongInput: layers that do not fit together.

    >>> weight_shapes(NetworkSpec((2,), (Layer(3), Layer(1))))["layer1.weight"]
    (3, 2)
    """
    shapes: dict[str, tuple[int, ...]] = {}
    shape = tuple(spec.input_shape)
    for number, layer in enumerate(spec.layers, start=1):
        if layer.size:
            if len(shape) != 3:
                raise _unfit(
                    f"layer {number} is a convolution, its input has shape {shape}", "give (channels, height, width)"
                )
            sides = [(side + 2 * layer.padding - layer.size) // layer.stride + 1 for side in shape[1:]]
            if min(sides) < 1:
                raise _unfit(f"layer {number} leaves nothing of an input of shape {shape}", "pad it")
            shapes[f"layer{number}.weight"] = (layer.units, shape[0], layer.size, layer.size)
            shape = (layer.units, *sides)
        else:
            shapes[f"layer{number}.weight"] = (layer.units, prod(shape))
            shape = (layer.units,)
        if layer.bias:
            shapes[f"layer{number}.bias"] = (layer.units,)
    if spec.layers[-1].size and prod(shape[1:]) != 1:
        raise _unfit(
            f"the last layer is a convolution and leaves {shape[1]}×{shape[2]} numbers for every output",
            "end with a dense layer, or with a convolution that leaves one",
        )
    for number, neuron in spec.skips:
        if not 1 <= number < len(spec.layers) or spec.layers[number - 1].size:
            raise _unfit(f"a skip-connection from layer {number}", "only hidden dense layers have them")
        if not 0 <= neuron < spec.layers[number - 1].units:
            raise _unfit(
                f"a skip-connection from neuron {neuron} of layer {number}",
                f"give one from 0 to {spec.layers[number - 1].units - 1}",
            )
    if list(spec.skips) != sorted(set(spec.skips)):
        raise _unfit("the skip-connections are not sorted, or repeated", "sort them by layer and neuron")
    if spec.skips:
        shapes["skip.weight"] = (spec.num_outputs, len(spec.skips))
    return shapes


def _unfit(cause: str, hint: str) -> WrongInput:
    return WrongInput(cause, hint=hint, kind="bad_network")


def initial_weights(spec: NetworkSpec, models: tuple[int, ...], seed: int) -> Weights:
    """Gaussian weights with variance 2 / fan-in (or 1 / fan-in), zero biases; float32.

    Each model's draw depends on (seed, model, layer) alone. Twins of the same shape with another activation get the
    same weights.
    """
    gain = 2.0 if spec.init == "he" else 1.0
    weights: Weights = {}
    for place, (name, shape) in enumerate(weight_shapes(spec).items()):
        if name.endswith("bias"):
            weights[name] = np.zeros((len(models), *shape), np.float32)
            continue
        draws = [random_stream(seed, "initial weights", model, place).standard_normal(shape) for model in models]
        weights[name] = (np.stack(draws) * np.sqrt(gain / prod(shape[1:]))).astype(np.float32)
    return weights


def forward(
    spec: NetworkSpec,
    weights: dict[str, torch.Tensor],
    inputs: torch.Tensor,
    statistics: list[tuple[torch.Tensor, torch.Tensor]] | None = None,
    collect: list[tuple[torch.Tensor, torch.Tensor]] | None = None,
    before: list[torch.Tensor] | None = None,
    raw: list[torch.Tensor] | None = None,
) -> torch.Tensor:
    """Outputs of all models.

    Args:
        weights: each with the model axis first.
        inputs: ``(num_models, batch, *input_shape)``, or ``(1, batch, *input_shape)`` for one batch for all.
        statistics: for batch normalisation, mean and variance of each hidden layer; ``None`` takes those of this batch.
        collect: when given, the mean and (biased) variance of each hidden layer for this batch are appended.
        before: when given, what each activation is applied to is appended.
        raw: when given, what each batch normalisation is applied to is appended, (batch, models · channels, …).

    Returns:
        (num_models, batch, outputs)
    """
    num_models, batch = weights["layer1.weight"].shape[0], inputs.shape[1]
    values = inputs
    hidden: list[torch.Tensor] = []
    for number, layer in enumerate(spec.layers, start=1):
        weight, bias = weights[f"layer{number}.weight"], weights.get(f"layer{number}.bias")
        if layer.size:
            values = _convolution(layer, values, weight, bias)
        else:
            if values.ndim == 4:
                values = values.unflatten(1, (num_models, -1)).transpose(0, 1).flatten(2)
            values = _dense(values.flatten(2), weight, bias)
        if number == len(spec.layers):
            values = values.unflatten(1, (num_models, -1)).transpose(0, 1).flatten(2) if layer.size else values
            break
        if spec.batch_norm:
            if raw is not None:
                raw.append(_columns(values))
            values = _normalise(values, bool(layer.size), number - 1, statistics, collect)
        if before is not None:
            before.append(values)
        values = activate(spec.activation, values)
        hidden.append(values)
    if spec.skips:
        values = values + _dense(_gather(hidden, spec.skips), weights["skip.weight"], None)
    return values.expand(num_models, batch, -1)


def _convolution(layer: Layer, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """All models side by side in the channels: (batch, num_models · channels, height, width)."""
    from torch.nn.functional import conv2d

    num_models = weight.shape[0]
    if values.ndim == 5:
        shared = values.expand(num_models, *values.shape[1:])
        values = shared[0] if num_models == 1 else shared.transpose(0, 1).flatten(1, 2)
    return conv2d(
        values,
        weight.flatten(0, 1),
        None if bias is None else bias.flatten(),
        stride=layer.stride,
        padding=layer.padding,
        groups=num_models,
    )


def _dense(values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    import torch

    values = values.expand(weight.shape[0], -1, -1)
    if bias is None:
        return torch.bmm(values, weight.transpose(1, 2))
    return torch.baddbmm(bias.unsqueeze(1), values, weight.transpose(1, 2))


def _normalise(
    values: torch.Tensor,
    is_image: bool,
    place: int,
    statistics: list[tuple[torch.Tensor, torch.Tensor]] | None,
    collect: list[tuple[torch.Tensor, torch.Tensor]] | None,
) -> torch.Tensor:
    """Batch normalisation without shift and scale; each model has channels of its own."""
    import torch

    num_models = values.shape[0]
    columns = _columns(values)
    if statistics is None:
        # What batch_norm calls; only this one gives the statistics, too, without a second pass.
        normal, mean, scale = torch.native_batch_norm(columns, None, None, None, None, True, 0.0, EPSILON)
        if collect is not None:
            collect.append((mean, scale**-2 - EPSILON))
    else:
        mean, variance = statistics[place]
        if mean.requires_grad:  # batch_norm does not differentiate with respect to them
            axes = (1, -1, *[1] * (columns.ndim - 2))
            return _back((columns - mean.view(axes)) * (variance.view(axes) + EPSILON).rsqrt(), is_image, num_models)
        normal = torch.nn.functional.batch_norm(columns, mean, variance, training=False, eps=EPSILON)
    return _back(normal, is_image, num_models)


def _columns(values: torch.Tensor) -> torch.Tensor:
    """(batch, models · channels, …), as batch normalisation wants it."""
    return values if values.ndim == 4 else values.transpose(0, 1).flatten(1)


def _back(columns: torch.Tensor, is_image: bool, num_models: int) -> torch.Tensor:
    return columns if is_image else columns.unflatten(1, (num_models, -1)).transpose(0, 1)


def _gather(hidden: list[torch.Tensor], skips: tuple[tuple[int, int], ...]) -> torch.Tensor:
    """The skipping neurons' values, (num_models, batch, num_skips)."""
    import torch

    by_layer: dict[int, list[int]] = {}
    for number, neuron in skips:
        by_layer.setdefault(number, []).append(neuron)
    ordered = [hidden[number - 1][:, :, by_layer[number]] for number in sorted(by_layer)]
    return torch.cat(ordered, dim=2)
