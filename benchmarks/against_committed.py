"""``make bench-compare``: today's ratios beside the committed ones; exit code 1 where we have become slower.

A ratio is the time of another program on one case, divided by ours in the same run, so that records of two machines
can be compared: above 1 we are faster. Each script is run with ``--quick``; records go to a folder of their own, and
nothing is written to ``docs/``. Cases that stand in one record only are counted and not compared.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.formatting import markdown

HERE = Path(__file__).resolve().parent
COMMITTED = HERE.parent / "docs" / "results"
RECORDS = {  # of each script
    "ladder": "benchmarks-ladder.json",
    "solutions": "benchmarks-solutions.json",
    "systems": "benchmarks-systems.json",
    "rank_mod_prime": "benchmarks-rank.json",
    "checks": "benchmarks-checks.json",
    "mds": "benchmarks-mds.json",
    "training": "benchmarks-training.json",
}
OURS = {
    "zerolocus", "zerolocus, compiled kernel", "embedded engine", "generic_rank in all", "eliminate", "rank_mod_prime",
    "embed_trajectories", "netsim, one process", "netsim, two processes",
}  # fmt: skip
STAGES = {"Jacobian", "to python-flint", "rank"}  # of generic_rank: no program that it is compared with
NAMES = ("case", "metric", "shape", "rank", "threads", "num_points", "samples", "epochs")  # what tells rows apart
BARE = "python -c pass"  # what our commands are compared with

Ratios = dict[tuple[str, str], dict[str, float]]  # (case, our program) → other program → its time / ours


def ratios(record: dict[str, Any]) -> Ratios:
    """The ratios of any record of :data:`RECORDS`."""
    found: Ratios = {}
    for case, times in _timed(record):
        others = {name: time for name, time in times.items() if name not in OURS | STAGES}
        for name in times.keys() & OURS:
            if others:
                found[case, name] = {other: time / times[name] for other, time in others.items()}
    return found


def _timed(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    """Cases, with the least time that each program took."""
    for row in record.get("rows", []):
        if "search" in row and row["search"] and row["check"]:
            yield row["name"], {"zerolocus": min(row["check"]), "its search": min(row["search"])}
    for row in record.get("systems", []):
        if row.get("cpu_solved") and row.get("cpu_real_by_msolve"):
            yield row["name"], {"zerolocus": row["cpu_solved"], "msolve, real": row["cpu_real_by_msolve"]}
    commands = _times(record.get("commands", {}))
    for name, time in commands.items():
        if name != BARE and BARE in commands:
            yield name, {"zerolocus": time, BARE: commands[BARE]}
    for section, row in _rows(record, ""):
        case = ", ".join(str(row[key]) for key in NAMES if key in row)
        yield f"{section}{case}", _times(row.get("results") or row["stages"])


def _rows(part: Any, section: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, list):
        for entry in part:
            yield from _rows(entry, section)
    elif isinstance(part, dict) and ("results" in part or "stages" in part):
        yield section, part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _rows(value, f"{section}{key}: ")


def _times(results: dict[str, Any]) -> dict[str, float]:
    """Seconds of CPU; of training, whose workers are processes of their own, by the clock."""
    found = {}
    for name, result in results.items():
        if isinstance(result, list):
            times = [run["wall"] for run in result]
        else:
            times = result.get("cpu", []) if result.get("status", "ok") == "ok" else []
        if times and min(times) > 0:
            found[name] = min(times)
    return found


@dataclass(frozen=True)
class Comparison:
    """One of our programs on one case: its ratios then and now, and how many times slower it has become by them."""

    case: str
    ours: str
    others: dict[str, tuple[float, float]]

    @property
    def slowdown(self) -> float:
        """The median over the other programs, any of which may have changed, too."""
        return median(then / now for then, now in self.others.values())


def compare(committed: dict[str, Any], today: dict[str, Any]) -> tuple[list[Comparison], int]:
    """What both records measured, and how many cases stand in today's alone."""
    then, now = ratios(committed), ratios(today)
    found = []
    for (case, ours), values in now.items():
        others = {o: (then[case, ours][o], value) for o, value in values.items() if o in then.get((case, ours), {})}
        if others:
            found.append(Comparison(case, ours, others))
    return found, len(now) - len(found)


def table(found: Sequence[Comparison], factor: float) -> str:
    """Ratios then and now, case by case."""
    lines = []
    for each in found:
        told = "; ".join(f"{other}: {then:.3g} → {now:.3g}" for other, (then, now) in each.others.items())
        verdict = "slower" if each.slowdown > factor else ""
        lines.append((each.case, each.ours, told, f"{each.slowdown:.2f}", verdict))
    return markdown(("case", "ours", "other program: ratio then → now", "times slower", ""), lines)


def report(scripts: Sequence[str], folder: Path, factor: float) -> int:
    """Print what became of the ratios in a folder of records: 1 where something is slower, or nothing was compared."""
    slower = nothing = 0
    for script in scripts:
        record = folder / RECORDS[script]
        print(f"\n## {script}\n")
        if not record.is_file():
            print("no record: the script did not come to its end")
            nothing += 1
            continue
        found, alone = compare(json.loads((COMMITTED / record.name).read_text()), json.loads(record.read_text()))
        print(table(found, factor), end="")
        print(f"\n{len(found)} compared; {alone} more of today are not in the committed record")
        slower += sum(each.slowdown > factor for each in found)
        nothing += not found
    print(f"\n{slower} slower than {factor:g} times; {nothing} of {len(scripts)} scripts with nothing to compare")
    return 1 if slower or nothing else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks/against_committed.py", description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=RECORDS, default=["ladder", "solutions", "systems", "checks"],
                        metavar="SCRIPT", help=f"of {', '.join(RECORDS)} (default: the first three, and checks; the "
                        "quick cases of the others are not in their committed records)")  # fmt: skip
    parser.add_argument("--full", action="store_true", help="all cases, as they are measured for the record")
    parser.add_argument("--factor", type=float, default=2.0, help="how many times slower is too slow (default 2: the "
                        "quick cases are measured once, some for milliseconds)")  # fmt: skip
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="FOLDER", help="take the records in it, measure none"
    )
    options = parser.parse_args(arguments)
    if not options.factor > 1:
        parser.error(f"--factor is {options.factor:g}, and must be above 1: no two runs take equally long")
    if options.source:
        return report(options.only, options.source, options.factor)
    with TemporaryDirectory() as folder:
        for script in options.only:
            quick = [] if options.full else ["--quick"]
            command = [sys.executable, str(HERE / f"{script}.py"), *quick, "--json", str(Path(folder, RECORDS[script]))]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # problems are told on stderr
        return report(options.only, Path(folder), options.factor)


if __name__ == "__main__":
    sys.exit(main())
