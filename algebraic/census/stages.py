"""The census of one system, stage by stage, until it is judged.

Each stage takes what the ones before have left and loses none of it: generic fibres (:mod:`algebraic.census.search`),
on to the data and proofs (:mod:`algebraic.census.landing`), which is what was asked for; then the number of solutions
by Gröbner bases (:mod:`algebraic.census.routes`), in all the time that is left but a share, in which what is missing of
the number is sought again. At the end all is judged at once (:mod:`algebraic.census.judge`).
"""

from __future__ import annotations

import inspect
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ..ideals import Branch, NetworkProblem, Problem, moving_branch
from ..shell import Budget, OutOfBudget, WrongInput, ends_command, shown_value, without_alarm
from ..tracking import Fibre, Tracked
from .judge import Judged, judge, judge_refused
from .landing import Landing, certified_ends, known_ends, land, land_more, with_boxes_of
from .resume import usable
from .routes import GROEBNER, INTERRUPTED, Notes, Route, bkk_of, groebner_counts, is_claimed, source_of
from .search import reach, search, search_by_itself
from .seek import FEW_PRECISE, MAX_PRECISE, seek_again

log = logging.getLogger(__name__)

SEEK_SHARE = 0.5  # of the time that is left, for what is missing of a known number

Tracker = Callable[..., Tracked]


def check_tracker(tracker: object) -> None:
    """Refuse what cannot follow paths.

    Raises:
        WrongInput: it does not take what a tracker is given.
    """
    try:
        if tracker is not None:
            inspect.signature(tracker).bind("family", "points", "start", "end", budget=None)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise WrongInput(
            f"the tracker is {shown_value(tracker)}",
            hint="give what algebraic.tracking.tracker_on gives, or None",
            kind="bad_tracker",
        ) from None


def take_stages(
    problem: Problem, seed: int, budget: Budget, tracker: Tracker | None = None, earlier: Sequence[Fibre | None] = ()
) -> Judged:
    """Find, certify and judge; every stage leaves what it has when the time is over.

    Args:
        earlier: what an interrupted search had found, branch by branch; what does not solve the equations is left out.
    """
    refused = problem.not_finite(seed, budget)
    if refused is not None:
        return judge_refused(refused)
    bound = bkk_of(problem, budget)
    branches = [replace(b, family=replace(b.family, tracker=tracker)) for b in problem.branches()]
    log.info("%d branches are searched; BKK allows %s solutions", len(branches), bound["count"])
    start, remade = usable(branches, earlier, budget)
    fibres, searched = search(branches, bound["count"], seed, budget, start, claimed=is_claimed([bound]))
    notes = Notes((bound,), remade=tuple(remade)) + searched
    log.info("the search found %s solutions of generic data", " + ".join(str(fibre.count) for fibre in fibres))
    census = _Census(problem, branches, seed, budget, bound, fibres, notes)
    if any(fibre.interrupted for fibre in fibres):
        census.notes += Notes(cut_short=(INTERRUPTED,))
        return census.judged()
    later = census.reach, census.seek, census.come_from_elsewhere
    stages = {census.land: "last segment", census.count_otherwise: GROEBNER, **dict.fromkeys(later, "certificates")}
    try:
        for stage, name in stages.items():
            with census.as_far_as_there_is_time(name):
                stage()
    except BaseException as reason:  # what was found is kept
        if not ends_command(reason):
            raise
        census.notes += Notes(cut_short=(INTERRUPTED,))
    return census.judged()


