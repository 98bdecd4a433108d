"""Straight-line programs: a network recorded once as sums and products, and run on batches of numbers.

The forward and the reverse pass run over the ring :class:`Recorder`, whose entries write down every operation.
The recorded list has no zeros, no factors 1 and no operation twice; it can be differentiated and run on
whatever arrays support ``+`` and ``*``: numpy or torch, on a CPU or a GPU. The last axis of an array is the batch.
Where all samples go through the same operations, an entry stands for all of them at once, and its arrays have
the samples as first axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..networks import Ring


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A number in a recorded computation: the ``index``-th line of its tape."""

    tape: Tape
    index: int

    def __add__(self, other: Entry) -> Entry:
        return self.tape.add(self, other)

    def __mul__(self, other: Entry) -> Entry:
        return self.tape.multiply(self, other)


class Tape:
    """The lines of a recorded computation, each of them once.

    A line is ``("input", name, sampled)``, ``("constant", value)``, ``("add", i, j)``, ``("multiply", i, j)`` or
    ``("sum", i)``, the sum over the ``num_samples`` samples.
    """

    def __init__(self, num_samples: int = 1) -> None:
        self.num_samples = num_samples
        self.lines: list[tuple[Any, ...]] = []
        self.sampled: list[bool] = []  # whether a line has a value for each sample
        self._known: dict[tuple[Any, ...], int] = {}
        self.zero, self.one = self.constant(Fraction(0)), self.constant(Fraction(1))

    def _line(self, line: tuple[Any, ...], sampled: bool) -> Entry:
        if line not in self._known:
            self._known[line] = len(self.lines)
            self.lines.append(line)
            self.sampled.append(sampled)
        return Entry(self, self._known[line])

    def constant(self, value: Fraction) -> Entry:
        """A rational number."""
        return self._line(("constant", value), False)

    def input(self, name: Any, *, sampled: bool = False) -> Entry:
        """A number that is given when the program runs."""
        return self._line(("input", name, sampled), sampled)

    def _value(self, entry: Entry) -> Fraction | None:
        line = self.lines[entry.index]
        return line[1] if line[0] == "constant" else None

    def add(self, a: Entry, b: Entry) -> Entry:
        """a + b."""
        x, y = self._value(a), self._value(b)
        if x is not None and y is not None:
            return self.constant(x + y)
        if x == 0 or y == 0:
            return b if x == 0 else a
        low, high = sorted((a.index, b.index))
        return self._line(("add", low, high), self.sampled[low] or self.sampled[high])

    def multiply(self, a: Entry, b: Entry) -> Entry:
        """a · b."""
        x, y = self._value(a), self._value(b)
        if x is not None and y is not None:
            return self.constant(x * y)
        if x == 0 or y == 0:
            return self.zero
        if x == 1 or y == 1:
            return b if x == 1 else a
        low, high = sorted((a.index, b.index))
        return self._line(("multiply", low, high), self.sampled[low] or self.sampled[high])

    def sum(self, a: Entry) -> Entry:
        """The sum of a over the samples."""
        if not self.sampled[a.index]:  # the same for all of them
            return self.multiply(self.constant(Fraction(self.num_samples)), a)
        return self._line(("sum", a.index), False)

    def derivative(self, entries: Sequence[Entry], directions: Mapping[int, Entry]) -> list[Entry]:
        """Derivatives of entries where the input lines with the given indices change at the given rates.

        >>> tape = Tape()
        >>> x = tape.input("x")
        >>> [slope] = tape.derivative([x * x * x], {x.index: tape.one})
        >>> Program(tape, [slope])({"x": 5.0})
        [75.0]
        """
        slopes: dict[int, Entry] = {}
        for index in _needed(self, entries):
            kind, *rest = self.lines[index]
            if kind == "input":
                slopes[index] = directions.get(index, self.zero)
            elif kind == "constant":
                slopes[index] = self.zero
            elif kind == "add":
                slopes[index] = slopes[rest[0]] + slopes[rest[1]]
            elif kind == "multiply":
                a, b = rest
                slopes[index] = slopes[a] * Entry(self, b) + slopes[b] * Entry(self, a)
            else:
                slopes[index] = self.sum(slopes[rest[0]])
        return [slopes[entry.index] for entry in entries]


