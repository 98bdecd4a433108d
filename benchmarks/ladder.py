"""``make bench``: BKK bounds, counts modulo primes, ranks and whole commands, beside other programs.

It takes about twenty minutes; ``--quick`` takes some seconds.
Exit code 1 when a program answers differently from us, or when we fail; a missing program is no error.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread for each process

import argparse
import sys
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from cases import NETWORKS, POLYTOPES, QUICK, SEED, START_UP, WIDE_NETWORKS, Case
from commands import COMMANDS
from count_peers import LARGE_PRIME, SMALL_PRIME, count_peers
from measuring import Peer, compare, disagreements
from output import complete, deliver, make_parser, read_options, say
from page import render
from rank_split import split_rank
from record import describe_run
from volume_peers import VOLUME_PEERS


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""

    def chosen(cases: Sequence[Case]) -> list[Case]:
        return [c for c in cases if not options.quick or c.name in QUICK]

    def table(peers: Sequence[Peer], cases: Sequence[Case], given: str) -> list[dict[str, Any]]:
        return [_row(peers, case, given, options) for case in [START_UP, *chosen(cases)]]

    started = perf_counter()
    record: dict[str, Any] = {
        "options": {k: getattr(options, k) for k in ("quick", "limit", "repetitions")},
        "seed": SEED,
    }
    record |= describe_run()
    record["command"] = " ".join(["benchmarks/ladder.py", *options.arguments])
    record["bkk"] = table(VOLUME_PEERS, NETWORKS + POLYTOPES, "points")
    record["count"] = {str(p): table(count_peers(p), NETWORKS, "equations") for p in (LARGE_PRIME, SMALL_PRIME)}
    record["rank"] = []
    for case in chosen(WIDE_NETWORKS):
        say(f"rank, {case.num_params} parameters")
        record["rank"].append(split_rank(case, options.repetitions))
    say("commands")
    record["commands"] = compare(COMMANDS, None, repetitions=options.repetitions, limit=options.limit)
    return complete(record, started, _problems(record))


def _row(peers: Sequence[Peer], case: Case, given: str, options: argparse.Namespace) -> dict[str, Any]:
    say(f"{case.name} {case.describe()}")
    getattr(case, given)  # computed once, before the processes are forked: no call pays for it
    results = compare(peers, case, repetitions=options.repetitions, limit=options.limit)
    return {
        "case": case.name,
        "network": case.describe(),
        "num_params": case.num_params,
        "num_points": len(case.points),
        "results": results,
        "disagreements": disagreements(peers, results),
    }


def _problems(record: dict[str, Any]) -> list[str]:
    """Disagreements, and failures of ours."""
    rows = [*record["bkk"], *(row for rows in record["count"].values() for row in rows)]
    found = [f"{row['case']}: {text}" for row in rows for text in row["disagreements"].values()]
    ours = [(row["case"], row["results"]["zerolocus"]) for row in rows] + list(record["commands"].items())
    found += [f"{name}: {result['note']}" for name, result in ours if result["status"] == "failed"]
    found += [f"{row['case']}: ranks {row['ranks']}" for row in record["rank"] if len(row["ranks"]) > 1]
    return found


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("ladder.py", __doc__, quick="a few systems", repetitions=5)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one call (default 60)")
    return read_options(parser, arguments)


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return deliver(parse(arguments), run, render)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
