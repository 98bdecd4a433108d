"""``make bench``: paths per second, complete certified sets of solutions, real counts over many data sets.

It takes about twenty minutes; ``--quick`` takes some seconds.
Exit code 1 when numbers of solutions disagree, or when we fail; a missing program is no error.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread for each process

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from cases import SEED
from decimal_cases import H10, S2, S4, S5, S8, S9, S13
from output import complete, deliver, make_parser, read_options, say
from real_data import measure_real_counts
from record import describe_run
from solutions_page import render
from solving import measure_solving
from tracking import PATHS, measure_tracking

TRACKED = (S5, S8, S9, S13)
SOLVED = (S5, S8, S9, S13, H10)
REAL = (S5, S2, S4, S8, S9, S13)
DATA_SETS = 1000
LOST = Path(__file__).parent.parent / "docs" / "results" / "lost.json"  # of benchmarks/lost.py, which runs by itself
TRACKING_REPETITIONS = 5
QUICK_PATHS, QUICK_DATA_SETS = 600, 20


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started, quick = perf_counter(), options.quick
    record: dict[str, Any] = {
        "options": {k: getattr(options, k) for k in ("quick", "limit", "repetitions")},
        "seed": SEED,
    }
    record |= describe_run()
    record["command"] = " ".join(["benchmarks/solutions.py", *options.arguments])
    own = {"repetitions": options.repetitions, "limit": options.limit}
    record["tracking"], record["solving"], record["real"] = [], [], []
    for case in (S5,) if quick else TRACKED:
        say(f"tracking: {case.name} {case.describe()}")
        record["tracking"].append(
            measure_tracking(
                case,
                num_paths=QUICK_PATHS if quick else PATHS,
                repetitions=1 if quick else TRACKING_REPETITIONS,
                limit=options.limit,
            )
        )
    for case in (S8,) if quick else SOLVED:
        say(f"solving: {case.name} {case.describe()}")
        record["solving"].append(measure_solving(case, **own))
    for case in (S4,) if quick else REAL:
        say(f"real solutions: {case.name} {case.describe()}")
        record["real"].append(measure_real_counts(case, QUICK_DATA_SETS if quick else DATA_SETS))
    rows = [*record["tracking"], *record["solving"], *record["real"]]
    return complete(record, started, [problem for row in rows for problem in row["problems"]])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("solutions.py", __doc__, quick="one small system for each table", repetitions=3)
    parser.add_argument("--limit", type=float, help="seconds for one call (default 90; quick: 5)")
    options = read_options(parser, arguments)
    options.limit = options.limit or (5.0 if options.quick else 90.0)
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    lost = json.loads(LOST.read_text())
    return deliver(parse(arguments), run, lambda record: render(record, lost))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
