"""The number of complex solutions by leading ideals modulo two primes: the route where no proof is at hand.

Finite counts are standard monomials, so solutions count with multiplicity. That is ``exact_mod_p``, not a count over
Q. For a few unknowns ``empty`` is proved by Nullstellensatz cofactors. What msolve alone says is ``undecided``
(:mod:`algebraic.ideals.confirmation`), also where it is a number that is the same modulo two primes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..engines import (
    ModularTerms,
    dimension,
    find_engine,
    macaulay_leading_ideal,
    msolve_basis,
    msolve_leading_ideal,
    num_standard_monomials,
)
from ..ranks import RankResult
from ..shell import UNLIMITED, Budget, EngineFailed, ZerolocusError, random_primes
from ..systems import PolynomialSystem
from .confirmation import Confirmation, confirm, engine_name, reduce_modulo
from .evidence import Evidence, SolutionCount, limit_in, undecided
from .nullstellensatz import find_cofactors
from .quotient import MAX_SIZE, leader

COFACTOR_UNKNOWNS = 5  # the matrices of the cofactors grow quickly with the unknowns


@dataclass(frozen=True)
class ModularSolutions:
    """The solutions modulo one prime: dimension of the set (-1: none), their number where finite, the basis if kept."""

    prime: int
    dimension: int
    count: int | None
    basis: list[ModularTerms] | None = field(default=None, repr=False, compare=False)


def solutions_modulo(
    equations: list[dict[tuple[int, ...], int]],
    num_variables: int,
    prime: int,
    *,
    expected: int | None = None,
    budget: Budget = UNLIMITED,
) -> ModularSolutions:
    """Dimension and number of the solutions of integer polynomials modulo a prime.

    Uses msolve, or the embedded engine for small systems when msolve is not installed. What msolve says here is its
    word alone; :func:`confirm_answer` looks for evidence of our own, and no status may rest on an answer without it.

    Args:
        expected: number of solutions modulo another prime, so that what the evidence needs is asked for at once.

    >>> solutions_modulo([{(2,): 1, (0,): -1}], 1, 101)
    ModularSolutions(prime=101, dimension=0, count=2)
    """
    reduced = reduce_modulo(equations, prime)
    if any(not any(map(any, terms)) for terms in reduced):
        return ModularSolutions(prime, -1, 0)
    if not reduced:
        return ModularSolutions(prime, num_variables, None)
    basis = None
    if not find_engine("msolve"):
        leaders = macaulay_leading_ideal(reduced, num_variables, prime, budget=budget)
    elif expected is not None and 0 < expected <= MAX_SIZE:  # its basis will be checked
        basis = msolve_basis(reduced, num_variables, prime, budget=budget)
        leaders = [leader(polynomial) for polynomial in basis]
    else:
        leaders = msolve_leading_ideal(reduced, num_variables, prime, budget=budget)
    size = dimension(leaders, num_variables)
    return ModularSolutions(prime, size, num_standard_monomials(leaders, num_variables) if size < 1 else None, basis)


def confirm_answer(
    equations: list[dict[tuple[int, ...], int]],
    num_variables: int,
    answer: ModularSolutions,
    *,
    lift: bool = True,
    budget: Budget,
) -> Confirmation:
    """What evidence of our own says of an answer of :func:`solutions_modulo` to these equations.

    Args:
        lift: whether it is wanted, too, that all solutions are regular.
    """
    claim = answer.prime, answer.dimension, answer.count
    return confirm(equations, num_variables, *claim, basis=answer.basis, lift=lift, budget=budget)


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
    confirmed: Confirmation | None = None
    try:
        for prime in random_primes(2, seed):
            answers.append(solutions_modulo(equations, unknowns, prime, budget=budget))
            if confirmed is None and answers[0].dimension == 0:  # before the time is over
                confirmed = confirm_answer(equations, unknowns, answers[0], budget=budget)
    except ZerolocusError as problem:
        if confirmed is not None and confirmed.lifts and square and answers[0].count:
            statement = "one prime only: " + _LIFTS.format(answers[0].count)
            evidence = _ideal_evidence(answers, statement, True, confirmed)
            return SolutionCount(answers[0].count, "lower_bound", evidence, limit_in(problem))
        return undecided("the number of solutions was not decided", problem)
    first, second = answers
    if (first.dimension, first.count) != (second.dimension, second.count):
        statement = "two primes gave different answers: try another seed"
        return SolutionCount(None, "undecided", _ideal_evidence(answers, statement, False))
    proof = _cofactors(system, seed, budget) if first.dimension == -1 else None
    if proof is not None:
        return SolutionCount(0, "empty", proof)
    if confirmed is None:
        confirmed = confirm_answer(equations, unknowns, first, budget=budget)
    status, statement = _said(first, rank, unknowns, square)
    if not confirmed.holds:
        statement = f"{engine_name()} claims: {statement}. That is not believed: {confirmed.statement}"
        return SolutionCount(None, "undecided", _ideal_evidence(answers, statement, False, confirmed))
    return SolutionCount(first.count, status, _ideal_evidence(answers, statement, False, confirmed))


def _said(answer: ModularSolutions, rank: RankResult | None, unknowns: int, square: bool) -> tuple[str, str]:
    """The status that the same answer modulo two primes stands for, and in words."""
    if answer.dimension == -1:
        return "empty", "1 lies in the ideal modulo both primes"
    if answer.dimension > 0:
        statement = f"the solution set has dimension {answer.dimension} modulo both primes"
        if rank is not None and rank.upper_bound.proved and rank.rank < unknowns:
            statement += f"; the Jacobian has rank at most {rank.rank}, so a set that is not empty is infinite"
        return "infinite", statement
    statement = f"{answer.count} standard monomials modulo both primes"
    return "exact_mod_p", statement + ("; " + _LIFTS.format(answer.count) if square else "")


def _cofactors(system: PolynomialSystem, seed: int, budget: Budget) -> Evidence | None:
    """The proof over the complex numbers that there is no solution, where it is small enough to be had."""
    if len(system.names) > COFACTOR_UNKNOWNS:
        return None
    try:
        found = find_cofactors(system, seed=seed, budget=budget)
    except ZerolocusError:
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
        EngineFailed: the primes disagree, there are infinitely many, or nothing confirms the number.

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
    confirmed = confirm_answer(equations, unknowns + 1, answers[0], budget=budget)
    if not confirmed.holds:
        raise EngineFailed(f"{engine_name()} claims {count}: {confirmed.statement}", kind="engine_unconfirmed")
    return count


_LIFTS = "since as many equations as unknowns lift, at least {} solutions over the complex numbers, with multiplicity"


def _ideal_evidence(
    answers: list[ModularSolutions], statement: str, proved: bool, confirmed: Confirmation | None = None
) -> Evidence:
    return {
        "kind": "leading_ideals",
        "proved": proved,
        "statement": statement,
        "engine": engine_name(),
        "primes": [a.prime for a in answers],
        "dimensions": [a.dimension for a in answers],
        "counts": [a.count for a in answers],
        "confirmed": confirmed.statement if confirmed is not None and confirmed.holds else None,
    }
