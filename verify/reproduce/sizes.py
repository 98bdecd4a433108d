"""Numbers of neurons of convolutional networks, and other sizes that follow from shapes alone."""

from __future__ import annotations

from collections.abc import Sequence

from algebraic.networks import Builder

from .enclosure import Enclosure, exactly

KERNEL = 3  # padded by one pixel, so that the stride alone decides


def neurons(side: int, layers: Sequence[Sequence[int]]) -> Enclosure:
    """Of all layers of a convolutional network on square images, from the graph of the network.

    Args:
        layers: stride and channels of each; the kernels are 3×3, padded by one.
    """
    total = 0
    for stride, channels in layers:
        builder = Builder((side, side, 1))  # with one channel: the number of channels changes no shape
        builder.convolution(1, (KERNEL, KERNEL), stride=(stride, stride), padding=(1, 1))
        side = builder.output_shape[0]
        total += side * side * channels
    return exactly(total, "the shapes of a network that was built")


def neurons_by_strides(side: int, layers: Sequence[Sequence[int]]) -> Enclosure:
    """The same by division: a stride s leaves ⌈side / s⌉ pixels of a side."""
    total = 0
    for stride, channels in layers:
        side = -(-side // stride)
        total += side * side * channels
    return exactly(total, "sides divided by strides, rounded up")


def added(numbers: Sequence[int]) -> Enclosure:
    """The sum of numbers, such as those that a table prints above its total."""
    return exactly(sum(numbers), "the sum")
