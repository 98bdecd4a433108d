"""The rungs at the bottom: ranks, how many complex solutions there are, and how many real ones for other data."""

from __future__ import annotations

from dataclasses import dataclass

from ..census import real_counts
from ..ideals import CriticalProblem, Evidence, SolutionCount
from ..ranks import RankEvidence, RankResult
from ..shell import HypothesesNotMet, TooLarge, ZerolocusError
from .question import Question, power_of
from .result import RealRange

REAL_PATHS = 700  # paths that the real counts may take here: a fraction of a second
MAX_REAL_COUNT = 100
MAX_COUNT = 100_000  # a BKK bound above this is out of reach of an exact count


@dataclass(frozen=True)
class RankRungs:
    """Ranks of the Jacobian, for enough generic data and for these."""

    generic_rank: int | None
    data_rank: int | None
    generic_rank_evidence: RankEvidence | None
    data_rank_evidence: RankEvidence | None


@dataclass(frozen=True)
class CountRungs:
    """The complex solutions; for critical points also those without a zero weight."""

    complex_count: int | None
    complex_count_log2: float | None
    complex_count_status: str
    complex_count_torus: int | None
    complex_count_torus_log2: float | None
    complex_count_evidence: Evidence


def rank_rungs(generic: RankResult | None, here: RankResult | None) -> RankRungs:
    """Two ranks, with what they rest on."""
    return RankRungs(
        generic_rank=generic.rank if generic else None,
        data_rank=here.rank if here else None,
        generic_rank_evidence=generic.as_dict() if generic else None,
        data_rank_evidence=here.as_dict() if here else None,
    )


def count_rungs(asked: Question, rank: RankResult | None, bkk: int | None) -> CountRungs:
    """The count, where it is in reach and does not contradict the bound."""
    problem, attempt = asked.problem, asked.attempt
    found = attempt("complex_count", lambda: _decided(asked, rank, bkk))
    if found is None:
        found = SolutionCount(None, "undecided")
    elif found.count is None:
        infinite = found.status == "infinite"
        attempt.reasons["complex_count"] = "the solution set is infinite" if infinite else found.evidence["statement"]
    if found.limit is not None:
        attempt.cut_short.append("complex_count")
    torus = None
    if isinstance(problem, CriticalProblem):
        torus = attempt("complex_count_torus", lambda: problem.count_without_zeros(asked.seed, attempt.budget))
    return CountRungs(
        complex_count=found.count,
        complex_count_log2=power_of(found.count),
        complex_count_status=found.status,
        complex_count_torus=torus,
        complex_count_torus_log2=power_of(torus),
        complex_count_evidence=found.evidence,
    )


def _decided(asked: Question, rank: RankResult | None, bkk: int | None) -> SolutionCount:
    if rank is None:
        raise HypothesesNotMet(f"the rank is not known: {asked.attempt.reasons['data_rank']}")
    if bkk is not None and bkk > MAX_COUNT:
        raise TooLarge(f"BKK allows {bkk:,} solutions, beyond the reach of an exact count ({MAX_COUNT:,})")
    found = asked.problem.count(rank, asked.seed, asked.attempt.budget)
    if found.count is not None and bkk is not None and found.count > bkk:
        raise ZerolocusError(f"the engines contradict each other: {found.count} solutions, and BKK is {bkk}")
    return found


def real_range(asked: Question, counted: CountRungs, bkk: int | None, num_data_sets: int | None = None) -> RealRange:
    """Real solutions over random data sets, a few thousand paths at most where their number is not given.

    Raises:
        HypothesesNotMet: the system is another one, is not square, or has not a finite number of solutions.
        TooLarge: it has too many for a rung of the ladder.
    """
    if asked.problem.takes_ridge:
        raise HypothesesNotMet("only for the zero-error equations")
    asked.require_square()
    count = counted.complex_count
    if not count or counted.complex_count_status not in ("exact", "exact_mod_p"):
        raise HypothesesNotMet("the number of complex solutions is not known to be finite")
    if count > MAX_REAL_COUNT:
        raise TooLarge(f"{count:,} solutions for each data set: use algebraic.count --data-sets 1000")
    found = real_counts(
        asked.problem.network,
        num_data_sets or min(1000, REAL_PATHS // count),
        known_bound=bkk,
        at_least=count,
        seed=asked.seed,
        budget=asked.attempt.budget,
    )
    if not found.finished:
        asked.attempt.cut_short.append("real_counts")
    return RealRange(
        data_sets=found.data_sets,
        undecided=found.undecided,
        min=found.min,
        median=found.median,
        max=found.max,
        mean=found.mean,
        confidence=found.confidence,
        histogram=found.histogram,
        complex_count=found.complex_count,
        distribution=found.distribution,
        seed=found.seed,
    )
