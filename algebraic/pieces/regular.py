"""That a set of equations is regular at every point, proved by cofactors; or why that is not so, or not known.

F = 0 is singular at w where some μ ≠ 0 has Jᵀμ = 0. Up to its length, μ has a first entry that is not 0, and that is 1:
for each i the equations F = 0, Jᵀμ = 0, μ_i = 1, μ_j = 0 for j < i have no complex solution if Σ c p = 1 for some
cofactors c (Hilbert). A set that is singular at complex points only is not proved regular by this.
"""

from __future__ import annotations

from dataclasses import dataclass

import flint

from ..ideals import Cofactors, find_cofactors
from ..networks import Polynomials
from ..shell import Budget, HypothesesNotMet, TooLarge
from ..systems import PolynomialSystem

MORE_DEGREES = 4  # beyond the least, in which cofactors are looked for


@dataclass(frozen=True)
class Regularity:
    """Cofactors for each chart of μ, which prove that no point of the set is singular."""

    cofactors: list[Cofactors]

    @property
    def statement(self) -> str:
        """What is proved, in words."""
        degree = max((each.degree for each in self.cofactors), default=0)
        return f"the set is regular at every point, also the complex ones (cofactors of degree {degree})"


def prove_regular(system: PolynomialSystem, *, seed: int, budget: Budget) -> Regularity:
    """Cofactors that prove that the set has no singular point.

    Raises:
        HypothesesNotMet: the set is singular, or it is not proved to be regular; the error says which.

    >>> from algebraic.systems import as_system
    >>> from algebraic.shell import UNLIMITED
    >>> prove_regular(as_system(["x*y - 1"]), seed=0, budget=UNLIMITED).statement
    'the set is regular at every point, also the complex ones (cofactors of degree 2)'
    """
    if singular_at_origin(system):
        raise HypothesesNotMet(
            "the set is singular: the origin is on it, and the Jacobian has not full rank there",
            hint="pieces are counted of sets that are regular at every point: take other targets",
            kind="singular_set",
        )
    found = []
    for chart in singular_systems(system):
        degree = max(chart.total_degrees(), default=0)
        try:
            cofactors = find_cofactors(chart, max_degree=degree + MORE_DEGREES, seed=seed, budget=budget)
        except TooLarge as reason:
            raise _not_proved(str(reason)) from None
        if cofactors.cofactors is None:
            raise _not_proved(f"no cofactors up to the degree {cofactors.degree} prove it")
        found.append(cofactors)
    return Regularity(found)


def singular_systems(system: PolynomialSystem) -> list[PolynomialSystem]:
    """The equations of singular points, one system for each place of the first entry of μ that is not 0.

    >>> from algebraic.systems import as_system
    >>> [chart.polynomials for chart in singular_systems(as_system(["x*y - 1"]))]
    [(x*y - 1, y, x)]
    >>> [len(chart.names) for chart in singular_systems(as_system(["x*y - 1", "x*z - 1"]))]
    [4, 3]
    """
    count, size, charts = len(system.polynomials), len(system.names), []
    for first in range(count):
        others = count - first - 1
        ring = Polynomials([*system.names, *(f"mu_{i + 1}" for i in range(first + 1, count))])
        equations = [
            ring.context.from_dict({(*map(int, e), *((0,) * others)): c for e, c in p.terms()})
            for p in system.polynomials
        ]
        factors = [ring.context.constant(1), *ring.variables[size:]]
        sums = []
        for k in range(size):
            total = ring.context.constant(0)
            for factor, equation in zip(factors, equations[first:], strict=True):
                total = total + factor * equation.derivative(k)
            if not total.is_zero():
                sums.append(total)
        charts.append(PolynomialSystem(tuple(map(str, ring.context.names())), (*equations, *sums)))
    return charts


def singular_at_origin(system: PolynomialSystem) -> bool:
    """Whether all weights zero is a singular point of the set.

    >>> from algebraic.systems import as_system
    >>> [singular_at_origin(as_system([text])) for text in ("x*y", "x*y - 1", "x*y + x")]
    [True, False, False]
    """
    terms = [{tuple(map(int, e)): c for e, c in p.terms()} for p in system.polynomials]
    size = len(system.names)
    if any((0,) * size in own for own in terms):
        return False
    units = [tuple(int(j == k) for j in range(size)) for k in range(size)]
    return bool(flint.fmpq_mat([[own.get(e, flint.fmpq(0)) for e in units] for own in terms]).rank() < len(terms))


def _not_proved(reason: str) -> HypothesesNotMet:
    return HypothesesNotMet(
        f"the set is not proved to be regular at every real point: {reason}",
        hint="pieces are counted of sets that are proved regular: take other targets, or fewer weights",
        kind="not_proved_regular",
    )
