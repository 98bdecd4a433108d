"""What the benchmark scripts share: their output options, and what becomes of a record."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any


def say(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def make_parser(script: str, description: str, *, quick: str, repetitions: int) -> argparse.ArgumentParser:
    """The options of every script: ``--quick``, ``--repetitions``, ``--json``, ``--page`` and ``--from``."""
    parser = argparse.ArgumentParser(prog=f"benchmarks/{script}", description=description.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{quick}, one repetition")
    parser.add_argument("--repetitions", type=int, help=f"repetitions of every measurement (default {repetitions})")
    parser.set_defaults(usual_repetitions=repetitions)
    add_output_options(parser)
    return parser


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """``--json``, ``--page`` and ``--from``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the record of the run")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the record as a Markdown page")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="take this record, measure nothing")


def read_options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """The options; ``arguments`` among them, for the record."""
    options = parser.parse_args(arguments)
    options.repetitions = options.repetitions or (1 if options.quick else options.usual_repetitions)
    options.arguments = list(arguments)
    return options


def complete(record: dict[str, Any], started: float, problems: list[str]) -> dict[str, Any]:
    """The record with how long it took (since ``started`` on ``perf_counter``) and what went wrong."""
    record["minutes"] = round((perf_counter() - started) / 60, 1)
    record["machine"]["load_at_end"] = [round(x, 2) for x in os.getloadavg()]
    record["problems"] = problems
    return record


def deliver(
    options: argparse.Namespace,
    run: Callable[[argparse.Namespace], dict[str, Any]],
    render: Callable[[dict[str, Any]], str],
) -> int:
    """Measure (or read a record), write what was asked for, and return the exit code: 1 where there are problems."""
    record = json.loads(options.source.read_text()) if options.source else run(options)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(record, indent=1) + "\n")
    text = render(record)
    if options.page:
        options.page.write_text(text)
    else:
        print(text)
    for problem in record["problems"]:
        say(f"problem: {problem}")
    return 1 if record["problems"] else 0
