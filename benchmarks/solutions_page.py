"""The record of ``benchmarks/solutions.py`` as a Markdown page: every number on it comes from the record."""

from __future__ import annotations

from statistics import median
from typing import Any

from formatting import bullets, markdown, median_of, ratio, seconds, short
from lost_page import section
from page import machine_lines

OURS, KERNEL, PHC = "zerolocus", "zerolocus, compiled kernel", "PHCpack"
TIMES_PHC = 50
TIMES = {("S13", "cpu"): 3.0, ("H10", "found"): 15.0, ("H10", "proved"): 60.0}
REAL_COUNTS_SECONDS = 60.0

INTRODUCTION = """\
# Benchmarks: solutions

How fast solutions are tracked, found and proved. It is generated: `make bench` measures, and
`benchmarks/solutions.py --page FILE --from RECORD` writes the page from the record of a run. The ladder of bounds has
a page of its own, {doc}`benchmarks`.

How to read the tables:

- Programs run in turn (A B C A B C …), with one thread each. Entries are medians over the repetitions.
- Times are CPU times, child processes included. Other work may run on the machine: compare ratios, not seconds.
- The number in brackets is a ratio: the time of that program divided by ours. Above 1 we are faster.
- "> 90 s" means that this time limit was reached, "not tried" that earlier measurements leave no hope.
- Data are random numbers with two decimals, up to ±3.00, which programs in floating point can read.
- Numbers of solutions are compared with those for generic data, and real ones with each other. A program that claims
  another number is listed at the end, and the run ends with exit code 1.
"""

TRACKING = """\
## Paths per second

All solutions w of f(X; w) = y0 are followed while y moves along a segment to y1, for fixed inputs X and generic
complex y0, y1. PHCpack (`phc -p`, default settings, k = 1, a = 1) has the same homotopy and the same solutions to
begin with, but expanded equations, and does one target after the other. Its time is what it prints for the
continuation: start-up and reading are left out. Ours are of whole batches in one process, five times over.
`algebraic.tracking.paths` is array code (numpy); the compiled kernel is the same method written out as C
(`algebraic.tracking.fused`; compilation, done once for each network, is left out). "lost": paths that the program
itself gives up. "met": paths that end where another one ended, which none should. "others": ends of PHCpack's that
differ from ours for the same start.
"""

SPLIT = """\
### Where the time goes, and the floor

Shares of the CPU time of `algebraic.tracking.paths`: the straight-line program of F, its Jacobian and its rate of
change; the copies of its results into arrays; the batched `numpy.linalg.solve`; and the rest of a step (prediction,
norms, step sizes, sorting out).

The floor counts the floating-point operations that a step cannot do without (two evaluations, two eliminations of a
complex K × K matrix with two right-hand sides, one prediction) at the rate of a float64 matrix product (numpy,
1000 × 1000) in the same run. No code for such small matrices reaches that rate; the distance says how much is spent
on everything else.
"""

SOLVING = """\
## All solutions of one system, certified

Paths are tracked as by `python -m algebraic.count --kernel auto`: by the compiled kernel where there is a C compiler,
compilation included. `algebraic.solve` finds the solutions by monodromy (from a second seed, too, unless a bound is
reached), looks for the count modulo two primes by msolve, carries the solutions to the data, and proves every one of
them. Each repetition takes a seed of its own. "found": monodromy and the last segment; "proved": and the
certificates; "in all": and everything else, above all msolve. "incomplete": runs that proved fewer solutions than
there are, and said that their number is a lower bound. All of them proved and "lower_bound" all the same: the second
way to count did not end in its share of the time. PHCpack's black box `phc -b` proves nothing, and calls a solution
real within a tolerance. msolve modulo 2,147,483,647 (`-g 1`) counts, with multiplicity, and shows no solution. msolve
over Q encloses the real solutions. A program that took more than ten seconds was asked once.
"""

REAL = """\
## Real solutions of random data sets

`algebraic.census.over_data_sets`: inputs and targets are independent standard normal numbers. A data set counts when
all its complex solutions are proved, pairwise distinct, and each proved to be real or not. One process on one core,
with the compiled kernel where there is a C compiler.
"""

STATISTICS = """\
The intervals are at the level {level:.0%}: for the mean by Student's t, for the median by order statistics. √Bézout is
the mean for random systems with Kostlan's Gaussian coefficients, which these are not; ℓ^(N·d/2) is what Theory II
prints for it.
"""

