"""A box of architectures: every one between stated bounds, in a stated order, counted before any is looked at."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from ..shell import TooLarge, WrongInput, printable, read_json_file, shown_path
from .architectures import Architecture, Convolution, Dense

MAX_ROWS = 1_000_000
MAX_DEPTH, MAX_WIDTH, MAX_DEGREE = 12, 64, 64  # of one architecture
MAX_PARAMS = 4_000  # of the largest: a Jacobian of some 130 MB
MAX_FORM_DEGREE = 2**20  # of the outputs in the inputs

RANGES = {"dense": ("depth", "widths", "degree"), "convolution": ("depth", "sizes", "strides", "degree")}
ENDS = ("inputs", "outputs")
WIDTHS = ("widths", *ENDS, "sizes", "strides")
LEAST = {"depth": 1, **dict.fromkeys(WIDTHS, 1)}
MOST = {"depth": MAX_DEPTH, "degree": MAX_DEGREE, **dict.fromkeys(WIDTHS, MAX_WIDTH)}
EXAMPLE = '{"kind": "dense", "depth": [2, 4], "widths": [1, 6], "degree": [2, 4], "bias": false}'


BoxDocument = dict[str, str | bool | list[int]]


@dataclass(frozen=True)
class Box:
    """All architectures of a kind whose numbers lie in ranges, ends included.

    Attributes:
        kind: ``dense`` or ``convolution``.
        ranges: least and largest of ``depth`` (layers), ``widths`` and ``degree``; of dense networks also of ``inputs``
            and ``outputs`` (default: as ``widths``); of convolutions, in place of widths, ``sizes`` of the filters and
            ``strides`` of all but the last layer.
        bias: of dense networks: whether every layer has biases.

    >>> box = box_of({"depth": [2, 2], "widths": [1, 2], "degree": [2, 3], "bias": False, "kind": "dense"})
    >>> box.num_rows, [one.label for one in box.architectures()][:2]
    (16, ['pnn.1.1.1.r2', 'pnn.1.1.1.r3'])
    """

    kind: str
    ranges: dict[str, tuple[int, int]]
    bias: bool = False

    @property
    def num_rows(self) -> int:
        """How many architectures there are."""
        shallow, deep = self.ranges["depth"]
        return self._choices("degree") * sum(self._shapes(depth) for depth in range(shallow, deep + 1))

    def _choices(self, name: str) -> int:
        low, high = self.ranges[name]
        return high - low + 1

    def _shapes(self, depth: int) -> int:
        if self.kind == "dense":
            return self._choices("inputs") * self._choices("widths") ** (depth - 1) * self._choices("outputs")
        return self._choices("sizes") ** depth * self._choices("strides") ** (depth - 1)

    def architectures(self) -> Iterator[Architecture]:
        """All of them, by depth, then widths (or sizes and strides), then degree."""
        shallow, deep = self.ranges["depth"]
        for depth in range(shallow, deep + 1):
            if self.kind == "dense":
                names = ("inputs", *["widths"] * (depth - 1), "outputs")
                for *widths, degree in product(*map(self._all, names), self._all("degree")):
                    yield Dense(tuple(widths), degree, self.bias)
            else:
                sizes, strides = (
                    product(self._all("sizes"), repeat=depth),
                    product(self._all("strides"), repeat=depth - 1),
                )
                for size, stride, degree in product(sizes, strides, self._all("degree")):
                    yield Convolution(size, (*stride, 1), degree)

    def _all(self, name: str) -> range:
        low, high = self.ranges[name]
        return range(low, high + 1)

    @property
    def largest(self) -> Architecture:
        """The architecture with the most parameters."""
        depth, degree = self.ranges["depth"][1], self.ranges["degree"][1]
        if self.kind == "dense":
            hidden = (self.ranges["widths"][1],) * (depth - 1)
            return Dense((self.ranges["inputs"][1], *hidden, self.ranges["outputs"][1]), degree, self.bias)
        size, stride = self.ranges["sizes"][1], self.ranges["strides"][1]
        return Convolution((size,) * depth, (stride,) * (depth - 1) + (1,), degree)

    def as_dict(self) -> BoxDocument:
        """As in its file."""
        found: BoxDocument = {"kind": self.kind, **{name: list(ends) for name, ends in self.ranges.items()}}
        return {**found, "bias": self.bias} if self.kind == "dense" else found


def read_box(path: str) -> Box:
    """The box of a JSON file.

    Raises:
        WrongInput: it is none; or Missing: there is no such file.
    """
    return box_of(read_json_file(path, kind="bad_box"), shown_path(path))


def box_of(document: Any, name: str = "the box") -> Box:
    """A box from plain data.

    Raises:
        WrongInput: a key is missing or unknown, or a range is none.
        TooLarge: too many architectures, or too large ones.
    """
    if not isinstance(document, dict):
        raise _bad(f"{name} is no JSON object")
    kind = document.get("kind", "dense")
    if not isinstance(kind, str) or kind not in RANGES:
        raise _bad(f"{name}: kind {printable(str(kind)[:100])!r} is neither dense nor convolution")
    names = RANGES[kind]
    known = {"kind", *names, *(("bias", *ENDS) if kind == "dense" else ())}
    unknown = sorted(str(key) for key in document if key not in known)
    if unknown:
        raise _bad(f"{name}: {printable(unknown[0][:100])!r} is unknown; {', '.join(sorted(known))} are known")
    absent = [key for key in names if key not in document]
    if absent:
        raise _bad(f"{name}: {absent[0]!r} is missing")
    bias = document.get("bias", False)
    if not isinstance(bias, bool):
        raise _bad(f"{name}: bias {printable(str(bias)[:100])} is neither true nor false")
    least = {**LEAST, "degree": 2 if kind == "dense" else 1}
    if kind == "dense":
        document = {"inputs": document["widths"], "outputs": document["widths"], **document}
        names = (*names, *ENDS)
    ranges = {key: _range(document[key], least[key], MOST[key], f"{name}: {key}") for key in names}
    box = Box(kind, ranges, bias)
    _check_size(box, name)
    return box


def _range(given: Any, least: int, most: int, name: str) -> tuple[int, int]:
    plain = isinstance(given, list) and len(given) == 2 and all(type(end) is int for end in given)
    if not plain or not least <= given[0] <= given[1] <= most:
        shown = printable(str(given)[:100])
        raise _bad(f"{name} {shown} is no range: two whole numbers, {least} ≤ first ≤ second ≤ {most}")
    return operator.index(given[0]), operator.index(given[1])


def _check_size(box: Box, name: str) -> None:
    largest = box.largest
    problems = (
        (box.num_rows, MAX_ROWS, "architectures"),
        (largest.num_params, MAX_PARAMS, "parameters in the largest"),
        (largest.degree ** (largest.depth - 1), MAX_FORM_DEGREE, "as degree of the outputs of the largest"),
    )
    for value, most, what in problems:
        if value > most:
            shown = f"{value:,}" if value < 10**30 else "more than 10^30"
            raise TooLarge(f"{name} has {shown} {what} (limit {most:,}): take smaller ranges", kind="box_too_large")


def _bad(cause: str) -> WrongInput:
    return WrongInput(cause, hint=f"write {EXAMPLE}", kind="bad_box")
