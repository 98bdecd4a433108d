"""(a) Paths per second on one homotopy: our trackers and PHCpack's; where our time goes; how far the floor is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from statistics import median
from time import process_time
from typing import Any
from unittest.mock import patch

import numpy as np
import phcpack
from cases import SEED
from decimal_cases import COUNTS, DecimalCase
from programs import installed

import algebraic.tracking.paths
from algebraic.networks import finite_symmetries
from algebraic.shell import ZerolocusError, random_stream
from algebraic.systems import Family, complex_normal, zero_error_family, zero_error_system
from algebraic.tracking import coordinate_classes, find_fibre
from algebraic.tracking.paths import ARRIVED, Tracked, polish, track

PATHS = 4000  # about so many, in batches of the tracker's own size
SAME = 1e-6  # relative distance of ends
MAX_SEARCHES = 5  # a search that ends too early is gone on with
MATMUL_SIZE = 1000
NUMPY, KERNEL, PHCPACK = "zerolocus", "zerolocus, compiled kernel", "PHCpack"


@dataclass
class Homotopy:
    """All solutions w of f(X; w) = y0, and targets y1 to which they are moved along segments.

    Attributes:
        points: shape (K, count).
        start: y0, shape (K, 1).
        ends: y1, shape (K, number of targets).
        terms: f(x_i; w) expanded, by equation.
        searches: how often monodromy had to begin anew until all solutions were there.
    """

    case: DecimalCase
    family: Family
    points: np.ndarray
    start: np.ndarray
    ends: np.ndarray
    terms: list[list[tuple[tuple[int, ...], complex]]]
    searches: int

    def paths(self, num_targets: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What ``track`` is given: every solution to each of the first targets."""
        ends = np.repeat(self.ends[:, :num_targets], self.points.shape[1], axis=1)
        return np.tile(self.points, num_targets), self.start, ends

    def system(self, y: np.ndarray) -> str:
        """f(X; w) = y for PHCpack."""
        origin = (0,) * len(y)
        return phcpack.system_text(
            [[*terms, (origin, -complex(v))] for terms, v in zip(self.terms, y.tolist(), strict=True)]
        )

    def distinct(self, ends: np.ndarray) -> int:
        """Different points among some."""
        return coordinate_classes(self.family).place(ends)[1]


