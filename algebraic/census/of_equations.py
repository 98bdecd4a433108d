"""From equations to the set of all their isolated solutions: what the command and Python ask for.

The way is that of the equations of a network (:mod:`algebraic.census.stages`), in another family: that of all systems
with the same monomials and a constant in every equation (:class:`algebraic.ideals.EquationsProblem`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..documents import Options
from ..engines import versions
from ..ideals import EquationsProblem
from ..shell import Budget, WrongInput, check_seed, shown_value
from ..systems import PolynomialSystem, SystemSource, as_system, path_of, written_terms
from .isolated import IsolatedSolutions
from .judge import decided_empty
from .resume import keep, take_up
from .stages import Tracker, check_tracker, take_stages

FROM_PYTHON = "given in Python"


def solve_system(
    system: SystemSource,
    *,
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
    resume: IsolatedSolutions | Mapping[str, Any] | None = None,
    tracker: Tracker | None = None,
) -> IsolatedSolutions:
    """All isolated complex solutions of as many polynomial equations as unknowns, each with a proof.

    Args:
        system: text with one equation a line, the path of such a file, a list of equations as text or as expressions of
            sympy, or a :class:`PolynomialSystem` (:func:`algebraic.systems.as_system`).
        seed: of all random choices.
        timeout: wall time in seconds; what was found and certified until then is returned.
        memory: GB that an engine may use.
        resume: an earlier result for the same system, or its document, to go on from.
        tracker: what follows the paths (:func:`algebraic.tracking.tracker_on`); numpy by default.

    Raises:
        HypothesesNotMet: not as many equations as unknowns, or an equation 0 = 0.
        WrongInput: what is no polynomial with rational coefficients, or nothing to go on from.
        Missing: a file that cannot be read.

    >>> found = solve_system(["x^2 + y^2 = 1", "x - y"])
    >>> found.count, found.real_count, found.status
    (2, 2, 'exact')
    >>> sorted(point.tolist() for point in found.real_points.round(6))
    [[-0.707107, -0.707107], [0.707107, 0.707107]]
    """
    seed = check_seed(seed)
    check_tracker(tracker)
    exact, budget, path = as_system(system), Budget(timeout, memory), path_of(system)
    source = FROM_PYTHON if path is None else os.fspath(path)
    return take_equations(exact, seed=seed, budget=budget, resume=resume, tracker=tracker, source=source)


def take_equations(
    system: PolynomialSystem,
    *,
    seed: int = 0,
    budget: Budget,
    resume: IsolatedSolutions | Mapping[str, Any] | None = None,
    tracker: Tracker | None = None,
    source: str = FROM_PYTHON,
    options: Options | None = None,
) -> IsolatedSolutions:
    """:func:`solve_system` for a system that was read; ``options`` of the command are for the result."""
    problem = EquationsProblem(system)
    question: dict[str, list[Any]] = {"names": list(system.names), "equations": written_terms(system)}
    earlier, remade = ([], []) if resume is None else take_up(_document(resume), question)
    found = take_stages(problem, seed, budget, tracker, earlier)
    none = decided_empty(found, lambda: system, seed, budget)
    if none is not None:
        found = replace(found, complex_count=0, status="empty", evidence=none.evidence, real_count=0)
    notes = found.notes
    reasons = {"resume": "; ".join([*remade, *notes.remade]) or None, "kernel": getattr(tracker, "problem", None)}
    return IsolatedSolutions(
        names=question["names"],
        equations=question["equations"],
        complex_count=found.complex_count,
        complex_count_status=found.status,
        complex_count_evidence=found.evidence,
        real_count=found.real_count,
        count=len(found.solutions),
        solutions=found.solutions,
        suspected=found.suspected,
        at_infinity=found.at_infinity,
        ends=found.ends,
        overlapping_boxes=notes.overlapping_boxes,
        merged_points=notes.merged_points,
        bkk=found.bkk,
        routes=list(notes.routes),
        reasons={key: reason for key, reason in reasons.items() if reason is not None},
        num_paths=notes.num_paths,
        seed=seed,
        cut_short=list(dict.fromkeys(notes.cut_short)),
        fibres=keep(found.fibres, question) if notes.cut_short else None,
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **(options or {})},
        source=source,
        versions=versions(),
    )


def _document(resume: object) -> Any:
    if isinstance(resume, IsolatedSolutions):
        return resume.as_dict()
    if not isinstance(resume, Mapping):
        raise WrongInput(
            f"resume is {shown_value(resume)}",
            hint="give an earlier result of the same system, or what algebraic.load reads from its file",
            kind="bad_resume",
        )
    return resume
