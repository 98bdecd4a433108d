"""The record of ``benchmarks/rank_mod_prime.py`` as a Markdown page: every number on it comes from the record."""

from __future__ import annotations

from statistics import median
from typing import Any

from formatting import bullets, markdown, ratio, seconds, short
from page import machine_lines

OURS, PUBLIC, FLINT, FFLAS, PRODUCT = "eliminate", "rank_mod_prime", "python-flint", "FFLAS-FFPACK", "product"
TIMES_FLINT, FLINT_SIZE = 4.0, 4000
SHARE_OF_PRODUCT, PRODUCT_SIZE = 0.5, 8000
LARGE_SECONDS, LARGE_BYTES = 600.0, 8e9

INTRODUCTION = """\
# Benchmarks: ranks modulo a prime

How fast a dense matrix is eliminated modulo a prime ({{func}}`algebraic.ranks.rank_mod_prime`). It is generated:
`make bench` measures, and `benchmarks/rank_mod_prime.py --page FILE --from RECORD` writes the page from the record of a
run. Where only a full rank is asked for, small primes are quicker: {{doc}}`benchmarks-rank-bytes`.
{{doc}}`benchmarks` is about the ladder of bounds, {{doc}}`benchmarks-solutions` about solutions.

How to read the tables:

- Random matrices of planted rank modulo a random prime with 22 bits. Every rank is compared with the planted one.
- Programs run in turn (A B C A B C …) in one process, FFLAS-FFPACK in one of its own after them, on random matrices
  that it draws itself. Entries are medians over the repetitions: CPU time on one thread, wall time on two. Other work
  may run on the machine: compare ratios, not seconds.
- `eliminate` works in place on float64 residues, `rank_mod_prime` takes int64 and converts them first. python-flint is
  `nmod_mat.rank()` modulo the same prime, without the conversion from numpy; it is asked up to {flint_size} rows.
  FFLAS-FFPACK is `FFPACK::Rank` over `ModularBalanced<double>` with the system's BLAS (`g++ -O3 -march=native`).
- The number in brackets is a ratio: the time of that program divided by that of `eliminate`. Above 1 `eliminate` is
  faster.
"""

FLOOR = """\
## The floor

An n × n elimination has (2/3) n³ floating-point operations; the floor is their time at the rate of a float64 matrix
product (numpy, n × n) in the same process. What is above the floor goes into reductions modulo p, the panels of {panel}
columns that are eliminated one by one, and products of short matrices, which BLAS does more slowly. FFLAS-FFPACK's
floor is at the rate of its own BLAS (2000 × 2000). With Strassen's method one can go below the floor. Two threads wait
for each other: where other work takes a core (see the load above), wall times on two threads say little.
"""

