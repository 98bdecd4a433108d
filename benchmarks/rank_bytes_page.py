"""The record of ``benchmarks/rank_by_bytes.py`` as a Markdown page: every number on it comes from the record."""

from __future__ import annotations

from statistics import median
from typing import Any

from formatting import bullets, markdown, ratio, seconds, short
from page import machine_lines

BYTES, FLOAT64, FLINT = "rank_by_bytes", "eliminate", "python-flint"
FFLAS_FLOAT, FFLAS_LARGE = "FFLAS-FFPACK, float", "FFLAS-FFPACK, large prime"
FLOAT, PRODUCT = "product, float32", "product, float64"
TIMES_FFLAS, GOAL_SIZES = 1.1, (4000, 8000, 16_000)
LARGE_SECONDS, LARGE_BYTES, LARGE_SIZE = 1800.0, 24e9, 50_000

INTRODUCTION = """\
# Benchmarks: full ranks modulo a small prime

A matrix of full rank modulo any prime has full rank. For that question a prime below 256 is as good as a large one, and
its residues are bytes, of which a processor multiplies eight times as many in a second as of float64 numbers
({{func}}`algebraic.ranks.rank_by_bytes`). The page is generated: `make bench` measures, and
`benchmarks/rank_by_bytes.py --page FILE --from RECORD` writes it from the record of a run. {{doc}}`benchmarks-rank` is
about large primes, modulo which a rank that is *not* full says something, too.

How to read the table:

- Random matrices of planted rank modulo {prime}. Every rank is compared with the planted one. Entries are medians of
  CPU time on one thread (one run beyond 8,000 rows). Programs run in turn in one process, FFLAS-FFPACK in one of its
  own after them, on random matrices that it draws itself.
- `rank_by_bytes` takes bytes; its kernel was compiled before. `FFPACK::Rank` is asked modulo the same prime over
  `ModularBalanced<float>`, the fastest of its fields; and modulo a prime with 22 bits ({large_prime:,}) over
  `ModularBalanced<double>`. `eliminate` is our elimination in float64 modulo that prime.
- The number in brackets is the time of that program divided by that of `rank_by_bytes`. Above 1 `rank_by_bytes` is
  faster.
"""

SMALL_PRIMES = """\
## What a small prime does not say

A random square matrix modulo p has rank at most n − 1 with a probability of about 1/p, so that a rank modulo {prime}
that is not full says next to nothing about the rank over the rational numbers. `algebraic.dimension` takes a small
prime only where the rank turns out to be full; where it is not, a prime with 22 bits decides, as before. With 32
columns more than rows an accident has a probability of about p⁻³³ for a random matrix.
"""

