"""A graph as JSON becomes layers, every number of it checked before anything is made from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from algebraic.shell import WrongInput

from .layers import Layer
from .numbers_read import MAX_NUMBERS, exact_number, finite_numbers, whole_number
from .windows import MAX_READ, windows_of

MAX_NODES = 10_000
MAX_AXES = 8
MAX_DEGREE = 64

NAMES = {
    "dense": "affine",
    "convolution": "affine",
    "flatten": "same",
    "average_pool": "average",
    "max_pool": "maximum",
}
PARTS = ("kind", "sources", "parameters", "constants", "options", "shape")
OPTIONS: dict[str, tuple[str, ...]] = {
    "input": ("name",),
    "convolution": ("kernel", "stride", "padding", "dilation", "groups"),
    "select": ("columns",),
    "average_pool": ("kernel", "stride", "padding"),
    "max_pool": ("kernel", "stride", "padding", "dilation"),
}
ACTIVATIONS: dict[str, tuple[str, ...]] = {
    "relu": (),
    "leaky_relu": ("slope",),
    "tanh": (),
    "sigmoid": (),
    "softplus": ("beta", "threshold"),
    "gelu": ("approximate",),
    "polynomial": ("coefficients",),
}


@dataclass(frozen=True)
class Read:
    """What one kind of node has, as in :class:`Layer`, and the shapes that it wants of weight and bias."""

    index: np.ndarray | None = None
    channels: int = 1
    factor: np.ndarray | None = None
    shift: np.ndarray | None = None
    name: str = ""
    options: tuple[Fraction, ...] = ()
    wanted: tuple[tuple[int, ...], ...] = ()


def read_layers(graph: Any, parameter_shapes: Sequence[tuple[int, ...]]) -> tuple[Layer, ...]:
    """The layers of a graph, every number of it checked before anything is made from it.

    Args:
        graph: a list of nodes as JSON, as :meth:`verify.subject.Node.as_dict` writes them.
        parameter_shapes: of the tensors that the nodes point to.

    Raises:
        WrongInput: a node is not what its kind needs; the message says which.

    >>> from verify.subject import Node
    >>> nodes = [Node("input", options={"name": "x"}, shape=(2,)), Node("dense", (0,), (0, None), shape=(3,))]
    >>> [(layer.kind, layer.size) for layer in read_layers([node.as_dict() for node in nodes], [(3, 2)])]
    [('input', 2), ('affine', 3)]
    """
    if not isinstance(graph, (list, tuple)) or not 0 < len(graph) <= MAX_NODES:
        raise WrongInput(f"a graph is a list of 1 to {MAX_NODES} nodes")
    layers: list[Layer] = []
    shapes: list[tuple[int, ...]] = []
    named: dict[str, int] = {}
    left = MAX_READ
    for place, node in enumerate(graph):
        try:
            layer, shape = _read(node, shapes, parameter_shapes)
            left -= 0 if layer.index is None else layer.index.size
            if left < 0:
                raise ValueError(f"its windows and those before it have more than {MAX_READ:,} places")
            if layer.kind == "input" and named.setdefault(layer.name, layer.size) != layer.size:
                raise ValueError(f"the input {layer.name!r} has two sizes")
        except (LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise WrongInput(f"node {place} is not the data of a layer: {error}") from error
        layers.append(layer)
        shapes.append(shape)
    return tuple(layers)


def _read(node: Any, shapes: list[tuple[int, ...]], given: Sequence[tuple[int, ...]]) -> tuple[Layer, tuple[int, ...]]:
    if not isinstance(node, dict) or set(node) != set(PARTS):
        raise ValueError(f"a node has the parts {', '.join(PARTS)}")
    kind, options, constants = node["kind"], node["options"], node["constants"]
    if not (isinstance(options, dict) and isinstance(constants, dict)):
        raise ValueError("its options and constants have names")
    for name in ("sources", "parameters", "shape"):
        if not isinstance(node[name], list):
            raise ValueError(f"its {name} are no list")
    shape = tuple(whole_number(n, 1, MAX_NUMBERS) for n in node["shape"])
    if len(shape) > MAX_AXES or math.prod(shape) > MAX_NUMBERS:
        raise ValueError(f"the shape {shape} is too large")
    sources = tuple(whole_number(n, 0, len(shapes) - 1) for n in node["sources"])
    read = [shapes[n] for n in sources]
    if kind not in READERS:
        raise ValueError(f"there is no kind {kind!r}")
    needed = {"input": 0, "add": None, "concatenate": None}.get(kind, 1)
    if len(sources) != needed and (needed is not None or not sources):
        raise ValueError(f"a node of kind {kind} cannot read {len(sources)} others")
    places = tuple(None if n is None else whole_number(n, 0, len(given) - 1) for n in node["parameters"])
    if len(places) != 2 or (kind not in ("dense", "convolution", "scale") and any(n is not None for n in places)):
        raise ValueError(f"a node of kind {kind} has no such parameters")
    wanted = ACTIVATIONS.get(str(options.get("name"))) if kind == "activation" else OPTIONS.get(kind, ())
    if wanted is None or set(options) != {*wanted, *(["name"] if kind == "activation" else [])}:
        raise ValueError(f"a node of kind {kind} has no such options")
    parts, found = READERS[kind](read, shape, options, constants)
    if found != shape:
        raise ValueError(f"its value has shape {found}, not {shape}")
    frozen: tuple[np.ndarray | None, np.ndarray | None] = (None, None)
    if kind in ("dense", "convolution", "scale"):
        frozen = _weights(places, parts.wanted, constants, given)
    elif constants:
        raise ValueError(f"a node of kind {kind} has no constants")
    if set(constants) - (set() if kind != "scale" else {"factor", "shift"}) - {"weight", "bias"}:
        raise ValueError("it has a constant that nothing uses")
    layer = Layer(
        str(NAMES.get(kind, kind)),
        sources,
        math.prod(shape),
        (places[0], places[1]),
        frozen,
        parts.index,
        parts.channels,
        parts.factor,
        parts.shift,
        parts.name,
        parts.options,
    )
    return layer, shape


def _weights(
    places: tuple[int | None, ...], wanted: Sequence[tuple[int, ...]], constants: Any, given: Sequence[tuple[int, ...]]
) -> tuple[np.ndarray | None, np.ndarray | None]:
    frozen: list[np.ndarray | None] = []
    for name, place, shape in zip(("weight", "bias"), places, wanted, strict=True):
        frozen.append(None)
        if place is not None:
            if name in constants:
                raise ValueError(f"its {name} is a constant and a parameter")
            if given[place] != shape:
                raise ValueError(f"its {name} has shape {given[place]}, not {shape}")
        elif name in constants:
            frozen[-1] = finite_numbers(constants[name], math.prod(shape)).reshape(shape)
        elif name == "weight" and len(shape) > 1:
            raise ValueError("it has no weight")
    return frozen[0], frozen[1]


def _input(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    if not isinstance(options["name"], str):
        raise ValueError("an input has a name")
    return Read(name=options["name"]), shape


def _dense(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    (inputs,), (outputs,) = read[0], shape
    return Read(wanted=((outputs, inputs), (outputs,))), shape


def _convolution(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    channels, groups = read[0][0], whole_number(options["groups"], 1, read[0][0])
    if channels % groups or shape[0] % groups:
        raise ValueError(f"{groups} groups do not divide the channels")
    windows, after = windows_of(read[0], options)
    kernel = tuple(options["kernel"])
    index = windows.reshape(groups, channels // groups, *windows.shape[1:])  # groups, channels, places, window
    index = index.transpose(0, 2, 1, 3).reshape(groups, windows.shape[1], -1)
    return Read(index, wanted=((shape[0], channels // groups, *kernel), (shape[0],))), (shape[0], *after)


def _scale(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    channels = shape[0]
    factor, shift = (finite_numbers(constants[name], channels) for name in ("factor", "shift"))
    return Read(None, channels, factor, shift, wanted=((channels,), (channels,))), read[0]


def _activation(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    name = options["name"]
    needed: list[Any] = []
    if name == "leaky_relu":
        needed = [options["slope"]]
    elif name == "softplus":
        needed = [options["beta"], options["threshold"]]
        if not exact_number(needed[0]) > 0:
            raise ValueError("beta must be positive")
    elif name == "polynomial":
        needed = list(options["coefficients"])
        if len(needed) > MAX_DEGREE + 1:
            raise ValueError(f"a polynomial has at most degree {MAX_DEGREE}")
    elif name == "gelu":
        name = {"none": "gelu", "tanh": "gelu_tanh"}[options["approximate"]]
    return Read(name=name, options=tuple(exact_number(value) for value in needed)), read[0]


def _add(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    return Read(), next((other for other in read if other != shape), shape)


def _concatenate(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    if any(other[1:] != read[0][1:] for other in read):
        raise ValueError("its sources do not fit together")
    return Read(), (sum(other[0] for other in read), *read[0][1:])


def _select(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    (inputs,) = read[0]
    index = np.array([whole_number(n, 0, inputs - 1) for n in options["columns"]], dtype=np.int64)
    return Read(index), (len(index),)


def _flatten(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    if math.prod(read[0]) != math.prod(shape):
        raise ValueError(f"{read[0]} does not become {shape}")
    return Read(), shape


def _pool(read: Any, shape: Any, options: Any, constants: Any) -> tuple[Read, tuple[int, ...]]:
    windows, after = windows_of(read[0], options)
    index = windows.reshape(-1, windows.shape[-1])
    if (index.min(axis=1) == math.prod(read[0])).any():
        raise ValueError("one of its windows holds no entry")
    return Read(index), (read[0][0], *after)


READERS = {
    "input": _input,
    "dense": _dense,
    "convolution": _convolution,
    "scale": _scale,
    "activation": _activation,
    "add": _add,
    "concatenate": _concatenate,
    "select": _select,
    "flatten": _flatten,
    "average_pool": _pool,
    "max_pool": _pool,
}
