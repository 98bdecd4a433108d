"""The record of ``benchmarks/training.py`` as a Markdown page: every number on it comes from the record."""

from __future__ import annotations

from statistics import median
from typing import Any

from formatting import bullets, markdown, ratio, short

LOOP, LOOP_ALONE, LOOPS = "PyTorch loop", "the loop, one thread", "the loop, two processes"
VMAP = "torch.func.vmap"
OURS_ALONE, OURS = "netsim, one process", "netsim, two processes"
TIMES_LOOP = {"theory3_cnn": 2.0, "theory2_dcnn": 2.0, "MLP 64-32-10": 15.0}  # goals
AIM = {"theory3_cnn": 2.5, "theory2_dcnn": 2.5}
CORES = 2
BUSY = CORES + 1.5  # this run alone makes a load of about two: with more, times say little about two free cores

INTRODUCTION = """\
# Benchmarks: training

How fast several models are trained. It is generated: `benchmarks/training.py --json RECORD` measures, and
`benchmarks/training.py --page FILE --from RECORD` writes the page from the record of a run. Multidimensional scaling of
weight trajectories is measured by `benchmarks/mds.py`. What a step takes, part by part, and what it could take at
least, is on {{doc}}`benchmarks-steps`.

How to read the tables:

- Programs run in turn (A B C A B C …), each in a new process, after a warm-up of one epoch: steady training. The start
  of processes and of torch and the loading of data are not in it. Ours in two processes hands tasks to the workers,
  returns weights and writes checkpoints, and all of that is in it.
- Every program finds the loss of every model on the training set, trains, and finds it again. The batches are the same
  ones in the same order: the last losses of all models are compared with the loop's, to {tolerance:.0%}.
- Rates are medians of images × models per second of wall time. The number in brackets is a ratio: that rate divided by
  the loop's. Above 1 it is faster than the loop.
- The **loop** is what one writes first: a `torch.nn` model, `optimizer.zero_grad`, `loss.backward()`,
  `optimizer.step()`, one model after the other, no `DataLoader`, the threads that torch takes by itself. When other
  programs want the cores, too, its threads wait for each other, and it looks much slower than it is. So no goal is
  decided where the load average was above {busy:g}; the loop with one thread, in two processes or compared by CPU time,
  is disturbed less.
"""

FLOOR = """\
## The floor

Matrix products and convolutions alone: their floating-point operations, counted by torch in a real step, at the rate
of a float32 matrix product ({product_size} × {product_size}, one thread, CPU time) in the same run. CPU time is that of
ours in one process, which other programs on the machine disturb less than wall time. What is missing to 100 % is batch
normalisation and activations, which move memory, and for the small networks products of a few rows each, the update of
the weights, and calls.
"""


GPU = "## On a GPU\n\nIt has a page of its own, {doc}`benchmarks-gpu` (`benchmarks/gpu_netsim.py`).\n"


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    cases = record["cases"]
    parts = [
        INTRODUCTION.format(busy=BUSY, **record),
        _run(record),
        "## Goals\n",
        _goals(cases),
        "## Rates\n",
        _rates(cases),
    ]
    parts += [FLOOR.format(**record), _floor(cases), GPU, "## Disagreements\n"]
    parts += [bullets(record["problems"] or ["none: all programs end with the same losses"])]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _run(record: dict[str, Any]) -> str:
    machine = record["machine"]
    loads = sorted(load for case in record["cases"] for load in case["load"])
    threads = sorted({row["threads"] for case in record["cases"] for row in case["results"][LOOP] if "threads" in row})
    return "## The run\n\n" + bullets(
        [
            f"{record['date']}, `{record['command']}`",
            f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}; load average over one minute "
            f"{loads[0]} to {loads[-1]} after the repetitions (this run alone makes about {CORES})",
            f"threads of the loop: {', '.join(map(str, threads))}",
            f"repetitions: {record['options']['repetitions']}, seed {record['seed']}, {record['minutes']:g} minutes",
            ", ".join(f"{name} {text}" for name, text in record["versions"].items()),
        ]
    )


def rate_of(case: dict[str, Any], program: str, clock: str = "wall") -> float | None:
    """Images × models per second, if the program ran in all repetitions."""
    rows = case["results"][program]
    if any("failed" in row for row in rows):
        return None
    done: int = case["num_models"] * case["samples"] * case["epochs"]
    return done / median(row[clock] for row in rows)


def _goals(cases: list[dict[str, Any]]) -> str:
    lines = []
    for case in cases:
        found, loop = rate_of(case, OURS), rate_of(case, LOOP)
        goal, aim = TIMES_LOOP[case["case"]], AIM.get(case["case"])
        what = f"{case['num_models']} × {case['case']}, batches of {case['batch_size']}: times the loop"
        wanted = f"≥ {goal:g}" + (f" (aim {aim:g})" if aim else "")
        if found is None or loop is None:
            lines.append([what, wanted, "–", "–"])
        else:
            met = "yes" if found / loop >= goal else "no"
            busy = max(case["load"]) > BUSY
            lines.append([what, wanted, short(found / loop), "undecided: other programs ran" if busy else met])
    return markdown(["what", "goal", "measured", "met"], lines)


def _rates(cases: list[dict[str, Any]]) -> str:
    lines = []
    for case in cases:
        loop = rate_of(case, LOOP)
        line = [case["case"], f"{case['num_params']:,}", case["num_models"], case["batch_size"]]
        for program in case["results"]:
            rate = rate_of(case, program)
            line.append("failed" if rate is None else f"{rate:,.0f}" + (f" ({ratio(rate, loop)})" if loop else ""))
        lines.append(line)
    return markdown(["network", "weights", "models", "batch", *cases[0]["results"]], lines) + "\n" + _per_cpu(cases)


def _per_cpu(cases: list[dict[str, Any]]) -> str:
    """One thread beside one thread."""
    lines = []
    for case in cases:
        theirs, found = (rate_of(case, program, "cpu") for program in (LOOP_ALONE, OURS_ALONE))
        if theirs and found:
            lines.append([case["case"], f"{theirs:,.0f}", f"{found:,.0f}", short(found / theirs)])
    header = ["images × models per CPU second", LOOP_ALONE, OURS_ALONE, "ratio"]
    return markdown(header, lines)


def _floor(cases: list[dict[str, Any]]) -> str:
    lines = []
    for case in cases:
        product = median(case["flops_per_second"])
        per_image = case["flops_of_a_step"] / case["num_models"] / case["batch_size"]
        alone, both = rate_of(case, OURS_ALONE, "cpu"), rate_of(case, OURS)
        lines.append(
            [
                case["case"],
                f"{per_image / 1e6:.3g}",
                short(product / 1e9),
                f"{product / per_image:,.0f}",
                *(["–", "–"] if alone is None else [f"{alone:,.0f}", f"{alone * per_image / product:.0%}"]),
                "–" if both is None else f"{both * per_image / product / CORES:.0%}",
            ]
        )
    head = ["network", "MFLOP per image", "GFLOP/s of a product", "floor: images per CPU second and core"]
    head += ["ours in one process, per CPU second", "share of the floor", f"two processes, wall, of {CORES} cores"]
    return markdown(head, lines)
