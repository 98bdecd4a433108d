"""Derivatives of a graph, layer by layer: what a layer reads, times the derivative of the outputs by what it gives.

For a dense layer z = W a + b, output k has ∂f_k/∂W = δ_k aᵀ with δ_k = ∂f_k/∂z. So one backward pass for each output,
for all samples at once, gives the Jacobian as outer products, and its Gram matrix as entrywise products:
Σ (∂f_k(x)/∂W)(∂f_l(y)/∂W) = (δ_k(x)·δ_l(y)) (a(x)·a(y)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from .evaluation import evaluate_graph
from .graph import Graph, Node, Tensors

if TYPE_CHECKING:
    import torch

WEIGHT, BIAS = 0, 1


@dataclass(frozen=True, eq=False)
class Factor:
    """A node with parameters: what it reads, (n, …), and δ, (n, output_dim, …)."""

    node: Node
    reads: torch.Tensor
    delta: torch.Tensor


def factors(graph: Graph, parameters: Sequence[torch.Tensor], inputs: Tensors, output_dim: int) -> list[Factor]:
    """The factors of all nodes that have parameters and that the outputs depend on."""
    import torch

    taps: dict[int, torch.Tensor] = {}

    def tap(place: int, value: torch.Tensor) -> torch.Tensor:
        if any(index is not None for index in graph[place].parameters):
            value = value if value.requires_grad else value.detach().requires_grad_()
            taps[place] = value
        return value

    with torch.enable_grad():
        values = evaluate_graph(graph, [tensor.detach() for tensor in parameters], inputs, tap)
        outputs = values[-1].reshape(-1, output_dim)
        deltas: dict[int, list[torch.Tensor]] = {place: [] for place in taps}
        for k in range(output_dim if outputs.requires_grad else 0):
            found = torch.autograd.grad(
                outputs[:, k].sum(), list(taps.values()), retain_graph=k + 1 < output_dim, allow_unused=True
            )
            for (place, value), delta in zip(taps.items(), found, strict=True):
                deltas[place].append(torch.zeros_like(value) if delta is None else delta)
    return [
        Factor(graph[place], values[graph[place].sources[0]].detach(), torch.stack(found, 1))
        for place, found in deltas.items()
        if found
    ]


def numbers_for_one(graph: Graph, output_dim: int) -> int:
    """How many numbers the factors of one sample have, about."""
    tapped = [node for node in graph if any(index is not None for index in node.parameters)]
    return sum(prod(node.shape) * output_dim + prod(graph[node.sources[0]].shape) for node in tapped)


def columns(
    found: Sequence[Factor], index: int, shape: tuple[int, ...], rows: tuple[int, int] | None = None
) -> torch.Tensor:
    """The columns of the Jacobian that belong to a parameter, (n, output_dim, numbers).

    Args:
        found: of :func:`factors`.
        index, shape: of the parameter.
        rows: of its first axis, from and to; all by default.
    """

    first, last = rows or (0, shape[0] if shape else 1)
    total: torch.Tensor | None = None
    for factor in found:
        for place in (WEIGHT, BIAS):
            if factor.node.parameters[place] == index:
                part = _of_node(factor, place, first, last)
                total = part if total is None else total.add_(part)
    if total is None:
        raise LookupError(f"no node has the parameter {index}")
    return total


def fill(block: torch.Tensor, found: Sequence[Factor], shapes: Sequence[tuple[int, ...]]) -> None:
    """Write the Jacobian into a block (n, output_dim, num_params)."""
    import torch

    used = [index for factor in found for index in factor.node.parameters if index is not None]
    start = 0
    for index, shape in enumerate(shapes):
        part = block[:, :, start : start + prod(shape)]
        start += prod(shape)
        if index not in used:
            part.zero_()
        elif used.count(index) == 1 and (factor := dense_weight(found, index)) is not None:
            torch.mul(factor.delta.unsqueeze(3), factor.reads[:, None, None], out=part.unflatten(2, shape))
        else:
            part.copy_(columns(found, index, shape))


def dense_weight(found: Sequence[Factor], index: int) -> Factor | None:
    """The dense node whose weight a parameter is, if it is in no other place."""
    places = [(f, place) for f in found for place in (WEIGHT, BIAS) if f.node.parameters[place] == index]
    if len(places) == 1 and places[0][0].node.kind == "dense" and places[0][1] == WEIGHT:
        return places[0][0]
    return None


def _of_node(factor: Factor, place: int, first: int, last: int) -> torch.Tensor:
    """Of the rows first to last of a weight, or entries of a bias, of one node."""
    node, delta = factor.node, factor.delta
    if node.kind == "convolution" and place == WEIGHT:
        return _of_kernel(node, factor.reads, delta, first, last)
    if node.kind == "dense" and place == WEIGHT:
        return (delta[:, :, first:last, None] * factor.reads[:, None, None]).flatten(2)
    if node.kind == "scale" and place == WEIGHT:
        like = (1, -1, *[1] * (len(node.shape) - 1))
        factors_, shift = (delta.new_tensor(node.constants[name]).reshape(like) for name in ("factor", "shift"))
        delta = delta * (factors_ * factor.reads + shift).unsqueeze(1)
    return delta.flatten(3).sum(3)[:, :, first:last] if delta.dim() > 3 else delta[:, :, first:last].clone()


def _of_kernel(node: Node, reads: torch.Tensor, delta: torch.Tensor, first: int, last: int) -> torch.Tensor:
    import torch

    options, groups = node.options, node.options["groups"]
    names = {name: options[name] for name in ("dilation", "padding", "stride")}
    windows = torch.nn.functional.unfold(reads, options["kernel"], **names)
    windows = windows.reshape(len(reads), groups, -1, windows.shape[2])  # (n, groups, numbers, positions)
    each = delta.shape[2] // groups
    parts = []
    for group in range(first // each, -(-last // each)):
        own = delta[:, :, max(first, group * each) : min(last, (group + 1) * each)].flatten(
            3
        )  # (n, m, outputs, positions)
        product: Any = own.flatten(1, 2) @ windows[:, group].transpose(1, 2)
        parts.append(product.reshape(len(reads), delta.shape[1], -1))
    return torch.cat(parts, 2)
