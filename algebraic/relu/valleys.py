"""``python -m algebraic.relu.valleys``: components and bad local minima over random data sets, as a record.

Each row is written as soon as it is known, so that the same command goes on where it was ended; rows depend on the
number of their data set and on nothing else, but for the time. A row that is no longer as it was written (each has its
SHA-256) is made again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..options import MAX_DATA_SETS, add_executor_options, check_executor_options
from ..shell import (
    Budget,
    Parser,
    WrongInput,
    check_output_path,
    check_range,
    read_json_file,
    run_command,
    say,
    spread,
    write_text,
)

if TYPE_CHECKING:
    from .valley_row import ValleyRow

MAX_SECONDS = 100_000


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
    parser.add_argument("--data-sets", type=int, default=100, metavar="N", help="how many (default: 100)")
    parser.add_argument(
        "--minima", type=int, default=3, metavar="H", help="local minima up to so many units (default: 3)"
    )
    parser.add_argument("--each", type=int, default=600, metavar="S", help="seconds for one row (default: 600)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    add_executor_options(parser)
    options = parser.parse_args(arguments)
    check_output_path("--out", options.out)
    check_range("--data-sets", options.data_sets, 1, MAX_DATA_SETS)
    check_range("--minima", options.minima, 0, 16)
    check_range("--each", options.each, 1, MAX_SECONDS)
    check_executor_options(options)
    from .valley_row import valley_cases, valley_row

    path, asked = Path(options.out), {"minima": options.minima, "each": options.each}
    known = {_key(row): row for row in _earlier(path, asked)}
    cases = list(valley_cases(options.data_sets))
    missing = [case for case in cases if _key(case) not in known]
    say(f"{len(cases)} rows, {len(missing)} of them to do")
    calls = (partial(valley_row, case, most=options.minima, seconds=options.each) for case in missing)
    budget, doing = Budget(options.timeout), "zero-error sets were being explored"
    for row in spread(calls, executor=options.executor, jobs=options.jobs, budget=budget, doing=doing):
        known[_key(row)] = row
        _write(path, asked, list(known.values()))
    return 0


def _key(case: Any) -> str:
    names = ("data_set", "num_samples", "inputs", "hidden_bias", "leak", "num_hidden")
    return json.dumps([case[name] for name in names])


def _earlier(path: Path, asked: dict[str, int]) -> list[ValleyRow]:
    """The rows of a record that is there, if it was made in the same way, but for those that are damaged."""
    if not path.exists():
        return []
    found = read_json_file(str(path))
    settings, rows = (found.get(name) if isinstance(found, dict) else None for name in ("settings", "rows"))
    if settings != asked or not isinstance(rows, list):
        raise WrongInput(
            f"{path.name} is no record of {asked}", hint="give the same options, or another --out", kind="other_record"
        )
    whole = [row for row in rows if isinstance(row, dict) and row.pop("sha256", "") == _digest(row, asked)]
    if len(whole) < len(rows):
        say(f"{len(rows) - len(whole)} rows of {path.name} are damaged and left out")
    return cast("list[ValleyRow]", whole)


def _digest(row: Any, asked: dict[str, int]) -> str:
    return sha256(json.dumps([row, asked], sort_keys=True).encode()).hexdigest()


def _write(path: Path, asked: dict[str, int], rows: list[ValleyRow]) -> None:
    from ..engines import versions

    lines = ",\n".join(f"  {json.dumps({**row, 'sha256': _digest(row, asked)})}" for row in sorted(rows, key=_order))
    head = json.dumps({"settings": asked, "versions": versions()})[:-1]
    write_text(path, f'{head},\n "rows": [\n{lines}\n ]}}\n')


def _order(row: ValleyRow) -> tuple[int, str, int]:
    return row["data_set"], row["leak"], row["num_hidden"]


if __name__ == "__main__":
    sys.exit(main())
