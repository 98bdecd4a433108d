"""A record as a Markdown page: every number on it comes from the record."""

from __future__ import annotations

from statistics import median
from typing import Any

from formatting import bullets, markdown, median_of, ratio, seconds, short

OURS = "zerolocus"
TARGETS = {"help": 0.5, "layers 3": 3.0, "one BKK bound up to K = 15": 0.2}  # seconds
MAX_TARGET_PARAMS = 15

INTRODUCTION = """\
# Benchmarks

One script for each claim about speed, in the folder `benchmarks/` of the repository. This page is about the ladder of
bounds; {doc}`benchmarks-solutions` is about the solutions themselves. It is generated: `make bench` measures, and
`benchmarks/ladder.py --page FILE --from RECORD` writes the page from the record of a run.

How to read the tables:

- Programs run in turn (A B C A B C …), each call in a process of its own with one thread. Entries are medians.
- The number in brackets is a ratio: the time of that program divided by ours. Above 1 we are faster.
- CPU time counts child processes. The time of another program includes its start. Ours includes the start of
  msolve, but not that of Python and its imports; the last table shows those. The row "start-up" is two linear
  equations in two unknowns: what a call costs before any mathematics.
- "declined" means that the program refuses the size, "> 60 s" that this time limit was reached, "failed" that it
  ended with an error.
- Every answer is compared with ours, or with the next one where we have none. "≠" marks a program that differs in at
  least one repetition; its answers are listed at the end, and the run ends with exit code 1.
"""

BKK = """\
## BKK bound of one Newton polytope

K equations with one common Newton polytope: the bound is K! times its volume. We find the candidate vertices from the
shape of the network and compute the volume exactly; both steps are timed. The others are handed the finished points.
gfan and PHCpack compute the mixed volume of K copies, which is the harder general problem. PHCpack lifts
the points at random and works in floating point. Qhull works in floating point and gives no exact answer; it is
compared with a relative tolerance of 10⁻⁶.
"""

COUNT = """\
## Number of solutions modulo {prime}

The expanded equations of a random data set (integers uniform in ±10⁶) are given to every program. We call msolve for
the leading ideal and count its standard monomials. The embedded engine is ours, for machines without msolve.
Singular runs `std` and `vdim`.{more}
"""

MACAULAY2 = """ This prime is the largest below 2^15: Macaulay2 computes no Gröbner bases over
larger prime fields. It runs once with its default algorithm and once with its F4; both then take the degree of the
leading ideal."""

RANK = """\
## Generic rank of wide networks

The Jacobian of K + 1 samples at a random point modulo a 31-bit prime. The rank is python-flint's. Floor: the K³/3
multiply-adds of an elimination at the speed of a float64 matrix product (numpy, {size} × {size}) in the same run:
{rate} multiply-adds per second. A 31-bit product does not fit into a float64, so that an exact method that uses
float64 products needs a smaller prime, or several products for one.
"""

