"""Networks of torch modules, read by the names of their classes: nothing here imports torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, NoReturn

import numpy as np

from .activation import Activation
from .activation_sources import OTHERS, as_activation
from .fixing import bad_network
from .layer_builder import LayerBuilder

POWERS = {"Square": "z**2", "Cube": "z**3"}
PASSED = ("Identity", "Flatten")
READ = "Linear, Conv2d, Flatten, Identity, Sequential, Square, Cube, and Poly… with an attribute coefficients"
HINTS = {
    "Dropout": "leave it out: it does nothing once the network is trained",
    "BatchNorm": "leave it out; with its statistics fixed it is a linear map, which weights and biases contain",
    "MaxPool": "it is no polynomial: take a stride in the convolution",
    "AvgPool": "it has no weights of its own: take a stride in the convolution",
}


@dataclass
class ModuleRead:
    """What was read of a module.

    Attributes:
        builder: with a layer for each Linear and Conv2d.
        weights: of the layers, in the order of their parameters.
    """

    builder: LayerBuilder
    weights: list[np.ndarray] = field(default_factory=list)


@dataclass(frozen=True)
class _Affine:
    """A Linear or Conv2d with the activation that follows it."""

    name: str
    module: Any
    activation: Activation | None


def torch_weights(module: Any, input_shape: Sequence[int] | None = None) -> np.ndarray:
    """The weights of a torch module as the vector that its network takes, float64, shape (num_params,).

    Args:
        module, input_shape: as for :meth:`algebraic.networks.Network.from_torch`.

    Raises:
        WrongInput: the module cannot be read.
    """
    return np.concatenate(read_module(module, input_shape).weights)


def read_module(module: Any, input_shape: Sequence[int] | None = None) -> ModuleRead:
    """Layers and weights of a module.

    Raises:
        WrongInput: it names the module that cannot be read.
    """
    try:
        return _read(module, input_shape)
    except (AttributeError, TypeError, ValueError) as problem:  # a class of torch's name that is built otherwise
        raise bad_network(f"the module is not built as torch's are: {problem}", hint=f"read are {READ}") from problem


def _read(module: Any, input_shape: Sequence[int] | None) -> ModuleRead:
    layers = list(_affine_layers(module))
    if not layers:
        raise bad_network("the module has neither a Linear nor a Conv2d")
    if len({id(layer.module.weight) for layer in layers}) < len(layers):
        raise bad_network("two modules have one weight", hint="build it with algebraic.networks.Builder.graph")
    found = ModuleRead(_builder(layers[0], input_shape))
    for layer in layers:
        (_add_linear if _kind(layer.module) == "Linear" else _add_convolution)(found, layer)
    return found


def _affine_layers(module: Any) -> Iterator[_Affine]:
    last: _Affine | None = None
    for name, own in _leaves(module, ""):
        kind = _kind(own)
        if kind in PASSED:
            continue
        activation = _polynomial(own, kind)
        if activation is None and kind not in ("Linear", "Conv2d"):
            _refuse(name, own)
        if activation is None:
            if last is not None:
                yield last
            last = _Affine(name, own, None)
        elif last is None or last.activation is not None:
            _refuse(name, own, "put one activation after each Linear or Conv2d at most")
        else:
            last = _Affine(last.name, last.module, activation)
    if last is not None:
        yield last


def _leaves(module: Any, name: str) -> Iterator[tuple[str, Any]]:
    if _kind(module) != "Sequential":
        yield name or "the module", module
        return
    for number, child in enumerate(module):  # named_children leaves out what comes a second time
        yield from _leaves(child, f"{name}.{number}" if name else str(number))


def _kind(module: Any) -> str:
    return type(module).__name__


def _polynomial(module: Any, kind: str) -> Activation | None:
    if kind in POWERS:
        return as_activation(POWERS[kind])
    if not kind.lower().startswith("poly"):
        return None
    coefficients = getattr(module, "coefficients", None)
    if hasattr(coefficients, "detach"):
        coefficients = _numbers(coefficients)
    return None if coefficients is None else as_activation(coefficients)


def _numbers(tensor: Any) -> np.ndarray:
    return np.asarray(tensor.detach().cpu().double().numpy())


def _builder(first: _Affine, input_shape: Sequence[int] | None) -> LayerBuilder:
    if input_shape is not None:
        return LayerBuilder(tuple(input_shape), channels_first=len(input_shape) == 3)
    if _kind(first.module) == "Linear":
        return LayerBuilder(int(first.module.in_features))
    raise bad_network(
        f"{first.name} is a Conv2d, and nothing says how large its images are",
        hint="give input_shape=(channels, height, width)",
    )


def _add_linear(found: ModuleRead, layer: _Affine) -> None:
    own, shape = layer.module, found.builder.output_shape
    if own.in_features != prod(shape):
        raise bad_network(f"{layer.name} has {own.in_features} inputs, and what it reads has {prod(shape)} entries")
    found.builder.dense(int(own.out_features), activation=layer.activation, bias=own.bias is not None)
    weight = _numbers(own.weight)
    if len(shape) == 3:  # torch flattens (channel, row, column), and we read channels last
        height, width, channels = shape
        weight = np.moveaxis(weight.reshape(-1, channels, height, width), 1, 3)
    _keep(found, weight, own.bias)


def _add_convolution(found: ModuleRead, layer: _Affine) -> None:
    own, shape = layer.module, found.builder.output_shape
    if len(shape) != 3 or shape[2] != own.in_channels:
        raise bad_network(f"{layer.name} reads images of {own.in_channels} channels, and is given the shape {shape}")
    plain = own.padding_mode == "zeros" and own.groups == 1 and tuple(own.dilation) == (1, 1)
    if not plain or isinstance(own.padding, str):
        _refuse(layer.name, own, "padding must be zeros, given as numbers; groups and dilation must be 1")
    found.builder.convolution(
        int(own.out_channels),
        tuple(own.kernel_size),
        stride=tuple(own.stride),
        padding=tuple(own.padding),
        activation=layer.activation,
        bias=own.bias is not None,
    )
    _keep(found, np.moveaxis(_numbers(own.weight), 1, 3), own.bias)


def _keep(found: ModuleRead, weight: np.ndarray, bias: Any) -> None:
    found.weights.append(weight.ravel())
    if bias is not None:
        found.weights.append(_numbers(bias).ravel())


def _refuse(name: str, module: Any, hint: str = "") -> NoReturn:
    kind = _kind(module)
    known = next((said for begin, said in HINTS.items() if kind.startswith(begin)), "")
    if kind.lower() in OTHERS:
        known = "train with a polynomial in its place: it is no polynomial"
    raise bad_network(f"{name} is a {kind}, which cannot be read", hint=hint or known or f"read are {READ}")
