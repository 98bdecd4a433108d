"""(b) All solutions of one system: ours with certificates, PHCpack's black box, msolve over Q and modulo a prime."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import phcpack
from decimal_cases import COUNTS, DecimalCase
from measuring import keep, measure
from programs import installed, polynomial, run_on_file, variable_names
from stages import stages

import algebraic.census.landing
import algebraic.census.search
import algebraic.census.stages
from algebraic.census import solve
from algebraic.ideals import solutions_modulo
from algebraic.shell import Budget
from algebraic.tracking import tracker_on

PRIME = 2**31 - 1
LONG = 10.0  # seconds; a program that takes longer is not asked again
SEARCH = ("find_fibre", "search_elsewhere", "trace_elsewhere")
FOUND = (*SEARCH, "arrive")  # what it takes to have the solutions, without proofs
OURS, PHC, MSOLVE_P, MSOLVE_Q = "zerolocus", "PHCpack", "msolve modulo p", "msolve over Q"
# Beyond an hour, or without end in earlier measurements: not tried again.
TOO_LONG = {("H10", PHC), ("H10", MSOLVE_Q)}
CLAIMS = ("exact", "exact_mod_p")

TRACKER = tracker_on("cpu", kernel=None)  # as `python -m algebraic.count` takes it


@dataclass(frozen=True)
class Solver:
    """A program that solves: from case, limit and repetition to numbers of ``complex`` and ``real`` solutions."""

    name: str
    run: Callable[[DecimalCase, float, int], dict[str, Any]]
    installed: Callable[[], bool] = lambda: True


def ours(case: DecimalCase, limit: float, repetition: int) -> dict[str, Any]:
    """Every repetition takes a seed of its own."""
    data = case.data
    with (
        stages(algebraic.census.search, SEARCH) as search,
        stages(algebraic.census.landing, ("arrive", "enclose_all")) as landed,
        stages(algebraic.census.stages, ("groebner_counts",)) as rest,
    ):
        found = solve(case.network, data.inputs, data.targets, seed=repetition, timeout=limit, tracker=TRACKER)
    landed["certify_all"] = landed.pop("enclose_all")
    seconds = search | landed | rest
    return {
        "complex": found.count,
        "real": found.real_count,
        "status": found.complex_count_status,
        "suspected": len(found.suspected),
        "cut_short": found.cut_short,
        "paths": found.num_paths,
        "stages": seconds,
        "found": sum(seconds[name] for name in FOUND),
        "routes": [f"{route['route']}: {route['statement']}" for route in found.routes],
    }


def by_phc(case: DecimalCase, limit: float, repetition: int) -> dict[str, Any]:
    """``phc -b``."""
    return phcpack.solve([list(terms.items()) for terms in case.equations], limit=limit)


def by_msolve_modulo(case: DecimalCase, limit: float, repetition: int) -> dict[str, Any]:
    """The leading ideal by ``msolve -g 1``, and its standard monomials."""
    found = solutions_modulo(case.equations, case.num_params, PRIME, budget=Budget(seconds=limit))
    return {"complex": found.count}


def by_msolve(case: DecimalCase, limit: float, repetition: int) -> dict[str, Any]:
    """msolve over the rationals."""
    return {"real": num_real_by_msolve(case.equations, case.num_params, limit)}


def num_real_by_msolve(equations: Sequence[Mapping[Any, Any]], num_unknowns: int, limit: float) -> int:
    """How many boxes around real solutions msolve finds, for equations from exponents to coefficients."""
    names = variable_names(num_unknowns)
    text = ",\n".join(polynomial(terms.items(), names) for terms in equations)
    output = run_on_file("msolve", f"{','.join(names)}\n0\n{text}\n", ["-f", "IN", "-o", "OUT"], limit=limit)
    if not output.lstrip().startswith("[0,"):
        raise ValueError(f"no finite answer in {output[:200]!r}")
    intervals = re.findall(r"\[[^\[\],]+,[^\[\],]+\]", output)
    return len(intervals) // num_unknowns


SOLVERS = (
    Solver(OURS, ours),
    Solver(PHC, by_phc, installed("phc")),
    Solver(MSOLVE_P, by_msolve_modulo, installed("msolve")),
    Solver(MSOLVE_Q, by_msolve, installed("msolve")),
)


def measure_solving(case: DecimalCase, *, repetitions: int, limit: float) -> dict[str, Any]:
    """Every program on one system, in turn, each call in a process of its own."""
    assert case.equations  # computed once, before the processes are forked
    results: dict[str, dict[str, Any]] = {
        s.name: {"status": _status(s, case), "answers": [], "wall": [], "cpu": []} for s in SOLVERS
    }
    for repetition in range(repetitions):
        for solver in SOLVERS:
            result = results[solver.name]
            slow = result["cpu"] and median(result["cpu"]) > LONG
            if result["status"] != "ok" or slow:
                continue
            keep(result, measure(partial(solver.run, case, limit, repetition), limit))
    row: dict[str, Any] = {
        "case": case.name,
        "network": case.describe(),
        "num_params": case.num_params,
        "expected": COUNTS[case.name],
        "results": results,
    }
    row["incomplete"] = sum(
        a["status"] not in CLAIMS and a["complex"] < row["expected"] for a in results[OURS]["answers"]
    )
    row["problems"] = _problems(row)
    return row


def _status(solver: Solver, case: DecimalCase) -> str:
    if not solver.installed():
        return "not installed"
    return "not tried" if (case.name, solver.name) in TOO_LONG else "ok"


def _problems(row: dict[str, Any]) -> list[str]:
    """Answers that contradict the number of solutions, or a complete answer of ours; what we do not claim is none."""
    found = []
    complete = [a for a in row["results"][OURS]["answers"] if a["complex"] == row["expected"]]
    real = complete[0]["real"] if complete else None
    for name, result in row["results"].items():
        for answer in result["answers"]:
            claimed = name != OURS or answer["status"] in CLAIMS or answer["complex"] > row["expected"]
            if claimed and answer.get("complex", row["expected"]) != row["expected"]:
                found.append(f"{row['case']}: {name} finds {answer['complex']:,} solutions, not {row['expected']:,}")
            elif claimed and real is not None and answer.get("real", real) != real:
                found.append(f"{row['case']}: {name} finds {answer['real']} real solutions, zerolocus {real}")
    if row["results"][OURS]["status"] == "failed":
        found.append(f"{row['case']}: {row['results'][OURS]['note']}")
    return sorted(set(found))
