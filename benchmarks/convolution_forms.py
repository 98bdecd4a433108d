"""Which form a convolution takes on the CPU: the measurement behind ``netsim.models.convolutions.form_of``.

All forms of one layer (torch's convolution, products of rows, and compiled kernels where there is a C compiler) run
forward and backward in turn, on one thread; the least CPU time of each counts. The page says for how many shapes the
rule takes the fastest one, and what it loses; with kernels, and without.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from itertools import product
from pathlib import Path
from statistics import geometric_mean
from time import perf_counter, process_time
from typing import Any

from formatting import markdown
from output import complete, deliver, make_parser, read_options, say
from page import machine_lines
from record import describe_run

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from netsim.models.compiled_forms import convolve
from netsim.models.convolutions import Window, form_of, library, products
from netsim.models.tried_kernels import find_kernels

BATCH, SEED = 100, 0
ALIKE = 1.15  # a form that takes so many times the other's time is no loss to speak of
GRIDS: list[dict[str, Sequence[Any]]] = [
    # What the papers' networks have: 3 × 3, stride 2 or 1, one model at a time.
    {"models": (1,), "channels": (4, 16, 64, 128), "side": (2, 3, 4, 7, 8, 16), "units": (16, 128), "size": (3,),
     "stride": (1, 2), "padding": (0, 1), "dtype": ("float32",)},
    # Other windows, several models, double precision.
    {"models": (1,), "channels": (16, 64), "side": (5, 8, 12), "units": (32,), "size": (1, 2, 5), "stride": (1, 2),
     "padding": (0,), "dtype": ("float32",)},
    {"models": (4,), "channels": (4, 16, 64), "side": (3, 7, 16), "units": (16, 64), "size": (3,), "stride": (1, 2),
     "padding": (1,), "dtype": ("float32",)},
    {"models": (1,), "channels": (4, 16, 64), "side": (3, 7, 16), "units": (16, 64), "size": (3,), "stride": (1, 2),
     "padding": (1,), "dtype": ("float64",)},
]  # fmt: skip
FORMS = ("library", "products", "compiled")
FIELDS = ("models", "channels", "height", "units", "size", "stride", "padding")
GROUPS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "3 × 3, one model": lambda row: row["window"]["size"] == 3 and _is_single(row),
    "other windows, one model": lambda row: row["window"]["size"] != 3 and _is_single(row),
    "several models": lambda row: row["window"]["models"] > 1,
    "double precision": lambda row: row["dtype"] == "float64",
}


def _is_single(row: dict[str, Any]) -> bool:
    return bool(row["window"]["models"] == 1 and row["dtype"] == "float32")


def shapes(quick: bool) -> list[tuple[Window, str]]:
    """The layers that are measured, each once."""
    found: dict[tuple[Window, str], None] = {}
    for grid in GRIDS:
        for values in product(*grid.values()):
            given = dict(zip(grid, values, strict=True))
            side, dtype = given.pop("side"), given.pop("dtype")
            window = Window(height=side, width=side, **given)
            if min(window.outputs) > 0:
                found[window, dtype] = None
    every = list(found)
    return every[:: len(every) // 8] if quick else every


def measure(window: Window, dtype: str, repetitions: int) -> dict[str, Any]:
    """Milliseconds of a step of both forms."""
    import torch

    torch.set_num_threads(1)
    draw = torch.Generator().manual_seed(SEED)
    kind = getattr(torch, dtype)

    def images(channels: int, height: int, width: int) -> torch.Tensor:
        drawn = torch.randn(BATCH, window.models * channels, height, width, generator=draw)
        return drawn.to(kind, memory_format=torch.channels_last)

    values = images(window.channels, window.height, window.width).requires_grad_()
    slopes = images(window.units, *window.outputs)
    size = window.size
    drawn = torch.randn(window.models, window.units, size, size, window.channels, generator=draw)
    weight = drawn.to(kind).movedim(-1, 2).requires_grad_()

    def step(form: Callable[..., torch.Tensor]) -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(form(window, values, weight, None), (values, weight), slopes)

    forms: dict[str, Callable[..., torch.Tensor]] = {"library": library, "products": products}
    kernels = find_kernels() if dtype == "float32" else None
    if kernels is not None:
        forms["compiled"] = partial(convolve, kernels)
    least = dict.fromkeys(forms, float("inf"))
    for form in forms.values():
        step(form)
    for _ in range(repetitions):
        for name, form in forms.items():
            calls, begun = 0, process_time()
            while process_time() - begun < 2e-3:
                step(form)
                calls += 1
            least[name] = min(least[name], 1e3 * (process_time() - begun) / calls)
    fields = {name: getattr(window, name) for name in window.__dataclass_fields__}
    chosen = form_of(window, "cpu", dtype, compiled="compiled" in forms)
    without = form_of(window, "cpu", dtype, compiled=False)
    return {"window": fields, "dtype": dtype, "form": chosen, "without": without, "ms": least}


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started = perf_counter()
    record: dict[str, Any] = {"options": {"quick": options.quick, "repetitions": options.repetitions}} | describe_run()
    record["command"] = " ".join(["benchmarks/convolution_forms.py", *options.arguments])
    record["seed"] = SEED
    record["versions"]["torch"] = version("torch")
    record["rows"] = []
    every = shapes(options.quick)
    for place, (window, dtype) in enumerate(every):
        row = measure(window, dtype, options.repetitions)
        record["rows"].append(row)
        times = ", ".join(f"{name} {time:.3g} ms" for name, time in row["ms"].items())
        say(f"{place + 1}/{len(every)} {window} {dtype}: {times}")
    return complete(record, started, [])


TEXT = """\
# Benchmarks: forms of a convolution