MISSING = """\
## What is not measured

- A GPU: it has a page of its own, {doc}`benchmarks-gpu` (`benchmarks/gpu_rank.py`).
- Primes with more bits: a product of residues of 22 bits is exact up to an inner dimension of 2047, of 23 bits up
  to 511; FFLAS-FFPACK and python-flint take larger ones.
- Sparse matrices: they are eliminated as if they were dense.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    parts = [INTRODUCTION.format(flint_size=f"{FLINT_SIZE:,}"), machine_lines(record), "## Goals\n", _goals(record)]
    parts += ["## Times\n", _times(record["rows"]), FLOOR.format(panel=record["panel"]), _floors(record["rows"])]
    parts += ["## A matrix that takes gigabytes\n", _large(record["large"])]
    parts += ["## Disagreements\n", bullets(record["problems"] or ["none: all ranks are the planted ones"]), MISSING]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _median(row: dict[str, Any], name: str) -> float | None:
    result = row["results"].get(name, {})
    return median(result[_clock(row)]) if result.get("status") == "ok" else None


def _clock(row: dict[str, Any]) -> str:
    return "cpu" if row["threads"] == 1 else "wall"


def _ours(row: dict[str, Any]) -> float:
    return median(row["results"][OURS][_clock(row)])


def _is_square(row: dict[str, Any], size: int | None = None) -> bool:
    return row["shape"][0] == row["shape"][1] == row["rank"] and size in (None, row["rank"])


def _floor(row: dict[str, Any]) -> float:
    """Seconds of (2/3) n³ operations at the rate of the product, 2 n³ of them."""
    return median(row["results"][PRODUCT][_clock(row)]) / 3


def _goals(record: dict[str, Any]) -> str:
    lines = []
    for row in record["rows"]:
        ours = _ours(row)
        flint = _median(row, FLINT)
        if _is_square(row, FLINT_SIZE) and flint:
            what = f"n = {FLINT_SIZE:,}, one thread: times python-flint's rank"
            lines.append([what, f"≥ {TIMES_FLINT:g}", short(flint / ours), _yes(flint / ours >= TIMES_FLINT)])
        if _is_square(row, PRODUCT_SIZE) and row["threads"] == 1:
            share = _floor(row) / ours
            what = f"n = {PRODUCT_SIZE:,}, one thread: share of the rate of a matrix product"
            lines.append([what, f"≥ {SHARE_OF_PRODUCT:.0%}", f"{share:.0%}", _yes(share >= SHARE_OF_PRODUCT)])
    large = record["large"]
    if "wall" in large:
        what = f"n = {large['size']:,}, {_threads(large['threads'])}: "
        wall, peak = large["wall"], large["peak_bytes"]
        lines.append([what + "wall", f"< {LARGE_SECONDS:g} s", seconds(wall), _yes(wall < LARGE_SECONDS)])
        goal = f"< {LARGE_BYTES / 1e9:g} GB"
        lines.append([what + "memory", goal, f"{peak / 1e9:.2f} GB", _yes(peak < LARGE_BYTES)])
    return markdown(["what", "goal", "measured", "met"], lines)


def _yes(reached: bool) -> str:
    return "yes" if reached else "no"


def _threads(count: int) -> str:
    return "one thread" if count == 1 else f"{count} threads"


def _times(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        ours = _ours(row)
        cells = [f"{row['shape'][0]:,} × {row['shape'][1]:,}", f"{row['rank']:,}", row["threads"], seconds(ours)]
        for name in (PUBLIC, FLINT, FFLAS):
            theirs = _median(row, name)
            status = row["results"].get(name, {}).get("status", "–")
            cells.append(f"{seconds(theirs)} ({ratio(theirs, ours)})" if theirs else status)
        spread = max(row["results"][OURS][_clock(row)]) / min(row["results"][OURS][_clock(row)])
        lines.append([*cells, f"{spread:.2f}"])
    header = ["matrix", "rank", "threads", f"`{OURS}`", f"`{PUBLIC}`", FLINT, FFLAS, f"`{OURS}`, slowest / fastest"]
    return markdown(header, lines)


def _floors(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in filter(_is_square, rows):
        floor, ours, size = _floor(row), _ours(row), row["rank"]
        theirs = row["results"].get(FFLAS, {})
        share = "–"
        if theirs.get("status") == "ok":
            share = f"{2 / 3 * size**3 / median(theirs['flops']) / median(theirs['cpu']):.0%}"
        rate = f"{2 / 3 * size**3 / floor / 1e9:.1f}"
        lines.append([f"{size:,}", row["threads"], rate, seconds(floor), f"{floor / ours:.0%}", share])
    header = ["n", "threads", "GFLOP/s of a product", "floor", f"floor / `{OURS}`", f"floor / {FFLAS}"]
    return markdown(header, lines)


def _large(large: dict[str, Any]) -> str:
    if "wall" not in large:
        return f"n = {large['size']:,}: {large['status']}.\n"
    size = f"{large['size']:,}"
    return (
        f"A random {size} × {size} matrix ({8e-9 * large['size'] ** 2:.1f} GB), eliminated in place "
        f"on {_threads(large['threads'])}: rank {large['ranks'][0]:,} in {seconds(large['wall'])}. The process took "
        f"{large['peak_bytes'] / 1e9:.2f} GB at most.\n"
    )
