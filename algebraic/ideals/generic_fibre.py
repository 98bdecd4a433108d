"""How many points of a slice give the function of a generic one of them, modulo two primes."""

from __future__ import annotations

from dataclasses import dataclass

from ..shell import ROLE_FUNCTIONS, Budget, ZerolocusError, random_primes, random_stream
from ..systems import PolynomialSystem
from .by_ideals import ModularSolutions, confirm_answer, solutions_modulo
from .evidence import Evidence
from .function_problem import FunctionProblem


@dataclass(frozen=True)
class FibreSize:
    """Weights of a slice that give one function, for a generic function.

    Attributes:
        size: the number; ``None`` where it could not be had.
        status: ``exact_mod_p``, or ``undecided``.
    """

    size: int | None
    status: str
    evidence: Evidence


def fibre_size(problem: FunctionProblem, seed: int, budget: Budget) -> FibreSize:
    """The degree of E(t) = E(t') for a random point t' of the slice, the same modulo two primes.

    Over a field of characteristic zero every point of a generic fibre of a dominant map is regular (generic
    smoothness), so that the degree is the number of points.
    """
    try:
        with budget.alarm("the generic fibre was being counted"):
            values, gens = problem.values_over_polynomials()
            point = random_stream(seed, ROLE_FUNCTIONS, 2).integers(-(10**6), 10**6, len(gens)).tolist()
            equations = tuple(value - value(*point) for value in values)
            system = PolynomialSystem(tuple(problem.unknowns), tuple(e for e in equations if not e.is_zero()))
            plain = [dict(terms) for terms in system.integer_terms]
            answers: list[ModularSolutions] = []
            for prime in random_primes(2, seed):
                before = answers[0].count if answers else None
                answers.append(solutions_modulo(plain, len(gens), prime, expected=before, budget=budget))
            confirmed = confirm_answer(plain, len(gens), answers[-1], lift=False, budget=budget)
    except ZerolocusError as reason:
        return FibreSize(None, "undecided", {"kind": "none", "proved": False, "statement": reason.message})
    counts = [answer.count for answer in answers]
    if None in counts or counts[0] != counts[1] or not counts[0] or confirmed.holds is False:
        said = f"modulo two primes a generic fibre has {counts[0]} and {counts[1]} points in the slice"
        return FibreSize(None, "undecided", {"kind": "none", "proved": False, "statement": said})
    said = f"a generic fibre has {counts[0]} point{'s' * (counts[0] > 1)} in the slice, modulo two primes"
    evidence: Evidence = {"kind": "leading_ideals", "proved": False, "statement": said, "counts": counts}
    return FibreSize(counts[0], "exact_mod_p", evidence)
