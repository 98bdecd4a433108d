"""Pooling of images, and images side by side, for many models in the channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def pool_images(kind: str, values: torch.Tensor) -> torch.Tensor:
    """``none``, ``max`` or ``mean`` over 2×2 positions with stride 2, or the mean of ``all`` positions.

    >>> import torch
    >>> pool_images("max", torch.arange(9.0).view(1, 1, 3, 3)).tolist()
    [[[[4.0]]]]
    """
    from torch.nn.functional import avg_pool2d, max_pool2d

    match kind:
        case "max":
            return max_pool2d(values, 2)
        case "mean":
            return avg_pool2d(values, 2)
        case "all":
            return values.mean((2, 3), keepdim=True)
    return values


def side_by_side(values: list[torch.Tensor], num_models: int, *, split: bool = False) -> torch.Tensor:
    """The channels of several layers as those of one, model by model.

    Args:
        values: (num_models or 1, batch, units), or images (batch, num_models · channels, height, width); those of the
            input are (num_models or 1, batch, channels, height, width).
        split: also one input that all models share is given to each of them.
    """
    import torch

    if len(values) == 1 and not split:
        return values[0]
    own = [each if each.ndim == 4 else each.expand(num_models, *each.shape[1:]) for each in values]
    own = [each.transpose(0, 1).flatten(1, 2) if each.ndim == 5 else each for each in own]
    if len(own) == 1:
        return own[0]
    if own[0].ndim != 4:
        return torch.cat(own, dim=2)
    return torch.cat([each.unflatten(1, (num_models, -1)) for each in own], dim=2).flatten(1, 2)
