"""The ladder of bounds: how many solutions the zero-error equations can have, and how many they do have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from math import log2
from typing import Any, TypeVar

import numpy as np

from ..bounds import (
    BestPartition,
    Support,
    activation_degree,
    best_partition,
    bezout_bound,
    bezout_log2,
    bkk_bound,
    multihomogeneous_log2,
    multihomogeneous_number,
    paper_bezout_log2,
    paper_notes,
    paper_real_estimate,
)
from ..census import real_counts
from ..data import DataSet, check_data
from ..engines import versions
from ..ideals import CriticalProblem, Problem, SolutionCount, ZeroErrorProblem, make_problem
from ..networks import Network
from ..ranks import RankResult, data_rank, generic_rank
from ..shell import Budget, HypothesesNotMet, OutOfBudget, TooLarge, WrongInput, ZerolocusError
from .result import Ladder

T = TypeVar("T")

ZERO_ERROR_ONLY = "the papers give these formulas for the zero-error equations only"
MAX_DIGITS_LOG2 = 3322  # numbers of more than about 1,000 decimal digits are given by their log2 only
MAX_LISTED_DEGREES = 10_000
MAX_LISTED_DATA = 10_000
REAL_PATHS = 700  # paths that the real counts may take here: a fraction of a second
MAX_REAL_COUNT = 100
MAX_COUNT = 100_000  # a BKK bound above this is out of reach of an exact count


def ladder(
    network: Network,
    inputs: Any = None,
    targets: Any = None,
    *,
    num_samples: int | None = None,
    system: str = "zero-error",
    ridge: str = "none",
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
) -> Ladder:
    """Climb the ladder of bounds for a network and a data set.

    Args:
        network: a polynomial network.
        inputs: exact numbers, shape (num_samples, input_dim); floats count as their exact binary value.
        targets: exact numbers, shape (num_samples, output_dim), or (num_samples,) for one output.
        num_samples: without data, the number of samples: only the rungs that follow from the shape are had.
        system: ``zero-error``, or ``critical`` for the critical points of the square loss.
        ridge: of the critical-point system: ``none``, ``scalar`` or ``entrywise`` (random values from the seed).
        seed: of all random choices (primes, points).
        timeout: wall time in seconds for everything.
        memory: GB that an engine may use.

    Raises:
        WrongInput: data that do not fit the network (see :func:`algebraic.data.check_data`), or no data and no
            number of samples.
    """
    budget = Budget(timeout, memory)
    data = None
    if inputs is not None and targets is not None:
        data = check_data(inputs, targets, network)
        num_samples = len(data.inputs)
    if num_samples is None or num_samples < 1:
        raise WrongInput(
            f"num_samples is {num_samples}",
            hint="give inputs and targets, or num_samples ≥ 1",
            kind="bad_samples",
        )
    return climb(network, num_samples, data, system=system, ridge=ridge, seed=seed, budget=budget)


def climb(
    network: Network,
    num_samples: int,
    data: DataSet | None,
    *,
    seed: int,
    budget: Budget,
    no_data: str = "no data were given",
    system: str = "zero-error",
    ridge: str = "none",
    options: dict[str, Any] | None = None,
) -> Ladder:
    """:func:`ladder` for checked data; ``no_data`` is the reason where ``data`` is ``None``."""
    problem = make_problem(network, num_samples, data, system=system, ridge=ridge, seed=seed, no_data=no_data)
    climber = _Climber(network, num_samples, data, problem, seed, budget)
    climber.run()
    values, last = climber.values, network.layers[-1]
    shown = [str(a) for a in network.activations]
    for name in [f.name for f in fields(Ladder) if f.name.endswith("_log2")]:
        value = values.get(name.removesuffix("_log2"))
        if name not in values:
            values[name] = log2(value) if value else None
    return Ladder(
        widths=list(network.widths),
        activation=shown[0] if len(set(shown)) == 1 else shown,
        hidden_bias=network.hidden_bias,
        output_bias=network.output_bias,
        output_activation=last.activation is not None,
        num_params=network.num_params,
        num_samples=num_samples,
        output_dim=network.output_dim,
        num_equations=problem.num_equations,
        system=system,
        ridge=ridge,
        ridge_values=problem.ridge,
        paper_notes=[ZERO_ERROR_ONLY] if problem.takes_ridge else paper_notes(network, num_samples),
        reasons=climber.reasons,
        cut_short=climber.cut_short,
        data=_describe(data, no_data),
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **(options or {})},
        seed=seed,
        versions=versions(),
        **values,
    )


class _Climber:
    """Computes the rungs from the cheapest to the dearest; a rung that fails leaves a reason and no value."""

    def __init__(
        self,
        network: Network,
        num_samples: int,
        data: DataSet | None,
        problem: Problem,
        seed: int,
        budget: Budget,
    ) -> None:
        self.network, self.num_samples, self.data = network, num_samples, data
        self.problem, self.seed, self.budget = problem, seed, budget
        self.num_equations = problem.num_equations
        self.trivial: str | None = None
        self.square = self.num_equations == network.num_params
        self.values: dict[str, Any] = {}
        self.reasons: dict[str, str] = {}
        self.cut_short: list[str] = []

    def run(self) -> None:
        self.values |= dict.fromkeys(("equation_degrees", "equation_degree_log2", "bezout", "bezout_log2"))
        # Degrees are had even when the time is over: they cost next to nothing, and everything else rests on them.
        self.attempt("equation_degrees", self.degrees_and_bezout, urgent=isinstance(self.problem, ZeroErrorProblem))
        self.papers()
        generic = self.attempt("generic_rank", lambda: generic_rank(self.network, seed=self.seed, budget=self.budget))
        here = self.attempt(
            "data_rank",
            lambda: data_rank(self.network, self.inputs(), seed=self.seed, budget=self.budget),
        )
        for key, rank in (("generic_rank", generic), ("data_rank", here)):
            self.values[key] = rank.rank if rank else None
            self.values[f"{key}_evidence"] = rank.as_dict() if rank else None
        self.multihomogeneous()
        self.newton_bounds()
        self.count(here)
        self.values["real_counts"] = self.attempt("real_counts", self.reals)

    def attempt(self, key: str, compute: Callable[[], T], *, urgent: bool = False) -> T | None:
        """The value of a rung, or ``None`` with the reason noted under ``key``; ``urgent`` ignores the time limit."""
        try:
            if urgent:
                return compute()
            self.budget.check(f"{key} was due")
            with self.budget.alarm(f"{key} was being computed"):
                return compute()
        except OutOfBudget as problem:
            self.cut_short.append(key)
            self.reasons[key] = str(problem)
        except ZerolocusError as problem:
            self.reasons[key] = str(problem)
        return None

    def inputs(self) -> np.ndarray:
        if self.data is None:
            raise HypothesesNotMet("there are no data")
        return self.data.inputs

    def degrees_and_bezout(self) -> None:
        one = self.problem.degrees()
        degrees = one if self.data is not None else one * min(self.num_samples, MAX_LISTED_DEGREES + 1)
        self.trivial = self.problem.vacuous()
        scale = self.num_equations / len(degrees)
        power = bezout_log2(degrees)
        self.values["equation_degree_log2"] = log2(max(degrees)) if max(degrees) else None
        self.values["bezout_log2"] = None if power is None or self.trivial else power * scale
        listed = self.num_equations <= MAX_LISTED_DEGREES and log2(max(1, *degrees)) <= MAX_DIGITS_LOG2
        self.values["equation_degrees"] = degrees if listed else None
        if not listed:
            self.reasons["equation_degrees"] = (
                f"{self.num_equations:,} degrees up to 2^{log2(max(degrees)):.6g}: see equation_degree_log2"
            )
        self.values["bezout"] = self.attempt("bezout", lambda: self.exact_bezout(degrees), urgent=True)

    def exact_bezout(self, degrees: list[int]) -> int:
        self.refuse_trivial()
        power = self.values["bezout_log2"]
        if power is not None and power > MAX_DIGITS_LOG2:
            raise TooLarge(f"a number of {power * 0.30103:,.0f} digits: see bezout_log2")
        return bezout_bound(degrees)

    def refuse_trivial(self) -> None:
        if self.trivial:
            raise HypothesesNotMet(self.trivial)

    def require_square(self) -> None:
        if not self.square:
            raise HypothesesNotMet(
                f"only for as many equations as unknowns, not {self.num_equations:,} in {self.network.num_params:,}"
            )
        self.refuse_trivial()

    def papers(self) -> None:
        keys = ("paper_bezout", "paper_real_estimate")
        if not isinstance(self.problem, ZeroErrorProblem):
            self.values |= dict.fromkeys((*keys, *(f"{key}_log2" for key in keys)))
            self.reasons |= dict.fromkeys(keys, ZERO_ERROR_ONLY)
            return
        degree, num_layers = activation_degree(self.network), len(self.network.layers)
        power = paper_bezout_log2(degree, self.num_samples, num_layers)
        self.values["paper_bezout_log2"] = power
        self.values["paper_real_estimate_log2"] = power / 2

        def formula(key: str) -> int | float:
            size = self.values[f"{key}_log2"]
            if size > MAX_DIGITS_LOG2:
                raise TooLarge(f"a number of {size * 0.30103:,.0f} digits: see {key}_log2")
            if key == "paper_bezout":
                return int(degree ** (self.num_samples * num_layers))
            return paper_real_estimate(degree, self.num_samples, num_layers)

        for key in keys:
            self.values[key] = self.attempt(key, partial(formula, key), urgent=True)

    def multihomogeneous(self) -> None:
        key = "multihomogeneous_bezout"
        self.values[f"{key}_log2"] = self.attempt(f"{key}_log2", self.layerwise_log2)
        self.values[key] = self.attempt(key, self.layerwise)
        best = self.attempt(f"best_{key}", self.best)
        names = self.network.parameter_names
        self.values[f"best_{key}"] = best.number if best else None
        self.values["best_partition"] = [[names[k] for k in group] for group in best.partition] if best else None
        self.values["best_partition_effort"] = best.effort if best else None

    def layer_groups(self) -> list[list[int]]:
        """The parameters layer by layer; one that several layers share goes with the first."""
        groups: list[list[int]] = []
        for k in range(len(self.network.layers)):
            taken = {label for group in groups for label in group}
            groups.append([label for label in self.network.layer_labels(k) if label not in taken])
        return [group for group in groups if group]

    def layer_rows(self) -> list[tuple[int, ...]]:
        """Degree of every equation in the weights of each layer; without data, of one sample."""
        return list(zip(*(self.problem.degrees(group) for group in self.layer_groups()), strict=True))

    def layerwise_log2(self) -> float | None:
        self.require_square()
        rows, sizes = self.layer_rows(), [len(group) for group in self.layer_groups()]
        if len(set(rows)) == 1:
            return multihomogeneous_log2(rows[0], sizes)
        number = multihomogeneous_number(rows * (self.num_equations // len(rows)), sizes)
        return log2(number) if number else None

    def layerwise(self) -> int:
        self.require_square()
        power = self.values["multihomogeneous_bezout_log2"]
        if power is not None and power > MAX_DIGITS_LOG2:
            raise TooLarge(f"a number of {power * 0.30103:,.0f} digits: see multihomogeneous_bezout_log2")
        rows = self.layer_rows()
        sizes = [len(group) for group in self.layer_groups()]
        return multihomogeneous_number(rows * (self.num_equations // len(rows)), sizes)

    def supports(self) -> list[Support]:
        self.require_square()
        return self.problem.supports()

    def best(self) -> BestPartition:
        vertices = [np.array(sorted(s), dtype=np.int64).reshape(-1, self.network.num_params) for s in self.supports()]
        start = tuple(tuple(group) for group in self.layer_groups())
        return best_partition(vertices, start, budget=self.budget)

    def newton_bounds(self) -> None:
        for key, affine in (("bkk", True), ("bkk_torus", False)):
            self.values[key] = self.attempt(key, partial(self.bkk, affine))

    def bkk(self, affine: bool) -> int:
        return bkk_bound(self.supports(), affine=affine, budget=self.budget)

    def count(self, rank: RankResult | None) -> None:
        found = self.attempt("complex_count", lambda: self.decide_count(rank))
        if found is None:
            found = SolutionCount(None, "undecided")
        elif found.count is None:
            self.reasons["complex_count"] = (
                "the solution set is infinite" if found.status == "infinite" else found.evidence["statement"]
            )
        if found.limit is not None:
            self.cut_short.append("complex_count")
        self.values["complex_count"] = found.count
        self.values["complex_count_status"] = found.status
        self.values["complex_count_evidence"] = found.evidence
        self.values["complex_count_torus"] = None
        if isinstance(self.problem, CriticalProblem):
            self.values["complex_count_torus"] = self.attempt(
                "complex_count_torus", partial(self.problem.count_without_zeros, self.seed, self.budget)
            )

    def reals(self) -> dict[str, Any]:
        """Real solutions over random data sets, a few thousand paths at most."""
        if not isinstance(self.problem, ZeroErrorProblem):
            raise HypothesesNotMet("only for the zero-error equations")
        self.require_square()
        count = self.values["complex_count"]
        if not count or self.values["complex_count_status"] not in ("exact", "exact_mod_p"):
            raise HypothesesNotMet("the number of complex solutions is not known to be finite")
        if count > MAX_REAL_COUNT:
            raise TooLarge(f"{count:,} solutions for each data set: use algebraic.count --data-sets 1000")
        num_data_sets = min(1000, REAL_PATHS // count)
        bkk = self.values["bkk"]
        found = real_counts(
            self.network, num_data_sets, known_bound=bkk, at_least=count, seed=self.seed, budget=self.budget
        )
        if not found.finished:
            self.cut_short.append("real_counts")
        return {key: value for key, value in found.as_dict().items() if key not in ("finished", "num_paths")}

    def decide_count(self, rank: RankResult | None) -> SolutionCount:
        if rank is None:
            raise HypothesesNotMet(f"the rank is not known: {self.reasons['data_rank']}")
        bkk = self.values["bkk"]
        if bkk is not None and bkk > MAX_COUNT:
            raise TooLarge(f"BKK allows {bkk:,} solutions, beyond the reach of an exact count ({MAX_COUNT:,})")
        found = self.problem.count(rank, self.seed, self.budget)
        if found.count is not None and bkk is not None and found.count > bkk:
            raise ZerolocusError(f"the engines contradict each other: {found.count} solutions, and BKK is {bkk}")
        return found


def _describe(data: DataSet | None, no_data: str) -> dict[str, Any]:
    if data is None:
        return {"source": f"none ({no_data})", "inputs": None, "targets": None}
    if data.inputs.size + data.targets.size > MAX_LISTED_DATA:
        return {"source": data.source, "inputs": None, "targets": None}
    as_text = np.frompyfunc(str, 1, 1)
    return {
        "source": data.source,
        "inputs": as_text(data.inputs).tolist(),
        "targets": as_text(data.targets).tolist(),
    }
