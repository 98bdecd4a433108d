"""From whole grey levels to float32: scaled, standardised or centred, with constants of the training subset alone.

T2 and T3 do not say how they prepare the images; ``standard`` is ours. NMH §4: "we do not use any data
pre-processing": ``none``, or ``scale`` if pixels from 0 to 1 were meant.
"""

from __future__ import annotations

import numpy as np

from ..shell import WrongInput

PREPROCESSING = {
    "standard": "minus the mean of the channel, divided by its standard deviation (of the training subset)",
    "centre": "divided by the largest grey level, minus the mean image (of the training subset)",
    "scale": "divided by the largest grey level (255, or 16 for the digits): 0 to 1",
    "none": "grey levels as they are",
}
CHUNK = 1000  # images that are in memory as float64


def channel_moments(inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation (divisor n) of each channel over images and pixels, in float64.

    Args:
        inputs: shape (num_samples, channels, height, width).

    >>> channel_moments(np.array([1, 3, 5, 5]).reshape(1, 2, 1, 2))
    (array([2., 5.]), array([1., 0.]))
    """
    count = inputs.size // inputs.shape[1]
    mean = inputs.sum(axis=(0, 2, 3), dtype=np.float64) / count
    squares = np.zeros_like(mean)
    for start in range(0, len(inputs), CHUNK):
        deviation = inputs[start : start + CHUNK] - mean[:, None, None]
        squares += (deviation * deviation).sum(axis=(0, 2, 3))
    return mean, np.sqrt(squares / count)


def preprocess(
    train_inputs: np.ndarray, test_inputs: np.ndarray, how: str, *, white: int
) -> tuple[np.ndarray, np.ndarray, dict[str, list[float]]]:
    """Both sets as float32, and the constants that were used.

    Args:
        train_inputs, test_inputs: shape (·, channels, height, width).
        how: one of :data:`PREPROCESSING`.
        white: the largest grey level.

    Raises:
        WrongInput: ``standard`` would divide by zero: a channel is constant.
    """
    shift: np.ndarray = np.zeros((1, 1, 1))
    divisor: np.ndarray = np.ones((1, 1, 1))
    constants: dict[str, list[float]] = {}
    if how == "standard":
        mean, deviation = channel_moments(train_inputs)
        if not deviation.all():
            channel = int(np.argmin(deviation))
            raise WrongInput(
                f"channel {channel + 1} of the training images is {mean[channel]:g} everywhere: it has no standard "
                "deviation to divide by",
                hint="take more images, or preprocess=centre",
                kind="bad_data",
            )
        shift, divisor = mean[:, None, None], deviation[:, None, None]
        constants = {"channel_mean": mean.tolist(), "channel_std": deviation.tolist()}
    elif how in ("centre", "scale"):
        divisor *= white
        if how == "centre":
            shift = train_inputs.mean(axis=0, dtype=np.float64)
    prepared = []
    for inputs in (train_inputs, test_inputs):
        out = inputs.astype(np.float32, order="C")
        out -= shift.astype(np.float32)
        out /= divisor.astype(np.float32)
        prepared.append(out)
    return prepared[0], prepared[1], constants
