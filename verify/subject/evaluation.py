"""The outputs of a graph, by torch: what is read of a module is compared with the module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .graph import Graph, Node
from .rectified import smoolu_of

if TYPE_CHECKING:
    import torch


def evaluate_graph(
    graph: Graph,
    parameters: Sequence[torch.Tensor],
    inputs: Mapping[str, torch.Tensor],
    tap: Callable[[int, torch.Tensor], torch.Tensor] | None = None,
) -> list[torch.Tensor]:
    """The value of every node, the samples first.

    Args:
        graph: as read from a module.
        parameters: the tensors of the parameters, in the order of their places.
        inputs: by name, the samples first.
        tap: what stands for the value of a node from then on, of its place and value.
    """
    values: list[torch.Tensor] = []
    for node in graph:
        sources = [values[place] for place in node.sources]
        weight, bias = (_parameter(node, place, parameters, inputs) for place in (0, 1))
        is_input = node.kind == "input"
        value = inputs[node.options["name"]] if is_input else STEPS[node.kind](node, sources, weight, bias)
        values.append(value if tap is None else tap(len(values), value))
    return values


def evaluate_node(node: Node, sources: list[Any], weight: Any = None, bias: Any = None) -> Any:
    """The value of one node from what it reads, the samples first."""
    return STEPS[node.kind](node, sources, weight, bias)


def _parameter(
    node: Node, place: int, parameters: Sequence[torch.Tensor], inputs: Mapping[str, torch.Tensor]
) -> torch.Tensor | None:
    import torch

    index, name = node.parameters[place], ("weight", "bias")[place]
    if index is not None:
        return parameters[index]
    if name not in node.constants:
        return None
    return torch.tensor(node.constants[name], dtype=torch.float64, device=next(iter(inputs.values())).device)


def _dense(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    from torch.nn import functional

    return functional.linear(sources[0], weight, bias)


def _convolution(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    from torch.nn import functional

    steps = {name: node.options[name] for name in ("stride", "padding", "dilation", "groups")}
    return functional.conv2d(sources[0], weight, bias, **steps)


def _scale(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    import torch

    like = (-1, *[1] * (sources[0].dim() - 2))
    factor, shift = (
        torch.tensor(node.constants[name], dtype=torch.float64, device=sources[0].device).reshape(like)
        for name in ("factor", "shift")
    )
    value = sources[0] * factor + shift
    value = value if weight is None else value * weight.reshape(like)
    return value if bias is None else value + bias.reshape(like)


def _activation(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    import torch
    from torch.nn import functional

    (z,), options = sources, node.options
    name = options["name"]
    if name == "polynomial":
        value = torch.zeros_like(z)
        for coefficient in reversed(options["coefficients"]):
            value = value * z + coefficient
        return value
    if name == "leaky_relu":
        return functional.leaky_relu(z, options["slope"])
    if name == "softplus":
        return functional.softplus(z, options["beta"], options["threshold"])
    if name == "smoolu":
        return smoolu_of(z)
    if name == "gelu":
        return functional.gelu(z, approximate=options["approximate"])
    return {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}[name](z)


def _add(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    return sum(sources[1:], sources[0])


def _concatenate(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    import torch

    return torch.cat(sources, 1)


def _select(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    return sources[0][:, list(node.options["columns"])]


def _flatten(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    return sources[0].reshape(-1, *node.shape)


def _average_pool(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    from torch.nn import functional

    return functional.avg_pool2d(sources[0], *(node.options[name] for name in ("kernel", "stride", "padding")))


def _max_pool(node: Node, sources: list[Any], weight: Any, bias: Any) -> Any:
    from torch.nn import functional

    names = ("kernel", "stride", "padding", "dilation")
    return functional.max_pool2d(sources[0], *(node.options[name] for name in names))


STEPS: dict[str, Callable[[Node, list[Any], Any, Any], Any]] = {
    "dense": _dense,
    "convolution": _convolution,
    "scale": _scale,
    "activation": _activation,
    "add": _add,
    "concatenate": _concatenate,
    "select": _select,
    "flatten": _flatten,
    "average_pool": _average_pool,
    "max_pool": _max_pool,
}
