"""What the rank of a Jacobian costs in operations and memory, said before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from algebraic.shell import TooLarge
from netsim.shell import free_memory, in_bytes

from .rounding import times_computed
from .spectrum import QR_OPERATIONS, gram_operations, qr_operations

if TYPE_CHECKING:
    from ...subject import Subject

MAX_OPERATIONS = 1e13  # some minutes on two cores
BACKWARDS = 2.0  # times the operations of the outputs


@dataclass(frozen=True)
class Work:
    """An estimate.

    Attributes:
        operations: additions and multiplications.
        memory: bytes at once.
    """

    operations: float
    memory: int


def estimate(subject: Subject) -> Work:
    """The Jacobian, computed again for its rounding, and its singular values."""
    equations, num_params = subject.num_equations, subject.num_params
    small, large = sorted((equations, num_params))
    by_row = max(2.0 * num_params, BACKWARDS * outputs_operations(subject))
    by_qr = qr_operations(small, large) <= QR_OPERATIONS
    decomposed = qr_operations(small, large) if by_qr else gram_operations(small, large)
    computed = times_computed(equations * num_params) * by_row * equations
    numbers = (2 if by_qr else 1) * small * large + 4 * small * small
    return Work(computed + decomposed, 8 * numbers)


def outputs_operations(subject: Subject) -> float:
    """Operations in matrix products and convolutions for the outputs of one sample, as torch counts them."""
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        subject.outputs(samples=slice(0, 1))
    return float(counter.get_total_flops())


def check_work(subject: Subject) -> None:
    """Refuse what would take too long, or not fit.

    Raises:
        TooLarge: it says how much is needed.
    """
    _check(estimate(subject), subject, "the rank")


def check_proof(subject: Subject) -> None:
    """The same of a proof by floats that are rounded outward: two products, and the Jacobian twice.

    Raises:
        TooLarge: it says how much is needed.
    """
    small, large = sorted((subject.num_equations, subject.num_params))
    _check(Work(4.0 * small * small * large, 8 * (2 * small * large + 3 * small * small)), subject, "a proven rank")


def _check(work: Work, subject: Subject, what: str) -> None:
    what = f"{what} of a Jacobian of {subject.num_equations:,} × {subject.num_params:,}"
    hint = "take fewer samples, or a smaller model"
    if work.operations > MAX_OPERATIONS:
        said = f"{what} takes about {work.operations:.0e} operations, and the limit is {MAX_OPERATIONS:.0e}"
        raise TooLarge(said, hint=hint, kind="operations_limit")
    free = free_memory("cpu")
    if free is not None and work.memory > free:
        said = f"{what} needs about {in_bytes(work.memory)}, and {in_bytes(free)} are free"
        raise TooLarge(said, hint=hint, kind="memory_limit")
