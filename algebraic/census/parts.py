"""Without a ridge: the parts of the critical set are named, and one of positive dimension makes it infinite."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..ideals import CriticalProblem, Evidence, Problem, make_problem
from ..networks import Network
from ..proofs import Box
from ..ranks import data_rank
from ..shell import Budget, OutOfBudget, ends_command
from .critical_strata import RealPoint, Stratum, has_strata, strata
from .judge import Judged
from .routes import INTERRUPTED, Notes
from .stages import Tracker, take_stages


@dataclass(frozen=True)
class Parts:
    """The parts of a critical set.

    Attributes:
        strata: ``None`` where they were not asked for or could not be named, for which ``reason`` is the reason.
        infinite: why the set is infinite, where one of them shows it.
        notes: of the censuses of smaller networks; their routes lead to other numbers and are left out.
    """

    strata: list[Stratum] | None = None
    reason: str | None = None
    infinite: Evidence | None = None
    notes: Notes = field(default_factory=Notes)


def name_parts(problem: Problem, found: Judged, seed: int, budget: Budget, tracker: Tracker | None = None) -> Parts:
    """The parts of the critical set without a ridge, built on censuses of the networks with fewer units.

    Args:
        found: the census of the network itself.
    """
    if not isinstance(problem, CriticalProblem) or any(problem.ridge) or INTERRUPTED in found.notes.cut_short:
        return Parts()
    network, data = problem.network, problem.given()
    free = problem.vacuous()
    if free is not None:
        return Parts(reason=free)
    if not has_strata(network):
        return Parts(reason="named for dense networks with one hidden layer and linear outputs only")
    smaller: list[Judged] = []

    def rank_of(net: Network) -> int:
        return data_rank(net, data.inputs, seed=seed, budget=budget).rank

    def isolated(net: Network) -> tuple[list[Box], str, list[RealPoint]]:
        if net.num_params == network.num_params:
            return _base(found)
        own = make_problem(net, len(data.inputs), data, system=problem.name, seed=seed)
        smaller.append(take_stages(own, seed, budget.part(0.5), tracker))
        return _base(smaller[-1])

    ended = False
    try:
        parts, reason = strata(network, data, rank_of, isolated), None
    except OutOfBudget as late:
        parts, reason = None, str(late)
    except BaseException as late:
        if not ends_command(late):
            raise
        parts, reason, ended = None, INTERRUPTED, True
    if ended or any(INTERRUPTED in judged.notes.cut_short for judged in smaller):
        parts, reason, ended = None, INTERRUPTED, True
    cut_short = ("strata", *([INTERRUPTED] if ended else [])) if reason is not None else ()
    notes = Notes(cut_short=cut_short, num_paths=sum(judged.notes.num_paths for judged in smaller))
    return Parts(parts, reason, _infinite(parts or []), notes)


def _base(found: Judged) -> tuple[list[Box], str, list[RealPoint]]:
    """Certified isolated critical points, as :func:`algebraic.census.strata` takes them."""
    real: list[RealPoint] = [{"loss": s["loss"], "index": s["index"]} for s in found.solutions if s["real"]]
    return [solution["box"] for solution in found.solutions], found.status, real


def _infinite(parts: list[Stratum]) -> Evidence | None:
    for part in parts:
        if part.dimension > 0 and part.proved:
            statement = (
                f"{part.name}: each of {part.base_points} certified critical points of the network with "
                f"{part.active_units} hidden units gives a set of dimension {part.dimension}"
            )
            return {"kind": "split_units", "proved": True, "statement": statement}
    return None
