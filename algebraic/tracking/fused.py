"""A kernel for one family that follows a whole path in one function: the tracker where calls cost more than sums.

:mod:`algebraic.tracking.paths` spends a step in some hundred calls on arrays. Here the text of a kernel
(:mod:`algebraic.tracking.source`) is compiled by a C compiler, tried out and run in this thread.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..engines import Call, Calls, compile_for_cpu
from ..shell import ROLE_TRIALS, UNLIMITED, Budget, EngineFailed, random_stream
from ..systems import Family
from . import paths as track
from .paths import Tolerances, Tracked
from .source import KERNEL, fixed_values, kernel_source

log = logging.getLogger(__name__)

BATCH = 4096  # paths between two looks at the clock
USUAL = Tolerances()
# What of gcc's -O2 makes kernels quick, in three quarters of its time.
QUICK = ("-O1", "-fexpensive-optimizations", "-ftree-loop-vectorize", "-fvect-cost-model=very-cheap")
NATIVE = "-march=native"
OPTIONS = ((*QUICK, NATIVE), ("-O2", NATIVE), ("-O1",))  # tried in turn, until the kernel is right
NUM_TRIALS = 24
TRIAL_STEPS = 400
ON_SOLUTION = 1e-8  # of a point: the correction of Newton's method that is left
COMPILER_SECONDS = 30.0  # at most, and at most half of the time that is left


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
        EngineFailed: it came to no end, or what it makes is of no use.
        OutOfBudget: the time is over.
    """
    calls = _calls_of(trusted_kernel(family, budget=budget))
    num_paths = points.shape[1]
    given = [fixed_values(family), np.array([tolerances.predicted, tolerances.corrected])]
    found = Tracked(np.empty(points.shape, dtype=complex), np.empty(num_paths, dtype=np.int64), np.empty(num_paths), 0)
    num_steps = 0
    log.debug("%d paths are followed", num_paths)
    for begin in range(0, num_paths, batch):
        budget.check("paths were being tracked")
        rows = slice(begin, min(begin + batch, num_paths))
        call = _call(given, points[:, rows], _part(start, rows), _part(end, rows), max_steps)
        calls([call])
        part = _tracked(call)
        found.points[:, rows], found.status[rows], found.residuals[rows] = part.points, part.status, part.residuals
        num_steps += part.num_steps
    return Tracked(found.points, found.status, found.residuals, num_steps)


def _calls_of(kernel: Any) -> Calls:
    def calls(given: Sequence[Call]) -> None:
        for arrays, numbers in given:
            kernel(*(ctypes.c_void_p(array.ctypes.data) for array in arrays), *numbers)

    return calls


def _call(given: Sequence[np.ndarray], points: np.ndarray, start: np.ndarray, end: np.ndarray, max_steps: int) -> Call:
    """What a kernel is called with; ``given``: the fixed numbers of the family, and the tolerances."""
    inputs = [np.ascontiguousarray(part, dtype=complex) for part in (points, start, end)]
    count = points.shape[1]
    status, steps, queue = (np.zeros(size, dtype=np.int32) for size in (count, count, 1))
    arrays = [*inputs, *given, np.empty_like(inputs[0]), status, np.empty(count), steps, queue]
    return arrays, (count, *moves(start, end), max_steps)


def _tracked(call: Call) -> Tracked:
    """What a kernel has written."""
    ends, status, residuals, steps, _ = call[0][5:]
    return Tracked(ends, status, residuals, int(steps.sum()))


def moves(start: Any, end: Any) -> tuple[int, int]:
    """Whether each path has a start and an end of its own (1) or all have the same (0)."""
    return int(start.shape[1] > 1), int(end.shape[1] > 1)


def _part(p: np.ndarray, rows: slice) -> np.ndarray:
    return p if p.shape[1] == 1 else p[:, rows]


# Kernels by source text, which depends on the network, not on the data; and why there is none.
_trusted: dict[str, Callable[..., None]] = {}
_refused: dict[str, EngineFailed] = {}


def trusted_kernel(family: Family, *, budget: Budget = UNLIMITED) -> Any:
    """The kernel of a family, compiled with the first options with which it agrees with
    :func:`algebraic.tracking.track`.

    A compiler can be wrong: gcc 12.2 with ``-O3 -march=native`` makes a kernel that loses every path of some networks.
    What was refused once is not compiled again.

    Raises:
        Missing: there is no C compiler.
        EngineFailed: it does not compile the text, not in time, or what it makes of it is wrong.
    """
    source = kernel_source(family)
    if source in _trusted:
        return _trusted[source]
    if source not in _refused:
        try:
            own = Budget(budget.part(0.5, at_most=COMPILER_SECONDS).seconds)
            for options in OPTIONS:
                kernel = compile_for_cpu(source, KERNEL, options, budget=own, trial=partial(_agrees, family=family))
                if kernel is not None:
                    log.info("a kernel was compiled with %s", " ".join(options))
                    return _trusted.setdefault(source, kernel)
            words = "the compiled kernel and the array code end in different points"
            raise EngineFailed(words, kind="kernel_wrong")
        except EngineFailed as problem:
            _refused[source] = problem
    raise _refused[source].with_traceback(None)


def _agrees(calls: Calls, family: Family) -> bool:
    """Whether random paths end in solutions from which it finds back; else whether the array code ends there, too.

    The array code costs as much as the compilation. It is asked only where the kernel by itself is not convincing: the
    way back takes other steps, and what went wrong, or nowhere, does not come to where it began.
    """
    points, start = family.sample(random_stream(0, ROLE_TRIALS, 0), NUM_TRIALS)
    end = family.sample(random_stream(0, ROLE_TRIALS, 1), NUM_TRIALS)[1]
    given = [fixed_values(family), np.array([USUAL.predicted, USUAL.corrected])]
    there = _call(given, points, start, end, TRIAL_STEPS)
    way_back = _call(given, _tracked(there).points, end, start, TRIAL_STEPS)  # from where the first ends
    calls([there, way_back])
    found, back = _tracked(there), _tracked(way_back)
    with np.errstate(all="ignore"):  # what a wrong kernel returns can be anything
        corrections = track.polish(family, found.points, end, num_corrections=1)[1]
    convincing = (found.status == track.ARRIVED) & (back.status == track.ARRIVED)
    convincing &= (corrections < ON_SOLUTION) & _same(points, back.points)
    if int(convincing.sum()) >= NUM_TRIALS - 1:  # one may pass close to another
        return True
    expected = track.track(family, points, start, end, max_steps=TRIAL_STEPS)
    both = (expected.status == track.ARRIVED) & (found.status == track.ARRIVED)
    same = both & _same(expected.points, found.points)
    return int(same.sum()) >= int((expected.status == track.ARRIVED).sum()) - 1


def _same(known: np.ndarray, found: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):  # what did not arrive can be anything
        return np.asarray(track.norm(known - found) / track.norm(known) < 1e-6)
