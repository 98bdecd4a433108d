"""The text of a kernel that follows whole paths of one family: its straight-line program written out as C.

Around it stands ``fused.c``, the method of :mod:`algebraic.tracking.paths` with one thread for each path. The same text
is compiled for a CPU by a C compiler (:mod:`algebraic.tracking.fused`) and for a GPU by NVRTC
(:mod:`algebraic.tracking.devices`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..shell import WrongInput
from ..systems import Family
from . import paths

KERNEL = "track_paths"
UNROLLED_UNKNOWNS = 6  # up to here a GPU may keep the matrix in registers
CONSTANTS = ("FIRST_STEP", "SMALLEST_STEP", "LARGEST_NORM", "AIM", "EARLY", "SLOWEST_GROWTH", "POLISHED")


def kernel_source(family: Family) -> str:
    """The kernel of a family as C and CUDA source: the data are handed over when it runs."""
    size = family.num_unknowns
    lines = _Lines()
    for name, place, per_sample in _fixed_layout(family):
        real = np.isrealobj(family.fixed[name])
        offset = f"{place} + {1 if real else 2} * s" if per_sample else str(place)
        text = f"fixed[{offset}]" if real else f"make(fixed[{offset}], fixed[{offset} + 1])"
        lines.given[name] = lines.write(text, real=real, sampled=per_sample)
    first = 0
    for name, count in family.parameters:
        index = f"{first} + s" if count > 1 else str(first)
        for key, text in ((name, "parameter"), (("rate", name), "rate_of")):
            if key in family.program.inputs:
                lines.given[key] = lines.write(f"{text}(p, {index})", sampled=count > 1)
        first += count
    lines.given |= {("w", k): _Term(lines, f"w[{k}]") for k in range(size)}
    found = family.program(lines.given, lambda value: _Term(lines, repr(float(value)), real=True))
    values = {
        "K": str(size),
        "SAMPLES": str(_num_samples(family)),
        "UNROLLED": str(int(size <= UNROLLED_UNKNOWNS)),
        "EVALUATE": "\n".join("    " + line for line in lines.text(_places(found, size))),
        **{name: repr(getattr(paths, name)) for name in CONSTANTS},
    }
    template = Path(__file__).with_name("fused.c").read_text(encoding="utf-8")
    return re.sub("@([A-Z_]+)@", lambda match: values[match[1]], template)


def fixed_values(family: Family) -> np.ndarray:
    """The family's fixed arrays as the kernel wants them: one after the other, real and imaginary parts side by side.

    >>> from algebraic.systems.families import zero_error_family
    >>> from algebraic.networks.network import Network
    >>> family = zero_error_family(Network.dense([2, 1], output_bias=False), np.array([[1.0, 2.0], [3.0, 4.0]]), 2)
    >>> fixed_values(family)
    array([1., 3., 2., 4.])
    """
    parts = [np.ascontiguousarray(family.fixed[name]).ravel() for name, _, _ in _fixed_layout(family)]
    return np.concatenate([np.empty(0), *(part.view(np.float64) for part in parts)])


# The straight-line program is run on terms of C, which write down what is done with them.


@dataclass(frozen=True)
class _Term:
    """A C expression; ``level`` counts the sums over samples that it has to wait for."""

    lines: _Lines = field(repr=False)
    text: str
    real: bool = False
    sampled: bool = False
    level: int = 0

    def __add__(self, other: _Term) -> _Term:
        return self.lines.combine("+", "shifted", "add", self, other)

    def __mul__(self, other: _Term) -> _Term:
        return self.lines.combine("*", "scaled", "times", self, other)

    def sum(self, axis: int) -> _Term:
        """The sum over the samples, which is the first axis of an array."""
        assert axis == 0
        return self.lines.write(self.text, self, real=self.real, level=self.level + 1, is_sum=True)


@dataclass(frozen=True)
class _Line:
    """A named value, and the names of those that it is made of."""

    term: _Term
    value: str
    operands: tuple[str, ...]
    is_sum: bool


class _Lines:
    def __init__(self) -> None:
        self.given: dict[Any, _Term] = {}
        self._lines: dict[str, _Line] = {}

    def write(
        self,
        text: str,
        *operands: _Term,
        real: bool = False,
        sampled: bool = False,
        level: int = 0,
        is_sum: bool = False,
    ) -> _Term:
        """A new line."""
        term = _Term(self, f"x{len(self._lines)}", real, sampled, level)
        self._lines[term.text] = _Line(term, text, tuple(o.text for o in operands), is_sum)
        return term

    def combine(self, sign: str, mixed: str, complex_: str, a: _Term, b: _Term) -> _Term:
        """Two numbers by a C operator, or by the function for one real number, or for none."""
        if b.real and not a.real:
            a, b = b, a
        text = f"{a.text} {sign} {b.text}" if b.real else f"{mixed if a.real else complex_}({a.text}, {b.text})"
        real, sampled, level = a.real and b.real, a.sampled or b.sampled, max(a.level, b.level)
        return self.write(text, a, b, real=real, sampled=sampled, level=level)

    def text(self, places: list[tuple[str, bool, _Term]]) -> list[str]:
        """The body of ``evaluate``: the lines, loops over the samples, the values put where they belong."""
        out: list[str] = []
        sums = [line for line in self._lines.values() if line.is_sum]
        inside = [(place, term) for place, each, term in places if each]
        waits = [self._lines[line.operands[0]].term.level for line in sums] + [term.level for _, term in inside]
        last = max(waits, default=-1)
        for level in range(last + 2):
            for line in self._lines.values():
                if not line.term.sampled and not line.is_sum and line.term.level == level:
                    out.append(_declared(line))
            due = [line for line in sums if line.term.level == level + 1]
            ends = inside if level == last else []
            if not due and not ends:
                continue
            out += [
                f"{_kind(line.term)} {line.term.text} = {'0.0' if line.term.real else 'make(0.0, 0.0)'};"
                for line in due
            ]
            out.append("UNROLL for (int s = 0; s < SAMPLES; ++s) {")
            needed = self._behind([line.operands[0] for line in due] + [term.text for _, term in ends])
            out += [f"    {_declared(line)}" for name, line in self._lines.items() if name in needed]
            for line in due:
                total, value = line.term.text, line.value
                out.append(f"    {total} = {f'{total} + {value}' if line.term.real else f'add({total}, {value})'};")
            out += [f"    a{place} = {_complex(term)};" for place, term in ends]
            out.append("}")
        return out + [f"a{place} = {_complex(term)};" for place, each, term in places if not each]

    def _behind(self, names: list[str]) -> set[str]:
        """The lines with a value for each sample that some lines rest on."""
        needed: set[str] = set()
        while names:
            name = names.pop()
            if name in self._lines and self._lines[name].term.sampled and name not in needed:
                needed.add(name)
                names.extend(self._lines[name].operands)
        return needed


def _kind(term: _Term) -> str:
    return "double" if term.real else "number"


def _declared(line: _Line) -> str:
    return f"{_kind(line.term)} {line.term.text} = {line.value};"


def _complex(term: _Term) -> str:
    return f"make({term.text}, 0.0)" if term.real else term.text


def _places(found: list[_Term], size: int) -> list[tuple[str, bool, _Term]]:
    """Where each output of a family's program goes in the matrix (J | F, dF), and whether it has a row per sample."""
    num_outputs = len(found) // (size + 2)
    num_rows = size // num_outputs
    if len(found) != num_outputs * (size + 2) or num_outputs * num_rows != size:
        raise WrongInput(f"{len(found)} values of a program for {size} unknowns: not square", kind="bad_family")
    out = []
    for i in range(num_outputs):
        row = f"[{i * num_rows} + s]" if num_rows > 1 else f"[{i}]"
        columns = {size: found[i], size + 1: found[num_outputs * (size + 1) + i]}
        columns |= {k: found[num_outputs + i * size + k] for k in range(size)}
        out += [(f"{row}[{column}]", num_rows > 1, term) for column, term in columns.items()]
    return out


def _num_samples(family: Family) -> int:
    sizes = {count for _, count in family.parameters} | {np.size(value) for value in family.fixed.values()}
    if len(sizes - {1}) > 1:
        raise WrongInput(f"arrays for {sorted(sizes)} samples in one family", kind="bad_family")
    return max(sizes, default=1)


def _fixed_layout(family: Family) -> list[tuple[Any, int, bool]]:
    """Fixed arrays that the program reads: name, place of the first number, whether it has one for each sample."""
    out, place = [], 0
    for name, value in family.fixed.items():
        if name in family.program.inputs:
            out.append((name, place, np.size(value) > 1))
            place += np.size(value) * (1 if np.isrealobj(value) else 2)
    return out
