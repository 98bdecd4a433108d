"""What rounding did to a Jacobian: the last digits of weights and inputs are changed, and it is computed anew.

Rows and columns are scaled to norm 1 (:mod:`verify.audit.rank.spectrum`). A column that is rounding and nothing else
(the derivative by the bias of the keys in attention, which is zero) would then look like signal, and all that stands
beside it like rounding. So a column whose changes are larger than ``CLEAN`` is scaled until they are that small: any
positive scale leaves the rank as it is.

A column that drowns in its changes then counts as zero. It is zero only up to rounding, and a column may also drown
because a unit has its kink where the data are: then the change is a jump, and the rank could be larger. The two are
told apart by single precision: rounding grows by the factor 2²⁹, a jump does not. Where drowned columns were not shown
to be rounding, only a rank that a theorem excludes to be larger is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from algebraic.shell import TooLarge
from netsim.shell import free_memory

from .spectrum import EPS, equilibrate

if TYPE_CHECKING:
    from ...subject import Subject

CLEAN = 1e-13  # of a column that had norm 1
DROWNED = 1e5  # times CLEAN: a column with a smaller norm than that is hardly more than its changes
FEW_ENTRIES = 3_000_000  # of a Jacobian that is computed five times
ENTRIES_AT_ONCE = 10_000_000
FACTOR = 4.0  # of the largest change that was seen
SINGLE_EPS = 2.0**-23
FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
GROWTH = 2.0**20  # of changes in single precision, at least, where they are rounding: of 2^29
NO_MORE = 10.0  # times its changes is what a column may be that is nothing but rounding


@dataclass(frozen=True)
class Scaled:
    """How a Jacobian was scaled, and what rounding is at most likely to have done to it then.

    Attributes:
        rows, columns: the factors.
        noise: a norm.
        num_drowned: how many columns are hardly more than their changes.
        explained: whether all of these were seen to be rounding.
    """

    rows: np.ndarray
    columns: np.ndarray
    noise: float
    num_drowned: int = 0
    explained: bool = True


def scale(subject: Subject, matrix: np.ndarray, seed: int) -> Scaled:
    """Scale the Jacobian of a subject in place, so that rounding stays below signal where it can.

    Args:
        matrix: the Jacobian, (num_equations, num_params).
        seed: of the changes.
    """
    rows, columns = equilibrate(matrix)
    by_row, by_column = _changes(subject, matrix, rows, columns, seed)
    if not (by_column > CLEAN).any():
        return Scaled(rows, columns, _norm(by_row))
    entries = _room_for(matrix)
    if entries is None:
        return Scaled(rows, columns, _norm(by_row))
    _changes(subject, matrix, rows, columns, seed, entries)
    factors = CLEAN / np.maximum(by_column, CLEAN)
    matrix *= factors
    entries *= factors
    columns *= factors
    left = np.sqrt(np.einsum("ij,ij->j", matrix, matrix))
    drowned = np.flatnonzero((factors < 1) & (left < DROWNED * CLEAN))
    by_row = np.sqrt(np.einsum("ij,ij->i", entries, entries, dtype=np.float64))
    explained = not len(drowned) or _are_rounding(subject, drowned, entries[:, drowned].argmax(axis=0), seed)
    return Scaled(rows, columns, _norm(by_row), len(drowned), explained)


def times_computed(entries: int) -> int:
    """How often a Jacobian of so many entries is computed in all.

    >>> times_computed(1000), times_computed(10**8)
    (5, 3)
    """
    return 5 if entries <= FEW_ENTRIES else 3


def _norm(by_row: np.ndarray) -> float:
    return FACTOR * float(by_row.max(initial=0.0)) * float(np.sqrt(len(by_row)))


def _room_for(matrix: np.ndarray) -> np.ndarray | None:
    """A matrix for the changes of all entries, where it fits."""
    free = free_memory("cpu")
    return None if free is not None and 8 * matrix.size > free else np.zeros(matrix.shape, dtype=np.float32)


def _changes(
    subject: Subject,
    matrix: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    seed: int,
    entries: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The largest norms of what changes in each row and each column of the scaled matrix; ``entries`` takes up all."""
    by_row, by_column = np.zeros(len(rows)), np.zeros(len(columns))
    for other in _neighbours(subject, EPS, seed, times_computed(matrix.size) // 2):
        squares = np.zeros(len(columns))
        for where, block in _blocks(other):
            changed = block * columns * rows[where, None] - matrix[where]
            by_row[where] = np.maximum(by_row[where], np.sqrt(np.einsum("ij,ij->i", changed, changed)))
            squares += np.einsum("ij,ij->j", changed, changed)
            if entries is not None:
                np.maximum(entries[where], abs(changed), out=entries[where], casting="same_kind")
        by_column = np.maximum(by_column, np.sqrt(squares))
    return by_row, by_column


def _neighbours(subject: Subject, step: float, seed: int, times: int) -> Iterator[Subject]:
    """The same model, its weights and inputs changed in their last digit; equal inputs in the same way."""
    import torch

    stream = torch.Generator().manual_seed(seed)
    for _ in range(times):
        signs = torch.randint(0, 2, subject.weights.shape, generator=stream).to(subject.weights) * 2 - 1
        odd = int(torch.randint(1, 2**40, (1,), generator=stream)) * 2 + 1
        for own in (step, -step):
            inputs = {name: _shaken(tensor, own, odd) for name, tensor in subject.inputs.items()}
            yield replace(subject, weights=subject.weights * (1 + own * signs), inputs=inputs)


def _shaken(tensor: Any, step: float, odd: int) -> Any:
    """Floats times 1 ± step, where the sign is a function of the number: what is equal stays equal."""
    import torch

    if not tensor.is_floating_point():
        return tensor
    whole = tensor.contiguous().view(torch.int64 if tensor.dtype == torch.float64 else torch.int32)
    signs = ((whole.to(torch.int64) * odd) >> 41 & 1).to(tensor.dtype) * 2 - 1
    return tensor * (1 + step * signs)


def _blocks(subject: Subject) -> Iterator[tuple[slice, np.ndarray]]:
    """The Jacobian by some samples, with the places of its rows."""
    step = max(1, ENTRIES_AT_ONCE // max(1, subject.output_dim * subject.num_params))
    for first in range(0, subject.num_samples, step):
        last = min(first + step, subject.num_samples)
        block = subject.jacobian(samples=slice(first, last)).cpu().numpy()
        yield slice(first * subject.output_dim, last * subject.output_dim), block


def _are_rounding(subject: Subject, columns: np.ndarray, rows: np.ndarray, seed: int) -> bool:
    """Whether columns are no more than their changes, and these grow in single precision as rounding does.

    Args:
        rows: for each column one where its change is largest.
    """
    double = _few_samples(subject, np.unique(rows // subject.output_dim))
    single = _in_single_precision(double)
    if single is None:
        return False
    changes = []
    try:
        for own, step in ((double, EPS), (single, SINGLE_EPS)):
            known, found = _of_columns(own, columns), np.zeros(len(columns))
            for other in _neighbours(own, step, seed, 2):
                found = np.maximum(found, np.linalg.norm(_of_columns(other, columns) - known, axis=0))
            if not (np.linalg.norm(known, axis=0) <= NO_MORE * found).all():
                return False
            changes.append(found)
    except (*FAILURES, TooLarge):  # of the user's code in single precision
        return False
    small, large = changes
    return bool((small > 0).all() and np.isfinite(large).all() and (large > GROWTH * small).all())


def _of_columns(subject: Subject, columns: np.ndarray) -> np.ndarray:
    found: np.ndarray = subject.jacobian().cpu().numpy()[:, columns].astype(np.float64)
    return found


def _few_samples(subject: Subject, chosen: np.ndarray) -> Subject:
    import torch

    picked = torch.as_tensor(chosen, device=subject.weights.device)
    inputs = {name: tensor[picked] for name, tensor in subject.inputs.items()}
    return replace(subject, inputs=inputs, targets=subject.targets[picked])


def _in_single_precision(subject: Subject) -> Subject | None:
    """The same model in float32, without a graph, whose numbers are float64."""
    import copy

    import torch

    try:
        module = copy.deepcopy(subject.module).to(dtype=torch.float32)
    except FAILURES:
        return None
    inputs = {
        name: tensor.to(torch.float32) if tensor.is_floating_point() else tensor
        for name, tensor in subject.inputs.items()
    }
    return replace(subject, module=module, weights=subject.weights.to(torch.float32), inputs=inputs, graph=None)
