"""The Hessian at an exact zero of the square loss nearby: H = JᵀJ there, hence its inertia is the rank of J.

In float64 no Hessian has the rank of the theorems near a zero: at a loss of 10⁻⁸ the residuals still multiply second
derivatives. So where the loss is small, an exact zero nearby is looked for and proved (:mod:`verify.audit.zero`), and
the rank is that of the Jacobian.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..audit import find_zero, inertia_of_zero, measure_rank

if TYPE_CHECKING:
    from ..subject import Subject

SMALL = 1e-4  # the loss, relative to that of the outputs 0: a zero may be near
MOST = 3_000  # equations
OPERATIONS = 2e11


@dataclass(frozen=True)
class AtZero:
    """Inertia of the Hessian at an exact zero nearby.

    Attributes:
        status: of the zero: ``proved``, ``not_found``, ``excluded``, ``not_applicable`` or ``not_tried``.
        positive: eigenvalues that are positive there, the rank of the Jacobian; none is negative, the others are 0.
        rank_status: ``proved`` for the Jacobian at the zero itself; ``gap`` where that at the given weights is
            taken, for want of a proof; ``undecided``.
        distance: from the given weights to the place from which the zero is within ``radius``.
        because: in words.
    """

    status: str
    positive: int | None
    negative: int | None
    zero: int | None
    rank_status: str
    distance: float | None
    radius: float | None
    because: str


def inertia_at_zero(subject: Subject, seed: int) -> AtZero:
    """Where the loss is the square loss, and small."""
    if subject.loss != "square":
        return _none("not_applicable", "the loss is not the square loss")
    size = 0.5 * float((subject.targets**2).sum())
    if subject.loss_value > SMALL * size:
        return _none("not_tried", f"the loss is {subject.loss_value:.3g}, and {size:.3g} for outputs of 0: not near 0")
    small, large = sorted((subject.num_equations, subject.num_params))
    if subject.num_equations > MOST or float(small) * small * large > OPERATIONS:
        return _none("not_tried", f"{subject.num_equations:,} equations are many")
    zero = find_zero(subject)
    if zero.status != "proved":
        return _none(zero.status, zero.because)
    if zero.onto:
        rank, status = subject.num_equations, "proved"
        why = "the Jacobian of all equations is proved to be onto at the zero"
        left = subject.num_params - rank
        return AtZero(zero.status, rank, 0, left, status, zero.distance, zero.radius, f"{why}; {zero.because}")
    own = inertia_of_zero(subject, measure_rank(subject, seed=seed), zero)
    because = f"{own.because}; {zero.because}"
    return AtZero(zero.status, own.rank, 0, own.flat, own.status, zero.distance, zero.radius, because)


def _none(status: str, because: str) -> AtZero:
    return AtZero(status, None, None, None, "undecided", None, None, because)
