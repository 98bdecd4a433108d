"""How many complex solutions the zero-error equations of one data set have, with the evidence for it.

Finite counts are standard monomials of a leading ideal modulo two primes, so solutions count with multiplicity.
That is ``exact_mod_p``, not a count over Q. ``empty`` and ``infinite`` carry evidence of their own; for a few unknowns
``empty`` is proved by Nullstellensatz cofactors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import flint
import numpy as np

from ..engines import (
    ModularTerms,
    dimension,
    find_engine,
    macaulay_leading_ideal,
    msolve_leading_ideal,
    num_standard_monomials,
)
from ..networks import Network, Rationals, forward, jacobian
from ..ranks import RankResult
from ..shell import (
    ROLE_SLICE,
    UNLIMITED,
    Budget,
    EngineFailed,
    OutOfBudget,
    ZerolocusError,
    object_array,
    random_primes,
    random_stream,
)
from ..systems import PolynomialSystem
from .nullstellensatz import find_cofactors

STATUS_WORDS = {
    "exact": "exact",
    "exact_mod_p": "exact modulo two primes",
    "lower_bound": "a lower bound",
    "empty": "no solution",
    "infinite": "infinitely many",
    "undecided": "undecided",
}

COFACTOR_UNKNOWNS = 5  # the matrices of the cofactors grow quickly with the unknowns


@dataclass(frozen=True)
class SolutionCount:
    """The number of complex solutions, as far as it is known.

    Attributes:
        count: solutions with multiplicity; 0 when empty; ``None`` when infinite or undecided.
        status: ``exact`` (over the complex numbers), ``exact_mod_p`` (the same number modulo two primes),
            ``lower_bound``, ``empty``, ``infinite`` or ``undecided``.
        evidence: what the status rests on: ``kind``, ``statement``, ``proved`` (over the complex numbers) and
            the data to check it with.
        limit: the error, when a limit cut the decision short.
    """

    count: int | None
    status: str
    evidence: dict[str, Any] = field(default_factory=dict)
    limit: ZerolocusError | None = None


@dataclass(frozen=True)
class ModularSolutions:
    """The solutions modulo one prime: dimension of the set (-1: none), and their number where finite."""

    prime: int
    dimension: int
    count: int | None


def count_solutions(
    system: PolynomialSystem,
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    rank: RankResult,
    *,
    seed: int = 0,
    budget: Budget = UNLIMITED,
) -> SolutionCount:
    """Decide the number of complex solutions for this data set.

    Args:
        system: the expanded equations of ``network`` for ``inputs`` and ``targets`` (exact rationals).
        rank: rank of the Jacobian for these inputs (:func:`algebraic.ranks.data_rank`).
    """
    decided = _linear(system) or _contradiction(system, rank)
    if decided is None and rank.rank < network.num_params:
        decided = _rational_point(network, inputs, targets, rank, seed)
    if decided is not None:
        return decided
    if len(system.polynomials) < network.num_params and rank.rank == len(system.polynomials):
        return _by_slice(system, rank, seed, budget)
    return count_by_leading_ideals(system, rank, seed=seed, budget=budget)


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


def _linear(system: PolynomialSystem) -> SolutionCount | None:
    """Equations of degree 1 are decided by linear algebra over Q."""
    if max(system.total_degrees()) > 1:
        return None
    matrix, constants = _coefficients(system)
    rank = matrix.rank()
    extended = flint.fmpq_mat([[*row, c] for row, c in zip(matrix.tolist(), constants, strict=True)]).rank()
    unknowns = len(system.names)
    evidence = {
        "kind": "linear_algebra",
        "proved": True,
        "statement": f"linear equations of rank {rank}, {extended} with the right-hand side, in {unknowns} unknowns",
    }
    if extended > rank:
        return SolutionCount(0, "empty", evidence)
    return SolutionCount(1, "exact", evidence) if rank == unknowns else SolutionCount(None, "infinite", evidence)


def _contradiction(system: PolynomialSystem, rank: RankResult) -> SolutionCount | None:
    """Rational numbers c_i with Σ c_i p_i = 1: the simplest Nullstellensatz certificate."""
    if rank.rank == len(system.polynomials):
        return None
    matrix, constants = _coefficients(system)
    # Left kernel of the non-constant part: reduce [matrix | identity].
    size = len(constants)
    joined = [[*row, *(flint.fmpq(int(i == j)) for j in range(size))] for i, row in enumerate(matrix.tolist())]
    echelon, _ = flint.fmpq_mat(joined).rref()
    width = matrix.ncols()
    for row in echelon.tolist():
        if any(x != 0 for x in row[:width]):
            continue
        combination = row[width:]
        value = sum((c * b for c, b in zip(combination, constants, strict=True)), flint.fmpq(0))
        if value != 0:
            return SolutionCount(
                0,
                "empty",
                {
                    "kind": "linear_combination",
                    "proved": True,
                    "statement": "the equations, multiplied by these numbers, add up to 1 = 0",
                    "multipliers": [str(c / value) for c in combination],
                },
            )
    return None


def _coefficients(system: PolynomialSystem) -> tuple[flint.fmpq_mat, list[flint.fmpq]]:
    """Coefficients of the non-constant monomials (one row for each equation), and the constant terms."""
    terms = [{tuple(map(int, e)): c for e, c in p.terms()} for p in system.polynomials]
    monomials = sorted({m for t in terms for m in t if any(m)})
    origin, zero = (0,) * len(system.names), flint.fmpq(0)
    rows = [[t.get(m, zero) for m in monomials] or [zero] for t in terms]
    return flint.fmpq_mat(rows), [t.get(origin, zero) for t in terms]


def _rational_point(
    network: Network, inputs: np.ndarray, targets: np.ndarray, rank: RankResult, seed: int
) -> SolutionCount | None:
    """A rational solution from random hidden weights and a linear system for the output layer.

    With rank < K every fibre that is not empty has dimension ≥ K − rank > 0, so one point proves ``infinite``
    where the rank is proved to be no larger.
    """
    free = network.layer_labels(-1)
    elsewhere = {label for k in range(len(network.layers) - 1) for label in network.layer_labels(k)}
    if network.layers[-1].activation is not None or elsewhere & set(free) or not rank.upper_bound.proved:
        return None
    ring = Rationals()
    weights = ring.array(random_stream(seed, ROLE_SLICE).integers(-9, 10, network.num_params))
    weights[free] = ring.array(np.zeros(len(free), dtype=np.int64))
    # The outputs are linear in the parameters of the last layer, and vanish with them.
    design = flint.fmpq_mat(jacobian(network, ring, weights, ring.array(inputs))[:, free].tolist())
    if design.rank() < design.nrows():
        return None
    wanted = flint.fmpq_mat(design.nrows(), 1, ring.array(targets).ravel().tolist())
    solution = design.transpose() * (design * design.transpose()).solve(wanted)
    weights[free] = object_array([row[0] for row in solution.tolist()])
    residual = forward(network, ring, weights, ring.array(inputs)).output - ring.array(targets)
    if any(r != 0 for r in residual.flat):
        return None
    return SolutionCount(
        None,
        "infinite",
        {
            "kind": "rational_point",
            "proved": True,
            "statement": f"this point is a solution, and through every solution the set has dimension at least "
            f"{network.num_params} − {rank.rank}, since the Jacobian has rank at most {rank.rank} everywhere",
            "point": [str(w) for w in weights],
        },
    )


def _by_slice(system: PolynomialSystem, rank: RankResult, seed: int, budget: Budget) -> SolutionCount:
    """Fewer equations than unknowns: fix the surplus unknowns at random and look for finitely many solutions.

    A square system with finitely many (and some) solutions modulo a prime has solutions over the complex
    numbers: the equations and the prime form a regular sequence there, so these solutions lift. Then the whole
    set is not empty, and each of its components has dimension at least K − (number of equations) > 0.
    """
    num_params, num_equations = len(system.names), len(system.polynomials)
    columns = rank.certificate["columns"] if rank.certificate else list(range(num_equations))
    fixed = [k for k in range(num_params) if k not in columns]
    values = random_stream(seed, ROLE_SLICE).integers(1, 1000, len(fixed)).tolist()
    substitution = dict(zip(fixed, values, strict=True))
    sliced = [_substitute(terms, substitution, columns) for terms in system.integer_terms]
    prime = random_primes(1, seed)[0]
    try:
        found = solutions_modulo(sliced, len(columns), prime, budget=budget)
    except ZerolocusError as problem:
        return _undecided(
            f"{num_equations} equations of rank {rank.rank} in {num_params} unknowns: infinitely many solutions "
            "for generic targets; for these targets it was not decided",
            problem,
        )
    if found.count and rank.upper_bound.proved:
        return SolutionCount(
            None,
            "infinite",
            {
                "kind": "slice",
                "proved": True,
                "statement": f"with {len(fixed)} unknowns fixed, {found.count} solutions modulo {prime}, finitely "
                f"many: they lift to the complex numbers, and without the {len(fixed)} conditions the dimension is "
                f"at least {num_params - num_equations}",
                "fixed": {system.names[k]: v for k, v in substitution.items()},
                "primes": [prime],
            },
        )
    return count_by_leading_ideals(system, rank, seed=seed, budget=budget)


def _substitute(
    terms: list[tuple[tuple[int, ...], int]], values: dict[int, int], kept: list[int]
) -> dict[tuple[int, ...], int]:
    out: dict[tuple[int, ...], int] = {}
    for exponents, coefficient in terms:
        for k, value in values.items():
            coefficient *= value ** exponents[k]
        rest = tuple(exponents[k] for k in kept)
        out[rest] = out.get(rest, 0) + coefficient
    return out


def count_by_leading_ideals(
    system: PolynomialSystem, rank: RankResult | None = None, *, seed: int = 0, budget: Budget = UNLIMITED
) -> SolutionCount:
    """Dimension and number of the solutions modulo two primes; the route where no proof is at hand.

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
            return SolutionCount(answers[0].count, "lower_bound", evidence, _limit(problem))
        return _undecided("the number of solutions was not decided", problem)
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


def _cofactors(system: PolynomialSystem, seed: int, budget: Budget) -> dict[str, Any] | None:
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


def _ideal_evidence(answers: list[ModularSolutions], statement: str, proved: bool) -> dict[str, Any]:
    return {
        "kind": "leading_ideals",
        "proved": proved,
        "statement": statement,
        "engine": "msolve" if find_engine("msolve") else "embedded",
        "primes": [a.prime for a in answers],
        "dimensions": [a.dimension for a in answers],
        "counts": [a.count for a in answers],
    }


def _undecided(statement: str, problem: ZerolocusError) -> SolutionCount:
    evidence = {"kind": "none", "proved": False, "statement": f"{statement}: {problem}"}
    return SolutionCount(None, "undecided", evidence, _limit(problem))


def _limit(problem: ZerolocusError) -> ZerolocusError | None:
    return problem if isinstance(problem, OutOfBudget) else None
