"""The critical functions on one slice: searched, certified, told apart, and what is known of their number."""

from __future__ import annotations

from dataclasses import dataclass

from ..bounds import distance_degree
from ..ideals import Evidence, FibreSize, FunctionProblem, fibre_size
from ..shell import Budget
from .function_classes import Functions, functions_of
from .function_status import formula_route, status_of_functions
from .judge import Judged
from .routes import Route
from .stages import Tracker, take_stages

FIBRE_SHARE = 0.3  # of the time that is left


@dataclass(frozen=True)
class Counted:
    """What was found on a slice.

    Attributes:
        judged: of the points, as of the solutions of any system.
        functions: what these are as functions; ``fibre``: how many points each function should have.
        routes: those of the points, and a theorem where there is one.
        status, evidence: of the number of functions.
    """

    judged: Judged
    functions: Functions
    fibre: FibreSize
    routes: list[Route]
    status: str
    evidence: Evidence


def count_on_slice(problem: FunctionProblem, seed: int, budget: Budget, tracker: Tracker | None = None) -> Counted:
    """Search the slice of a question."""
    judged = take_stages(problem, seed, budget, tracker)
    functions = functions_of(problem, [solution["box"] for solution in judged.solutions])
    fibre = fibre_size(problem, seed, budget.part(FIBRE_SHARE))
    formula = distance_degree(problem.question.network, problem.question.metric)
    routes = [*judged.notes.routes, *([] if formula is None else [formula_route(formula, functions.count)])]
    status, evidence = status_of_functions(judged.status, judged.evidence, functions, fibre, routes, problem.meets_all)
    return Counted(judged, functions, fibre, routes, status, evidence)
