"""Is a solution ever lost? The network with 21 solutions, many seeds and data sets, seven scales of the data.

``python -m benchmarks.lost --runs 1000`` takes about 1 CPU second for each data set; ``--seconds`` ends it earlier.
``--first`` begins later, and ``--from PART PART … --json FILE`` puts the records of several parts together.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from algebraic import Network
from algebraic.census import solve
from algebraic.tracking import tracker_on

COUNT = 21
SCALES = (-6, -4, -2, 0, 2, 4, 6)  # powers of ten for inputs and targets
FEWER = ("exact_mod_p", "exact", "empty")  # what is said where special data have fewer, or none


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Count certified solutions, data set by data set; every case without all 21 is kept."""
    network = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    tracker, found, others = tracker_on("cpu", kernel=None), Counter[tuple[int, int, str]](), []
    runs = []
    for run in range(options.first, options.first + options.runs):
        stream = np.random.default_rng([14, run])
        inputs, targets = stream.integers(-99, 100, (4, 2)).tolist(), stream.integers(-99, 100, 4).tolist()
        for scale in SCALES:
            unit = Fraction(10) ** scale
            x, y = [[value * unit for value in row] for row in inputs], [value * unit for value in targets]
            result = solve(network, x, y, seed=run, tracker=tracker)
            case: dict[str, Any] = {
                "run": run,
                "scale": scale,
                "count": result.count,
                "status": result.complex_count_status,
            }
            found[scale, case["count"], case["status"]] += 1
            if case["count"] != COUNT:
                others.append(case)
                print(f"{_word(case)}: {case}", file=sys.stderr, flush=True)
        runs.append(run)
        if time.process_time() > options.seconds:
            break
    answers = [{"scale": s, "count": c, "status": w, "times": n} for (s, c, w), n in sorted(found.items())]
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "runs": [[runs[0], runs[-1]]],
        "cpu": round(time.process_time(), 1),
        "answers": answers,
        "others": others,
    }


def together(records: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The record of several parts.

    Raises:
        ValueError: parts that overlap.
    """
    parts = sorted(records, key=lambda record: record["runs"])
    runs = [own for part in parts for own in part["runs"]]
    if any(before[1] >= after[0] for before, after in pairwise(runs)):
        raise ValueError(f"parts overlap: {runs}")
    found = Counter[tuple[int, int, str]]()
    for part in parts:
        for answer in part["answers"]:
            found[answer["scale"], answer["count"], answer["status"]] += answer["times"]
    return {
        "date": max(part["date"] for part in parts),
        "runs": runs,
        "cpu": round(sum(part["cpu"] for part in parts), 1),
        "answers": [{"scale": s, "count": c, "status": w, "times": n} for (s, c, w), n in sorted(found.items())],
        "others": [case for part in parts for case in part["others"]],
    }


def _word(case: dict[str, Any]) -> str:
    return "special data" if case["status"] in FEWER else "LOST"


def summary(record: dict[str, Any]) -> str:
    """What a person reads."""
    number, lost = sum(b - a + 1 for a, b in record["runs"]), [c for c in record["others"] if _word(c) == "LOST"]
    lines = [f"{number:,} data sets, {len(SCALES)} scales each, {record['cpu']:.0f} CPU s: {len(lost)} lost"]
    lines += [f"10^{a['scale']}: {a['count']} {a['status']}, {a['times']} times" for a in record["answers"]]
    return "\n".join([*lines, *(f"{_word(case)}: {case}" for case in record["others"])])


def main() -> int:
    """Measure or put together, print a summary; 1 where a solution is lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first data set")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="of CPU time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the record")
    parser.add_argument("--from", dest="parts", type=Path, nargs="+", metavar="PART", help="put these together")
    options = parser.parse_args()
    record = together(json.loads(p.read_text()) for p in options.parts) if options.parts else measure(options)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")
    print(summary(record))
    return int(any(_word(case) == "LOST" for case in record["others"]))


if __name__ == "__main__":
    sys.exit(main())