MISSING = """\
## What is not measured

- The solutions themselves, paths and real counts: {doc}`benchmarks-solutions`.
- Elimination modulo a prime, beside FFLAS-FFPACK: {doc}`benchmarks-rank`, {doc}`benchmarks-rank-bytes`.
- Mixed volumes of different polytopes: there we call gfan ourselves.
- Memory, several threads and accelerators: nothing here uses more than one thread.
- Expansion of the equations: it is the same input for all.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    parts = [INTRODUCTION, machine_lines(record), "## Targets\n", _targets(record), BKK]
    parts += [_table(record["bkk"], "BKK", record), _notes(record["bkk"]), _ratios(record["bkk"])]
    for prime, rows in record["count"].items():
        more = MACAULAY2 if any("Macaulay2" in name for name in rows[0]["results"]) else ""
        parts += [
            COUNT.format(prime=f"{int(prime):,}", more=more),
            _table(rows, "count", record),
            _notes(rows),
            _ratios(rows),
        ]
    parts += [_rank(record["rank"]), "## Whole commands\n", _commands(record["commands"], record)]
    parts += ["## Disagreements\n", bullets(record["problems"] or ["none: all answers agree"]), MISSING]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def machine_lines(record: dict[str, Any]) -> str:
    """What the run was made with and on."""
    machine, options = record["machine"], record["options"]
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    limit = f"time limit of a call: {options['limit']:g} s, " if "limit" in options else ""
    return "## The run\n\n" + bullets(
        [
            f"{record['date']}, `{record['command']}`",
            f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}; load average over one minute "
            f"{machine['load_at_start'][0]} at the start, {machine['load_at_end'][0]} at the end: other programs "
            "may have run at the same time, so compare ratios, not seconds",
            f"repetitions: {options['repetitions']}, {limit}seed {record['seed']}",
            f"{record['minutes']:g} minutes in all",
            versions,
        ]
    )


def _targets(record: dict[str, Any]) -> str:
    polytope_target = TARGETS["one BKK bound up to K = 15"]
    rows = [
        (f"`{command}`", target, result)
        for name, target in TARGETS.items()
        for command, result in record["commands"].items()
        if command.endswith(name)
    ]
    small = [r for r in record["bkk"] if r["num_params"] <= MAX_TARGET_PARAMS and r["case"] != "start-up"]
    rows += [(f"BKK of {r['network']}, K = {r['num_params']}", polytope_target, r["results"][OURS]) for r in small]
    lines, met = [], 0
    for what, target, result in rows:
        found = median_of(result, "wall")
        reached = found is not None and found < target
        met += reached
        if what.startswith("`") or not reached:
            lines.append([what, f"{target:g} s", _cell(result, None, record, "wall"), "yes" if reached else "no"])
    return (
        f"{met} of {len(rows)} targets are met (wall time): the two commands, and a BKK bound in less than "
        f"{polytope_target:g} s for each of {len(small)} networks with K ≤ {MAX_TARGET_PARAMS}. "
        "Shown are the commands and what is missed.\n\n" + markdown(["what", "target", "measured", "met"], lines)
    )


def _table(rows: list[dict[str, Any]], answer: str, record: dict[str, Any]) -> str:
    names = list(rows[0]["results"])
    header = ["", "network", "K", "points", answer, *(f"{n}, CPU" for n in names)]
    lines = []
    for row in rows:
        results = row["results"]
        given = results[OURS]["answers"]
        ours = median_of(results[OURS], "cpu")
        cells = [_cell(results[n], ours if n != OURS else None, record) for n in names]
        cells = [cell + " ≠" * (n in row["disagreements"]) for n, cell in zip(names, cells, strict=True)]
        lines.append(
            [
                row["case"],
                row["network"],
                row["num_params"],
                row["num_points"],
                f"{given[0]:,}" if given else "–",
                *cells,
            ]
        )
    return markdown(header, lines)


def _cell(result: dict[str, Any], ours: float | None, record: dict[str, Any], clock: str = "cpu") -> str:
    if result["status"] == "time limit":
        finished = f" ({len(result[clock])} repetitions finished)" if result[clock] else ""
        return f"> {record['options']['limit']:g} s{finished}"
    if result["status"] != "ok":
        return str(result["status"])
    own = median_of(result, clock)
    return seconds(own) + (f" ({ratio(own, ours)})" if ours else "")


def _ratios(rows: list[dict[str, Any]]) -> str:
    """Median and extremes of the ratios of each program, in CPU and in wall time, and the spread of ours."""
    lines = []
    for name in rows[0]["results"]:
        if name == OURS:
            continue
        cells = []
        for clock in ("cpu", "wall"):
            pairs = [
                (median_of(r["results"][name], clock), median_of(r["results"][OURS], clock))
                for r in rows
                if r["case"] != "start-up"
            ]
            known = [a / b for a, b in pairs if a is not None and b is not None]
            cells += (
                [f"{short(median(known))}×", f"{short(min(known))} – {short(max(known))}×"] if known else ["–", "–"]
            )
        status = [r["results"][name]["status"] for r in rows]
        differs = sum(name in r["disagreements"] for r in rows)
        lines.append([name, *cells, status.count("ok"), len(status), differs])
    spread = [
        max(r["results"][OURS]["cpu"]) / min(r["results"][OURS]["cpu"]) for r in rows if r["results"][OURS]["cpu"]
    ]
    return (
        "Ratios over all networks that both finish:\n\n"
        + markdown(["", "CPU, median", "CPU, range", "wall, median", "wall, range", "finished", "of", "≠"], lines)
        + f"\nOur slowest repetition took at most {max(spread):.2f} times our fastest (CPU).\n"
    )


def _notes(rows: list[dict[str, Any]]) -> str:
    """Why programs declined or failed, and for which cases."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for name, result in row["results"].items():
            if result.get("note"):
                found.setdefault((name, result["note"]), []).append(row["case"])
    return bullets(f"{', '.join(cases)}: {name}: {note}" for (name, note), cases in found.items())


def _rank(rows: list[dict[str, Any]]) -> str:
    size = rows[0]["matmul_size"]
    header = [
        "network",
        "K",
        "rank",
        "Jacobian",
        "to python-flint",
        "python-flint rank",
        "generic_rank in all",
        "floor of the rank",
        "rank / floor",
    ]
    lines, product = [], median([w for row in rows for w in row["stages"]["matmul"]["wall"]])
    for row in rows:
        stage = {name: median(times["wall"]) for name, times in row["stages"].items()}
        floor = row["num_params"] ** 3 / 3 * stage["matmul"] / size**3
        lines.append(
            [
                row["network"],
                row["num_params"],
                *row["ranks"],
                seconds(stage["Jacobian"]),
                seconds(stage["to python-flint"]),
                seconds(stage["rank"]),
                seconds(stage["generic_rank in all"]),
                seconds(floor),
                f"{ratio(stage['rank'], floor)}",
            ]
        )
    return RANK.format(size=size, rate=f"{size**3 / product:.2g}") + "\nWall time:\n\n" + markdown(header, lines)


def _commands(results: dict[str, dict[str, Any]], record: dict[str, Any]) -> str:
    lines = [
        [f"`{name}`", seconds(median_of(result, "wall")), _cell(result, None, record)]
        for name, result in results.items()
    ]
    return markdown(["command", "wall", "CPU"], lines)
