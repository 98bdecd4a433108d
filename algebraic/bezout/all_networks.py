"""``python -m algebraic.bezout.all_networks``: the bounds and the counts of every small dense network, as a record.

Every dense network with one output and at most ``--size`` weights, with and without hidden biases, an output bias and
an activation after the last layer, on as many random data as it has weights. Each row is written as soon as it is
known, so that the same command goes on where it was ended; rows depend on the seed and on nothing else. A row that is
no longer as it was written (each has its SHA-256) is counted again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..options import MAX_SEED, add_executor_options, check_executor_options
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
from .shapes import ACTIVATIONS, DenseShape, dense_shapes

if TYPE_CHECKING:
    from .small_networks import NetworkRow

MAX_SIZE, MAX_MOST = 12, 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(
        prog="python -m algebraic.bezout.all_networks",
        description="Bézout, BKK, complex and real solutions of all small dense networks with one output: a record.\n"
        "A record that is there already is gone on with.",
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="the record")
    parser.add_argument("--size", type=int, default=4, metavar="K", help="at most so many weights (default: 4)")
    parser.add_argument(
        "--activation", action="append", metavar="P", help=f"may be repeated (default: {', '.join(ACTIVATIONS)})"
    )
    parser.add_argument(
        "--most", type=int, default=2_000, metavar="N", help="count where BKK allows so many (default: 2000)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the data and the primes (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    add_executor_options(parser)
    options = parser.parse_args(arguments)
    check_output_path("--out", options.out)
    check_range("--size", options.size, 1, MAX_SIZE)
    check_range("--most", options.most, 1, MAX_MOST)
    check_range("--seed", options.seed, 0, MAX_SEED)
    check_executor_options(options)
    from ..engines import versions
    from .small_networks import network_row

    asked = {"most": options.most, "seed": options.seed}
    path = Path(options.out)
    rows: list[NetworkRow] = intact_rows(path, asked)
    shapes = dense_shapes(options.size, options.activation or ACTIVATIONS)
    known = {_key(row): row for row in rows}
    missing = [shape for shape in shapes if _key(shape) not in known]
    say(f"{len(shapes)} networks, {len(missing)} of them to do")
    calls = (partial(network_row, shape, **asked) for shape in missing)
    budget = Budget(options.timeout)
    doing = "networks were being counted"
    for row in spread(calls, executor=options.executor, jobs=options.jobs, budget=budget, doing=doing):
        known[_key(row)] = row
        write_rows(path, asked, versions(), sorted(known.values(), key=_order))
    return 0


def _key(shape: DenseShape | NetworkRow) -> str:
    return json.dumps([shape[name] for name in DenseShape.__annotations__])  # type: ignore[literal-required]


def _order(row: NetworkRow) -> tuple[str, int, str]:
    return row["activation"], row["num_params"], _key(row)


if __name__ == "__main__":
    sys.exit(main())
