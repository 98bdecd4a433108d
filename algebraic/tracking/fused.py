"""A kernel for one family that follows a whole path in one function: the tracker where calls cost more than sums.

:mod:`algebraic.tracking.paths` spends a step in some hundred calls on arrays. Here the straight-line program of the
family is written out as C around the same method, one thread for each path (``fused.c``). The same text is compiled for
a CPU by a C compiler and for a GPU by NVRTC (:mod:`algebraic.tracking.devices`).
"""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..shell import UNLIMITED, Budget, EngineFailed, Missing, WrongInput
from ..systems import Family
from . import paths as track
from .paths import Tolerances, Tracked

KERNEL = "track_paths"
BATCH = 4096  # paths between two looks at the clock
UNROLLED_UNKNOWNS = 6  # up to here a GPU may keep the matrix in registers
USUAL = Tolerances()
COMPILERS = ("cc", "gcc", "clang")
OPTIONS = (("-O2", "-march=native"), ("-O2",), ("-O1",))  # tried in turn, until the kernel is right
NUM_TRIALS = 24
TRIAL_STEPS = 400
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
        **{name: repr(getattr(track, name)) for name in CONSTANTS},
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


def track_fused(
    family: Family,
    points: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    *,
    tolerances: Tolerances = USUAL,
    batch: int = BATCH,
    max_steps: int = track.MAX_STEPS,
    budget: Budget = UNLIMITED,
) -> Tracked:
    """:func:`algebraic.tracking.track` for numpy arrays by a compiled kernel, in this thread.

    Raises:
        Missing: there is no C compiler.
        OutOfBudget: the time is over.
    """
    return _run(trusted_kernel(family), family, points, start, end, tolerances, batch, max_steps, budget)


def _run(
    kernel: Any,
    family: Family,
    points: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    tolerances: Tolerances,
    batch: int,
    max_steps: int,
    budget: Budget,
) -> Tracked:
    num_paths = points.shape[1]
    given = [fixed_values(family), np.array([tolerances.predicted, tolerances.corrected])]
    found = Tracked(np.empty(points.shape, dtype=complex), np.empty(num_paths, dtype=np.int64), np.empty(num_paths), 0)
    num_steps = 0
    for begin in range(0, num_paths, batch):
        budget.check("paths were being tracked")
        rows = slice(begin, min(begin + batch, num_paths))
        parts = (points[:, rows], _part(start, rows), _part(end, rows))
        inputs = [np.ascontiguousarray(part, dtype=complex) for part in parts]
        count = inputs[0].shape[1]
        ends, residuals = np.empty_like(inputs[0]), np.empty(count)
        status, steps, queue = (np.zeros(size, dtype=np.int32) for size in (count, count, 1))
        arrays = (*inputs, *given, ends, status, residuals, steps, queue)
        kernel(*(ctypes.c_void_p(array.ctypes.data) for array in arrays), count, *moves(start, end), max_steps)
        found.points[:, rows], found.status[rows], found.residuals[rows] = ends, status, residuals
        num_steps += int(steps.sum())
    return Tracked(found.points, found.status, found.residuals, num_steps)


def moves(start: Any, end: Any) -> tuple[int, int]:
    """Whether each path has a start and an end of its own (1) or all have the same (0)."""
    return int(start.shape[1] > 1), int(end.shape[1] > 1)


def _part(p: np.ndarray, rows: slice) -> np.ndarray:
    return p if p.shape[1] == 1 else p[:, rows]


def find_compiler() -> str | None:
    """A C compiler on PATH, or ``None``."""
    return next(filter(None, map(shutil.which, COMPILERS)), None)


_trusted: dict[str, Any] = {}  # kernels by source text: it depends on the network, not on the data


def trusted_kernel(family: Family) -> Any:
    """The kernel of a family, compiled with the first options with which it agrees with
    :func:`algebraic.tracking.track`.

    A compiler can be wrong: gcc 12.2 with ``-O3 -march=native`` makes a kernel that loses every path of some networks.

    Raises:
        Missing: there is no C compiler.
        EngineFailed: it does not compile the text, or what it makes of it is wrong.
    """
    source = kernel_source(family)
    for options in () if source in _trusted else OPTIONS:
        kernel = compile_for_cpu(source, options)
        if kernel is not None and _agrees(kernel, family):
            _trusted[source] = kernel
            break
    if source in _trusted:
        return _trusted[source]
    raise EngineFailed("the compiled kernel and the array code end in different points", kind="kernel_wrong")


def _agrees(kernel: Any, family: Family) -> bool:
    """Whether random paths end in the same points."""
    points, start = family.sample(np.random.default_rng(0), NUM_TRIALS)
    end = family.sample(np.random.default_rng(1), NUM_TRIALS)[1]
    expected = track.track(family, points, start, end, max_steps=TRIAL_STEPS)
    found = _run(kernel, family, points, start, end, USUAL, BATCH, TRIAL_STEPS, UNLIMITED)
    both = (expected.status == track.ARRIVED) & (found.status == track.ARRIVED)
    with np.errstate(all="ignore"):  # what did not arrive can be anything
        gap = track.norm(expected.points - found.points) / track.norm(expected.points)
    same = both & (gap < 1e-6)
    return int(same.sum()) >= int((expected.status == track.ARRIVED).sum()) - 1  # one may pass close to another


@lru_cache(maxsize=64)
def compile_for_cpu(source: str, options: tuple[str, ...] = ("-O2",)) -> Any:
    """The kernel of a source text as a function, or ``None`` where the compiler does not know the options.

    Raises:
        Missing: there is no C compiler.
        EngineFailed: it does not compile the text.
    """
    compiler = find_compiler()
    if compiler is None:
        raise Missing(
            f"no C compiler was found: tried {', '.join(COMPILERS)}",
            hint="install one, or track without the fused kernel",
            kind="compiler_missing",
        )
    with tempfile.TemporaryDirectory(prefix="zerolocus-", ignore_cleanup_errors=True) as folder:
        text, library = Path(folder, "kernel.c"), Path(folder, "kernel.so")
        text.write_text(source, encoding="utf-8")
        command = [compiler, *options, "-fno-math-errno", "-fPIC", "-shared", "-o", str(library), str(text), "-lm"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode == 0:
            kernel = getattr(ctypes.CDLL(str(library)), KERNEL)
            kernel.restype = None
            return kernel
    if len(options) > 1:
        return None
    raise EngineFailed(f"{compiler} failed: {ended.stderr.strip()[:500]}", kind="compiler_failed")


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
