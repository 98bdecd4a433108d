"""All dense networks with one output and few weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import TypedDict

ACTIVATIONS = ("z**2", "z**2+z", "z**3+z")


class DenseShape(TypedDict):
    """A dense network with one output."""

    widths: list[int]
    activation: str
    hidden_bias: bool
    output_bias: bool
    output_activation: bool


def dense_shapes(size: int, activations: Sequence[str] = ACTIVATIONS) -> list[DenseShape]:
    """All of at most so many weights; those without any activation, which are linear, are left out.

    >>> [(shape["widths"], shape["output_bias"]) for shape in dense_shapes(2, ["z**2"]) if shape["output_activation"]]
    [([1, 1], False), ([1, 1], True), ([1, 1, 1], False), ([2, 1], False)]
    """
    found: list[tuple[int, DenseShape]] = []
    for activation, widths in product(activations, _widths(size)):
        for hidden, output, last in product((False, True), repeat=3):
            if len(widths) == 2 and (hidden or not last):
                continue
            weights = _num_params(widths, hidden, output)
            if weights <= size:
                found.append((weights, _shape(widths, activation, hidden, output, last)))
    return [shape for _, shape in sorted(found, key=lambda pair: (activations.index(pair[1]["activation"]), pair[0]))]


def _shape(widths: Sequence[int], activation: str, hidden_bias: bool, output_bias: bool, last: bool) -> DenseShape:
    return {
        "widths": list(widths),
        "activation": activation,
        "hidden_bias": hidden_bias,
        "output_bias": output_bias,
        "output_activation": last,
    }


def _num_params(widths: Sequence[int], hidden_bias: bool, output_bias: bool) -> int:
    return sum(a * b for a, b in pairwise(widths)) + hidden_bias * sum(widths[1:-1]) + output_bias


def _widths(size: int) -> list[tuple[int, ...]]:
    """All from the inputs to one output that need at most so many weights without biases."""

    def onwards(begun: tuple[int, ...], left: int) -> Iterator[tuple[int, ...]]:
        if begun[-1] <= left:
            yield (*begun, 1)
        for width in range(1, left // begun[-1] + 1):
            if begun[-1] * width < left:  # and one more for the output, at least
                yield from onwards((*begun, width), left - begun[-1] * width)

    return sorted({widths for first in range(1, size + 1) for widths in onwards((first,), size)})
