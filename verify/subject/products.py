"""The Gram matrix of the Jacobian, and the room that derivatives need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING

from algebraic.shell import TooLarge
from netsim.shell import free_memory, in_bytes

from .layerwise import Factor, columns, dense_weight

if TYPE_CHECKING:
    import torch

SHARE = 0.25  # of the free memory, for the derivatives that are computed at once
UNKNOWN = 2**31  # bytes, where nobody says how much is free

Chunks = Callable[[], Iterator[tuple[int, "torch.Tensor"]]]


def room(device: str) -> int:
    """Bytes that derivatives may take at once."""
    free = free_memory(device)
    return int(SHARE * (UNKNOWN if free is None else free))


def check_room(rows: int, columns: int, what: str, device: str) -> None:
    """Refuse a matrix that does not fit into the free memory.

    Raises:
        TooLarge: it says how much it needs.
    """
    free = free_memory(device)
    if free is not None and 8 * rows * columns > free:
        raise TooLarge(
            f"{what} has {rows:,} × {columns:,} entries, {in_bytes(8 * rows * columns)}, and {in_bytes(free)} are free",
            hint="take fewer samples, or a smaller model",
            kind="memory_limit",
        )


def gram_of_factors(found: Sequence[Factor], shapes: Sequence[tuple[int, ...]], output_dim: int) -> torch.Tensor:
    """J Jᵀ, layer by layer: dense weights by entrywise products, others by their columns of J, some at a time."""
    import torch

    samples = len(found[0].reads)
    equations = samples * output_dim
    gram = found[0].delta.new_zeros(equations, equations)
    used = {index for factor in found for index in factor.node.parameters if index is not None}
    for index in sorted(used):
        factor = dense_weight(found, index)
        if factor is not None:
            own = factor.delta.reshape(equations, -1)
            reads = factor.reads @ factor.reads.T
            product = (own @ own.T).reshape(samples, output_dim, samples, output_dim)
            gram += product.mul_(reads[:, None, :, None]).reshape(equations, equations)
            continue
        shape = shapes[index]
        count = shape[0] if shape else 1
        step = max(1, min(count, room(str(gram.device)) // max(1, 8 * equations * prod(shape[1:]))))
        for first in range(0, count, step):
            part = columns(found, index, shape, (first, min(first + step, count))).reshape(equations, -1)
            torch.addmm(gram, part, part.T, out=gram)
    return gram


def gram_of_chunks(chunks: Chunks, equations: int, num_params: int, like: torch.Tensor) -> torch.Tensor:
    """J Jᵀ from blocks of rows; where not all of J fits, each block is made once for each other block."""
    gram = like.new_zeros(equations, equations)
    if 8 * equations * num_params <= room(str(like.device)):
        whole = like.new_empty(equations, num_params)
        for first, block in chunks():
            whole[first : first + len(block)] = block
        return whole @ whole.T
    for first, block in chunks():
        for other, second in chunks():
            if other <= first:
                part = block @ second.T
                gram[first : first + len(block), other : other + len(second)] = part
                gram[other : other + len(second), first : first + len(block)] = part.T
    return gram


def gram_of_weights(chunks: Chunks, num_params: int, like: torch.Tensor) -> torch.Tensor:
    """Jᵀ J, (num_params, num_params), from blocks of rows."""
    gram = like.new_zeros(num_params, num_params)
    for _, block in chunks():
        gram.addmm_(block.T, block)
    return gram
