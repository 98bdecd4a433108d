"""All complex solutions of a square system of a network: found by monodromy, certified one by one, counted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..data import DataSet, check_data
from ..engines import versions
from ..ideals import Problem, SolutionCount, make_problem
from ..networks import Network, describe_graph
from ..proofs import Box, is_real
from ..ranks import data_rank
from ..shell import ROLE_LOOPS, Budget, HypothesesNotMet, OutOfBudget, WrongInput, random_stream, rationals
from ..tracking import ARRIVED, Fibre, Tracked, find_fibre, follow
from .arrival import Certified, arrive, certify_all
from .branches import Branch, critical_branches, zero_error_branch
from .critical_strata import has_strata, strata
from .morse import critical_values
from .over_data_sets import real_counts
from .result import SolutionSet
from .routes import Route, bkk_of, groebner_counts, status_of
from .traces import trace_test

MAX_ROUNDS = 5
SEARCH_SHARE = 0.6  # of the time that is left


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
    tracker: Callable[..., Tracked] | None = None,
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
    data = check_data(inputs, targets, network)
    budget = Budget(timeout, memory)
    return census(network, data, system=system, ridge=ridge, seed=seed, budget=budget, tracker=tracker)


def census(
    network: Network,
    data: DataSet,
    *,
    system: str = "zero-error",
    ridge: str = "none",
    seed: int = 0,
    budget: Budget,
    resume: dict[str, Any] | None = None,
    num_data_sets: int | None = None,
    tracker: Callable[..., Tracked] | None = None,
    options: dict[str, Any] | None = None,
) -> SolutionSet:
    """:func:`solve` for checked data.

    Args:
        resume: an earlier result for the same system as plain data; the search goes on from its ``fibres``.
        num_data_sets: also count real solutions over so many random data sets.

    Raises:
        WrongInput: ``resume`` belongs to another system.
    """
    problem = make_problem(network, len(data.inputs), data, system=system, ridge=ridge, seed=seed)
    described: dict[str, Any] = {
        "network": describe_graph(network),
        "inputs": [[str(value) for value in row] for row in data.inputs],
        "targets": [[str(value) for value in row] for row in data.targets],
        "system": system,
        "ridge": ridge,
        "ridge_values": None if problem.ridge is None else [str(value) for value in problem.ridge],
    }
    work = _Census(network, data, problem, seed, budget, earlier=_fibres(resume, described), tracker=tracker)
    work.run()
    if num_data_sets is not None:
        work.real_counts(num_data_sets)
    return SolutionSet(
        **described,
        seed=seed,
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **(options or {})},
        data=data.source,
        versions=versions(),
        **work.values,
    )


class _Census:
    """Finds, certifies and counts; every stage leaves what it has when the time is over."""

    def __init__(
        self,
        network: Network,
        data: DataSet,
        problem: Problem,
        seed: int,
        budget: Budget,
        *,
        named: bool = True,
        earlier: Sequence[Fibre] = (),
        tracker: Callable[..., Tracked] | None = None,
    ) -> None:
        self.tracker = tracker
        self.network, self.data, self.problem, self.seed, self.budget = network, data, problem, seed, budget
        self.named = named  # whether the parts of the critical set without a ridge are to be named
        self.earlier = earlier  # what an interrupted search had found, branch by branch
        self.fibres: list[Fibre] = []
        self.routes: list[Route] = []
        self.cut_short: list[str] = []
        self.num_paths = 0
        self.ridge = rationals(problem.ridge or [])
        self.values: dict[str, Any] = {}

    def run(self) -> None:
        refused = self.not_finite()
        if refused is not None:
            self.finish(refused.count, refused.status, refused.evidence, Certified([], [], 0, True), 0)
            self.values["real_count"] = 0 if refused.status == "empty" else None  # nothing was listed
            return
        begun = time.monotonic()
        bkk, reason = bkk_of(self.problem, self.budget)
        statement = reason if bkk is None else f"at most {bkk:,} isolated solutions"
        self.routes.append(Route("bkk", bkk, None, statement))
        branches = [replace(b, family=replace(b.family, tracker=self.tracker)) for b in self.branches()]
        self.search_all(branches, bkk)
        if any(fibre.interrupted for fibre in self.fibres):
            self.cut_short.append("interrupted")
            nothing = Route("groebner", None, None, "")
            self.finish(0, *status_of(0, None, nothing, False), Certified([], [], 0, False), 0)
            return
        found = sum(fibre.count for fibre in self.fibres)
        groebner = groebner_counts(self.problem, self.seed, time.monotonic() - begun, found, self.budget)
        self.routes.append(groebner)
        place = len(self.routes) - 1
        if len(branches) == 1 and groebner.count is not None and groebner.count > found:
            self.fibres[0] = self.reach(branches[0], self.fibres[0], groebner.count)
        certified, at_infinity = self.certify(branches)
        count: int | None = len(certified.boxes)
        if groebner.count is not None:
            groebner = replace(groebner, supports=groebner.count == count)
            self.routes[place] = groebner
        status, evidence = status_of(len(certified.boxes), bkk, groebner, not self.cut_short)
        if status == "infinite":
            count = None
        self.finish(count, status, evidence, certified, at_infinity)
        self.values["bkk"] = bkk
        if self.problem.ridge is not None and not any(self.problem.ridge):
            self.name_strata()
            self.values["num_paths"] = self.num_paths

    def search_all(self, branches: list[Branch], bkk: int | None) -> None:
        """A generic fibre for each branch, with a share of the time each."""
        own = self.budget.part(SEARCH_SHARE)
        known_bound = bkk if len(branches) == 1 else None
        for i, branch in enumerate(branches):
            start = self.earlier[i] if i < len(self.earlier) else None
            # The time of a search grows with the number of solutions, and that about with 2^(weights).
            share = 1 / sum(2.0 ** (len(other.support) - len(branch.support)) for other in branches[i:])
            self.fibres.append(self.search(branch, known_bound, own.part(share), start))

    def certify(self, branches: list[Branch]) -> tuple[Certified, int]:
        """Carry the fibres to the data and enclose what arrives; also the number of paths to infinity."""
        certified, at_infinity = Certified([], [], 0, True), 0
        for branch, fibre in zip(branches, self.fibres, strict=True):
            try:
                arrivals = arrive(branch, fibre, self.budget)
            except OutOfBudget:
                self.cut_short.append("last segment")
                break
            self.num_paths += arrivals.num_paths
            at_infinity += arrivals.at_infinity
            certified += certify_all(branch, arrivals.points, self.budget)
            certified.suspected.extend((point, "the path did not arrive") for point in arrivals.suspected.T)
        if not certified.finished:
            self.cut_short.append("certificates")
        if certified.conjugates_missing:
            said = (
                f"{certified.conjugates_missing} conjugates of solutions had not been found: some may be missing still"
            )
            self.routes.append(Route("conjugation", None, False, said))
        return certified, at_infinity

    def name_strata(self) -> None:
        """Without a ridge: the parts of the critical set; one of positive dimension makes it infinite."""
        if not self.named:
            return
        if not has_strata(self.network):
            self.values["reasons"]["strata"] = "named for dense networks with one hidden layer and linear outputs only"
            return
        try:
            parts = strata(self.network, self.data, self.rank_of, self.isolated)
        except OutOfBudget as reason:
            self.cut_short.append("strata")
            self.values["reasons"]["strata"] = str(reason)
            return
        self.values["strata"] = [part.as_dict() for part in parts]
        infinite = [part for part in parts if part.dimension > 0 and part.proved]
        if infinite:
            part = infinite[0]
            statement = (
                f"{part.name}: each of {part.base_points} certified critical points of the network with "
                f"{part.active_units} hidden units gives a set of dimension {part.dimension}"
            )
            evidence = {"kind": "split_units", "proved": True, "statement": statement}
            self.values |= {
                "complex_count": None,
                "complex_count_status": "infinite",
                "complex_count_evidence": evidence,
            }

    def rank_of(self, network: Network) -> int:
        return data_rank(network, self.data.inputs, seed=self.seed, budget=self.budget).rank

    def isolated(self, network: Network) -> tuple[list[Box], str, list[dict[str, Any]]]:
        """Certified isolated critical points of a network with fewer units, without a ridge."""
        values = self.values
        if network.num_params != self.network.num_params:
            problem = make_problem(network, len(self.data.inputs), self.data, system="critical", seed=self.seed)
            work = _Census(
                network, self.data, problem, self.seed, self.budget.part(0.5), named=False, tracker=self.tracker
            )
            work.run()
            values = work.values
            self.num_paths += work.num_paths
        real = [
            {"loss": solution["loss"], "index": solution["index"]}
            for solution in values["solutions"]
            if solution["real"]
        ]
        return [solution["box"] for solution in values["solutions"]], values["complex_count_status"], real

    def branches(self) -> list[Branch]:
        """The families that the system belongs to."""
        inputs, targets = self.data.inputs, self.data.targets
        if self.problem.ridge is None:
            return [zero_error_branch(self.network, inputs, targets)]
        return critical_branches(self.network, inputs, targets, self.ridge)

    def real_counts(self, num_data_sets: int) -> None:
        """Real solutions over random data sets."""
        if not self.fibres:
            self.values["reasons"]["real_counts"] = "only where the system is square and has finitely many solutions"
            return
        try:
            found = real_counts(
                self.network,
                num_data_sets,
                known_bound=self.values["bkk"],
                at_least=self.values["count"],
                seed=self.seed,
                budget=self.budget,
                tracker=self.tracker,
            )
            self.values["real_counts"] = found.as_dict()
            if found.data_sets + found.undecided < num_data_sets:
                self.cut_short.append("real_counts")
        except OutOfBudget as reason:
            self.cut_short.append("real_counts")
            self.values["reasons"]["real_counts"] = str(reason)
        except HypothesesNotMet as reason:
            self.values["reasons"]["real_counts"] = str(reason)

    def not_finite(self) -> SolutionCount | None:
        """The answer where the equations are too few, too many, or dependent; ``None`` for finitely many."""
        problem = self.problem
        if problem.ridge is not None:
            return None
        reason = problem.vacuous()
        rank = data_rank(self.network, self.data.inputs, seed=self.seed, budget=self.budget)
        if problem.num_equations == self.network.num_params == rank.rank and reason is None:
            return None
        return problem.count(rank, self.seed, self.budget)

    def search(self, branch: Branch, bkk: int | None, own: Budget, start: Fibre | None) -> Fibre:
        """A generic fibre, from two independent seeds unless the first reaches the bound."""
        if not branch.support:  # all weights are zero
            nothing = np.empty((0, 1), dtype=complex)
            return Fibre(branch.target, nothing, False, 1, finished=True)
        first = self.monodromy(branch, 0, bkk, own, start)
        self.routes.append(Route("monodromy", first.count, None, _said(first)))
        if not first.finished or first.count == bkk:
            return first
        union = first
        try:
            union = self.second_seed(branch, first, bkk, own)
            trace = trace_test(branch.family, union, random_stream(self.seed, ROLE_LOOPS, 3), budget=own)
        except OutOfBudget:
            self.cut_short.append("second seed")
            return union
        self.num_paths += trace.num_paths
        if trace.degree is None:
            said = "the sum of a probe value over the fibre was not recognised as a rational function"
        else:
            said = f"the sum of a probe value over the fibre is rational of degree {trace.degree}, to {trace.drop:.0e}"
        self.routes.append(Route("trace", union.count, trace.degree is not None or None, said))
        if trace.degree is None:  # incomplete, or of high degree: look once more
            more = self.monodromy(branch, 4, bkk, own, union)
            if more.count > union.count:
                self.routes.append(Route("monodromy", more.count, None, _said(more)))
            union = more
        return union

    def reach(self, branch: Branch, fibre: Fibre, count: int) -> Fibre:
        """Go on towards a number of solutions that is known from elsewhere, some rounds at most."""
        for k in range(MAX_ROUNDS):
            fibre = self.monodromy(branch, 5 + k, count, self.budget.part(0.5), fibre)
            if fibre.count >= count or not fibre.finished:
                break
        self.routes.append(Route("monodromy", fibre.count, None, _said(fibre)))
        return fibre

    def second_seed(self, branch: Branch, first: Fibre, bkk: int | None, own: Budget) -> Fibre:
        """The union with a fibre from another seed, and what comes of it."""
        second = self.monodromy(branch, 1, bkk, own)
        found = first.classes(branch.family)
        found.place(first.points)
        if second.by_coordinates == first.by_coordinates:
            ends, status, num_paths = follow(
                branch.family, second.points, second.parameters[:, None], first.parameters[:, None], own
            )
            self.num_paths += num_paths
            found.place(ends[:, status == ARRIVED])
        union = replace(first, points=found.points)
        agree = first.count == second.count == union.count
        said = f"another seed found {second.count:,}, both together {union.count:,}"
        if union.count > first.count:
            union = self.monodromy(branch, 2, bkk, own, union)
            said += f"; going on from these, {union.count:,}"
        self.routes.append(Route("second_seed", union.count, agree, said))
        return union

    def monodromy(
        self, branch: Branch, index: int, bkk: int | None, budget: Budget, start: Fibre | None = None
    ) -> Fibre:
        stream = random_stream(self.seed, ROLE_LOOPS, index)
        fibre = find_fibre(branch.family, branch.group, stream, start=start, known_bound=bkk, budget=budget)
        self.num_paths += fibre.num_paths
        if not fibre.finished:
            self.cut_short.append("monodromy")
        return fibre

    def finish(
        self, count: int | None, status: str, evidence: dict[str, Any], certified: Certified, at_infinity: int
    ) -> None:
        solutions = [self.describe(box) for box in certified.boxes]
        if self.problem.ridge is not None:
            self.index_sum(solutions, status)
        finite = status not in ("infinite", "undecided")
        self.values |= {
            "complex_count": count,
            "complex_count_status": status,
            "complex_count_evidence": evidence,
            "real_count": sum(solution["real"] for solution in solutions) if finite else None,
            "count": len(solutions),
            "solutions": solutions,
            "suspected": [_approximation(point, reason) for point, reason in certified.suspected],
            "at_infinity": at_infinity,
            "bkk": None,
            "real_counts": None,
            "strata": None,
            "reasons": {},
            "routes": [vars(route) for route in self.routes],
            "num_paths": self.num_paths,
            "cut_short": self.cut_short,
            "fibres": [fibre.as_dict() for fibre in self.fibres] if self.cut_short else None,
        }

    def describe(self, box: Box) -> dict[str, Any]:
        """A solution as plain data."""
        solution: dict[str, Any] = {"box": box, "real": bool(is_real(box)), "certified": True}
        if self.problem.ridge is not None:
            solution |= critical_values(self.network, self.data.inputs, self.data.targets, self.ridge, solution)
        return solution

    def index_sum(self, solutions: list[dict[str, Any]], status: str) -> None:
        """Σ (−1)^index = 1 over all critical points of a coercive function that are all regular."""
        indices = [solution["index"] for solution in solutions if solution["real"]]
        if None in indices or not all(value > 0 for value in self.problem.ridge or []):
            return
        total = sum((-1) ** index for index in indices)
        said = f"Σ (−1)^index over the {len(indices)} real critical points is {total}; over all of them it must be 1"
        self.routes.append(Route("index_sum", None, total == 1, said))


def _fibres(resume: dict[str, Any] | None, described: dict[str, Any]) -> list[Fibre]:
    """The fibres of an earlier result, after a look whether it is about the same system."""
    if resume is None:
        return []
    try:
        different = [key for key, value in described.items() if resume[key] != json.loads(json.dumps(value))]
        fibres = [Fibre.from_dict(fibre) for fibre in resume["fibres"] or []]
    except (KeyError, TypeError, ValueError) as problem:
        raise WrongInput(f"this is no result to go on from: {problem}", kind="bad_resume") from None
    if different:
        raise WrongInput(
            f"the earlier result has other {', '.join(different)}",
            hint="give the network, data and system that it was made with",
            kind="bad_resume",
        )
    return fibres


def _approximation(point: np.ndarray, reason: str) -> dict[str, Any]:
    pairs = [[repr(float(value.real)), repr(float(value.imag))] for value in point]
    return {"approximation": pairs, "certified": False, "reason": reason}


def _said(fibre: Fibre) -> str:
    classes = fibre.points.shape[1]
    text = f"{classes:,} classes of {fibre.multiplicity} from {fibre.num_paths:,} paths"
    if fibre.idle_loops:
        text += f"; {fibre.idle_loops} further loops of all of them brought nothing new"
    if fibre.num_instances:
        text += f", nor did {fibre.num_instances} random instances"
    return text
