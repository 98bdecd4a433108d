"""Augmentation: random crops after zero padding, and horizontal flips."""

from __future__ import annotations

import numpy as np


def augment(
    batch: np.ndarray, stream: np.random.Generator, *, padding: int = 4, flip_probability: float = 0.5
) -> np.ndarray:
    """A new batch in which each image is shifted by up to ``padding`` pixels and perhaps mirrored.

    "Random crops of size 32 × 32 after 4 pixel padding on each side of the training images and random horizontal
    flips with probability 0.5" (NMH, Appendix H, after Zagoruyko & Komodakis 2016). The padding is zero, which is the
    mean of the training pixels after the preprocessing ``standard``. All (2·padding + 1)² crops are equally likely.

    Args:
        batch: shape (num_samples, channels, height, width), any dtype; it is not changed.
        stream: the only source of chance.

    >>> image = np.arange(1, 5).reshape(1, 1, 2, 2)
    >>> augment(image, np.random.default_rng(0), padding=0, flip_probability=1)[0, 0].tolist()
    [[2, 1], [4, 3]]
    """
    num_samples, _, height, width = batch.shape
    top, left, flip = draw_crops(num_samples, stream, padding=padding, flip_probability=flip_probability)
    padded = np.pad(batch, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(2, 3))
    crops = windows[np.arange(num_samples), :, top, left]
    crops[flip] = crops[flip, :, :, ::-1]
    return crops


def draw_crops(
    num_samples: int, stream: np.random.Generator, *, padding: int = 4, flip_probability: float = 0.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What :func:`augment` draws: the first row and the first column of each crop, and which are mirrored."""
    top, left = stream.integers(2 * padding + 1, size=(2, num_samples))
    return top, left, stream.random(num_samples) < flip_probability
