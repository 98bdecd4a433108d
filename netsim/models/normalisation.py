"""Batch normalisation for many models at once: with the statistics of a batch, or with given ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import compiled_forms
from .convolutions import kernels_for

if TYPE_CHECKING:
    import torch

EPSILON = 1e-5  # added to variances


def normalise(
    values: torch.Tensor,
    weights: dict[str, torch.Tensor],
    number: int,
    known: Iterator[tuple[torch.Tensor, torch.Tensor]] | None,
    collect: list[tuple[torch.Tensor, torch.Tensor]] | None,
    *,
    is_relu: bool = False,
) -> tuple[torch.Tensor, bool]:
    """Batch normalisation, with a shift and a scale where there are any; each model has channels of its own.

    Args:
        values: (batch, models · channels, height, width), or (models, batch, units).
        weights: with ``norm{number}.weight`` and ``.bias``, (models, channels), if there are a scale and a shift.
        number: of the layer.
        known: mean and variance of each normalisation; ``None`` takes those of the values.
        collect: when given, these are appended.
        is_relu: whether ReLU comes next.

    Returns:
        the normalised values, and whether ReLU was applied to them, too: in one pass over memory.
    """
    import torch

    columns = columns_of(values)
    scale, shift = (weights.get(f"norm{number}.{kind}") for kind in ("weight", "bias"))
    scale, shift = (None if each is None else each.flatten() for each in (scale, shift))
    if known is None:
        kernels = kernels_for(columns.device.type, str(columns.dtype).removeprefix("torch."))
        if kernels is not None:
            normal, mean, inverse = compiled_forms.normalise(kernels, columns, scale, shift, EPSILON, cut=is_relu)
        else:  # what batch_norm calls; only this one gives the statistics, too, without a second pass
            normal, mean, inverse = torch.native_batch_norm(columns, scale, shift, None, None, True, 0.0, EPSILON)
        if collect is not None:
            collect.append((mean, inverse**-2 - EPSILON))
        return _back(normal, values), is_relu and kernels is not None
    mean, variance = next(known)
    if not mean.requires_grad:
        normal = torch.nn.functional.batch_norm(columns, mean, variance, scale, shift, training=False, eps=EPSILON)
        return _back(normal, values), False
    axes = (1, -1, *[1] * (columns.ndim - 2))  # batch_norm does not differentiate with respect to statistics
    normal = (columns - mean.view(axes)) * (variance.view(axes) + EPSILON).rsqrt()
    if scale is not None and shift is not None:
        normal = normal * scale.view(axes) + shift.view(axes)
    return _back(normal, values), False


def columns_of(values: torch.Tensor) -> torch.Tensor:
    """(batch, models · channels, …), as batch normalisation wants it."""
    return values if values.ndim == 4 else values.transpose(0, 1).flatten(1)


def _back(columns: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """In the form of the values."""
    return columns if values.ndim == 4 else columns.unflatten(1, (values.shape[0], -1)).transpose(0, 1)
