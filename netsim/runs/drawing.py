"""Figures: drawn from what was measured, with what they show of it below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic

from ..shell import WrongInput, write_whole
from .experiment import Experiment, SomeMeasured
from .nothing import NO_EVIDENCE, why_diverged
from .options import SomeOptions
from .pieces import not_a_number
from .results import Result
from .several_seeds import OverSeeds, outcomes_over_seeds
from .style import styled, with_few_colours, write_below

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DATA = {
    "patches": "patches of two photographs",
    "digits": "digits of 8×8 pixels",
    "cifar10": "images of CIFAR-10",
    "mnist": "images of MNIST",
}


@dataclass(frozen=True)
class OfSeeds(Generic[SomeMeasured]):
    """What draws a figure of all seeds together; of one alone it draws that.

    Attributes:
        draw: from what was measured with each seed.
    """

    draw: Callable[[Sequence[SomeMeasured]], Figure]

    def __call__(self, measured: SomeMeasured) -> Figure:
        return self.draw([measured])


def draw_figure(
    experiment: Experiment[SomeOptions, SomeMeasured],
    name: str,
    measured: SomeMeasured,
    target: Path,
    *,
    others: Sequence[SomeMeasured] = (),
    below: Sequence[str] = (),
    dpi: int = 100,
    small: bool = False,
) -> Path:
    """One figure; the format follows the ending of the name.

    Args:
        others: what was measured with other seeds; drawn where the figure shows several, see :class:`OfSeeds`.
        below: lines of text below it, such as :func:`said_below`.
        dpi: pixels an inch, of pictures that have pixels.
        small: write a PNG file with 256 colours, a third as large.

    Raises:
        WrongInput: a format that matplotlib does not write, or a run that diverged.
    """
    if why := why_diverged(measured):
        raise WrongInput(
            f"{experiment.id} diverged, there is nothing to draw: {why}", hint="take a smaller rate", kind="wrong_value"
        )
    others = [each for each in others if not why_diverged(each)]
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    with not_a_number(), styled():
        draw = experiment.figures[name]
        figure = draw.draw([measured, *others]) if isinstance(draw, OfSeeds) else draw(measured)
        write_below(figure, below)
        known = figure.canvas.get_supported_filetypes()
        kind = target.suffix.removeprefix(".")
        if kind not in known:
            pyplot.close(figure)
            raise WrongInput(
                f"{target}: no picture format {target.suffix!r}", hint="use .png, .svg or .pdf", kind="wrong_value"
            )
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
        write_whole(target, lambda path: figure.savefig(path, format=kind, dpi=dpi, metadata=undated))
        if small and kind == "png":
            write_whole(target, lambda path: with_few_colours(target, path))
    pyplot.close(figure)
    return target


def draw_figures(
    experiment: Experiment[SomeOptions, SomeMeasured],
    measured: SomeMeasured,
    folder: Path,
    prefix: str = "",
    *,
    runs: Sequence[Result] = (),
    small: bool = False,
) -> list[Path]:
    """All figures as PNG files; none of a run that diverged.

    Args:
        runs: the runs of all seeds, of which ``measured`` is the first; what is known of them stands below.
        small: with 256 colours.
    """
    if why_diverged(measured):
        return []
    others = [run["measured"] for run in runs[1:]]
    paths = []
    for name in experiment.figures:
        below = said_below(experiment, name, runs) if runs else ()
        paths.append(
            draw_figure(
                experiment, name, measured, folder / f"{prefix}{name}.png", others=others, below=below, small=small
            )
        )
    return paths


def said_below(experiment: Experiment[SomeOptions, SomeMeasured], name: str, runs: Sequence[Result]) -> list[str]:
    """What stands below a figure: size, data, seeds, and what of the paper's statements agrees.

    Args:
        runs: of the experiment, for one seed or several.
    """
    first, rows = runs[0], outcomes_over_seeds(runs)
    seeds = ", ".join(str(run["seed"]) for run in runs)
    seeds = f"seeds {seeds}" if len(runs) > 1 else f"seed {seeds}"
    if len(runs) > 1 and not isinstance(experiment.figures[name], OfSeeds):
        seeds += f" (drawn: {first['seed']})"
    lines = [", ".join((f"{first['experiment']}, {first['size']}", *data_of(first), seeds))]
    if first["size"] == "smoke":
        return [f"{NO_EVIDENCE} of any statement", *lines]
    for outcome in ("agrees", "contradicts"):
        if found := [_short(row) for row in rows if row["outcome"] == outcome]:
            lines.append(f"{outcome}: {'; '.join(found)}")
    if undecided := sum(row["outcome"] == "undecided" for row in rows):
        lines.append(f"undecided: {undecided} of {len(rows)} statements")
    return lines


def _short(row: OverSeeds) -> str:
    return f"{row['name']} ({row['claim']})" if row["claim"] else row["name"]


def data_of(result: Result) -> list[str]:
    """What was trained on, in words."""
    options = result["options"]
    if "data" not in options:
        return []
    counts = options.get("num_train", [])
    counts = counts if isinstance(counts, list) else [counts]
    numbers = ", ".join(f"{count:,}" for count in counts)
    words = DATA.get(str(options["data"]), f"images of {options['data']}")
    return [f"{numbers} {words}".strip()]
