"""From data to the set of all solutions that were found: what the commands and Python ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypedDict

from ..data import DataSet, check_data
from ..engines import versions
from ..ideals import SYSTEMS, NetworkProblem, Problem, ZeroErrorProblem, make_problem
from ..networks import Graph, Network, check_network, describe_graph, factory_used
from ..ranks import data_rank, generic_rank
from ..shell import (
    Attempts,
    Budget,
    HypothesesNotMet,
    OutOfBudget,
    check_seed,
    check_word,
    ends_command,
)
from .judge import Judged, decided_empty, judge_refused
from .over_data_sets import real_counts
from .parts import name_parts
from .result import SolutionSet
from .resume import keep, keep_reals, take_up, take_up_reals
from .routes import INTERRUPTED
from .stages import Tracker, check_tracker, take_stages
from .tallies import RealCounts, Tally


def solve(
    network: Network,
    inputs: Any,
    targets: Any,
    *,
    system: str = "zero-error",
    ridge: str = "none",
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
    tracker: Tracker | None = None,
) -> SolutionSet:
    """All complex zero-error solutions, or all critical points of the square loss, each with a proof.

    Args:
        network: a polynomial network.
        inputs: exact numbers, shape (num_samples, input_dim); floats count as their exact binary value.
        targets: exact numbers, shape (num_samples, output_dim), or (num_samples,) for one output.
        system: ``zero-error`` or ``critical``.
        ridge: of the critical points: ``none``, ``scalar`` or ``entrywise`` (random values from the seed).
        seed: of all random choices.
        timeout: wall time in seconds; what was found and certified until then is returned.
        memory: GB that an engine may use.
        tracker: what follows the paths (:func:`algebraic.tracking.tracker_on`); numpy by default.

    Raises:
        WrongInput: data that do not fit the network.

    >>> net = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    >>> found = solve(net, [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4])
    >>> found.complex_count, found.complex_count_status, found.count
    (21, 'exact', 21)
    """
    check_network(network)
    seed = check_seed(seed)
    check_word("system", system, "critical")
    check_word("ridge", ridge, "entrywise")
    check_tracker(tracker)
    data = check_data(inputs, targets, network, repeated=system in SYSTEMS and SYSTEMS[system].any_samples)
    budget = Budget(timeout, memory)
    return take_census(network, data, system=system, ridge=ridge, seed=seed, budget=budget, tracker=tracker)


def take_census(
    network: Network,
    data: DataSet,
    *,
    system: str = "zero-error",
    ridge: str = "none",
    seed: int = 0,
    budget: Budget,
    resume: dict[str, Any] | None = None,
    num_data_sets: int | None = None,
    executor: str = "processes",
    jobs: int = 1,
    tracker: Tracker | None = None,
    options: dict[str, Any] | None = None,
) -> SolutionSet:
    """:func:`solve` for checked data.

    Args:
        resume: an earlier result for the same system as plain data; the search goes on from its ``fibres``.
        num_data_sets: also count real solutions over so many random data sets.
        executor, jobs: where these are counted (:func:`algebraic.shell.spread`).
        options: of the command, for the result; with ``network`` and ``network_sha256`` of a network that code made.

    Raises:
        WrongInput: ``resume`` belongs to another system, or its network was made by other code.
    """
    problem = make_problem(network, len(data.inputs), data, system=system, ridge=ridge, seed=seed)
    question, factory = _question(problem, data, ridge), factory_used(options or {})
    earlier, remade = ([], []) if resume is None else take_up(resume, question, factory)
    tally, afresh = (None, []) if resume is None else take_up_reals(resume, question, factory)
    found = take_stages(problem, seed, budget, tracker, earlier)
    if num_data_sets is None:  # which start from what a search has found
        none = decided_empty(found, problem.expand, seed, budget)
        found = found if none is None else judge_refused(none)
    parts = name_parts(problem, found, seed, budget, tracker)
    reals = Reals()
    if num_data_sets is not None and INTERRUPTED not in (*found.notes.cut_short, *parts.notes.cut_short):
        count = partial(real_counts, seed=seed, budget=budget, tracker=tracker, executor=executor, jobs=jobs)
        reals = _count_reals(network, found, num_data_sets, count, tally or Tally())
        remade += afresh
    reasons = {
        "strata": parts.reason,
        "real_counts": reals.reason,
        "resume": "; ".join([*remade, *found.notes.remade]) or None,
        "kernel": getattr(tracker, "problem", None),  # why paths were not followed by the kernel that was meant
    }
    cut_short = list(dict.fromkeys([*found.notes.cut_short, *parts.notes.cut_short, *reals.cut_short]))
    return SolutionSet(
        **question,
        complex_count=None if parts.infinite else found.complex_count,
        complex_count_status="infinite" if parts.infinite else found.status,
        complex_count_evidence=parts.infinite or found.evidence,
        real_count=found.real_count,
        count=len(found.solutions),
        solutions=found.solutions,
        suspected=found.suspected,
        at_infinity=found.at_infinity,
        ends=found.ends,
        overlapping_boxes=found.notes.overlapping_boxes,
        patterns_not_searched=found.notes.patterns_not_searched,
        merged_points=found.notes.merged_points,
        bkk=found.bkk,
        real_counts=None
        if reals.counts is None
        else keep_reals(reals.counts, question, factory)
        if reals.cut_short
        else reals.counts.as_dict(),
        strata=None if parts.strata is None else [part.as_dict() for part in parts.strata],
        reasons={key: reason for key, reason in reasons.items() if reason is not None},
        routes=list(found.notes.routes),
        num_paths=found.notes.num_paths + parts.notes.num_paths,
        seed=seed,
        cut_short=cut_short,
        fibres=keep(found.fibres, question, factory) if found.notes.cut_short else None,
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **(options or {})},
        data=data.source,
        versions=versions(),
        ranks=(None, None) if INTERRUPTED in cut_short else _ranks(problem, seed, budget),
    )


def _ranks(problem: Problem, seed: int, budget: Budget) -> tuple[int | None, int | None]:
    """Ranks of the Jacobian of a zero-error system, for enough generic samples and for these, if there is time."""
    if not isinstance(problem, ZeroErrorProblem):
        return None, None
    attempt, network = Attempts(budget), problem.network
    generic = attempt("generic_rank", lambda: generic_rank(network, seed=seed, budget=budget))
    here = attempt("data_rank", lambda: data_rank(network, problem.given().inputs, seed=seed, budget=budget))
    return generic.rank if generic else None, here.rank if here else None


class Question(TypedDict):
    """What is asked, as it stands in the result; one that is gone on from must agree in all of it."""

    network: Graph
    inputs: list[list[str]]
    targets: list[list[str]]
    system: str
    ridge: str
    ridge_values: list[str] | None


def _question(problem: NetworkProblem, data: DataSet, ridge: str) -> Question:
    return {
        "network": describe_graph(problem.network),
        "inputs": [[str(value) for value in row] for row in data.inputs],
        "targets": [[str(value) for value in row] for row in data.targets],
        "system": problem.name,
        "ridge": ridge,
        "ridge_values": None if problem.ridge is None else [str(value) for value in problem.ridge],
    }


@dataclass(frozen=True)
class Reals:
    """Real solutions over random data sets, or the reason why they could not be had."""

    counts: RealCounts | None = None
    reason: str | None = None
    cut_short: tuple[str, ...] = ()


def _count_reals(
    network: Network, found: Judged, num_data_sets: int, count: Callable[..., RealCounts], tally: Tally
) -> Reals:
    if not found.fibres:
        return Reals(reason="only where the system is square and has finitely many solutions")
    try:
        counts = count(network, num_data_sets, known_bound=found.bkk, at_least=len(found.solutions), tally=tally)
    except OutOfBudget as reason:
        return Reals(reason=str(reason), cut_short=("real_counts",))
    except HypothesesNotMet as reason:
        return Reals(reason=str(reason))
    except BaseException as reason:
        if not ends_command(reason):
            raise
        ended = ("real_counts", INTERRUPTED)
        return Reals(tally.summary(), None, ended) if tally.histogram else Reals(None, INTERRUPTED, ended)
    short = counts.data_sets + counts.undecided < num_data_sets
    return Reals(counts, cut_short=("real_counts",) if short else ())
