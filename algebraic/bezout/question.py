"""What every rung is asked of: the equations of a network, and what must hold for a bound on them."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from ..ideals import NetworkProblem
from ..shell import Attempts, HypothesesNotMet, TooLarge

MAX_DIGITS_LOG2 = 3322  # numbers of more than about 1,000 decimal digits are given by their log2 only


@dataclass(frozen=True)
class Question:
    """A system of equations, and the attempts at its rungs.

    Attributes:
        vacuous: why there are fewer equations than it seems, as far as that was found out.
    """

    problem: NetworkProblem
    seed: int
    attempt: Attempts
    vacuous: str | None = None

    def refuse_vacuous(self) -> None:
        """Raise :class:`algebraic.shell.HypothesesNotMet` where an equation says nothing."""
        if self.vacuous:
            raise HypothesesNotMet(self.vacuous)

    def require_square(self) -> None:
        """Raise :class:`algebraic.shell.HypothesesNotMet` unless there are as many equations as unknowns."""
        num_equations, num_params = self.problem.num_equations, self.problem.network.num_params
        if num_equations != num_params:
            raise HypothesesNotMet(f"only for as many equations as unknowns, not {num_equations:,} in {num_params:,}")
        self.refuse_vacuous()


def refuse_digits(key: str, power: float | None) -> None:
    """Raise :class:`algebraic.shell.TooLarge` for a number that would fill pages; its log2 is had beside it."""
    if power is not None and power > MAX_DIGITS_LOG2:
        raise TooLarge(f"a number of {power * 0.30103:,.0f} digits: see {key}_log2")


def power_of(value: int | None) -> float | None:
    """The binary logarithm of a number that is known and not zero.

    >>> power_of(8), power_of(0), power_of(None)
    (3.0, None, None)
    """
    return log2(value) if value else None
