"""E13: a two-layer linear network, early stopping against an explicit penalty (Theory III, Fig. 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypedDict

import numpy as np

from ..runs import Experiment, Numbers, OfSeeds, Options, Outcome, Run, Values, states
from ..shell import Few, Range, Rate, Samples, Several, Spread, Steps, refuse
from .parts.evidence import finite
from .parts.two_layer import exact_path, sgd

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CONVERGED = 0.02  # the objective is within this fraction of the exact minimum, relative to that at W2 W1 = 0
ZERO = 1e-4  # of the mean square of the targets
SAME = 0.1  # of the test error of W2 W1 = 0: two test errors this near are the same


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    num_train: Samples = 30
    num_test: Samples = 32
    input_dim: Several = 31
    hidden: Few = 2
    batch_size: Annotated[int, Range(1, 60_000)] = 10
    learning_rate: Rate = 0.02
    initial_std: Spread = 0.1
    smallest_penalty: Annotated[float, Range(1e-12, 1e6)] = 1e-05
    largest_penalty: Annotated[float, Range(1e-12, 1e6)] = 1.0
    num_penalties: Several = 11
    steps: Steps = 200_000
    repeats: Few = 5

    def check_together(self) -> None:
        if self.batch_size > self.num_train:
            raise refuse(f"a batch of {self.batch_size} of {self.num_train} samples", "let it be num_train at most")
        if self.smallest_penalty >= self.largest_penalty:
            raise refuse(f"penalties from {self.smallest_penalty} to {self.largest_penalty}", "let them ascend")


class Measured(TypedDict):
    """What is measured: mean squares of each repetition.

    Attributes:
        iterations_train, iterations_test: without a penalty, by ``steps``.
        penalty_train, penalty_test: after the last step, by ``penalties``.
        exact_train, exact_test: the same of the exact solution.
        minimum_norm_train, minimum_norm_test: of the exact solution without a penalty.
        zero_train, zero_test: of W2 W1 = 0.
        gap: of the objective above its exact minimum, relative to that of W2 W1 = 0.
    """

    steps: Values
    penalties: Values
    iterations_train: Values
    penalty_train: Values
    exact_train: Values
    minimum_norm_train: Values
    zero_train: Values
    iterations_test: Values
    penalty_test: Values
    exact_test: Values
    minimum_norm_test: Values
    zero_test: Values
    gap: Values


def run(run: Run[Settings]) -> Measured:
    """For each repetition (data, teacher and start) all penalties side by side; the penalty 0 is the left panel."""
    o = run.options
    penalties = np.geomspace(o.smallest_penalty, o.largest_penalty, o.num_penalties)
    sizes = {"num_train": o.num_train, "num_test": o.num_test, "input_dim": o.input_dim}
    data = [{**sizes, "seed": run.seed, "index": repeat} for repeat in range(o.repeats)]
    descent = partial(
        sgd,
        hidden=o.hidden,
        batch_size=o.batch_size,
        learning_rate=o.learning_rate,
        steps=o.steps,
        initial_std=o.initial_std,
        penalties=np.concatenate([[0.0], penalties]),
    )
    found = run.map("sgd", [partial(descent, **each) for each in data])
    solved = partial(exact_path, penalties=np.concatenate([[0.0], penalties]))
    exact = run.map("exact", [partial(solved, **each) for each in data])
    train, test = (np.stack([arrays[name] for arrays in found]) for name in ("train", "test"))
    best, best_test = (np.stack([arrays[name] for arrays in exact]) for name in ("train", "test"))
    zero, zero_test = (np.array([arrays[name] for arrays in exact]) for name in ("zero_train", "zero_test"))
    objective, least = (np.stack([arrays["objective"] for arrays in source]) for source in (found, exact))
    return {
        "steps": found[0]["steps"],
        "penalties": penalties,
        "iterations_train": train[:, :, 0],  # (repeats, records, penalties)
        "penalty_train": train[:, -1, 1:],
        "exact_train": best[:, 1:],
        "minimum_norm_train": best[:, 0],
        "zero_train": zero,
        "iterations_test": test[:, :, 0],
        "penalty_test": test[:, -1, 1:],
        "exact_test": best_test[:, 1:],
        "minimum_norm_test": best_test[:, 0],
        "zero_test": zero_test,
        # The objective of W2 W1 = 0 is the mean square of the targets.
        "gap": (objective[:, 1:] - least[:, 1:]) / zero[:, None],
    }


def _not_converged(measured: Measured) -> str:
    """Whether both protocols came to their ends: without that nothing is known of these."""
    train = np.asarray(measured["iterations_train"], float)[:, -1] / np.asarray(measured["zero_train"], float)
    gap = np.asarray(measured["gap"], float)
    ends = [np.asarray(measured["iterations_test"], float), np.asarray(measured["penalty_test"], float), gap, train]
    if why := finite(*ends):
        return why
    if gap.max() > CONVERGED:
        return "SGD has not converged for every penalty"
    return "the training error was still falling when the iterations ended" * bool(train.max() > ZERO)


@states(
    "",
    "both protocols converge",
    "the network “converges to the test error in two different training protocols: in the first the number of "
    "iterations grows, in the second λ1 grows large” (Fig. 8; read as 1/λ)",
    _not_converged,
    against="in half of the repetitions the ends of the two protocols have test errors that differ by more than "
    f"{SAME:g} of that of W2 W1 = 0",
)
def both_converge(measured: Measured) -> Outcome:
    """The ends of both panels: many iterations, and the smallest penalty."""
    zero = np.asarray(measured["zero_test"], float)
    left, right = np.asarray(measured["iterations_test"], float), np.asarray(measured["penalty_test"], float)
    apart = np.abs(left[:, -1] - right[:, 0]) / zero
    train = np.asarray(measured["iterations_train"], float)[:, -1] / np.asarray(measured["zero_train"], float)
    gap = np.asarray(measured["gap"], float)
    numbers: Numbers = {
        "iterations": left[:, -1] / zero,
        "smallest_penalty": right[:, 0] / zero,
        "minimum_norm": np.asarray(measured["minimum_norm_test"], float) / zero,
        "train_error_after_iterations": train,
        "largest_gap_of_objective": gap.max(),
        "unit": "test error of W2 W1 = 0",
        "tolerance": SAME,
    }
    if apart.max() <= SAME:
        return Outcome("agrees", numbers)
    if np.median(apart) > SAME:
        return Outcome("contradicts", numbers, "the two protocols end at different test errors")
    return Outcome("undecided", numbers, "the repetitions differ")


@states(
    "",
    "no overfitting",
    "“the network will not overfit even in the overparametrized case, which corresponds to n < d” (6.2.2)",
    _not_converged,
    against="at the end of both protocols the test error rises again, in half of the repetitions, by more than "
    f"{SAME:g} of that of W2 W1 = 0",
)
def no_overfitting(measured: Measured) -> Outcome:
    """How far the test error ends above its lowest, as the iterations grow and as the penalty falls."""
    zero = np.asarray(measured["zero_test"], float)[:, None]
    left, right = (
        np.asarray(values, float) / zero for values in (measured["iterations_test"], measured["penalty_test"])
    )
    rise = {"iterations": left[:, -1] - left.min(1), "penalty": right[:, 0] - right.min(1)}
    numbers = rise | {"unit": "test error of W2 W1 = 0", "tolerance": SAME}
    rises = np.stack(list(rise.values()))
    if rises.max() <= SAME:
        return Outcome("agrees", numbers)
    if np.all(np.median(rises, axis=1) > SAME):
        return Outcome("contradicts", numbers, "the test error rises again at the end of both protocols")
    return Outcome("undecided", numbers, "the repetitions or the protocols differ")


def _draw(seeds: Sequence[Measured]) -> Figure:
    """Medians over the repetitions of all seeds, on the left with their range."""
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5.2), sharey=True, layout="constrained")
    steps, inverse = np.asarray(seeds[0]["steps"])[1:], 1 / np.asarray(seeds[0]["penalties"], float)
    train = [(each["iterations_train"], each["penalty_train"], each["exact_train"]) for each in seeds]
    test = [(each["iterations_test"], each["penalty_test"], each["exact_test"]) for each in seeds]
    for part, colour, found in (("train", "C0", train), ("test", "C1", test)):
        curves, ends, exact = (
            np.concatenate([np.asarray(each, float) for each in one]) for one in zip(*found, strict=True)
        )
        values = curves[:, 1:]
        left.fill_between(steps, values.min(0), values.max(0), color=colour, alpha=0.2, linewidth=0)
        left.loglog(steps, np.median(values, 0), color=colour, label=part)
        right.loglog(inverse, np.median(ends, 0), color=colour, label=part)
        solution = np.median(exact, 0)
        right.loglog(inverse, solution, "k:", linewidth=1, label="exact" if part == "test" else None)
    floor = np.median(np.concatenate([np.asarray(each["minimum_norm_test"], float) for each in seeds]))
    for axes in (left, right):
        axes.axhline(floor, color="grey", linewidth=0.8, linestyle="--", label="test, minimum norm")
        axes.legend()
    left.set(
        xlabel="iterations of SGD", ylabel="mean square error", title="no penalty, early stopping", ylim=(1e-9, 10)
    )
    right.set(xlabel="1/λ", title="penalty λ‖W2 W1‖, to convergence")
    return figure


EXPERIMENT = Experiment(
    id="E13",
    title="Two-layer linear network: early stopping against an explicit penalty",
    source="Theory III, 6.2.2, Fig. 8",
    sizes={
        "smoke": Settings(steps=2000, repeats=2),
        "laptop": Settings(),
        "paper": Settings(),
    },
    run=run,
    figures={"T3-8": OfSeeds(_draw)},
    checks=(both_converge, no_overfitting),
    choices="“λ1 grows large” is read as 1/λ; the caption says “right” for both protocols. The penalty is the norm as "
    "printed, not its square. Silent in the paper: batch (here 10), rate (0.02, falling linearly to 0 in the second "
    "half, so that SGD converges with a penalty), initial weights (standard deviation 0.1), inputs and teacher "
    "(normal, the teacher scaled to ‖W2 W1‖ = 1), the values of λ, repetitions (5, each with data of its own). Without "
    "noise the minimum-norm solution misses the teacher by its part in the one direction that 30 points in 31 "
    "dimensions leave open.",
)
