"""Systems of other solvers' test suites: published numbers of solutions beside ours, and two routes that track nothing.

It takes some minutes; ``--quick`` takes the systems that need about a second. Exit code 1 where two numbers contradict
each other, not where we find fewer solutions and say so.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread for each process

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from time import perf_counter
from typing import Any

from formatting import bullets, markdown, seconds
from measuring import measure
from output import add_output_options, complete, deliver, say
from page import machine_lines
from programs import installed
from record import describe_run
from solving import num_real_by_msolve
from standard_systems import SYSTEMS, Standard

from algebraic.census import solve_system
from algebraic.ideals import count_by_leading_ideals
from algebraic.shell import Budget

SEED = 0

INTRODUCTION = """\
# Benchmarks: standard systems

Systems of the test suites of PHCpack, HomotopyContinuation.jl, msolve and Bertini, as far as they could be written
down (`benchmarks/standard_systems.py`), solved by `solve_system`. It is generated: `benchmarks/systems.py --json
RECORD` measures, and `benchmarks/systems.py --page FILE --from RECORD` writes the page.

- "published": isolated regular complex solutions, and how many are real, where that is published with the system.
  "+ n": the multiplicities of the others add up to n.
- "certified": boxes with a proof; none of them can be too many. "suspected": ends of paths that seem to be singular.
- "degree": solutions with multiplicity modulo two primes, by Gröbner bases. "real by msolve": distinct real solutions,
  isolated over the rationals, singular ones included.
- "complete": as many as the BKK bound allows. "complete modulo primes": with what is suspected, as many as the degree.
  "at least": neither.
"""


def solved(case: Standard, limit: float) -> dict[str, Any]:
    """Our answer."""
    found = solve_system(case.system, seed=SEED, timeout=limit)
    return {
        "certified": found.count,
        "real": found.real_count,
        "suspected": len(found.suspected),
        "at_infinity": found.at_infinity,
        "gave_up": found.gave_up,
        "paths": found.generic_count,
        "bkk": found.mixed_volume,
        "proved_complete": found.proved_complete,
        "all_accounted_for": found.all_accounted_for,
        "cut_short": found.cut_short,
    }


def degree(case: Standard, limit: float) -> dict[str, Any]:
    """Solutions with multiplicity modulo two primes."""
    found = count_by_leading_ideals(case.system, seed=SEED, budget=Budget(limit))
    return {"degree": found.count, "degree_status": found.status}


def real_by_msolve(case: Standard, limit: float) -> dict[str, Any]:
    """Distinct real solutions."""
    equations = [dict(terms) for terms in case.system.integer_terms]
    return {"real_by_msolve": num_real_by_msolve(equations, len(case.system.names), limit)}


def measure_system(case: Standard, limit: float) -> dict[str, Any]:
    """Our answer and those of the other routes, each in a process of its own."""
    row: dict[str, Any] = {
        "name": case.name,
        "source": case.source,
        "unknowns": len(case.system.names),
        "published": {"regular": case.regular, "real": case.real, "multiple": case.multiple},
    }
    for route in (solved, degree, *([real_by_msolve] if installed("msolve")() else [])):
        outcome = measure(partial(route, case, limit), 2 * limit)
        if outcome["status"] == "ok":
            row |= outcome["answer"] | {f"cpu_{route.__name__}": outcome["cpu"]}
        else:
            row[f"failed_{route.__name__}"] = outcome.get("note", outcome["status"])
    row["problems"] = [f"{case.name}: {problem}" for problem in contradictions(row)]
    return row


def contradictions(row: dict[str, Any]) -> list[str]:
    """Numbers that cannot all be right."""
    regular, real, multiple = (row["published"][key] for key in ("regular", "real", "multiple"))
    if "certified" not in row:
        return [f"no answer: {row['failed_solved']}"]
    found, problems = row["certified"], []
    claimed = row["proved_complete"] or row["all_accounted_for"]
    if found > regular or (claimed and found < regular):
        problems.append(f"{found} certified, {regular} published")
    if found == regular and real is not None and row["real"] != real:
        problems.append(f"{row['real']} real ones, {real} published")
    whole = row.get("degree")
    if whole is not None and multiple is not None and whole != regular + multiple:
        problems.append(f"{whole} with multiplicity modulo two primes, {regular} + {multiple} published")
    other = row.get("real_by_msolve")
    if other is not None and (row["real"] > other or (found == whole and row["real"] != other)):
        problems.append(f"{row['real']} real ones, {other} by msolve")
    return problems


def word(row: dict[str, Any]) -> str:
    """What is claimed."""
    if row["proved_complete"]:
        return "complete"
    return "complete modulo primes" if row["all_accounted_for"] else "at least"


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started = perf_counter()
    record: dict[str, Any] = {
        "options": {"quick": options.quick, "limit": options.limit, "repetitions": 1},
        "seed": SEED,
    }
    record |= describe_run()
    record["command"] = " ".join(["benchmarks/systems.py", *options.arguments])
    record["systems"] = []
    for case in SYSTEMS:
        if not (options.quick and case.slow):
            say(case.name)
            record["systems"].append(measure_system(case, options.limit))
    return complete(record, started, [problem for row in record["systems"] for problem in row["problems"]])


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    header = ["system", "unknowns", "published", "real", "certified", "real", "suspected", "degree", "real by msolve"]
    lines = [
        [*_cells(row), word(row), seconds(row["cpu_solved"]), row["source"]]
        for row in record["systems"]
        if "certified" in row
    ]
    parts = [INTRODUCTION, machine_lines(record), "## The systems\n"]
    parts += [markdown([*header, "claimed", "CPU time", "from"], lines), "## Disagreements\n"]
    parts += [bullets(record["problems"] or ["none: no two numbers contradict each other"])]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _cells(row: dict[str, Any]) -> list[Any]:
    published = row["published"]
    regular = f"{published['regular']}" + (f" + {published['multiple']}" if published["multiple"] else "")
    real = "–" if published["real"] is None else published["real"]
    others = [row.get(key, "–") for key in ("degree", "real_by_msolve")]
    return [row["name"], row["unknowns"], regular, real, row["certified"], row["real"], row["suspected"], *others]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(prog="benchmarks/systems.py", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the systems that take about a second")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for one call (default 120)")
    add_output_options(parser)
    options = parser.parse_args(arguments)
    options.arguments = list(arguments)
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return deliver(parse(arguments), run, render)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
