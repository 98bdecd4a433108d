"""A square polynomial system with all that the search for its solutions, and their proofs, ask of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from ..bounds import Support
from ..proofs import BallSystem
from ..shell import Budget
from ..systems import PolynomialSystem
from .branches import Branch
from .evidence import SolutionCount

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..shell import Drawn


class Problem(ABC):
    """A polynomial system, of a network (:class:`NetworkProblem`) or as it is written (:class:`EquationsProblem`).

    Attributes:
        name: what names it.
        one_family: whether one family, in which inputs and targets move, has all its members.
        infinite_is_an_answer: whether a set that is not finite is one, since it has parts of its own to name.
        isolated_beside_others: whether isolated solutions are sought beside such a set, too.
    """

    name: ClassVar[str]
    one_family: ClassVar[bool]
    infinite_is_an_answer: ClassVar[bool]
    isolated_beside_others: ClassVar[bool] = False

    @property
    @abstractmethod
    def num_equations(self) -> int:
        """How many equations there are."""

    @abstractmethod
    def vacuous(self) -> str | None:
        """Why the system has fewer equations than it seems, if it has."""

    @abstractmethod
    def supports(self) -> list[Support]:
        """Exponent vectors that span the Newton polytope of each equation."""

    @abstractmethod
    def expand(self) -> PolynomialSystem:
        """The expanded equations."""

    @cached_property
    @abstractmethod
    def exact(self) -> BallSystem:
        """The system in all unknowns, in balls."""

    @abstractmethod
    def branches(self) -> list[Branch]:
        """The families that the system belongs to."""

    def patterns_not_searched(self, num_searched: int) -> int:
        """Of the patterns of zero unknowns that can occur, how many were not, when so many branches were."""
        return 0

    @abstractmethod
    def not_finite(self, seed: int, budget: Budget) -> SolutionCount | None:
        """The answer where the equations are too few, too many, or dependent; ``None`` for finitely many."""

    @staticmethod
    @abstractmethod
    def draw(axes: Axes, title: str, solutions: Sequence[Drawn]) -> None:
        """A picture of certified solutions."""