A convolution of `netsim` is torch's own, or products of rows (`netsim/models/convolutions.py`), or, where there is a C
compiler, done by kernels that read neighbourhoods where they are (`netsim/models/convolving.c`). Which one is a rule
about the shape of the layer, so that the same run gives the same numbers again. This page is what the rule is fitted
to: forward and backward pass of all forms, batches of {batch}, channels last, one thread, least CPU time of
{repetitions} repetitions in turn. It is generated: `benchmarks/convolution_forms.py --json RECORD` measures, and
`benchmarks/convolution_forms.py --page FILE --from RECORD` writes the page.

"Loss" is the time of the form that the rule takes, divided by that of the fastest one; means are geometric. A form
counts as slower where it takes more than {alike:g} times as long. Without a compiler the choice is between the first
two, and so is the loss.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    rows = record["rows"]
    text = TEXT.format(batch=BATCH, alike=ALIKE, repetitions=record["options"]["repetitions"])
    summary = [
        [where, name, *_summary([row for row in rows if chosen(row)], compiled=compiled)]
        for where, compiled in (("with a compiler", True), ("without", False))
        for name, chosen in GROUPS.items()
        if any(map(chosen, rows))
    ]
    header = ["kernels", "layers", "shapes", "mean loss: the rule", *(f"always {name}" for name in FORMS),
              "slower form taken", "largest loss"]  # fmt: skip
    every = [
        [*(row["window"][name] for name in FIELDS), row["dtype"], *(_shown(row["ms"].get(name)) for name in FORMS),
         row["form"], row["without"]]
        for row in rows
    ]  # fmt: skip
    names = [*FIELDS, "dtype", *(f"{name}, ms" for name in FORMS), "the rule", "without kernels"]
    parts = [text, machine_lines(record), "## The rule\n", markdown(header, summary), "## Every shape\n"]
    return "\n".join([*parts, markdown(names, every)])


def _summary(rows: list[dict[str, Any]], *, compiled: bool) -> list[Any]:
    """What the rule loses on these rows, and what one form for all of them would."""
    losses: list[float] = []
    always: dict[str, list[float]] = {name: [] for name in FORMS}
    for row in rows:
        times = {name: time for name, time in row["ms"].items() if compiled or name != "compiled"}
        least = min(times.values())
        losses.append(times[row["form" if compiled else "without"]] / least)
        for name, time in times.items():
            always[name].append(time / least)
    means = ["–" if len(each) < len(rows) else f"{geometric_mean(each):.3f}" for each in always.values()]
    slower = sum(loss > ALIKE for loss in losses)
    return [len(rows), f"{geometric_mean(losses):.3f}", *means, slower, f"{max(losses):.2f}"]


def _shown(time: float | None) -> str:
    return "–" if time is None else f"{time:.3g}"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    return read_options(make_parser("convolution_forms.py", __doc__, quick="some 8 shapes", repetitions=5), arguments)


if __name__ == "__main__":
    sys.exit(deliver(parse(sys.argv[1:]), run, render))
