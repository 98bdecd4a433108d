"""``python -m algebraic.count.function_table``: the critical functions of small networks, as a record.

Each row is written as soon as it is known, so that the same command goes on where it was ended. A row that is no longer
as it was written (each has its SHA-256) is counted again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..options import MAX_SEED, add_executor_options, check_executor_options
from ..shell import Budget, Parser, check_output_path, check_range, intact_rows, run_command, say, spread, write_rows

if TYPE_CHECKING:
    from ..census import FunctionCase, FunctionRow


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(
        prog="python -m algebraic.count.function_table",
        description="Critical functions of small linear, polynomial, convolutional and attention networks: a record.\n"
        "A record that is there already is gone on with.",
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="the record")
    parser.add_argument("--first", type=int, metavar="N", help="only the first N rows (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="of all random choices (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    add_executor_options(parser)
    options = parser.parse_args(arguments)
    check_output_path("--out", options.out)
    check_range("--seed", options.seed, 0, MAX_SEED - 1)
    check_executor_options(options)
    from ..census import cases_of_table, function_row
    from ..engines import versions

    cases = cases_of_table()
    check_range("--first", options.first, 1, len(cases))
    cases, asked, path = cases[: options.first], {"seed": options.seed}, Path(options.out)
    rows: list[FunctionRow] = intact_rows(path, asked)
    known = {_key(row): row for row in rows}
    order = [_key(case) for case in cases]
    missing = [case for case in cases if _key(case) not in known]
    say(f"{len(cases)} cases, {len(missing)} of them to do")
    calls = (partial(function_row, case, **asked) for case in missing)
    budget = Budget(options.timeout)
    doing = "critical functions were being counted"
    for row in spread(calls, executor=options.executor, jobs=options.jobs, budget=budget, doing=doing):
        known[_key(row)] = row
        write_rows(path, asked, versions(), [known[key] for key in order if key in known])
    return 0


def _key(case: FunctionCase | FunctionRow) -> str:
    return json.dumps([case[name] for name in ("kind", "sizes", "activation", "bias", "metric")])


if __name__ == "__main__":
    sys.exit(main())
