"""The two polynomial systems of a network and a data set, with what the ladder asks of either."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np

from ..bounds import Support, newton_polytopes
from ..data import DataSet
from ..networks import Network, Rationals, equation_degrees, forward
from ..ranks import RankResult
from ..shell import Budget, HypothesesNotMet, TooLarge, WrongInput
from ..systems import RIDGES, PolynomialSystem, critical_system, random_ridge, zero_error_system
from .by_ideals import SolutionCount, count_by_leading_ideals, count_solutions, count_without_zeros

SYSTEMS = ("zero-error", "critical")


class Problem(Protocol):
    """A polynomial system in the weights."""

    name: str
    ridge: list[int] | None
    num_equations: int

    def degrees(self, variables: list[int] | None = None) -> list[int]:
        """Degree of each equation in all weights or in some; without data, of the equations of one sample."""

    def vacuous(self) -> str | None:
        """Why the system has fewer equations than it seems, if it has."""

    def supports(self) -> list[Support]:
        """Exponent vectors that span the Newton polytope of each equation."""

    def expand(self) -> PolynomialSystem:
        """The expanded equations."""

    def count(self, rank: RankResult, seed: int, budget: Budget) -> SolutionCount:
        """The number of complex solutions."""


class ZeroErrorProblem:
    """f(x_i; w)_o = y_io for every sample and output; degrees and polytopes come from the shape."""

    name = "zero-error"
    ridge: list[int] | None = None

    def __init__(self, network: Network, num_samples: int, data: DataSet | None, no_data: str) -> None:
        self.network, self.data, self.no_data = network, data, no_data
        self.num_equations = num_samples * network.output_dim

    def given(self) -> DataSet:
        """The data, or the reason why there are none."""
        if self.data is None:
            raise HypothesesNotMet(self.no_data)
        return self.data

    def degrees(self, variables: list[int] | None = None) -> list[int]:
        """See :class:`Problem`."""
        return equation_degrees(self.network, None if self.data is None else self.data.inputs, variables=variables)

    def vacuous(self) -> str | None:
        """An equation 0 = 0 happens only where no weight occurs at all."""
        constant = [i for i, degree in enumerate(self.degrees()) if degree == 0]
        if not constant or self.data is None:
            return None
        ring = Rationals()
        samples = sorted({i // self.network.output_dim for i in constant})
        weights = ring.array(np.zeros(self.network.num_params, dtype=np.int64))
        values = forward(self.network, ring, weights, ring.array(self.data.inputs[samples])).output
        residuals = values - ring.array(self.data.targets[samples])
        for sample, row in zip(samples, residuals, strict=True):
            if any(r == 0 for r in row):
                return f"sample {sample + 1} gives the equation 0 = 0, so the system is not square"
        return None

    def supports(self) -> list[Support]:
        """See :class:`Problem`."""
        return newton_polytopes(self.network, self.given().inputs, self.given().targets)

    def expand(self) -> PolynomialSystem:
        """See :class:`Problem`."""
        return zero_error_system(self.network, self.given().inputs, self.given().targets)

    def count(self, rank: RankResult, seed: int, budget: Budget) -> SolutionCount:
        """See :class:`Problem`."""
        data = self.given()
        return count_solutions(self.expand(), self.network, data.inputs, data.targets, rank, seed=seed, budget=budget)


class CriticalProblem:
    """∂L/∂w_k = 0 for every weight; everything is read off the expanded equations."""

    name = "critical"

    def __init__(self, network: Network, data: DataSet, ridge: str, seed: int) -> None:
        self.network, self.data = network, data
        self.ridge: list[int] | None = random_ridge(ridge, network, seed=seed)
        self.num_equations = network.num_params

    @cached_property
    def _system(self) -> PolynomialSystem:
        return critical_system(self.network, self.data.inputs, self.data.targets, ridge=self.ridge)

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

    def count(self, rank: RankResult, seed: int, budget: Budget) -> SolutionCount:
        """See :class:`Problem`."""
        return count_by_leading_ideals(self._system, seed=seed, budget=budget)

    def count_without_zeros(self, seed: int, budget: Budget) -> int:
        """The number of complex solutions without a zero coordinate, modulo two primes."""
        return count_without_zeros(self._system, seed=seed, budget=budget)


def make_problem(
    network: Network,
    num_samples: int,
    data: DataSet | None,
    *,
    system: str = "zero-error",
    ridge: str = "none",
    seed: int = 0,
    no_data: str = "no data were given",
) -> Problem:
    """The system that the options name.

    Raises:
        WrongInput: an unknown system or ridge, or a ridge without the critical-point system.
        TooLarge: the critical-point system without data; ``no_data`` says why there are none.
    """
    for name, value, known in (("system", system, SYSTEMS), ("ridge", ridge, RIDGES)):
        if value not in known:
            raise WrongInput(f"{name} is {value!r}", hint=f"give one of {', '.join(known)}", kind=f"bad_{name}")
    if system == "zero-error":
        if ridge != "none":
            raise WrongInput(
                f"a ridge ({ridge}) belongs to the critical-point system",
                hint="add --system critical",
                kind="bad_ridge",
            )
        return ZeroErrorProblem(network, num_samples, data, no_data)
    if data is None:
        raise TooLarge(f"the critical-point system needs data: {no_data}", kind="no_data")
    return CriticalProblem(network, data, ridge, seed)
