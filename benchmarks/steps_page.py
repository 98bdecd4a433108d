"""The record of ``benchmarks/steps.py`` as a Markdown page: every number on it comes from the record."""

from __future__ import annotations

from typing import Any

from formatting import bullets, markdown, short
from page import machine_lines

LOOP = "the plain loop"
USED = "compiled convolutions and normalisation (what is used)"
GOAL = 2.5  # times the plain loop, both on two cores

INTRODUCTION = """\
# Benchmarks: a training step

What one step of one model takes on one core, batches of {batch}, part by part, beside the least that it could take; and
ways to take the step. It is generated: `benchmarks/steps.py --json RECORD` measures, and
`benchmarks/steps.py --page FILE --from RECORD` writes the page. Whole trainings on two cores are on
{{doc}}`benchmarks-training`.

- One thread; CPU milliseconds, the least of the repetitions in turn (A B C A B C …).
- The **floor** of a convolution is a float32 product by torch of the same shape (outputs × numbers in a neighbourhood
  × channels), of rows that are ready: nothing is copied for it. Kernels can be below, because they leave out products
  with the zeros around an image. The floor of normalisation with ReLU, forward and backward, is two and a half copies
  of its values: 5 passes over memory.
- **At most** is the loop's time divided by all floors: what nobody can exceed who computes these products in float32 by
  the same arithmetic.
"""

READING = """\
On two cores the loop runs two threads in each operation, ours one model on each core. Where the loop gains a factor s
by its second thread, the ratio on two cores is 2 / s times the ratio per core above: a goal of {goal:g} is reached from
{goal:g} · s / 2 per core on.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    parts = [INTRODUCTION.format(**record), machine_lines(record)]
    if record["kernels"]:
        options = " ".join(record["kernels"]["options"])
        parts.append(f"- kernels compiled with `{options}`, {record['kernels']['width']} channels at a time")
    for name, found in record["networks"].items():
        parts += [f"## {name}\n", "### Ways\n", _ways(found["ways"]), "### Parts\n", _parts(found)]
        parts.append(_sums(found))
    parts += ["## On two cores\n", READING.format(goal=GOAL)]
    if record["problems"]:
        parts += ["## Disagreements\n", bullets(record["problems"])]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _ways(ways: dict[str, dict[str, float]]) -> str:
    loop = ways[LOOP]
    lines = [
        [name, f"{times['least']:.1f}", short(loop["least"] / times["least"]), short(loop["median"] / times["median"])]
        for name, times in ways.items()
    ]
    return markdown(["way", "ms", "times the loop", "of medians"], lines)


def _floors(found: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """By part its milliseconds and those of its floor."""
    parts = found["parts"]
    return {
        name: (times["least"], parts[f"{name}, floor"]["least"])
        for name, times in parts.items()
        if not name.endswith(", floor")
    }


def _parts(found: dict[str, Any]) -> str:
    lines = []
    for name, (time, floor) in _floors(found).items():
        flops = found["flops"].get(name)
        rates = [f"{flops / each / 1e6:.3g}" if flops else "–" for each in (time, floor)]
        lines.append([name, f"{time:.2f}", f"{floor:.2f}", f"{floor / time:.0%}", *rates])
    head = ["layer and part", "ours, ms", "floor, ms", "reached", "ours, GFLOP/s with the zeros", "product, GFLOP/s"]
    return markdown(head, lines)


def _sums(found: dict[str, Any]) -> str:
    every = _floors(found)
    products = [pair for name, pair in every.items() if name in found["flops"]]
    loop, used = (found["ways"][name]["least"] for name in (LOOP, USED))
    ours, floor = (sum(pair[place] for pair in every.values()) for place in (0, 1))
    lines = [
        f"convolutions: {sum(p[0] for p in products):.1f} ms, floor {sum(p[1] for p in products):.1f} ms",
        f"normalisation and ReLU: {ours - sum(p[0] for p in products):.1f} ms, floor "
        f"{floor - sum(p[1] for p in products):.1f} ms",
        f"the rest of our step (picking up gradients, loss, updates, calls): {used - ours:.1f} ms",
        f"per core: {short(loop / used)} times the loop; at most {short(loop / floor)}; "
        f"{floor / used:.0%} of the floor's speed is reached, the loop has {floor / loop:.0%}",
    ]
    return bullets(lines)
