"""What the benchmark scripts share: their output options, and what becomes of a record."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def say(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """``--json``, ``--page`` and ``--from``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the record of the run")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the record as a Markdown page")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="take this record, measure nothing")


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
