"""What a check costs beside the search that it checks: processor seconds of both commands, start of Python included.

Each is the command itself in a process of its own; searches and checks take turns. A check that says "false", or does
not end, is a problem.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # of the commands: threads that wait for others count as work

import json
import shlex
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from dimension_proof import timed
from formatting import markdown, seconds, short
from output import complete, deliver, make_parser, read_options, say
from page import machine_lines
from record import describe_run

REPETITIONS = 3
GOAL = 1.0  # a check costs at most the search
NO_BIASES = "--no-hidden-bias --no-output-bias --data random"

INTRODUCTION = """\
# Benchmarks: checks

What `python -m algebraic.check FILE` costs beside the command that wrote the file. It is generated: `make bench`
measures, and `benchmarks/checks.py --page FILE --from RECORD` writes the page from the record of a run.

- Entries are processor seconds (medians), children included, each of a whole command, with the start of Python and
  its imports.
- The ratio is the check's time divided by the search's. The goal is at most 1.
- "proved": exit code 0, everything but the closed list was proved again. "rests on an engine": exit code 4.
"""

ABOVE = """\
## Where the time goes

Both commands start Python and read the data; what is left is the work itself, by a second, plainer route. For a rank of
many images that route forms the matrix over 64-bit integers (one remainder for each sum, where the proof's float64
residues need fewer) and inverts blocks by python-flint, so that the check does not believe the code of the proof: that
alone takes longer. The check reads the photographs without scikit-learn, which the search imports. A
ladder is proved by second routes; its real counts are found again by the same code, which is most of the time.
"""


@dataclass(frozen=True)
class Case:
    """A command whose document is checked.

    Attributes:
        long: whether ``--quick`` leaves it out.
    """

    name: str
    words: str
    long: bool = False


CONV = "dimension --network theory3-conv --outputs 1 --data patches --timeout 600 --samples"
CONV_10 = "dimension --network theory2-cifar --outputs 10 --data patches --timeout 600 --samples"
WIDE = "dimension --widths 12,13,1 --activation z**2+z --data random --samples"
CASES = (
    Case("21 solutions", "count --layers 3 --data random"),
    Case("105 solutions", f"count --widths 3,1,1,1 --activation z**2+z {NO_BIASES}"),
    Case("208 solutions", f"count --widths 2,1,1,1 --activation z**3+z {NO_BIASES}"),
    Case(
        "1,624 solutions",
        "count --widths 3,2,1 --activation z**3+z --no-output-bias --data random --timeout 150",
        long=True,
    ),
    Case(
        "73 critical points",
        f"count --system critical --ridge entrywise --widths 2,1,1 --samples 2 {NO_BIASES} --timeout 150",
    ),
    Case("a ladder", "bezout --layers 3"),
    Case("a ladder for 2 outputs", f"bezout --widths 2,2,2 --activation z**2+z --samples 4 {NO_BIASES}"),
    Case("dimension by a minor", "dimension --layers 3 --data random"),
    Case("dimension by a minor of 91 rows", f"{WIDE} 180"),
    Case("more equations than weights", f"{CONV_10} 50000"),
    Case("real points and a path", "dimension --widths 2,3,1 --activation z**2+z --samples 3 --data random --points 4"),
    Case("degree of a set", "dimension --widths 2,2,1 --activation z**2+z --samples 3 --data random --degree"),
    Case("dimension, 40 images", f"{CONV} 40"),
    Case("dimension, 500 images", f"{CONV} 500"),
    Case("dimension, 2,000 images", f"{CONV} 2000", long=True),
)
VERDICTS = {0: "proved", 4: "rests on an engine"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = make_parser("checks.py", __doc__ or "", quick="without the longest", repetitions=REPETITIONS)
    return deliver(read_options(parser, sys.argv[1:] if arguments is None else arguments), run, render)


def run(options: Any) -> dict[str, Any]:
    """Measure everything and return the record."""
    started = perf_counter()
    record = {"command": shlex.join(["benchmarks/checks.py", *options.arguments])} | describe_run()
    record |= {"options": {"repetitions": options.repetitions, "limit": 600.0}, "seed": 0}
    record["rows"] = [measure(case, options.repetitions) for case in CASES if not (options.quick and case.long)]
    return complete(record, started, [problem for row in record["rows"] for problem in row["problems"]])


def measure(case: Case, repetitions: int) -> dict[str, Any]:
    """Search and check, in turn."""
    command, *words = case.words.split()
    row: dict[str, Any] = {"name": case.name, "command": f"python -m algebraic.{case.words}", "problems": []}
    row |= {"search": [], "check": [], "verdict": None}
    say(row["command"])
    with tempfile.TemporaryDirectory() as folder:
        printed, document = Path(folder, "printed"), Path(folder, "document.json")
        for _ in range(repetitions):
            save = ["--solutions", str(document)] if command == "count" else ["--json"]
            output = printed if command == "count" else document
            code, cost = timed(["-m", f"algebraic.{command}", *words, *save], output)
            row["search"].append(cost["cpu_seconds"])
            if code not in (0, 4):
                row["problems"].append(f"{row['command']}: exit code {code}")
                break
            code, cost = timed(["-m", "algebraic.check", str(document), "--json"], printed)
            row["check"].append(cost["cpu_seconds"])
            row["verdict"] = VERDICTS.get(code, "FALSE")
            if code not in VERDICTS:
                row["problems"].append(f"the check of {row['command']}: exit code {code}")
        row["bytes"] = document.stat().st_size if document.exists() else 0
        row["not_reproved"] = json.loads(printed.read_text() or "{}").get("not_reproved", [])
    return row


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    lines, met = [], 0
    for row in record["rows"]:
        if not row["check"]:
            continue
        search, check = median(row["search"]), median(row["check"])
        met += check <= GOAL * search
        file = f"{row['bytes'] / 1000:,.0f} kB"
        lines.append([row["name"], file, seconds(search), seconds(check), short(check / search), row["verdict"]])
    table = markdown(["document", "file", "search", "check", "ratio", "verdict"], lines)
    commands = markdown(["document", "command"], [[row["name"], f"`{row['command']}`"] for row in record["rows"]])
    goal = f"The goal is met by {met} of {len(lines)} kinds of document.\n"
    return "\n".join([INTRODUCTION, machine_lines(record), "## Times\n", goal, table, ABOVE, "## Commands\n", commands])


if __name__ == "__main__":
    sys.exit(main())
