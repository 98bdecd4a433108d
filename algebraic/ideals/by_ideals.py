"""The number of complex solutions by leading ideals modulo two primes: the route where no proof is at hand.

Finite counts are standard monomials, so solutions count with multiplicity. That is ``exact_mod_p``, not a count over
Q. For a few unknowns ``empty`` is proved by Nullstellensatz cofactors.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..engines import (
    ModularTerms,
    dimension,
    find_engine,
    macaulay_leading_ideal,
    msolve_leading_ideal,
    num_standard_monomials,
)
from ..ranks import RankResult
from ..shell import UNLIMITED, Budget, EngineFailed, ZerolocusError, random_primes
from ..systems import PolynomialSystem
from .evidence import Evidence, SolutionCount, limit_in, undecided
from .nullstellensatz import find_cofactors

COFACTOR_UNKNOWNS = 5  # the matrices of the cofactors grow quickly with the unknowns


@dataclass(frozen=True)
class ModularSolutions:
    """The solutions modulo one prime: dimension of the set (-1: none), and their number where finite."""

    prime: int
    dimension: int
    count: int | None


def solutions_modulo(
    equations: list[dict[tuple[int, ...], int]], num_variables: int, prime: int, *, budget: Budget = UNLIMITED
) -> ModularSolutions:
    """Dimension and number of the solutions of integer polynomials modulo a prime.

    Uses msolve, or the embedded engine for small systems when msolve is not installed.

    >>> solutions_modulo([{(2,): 1, (0,): -1}], 1, 101)
    ModularSolutions(prime=101, dimension=0, count=2)
    """
    reduced: list[ModularTerms] = []
    for terms in equations:
        kept = {e: c % prime for e, c in terms.items() if c % prime}
        if kept and not any(map(any, kept)):
            return ModularSolutions(prime, -1, 0)
        if kept:
            reduced.append(kept)
    if not reduced:
        return ModularSolutions(prime, num_variables, None)
    leading_ideal = msolve_leading_ideal if find_engine("msolve") else macaulay_leading_ideal
    leaders = leading_ideal(reduced, num_variables, prime, budget=budget)
    size = dimension(leaders, num_variables)
    return ModularSolutions(prime, size, num_standard_monomials(leaders, num_variables) if size < 1 else None)


def count_by_leading_ideals(
    system: PolynomialSystem, rank: RankResult | None = None, *, seed: int = 0, budget: Budget = UNLIMITED
) -> SolutionCount:
    """Dimension and number of the solutions modulo two primes.

    Args:
        rank: of the Jacobian of a zero-error system, which says why an infinite set is infinite.
    """
    equations = [dict(terms) for terms in system.integer_terms]
    unknowns = len(system.names)
    square = len(equations) == unknowns
    answers: list[ModularSolutions] = []
    try:
        for prime in random_primes(2, seed):
            answers.append(solutions_modulo(equations, unknowns, prime, budget=budget))
    except ZerolocusError as problem:
        if answers and square and answers[0].count:
            evidence = _ideal_evidence(answers, "one prime only: " + _LIFTS.format(answers[0].count), True)
            return SolutionCount(answers[0].count, "lower_bound", evidence, limit_in(problem))
        return undecided("the number of solutions was not decided", problem)
    first, second = answers
    if (first.dimension, first.count) != (second.dimension, second.count):
        return SolutionCount(
            None,
            "undecided",
            _ideal_evidence(answers, "two primes gave different answers: try another --seed", False),
        )
    if first.dimension == -1:
        statement = "1 lies in the ideal modulo both primes"
        evidence = _cofactors(system, seed, budget) or _ideal_evidence(answers, statement, False)
        return SolutionCount(0, "empty", evidence)
    if first.dimension > 0:
        statement = f"the solution set has dimension {first.dimension} modulo both primes"
        if rank is not None and rank.upper_bound.proved and rank.rank < unknowns:
            statement += f"; the Jacobian has rank at most {rank.rank}, so a set that is not empty is infinite"
        return SolutionCount(None, "infinite", _ideal_evidence(answers, statement, False))
    statement = f"{first.count} standard monomials modulo both primes"
    if square:
        statement += "; " + _LIFTS.format(first.count)
    return SolutionCount(first.count, "exact_mod_p", _ideal_evidence(answers, statement, False))


def _cofactors(system: PolynomialSystem, seed: int, budget: Budget) -> Evidence | None:
    """The proof over the complex numbers that there is no solution, where it is small enough to be had."""
    if len(system.names) > COFACTOR_UNKNOWNS:
        return None
    try:
        found = find_cofactors(system, seed=seed, budget=budget)
    except ZerolocusError:  # "empty" stands without the proof, too
        return None
    if found.cofactors is None:
        return None
    return {
        "kind": "nullstellensatz",
        "proved": True,
        "statement": "the equations, multiplied by polynomials (products of degree at most "
        f"{found.degree}), add up to 1 = 0",
        "degree": found.degree,
        "denominator": found.denominator,
        "cofactors": found.cofactors,
    }


def count_without_zeros(system: PolynomialSystem, *, seed: int = 0, budget: Budget = UNLIMITED) -> int:
    """Number of solutions without a zero coordinate, the same modulo two primes, with t·Π w_k = 1 added.

    Raises:
        EngineFailed: the primes disagree, or there are infinitely many.

    >>> from algebraic.networks.network import Network
    >>> from algebraic.systems.critical import critical_system
    >>> net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    >>> count_without_zeros(critical_system(net, [[1]], [[2]], ridge=[1, 3]))
    4
    """
    unknowns = len(system.names)
    equations = [{(*e, 0): c for e, c in terms} for terms in system.integer_terms]
    equations.append({(1,) * (unknowns + 1): 1, (0,) * (unknowns + 1): -1})
    answers = [solutions_modulo(equations, unknowns + 1, p, budget=budget) for p in random_primes(2, seed)]
    counts = {answer.count for answer in answers}
    count = counts.pop()
    if counts or count is None:
        raise EngineFailed(f"modulo two primes: {answers[0].count} and {answers[1].count}", kind="engine_failed")
    return count


_LIFTS = "since as many equations as unknowns lift, at least {} solutions over the complex numbers, with multiplicity"


def _ideal_evidence(answers: list[ModularSolutions], statement: str, proved: bool) -> Evidence:
    return {
        "kind": "leading_ideals",
        "proved": proved,
        "statement": statement,
        "engine": "msolve" if find_engine("msolve") else "embedded",
        "primes": [a.prime for a in answers],
        "dimensions": [a.dimension for a in answers],
        "counts": [a.count for a in answers],
    }
