"""The places of windows in an image, counted before they are made."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .numbers_read import MAX_NUMBERS, whole_number

MAX_READ = 2**23  # places in windows, in all layers together: they are made from a few numbers


def windows_of(shape: tuple[int, ...], options: Any) -> tuple[np.ndarray, tuple[int, int]]:
    """Places in a flat (channels, height, width) for each channel, place and entry of the window.

    Args:
        shape: channels, height, width.
        options: kernel, stride, padding and dilation, two whole numbers each.

    Returns:
        Shape (channels, places, entries), with the length of the source for what lies outside, and the shape of the
        places.

    Raises:
        ValueError: a window does not fit, or there are too many.
    """
    channels, height, width = shape
    kernel, stride, padding, dilation = (
        [whole_number(n, low, MAX_NUMBERS) for n in options.get(name, [1, 1])]
        for name, low in (("kernel", 1), ("stride", 1), ("padding", 0), ("dilation", 1))
    )
    lengths = list(zip((height, width), kernel, stride, padding, dilation, strict=True))
    counts = [(length + 2 * p - d * (k - 1) - 1) // s + 1 for length, k, s, p, d in lengths]
    if min(counts) < 1:
        raise ValueError("its window does not fit")
    if channels * math.prod(counts) * math.prod(kernel) > MAX_READ:
        raise ValueError(f"its windows have more than {MAX_READ:,} places")
    rows, columns = (
        np.arange(count)[:, None] * s - p + np.arange(k) * d
        for count, (_, k, s, p, d) in zip(counts, lengths, strict=True)
    )
    after = (len(rows), len(columns))
    row, column = rows[:, None, :, None], columns[None, :, None, :]
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    flat = np.arange(channels)[:, None, None, None, None] * (height * width) + (row * width + column)
    flat = np.where(inside, flat, channels * height * width)
    return flat.reshape(channels, after[0] * after[1], kernel[0] * kernel[1]), after
