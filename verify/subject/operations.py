"""The operations of torch that a graph can say: modules, functions and methods."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any

from .entrywise import Entrywise, exact, plus, power, times
from .graph import Node, Options
from .layers import PASSED, named_activation, read_layer
from .reading import Reading, Unreadable

if TYPE_CHECKING:
    import torch


def read_operation(
    reading: Reading,
    traced: Any,
    step: Any,
    known: Mapping[Any, Any],
    shape: tuple[int, ...] | None,
    inputs: Mapping[str, torch.Tensor],
) -> Any:
    """The value of one operation that torch.fx traced.

    Raises:
        Unreadable: a graph cannot say it.
    """
    import torch

    arguments = torch.fx.node.map_arg(step.args, lambda other: known[other])
    options = torch.fx.node.map_arg(step.kwargs, lambda other: known[other])
    if step.op == "placeholder":
        if step.target not in inputs:
            return None  # an argument with a default
        own = inputs[step.target]
        if not own.is_floating_point():
            raise Unreadable(f"the argument {step.target} has whole numbers, as an embedding reads them")
        return reading.add(Node("input", options={"name": step.target}, shape=tuple(own.shape[1:])))
    if step.op == "output":
        return arguments[0]
    if step.op == "get_attr":
        return operator.attrgetter(step.target)(traced)
    if step.op == "call_module":
        own = traced.get_submodule(step.target)
        value = read_layer(reading, step.target, own, arguments[0], _sample(shape, step.target))
    elif step.op == "call_function" and not _of_samples(arguments):
        return step.target(*arguments, **options)  # of parameters and constants
    else:
        name = step.target if isinstance(step.target, str) else step.target.__name__
        value = _function(reading, name, arguments, options, shape)
    return value


def _of_samples(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_of_samples, value))
    return isinstance(value, Entrywise | _Size)


def _sample(shape: tuple[int, ...] | None, what: str) -> tuple[int, ...]:
    if not shape:
        raise Unreadable(f"{what} gives no tensor")
    return shape[1:]


def _function(
    reading: Reading, name: str, arguments: tuple[Any, ...], options: Options, shape: tuple[int, ...] | None
) -> Any:
    name = name.strip("_").removeprefix("i") if name in ("iadd", "imul", "isub") else name.strip("_")
    first = arguments[0]
    if name in ("size", "dim", "getattr") and isinstance(first, Entrywise):
        return _Size()
    if name == "getitem" and isinstance(first, _Size):
        return _Size()
    if any(isinstance(each, _Size) for each in arguments) and name in ("add", "sub", "mul", "floordiv", "prod"):
        return _Size()
    if name in ("add", "sub", "rsub", "mul", "pow", "square", "neg", "truediv", "div", "sum") and (
        found := _arithmetic(reading, name, arguments, options)
    ):
        return found
    if name == "linear":
        return _linear(reading, first, arguments, options, _sample(shape, name))
    if name in ("flatten", "view", "reshape", "squeeze", "unsqueeze", "ravel", "contiguous", "clone"):
        return _reshaped(reading, first, _sample(shape, name), name)
    if name in ("cat", "concat", "concatenate"):
        return _joined(reading, arguments, options, _sample(shape, name))
    if name == "mean":
        return _averaged(reading, first, arguments[1:], options, _sample(shape, name))
    if name in ("max_pool2d", "avg_pool2d", "adaptive_avg_pool2d"):
        return read_layer(reading, name, _as_layer(name, arguments[1:], options), first, _sample(shape, name))
    if name == "getitem":
        return _selected(reading, first, arguments[1], _sample(shape, name))
    if name in PASSED:
        return first
    if (known := named_activation(name, arguments[1:], options)) is not None:
        return _activated(reading, first, known)
    raise Unreadable(f"the operation {name} is none that a graph can say")


class _Size:
    """A size that the code of the module asks for; what comes of it shows in the shapes of values."""


def _activated(reading: Reading, value: Any, options: Options) -> Entrywise:
    place = reading.place(value, options["name"])
    return reading.add(Node("activation", (place,), options=options, shape=reading.nodes[place].shape))


def _number(value: Any) -> Fraction | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return exact(value)
    is_one = hasattr(value, "numel") and value.numel() == 1 and not value.requires_grad
    return exact(value.item()) if is_one else None


def _arithmetic(reading: Reading, name: str, arguments: tuple[Any, ...], options: Options) -> Entrywise | None:
    if options:
        return None
    if name == "sum":  # Python's own
        terms = list(arguments[0]) if isinstance(arguments[0], list | tuple) else []
        total: Any = terms[0] if terms else None
        for term in terms[1:]:
            total = _arithmetic(reading, "add", (total, term), {})
        return total if isinstance(total, Entrywise) else None
    pair = [each if isinstance(each, Entrywise) else _number(each) for each in arguments]
    if None in pair or len(pair) > 2:
        return None
    one, other = (pair[0], pair[1] if len(pair) > 1 else None)
    if name == "rsub":
        name, one, other = "sub", other, one
    if name in ("neg", "square"):
        if not isinstance(one, Entrywise):
            return None
        return times(one, Fraction(-1)) if name == "neg" else power(one, 2)
    if name == "pow":
        return power(one, float(other)) if isinstance(one, Entrywise) and isinstance(other, Fraction) else None
    if name in ("truediv", "div"):
        return _divided(one, other)
    if name == "sub":
        name, other = "add", times(other, Fraction(-1)) if isinstance(other, Entrywise) else -other  # type: ignore[operator]
    if not isinstance(one, Entrywise):
        one, other = other, one
    if not isinstance(one, Entrywise) or other is None:
        return None
    found = plus(one, other) if name == "add" else times(one, other)
    if found or name != "add" or not isinstance(other, Entrywise):
        return found
    if reading.shape(one) != reading.shape(other):
        return None
    sources = (reading.place(one, "a sum"), reading.place(other, "a sum"))
    return reading.add(Node("add", sources, shape=reading.shape(one)))


def _divided(one: Any, other: Any) -> Entrywise | None:
    """By a power of two, where floats are exact."""
    if not isinstance(one, Entrywise) or not isinstance(other, Fraction) or not other:
        return None
    factor = 1 / other
    return times(one, factor) if Fraction(float(factor)) == factor else None


def _linear(reading: Reading, value: Any, arguments: Any, options: Any, shape: tuple[int, ...]) -> Entrywise:
    tensors = dict(zip(("weight", "bias"), arguments[1:], strict=False)) | options
    place = reading.place(value, "linear")
    if len(reading.nodes[place].shape) != 1 or any(_of_samples(tensor) for tensor in tensors.values()):
        raise Unreadable("linear acts on more than one axis, or on more than one value")
    return reading.add(Node("dense", (place,), shape=shape, **reading.parameters(**tensors)))


def _reshaped(reading: Reading, value: Any, shape: tuple[int, ...], what: str) -> Entrywise:
    place = reading.place(value, what)
    if reading.nodes[place].shape == shape:
        return Entrywise(place)
    if prod(reading.nodes[place].shape) != prod(shape):
        raise Unreadable(f"{what} mixes samples")
    return reading.add(Node("flatten", (place,), shape=shape))


def _averaged(reading: Reading, value: Any, arguments: Any, options: Any, shape: tuple[int, ...]) -> Entrywise:
    """The mean over both axes of images."""
    place = reading.place(value, "mean")
    own = reading.nodes[place].shape
    axes = [*arguments, options.get("dim", options.get("axis"))][0]
    if len(own) != 3 or not isinstance(axes, list | tuple) or sorted(axis % 4 for axis in axes) != [2, 3]:
        raise Unreadable("a mean that is not over both axes of an image")
    pool = {"kernel": own[1:], "stride": own[1:], "padding": (0, 0)}
    node = reading.add(Node("average_pool", (place,), options=pool, shape=(own[0], 1, 1)))
    return _reshaped(reading, node, shape, "mean")


def _as_layer(name: str, arguments: Any, options: Any) -> Any:
    """The layer that does what a function does."""
    from torch import nn

    kinds = {"max_pool2d": nn.MaxPool2d, "avg_pool2d": nn.AvgPool2d, "adaptive_avg_pool2d": nn.AdaptiveAvgPool2d}
    return kinds[name](*arguments, **options)


def _joined(reading: Reading, arguments: Any, options: Any, shape: tuple[int, ...]) -> Entrywise:
    values = arguments[0]
    axis = arguments[1] if len(arguments) > 1 else options.get("dim", options.get("axis", 0))
    if axis not in (1, -len(shape)):
        raise Unreadable("values are joined along another axis than the first one of a sample")
    places = tuple(reading.place(value, "cat") for value in values)
    return reading.add(Node("concatenate", places, shape=shape))


def _selected(reading: Reading, value: Any, what: Any, shape: tuple[int, ...]) -> Entrywise:
    import torch

    place = reading.place(value, "an index")
    own = reading.nodes[place].shape
    is_columns = isinstance(what, tuple) and len(what) == 2 and what[0] in (slice(None), Ellipsis)
    if len(own) != 1 or not is_columns or _of_samples(what):
        raise Unreadable("an index that does not choose columns")
    chosen = torch.arange(own[0])[what[1] if not isinstance(what[1], torch.Tensor) else what[1].cpu()]
    if chosen.dim() > 1 or shape != tuple(chosen.shape):
        raise Unreadable("an index that does not choose columns")
    columns = tuple(int(number) for number in chosen.reshape(-1))
    node = reading.add(Node("select", (place,), options={"columns": columns}, shape=(len(columns),)))
    return node if shape else reading.add(Node("flatten", (node.base,), shape=()))
