"""Random crops and flips where the images are: only what was drawn goes to the device."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ..data import draw_crops

PADDING = 4


def crop_images(inputs: torch.Tensor, streams: Sequence[np.random.Generator]) -> torch.Tensor:
    """:func:`netsim.data.augment` of the batch of each model, with a stream for each.

    Args:
        inputs: (num_models, batch, channels, height, width).
    """
    num_models, batch, _, height, width = inputs.shape
    drawn = [draw_crops(batch, stream, padding=PADDING) for stream in streams]
    top, left, flip = (torch.from_numpy(np.concatenate(each)).to(inputs.device) for each in zip(*drawn, strict=True))
    padded = torch.nn.functional.pad(inputs.flatten(0, 1), (PADDING,) * 4)
    rows = top[:, None] + torch.arange(height, device=inputs.device)
    across = torch.arange(width, device=inputs.device)
    columns = left[:, None] + torch.where(flip[:, None], width - 1 - across, across)
    samples = torch.arange(num_models * batch, device=inputs.device)
    # (samples, height, width, channels): the index of the channels is a slice, so that it comes last.
    found = padded.movedim(1, -1)[samples[:, None, None], rows[:, :, None], columns[:, None, :]]
    return found.movedim(-1, 1).unflatten(0, (num_models, batch))
