"""Whole data sets in chunks that fit: what memory a sample takes, statistics of batch normalisation, gradients.

How large a chunk is depends on the network, the kind of device and the type of the numbers, and on nothing else: what
is free on a machine changes no number. A data set that fits into one chunk is computed as a whole. One that does not
has its sums over samples taken in float64, so that they are those of the whole up to the rounding of the values that
are added.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import torch

from ..models import NetworkSpec, forward, walk

CHUNK_BYTES = {"cpu": 2**30, "cuda": 2**33}  # of a chunk: part of what determines the numbers
COPIES = 4  # of every value that a layer makes: raw, normalised, activated, and one in hand

Statistics = list[tuple[torch.Tensor, torch.Tensor]]
Tensors = dict[str, torch.Tensor]


@lru_cache(maxsize=64)
def values_per_sample(spec: NetworkSpec) -> int:
    """How many numbers the layers make of one sample, its own included."""
    nodes = walk(spec.layers, spec.input_shape)
    return prod(spec.input_shape) + sum(node.neurons for node in nodes) + spec.num_outputs


def bytes_per_sample(spec: NetworkSpec, dtype: str) -> int:
    """Memory that one sample takes while gradients are computed: an estimate."""
    return COPIES * values_per_sample(spec) * (8 if dtype == "float64" else 4)


def chunk_size(spec: NetworkSpec, device: str, dtype: str, num_models: int = 1) -> int:
    """Samples of a chunk."""
    return max(1, CHUNK_BYTES[device.partition(":")[0]] // (bytes_per_sample(spec, dtype) * num_models))


def size_for(spec: NetworkSpec, weights: Tensors) -> int:
    """:func:`chunk_size` for these weights."""
    first = next(iter(weights.values()))
    return chunk_size(spec, first.device.type, str(first.dtype).removeprefix("torch."), first.shape[0])


class _EndedError(Exception):
    """The pass has come to what is wanted of it."""


class _Place(list[torch.Tensor]):
    """Takes what one normalisation is applied to, and ends the pass there."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place, self._seen = place, 0

    def append(self, values: torch.Tensor) -> None:
        """Keep it if it is the one."""
        if self._seen == self._place:
            super().append(values)
            raise _EndedError
        self._seen += 1


def _raw_at(spec: NetworkSpec, weights: Tensors, chunk: torch.Tensor, known: Statistics, place: int) -> torch.Tensor:
    """What a normalisation is applied to, (batch, models · channels, …); those before it have known statistics."""
    found = _Place(place)
    with suppress(_EndedError):
        forward(spec, weights, chunk, known, raw=found)
    return found[0]


def num_normalised(spec: NetworkSpec, weights: Tensors, inputs: torch.Tensor) -> int:
    """How many batch normalisations there are."""
    if not spec.batch_norm:
        return 0
    raw: list[torch.Tensor] = []
    with torch.no_grad():
        forward(spec, weights, inputs[:, :2], raw=raw)
    return len(raw)


@torch.no_grad()
def statistics_in_chunks(spec: NetworkSpec, weights: Tensors, inputs: torch.Tensor, size: int) -> Statistics:
    """Mean and (biased) variance of what each normalisation is applied to, over all inputs (1 or num_models, batch, …).

    One pass for each normalisation, up to it; sums in float64, those of chunks combined as Chan, Golub and LeVeque do.
    """
    known: Statistics = []
    for place in range(num_normalised(spec, weights, inputs)):
        count, mean, squares = 0, torch.zeros(()), torch.zeros(())
        for chunk in inputs.split(size, dim=1):
            columns = _raw_at(spec, weights, chunk, known, place).double()
            axes = [axis for axis in range(columns.ndim) if axis != 1]
            more = columns.numel() // columns.shape[1]
            variance, average = torch.var_mean(columns, axes, correction=0)
            if not count:
                count, mean, squares = more, average, variance * more
                continue
            apart, whole = average - mean, count + more
            mean = mean + apart * (more / whole)
            squares = squares + variance * more + apart.square() * (count * more / whole)
            count = whole
        kind = next(iter(weights.values())).dtype
        known.append((mean.to(kind), (squares / count).to(kind)))
    return known


@dataclass
class _Sums:
    """Gradients, added in float64."""

    of: list[torch.Tensor]

    def __post_init__(self) -> None:
        self.sums = [torch.zeros_like(each, dtype=torch.float64) for each in self.of]

    def add(self, target: torch.Tensor) -> None:
        """The gradients of a number."""
        for total, each in zip(self.sums, torch.autograd.grad(target, self.of, allow_unused=True), strict=True):
            if each is not None:
                total += each


def gradients_in_chunks(
    spec: NetworkSpec,
    weights: Tensors,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    mean_losses: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    size: int,
) -> list[torch.Tensor]:
    """The gradients of the sum over the models of their mean loss, as one pass over the whole batch gives them.

    The statistics s_k = (m_k, v_k) of batch normalisation depend on the weights and on s_1, …, s_{k−1}. The loss for
    given statistics is differentiated with respect to weights and statistics, chunk by chunk. Then, from the last s_k
    to the first, dL/dm_k · Σx/M + dL/dv_k · Σ(x − m_k)²/M is, where x is what is normalised, and M how many there are.

    Args:
        inputs: (1 or num_models, batch, …); labels: (1 or num_models, batch).
        mean_losses: of outputs (num_models, batch, outputs) and labels, the mean loss of each model.
    """
    leaves = list(weights.values())
    batch = inputs.shape[1]
    known = [
        (mean.requires_grad_(), variance.requires_grad_())
        for mean, variance in statistics_in_chunks(spec, weights, inputs, size)
    ]
    flat = [each for pair in known for each in pair]
    found = _Sums([*leaves, *flat])
    for chunk, right in zip(inputs.split(size, 1), labels.split(size, 1), strict=True):
        losses = mean_losses(forward(spec, weights, chunk, known or None), right)
        found.add(losses.sum() * (right.shape[1] / batch))
    for place in reversed(range(len(known))):
        mean, kind = known[place][0].detach(), leaves[0].dtype
        by_mean, by_variance = (found.sums[len(leaves) + 2 * place + which].to(kind) for which in (0, 1))
        for chunk in inputs.split(size, 1):
            columns = _raw_at(spec, weights, chunk, known, place)
            axes = (1, -1, *[1] * (columns.ndim - 2))
            per_channel = batch * (columns[0, 0].numel() or 1)
            moved = by_mean.view(axes) * columns + by_variance.view(axes) * (columns - mean.view(axes)).square()
            found.add(moved.sum() / per_channel)
    return [total.to(leaf.dtype) for total, leaf in zip(found.sums, leaves, strict=False)]