NO_LARGE = """\
## What was not measured in this run

Random matrices of 20,000 and 50,000 rows on two threads (`benchmarks/rank_by_bytes.py --large`). The proof of a
dimension for 50,000 images by these products, and its check, stand in {doc}`examples/rank_growth`.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    words = {"prime": record["prime"], "large_prime": record["large_prime"]}
    parts = [INTRODUCTION.format(**words), machine_lines(record)]
    if not record["kernel"]:
        return "\n".join([*parts, "Not measured: no compiler, or a processor without AVX512-VNNI.\n"])
    parts += [
        "## Goals\n",
        _goals(record),
        "## Times\n",
        _times(record["rows"]),
        "## The rate\n",
        _rates(record["rows"]),
    ]
    if record["large"]:
        parts += ["## Large matrices\n", _large(record["large"])]
    else:
        parts += [NO_LARGE]
    parts += [SMALL_PRIMES.format(**words)]
    parts += ["## Disagreements\n", bullets(record["problems"] or ["none: all ranks are the planted ones"])]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _median(row: dict[str, Any], name: str, key: str = "cpu") -> float | None:
    result = row["results"].get(name, {})
    return median(result[key]) if result.get("status") == "ok" else None


def _ours(row: dict[str, Any]) -> float:
    return median(row["results"][BYTES]["cpu"])


def _is_full(row: dict[str, Any]) -> bool:
    return row["shape"][0] == row["shape"][1] == row["rank"]


def _goals(record: dict[str, Any]) -> str:
    lines = []
    for row in filter(_is_full, record["rows"]):
        theirs = [x for x in (_median(row, name) for name in (FFLAS_FLOAT, FFLAS_LARGE)) if x]
        if row["rank"] in GOAL_SIZES and theirs:
            times = min(theirs) / _ours(row)
            what = f"n = {row['rank']:,}, one thread: times FFLAS-FFPACK's fastest answer"
            lines.append([what, f"≥ {TIMES_FFLAS:g}", short(times), _yes(times >= TIMES_FFLAS)])
    for row in record["large"]:
        if row["size"] == LARGE_SIZE and row["status"] == "ok":
            what, found = f"n = {row['size']:,}, {row['threads']} threads: ", row["answer"]
            lines.append([what + "wall", "< 30 min", seconds(found["wall"]), _yes(found["wall"] < LARGE_SECONDS)])
            peak = found["peak_bytes"]
            lines.append([what + "memory", "< 24 GB", f"{peak / 1e9:.2f} GB", _yes(peak < LARGE_BYTES)])
    return markdown(["what", "goal", "measured", "met"], lines)


def _yes(reached: bool) -> str:
    return "yes" if reached else "no"


def _times(rows: list[dict[str, Any]]) -> str:
    names = (FFLAS_FLOAT, FFLAS_LARGE, FLOAT64, FLINT)
    lines = []
    for row in rows:
        ours = _ours(row)
        cells = [f"{row['shape'][0]:,} × {row['shape'][1]:,}", f"{row['rank']:,}", seconds(ours)]
        for name in names:
            theirs = _median(row, name)
            status = row["results"].get(name, {}).get("status", "–")
            cells.append(f"{seconds(theirs)} ({ratio(theirs, ours)})" if theirs else status)
        times = row["results"][BYTES]["cpu"]
        lines.append([*cells, f"{max(times) / min(times):.2f}"])
    header = ["matrix", "rank", f"`{BYTES}`", *names, f"`{BYTES}`, slowest / fastest"]
    return markdown(header, lines)


def _rates(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in filter(_is_full, rows):
        size = row["rank"]
        rate = 2 / 3 * size**3 / 1e9
        products = [_median(row, name) for name in (PRODUCT, FLOAT)]
        cells = [f"{2 * row['product_size'] ** 3 / 1e9 / x:.0f}" if x else "–" for x in products]
        theirs = _median(row, FFLAS_FLOAT)
        lines.append([f"{size:,}", f"{rate / _ours(row):.0f}", f"{rate / theirs:.0f}" if theirs else "–", *cells])
    header = ["n", f"`{BYTES}`, 10⁹ operations/s", FFLAS_FLOAT, f"{PRODUCT}, GFLOP/s", f"{FLOAT}, GFLOP/s"]
    return "An n × n elimination has (2/3) n³ operations, a product 2 n³ (of n ≤ 4,000).\n\n" + markdown(header, lines)


def _large(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        if row["status"] != "ok":
            lines.append([f"{row['size']:,}", row["threads"], row["status"], "–", "–", "–", row["load"]])
            continue
        found = row["answer"]
        rate = 2 / 3 * row["size"] ** 3 / found["cpu"] / 1e9
        cells = [f"{found['rank']:,}", seconds(found["wall"]), seconds(found["cpu"])]
        lines.append(
            [
                f"{row['size']:,}",
                row["threads"],
                *cells,
                f"{found['peak_bytes'] / 1e9:.2f} GB",
                row["load"],
                f"{rate:.0f}",
            ]
        )
    header = ["n", "threads", "rank", "wall", "CPU", "memory", "load at the start", "10⁹ operations per CPU second"]
    return (
        "Random square matrices whose rows are drawn as they are eliminated (drawing is not counted).\n\n"
        + markdown(header, lines)
    )
