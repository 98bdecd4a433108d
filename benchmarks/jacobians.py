"""Jacobians of torch models and their Gram matrices, beside torch.func, and beside the product alone.

``verify`` computes the Jacobian of a model that is data layer by layer, and the Gram matrix by one call of BLAS that
fills one half. All programs run in turn, with the same number of threads, on the same model and data; what they give
is compared. Exit code 1 where it differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from formatting import bullets, markdown, seconds, short
from output import complete, deliver, make_parser, read_options, say
from page import machine_lines
from record import describe_run

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from verify.audit.rank import measure_rank
from verify.audit.rank.spectrum import gram_matrix
from verify.subject import Subject, make_subject

SEED = 0
SAME = 1e-9  # relative
GOAL, GOAL_CASE = 2.0, "dense 64-1333-10"
AUDIT_SECONDS = 30.0
OURS, TORCH = "verify", "torch.func"
ALONE, FULL = "product alone", "product alone, both halves"


def cases(quick: bool) -> dict[str, tuple[Callable[[], Any], int]]:
    """What is measured, by name: a model of digits, and how many images."""
    from torch import nn

    def dense(width: int) -> Any:
        return nn.Sequential(nn.Linear(64, width), nn.Softplus(), nn.Linear(width, 10))

    def convolutional() -> Any:
        maps = nn.Sequential(
            nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(),
        )  # fmt: skip
        return nn.Sequential(*maps, nn.Linear(1024, 77), nn.Tanh(), nn.Linear(77, 10))

    every: dict[str, tuple[Callable[[], Any], int]] = {
        "dense 64-20-10": (lambda: dense(20), 140),
        GOAL_CASE: (lambda: dense(1333), 100),
        "convolutions 32, 64, dense 77-10": (convolutional, 100),
    }
    return {"dense 64-20-10": (lambda: dense(20), 14)} if quick else every


def subject_of(build: Callable[[], Any], count: int) -> Subject:
    """A model with images; its weights are drawn from the seed."""
    import torch
    from sklearn.datasets import load_digits

    torch.manual_seed(SEED)
    digits = load_digits()
    return make_subject(build(), digits.data[:count], digits.target[:count])


def by_torch(subject: Subject) -> Any:
    """The Jacobian as one writes it with torch.func: vmap of jacrev of the outputs for one image."""
    import torch

    def outputs(weights: Any, image: Any) -> Any:
        return subject.call(weights, {"input": image[None]})[0]

    (images,) = subject.inputs.values()
    found = torch.func.vmap(torch.func.jacrev(outputs), (None, 0))(subject.weights, images)
    return found.reshape(-1, subject.num_params).detach()


def measure_case(name: str, subject: Subject, repetitions: int) -> dict[str, Any]:
    """All programs in turn; the first round is compared."""
    import torch

    times: dict[str, dict[str, list[float]]] = {}
    problems: list[str] = []

    def timed(what: str, work: Callable[[], Any]) -> Any:
        wall, cpu = perf_counter(), process_time()
        found = work()
        clocks = times.setdefault(what, {"wall": [], "cpu": []})
        clocks["wall"].append(perf_counter() - wall)
        clocks["cpu"].append(process_time() - cpu)
        return found

    for _ in range(repetitions):
        ours = timed(f"{OURS}: Jacobian", subject.jacobian)
        half = timed(ALONE, partial(gram_matrix, ours.numpy()))
        theirs = timed(f"{TORCH}: Jacobian", lambda: by_torch(subject))
        gram = timed(FULL, partial(torch.matmul, theirs, theirs.T))
        if not torch.allclose(ours, theirs, rtol=SAME, atol=SAME * float(theirs.abs().max())):
            problems.append(f"{name}: the Jacobians differ")
        lower = torch.from_numpy(half).tril()
        if len(ours) <= ours.shape[1] and not torch.allclose(
            lower, gram.tril(), rtol=SAME, atol=SAME * float(gram.max())
        ):
            problems.append(f"{name}: the Gram matrices differ")
        del ours, theirs
        layers = timed(f"{OURS}: Gram matrix, layer by layer", subject.gram)
        if not torch.allclose(layers, gram, rtol=SAME, atol=SAME * float(gram.max())):
            problems.append(f"{name}: the Gram matrix layer by layer differs")
        say(f"{name}: " + ", ".join(f"{what} {clocks['cpu'][-1]:.2f} s" for what, clocks in times.items()))
    return {
        "case": name,
        "num_equations": subject.num_equations,
        "num_params": subject.num_params,
        "times": times,
        "problems": problems,
    }


def measure_audit(count: int) -> dict[str, Any]:
    """The rank of the digits MLP, with a proof."""
    build, _ = cases(True)["dense 64-20-10"]
    subject = subject_of(build, count)
    wall, cpu = perf_counter(), process_time()
    found = measure_rank(subject, prove=True)
    return {
        "num_equations": subject.num_equations,
        "num_params": subject.num_params,
        "rank": found.jacobian_rank,
        "status": found.status,
        "rank_bound": found.rank_bound,
        "wall": perf_counter() - wall,
        "cpu": process_time() - cpu,
    }


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    import torch
    from threadpoolctl import threadpool_limits

    started = perf_counter()
    asked = {"quick": options.quick, "repetitions": options.repetitions, "threads": options.threads}
    record: dict[str, Any] = {"options": asked, "seed": SEED, "tolerance": SAME} | describe_run()
    record["command"] = " ".join(["benchmarks/jacobians.py", *options.arguments])
    record["versions"]["torch"] = version("torch")
    torch.set_num_threads(options.threads)
    with threadpool_limits(limits=options.threads):
        record["cases"] = [
            measure_case(name, subject_of(*case), options.repetitions) for name, case in cases(options.quick).items()
        ]
        record["audit"] = measure_audit(14 if options.quick else 140)
    return complete(record, started, [problem for row in record["cases"] for problem in row["problems"]])


TEXT = """\
# Benchmarks: Jacobians of models