MISSING = """\
## What is not measured

- HomotopyContinuation.jl: Julia was not at hand. Bertini: not packaged for this machine.
- PHCpack with several threads, in higher precision, or on expanded equations other than these.
- A GPU: it has a page of its own, {doc}`benchmarks-gpu` (`benchmarks/gpu_tracking.py`).
- Memory.
"""


def render(record: dict[str, Any], lost: dict[str, Any]) -> str:
    """The whole page, with the record of ``benchmarks/lost.py``."""
    parts = [INTRODUCTION, machine_lines(record), "## Goals\n", _goals(record), TRACKING, _tracking(record["tracking"])]
    parts += [SPLIT, _split(record["tracking"]), SOLVING, _solving(record), _solving_notes(record["solving"])]
    parts += [REAL, _real(record["real"]), _statistics(record["real"])]
    parts += [section(lost), "## Disagreements\n", bullets(record["problems"] or ["none: all numbers agree"]), MISSING]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _goals(record: dict[str, Any]) -> str:
    lines = []
    for row in record["tracking"]:
        theirs = _rate(row["results"][PHC])
        for name in (OURS, KERNEL):
            ours = _rate(row["results"][name])
            if ours and theirs:
                what = f"{row['case']}: paths per second, {name}, times PHCpack's"
                lines.append([what, f"≥ {TIMES_PHC}", short(ours / theirs), _yes(ours / theirs >= TIMES_PHC)])
    for row in record["solving"]:
        times = _times(row)
        for clock, text in (("found", "found"), ("proved", "found and proved"), ("cpu", "complete and proved, in all")):
            goal = TIMES.get((row["case"], clock))
            if goal and times:
                met = times[clock] <= goal and not row["incomplete"]
                lines.append([f"{row['case']}: {text}, CPU", f"≤ {goal:g} s", seconds(times[clock]), _yes(met)])
    for row in record["real"]:
        if row["case"] == "S5":
            found = row["statistics"]
            what = f"S5: real counts of {found['data_sets'] + found['undecided']:,} data sets, wall, one core"
            met = row["wall"] <= REAL_COUNTS_SECONDS
            allowed = f"≤ {REAL_COUNTS_SECONDS:g} s on two cores"
            lines.append([what, allowed, f"{seconds(row['wall'])} (CPU {seconds(row['cpu'])})", _yes(met)])
    return markdown(["what", "goal", "measured", "met"], lines)


def _yes(reached: bool) -> str:
    return "yes" if reached else "no"


def _rate(result: dict[str, Any]) -> float | None:
    return median(result["paths_per_second"]) if result.get("paths_per_second") else None


def _tracking(rows: list[dict[str, Any]]) -> str:
    header = [
        "",
        "network",
        "K",
        "solutions",
        "program",
        "paths",
        "steps a path",
        "paths per CPU second",
        "times PHCpack",
    ]
    header += ["lost", "met", "others"]
    lines = []
    for row in rows:
        theirs = _rate(row["results"][PHC])
        for name, result in row["results"].items():
            about = [row["case"], row["network"], row["num_params"], row["count"], name]
            rate = _rate(result)
            if rate is None:
                lines.append([*about, result["status"], *["–"] * 6])
                continue
            steps = result.get("steps_per_path")
            lines.append(
                [
                    *about,
                    f"{result['num_paths']:,}",
                    f"{steps:.0f}" if steps else "–",
                    f"{rate:,.0f}",
                    short(rate / theirs) if theirs else "–",
                    result["lost"],
                    result["met"],
                    result.get("other_ends", "–"),
                ]
            )
    notes = [
        f"{row['case']}: {name}: {result['note']}"
        for row in rows
        for name, result in row["results"].items()
        if result.get("note")
    ]
    notes += [
        f"{row['case']}: the start system took {row['searches']} searches by monodromy until all solutions were there"
        for row in rows
        if row["searches"] > 1
    ]
    return markdown(header, lines) + ("\n" + bullets(notes) if notes else "")


