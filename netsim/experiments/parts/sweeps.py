"""Sweeps: one task for every place of a grid, and statements decided on the rows of the table that comes of it.

A model that diverged is dealt with once: it is noted when a sweep was trained, and a statement about rows with such a
model is undecided before it is asked, since diverged models are not averaged with others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, NotRequired

import numpy as np

from ...probes import activation_ranges
from ...runs import Arrays, Check, Numbers, Outcome, Run, SomeMeasured, SomeOptions, Values
from ...training import TrainResult, TrainTask
from .evidence import begun, still_falls
from .finals import Finals, Measure, finals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLOWN_UP = 100.0  # constant answers have a square loss of 1, or a cross-entropy of 2.3 (ten classes)

Place = tuple[str | int | float, ...]  # a value of each axis


class Cell(Finals):
    """The last numbers of each model at one place, and its training losses at all evaluations.

    Records from before the losses were kept lack them.
    """

    losses: NotRequired[Values]


@dataclass(frozen=True)
class Row:
    """A cell with its place: sizes, and by name the kind of network and of labels where there are several."""

    cell: Cell
    num_train: int = 0
    num_params: int = 0
    kind: str = ""
    labels: str = ""

    def column(self, measure: Measure) -> np.ndarray:
        """One measure of all models."""
        return floats(self.cell[measure])


def where(rows: Sequence[Row], **values: str) -> list[Row]:
    """The rows with these values, in their order."""
    return [row for row in rows if all(getattr(row, name) == value for name, value in values.items())]


def means(rows: Sequence[Row], measure: Measure) -> list[float]:
    """One measure: the mean of the models in each row."""
    return [float(row.column(measure).mean()) for row in rows]


@dataclass(frozen=True)
class Swept:
    """What was trained at each place."""

    tasks: Mapping[Place, TrainTask]
    results: Mapping[Place, TrainResult]

    def cell(self, *place: str | int | float) -> Cell:
        """The numbers of one place."""
        return cell_of(self.results[place])

    def ranges(self, run: Run[SomeOptions], places: Sequence[Place], work: str = "ranges") -> dict[str, Arrays]:
        """By the task's name, how far the neurons go at these places: see :func:`netsim.probes.activation_ranges`."""
        calls = [
            partial(activation_ranges, task=self.tasks[p], weights=self.results[p].weights, device=run.device)
            for p in places
        ]
        return dict(zip(map(task_name, places), run.map(work, calls), strict=True))


def sweep(run: Run[SomeOptions], task: Callable[..., TrainTask], *axes: Sequence[str | int | float]) -> Swept:
    """Train ``task(options, seed, *place)`` at every place of the grid; models that diverged are noted."""
    tasks = {place: task(run.options, run.seed, *place) for place in product(*axes)}
    found = run.train({task_name(place): each for place, each in tasks.items()})
    run.notes += notes_of({name: cell_of(result) for name, result in found.items()})
    return Swept(tasks, {place: found[task_name(place)] for place in tasks})


def task_name(place: Place) -> str:
    """The values, joined.

    >>> task_name(("relu", 300, 0.5))
    'relu-300-0.5'
    """
    return "-".join(f"{value:g}" if isinstance(value, float) else str(value) for value in place)


def epochs_of(num_train: int, epochs: int, min_steps: int, batch_size: int) -> int:
    """At least ``epochs``, and enough of them for ``min_steps`` steps.

    >>> epochs_of(250, epochs=10, min_steps=60, batch_size=100)
    20
    >>> epochs_of(250, epochs=10, min_steps=60, batch_size=0)
    60
    """
    return max(epochs, ceil(min_steps / steps_of(num_train, batch_size)))


def steps_of(num_train: int, batch_size: int) -> int:
    """Steps of an epoch, the last perhaps with fewer samples; a batch of 0 samples is all of them."""
    return ceil(num_train / (batch_size or num_train))


def cell_of(result: TrainResult) -> Cell:
    """The last numbers of a task, and its training losses."""
    return {**finals(result), "losses": result.history["train_loss"]}


def floats(values: Values) -> np.ndarray:
    """Numbers as float64; text such as ``nan`` becomes the number."""
    return np.array([float(value) for value in values])


def diverged(cell: Cell) -> np.ndarray:
    """Which models have a loss that is not finite, or blew up and never came back: (num_models,) bool."""
    losses = floats(cell["train_loss"])
    return ~np.isfinite(losses + floats(cell["test_loss"])) | (losses > BLOWN_UP)


def notes_of(cells: Mapping[str, Cell]) -> list[str]:
    """One line for every task with models that diverged, for the record."""
    bad = {name: np.flatnonzero(diverged(cell)).tolist() for name, cell in cells.items()}
    return [f"{name}: models {places} diverged or blew up" for name, places in bad.items() if places]