How long the audit ({{doc}}`audit`) takes for the Jacobian of a model and its Gram matrix, beside `torch.func`. It is
generated: `benchmarks/jacobians.py --json RECORD` measures, and `benchmarks/jacobians.py --page FILE --from RECORD`
writes the page.

- All programs run in turn in one process with {threads} thread(s), for torch and for BLAS; entries are medians of CPU
  time over {repetitions} repetitions, which other programs on the machine disturb less than wall time.
- `torch.func` is `vmap(jacrev(…))` over images, of the same function in float64, and `J @ J.T`. `verify` computes the
  Jacobian layer by layer, and the Gram matrix by BLAS's `dsyrk`, which fills one half; "layer by layer" is the Gram
  matrix without a Jacobian (`Subject.gram`), which a rank does not need.
- **The floor** is that product alone, by `dsyrk` on a Jacobian that is there. "Share" is the floor divided by the time
  for both.
- Jacobians and Gram matrices of all programs are compared, to {tolerance:g} of the largest entry.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    text = TEXT.format(**record["options"], tolerance=record["tolerance"])
    rows = [_numbers(case) for case in record["cases"]]
    times = markdown(
        ["model", "equations × weights", "Jacobian", "`torch.func`", "product alone", "`J @ J.T`", "layer by layer"],
        [[r["case"], r["size"], *(seconds(r[k]) for k in ("ours", "torch", "alone", "full", "layers"))] for r in rows],
    )
    shares = markdown(
        ["model", "Jacobian with Gram matrix", "times the product alone", "share of the floor", "`torch.func`",
         "times the product alone", "`torch.func` / `verify`"],
        [[r["case"], seconds(r["both"]), short(r["both"] / r["alone"]), f"{r['alone'] / r['both']:.0%}",
          seconds(r["theirs"]), short(r["theirs"] / r["alone"]), f"{short(r['theirs'] / r['both'])}×"] for r in rows],
    )  # fmt: skip
    parts = [text, machine_lines(record), "## Goals\n", _goals(record, rows), "## Times\n", times, shares]
    parts += ["## Disagreements\n", bullets(record["problems"] or ["none"])]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _numbers(case: dict[str, Any]) -> dict[str, Any]:
    found = {what: median(clocks["cpu"]) for what, clocks in case["times"].items()}
    ours, theirs = found[f"{OURS}: Jacobian"], found[f"{TORCH}: Jacobian"]
    return {
        "case": case["case"],
        "size": f"{case['num_equations']:,} × {case['num_params']:,}",
        "ours": ours,
        "torch": theirs,
        "alone": found[ALONE],
        "full": found[FULL],
        "layers": found[f"{OURS}: Gram matrix, layer by layer"],
        "both": ours + found[ALONE],
        "theirs": theirs + found[FULL],
    }


def _goals(record: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        if row["case"] == GOAL_CASE:
            times = row["both"] / row["alone"]
            what = f"{row['size']}: Jacobian with Gram matrix, times the product alone"
            lines.append([what, f"< {GOAL:g}", short(times), "yes" if times < GOAL else "no"])
    audit = record["audit"]
    what = (
        f"rank of the digits MLP, {audit['num_equations']:,} × {audit['num_params']:,}, with a proof: "
        f"{audit['rank']:,} ({audit['status']}; at most {audit['rank_bound']:,})"
    )
    met = "yes" if audit["cpu"] < AUDIT_SECONDS else "no"
    lines.append([what, f"< {AUDIT_SECONDS:g} s", seconds(audit["cpu"]), met])
    return markdown(["what", "goal", "measured", "met"], lines)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("jacobians.py", __doc__, quick="one small model", repetitions=5)
    parser.add_argument("--threads", type=int, default=1, help="of torch and of BLAS (default 1)")
    return read_options(parser, arguments)


if __name__ == "__main__":
    sys.exit(deliver(parse(sys.argv[1:]), run, render))
