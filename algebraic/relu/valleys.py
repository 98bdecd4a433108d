"""``python -m algebraic.relu.valleys``: components and bad local minima over random data sets, as a record.

The record is written every few seconds and at the end, so that the same command goes on where it was ended; rows
depend on the number of their data set and on nothing else, but for the time. A row that is no longer as it was written
(each has its SHA-256) is made again.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..options import MAX_DATA_SETS, add_executor_options, check_executor_options
from ..shell import (
    Budget,
    Parser,
    check_output_path,
    check_range,
    intact_rows,
    run_command,
    say,
    spread,
    write_rows,
)

if TYPE_CHECKING:
    from .valley_row import ValleyRow

MAX_SECONDS = 100_000
EVERY = 10.0  # seconds between two times that the record is written


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(
        prog="python -m algebraic.relu.valleys",
        description="Components of the zero-error sets and bad local minima of two-layer ReLU networks, over random\n"
        "data sets: a record. One that is there already is gone on with.",
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="the record")
    parser.add_argument("--data-sets", type=int, default=100, metavar="N", help="of each shape (default: 100)")
    parser.add_argument(
        "--minima", type=int, default=6, metavar="H", help="local minima up to so many units (default: 6)"
    )
    parser.add_argument(
        "--samples", type=int, default=5, metavar="N", help="data sets of up to so many samples (default: 5)"
    )
    parser.add_argument("--each", type=int, default=600, metavar="S", help="seconds for one row (default: 600)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    add_executor_options(parser)
    options = parser.parse_args(arguments)
    from ..engines import versions
    from .valley_row import LEAST_SAMPLES, valley_cases, valley_row

    check_output_path("--out", options.out)
    check_range("--data-sets", options.data_sets, 1, MAX_DATA_SETS)
    check_range("--minima", options.minima, 0, 16)
    check_range("--samples", options.samples, LEAST_SAMPLES, 5)
    check_range("--each", options.each, 1, MAX_SECONDS)
    check_executor_options(options)
    path, asked = Path(options.out), {"minima": options.minima, "each": options.each}
    known: dict[str, ValleyRow] = {_key(row): row for row in intact_rows(path, asked)}
    cases = list(valley_cases(options.data_sets, options.samples))
    missing = [case for case in cases if _key(case) not in known]
    say(f"{len(cases)} rows, {len(missing)} of them to do")
    calls = (partial(valley_row, case, most=options.minima, seconds=options.each) for case in missing)
    budget, doing = Budget(options.timeout), "zero-error sets were being explored"
    made_with, written = versions(), 0.0
    try:
        for row in spread(calls, executor=options.executor, jobs=options.jobs, budget=budget, doing=doing):
            known[_key(row)] = row
            if time.monotonic() > written + EVERY:
                write_rows(path, asked, made_with, sorted(known.values(), key=_order))
                written = time.monotonic()
    finally:
        if missing:
            write_rows(path, asked, made_with, sorted(known.values(), key=_order))
    return 0


def _key(case: Any) -> str:
    names = ("data_set", "num_samples", "inputs", "hidden_bias", "leak", "num_hidden")
    return json.dumps([case[name] for name in names])


def _order(row: ValleyRow) -> tuple[int, str, int]:
    return row["data_set"], row["leak"], row["num_hidden"]


if __name__ == "__main__":
    sys.exit(main())
