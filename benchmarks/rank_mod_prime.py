"""``make bench``: ranks modulo a prime beside python-flint, FFLAS-FFPACK and the speed of float64 matrix products.

It takes about ten minutes and 5 GB; ``--quick`` takes some seconds.
Exit code 1 when a rank is not the planted one; a missing program is no error.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread, except where two are asked for

import argparse
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter, process_time
from typing import Any

import numpy as np
from cases import SEED
from fflas import library_version, rank_by_fflas
from measuring import measure
from output import complete, deliver, make_parser, read_options, say
from rank_page import FFLAS, FLINT, OURS, PRODUCT, PUBLIC, render
from record import describe_run
from threadpoolctl import threadpool_limits

from algebraic.modular import as_nmod, longest_inner, random_small_prime, reduce_in_place
from algebraic.modular.elimination import PANEL, eliminate
from algebraic.ranks import rank_mod_prime

LARGEST_FOR_FLINT = 4000


@dataclass(frozen=True)
class Case:
    """A random matrix: its shape and planted rank."""

    num_rows: int
    num_columns: int
    rank: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.num_rows, self.num_columns


CASES = (
    Case(1000, 1000, 1000),
    Case(2000, 2000, 2000),
    Case(4000, 4000, 4000),
    Case(4000, 4000, 2000),
    Case(16000, 1000, 1000),
    Case(1000, 16000, 1000),
    Case(8000, 8000, 8000),
)
QUICK_CASES = (Case(500, 500, 500), Case(600, 500, 200))
THREADS_SIZE, LARGE_SIZE = 8000, 20_000


def random_residues(case: Case, prime: int) -> np.ndarray:
    """A random matrix modulo a prime, of this rank unless by an accident (probability about 1/prime)."""
    stream = np.random.default_rng([SEED, *case.shape, case.rank])

    def draw(num_rows: int, num_columns: int) -> np.ndarray:
        found = np.empty((num_rows, num_columns))
        for row in found:
            row[:] = stream.integers(0, prime, num_columns)
        return found

    if case.rank == min(case.shape):
        return draw(*case.shape)
    found, step = np.zeros(case.shape), longest_inner(prime) // 4  # the residues are not balanced
    left, right = draw(case.num_rows, case.rank), draw(case.rank, case.num_columns)
    for begin in range(0, case.rank, step):
        found -= left[:, begin : begin + step] @ right[begin : begin + step]
        reduce_in_place(np, found, prime)
    return found


def clocked(task: Callable[[], int]) -> tuple[int, float, float]:
    """Answer, wall seconds and CPU seconds."""
    wall, cpu = perf_counter(), process_time()
    answer = task()
    return answer, perf_counter() - wall, process_time() - cpu


def measure_case(case: Case, prime: int, *, repetitions: int, limit: float, threads: int = 1) -> dict[str, Any]:
    """Seconds of every program for one matrix, in turn, in this process (FFLAS-FFPACK: in one of its own)."""
    matrix = random_residues(case, prime)
    size = min(case.shape)
    factor = random_residues(Case(size, size, size), prime)
    copy = np.empty_like(matrix)

    def product() -> int:
        factor @ factor
        return case.rank

    tasks: dict[str, Callable[[], int]] = {OURS: lambda: eliminate(copy, prime).rank, PRODUCT: product}
    if threads == 1:
        integers = matrix.astype(np.int64)
        tasks[PUBLIC] = lambda: rank_mod_prime(integers, prime=prime).rank
        if size <= LARGEST_FOR_FLINT:
            converted = as_nmod(integers % prime, prime)
            tasks[FLINT] = lambda: int(converted.rank())
    results: dict[str, dict[str, Any]] = {name: {"status": "ok", "ranks": [], "wall": [], "cpu": []} for name in tasks}
    with threadpool_limits(limits=threads):
        eliminate(np.eye(100), prime)  # imports
        for _ in range(repetitions):
            for name, task in tasks.items():
                copy[:] = matrix
                for key, value in zip(("ranks", "wall", "cpu"), clocked(task), strict=True):
                    results[name][key].append(value)
    if threads == 1:
        results[FFLAS] = rank_by_fflas(case.shape, case.rank, prime, SEED, repetitions=repetitions, limit=limit)
    return {
        "shape": case.shape,
        "rank": case.rank,
        "prime": prime,
        "threads": threads,
        "product_size": size,
        "results": results,
    }


def measure_large(size: int, prime: int, threads: int) -> dict[str, Any]:
    """One elimination of a square matrix that takes gigabytes: rank, seconds and the peak of this process."""
    matrix = random_residues(Case(size, size, size), prime)
    with threadpool_limits(limits=threads):
        rank, wall, _ = clocked(lambda: eliminate(matrix, prime).rank)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"size": size, "prime": prime, "threads": threads, "ranks": [rank], "wall": wall, "peak_bytes": peak}


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started, quick, prime = perf_counter(), options.quick, random_small_prime(SEED)
    record: dict[str, Any] = {
        "options": {k: getattr(options, k) for k in ("quick", "limit", "repetitions")},
        "seed": SEED,
    }
    record |= describe_run()
    record["versions"]["fflas-ffpack"] = library_version()
    record["command"] = " ".join(["benchmarks/rank_mod_prime.py", *options.arguments])
    threads, size = min(2, os.cpu_count() or 1), 500 if quick else LARGE_SIZE
    say(f"{size} × {size}, {threads} threads")
    # First, and in a process of its own: the peak of memory is that of this elimination.
    found = measure(partial(measure_large, size, prime, threads), options.limit)
    record["large"] = found["answer"] if found["status"] == "ok" else {"size": size, **found}
    own = {"repetitions": options.repetitions, "limit": options.limit}
    record["panel"], record["rows"] = PANEL, []
    for case in QUICK_CASES if quick else CASES:
        say(f"{case.num_rows} × {case.num_columns}, rank {case.rank}")
        record["rows"].append(measure_case(case, prime, **own))
    size = 500 if quick else THREADS_SIZE
    say(f"{size} × {size}, {threads} threads")
    record["rows"].append(measure_case(Case(size, size, size), prime, **own, threads=threads))
    return complete(record, started, problems(record))


def problems(record: dict[str, Any]) -> list[str]:
    """Ranks that are not the planted ones."""
    found = []
    for row in record["rows"]:
        for name, result in row["results"].items():
            if set(result.get("ranks", [])) - {row["rank"]}:
                found.append(f"{row['shape']}: {name} finds {result['ranks']}, planted {row['rank']}")
    large = record["large"]
    if set(large.get("ranks", [])) != {large["size"]}:
        found.append(f"the large matrix of size {large['size']}: {large.get('ranks') or large['status']}")
    return found


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("rank_mod_prime.py", __doc__, quick="small matrices", repetitions=3)
    parser.add_argument("--limit", type=float, default=600.0, help="seconds for a process of its own (default 600)")
    return read_options(parser, arguments)


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return deliver(parse(arguments), run, render)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
