"""Which form a convolution takes on the CPU: the measurement behind ``netsim.models.convolutions.is_product``.

Both forms of one layer (torch's convolution, and products of rows) run forward and backward in turn, on one thread; the
least CPU time of each counts. The page says for how many shapes the rule takes the faster one, and what it loses.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
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

from netsim.models.convolutions import Window, is_product, library, products

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

    least = {"library": float("inf"), "products": float("inf")}
    forms = {"library": library, "products": products}
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
    return {"window": fields, "dtype": dtype, "products": is_product(window, "cpu", dtype), "ms": least}


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
        ratio = row["ms"]["library"] / row["ms"]["products"]
        say(f"{place + 1}/{len(every)} {window} {dtype}: products are {ratio:.2f} times as fast")
    return complete(record, started, [])


TEXT = """\
# Benchmarks: forms of a convolution

A convolution of `netsim` is torch's own, or products of rows (`netsim/models/convolutions.py`). Which one is a rule
about the shape of the layer, so that the same run gives the same numbers again. This page is what the rule is fitted
to: forward and backward pass of both forms, batches of {batch}, channels last, one thread, least CPU time of
{repetitions} repetitions in turn. It is generated: `benchmarks/convolution_forms.py --json RECORD` measures, and
`benchmarks/convolution_forms.py --page FILE --from RECORD` writes the page.

"Loss" is the time of the form that the rule takes, divided by that of the faster one; means are geometric. A form
counts as slower where it takes more than {alike:g} times as long.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    rows = record["rows"]
    text = TEXT.format(batch=BATCH, alike=ALIKE, repetitions=record["options"]["repetitions"])
    lines = []
    for name, chosen in GROUPS.items():
        group = [row for row in rows if chosen(row)]
        if group:
            losses = [_losses(row) for row in group]
            means = [f"{geometric_mean(column):.3f}" for column in zip(*losses, strict=True)]
            slower = sum(loss[0] > ALIKE for loss in losses)
            lines.append(
                [name, len(group), sum(row["products"] for row in group), *means, slower, f"{max(losses)[0]:.2f}"]
            )
    header = ["layers", "shapes", "products taken", "mean loss: the rule", "always the library", "always products",
              "slower form taken", "largest loss"]  # fmt: skip
    every = [
        [*(row["window"][name] for name in FIELDS), row["dtype"], f"{row['ms']['library']:.3g}",
         f"{row['ms']['products']:.3g}", "products" if row["products"] else "library"]
        for row in rows
    ]  # fmt: skip
    table = markdown([*FIELDS, "dtype", "library, ms", "products, ms", "the rule"], every)
    return "\n".join([text, machine_lines(record), "## The rule\n", markdown(header, lines), "## Every shape\n", table])


def _losses(row: dict[str, Any]) -> tuple[float, float, float]:
    library_time, products_time = row["ms"]["library"], row["ms"]["products"]
    least = min(library_time, products_time)
    chosen = products_time if row["products"] else library_time
    return chosen / least, library_time / least, products_time / least


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    return read_options(make_parser("convolution_forms.py", __doc__, quick="some 8 shapes", repetitions=5), arguments)


if __name__ == "__main__":
    sys.exit(deliver(parse(sys.argv[1:]), run, render))