@dataclass
class _Census:
    """What is known so far.

    Attributes:
        bound: the route by BKK; ``groebner``: that by Gröbner bases, once it was gone.
        landings: of the branches whose paths have ended.
        notes: of the stages, but for the numbers of paths of the landings.
    """

    problem: Problem
    branches: list[Branch]
    seed: int
    budget: Budget
    bound: Route
    fibres: list[Fibre]
    notes: Notes
    landings: list[Landing] = field(default_factory=list)
    groebner: Route | None = None

    @contextmanager
    def as_far_as_there_is_time(self, name: str) -> Iterator[None]:
        """What comes after the time keeps nobody from what is known by then."""
        begun = time.monotonic()
        try:
            yield
        except OutOfBudget:
            self.notes += Notes(cut_short=(name,))
        log.info("%s: %.2f s", name, time.monotonic() - begun)

    @property
    def _known(self) -> tuple[int | None, str]:
        """The number of solutions, or a bound, and how it is known; none where there are infinitely many."""
        if self.groebner is not None and self.groebner["count"] is not None:
            return self.groebner["count"], source_of(self.groebner)
        if self.groebner is not None and self.groebner["supports"] is False:
            return None, ""
        return self.bound["count"], source_of(self.bound)

    def land(self) -> None:
        """Carry each fibre to the data and enclose what arrives, one after the other as long as there is time."""
        for branch, fibre in zip(self.branches, self.fibres, strict=True):
            self.landings.append(land(branch, fibre, self.budget))

    def count_otherwise(self) -> None:
        """Count by Gröbner bases: where the number is open still, in the time that is left."""
        bound, found = self.bound["count"], sum(fibre.count for fibre in self.fibres)
        needed = len(certified_ends(self.landings).boxes) != bound
        self.groebner, notes = groebner_counts(self.problem, self.seed, found, bound, self.budget, needed=needed)
        self.notes += notes

    def reach(self) -> None:
        """Where there are more solutions than the fibre has, go on with it; what is new is carried to the data."""
        degree = None if self.groebner is None else self.groebner["count"]
        if len(self.landings) != 1 or len(self.branches) != 1 or degree is None or degree <= self.fibres[0].count:
            return
        fibre, reached = reach(self.branches[0], self.fibres[0], degree, self.seed, self.budget)
        self.fibres, self.notes = [fibre], self.notes + reached
        self.landings = [land_more(self.landings[0], fibre, self.budget)]

    def seek(self) -> None:
        """What is missing of the solutions is sought again; where there are infinitely many, if isolated ones count."""
        groebner, own = self.groebner, self.budget.part(SEEK_SHARE)
        counted = groebner is not None and groebner["count"] is not None
        infinite = groebner is not None and groebner["supports"] is False and not counted
        if infinite and not self.problem.isolated_beside_others:
            return
        number, source = self._known
        precise = MAX_PRECISE if counted else FEW_PRECISE
        self.landings, _ = seek_again(self.landings, number, source, self.seed, own, precise=precise)

    def come_from_elsewhere(self) -> None:
        """What is missing still is sought with all data moving: where inputs nearly coincide, others do not."""
        number, source = self._known
        ends = known_ends(self.landings, number, source)
        counted = self.groebner is not None and self.groebner["count"] is not None
        missing = counted and number is not None and ends.certified < number and ends.support is None
        # With more patterns of zero weights than one, only where the generic fibres have fewer than there are.
        fewer = self.problem.one_family or sum(fibre.count for fibre in self.fibres) < (number or 0)
        if not (isinstance(self.problem, NetworkProblem) and missing and fewer and self.budget.remaining() != 0):
            return
        if any(landing.left for landing in self.landings):  # there was no time for those that are known
            return
        found, own = list(self.landings), self.budget.part(SEEK_SHARE)
        for i, landing in enumerate(found):
            if not landing.branch.support:
                continue
            moving = moving_branch(landing.branch, self.seed)
            fibre, notes = search_by_itself(moving, self.seed, own.part(1 / (len(found) - i)))
            self.notes += notes
            if self.problem.one_family or fibre.count > landing.fibre.count:
                found[i] = with_boxes_of(land(moving, fibre, own), landing)
        found, _ = seek_again(found, number, source, self.seed, self.budget, precise=MAX_PRECISE)
        if len(certified_ends(found).boxes) > ends.certified:
            self.landings = found

    @without_alarm()
    def judged(self) -> Judged:
        """The judgement on all that is known now; the time does not end it, or all would be lost."""
        certified, groebner = certified_ends(self.landings), self.groebner
        log.info("%d solutions are certified", len(certified.boxes))
        if groebner is not None and groebner["count"] is not None:
            groebner = {**groebner, "supports": groebner["count"] == len(certified.boxes)}
        notes = self.notes + Notes(() if groebner is None else (groebner,))
        notes += Notes(
            num_paths=sum(landing.num_paths for landing in self.landings),
            overlapping_boxes=certified.overlapping,
            patterns_not_searched=self.problem.patterns_not_searched(len(self.landings)),
        )
        cut = [name for landing in self.landings for name in landing.cut_short]
        notes += Notes(cut_short=tuple(dict.fromkeys(cut)))
        ends = known_ends(self.landings, *self._known)
        return judge(self.problem, self.fibres, certified, ends, self.bound["count"], groebner, notes)