def _needed(tape: Tape, entries: Sequence[Entry]) -> list[int]:
    """Lines that the entries rest on, each after its operands."""
    wanted = [False] * len(tape.lines)
    for entry in entries:
        wanted[entry.index] = True
    for index in reversed(range(len(tape.lines))):
        kind, *rest = tape.lines[index]
        if wanted[index] and kind in ("add", "multiply", "sum"):
            for operand in rest:
                wanted[operand] = True
    return [index for index, is_wanted in enumerate(wanted) if is_wanted]


class Recorder(Ring):
    """The ring whose entries write every operation on a tape.

    >>> from algebraic.shell.exact import object_array
    >>> tape = Tape()
    >>> z = object_array([tape.input("z")])
    >>> value = Recorder(tape).polynomial([Fraction(0), Fraction(1), Fraction(2)], z)  # z + 2 z²
    >>> Program(tape, list(value))({"z": 3.0})
    [21.0]
    """

    def __init__(self, tape: Tape) -> None:
        self.tape = tape

    def constant(self, value: Fraction) -> Entry:
        return self.tape.constant(value)


class Program:
    """The lines that some entries rest on, ready to run.

    Arrays are dropped after their last use. ``inputs`` names what a run needs.
    """

    def __init__(self, tape: Tape, entries: Sequence[Entry]) -> None:
        self.tape, self.entries = tape, tuple(entries)
        lines = _needed(tape, entries)
        place = {line: position for position, line in enumerate(lines)}
        last_use = {place[operand]: p for p, line in enumerate(lines) for operand in _operands(tape.lines[line])}
        kept = {place[entry.index] for entry in entries}
        self.outputs = [place[entry.index] for entry in entries]
        self.sampled = [tape.sampled[entry.index] for entry in entries]
        self.inputs = {tape.lines[line][1] for line in lines if tape.lines[line][0] == "input"}
        self._size = len(lines)
        self._given = [(p, tape.lines[n][1]) for p, n in enumerate(lines) if tape.lines[n][0] == "input"]
        self._constants = [(p, tape.lines[n][1]) for p, n in enumerate(lines) if tape.lines[n][0] == "constant"]
        self._steps = []
        for p, line in enumerate(lines):
            kind, *_ = tape.lines[line]
            operands = [place[n] for n in _operands(tape.lines[line])]
            if operands:
                done = [q for q in set(operands) if last_use[q] == p and q not in kept]
                self._steps.append((kind, p, operands[0], operands[-1], done))

    def first(self, count: int) -> Program:
        """The lines that the first entries rest on."""
        return Program(self.tape, self.entries[:count])

    def __call__(self, values: Mapping[Any, Any], constant: Callable[[Fraction], Any] = float) -> list[Any]:
        """Run on numbers or arrays by name; ``constant`` says what a rational number becomes."""
        slots: list[Any] = [None] * self._size
        for position, name in self._given:
            slots[position] = values[name]
        for position, value in self._constants:
            slots[position] = constant(value)
        for kind, position, a, b, done in self._steps:
            if kind == "multiply":
                slots[position] = slots[a] * slots[b]
            elif kind == "add":
                slots[position] = slots[a] + slots[b]
            else:
                slots[position] = slots[a].sum(0)
            for unused in done:
                slots[unused] = None
        return [slots[position] for position in self.outputs]


def _operands(line: tuple[Any, ...]) -> tuple[int, ...]:
    return line[1:] if line[0] in ("add", "multiply", "sum") else ()
