"""All measurements on a GPU in the order of what is most wanted, each part in a process of its own.

``--prepare FOLDER`` needs the whole package, and writes what the scripts are to find. ``--measure FOLDER`` runs
their parts while ``--seconds`` last; what a part does not use is left to the next. Exit code 0, or the most serious
one of the parts: 1 where an answer is wrong, 3 without a device, 4 where the time ended first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

SCRIPTS = Path(__file__).resolve().parent
PREPARED = ("rank", "dimension", "tracking")  # these compare with what the CPU has found
# Script, part, and the seconds that it may take at most.
ORDER = (
    ("netsim", "E02", 150.0),
    ("rank", "checked", 20.0),
    ("rank", "eliminations", 60.0),
    ("dimension", "few", 20.0),
    ("dimension", "many", 90.0),
    ("tracking", "arrays", 40.0),
    ("tracking", "kernel", 20.0),
    ("skips", "plain", 100.0),
    ("skips", "skip", 100.0),
    ("skips", "shallow", 100.0),
    ("skips", "few", 100.0),
    ("netsim", "steps", 60.0),
    ("netsim", "E01", 120.0),
    ("netsim", "E03", 300.0),
    ("netsim", "E05", 300.0),
    ("tracking", "cpu", 20.0),
)

Run = Callable[[list[str]], int]


def _run(command: list[str]) -> int:
    return subprocess.run(command, check=False).returncode


def prepare(folder: Path, run: Run = _run) -> int:
    """Write what the scripts compare with; 0, or the first exit code that is another."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PREPARED:
        code = run([sys.executable, str(SCRIPTS / f"gpu_{name}.py"), "--prepare", str(folder / f"{name}.npz")])
        if code:
            return code
    return 0


def measure(folder: Path, out: Path, seconds: float, more: Sequence[str] = (), run: Run = _run) -> int:
    """Run the parts in their order while the time lasts.

    Args:
        more: options for every script, such as ``--device``.

    Returns:
        the most serious exit code: 1, 3, 4, 0; of anything else 1.
    """
    begun, codes = perf_counter(), {0}
    for script, part, most in ORDER:
        left = seconds - (perf_counter() - begun)
        if left <= 0:
            print(f"{script} {part}: not begun, the time is over", file=sys.stderr, flush=True)
            codes.add(4)
            continue
        command = [sys.executable, str(SCRIPTS / f"gpu_{script}.py")]
        if script in PREPARED:
            command += ["--measure", str(folder / f"{script}.npz")]
        code = run([*command, "--only", part, "--seconds", f"{min(left, most):.1f}", "--out", str(out), *more])
        codes.add(code if code in (0, 3, 4) else 1)
    return next(code for code in (1, 3, 4, 0) if code in codes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--prepare", metavar="FOLDER", type=Path)
    task.add_argument("--measure", metavar="FOLDER", type=Path)
    parser.add_argument("--seconds", metavar="S", type=float, default=600.0, help="for all of it (default 600)")
    parser.add_argument("--out", metavar="FOLDER", type=Path, default=SCRIPTS.parent / "docs/results")
    parser.add_argument("--device", default="cuda", help="cuda or cuda:N (default cuda)")
    options = parser.parse_args(arguments)
    if options.prepare:
        return prepare(options.prepare)
    return measure(options.measure, options.out, options.seconds, ["--device", options.device])


if __name__ == "__main__":
    sys.exit(main())
