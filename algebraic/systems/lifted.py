"""A family with an unknown of its own for every sum inside: nothing cancels any more.

Where a residual or a derivative is the small difference of large terms, floating point knows few digits of it, and
near a small ridge the solutions are decided by exactly these. In the lifted family every sum that is multiplied by
something is an unknown u with the equation Σ terms − u = 0, and all that remains are sums of products of unknowns.
Followed in logarithms, each unknown keeps as many digits as any other, whatever its size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..shell import TooLarge, object_array
from .families import Family, record
from .straight_line import Entry, Program, Tape

MAX_LIFTED = 150  # unknowns of a lifted family


@dataclass(frozen=True, eq=False)
class LiftedFamily:
    """A family with the unknowns of another one, its sums after them.

    Attributes:
        family: the parameters are those of the other one, number for number; it has neither samples nor a probe.
        sums: the values of the sums, from unknowns and parameters.
    """

    family: Family
    sums: Program

    def lift(self, w: np.ndarray, p: np.ndarray) -> np.ndarray:
        """From weights (K, count) and parameters (num_parameters, count or 1) to all unknowns."""
        given = {**self.family.fixed, **{("w", k): value for k, value in enumerate(w)}}
        given |= {name: p[i] for i, (name, _) in enumerate(self.family.parameters)}
        found = self.sums(given, self.family.constant)
        return np.concatenate([w, *(np.broadcast_to(value, (1, w.shape[1])) for value in found)])


def lifted_family(family: Family, support: Sequence[int] | None = None) -> LiftedFamily:
    """The lifted family: a point solves it if it is lifted from a solution, and only then.

    Args:
        support: unknowns and equations that are left, the other unknowns being zero; all of them by default.

    Raises:
        TooLarge: more than 150 unknowns.

    >>> from algebraic.networks.network import Network
    >>> from algebraic.systems.families import zero_error_family
    >>> net = Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    >>> lifted = lifted_family(zero_error_family(net, np.array([[1.0], [2.0]]), 2))
    >>> lifted.family.num_unknowns, lifted.lift(np.array([[1.0], [3.0]]), np.zeros((2, 1))).T.tolist()
    (4, [[1.0, 3.0, 2.0, 3.0]])
    """
    flat = Tape()
    size = family.num_unknowns
    chosen = list(range(size) if support is None else support)
    values: dict[Any, Any] = {("w", k): _column([flat.zero]) for k in range(size)}
    values |= {("w", k): _column([flat.input(("w", i))]) for i, k in enumerate(chosen)}
    names: list[tuple[Any, int]] = []
    for name, count in family.parameters:
        own = [(name, s) for s in range(count)]
        names += [(one, 1) for one in own]
        values[name] = _column([flat.input(one) for one in own])
        values["rate", name] = _column([flat.zero] * count)
    fixed: dict[Any, np.ndarray] = {}
    for name, array in family.fixed.items():
        parts = {(name, s): np.array([value]) for s, value in enumerate(np.ravel(array))}
        values[name] = _column([flat.input(one) for one in parts])
        fixed |= parts
    found = family.program(values, lambda value: _column([flat.constant(value)]))
    outputs = found[: len(found) // (size + 2)]
    rows = size // len(outputs)
    equations = [entry for output in outputs for entry in np.broadcast_to(np.ravel(output), rows).tolist()]
    return _lift(flat, [equations[k] for k in chosen], len(chosen), tuple(names), fixed)


def _lift(
    flat: Tape, equations: list[Entry], size: int, names: tuple[tuple[Any, int], ...], fixed: dict[Any, np.ndarray]
) -> LiftedFamily:
    uses = _uses(flat, equations)
    sums = [index for index in sorted(uses) if flat.lines[index][0] == "add" and uses[index] != {"add": 1}]
    final = {entry.index for entry in equations}
    inner = [index for index in sums if index not in final or uses[index] != {"end": 1}]
    if size + len(inner) > MAX_LIFTED:
        raise TooLarge(f"{size + len(inner)} unknowns (limit {MAX_LIFTED})", kind="too_large")
    tape = Tape()
    place = {index: size + i for i, index in enumerate(inner)}
    known: dict[int, Entry] = {}

    def term(index: int) -> Entry:
        """A line of the flat tape, its sums replaced by their unknowns."""
        if index not in known:
            line = flat.lines[index]
            if index in place:
                known[index] = tape.input(("w", place[index]))
            elif line[0] == "input":
                known[index] = tape.input(line[1])
            elif line[0] == "constant":
                known[index] = tape.constant(line[1])
            else:
                a, b = term(line[1]), term(line[2])
                known[index] = a * b if line[0] == "multiply" else a + b
        return known[index]

    def whole(index: int) -> Entry:
        line = flat.lines[index]
        return term(line[1]) + term(line[2]) if index in place else term(index)

    minus = tape.constant(Fraction(-1))
    unknowns = [tape.input(("w", k)) for k in range(size + len(inner))]
    rows = [whole(entry.index) for entry in equations]
    rows += [whole(index) + minus * unknowns[place[index]] for index in inner]
    program = record(tape, rows, [], names, unknowns)
    family = Family(size + len(inner), names, fixed, program, _nothing, _nothing)
    return LiftedFamily(family, Program(flat, [Entry(flat, index) for index in inner]))


def _column(entries: list[Entry]) -> np.ndarray:
    """Entries sample by sample, shape (·, 1), as a program takes them."""
    return object_array([[entry] for entry in entries])


def _uses(tape: Tape, equations: list[Entry]) -> dict[int, Counter[str]]:
    """By line that the equations rest on: how often it is an operand of each kind of line, or an equation."""
    uses: dict[int, Counter[str]] = {}
    waiting = []
    for entry in equations:
        uses.setdefault(entry.index, Counter())["end"] += 1
        waiting.append(entry.index)
    done: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index in done:
            continue
        done.add(index)
        kind, *operands = tape.lines[index]
        for operand in operands if kind in ("add", "multiply") else ():
            uses.setdefault(operand, Counter())[kind] += 1
            waiting.append(operand)
    return uses


def _nothing(*_: Any) -> Any:
    raise NotImplementedError("a lifted family follows paths, and nothing else")
