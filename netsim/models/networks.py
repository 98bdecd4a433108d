"""Networks as plain data, and their forward pass for many models at once.

Weights are a dictionary from names (``layer1.weight``, ``layer1.bias``, …, ``skip.weight``) to arrays with a leading
model axis: a dense layer (num_models, outputs, inputs), a convolution (num_models, channels, inputs, size, size).
Layers are counted as weight layers from 1. Theory II counts the input as layer 1: its layer k is our layer k − 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import prod
from typing import TYPE_CHECKING, Annotated

from ..shell import Init, Instance, Range, check_fields
from .activations import Activation, activate
from .convolutions import Window, convolve
from .layers import Layer, last_readers, reads_of, unfit, walk
from .normalisation import EPSILON as EPSILON, columns_of, normalise
from .pooling import pool_images, side_by_side
from .skips import ANeuron, DrawnSkips, check_skips, gather

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class NetworkSpec:
    """A feed-forward network; the last layer is linear: dense, or a convolution that leaves one number for each output.

    Attributes:
        input_shape: (channels, height, width), or (input_dim,).
        layers: the weight layers.
        activation: see :func:`netsim.models.parse_activation`.
        batch_norm: normalise before every activation, without shift and scale (Theory II, 4.1).
        skips: hidden neurons, as (layer, neuron), that are connected to every output in addition (NMH §2).
        init: how initial weights are drawn, see :func:`netsim.models.initial_weights`.
        affine: a scale and a shift for every channel after its normalisation.
        drawn_skips: as ``skips``, of neurons drawn for each model.
        name: for messages and tables.
    """

    input_shape: Annotated[tuple[int, ...], Range(1, 1_000_000, repeats=True)]
    layers: Annotated[tuple[Layer, ...], Instance(Layer, most_items=10_000, repeats=True)]
    activation: Activation = "relu"
    batch_norm: bool = False
    skips: Annotated[tuple[tuple[int, int], ...], ANeuron()] = ()
    init: Init = "he"
    name: str = field(default="", compare=False)
    affine: bool = False
    drawn_skips: DrawnSkips | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        weight_shapes(self)

    @property
    def num_params(self) -> int:
        """Parameters of one model."""
        return sum(prod(shape) for shape in weight_shapes(self).values())

    @property
    def num_neurons(self) -> int:
        """Hidden neurons: what the activations give."""
        return sum(node.neurons for node in walk(self.layers, self.input_shape))

    @property
    def has_skips(self) -> bool:
        """Whether hidden neurons are connected to the outputs."""
        return bool(self.skips or self.drawn_skips)

    def for_models(self, models: tuple[int, ...]) -> NetworkSpec:
        """The same as a network of these models, each with skips of its own where they are drawn."""
        if self.drawn_skips is None:
            return self
        return replace(self, drawn_skips=replace(self.drawn_skips, models=models))

    def for_place(self, place: int) -> NetworkSpec:
        """The same as a network of one of the models that it is for, counted from 0."""
        drawn = self.drawn_skips
        return self if drawn is None else self.for_models(drawn.models[place : place + 1])

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
    nodes = walk(spec.layers, spec.input_shape)
    shapes: dict[str, tuple[int, ...]] = {}
    for number, node in enumerate(nodes, start=1):
        shapes[f"layer{number}.weight"] = node.weight
        if node.layer.bias:
            shapes[f"layer{number}.bias"] = (node.layer.units,)
    if spec.affine and not spec.batch_norm:
        raise unfit("affine without batch_norm", "a scale and a shift come after a normalisation")
    for number, node in enumerate(nodes, start=1):
        if spec.affine and node.normal:
            shapes[f"norm{number}.weight"] = shapes[f"norm{number}.bias"] = node.normal[:1]
    if count := check_skips(spec.layers, spec.input_shape, spec.skips, spec.drawn_skips):
        shapes["skip.weight"] = (spec.num_outputs, count)
    return shapes


def forward(
    spec: NetworkSpec,
    weights: dict[str, torch.Tensor],
    inputs: torch.Tensor,
    statistics: list[tuple[torch.Tensor, torch.Tensor]] | None = None,
    collect: list[tuple[torch.Tensor, torch.Tensor]] | None = None,
    before: list[torch.Tensor] | None = None,
    raw: list[torch.Tensor] | None = None,
    features: list[torch.Tensor] | None = None,
) -> torch.Tensor:
    """Outputs of all models.

    Args:
        weights: each with the model axis first.
        inputs: ``(num_models, batch, *input_shape)``, or ``(1, batch, *input_shape)`` for one batch for all.
        statistics: for batch normalisation, mean and variance of each activation; ``None`` takes those of this batch.
        collect: when given, the mean and (biased) variance of each activation for this batch are appended.
        before: when given, what each activation is applied to is appended.
        raw: when given, what each batch normalisation is applied to is appended, (batch, models · channels, …).
        features: when given, what the skip-connections carry is appended, (num_models, batch, num_skips).

    Returns:
        (num_models, batch, outputs)

    Raises:
        WrongInput: skip-connections are drawn, and not for so many models.
    """
    num_models, batch = weights["layer1.weight"].shape[0], inputs.shape[1]
    kept, hidden, last = {0: inputs}, {}, last_readers(spec.layers)
    known = None if statistics is None else iter(statistics)
    for number, layer in enumerate(spec.layers, start=1):
        places = reads_of(layer, number)
        values = side_by_side([kept[place] for place in places], num_models, split=layer.activation_first)
        if not layer.activation_first:
            values = _weighed(layer, number, values, weights)
        if layer.activation_first or number < len(spec.layers):
            cut = False  # ReLU in one with the normalisation
            if spec.batch_norm:
                if raw is not None:
                    raw.append(columns_of(values))
                is_relu = before is None and spec.activation == "relu"
                values, cut = normalise(values, weights, number, known, collect, is_relu=is_relu)
            if before is not None:
                before.append(values)
            if not cut:
                is_own = spec.batch_norm and before is None and values.ndim == 4
                values = activate(spec.activation, values, in_place=is_own)
            if spec.has_skips:
                hidden[number] = values
            values = pool_images(layer.pool, values)
        if layer.activation_first:
            values = _weighed(layer, number, values, weights)
        kept[number] = values
        for place in places:
            if last[place] == number:
                del kept[place]
    if values.ndim == 4:  # a last convolution leaves one number for each output
        values = values.unflatten(1, (num_models, -1)).transpose(0, 1).flatten(2)
    if spec.has_skips:
        columns = gather(spec.layers, spec.input_shape, spec.skips, spec.drawn_skips, hidden, num_models)
        if features is not None:
            features.append(columns)
        values = values + _dense(columns, weights["skip.weight"], None)
    return values.expand(num_models, batch, -1)


def _weighed(layer: Layer, number: int, values: torch.Tensor, weights: dict[str, torch.Tensor]) -> torch.Tensor:
    """The weights and the bias of a layer, applied."""
    weight, bias = weights[f"layer{number}.weight"], weights.get(f"layer{number}.bias")
    if layer.size:
        return _convolution(layer, values, weight, bias)
    if values.ndim == 4:
        values = values.unflatten(1, (weight.shape[0], -1)).transpose(0, 1).flatten(2)
    return _dense(values.flatten(2), weight, bias)


def _convolution(layer: Layer, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """All models side by side in the channels: (batch, num_models · channels, height, width)."""
    models, units, channels, size = weight.shape[:4]
    if values.ndim == 5:
        shared = values.expand(models, *values.shape[1:])
        values = shared[0] if models == 1 else shared.transpose(0, 1).flatten(1, 2)
    height, width = values.shape[2:]
    window = Window(models, channels, height, width, units, size, layer.stride, layer.padding)
    return convolve(window, values, weight, bias)


def _dense(values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    import torch

    values = values.expand(weight.shape[0], -1, -1)
    if bias is None:
        return torch.bmm(values, weight.transpose(1, 2))
    return torch.baddbmm(bias.unsqueeze(1), values, weight.transpose(1, 2))
