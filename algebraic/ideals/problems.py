"""The two polynomial systems of a network and a data set, with all that is asked of either."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..bounds import Support, newton_polytopes
from ..data import DataSet
from ..networks import Network, equation_degrees
from ..proofs import BallSystem
from ..ranks import RankResult, data_rank
from ..shell import Budget, HypothesesNotMet, TooLarge, WrongInput, rationals
from ..systems import (
    RIDGES,
    PolynomialSystem,
    critical_family,
    critical_system,
    random_ridge,
    zero_error_family,
    zero_error_system,
)
from .any_problem import Problem
from .branches import Branch, critical_branches, zero_error_branch
from .by_ideals import count_by_leading_ideals, count_without_zeros
from .decisions import count_solutions, empty_sample
from .evidence import SolutionCount

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..shell import Drawn


class NetworkProblem(Problem):
    """The polynomial system of a network and a data set, in the weights.

    Attributes:
        takes_ridge: whether it has a ridge Λ, and needs data to be had at all.
        any_samples: whether there are as many equations as weights for any samples, an input twice among them.
    """

    takes_ridge: ClassVar[bool]
    any_samples: ClassVar[bool]

    def __init__(
        self,
        network: Network,
        num_samples: int,
        data: DataSet | None,
        ridge: list[Any] | None = None,
        no_data: str = "no data were given",
    ) -> None:
        self.network, self.num_samples, self.data, self.no_data = network, num_samples, data, no_data
        self.ridge = ridge  # Λ for each weight

    def given(self) -> DataSet:
        """The data, or the reason why there are none."""
        if self.data is None:
            raise HypothesesNotMet(self.no_data)
        return self.data

    @abstractmethod
    def degrees(self, variables: list[int] | None = None) -> list[int]:
        """Degree of each equation in all weights or in some; without data, of the equations of one sample."""

    @abstractmethod
    def count(self, rank: RankResult, seed: int, budget: Budget) -> SolutionCount:
        """The number of complex solutions."""


class ZeroErrorProblem(NetworkProblem):
    """f(x_i; w)_o = y_io for every sample and output; degrees and polytopes come from the shape."""

    name = "zero-error"
    takes_ridge = False
    one_family = True
    infinite_is_an_answer = False
    any_samples = False

    @property
    def num_equations(self) -> int:
        """See :class:`Problem`."""
        return self.num_samples * self.network.output_dim

    def degrees(self, variables: list[int] | None = None) -> list[int]:
        """See :class:`Problem`."""
        return equation_degrees(self.network, None if self.data is None else self.data.inputs, variables=variables)

    def vacuous(self) -> str | None:
        """An equation 0 = 0 happens only where no weight occurs at all."""
        constant = [i for i, degree in enumerate(self.degrees()) if degree == 0]
        return None if self.data is None else empty_sample(self.network, self.data, constant)

    def supports(self) -> list[Support]:
        """See :class:`Problem`."""
        return newton_polytopes(self.network, self.given().inputs, self.given().targets)

    def expand(self) -> PolynomialSystem:
        """See :class:`Problem`."""
        return zero_error_system(self.network, self.given().inputs, self.given().targets)

    @cached_property
    def exact(self) -> BallSystem:
        """See :class:`Problem`."""
        data = self.given()
        family = zero_error_family(self.network, data.inputs, len(data.inputs))
        return BallSystem(family, data.targets.T.ravel().tolist())

    def branches(self) -> list[Branch]:
        """See :class:`Problem`."""
        return [zero_error_branch(self.network, self.given().inputs, self.given().targets, self.exact)]

    def count(self, rank: RankResult, seed: int, budget: Budget) -> SolutionCount:
        """See :class:`Problem`."""
        data = self.given()
        return count_solutions(self.expand(), self.network, data.inputs, data.targets, rank, seed=seed, budget=budget)

    def not_finite(self, seed: int, budget: Budget) -> SolutionCount | None:
        """See :class:`Problem`: the rank of the Jacobian decides."""
        reason = self.vacuous()
        rank = data_rank(self.network, self.given().inputs, seed=seed, budget=budget)
        if self.num_equations == self.network.num_params == rank.rank and reason is None:
            return None
        return self.count(rank, seed, budget)

    @staticmethod
    def draw(axes: Axes, title: str, solutions: Sequence[Drawn]) -> None:
        """See :class:`Problem`: the solutions in the complex plane."""
        from ..shell import draw_solutions

        draw_solutions(axes, title, solutions)


class CriticalProblem(NetworkProblem):
    """∂L/∂w_k = 0 for every weight; everything is read off the expanded equations."""

    ridge: list[Any]

    name = "critical"
    takes_ridge = True
    one_family = False
    infinite_is_an_answer = True
    any_samples = True

    @property
    def num_equations(self) -> int:
        """See :class:`Problem`."""
        return self.network.num_params

    @cached_property
    def _system(self) -> PolynomialSystem:
        return critical_system(self.network, self.given().inputs, self.given().targets, ridge=self.ridge)

    def degrees(self, variables: list[int] | None = None) -> list[int]:
        """See :class:`Problem`."""
        chosen = range(self.network.num_params) if variables is None else variables
        return [max((sum(e[k] for k in chosen) for e in support), default=0) for support in self.supports()]

    def vacuous(self) -> str | None:
        """An equation without a term, such as that of a weight that no output depends on."""
        names = [n for n, p in zip(self._system.names, self._system.polynomials, strict=True) if p.is_zero()]
        return f"the derivative by {names[0]} vanishes identically" if names else None

    def supports(self) -> list[Support]:
        """See :class:`Problem`."""
        return [frozenset(tuple(map(int, e)) for e in support) for support in self._system.supports()]

    def expand(self) -> PolynomialSystem:
        """See :class:`Problem`."""
        return self._system

    @cached_property
    def exact(self) -> BallSystem:
        """See :class:`Problem`."""
        data = self.given()
        family = critical_family(self.network, data.inputs, range(self.network.num_params))
        return BallSystem(family, [*self.penalties, *data.targets.T.ravel()])

    @property
    def penalties(self) -> np.ndarray:
        """Λ for each weight, exact rationals."""
        return rationals(self.ridge)

    @cached_property
    def _patterns(self) -> tuple[list[Branch], int]:
        return critical_branches(self.network, self.given().inputs, self.given().targets, self.penalties, self.exact)

    def branches(self) -> list[Branch]:
        """See :class:`Problem`."""
        return self._patterns[0]

    def patterns_not_searched(self, num_searched: int) -> int:
        """See :class:`Problem`: those that have no branch, and the branches that were left."""
        branches, left_out = self._patterns
        return left_out + len(branches) - num_searched

    def count(self, rank: RankResult, seed: int, budget: Budget) -> SolutionCount:
        """See :class:`Problem`."""
        return count_by_leading_ideals(self._system, seed=seed, budget=budget)

    def count_without_zeros(self, seed: int, budget: Budget) -> int:
        """The number of complex solutions without a zero coordinate, modulo two primes."""
        return count_without_zeros(self._system, seed=seed, budget=budget)

    def not_finite(self, seed: int, budget: Budget) -> SolutionCount | None:
        """See :class:`Problem`: as many equations as weights, unless the loss does not depend on one of them."""
        return None if self.vacuous() is None else count_by_leading_ideals(self._system, seed=seed, budget=budget)

    @staticmethod
    def draw(axes: Axes, title: str, solutions: Sequence[Drawn]) -> None:
        """See :class:`Problem`: the loss of the real ones against their index."""
        from ..shell import draw_critical_points

        draw_critical_points(axes, title, solutions)


SYSTEMS: dict[str, type[NetworkProblem]] = {kind.name: kind for kind in (ZeroErrorProblem, CriticalProblem)}


def make_problem(
    network: Network,
    num_samples: int,
    data: DataSet | None,
    *,
    system: str = "zero-error",
    ridge: str = "none",
    seed: int = 0,
    no_data: str = "no data were given",
) -> NetworkProblem:
    """The system that the options name.

    Raises:
        WrongInput: an unknown system or ridge, or a ridge without the critical-point system.
        TooLarge: the critical-point system without data; ``no_data`` says why there are none.
    """
    for name, value, known in (("system", system, SYSTEMS), ("ridge", ridge, RIDGES)):
        if value not in known:
            raise WrongInput(f"{name} is {value!r}", hint=f"give one of {', '.join(known)}", kind=f"bad_{name}")
    kind = SYSTEMS[system]
    if not kind.takes_ridge:
        if ridge != "none":
            raise WrongInput(
                f"a ridge ({ridge}) belongs to the critical-point system",
                hint="add --system critical",
                kind="bad_ridge",
            )
        return kind(network, num_samples, data, no_data=no_data)
    if data is None:
        raise TooLarge(f"the critical-point system needs data: {no_data}", kind="no_data")
    return kind(network, num_samples, data, random_ridge(ridge, network, seed=seed))
