"""Prove the solutions in a document again, from the network, the data and the boxes alone."""

from __future__ import annotations

from typing import Any

from ..bounds import bkk_bound
from ..census import critical_values
from ..data import DataSet
from ..ideals import SYSTEMS, CriticalProblem, Problem
from ..networks import Network, network_from_graph
from ..proofs import conjugate, holds_one, is_real, overlapping
from ..shell import WrongInput, rationals

ROUNDING = 1e-12


def check_solutions(document: Any) -> list[str]:
    """What does not hold in a document of :class:`algebraic.census.SolutionSet`; nothing when all is proved.

    Every box is proved anew to hold exactly one solution, all of them to be disjoint, ``real`` and the numbers
    of solutions are computed, a status ``exact`` needs a BKK bound that is reached, and the set must be closed under
    conjugation. The status ``exact_mod_p`` rests on a Gröbner basis, which is not computed again.

    Raises:
        WrongInput: the document is not of this kind.
    """
    try:
        network = network_from_graph(document["network"])
        data = DataSet(rationals(document["inputs"]), rationals(document["targets"]), "a document")
        ridge = None if document.get("ridge_values") is None else rationals(document["ridge_values"]).tolist()
        solutions = document["solutions"]
        boxes = [[[str(text) for text in row] for row in solution["box"]] for solution in solutions]
        counted, reals = document["count"], [bool(solution["real"]) for solution in solutions]
        problem = _problem(document["system"], network, data, ridge)
        system = problem.exact
        if any(len(box) != network.num_params for box in boxes) or any(len(row) != 3 for box in boxes for row in box):
            raise ValueError("a box has another number of unknowns than the network")
    except (KeyError, TypeError, ValueError, IndexError) as reason:
        raise WrongInput(
            f"this is no result of algebraic.count: {type(reason).__name__} {reason}",
            hint="give a file that --solutions wrote",
            kind="bad_certificate",
        ) from None
    problems = []
    if counted != len(boxes):
        problems.append(f"count is {counted}, but {len(boxes)} solutions are listed")
    for number, (box, real) in enumerate(zip(boxes, reals, strict=True), 1):
        if not holds_one(system, box):
            problems.append(f"solution {number}: the box is not proved to hold exactly one solution")
        elif is_real(box) != real:
            problems.append(f"solution {number} says real: {str(real).lower()}, but the box proves otherwise")
    problems += _numbers(document, problem)
    if isinstance(problem, CriticalProblem):
        problems += _critical(problem, solutions)
    problems += [f"the boxes of solutions {i + 1} and {j + 1} meet" for i, j in overlapping(boxes)]
    mirrored = [conjugate(box) for box, real in zip(boxes, reals, strict=True) if not real]
    met = {j for i, j in overlapping(boxes + mirrored) if i < len(boxes) <= j}
    if any(j not in met for j in range(len(boxes), len(boxes) + len(mirrored))):
        problems.append("the conjugate of a solution is missing")
    return problems


def _problem(system: str, network: Network, data: DataSet, ridge: list[Any] | None) -> Problem:
    """The system that a document names."""
    kind = SYSTEMS[system]
    if kind.takes_ridge == (ridge is None):
        raise ValueError("ridge_values are those of another system")
    return kind(network, len(data.inputs), data, ridge)


def _numbers(document: Any, problem: Problem) -> list[str]:
    """Numbers in the document that do not follow from its solutions."""
    solutions = document["solutions"]
    problems = []
    reals = sum(bool(solution["real"]) for solution in solutions)
    status = document.get("complex_count_status")
    if solutions and document.get("real_count") != reals:
        problems.append(f"real_count is {document.get('real_count')}, but {reals} real solutions are listed")
    if (
        status in ("exact", "exact_mod_p", "lower_bound")
        and solutions
        and document.get("complex_count") != len(solutions)
    ):
        problems.append(f"complex_count is {document.get('complex_count')}, but {len(solutions)} solutions are proved")
    if status == "exact" and solutions:
        supports = [frozenset(tuple(map(int, e)) for e in support) for support in problem.expand().supports()]
        bound = bkk_bound(supports, affine=True)
        if bound != len(solutions):
            problems.append(f"the status is exact, but BKK allows {bound} solutions, and {len(solutions)} are listed")
    return problems


def _critical(problem: CriticalProblem, solutions: Any) -> list[str]:
    """Losses and indices that are not those of the boxes."""
    problems = []
    for number, solution in enumerate(solutions, 1):
        for key, value in vars(critical_values(problem, solution["box"], solution["real"])).items():
            said = solution.get(key)
            same = value is not None and said is not None and abs(said - value) <= ROUNDING * (1 + abs(value))
            if not same and said is not value:
                problems.append(f"solution {number} says {key} {said}, but it is {value}")
    return problems
