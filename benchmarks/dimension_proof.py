"""The dimension proved at the papers' size: images, parameters, seconds, memory, and the check of each certificate.

Each run is the command itself in a process of its own: two networks, 500 and 2,000 images, and 50,000 images of ten
classes, where the equations are counted only. ``--large`` adds 20,000 images, which takes some minutes, ``--largest``
50,000, whose check takes longer than the proof.
Exit code 1 when a rank is not full, or a certificate does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from output import add_output_options, deliver, say
from record import describe_run

NETWORKS = ("theory3-conv", "theory2-cifar")
SAMPLES = (500, 2000)
LARGE, LARGEST = ("theory3-conv", 20_000), ("theory3-conv", 50_000)
SEED = 0
MEMORY_GB, TIMEOUT = 12, 3600
KEYS = (
    "num_params", "num_samples", "output_dim", "num_equations", "data_rank", "dimension", "empty", "proved",
    "elimination", "left_kernel", "statement", "data", "seed",
)  # fmt: skip


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    record: dict[str, Any] = {
        "options": {"large": options.large, "largest": options.largest},
        "seed": SEED,
    } | describe_run()
    record["command"] = shlex.join(["benchmarks/dimension_proof.py", *options.arguments])
    cases = [(network, samples) for network in NETWORKS for samples in SAMPLES]
    cases += [LARGE] * options.large + [LARGEST] * options.largest
    record["runs"] = [measure(["--network", network, "--outputs", "1"], samples) for network, samples in cases]
    # 50,000 images of ten classes (T2-22): nothing is eliminated, the equations are counted.
    record["runs"].append(measure(["--network", "theory2-cifar", "--outputs", "10"], 50_000))
    record["machine"]["load_at_end"] = [round(x, 2) for x in os.getloadavg()]
    record["problems"] = [problem for row in record["runs"] for problem in row["problems"]]
    return record


def measure(network: Sequence[str], samples: int) -> dict[str, Any]:
    """One run of the command, and of its check."""
    words = ["-m", "algebraic.dimension", *network, "--data", "patches", "--samples", str(samples)]
    words += ["--seed", str(SEED), "--timeout", str(TIMEOUT), "--memory", str(MEMORY_GB), "--json"]
    command = shlex.join(["python", *words])
    say(command)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "result.json")
        code, cost = timed(words, path)
        if code:
            return {"command": command, "problems": [f"{command}: exit code {code}"]}
        found = json.loads(path.read_text())
        row: dict[str, Any] = {"command": command, **{key: found[key] for key in KEYS}}
        row |= {"certificate_bytes": path.stat().st_size, **cost, "problems": []}
        if found["dimension"] is None and found["num_equations"] <= found["num_params"]:
            row["problems"].append(f"{command}: rank {found['data_rank']}")
        answer = Path(folder, "check.json")
        checking = ["-m", "algebraic.dimension", "check", str(path), "--timeout", str(TIMEOUT), "--json"]
        code, cost = timed(checking, answer)
        row["check"] = {**cost, **json.loads(answer.read_text() or "{}")}
        if code:
            row["problems"].append(f"{command}: the check ends with exit code {code}")
    return row


def timed(words: Sequence[str], output: Path) -> tuple[int, dict[str, float]]:
    """Exit code, and seconds, processor seconds and peak memory of a Python process that prints into a file."""
    load, begun = os.getloadavg()[0], perf_counter()
    with output.open("w") as stream:
        process = subprocess.Popen([sys.executable, *words], stdout=stream)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, {
        "seconds": round(perf_counter() - begun, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_memory_gb": round(usage.ru_maxrss * 1024 / 1e9, 2),
        "load": round(load, 1),
    }


def render(record: dict[str, Any]) -> str:
    """The record as a Markdown table."""
    lines = [
        f"`{record['command']}`, {record['date']}, {record['machine']['cpu']}, {record['machine']['cores']} cores",
        "",
        "| equations | parameters | rank | dimension | s | CPU s | load | GB | Jacobian, s | elimination, s | check |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in record["runs"]:
        if "num_params" not in row:
            continue
        parts = (row["elimination"] or {}).get("seconds", {})
        cells = [f"{row['num_equations']:,}", f"{row['num_params']:,}"]
        cells += ["not computed" if row["data_rank"] is None else f"{row['data_rank']:,}"]
        cells += ["empty (by counting)" if row["dimension"] is None else f"{row['dimension']:,}"]
        cells += [row[key] for key in ("seconds", "cpu_seconds", "load", "peak_memory_gb")]
        cells += [parts.get("jacobian", "–"), parts.get("elimination", "–")]
        cells.append(f"{'holds' if row['check'].get('verified') else 'FAILS'}, {row['check']['seconds']} s")
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="also 20,000 images")
    parser.add_argument("--largest", action="store_true", help="also 50,000 images")
    add_output_options(parser)
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = parser.parse_args(words)
    options.arguments = words
    return deliver(options, run, render)


if __name__ == "__main__":
    sys.exit(main())
