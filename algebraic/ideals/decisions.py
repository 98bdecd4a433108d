"""How many complex solutions the zero-error equations of one data set have, with the evidence for it.

Linear algebra over Q comes first: linear equations, a combination 1 = 0, a rational point with a fibre of positive
dimension through it, a slice whose solutions lift. What these leave open is counted by leading ideals
(:mod:`algebraic.ideals.by_ideals`).
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
import numpy as np

from ..data import DataSet
from ..networks import Network, Rationals, forward, jacobian
from ..ranks import RankResult
from ..shell import (
    ROLE_FIXED,
    ROLE_SLICE,
    UNLIMITED,
    Budget,
    EngineFailed,
    ZerolocusError,
    object_array,
    random_primes,
    random_stream,
)
from ..systems import PolynomialSystem
from .by_ideals import confirm_answer, count_by_leading_ideals, solutions_modulo
from .confirmation import Confirmation, engine_name
from .evidence import Evidence, SolutionCount, undecided
from .witness import has_real_solution


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
        return _by_slice(system, network, inputs, targets, rank, seed, budget)
    return count_by_leading_ideals(system, rank, seed=seed, budget=budget)


def empty_sample(network: Network, data: DataSet, constant: Sequence[int]) -> str | None:
    """Why the system is not square, if one of the equations in which no weight occurs is 0 = 0."""
    if not constant:
        return None
    ring = Rationals()
    samples = sorted({i // network.output_dim for i in constant})
    weights = ring.array(np.zeros(network.num_params, dtype=np.int64))
    values = forward(network, ring, weights, ring.array(data.inputs[samples])).output
    residuals = values - ring.array(data.targets[samples])
    for sample, row in zip(samples, residuals, strict=True):
        if any(r == 0 for r in row):
            return f"sample {sample + 1} gives the equation 0 = 0, so the system is not square"
    return None


def _linear(system: PolynomialSystem) -> SolutionCount | None:
    """Equations of degree 1 are decided by linear algebra over Q."""
    if max(system.total_degrees()) > 1:
        return None
    matrix, constants = _coefficients(system)
    rank = matrix.rank()
    extended = flint.fmpq_mat([[*row, c] for row, c in zip(matrix.tolist(), constants, strict=True)]).rank()
    unknowns = len(system.names)
    evidence: Evidence = {
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
    last = network.layers[-1]
    if last.activation is not None or network.uses_fixed(-1) or elsewhere & set(free) or not rank.upper_bound.proved:
        return None
    ring = Rationals()
    weights = ring.array(random_stream(seed, ROLE_SLICE, 0).integers(-9, 10, network.num_params))
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


def _by_slice(
    system: PolynomialSystem,
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    rank: RankResult,
    seed: int,
    budget: Budget,
) -> SolutionCount:
    """Fewer equations than unknowns: fix the surplus unknowns at random and look for finitely many solutions.

    A square system with finitely many (and some) solutions modulo a prime has solutions over the complex
    numbers: the equations and the prime form a regular sequence there, so these solutions lift. Then the whole
    set is not empty, and each of its components has dimension at least K − (number of equations) > 0. Of msolve's
    solutions this is believed where the Jacobian is shown to be regular at them, or where another one is enclosed.
    """
    num_params, num_equations = len(system.names), len(system.polynomials)
    columns = rank.certificate["columns"] if rank.certificate else list(range(num_equations))
    fixed = [k for k in range(num_params) if k not in columns]
    values = random_stream(seed, ROLE_FIXED, 0).integers(1, 1000, len(fixed)).tolist()
    substitution = dict(zip(fixed, values, strict=True))
    sliced = [_substitute(terms, substitution, columns) for terms in system.integer_terms]
    prime = random_primes(1, seed)[0]
    try:
        found = solutions_modulo(sliced, len(columns), prime, budget=budget)
        confirmed = confirm_answer(sliced, len(columns), found, budget=budget)
        sure = confirmed.lifts
        if found.count and not sure and has_real_solution(network, inputs, targets, seed=seed, budget=budget):
            sure, confirmed = True, Confirmation(True, "a real solution was found and enclosed in a box")
    except ZerolocusError as problem:
        return undecided(
            f"{num_equations} equations of rank {rank.rank} in {num_params} unknowns: infinitely many solutions "
            "for generic targets; for these targets it was not decided",
            problem,
        )
    if found.count and not sure:
        claim = EngineFailed(f"{engine_name()} claims {found.count} of them on a slice, and nothing confirms one")
        return undecided("whether there are solutions was not decided", claim)
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
                "confirmed": confirmed.statement,
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
