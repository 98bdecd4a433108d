"""``make bench``: is the rank full? Modulo a prime below 256 by products of bytes, beside FFLAS-FFPACK's fastest field.

It takes about ten minutes and 4 GB; ``--quick`` some seconds; ``--large`` adds matrices of 20,000 and 50,000 rows.
Exit code 1 when a rank is not the planted one; a missing program is no error.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread, except where two are asked for

import argparse
import resource
import sys
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from cases import SEED
from fflas import library_version, rank_by_fflas
from measuring import measure
from output import complete, deliver, make_parser, read_options, say
from rank_bytes_page import BYTES, FFLAS_FLOAT, FFLAS_LARGE, FLINT, FLOAT, FLOAT64, PRODUCT, render
from rank_mod_prime import Case, clocked, random_residues
from record import describe_run

from algebraic.modular import as_nmod, eliminate, random_byte_prime, random_small_prime
from algebraic.ranks import ByteElimination, find_byte_kernel, rank_by_bytes

CASES = (
    Case(1000, 1000, 1000),
    Case(2000, 2000, 2000),
    Case(4000, 4000, 4000),
    Case(4000, 4000, 3999),
    Case(4000, 4000, 2000),
    Case(16000, 1000, 1000),
    Case(1000, 16000, 1000),
    Case(8000, 8000, 8000),
    Case(16000, 16000, 16000),
)
QUICK_CASES = (Case(500, 500, 500), Case(600, 500, 200))
LARGEST_FOR_FLINT, LARGEST_REPEATED, LARGEST_PRODUCT = 2000, 8000, 4000
LARGE_SIZES = (20_000, 50_000)
ROWS = 512


def measure_case(case: Case, prime: int, *, repetitions: int, limit: float) -> dict[str, Any]:
    """Seconds of every program for one matrix, in turn, in this process (FFLAS-FFPACK: in one of its own)."""
    matrix = random_residues(case, prime) % prime
    size, small = min(case.shape), matrix.astype(np.uint8)
    repetitions = repetitions if size <= LARGEST_REPEATED else 1
    large_prime = random_small_prime(SEED)
    copy = np.empty_like(matrix)
    product_size = min(size, LARGEST_PRODUCT)
    factor = np.random.default_rng(SEED).standard_normal((product_size, product_size)).astype(np.float32)

    def by_bytes() -> int:
        found = rank_by_bytes(small, prime)
        return -1 if found is None else found.rank

    def in_float64() -> int:
        copy[:] = matrix
        return eliminate(copy, large_prime).rank

    def product(of: np.ndarray) -> int:
        of @ of
        return case.rank

    tasks: dict[str, Callable[[], int]] = {BYTES: by_bytes, FLOAT: partial(product, factor)}
    tasks[PRODUCT] = partial(product, factor.astype(np.float64))
    if case.rank == size <= LARGEST_REPEATED:  # the same integers modulo a large prime
        tasks[FLOAT64] = in_float64
    if size <= LARGEST_FOR_FLINT:
        converted = as_nmod(matrix.astype(np.int64), prime)
        tasks[FLINT] = lambda: int(converted.rank())
    results: dict[str, dict[str, Any]] = {name: {"status": "ok", "ranks": [], "wall": [], "cpu": []} for name in tasks}
    for _ in range(repetitions):
        for name, task in tasks.items():
            for key, value in zip(("ranks", "wall", "cpu"), clocked(task), strict=True):
                results[name][key].append(value)
    for name, modulus, entry in ((FFLAS_FLOAT, prime, "float"), (FFLAS_LARGE, large_prime, "double")):
        if modulus == large_prime and size > LARGEST_REPEATED:
            continue
        say(f"  {name}")
        results[name] = rank_by_fflas(
            case.shape, case.rank, modulus, SEED, repetitions=repetitions, limit=limit, entry=entry
        )
    return {"shape": case.shape, "rank": case.rank, "product_size": product_size, "results": results}


def measure_large(size: int, prime: int, threads: int) -> dict[str, Any]:
    """The elimination of a random square matrix whose rows are drawn as they come: seconds, and the peak of memory."""
    stream, elimination = np.random.default_rng([SEED, size]), ByteElimination(size, size, prime, threads=threads)
    wall = cpu = 0.0
    for begin in range(0, size, ROWS):
        rows = stream.integers(0, prime, (min(ROWS, size - begin), size), dtype=np.uint8)

        def add(rows: np.ndarray = rows) -> int:
            elimination.add(rows)
            return elimination.rank

        _, seconds, own = clocked(add)
        wall, cpu = wall + seconds, cpu + own
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"rank": elimination.rank, "wall": wall, "cpu": cpu, "peak_bytes": peak}


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started, quick, prime = perf_counter(), options.quick, random_byte_prime(SEED)
    assert prime is not None
    record: dict[str, Any] = {
        "options": {k: getattr(options, k) for k in ("quick", "limit", "repetitions", "large")},
        "seed": SEED,
        "prime": prime,
        "large_prime": random_small_prime(SEED),
        "rows": [],
        "large": [],
        "kernel": find_byte_kernel() is not None,  # compiled before anything is timed
    }
    record |= describe_run()
    record["versions"]["fflas-ffpack"] = library_version()
    record["command"] = " ".join(["benchmarks/rank_by_bytes.py", *options.arguments])
    if not record["kernel"]:
        return complete(record, started, [])
    for case in QUICK_CASES if quick else CASES:
        say(f"{case.num_rows} × {case.num_columns}, rank {case.rank}")
        record["rows"].append(measure_case(case, prime, repetitions=options.repetitions, limit=options.limit))
    threads = min(2, os.cpu_count() or 1)
    for size in LARGE_SIZES if options.large else ():
        say(f"{size} × {size}, {threads} threads")
        load = os.getloadavg()[0]
        found = measure(partial(measure_large, size, prime, threads), 3600.0)
        record["large"].append({"size": size, "threads": threads, "load": round(load, 1), **found})
    return complete(record, started, problems(record))


def problems(record: dict[str, Any]) -> list[str]:
    """Ranks that are not the planted ones: one less than full happens once in a few hundred random matrices."""
    found = []
    for row in record["rows"]:
        for name, result in row["results"].items():
            if set(result.get("ranks", [])) - {row["rank"]}:
                found.append(f"{row['shape']}: {name} finds {result['ranks']}, planted {row['rank']}")
    for row in record["large"]:
        if row["status"] == "ok" and row["answer"]["rank"] != row["size"]:
            found.append(f"the matrix of size {row['size']} has rank {row['answer']['rank']}")
    return found


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("rank_by_bytes.py", __doc__, quick="small matrices", repetitions=3)
    parser.add_argument("--limit", type=float, default=600.0, help="seconds for a process of its own (default 600)")
    parser.add_argument("--large", action="store_true", help="also 20,000 and 50,000 rows")
    return read_options(parser, arguments)


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return deliver(parse(arguments), run, render)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