def still_falling(cell: Cell) -> bool:
    """Whether the training loss of some model was still falling: see :func:`evidence.still_falls`; so if not known."""
    return "losses" not in cell or any(still_falls(floats(row)) for row in cell["losses"])


def unfinished(cell: Cell) -> str:
    """Why nothing follows from what has not been reached yet, or ``""``."""
    if "losses" not in cell:
        return "it was not kept whether the training loss was still falling when training ended"
    return "the training loss was still falling when training ended" * still_falling(cell)


@dataclass(frozen=True)
class Statement:
    """A statement of a paper about a sweep.

    Attributes:
        claim, name, sentence: see :class:`netsim.runs.Check`.
        decide: on the rows that it is about, none of which diverged, and on the numbers that are known.
        known: what is said of the rows also where a model diverged.
        about: of the rows that a check is given those that the statement is about.
        needs: each says of these rows why they are no evidence, or ``""``.
        against: see :class:`netsim.runs.Check`.
    """

    claim: str
    name: str
    sentence: str
    decide: Callable[[list[Row], Numbers], Outcome]
    known: Callable[[list[Row]], Numbers]
    about: Callable[[list[Row]], list[Row]]
    needs: tuple[Callable[[list[Row]], str], ...]
    against: str

    def check(
        self, table: Callable[[SomeMeasured], list[Row]], *, name: str = "", sentence: str = "", **chosen: str
    ) -> Check[SomeMeasured]:
        """The check of the statement on the chosen rows of a table, perhaps in other words."""

        def decided(measured: SomeMeasured) -> Outcome:
            rows = where(table(measured), **chosen)
            numbers = self.known(rows)
            asked = self.about(rows)
            count = sum(int(diverged(row.cell).sum()) for row in asked)
            if count:
                reason = f"{count} models diverged or blew up"
                return Outcome("undecided", numbers | {"diverged": count}, reason)
            found = self.decide(asked, numbers)
            why = next(filter(None, (need(asked) for need in self.needs if asked)), "")
            return replace(found, outcome="undecided", reason=why) if why else found

        return Check(self.claim, name or self.name, sentence or self.sentence, decided, self.against)


def statement(
    name: str,
    sentence: str,
    claim: str = "",
    *,
    known: Callable[[list[Row]], Numbers],
    about: Callable[[list[Row]], list[Row]] = lambda rows: rows,
    needs: tuple[Callable[[list[Row]], str], ...] = (),
    against: str = "",
) -> Callable[[Callable[[list[Row], Numbers], Outcome]], Statement]:
    """Declare a statement where it is decided."""
    return lambda decide: Statement(claim, name, sentence, decide, known, about, needs, against)


def decide_zero_errors(rows: Sequence[Row], numbers: Numbers) -> Outcome:
    """Whether every model of every row has training error 0; undecided while one that has not learns, or is dead."""
    errors = [row.column("train_error") for row in rows]
    numbers = numbers | {"train_errors": errors}
    if all((error == 0).all() for error in errors):
        return Outcome("agrees", numbers)
    wrong = [row for row, error in zip(rows, errors, strict=True) if (error > 0).any()]
    if why := next(filter(None, (unfinished(row.cell) for row in wrong)), ""):
        return Outcome("undecided", numbers, why)
    if why := begun(np.concatenate(errors)):
        return Outcome("undecided", numbers, why)
    return Outcome("contradicts", numbers, "the training error is not 0 and the training loss no longer falls")


def draw_sweep(
    axes: Axes, x: Sequence[int], seeds: Sequence[Sequence[Row]], measure: Measure, label: str, color: str | None = None
) -> None:
    """A measure against a size: the mean with its range over the models of all seeds; diverged ones leave a gap."""
    values = np.concatenate([np.stack([row.column(measure) for row in rows]) for rows in seeds], axis=1)
    (line,) = axes.plot(x, values.mean(1), marker="o", markersize=4, label=label, color=color)
    axes.fill_between(x, values.min(1), values.max(1), color=line.get_color(), alpha=0.2, linewidth=0)


def draw_history(
    axes: Axes,
    epochs: Values,
    seeds: Sequence[Values],
    label: str,
    color: str,
    linestyle: str = "-",
    shade: float = 0.2,
) -> None:
    """A measure over training: the mean with its range over the models of all seeds."""
    rows = np.concatenate([np.asarray(curves, float) for curves in seeds])
    axes.plot(epochs, rows.mean(0), label=label, color=color, linestyle=linestyle)
    axes.fill_between(epochs, rows.min(0), rows.max(0), color=color, alpha=shade, linewidth=0)