def _split(rows: list[dict[str, Any]]) -> str:
    parts = list(rows[0]["split"])
    lines = [[row["case"], *(f"{row['split'][part]:.0%}" for part in parts)] for row in rows]
    header = ["", "flops: evaluation", "elimination", "step", "GFLOP/s of a product", "floor, paths per second"]
    header += ["floor / array code", "floor / kernel"]
    bounds = []
    for row in rows:
        floor, kernel = row["floor"], _rate(row["results"][KERNEL])
        bounds.append(
            [
                row["case"],
                *(f"{floor[name]:,}" for name in ("evaluation_flops", "elimination_flops", "step_flops")),
                f"{floor['flops_per_second'] / 1e9:.1f}",
                f"{floor['paths_per_second']:,.0f}",
                ratio(floor["paths_per_second"], _rate(row["results"][OURS]) or 1),
                ratio(floor["paths_per_second"], kernel) if kernel else "–",
            ]
        )
    return markdown(["", *parts], lines) + "\n" + markdown(header, bounds)


def _times(row: dict[str, Any]) -> dict[str, float] | None:
    result = row["results"][OURS]
    if not result["cpu"]:
        return None
    found = [a["found"] for a in result["answers"]]
    proved = [a["found"] + a["stages"]["certify_all"] for a in result["answers"]]
    return {"found": median(found), "proved": median(proved), "cpu": median(result["cpu"])}


def _solving(record: dict[str, Any]) -> str:
    rows = record["solving"]
    others = [name for name in rows[0]["results"] if name != OURS]
    header = ["", "network", "K", "solutions", "real", "found", "proved", "in all", "slowest", "status", "incomplete"]
    lines = []
    for row in rows:
        result, times = row["results"][OURS], _times(row)
        cells = [row["case"], row["network"], row["num_params"], f"{row['expected']:,}"]
        if times is None:
            lines.append(
                [*cells, *["–"] * 6, result["status"], *(_cell(row["results"][n], None, record) for n in others)]
            )
            continue
        best = max(result["answers"], key=lambda a: a["complex"])
        cells += [best["real"], *(seconds(times[name]) for name in ("found", "proved", "cpu"))]
        cells += [seconds(max(result["cpu"])), ", ".join(sorted({a["status"] for a in result["answers"]}))]
        cells += [f"{row['incomplete']} of {len(result['answers'])}"]
        lines.append([*cells, *(_cell(row["results"][name], times["cpu"], record) for name in others)])
    return markdown([*header, *others], lines)


def _cell(result: dict[str, Any], ours: float | None, record: dict[str, Any]) -> str:
    if result["status"] == "time limit":
        return f"> {record['options']['limit']:g} s"
    if result["status"] != "ok":
        return str(result["status"])
    own = median_of(result, "cpu")
    return seconds(own) + (f" ({ratio(own, ours)})" if ours else "")


def _solving_notes(rows: list[dict[str, Any]]) -> str:
    """What was said where solutions are missing, and why programs failed."""
    notes = []
    for row in rows:
        for name, result in row["results"].items():
            if result.get("note"):
                notes.append(f"{row['case']}: {name}: {result['note']}")
            for k, answer in enumerate(result["answers"]):
                if name == OURS and answer["complex"] < row["expected"]:
                    notes.append(
                        f"{row['case']}, repetition {k + 1}: {answer['complex']}: " + "; ".join(answer["routes"])
                    )
    return bullets(notes)


def _real(rows: list[dict[str, Any]]) -> str:
    stages = list(rows[0]["shares"])
    header = ["", "network", "complex solutions", "data sets", "undecided", "CPU", *stages]
    header += ["data sets per CPU second, without the search"]
    lines = [
        [
            row["case"],
            row["network"],
            row["statistics"]["complex_count"],
            row["statistics"]["data_sets"],
            row["statistics"]["undecided"],
            seconds(row["cpu"]),
            *(f"{row['shares'][stage]:.0%}" for stage in stages),
            short(row["data_sets_per_second"]),
        ]
        for row in rows
    ]
    return markdown(header, lines)


def _statistics(rows: list[dict[str, Any]]) -> str:
    header = ["", "min", "median", "interval", "max", "mean", "interval", "√Bézout", "ℓ^(N·d/2)"]
    lines = []
    for row in rows:
        found = row["statistics"]
        low, high = found["confidence"]["mean"]
        lines.append(
            [
                row["case"],
                found["min"],
                f"{found['median']:g}",
                "{} – {}".format(*found["confidence"]["median"]),
                found["max"],
                f"{found['mean']:.2f}",
                f"{low:.2f} – {high:.2f}",
                short(row["sqrt_bezout"]),
                short(row["paper_estimate"]),
            ]
        )
    level = rows[0]["statistics"]["confidence"]["level"]
    return markdown(header, lines) + "\n" + STATISTICS.format(level=level)
