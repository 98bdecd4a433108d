"""Which code the committed records were made with, and whether it is still that.

``python docs/record_ages.py --stamp NAME …`` writes the hashes of today's code for records that were just made
(``--at COMMIT``: of the code of a commit, with git). The page ``records`` has the table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "docs" / "results"
STAMPS = RESULTS / "code.json"

# What a record measures: the rooms whose change makes it old. Records of what stands in them already are not here:
# claims.json has a hash of its own, netsim's have the version of their form.
ROOMS = {
    "atlas-boxes": ["algebraic/atlas", "algebraic/dimension"],
    "atlas-single-output": ["algebraic/atlas", "algebraic/dimension"],
    "benchmarks-checks": ["algebraic/check", "algebraic/documents", "algebraic/proofs"],
    "benchmarks-convolutions": ["netsim/models", "netsim/training"],
    "benchmarks-curvature": ["verify/curvature", "verify/spectra"],
    "benchmarks-curvature-100": ["verify/curvature", "verify/spectra"],
    "benchmarks-exact-zeros": ["verify/audit"],
    "benchmarks-jacobians": ["algebraic/networks", "algebraic/modular"],
    "benchmarks-ladder": ["algebraic/bezout", "algebraic/bounds"],
    "benchmarks-mds": ["netsim/probes"],
    "benchmarks-pieces": ["algebraic/pieces", "algebraic/bounds", "algebraic/census"],
    "benchmarks-rank": ["algebraic/ranks"],
    "benchmarks-rank-bytes": ["algebraic/ranks"],
    "benchmarks-solutions": ["algebraic/census", "algebraic/tracking"],
    "benchmarks-steps": ["netsim/models", "netsim/training"],
    "benchmarks-systems": ["algebraic/census", "algebraic/tracking"],
    "benchmarks-training": ["netsim/models", "netsim/training"],
    "critical-functions": ["algebraic/census"],
    "critical-points": ["algebraic/census"],
    "dimension-proof": ["algebraic/dimension", "algebraic/ranks"],
    "errata": ["verify/checks"],
    "gpu-dimension-few": ["algebraic/dimension", "algebraic/ranks"],
    "gpu-dimension-many": ["algebraic/dimension", "algebraic/ranks"],
    "gpu-rank-eliminations": ["algebraic/ranks"],
    "gpu-tracking-arrays": ["algebraic/tracking"],
    "gpu-tracking-cpu": ["algebraic/tracking"],
    "gpu-tracking-kernel": ["algebraic/tracking"],
    "ladder-layers-3": ["algebraic/bezout", "algebraic/bounds"],
    "learning-coefficients": ["algebraic/thresholds"],
    "lost": ["algebraic/census", "algebraic/tracking"],
    "relu-valleys": ["algebraic/relu"],
    "reproduce": ["verify/reproduce"],
    "small-networks": ["algebraic/bezout"],
    "start": ["algebraic/count", "algebraic/dimension", "verify/audit"],
}
WITH_THEIR_OWN = {"claims", "code"}
Reader = Callable[[str], Iterable[tuple[str, bytes]]]


def here(room: str) -> list[tuple[str, bytes]]:
    """The files of a room, and what is in them.

    Raises:
        FileNotFoundError: there is no such room.
    """
    folder = ROOT / room
    if not folder.is_dir():
        raise FileNotFoundError(f"{room}: no such room, and a record is said to measure it")
    return [(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in folder.rglob("*") if is_code(path.name)]


def is_code(name: str) -> bool:
    """Not a test: those of ``verify`` stand beside what they test."""
    return name.endswith((".py", ".c")) and not name.startswith(("test_", "conftest"))


def at_commit(commit: str) -> Reader:
    """The same, of a commit."""

    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout

    def read(room: str) -> list[tuple[str, bytes]]:
        names = git("ls-tree", "-r", "--name-only", commit, f"{room}/").decode().split("\n")
        return [(name, git("show", f"{commit}:{name}")) for name in names if is_code(name.rpartition("/")[2])]

    return read


def code_hash(room: str, read: Reader = here) -> str:
    """Sixteen digits of the SHA-256 of a room: names and contents of its files.

    >>> len(code_hash("docs"))
    16
    """
    digest = hashlib.sha256()
    for name, content in sorted(read(room)):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def changed(name: str, stamps: dict[str, dict[str, str]]) -> list[str]:
    """The rooms that have changed since a record was made.

    Raises:
        KeyError: the record has no stamp, or one for other rooms.
    """
    rooms, stamp = ROOMS.get(name), stamps.get(name)
    if rooms is None or stamp is None or sorted(stamp) != sorted(rooms):
        raise KeyError(f"{name}.json: run `python docs/record_ages.py --stamp {name}` when it is made")
    return [room for room in rooms if code_hash(room) != stamp[room]]


def table() -> str:
    """All records with a stamp, as Markdown.

    Raises:
        KeyError: a record without a stamp.
    """
    stamps, lines = json.loads(STAMPS.read_text()), ["| record | measures | its code |", "| --- | --- | --- |"]
    for path in sorted(RESULTS.glob("*.json")):
        if path.stem not in WITH_THEIR_OWN:
            old = changed(path.stem, stamps)
            said = f"changed since: {', '.join(f'`{room}`' for room in old)}" if old else "as it was"
            rooms = ", ".join(f"`{room}`" for room in ROOMS[path.stem])
            lines.append(f"| `{path.name}` | {rooms} | {said} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="docs/record_ages.py", description=__doc__.splitlines()[0])
    parser.add_argument("--stamp", nargs="+", choices=sorted(ROOMS), metavar="NAME", help="records that were just made")
    parser.add_argument("--at", metavar="COMMIT", help="with the code of a commit")
    options = parser.parse_args(arguments)
    read = at_commit(options.at) if options.at else here
    stamps = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    for name in options.stamp or []:
        stamps[name] = {room: code_hash(room, read) for room in ROOMS[name]}
    if options.stamp:
        STAMPS.write_text(json.dumps(dict(sorted(stamps.items())), indent=1) + "\n")
    print(table())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
