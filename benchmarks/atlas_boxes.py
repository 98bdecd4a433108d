"""Two large atlases: all of a box of 102,168 networks, and a box in which 10,150 networks meet one theorem.

The rows are not committed. The record has what is needed to make them again and to know them: the box, the statement of
completeness, the SHA-256 of the list of their files, how many are proved and by what, the processor seconds of each
piece of work, what a check with other primes and points found on one row in a hundred, and what the conjectures of the
literature gave on all rows:

    python benchmarks/atlas_boxes.py --folder DIR --json docs/results/atlas-boxes.json

A run that is ended goes on with the same command; ``--seconds`` ends a piece by itself. A counterexample is looked at
in three more ways before it is written down: another seed, another elimination modulo other primes, and a literal
Jacobian over the rationals at random whole numbers.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: seconds are those of one core

import argparse
import json
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from flint import fmpz_mat
from record import describe_run

from algebraic.atlas import (
    Expression,
    Folder,
    architecture_of,
    box_of,
    build_atlas,
    check_atlas,
    columns_of,
    row_of,
    try_conjecture,
    with_minimal,
)
from algebraic.networks import Rationals, jacobian
from algebraic.ranks import generic_rank
from algebraic.shell import Budget, OutOfBudget

BOXES: dict[str, Any] = {
    "a hundred thousand": {"kind": "dense", "depth": [2, 4], "widths": [1, 6], "degree": [2, 12], "bias": False},
    "one output": {
        "kind": "dense", "depth": [2, 4], "widths": [2, 7], "degree": [3, 52], "inputs": [2, 7], "outputs": [1, 1],
        "bias": False,
    },
}  # fmt: skip
# Kruskal's condition in each hidden layer: r (min(d_0, …, d_l) − 1) ≥ 2 d_l − min(d_l, d_(l+1)).
KRUSKAL = " and ".join(
    f"(len(widths) < {layer + 2} or degree * (min(widths[:{layer + 1}]) - 1)"
    f" >= 2 * widths[{layer}] - min(widths[{layer}], widths[{layer + 1}]))"
    for layer in (1, 2, 3)
)
PYRAMID = "nonincreasing(widths) and min(widths[1:-1]) >= 2"
# What a network must be for the statement to speak of it, and what is said of it then.
CONJECTURES: dict[str, tuple[str, str, str]] = {
    "minimal filling networks have unimodal widths": ("minimal_filling", "unimodal(widths[1:-1])", "kileel2019"),
    "equal widths: no defect": ("min(widths) == max(widths)", "defect == 0", "finkel2024"),
    "no defect beyond a degree that grows with the widths only": (
        f"min(widths[:-1]) >= 2 and {KRUSKAL}", "defect == 0 or filling", "finkel2024, usevich2025"
    ),
    "widths that do not grow, two in each layer: finitely many weights up to scaling": (
        f"{PYRAMID} and widths[-1] >= 2", "identifiable", "usevich2025"
    ),
    "widths that do not grow, one output, r > 2: finitely many weights up to scaling": (
        f"{PYRAMID} and widths[-1] == 1 and degree > 2", "identifiable", "usevich2025"
    ),
    "beyond Kruskal's degree in each layer: finitely many weights up to scaling": (
        f"min(widths[:-1]) >= 2 and {KRUSKAL}", "identifiable", "usevich2025"
    ),
    "a hidden layer of one unit: no network of two inputs or more fills": (
        "min(widths[1:-1]) == 1 and widths[0] > 1", "not filling", "kileel2019"
    ),
    "two layers, one output, z²: filling if and only if no fewer hidden units than inputs": (
        "len(widths) == 3 and degree == 2 and widths[-1] == 1",
        "(filling and widths[1] >= widths[0]) or (not filling and widths[1] < widths[0])", "kileel2019"
    ),
}  # fmt: skip
ENTRIES = 1_000  # of the whole numbers of the third way


def built(name: str, folder: Path, seconds: float | None, jobs: int) -> dict[str, Any] | None:
    """The pieces of work so far; ``None`` where the atlas is not complete yet."""
    pieces = folder / f"{name}.pieces"
    place = folder / name
    started = cpu_seconds()
    try:
        build_atlas(box_of(BOXES[name]), place, jobs=jobs, budget=Budget(seconds), report=_say)
        ended = True
    except (OutOfBudget, KeyboardInterrupt):
        ended = False
    with pieces.open("a") as file:
        file.write(json.dumps(round(cpu_seconds() - started, 1)) + "\n")
    return {"cpu_seconds": [json.loads(line) for line in pieces.read_text().splitlines()]} if ended else None


def cpu_seconds() -> float:
    """Of this process and of those that it has waited for."""
    return sum(os.times()[:4])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def described(folder: Folder) -> dict[str, Any]:
    """What the record has of an atlas."""
    started = process_time()
    rows = with_minimal(folder.rows())
    reading = process_time() - started
    statement = (folder.path / "complete.json").read_bytes()
    started = process_time()
    check = check_atlas(folder, seed=1)
    return {
        "box": folder.box.as_dict(),
        "seed": folder.seed,
        "num_rows": len(rows),
        "statement": json.loads(statement)["statement"],
        "num_files": folder.num_files,
        "sha256_of_complete_json": sha256(statement).hexdigest(),
        "proved": sum(row["proved"] for row in rows),
        "unproved": [row["label"] for row in rows if not row["proved"]][:20],
        "reasons": dict(Counter(row["reason"] for row in rows)),
        "with_a_defect": sum(row["defect"] > 0 for row in rows),
        "filling": sum(row["filling"] is True for row in rows),
        "reading_cpu_seconds": round(reading, 1),
        "check": json.loads(check.to_json()) | {"cpu_seconds": round(process_time() - started, 1)},
        "conjectures": [tested(name, rows) for name in CONJECTURES],
    }


def tested(name: str, rows: list[Any]) -> dict[str, Any]:
    """One conjecture on all rows: how many it speaks of, and what was found."""
    hypothesis, conclusion, source = CONJECTURES[name]
    columns = columns_of("dense")
    asked = Expression(f"not ({hypothesis}) or ({conclusion})", columns)
    found = try_conjecture(rows, asked)
    spoken = try_conjecture(rows, Expression(hypothesis, columns))
    depths = Counter(len(row["widths"]) - 1 for row in rows if _holds(hypothesis, columns, row))
    return {
        "name": name,
        "source": source,
        "hypothesis": hypothesis,
        "conclusion": conclusion,
        "rows_that_meet_the_hypothesis": spoken.num_holding,
        "by_depth": dict(sorted(depths.items())),
        "hypothesis_undecided": spoken.num_undecided,
        "undecided": found.num_undecided,
        "unproved": found.num_unproved,
        "counterexamples": [three_ways(row) for row in found.counterexamples[:5]],
        "num_counterexamples": len(found.counterexamples),
    }


_READ: dict[str, Expression] = {}


def _holds(text: str, columns: Any, row: Any) -> bool:
    from algebraic.atlas import matching

    asked = _READ.setdefault(text, Expression(text, columns))
    return bool(list(matching([row], asked)))


def three_ways(row: Any) -> dict[str, Any]:
    """The dimension of a counterexample once more: another seed, another elimination, a literal Jacobian over Q."""
    architecture = architecture_of(row["label"])
    return {
        "label": row["label"],
        "dimension": row["dimension"],
        "another_seed": row_of(architecture, seed=1)["dimension"],
        "other_primes_and_elimination": generic_rank(architecture.network, seed=2).rank,
        "rational": rational_rank(architecture, row["dimension"]),
    }


def rational_rank(architecture: Any, dimension: int) -> int:
    """The rank over Q of the Jacobian at whole numbers."""
    network = architecture.network
    draw = np.random.default_rng(3)
    weights = draw.integers(1, ENTRIES, network.num_params)
    inputs = draw.integers(1, ENTRIES, (-(-dimension // network.output_dim) + 3, network.input_dim))
    ring = Rationals()
    matrix = jacobian(network, ring, ring.array(weights.tolist()), ring.array(inputs.tolist()))
    return int(fmpz_mat([[entry.numer() for entry in each] for each in matrix]).rank())


def main() -> int:
    """Build what is missing, check and test it, write the record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True, metavar="DIR", help="for the rows; a run goes on there")
    parser.add_argument("--json", metavar="FILE", help="where to write the record")
    parser.add_argument("--seconds", type=float, metavar="S", help="of each atlas in this run (default: no limit)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default: 1)")
    options = parser.parse_args()
    about = describe_run()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name in BOXES:
        pieces = built(name, folder, options.seconds, options.jobs)
        if pieces is None:
            _say(f"{name}: not complete yet; the same command goes on")
            return 4
        found[name] = pieces | described(Folder(folder / name))
    record = {
        "about": about,
        "command": "python benchmarks/atlas_boxes.py --folder DIR --json docs/results/atlas-boxes.json",
        "atlases": found,
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    if options.json:
        Path(options.json).write_text(text)
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