def make_homotopy(case: DecimalCase, num_paths: int) -> Homotopy:
    """The start system by monodromy, which is not timed."""
    network, size = case.network, case.num_params
    family = zero_error_family(network, case.data.inputs.astype(float), size)
    group, stream = finite_symmetries(network), random_stream(SEED, size, 0)
    fibre, searches = None, 0
    while searches < MAX_SEARCHES and (fibre is None or fibre.count < COUNTS[case.name]):
        fibre = find_fibre(family, group, stream, start=fibre, known_bound=COUNTS[case.name])
        searches += 1
    assert fibre is not None
    points = fibre.points if fibre.by_coordinates else group.images(fibre.points).reshape(size, -1)
    start = complex_normal(stream, (size, 1))
    moved = track(family, points, fibre.parameters[:, None], start)
    points = polish(family, moved.points[:, moved.status == ARRIVED], start)[0]
    num_targets = -(-num_paths // COUNTS[case.name])
    system = zero_error_system(network, case.data.inputs, np.zeros((size, 1), dtype=int))
    terms = [
        [(tuple(map(int, e)), complex(Fraction(str(c)))) for e, c in polynomial.terms()]
        for polynomial in system.polynomials
    ]
    return Homotopy(case, family, points, start, complex_normal(stream, (size, num_targets)), terms, searches)


def measure_tracking(case: DecimalCase, *, repetitions: int, limit: float, num_paths: int = PATHS) -> dict[str, Any]:
    """Every tracker on the same paths, in turn."""
    homotopy = make_homotopy(case, num_paths)
    count, num_targets = homotopy.points.shape[1], homotopy.ends.shape[1]
    ways: dict[str, Callable[[], Tracked]] = {NUMPY: partial(track, homotopy.family, *homotopy.paths(num_targets))}
    results: dict[str, dict[str, Any]] = {name: {"status": "ok", "cpu": []} for name in (NUMPY, KERNEL, PHCPACK)}
    kernel, reason = _kernel(homotopy)
    if kernel is None:
        results[KERNEL] |= {"status": "not installed", "note": reason}
    else:
        ways[KERNEL] = partial(kernel, homotopy.family, *homotopy.paths(num_targets))
    phc = _Phc(homotopy, limit) if installed("phc")() else None
    flops, product = [], np.random.default_rng(SEED).standard_normal((MATMUL_SIZE, MATMUL_SIZE))
    for way in ways.values():
        way()  # once without the clock
    for repetition in range(repetitions):
        for name, way in ways.items():
            found, cpu = _timed(way)
            results[name]["cpu"].append(cpu)
            results[name] |= _described(homotopy, found)
        if phc is not None:
            phc.run(range(repetition, num_targets, repetitions))
        flops.append(2 * MATMUL_SIZE**3 / _timed(lambda: product @ product)[1])
    if phc is None:
        results[PHCPACK]["status"] = "not installed"
    else:
        results[PHCPACK] = phc.result(ways[NUMPY]().points)
    for result in results.values():
        if result["cpu"]:
            result["paths_per_second"] = [result["num_paths"] / cpu for cpu in result["cpu"]]
    row = {
        "case": case.name,
        "network": case.describe(),
        "num_params": case.num_params,
        "count": count,
        "expected": COUNTS[case.name],
        "searches": homotopy.searches,
        "num_terms": sum(map(len, homotopy.terms)),
        "results": results,
        "split": split(homotopy, num_targets),
        "floor": floor(homotopy, results[NUMPY], median(flops)),
    }
    row["problems"] = _problems(row)
    return row


def _kernel(homotopy: Homotopy) -> tuple[Callable[..., Tracked] | None, str]:
    try:
        from algebraic.tracking.fused import track_fused

        track_fused(homotopy.family, *homotopy.paths(1))
    except (ImportError, ZerolocusError) as problem:
        return None, getattr(problem, "message", str(problem))
    return track_fused, ""


class _Phc:
    """PHCpack, a part of the targets at a time."""

    def __init__(self, homotopy: Homotopy, limit: float) -> None:
        self.homotopy, self.limit = homotopy, limit
        self.start = phcpack.start_text(homotopy.system(homotopy.start[:, 0]), homotopy.points)
        self.ends: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self.seconds = 0.0
        self.problem = ""

    def run(self, targets: range) -> None:
        """Move to these."""
        try:
            for k in targets:
                target = self.homotopy.system(self.homotopy.ends[:, k])
                ends, success, seconds = phcpack.track(target, self.start, limit=self.limit)
                self.ends[k] = ends, success
                self.seconds += seconds
        except (ZerolocusError, ValueError) as problem:
            self.problem = getattr(problem, "message", str(problem))

    def result(self, ours: np.ndarray) -> dict[str, Any]:
        """What it did, beside the ends that we found."""
        if self.problem:
            return {"status": "failed", "note": self.problem, "cpu": []}
        pairs = [self.ends[k] for k in sorted(self.ends)]
        ends, successes = [points for points, _ in pairs], [success for _, success in pairs]
        found = {"status": "ok", "cpu": [self.seconds], **_counted(self.homotopy, ends, successes)}
        distance = abs(ours - np.concatenate(ends, axis=1)).max(axis=0) / (1 + abs(ours).max(axis=0))
        return found | {"other_ends": int((np.concatenate(successes) & ~(distance < SAME)).sum())}


def _described(homotopy: Homotopy, found: Tracked) -> dict[str, Any]:
    num_targets = homotopy.ends.shape[1]
    ends = np.split(found.points, num_targets, axis=1)
    arrived = np.split(found.status == ARRIVED, num_targets)
    return _counted(homotopy, ends, arrived) | {"steps_per_path": found.num_steps / found.points.shape[1]}


def _counted(homotopy: Homotopy, ends: list[np.ndarray], arrived: list[np.ndarray]) -> dict[str, Any]:
    """Paths, those that did not arrive, and those that came to the end of another one."""
    num_paths = sum(map(len, arrived))
    distinct = [homotopy.distinct(points[:, which]) for points, which in zip(ends, arrived, strict=True)]
    lost = num_paths - int(sum(which.sum() for which in arrived))
    return {"num_paths": num_paths, "lost": lost, "met": num_paths - lost - sum(distinct), "ends": distinct}


def _problems(row: dict[str, Any]) -> list[str]:
    """Paths that meet, paths that we lose, counts that are wrong. What PHCpack itself reports as lost is no mistake."""
    found = []
    if row["count"] != row["expected"]:
        found.append(f"{row['case']}: {row['count']} solutions of the start system instead of {row['expected']}")
    for name, result in row["results"].items():
        if result["status"] == "failed" and name != PHCPACK:
            found.append(f"{row['case']}: {name}: {result['note']}")
        if result.get("met") or (name != PHCPACK and result.get("lost")):
            ends = ", ".join(map(str, result["ends"]))
            found.append(f"{row['case']}: {name}: {result['lost']} paths lost; different ends {ends}")
    return found


def _timed(task: Callable[[], Any]) -> tuple[Any, float]:
    begun = process_time()
    answer = task()
    return answer, process_time() - begun


# Where our time goes: clocks around the straight-line program, the evaluation as a whole, and the linear systems.


class _Clock:
    def __init__(self, call: Callable[..., Any]) -> None:
        self.call, self.seconds = call, 0.0

    def __call__(self, *args: Any, **options: Any) -> Any:
        found, seconds = _timed(lambda: self.call(*args, **options))
        self.seconds += seconds
        return found


def split(homotopy: Homotopy, num_targets: int) -> dict[str, float]:
    """Shares of the CPU time of ``algebraic.tracking.paths``."""
    program, solve = _Clock(homotopy.family.program), _Clock(algebraic.tracking.paths.solve)
    family = replace(homotopy.family, program=program)  # type: ignore[arg-type]
    evaluate = _Clock(family.evaluate)
    object.__setattr__(family, "evaluate", evaluate)
    with patch.object(sys.modules["algebraic.tracking.paths"], "solve", solve):
        _, whole = _timed(lambda: track(family, *homotopy.paths(num_targets)))
    parts = {
        "straight-line program": program.seconds,
        "filling of arrays": evaluate.seconds - program.seconds,
        "linear systems": solve.seconds,
    }
    parts["the rest of the step"] = whole - sum(parts.values())
    return {name: seconds / whole for name, seconds in parts.items()}


# The floor: operations on floating-point numbers that a step cannot do without, at the rate of a matrix product.


class _Tally:
    """Stands in for an array of the straight-line program and counts; ``kind``: 0 fixed, 2 complex, for each path."""

    def __init__(self, count: list[int], rows: int = 1, *, moving: bool = True) -> None:
        self.count, self.rows, self.moving = count, rows, moving

    def _with(self, other: _Tally, both: int, one: int) -> _Tally:
        rows = max(self.rows, other.rows)
        self.count[0] += rows * (both if self.moving and other.moving else one if self.moving or other.moving else 0)
        return _Tally(self.count, rows, moving=self.moving or other.moving)

    def __add__(self, other: _Tally) -> _Tally:
        return self._with(other, 2, 1)

    def __mul__(self, other: _Tally) -> _Tally:
        return self._with(other, 6, 2)

    def sum(self, axis: int) -> _Tally:
        """The sum over the samples."""
        self.count[0] += 2 * (self.rows - 1) * self.moving
        return _Tally(self.count, moving=self.moving)


def floor(homotopy: Homotopy, ours: dict[str, Any], rate: float) -> dict[str, float]:
    """Flops of a step (two evaluations, two linear systems, one prediction), and what ``rate`` flops a second allow.

    Inputs X and constants are real numbers. Complex numbers: 2 flops for a sum, 6 for a product.
    """
    family, size = homotopy.family, homotopy.case.num_params
    count = [0]
    values: dict[Any, _Tally] = {("w", k): _Tally(count) for k in range(size)}
    values |= {name: _Tally(count, np.size(value), moving=False) for name, value in family.fixed.items()}
    for name, rows in family.parameters:
        values |= {name: _Tally(count, rows), ("rate", name): _Tally(count, rows)}
    family.program(values, lambda value: _Tally(count, moving=False))
    evaluation = count[0] + 4 * family.num_parameters  # the parameters on the segment, too
    elimination = 8 * ((size**3 - size) // 3 + 2 * size**2)  # one matrix, two right-hand sides
    prediction = 14 * size + 30
    step = 2 * (evaluation + elimination) + prediction
    paths = rate / (step * ours["steps_per_path"])
    return {
        "evaluation_flops": evaluation,
        "elimination_flops": elimination,
        "step_flops": step,
        "flops_per_second": rate,
        "paths_per_second": paths,
        "times_ours": paths / median(ours["num_paths"] / cpu for cpu in ours["cpu"]),
    }
