"""``python -m algebraic.atlas``: build, check, query, test and export an atlas of network varieties."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..options import add_executor_options, check_executor_options
from ..shell import Budget, Parser, Progress, WrongInput, check_output_path, deliver, run_command

if TYPE_CHECKING:
    from .rows import Row

PROG = "python -m algebraic.atlas"
SECONDS_A_ROW = 0.016  # one of some hundred parameters, on one core
SHOWN = 20  # rows of a query


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parts: dict[str, Callable[[Sequence[str]], int]] = {
        "build": _build, "check": _check, "query": _query, "test": _test, "export": _export,
    }  # fmt: skip
    if arguments and arguments[0] in parts:
        return parts[arguments[0]](arguments[1:])
    parser = Parser(
        prog=PROG,
        description="The dimension of every network variety in a box, with proofs, complete.\n"
        "  build --box FILE.json --out DIR   find them\n"
        "  check DIR                         is it complete, undamaged, right?\n"
        "  query DIR 'defect > 0'            rows for which an expression holds\n"
        "  test DIR 'CONJECTURE'             the smallest counterexample, or how many rows were checked\n"
        "  export DIR --format csv --to FILE a table for other programs",
        words=tuple(parts),
    )
    parser.add_argument("part", choices=tuple(parts), help="what to do")
    parser.parse_args(arguments)
    raise WrongInput("no part was given", hint=f"{PROG} --help", kind="usage")


def _build(arguments: Sequence[str]) -> int:
    started = time.monotonic()
    parser = Parser(prog=f"{PROG} build", description="Find the dimensions of all architectures in a box.")
    parser.add_argument("--box", required=True, metavar="FILE.json", help="ranges of depth, widths and degree")
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder, or one to go on with")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of all random choices (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: no limit)")
    parser.add_argument("--estimate", action="store_true", help="only say how many there are, and about how long")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    add_executor_options(parser)
    options = parser.parse_args(arguments)
    check_executor_options(options)

    from .boxes import read_box

    box = read_box(options.box)
    if options.estimate:
        seconds = box.num_rows * SECONDS_A_ROW / options.jobs
        said = {"num_rows": box.num_rows, "about_seconds": round(seconds, 1)}
        text = (
            f"{box.num_rows:,} architectures; about {seconds:,.0f} s (1 s for each {1 / SECONDS_A_ROW:.0f} a process)"
        )
        return deliver(json.dumps(said) if options.json else text)
    from .folder import build_atlas

    folder = build_atlas(
        box,
        Path(options.out),
        seed=options.seed,
        executor=options.executor,
        jobs=options.jobs,
        budget=Budget(options.timeout, started=started),
        report=Progress(),
    )
    unproved = sum(not row["proved"] for row in folder.rows())
    found = {"box": box.as_dict(), "num_rows": box.num_rows, "unproved": unproved, "complete": True}
    text = f"{box.num_rows:,} architectures, all of the box; {box.num_rows - unproved:,} dimensions are proved"
    return deliver(json.dumps(found) if options.json else text)


def _check(arguments: Sequence[str]) -> int:
    started = time.monotonic()
    parser = _reader("check", "Is an atlas complete and undamaged, and a random part of it right?")
    parser.add_argument(
        "--fraction", type=float, default=0.01, metavar="P", help="of the rows: computed again (default: 0.01)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="which rows, and other points (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: no limit)")
    options = parser.parse_args(arguments)
    if not 0 <= options.fraction <= 1:
        raise WrongInput(f"--fraction is {options.fraction}", hint="give a number from 0 to 1", kind="bad_fraction")

    from .check import check_atlas
    from .folder import Folder

    found = check_atlas(
        Folder(Path(options.folder)),
        fraction=options.fraction,
        seed=options.seed,
        budget=Budget(options.timeout, started=started),
        report=Progress(),
    )
    failed = deliver(found.to_json() if options.json else str(found))
    return failed or (1 if found.faults else 0 if found.complete else 4)


def _query(arguments: Sequence[str]) -> int:
    parser = _reader("query", "The rows for which an expression holds.")
    parser.add_argument("expression", metavar="EXPRESSION", help="such as 'widths[0] == 2 and defect > 0'")
    parser.add_argument("--all", action="store_true", help=f"print all rows, not the first {SHOWN}")
    options = parser.parse_args(arguments)

    from .expressions import Expression
    from .questions import columns_of, matching

    kind, rows = _rows(options)
    found = list(matching(rows, Expression(options.expression, columns_of(kind))))
    if options.json:
        return deliver(json.dumps(found))
    shown = found if options.all else found[:SHOWN]
    lines = [f"{len(found):,} of {len(rows):,} rows"]
    lines += [
        f"  {row['label']:24} dimension {row['dimension']:5}  expected {row['expected']:5}  defect {row['defect']:3}  "
        f"{row['reason']}" + (", fills its space" if row["filling"] else "")
        for row in shown
    ]
    if len(shown) < len(found):
        lines.append(f"  and {len(found) - len(shown):,} more (--all)")
    return deliver("\n".join(lines))


def _test(arguments: Sequence[str]) -> int:
    parser = _reader("test", "Does a conjecture hold for all rows?")
    parser.add_argument("conjecture", metavar="CONJECTURE", help="such as 'not minimal_filling or unimodal(widths)'")
    options = parser.parse_args(arguments)

    from .expressions import Expression
    from .questions import columns_of, try_conjecture

    kind, rows = _rows(options)
    found = try_conjecture(rows, Expression(options.conjecture, columns_of(kind)))
    failed = deliver(found.to_json() if options.json else str(found))
    return failed or (1 if found.counterexamples else 4 if found.num_undecided or not found.num_rows else 0)


def _export(arguments: Sequence[str]) -> int:
    parser = _reader("export", "A table for other programs.")
    parser.add_argument("--format", required=True, choices=("csv", "jsonl", "parquet"), help="of the table")
    parser.add_argument("--to", required=True, metavar="FILE", help="where to write it")
    options = parser.parse_args(arguments)
    check_output_path("--to", options.to)

    from .export import export_rows
    from .questions import columns_of

    kind, rows = _rows(options)
    export_rows(rows, columns_of(kind), options.format, Path(options.to))
    said = {"num_rows": len(rows), "file": options.to}
    return deliver(json.dumps(said) if options.json else f"{len(rows):,} rows in {options.to}")


def _reader(part: str, description: str) -> Parser:
    parser = Parser(prog=f"{PROG} {part}", description=description)
    parser.add_argument("folder", metavar="DIR", help="what build has made")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    return parser


def _rows(options: argparse.Namespace) -> tuple[str, list[Row]]:
    from .folder import Folder
    from .questions import with_minimal

    folder = Folder(Path(options.folder))
    if folder.hashes() is None:
        raise WrongInput(
            f"the atlas in {options.folder[:200]} is not complete",
            hint="build goes on with it",
            kind="incomplete_atlas",
        )
    return folder.box.kind, with_minimal(folder.rows())


if __name__ == "__main__":
    sys.exit(main())
