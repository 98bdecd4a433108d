"""What a convolution reads and writes: sizes, and the plans that the compiled kernels follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

import numpy as np

CHUNK = 2**20  # numbers in the rows of a chunk: 4 MB in float32


@dataclass(frozen=True)
class Window:
    """What a convolution does to an image: ``size`` pixels a side every ``stride``, ``padding`` zeros around.

    Attributes:
        models: so many models side by side in the channels.
        channels, height, width: of one model's inputs.
        units: channels of one model's outputs.
    """

    models: int
    channels: int
    height: int
    width: int
    units: int
    size: int
    stride: int
    padding: int

    @property
    def outputs(self) -> tuple[int, int]:
        """Height and width of the outputs."""
        rows, columns = ((side + 2 * self.padding - self.size) // self.stride + 1 for side in (self.height, self.width))
        return rows, columns

    @property
    def row(self) -> int:
        """Numbers in one neighbourhood of one model."""
        return self.channels * self.size**2

    def chunks(self, samples: int) -> list[slice]:
        """Samples to take at a time, where neighbourhoods are copied."""
        numbers = self.models * prod(self.outputs) * self.row
        most = max(1, CHUNK // numbers)
        parts = -(-samples // most)
        step = -(-samples // max(1, parts))
        return [slice(first, min(first + step, samples)) for first in range(0, samples, max(1, step))]


@dataclass(frozen=True)
class Plan:
    """Classes of rows, as ``convolving.c`` describes them.

    Attributes:
        numbers: int64, of all classes one after the other.
        classes: how many; most: rows of one sample in the largest.
    """

    numbers: np.ndarray
    classes: int
    most: int

    @property
    def address(self) -> int:
        """Where the numbers are, as long as the plan is there."""
        return int(self.numbers.ctypes.data)


@dataclass(frozen=True)
class _Rows:
    """Places along one axis, ``first`` and every ``step``-th from there, for which the same taps count."""

    first: int
    count: int
    taps: tuple[int, ...]


@lru_cache(maxsize=256)
def plan_outputs(window: Window) -> Plan:
    """Each output from the part of its neighbourhood that is in the image; taps beside each other are one run.

    >>> plan_outputs(Window(1, 3, 32, 32, 16, 3, 2, 1)).classes  # inside, at two edges and in a corner
    4
    """
    pixel, place, stride = window.models * window.channels, window.models * window.units, window.stride
    (tall, wide), line, edge = window.outputs, window.width * pixel, window.padding
    steps_in, steps_out = (stride * line, stride * pixel), (wide * place, place)
    together = window.models == 1  # no other model is between taps
    classes = []
    for row, column in product(_outputs_of(window, window.height, tall), _outputs_of(window, window.width, wide)):
        begin = (row.first * stride - edge) * line + (column.first * stride - edge) * pixel
        target = row.first * wide * place + column.first * place
        taps = column.taps[:1] if together else column.taps
        length = window.channels * (len(column.taps) if together else 1)
        runs = [(i * line + j * pixel, (i * window.size + j) * window.channels) for i in row.taps for j in taps]
        classes.append([row.count, column.count, begin, *steps_in, target, *steps_out, len(runs), length, *_flat(runs)])
    return _plan(classes)


@lru_cache(maxsize=256)
def plan_slopes(window: Window) -> Plan:
    """The slope at each input pixel from those of the outputs that read it."""
    pixel, place, stride = window.models * window.channels, window.models * window.units, window.stride
    (tall, wide), line, edge = window.outputs, window.width * pixel, window.padding
    steps_in, steps_out = (wide * place, place), (stride * line, stride * pixel)
    classes = []
    for row, column in product(_inputs_of(window, window.height, tall), _inputs_of(window, window.width, wide)):
        runs = []
        for i, j in product(row.taps, column.taps):
            down, across = (row.first + edge - i) // stride, (column.first + edge - j) // stride
            runs.append(((down * wide + across) * place, (i * window.size + j) * window.units))
        target = row.first * line + column.first * pixel
        counts = [len(runs), window.units]
        classes.append([row.count, column.count, 0, *steps_in, target, *steps_out, *counts, *_flat(runs)])
    return _plan(classes)


def _outputs_of(window: Window, side: int, outputs: int) -> list[_Rows]:
    """Outputs along one axis by the taps that are in the image."""
    edge, stride = window.padding, window.stride
    every = range(outputs)
    return list(_alike((o, tuple(range(max(0, edge - o * stride), min(window.size, side + edge - o * stride))))
                       for o in every))  # fmt: skip


def _inputs_of(window: Window, side: int, outputs: int) -> list[_Rows]:
    """Input pixels along one axis by the taps with which outputs read them; every ``stride``-th has the same ones."""
    found: list[_Rows] = []
    for first in range(min(window.stride, side)):
        found += _alike((place, _readers(window, place, outputs)) for place in range(first, side, window.stride))
    return found


def _readers(window: Window, place: int, outputs: int) -> tuple[int, ...]:
    reached = (divmod(place + window.padding - tap, window.stride) for tap in range(window.size))
    return tuple(tap for tap, (output, rest) in enumerate(reached) if not rest and 0 <= output < outputs)


def _alike(places: Iterable[tuple[int, tuple[int, ...]]]) -> Iterator[_Rows]:
    """Neighbours with the same taps, together."""
    last: _Rows | None = None
    for place, taps in places:
        if last is not None and taps == last.taps:
            last = _Rows(last.first, last.count + 1, taps)
            continue
        if last is not None:
            yield last
        last = _Rows(place, 1, taps)
    if last is not None:
        yield last


def _flat(runs: list[tuple[int, int]]) -> list[int]:
    return [number for run in runs for number in run]


def _plan(classes: list[list[int]]) -> Plan:
    most = max(each[0] * each[1] for each in classes)
    return Plan(np.array([number for each in classes for number in each], np.int64), len(classes), most)
