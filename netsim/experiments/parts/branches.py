"""What E03 measures of branches and averaged models, and decides from it (Theory II, Fig. 4 and 14–17)."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from ...runs import Numbers, Outcome, Values, states

LAYERS = {"2": 1, "3": 2, "4": 3, "5": 4, "6": 5}  # the paper counts the input as layer 1
STILL_FALLING = 0.98  # a best loss of the last quarter below this fraction of the best before is still falling
SIMILAR = 0.05  # errors that differ by at most 5 of 100 samples are called similar; the walls of Fig. 4 are far higher
EVERY = 0.9  # "every epoch" is read as 9 of 10 recorded epochs: single steps of gradient descent overshoot
RETURNED = 0.1  # a branch has returned to the main trajectory if a tenth of its first distance is left
HUGE = 1.0  # noise as large as the weights: the "very significant perturbation" of Fig. 17 (b)


class Curves(TypedDict):
    """Of one model, at every recorded epoch of its path."""

    train_loss: list[float]
    train_error: list[float]
    test_loss: list[float]
    test_error: list[float]


class Mean(TypedDict):
    """Of the average of a branch and the main trajectory, epoch by epoch."""

    train_loss: Values
    train_error: Values


Begin = TypedDict("Begin", {"noise": float, "from": int})


class Branch(Curves, Begin):
    """A branch; ``distance`` is by layer 1 − cosine from the main trajectory."""

    mean: Mean
    distance: dict[str, list[float]]


class LayerPicture(TypedDict):
    """An embedding of the main trajectory, branches by their numbers, and their averages; ``points`` of each path."""

    noise: float
    branches: list[int]
    points: list[list[list[float]]]
    stress: float
    explained: Values


class Measured(TypedDict):
    """What is measured."""

    num_params: int
    epochs: list[int]
    main: Curves
    branches: list[Branch]
    layer2: LayerPicture
    layer3: LayerPicture


@states(
    "T2-17",
    "no local minimum",
    "“Even when training with batch gradient descent, we do not encounter any local minima. When trained long "
    "enough with small enough learning rates, one always gets to 0 classification error” (§5)",
)
def no_local_minimum(measured: Measured) -> Outcome:
    """Whether every trajectory has been at training error 0."""
    rows = [measured["main"], *measured["branches"]]
    best = np.array([np.nanmin(np.asarray(row["train_error"], float), initial=1.0) for row in rows])
    losses = [np.asarray(row["train_loss"], float) for row in rows]
    numbers: Numbers = {
        "smallest_train_error": best,
        "last_train_error": [row["train_error"][-1] for row in rows],
        "last_train_loss": [loss[-1] for loss in losses],
        "still_falling_below": STILL_FALLING,
    }
    if best.max() == 0:
        return Outcome("agrees", numbers)
    stuck = [loss for loss, error in zip(losses, best, strict=True) if error > 0]
    if any(not np.isfinite(loss[-1]) for loss in stuck):
        return Outcome("undecided", numbers, "a trajectory diverged: the learning rate was not small enough")
    if any(_still_falling(loss) for loss in stuck):
        return Outcome(
            "undecided", numbers, "a training loss was still falling when the run ended, at an error above 0"
        )
    return Outcome("contradicts", numbers, "a training loss no longer falls and the training error never was 0")


def _still_falling(loss: np.ndarray) -> bool:
    last = -(-len(loss) // 4)
    return bool(np.min(loss[-last:]) < STILL_FALLING * np.min(loss[:-last], initial=np.inf))


def _branch_epochs(measured: Measured) -> list[int]:
    return sorted({branch["from"] for branch in measured["branches"]})


def _table(measured: Measured, layer: str, place: int) -> np.ndarray:
    """1 − cosine between branch and main trajectory, rows the noise, columns the epoch of the branch."""
    noises = sorted({branch["noise"] for branch in measured["branches"]})
    epochs = _branch_epochs(measured)
    table = np.full((len(noises), len(epochs)), np.nan)
    for branch in measured["branches"]:
        value = branch["distance"][layer][place]
        table[noises.index(branch["noise"]), epochs.index(branch["from"])] = value
    return table


def _order(tables: dict[str, np.ndarray], words: str) -> Outcome:
    """Whether the numbers fall along the rows of the tables: always, never, or sometimes."""
    steps = np.concatenate([np.diff(table, axis=1).ravel() for table in tables.values()])
    ends = np.concatenate([table[:, -1] - table[:, 0] for table in tables.values()])
    numbers: Numbers = {
        "one_minus_cosine_by_layer": tables,
        "steps": steps.size,
        "falling_steps": int(np.sum(steps < 0)),
        "rows": ends.size,
        "falling_from_first_to_last": int(np.sum(ends < 0)),
    }
    if not steps.size or not np.isfinite(steps).all():
        return Outcome("undecided", numbers, "too few branches, or one that diverged")
    if (steps < 0).all():
        return Outcome("agrees", numbers)
    if np.mean(ends < 0) <= 0.5:
        return Outcome("contradicts", numbers, f"{words} in half of the rows or fewer, even from the first to the last")
    return Outcome("undecided", numbers, f"{words} from the first to the last in most rows, but not at every step")


@states(
    "T2-18",
    "earlier is more different",
    "“The earlier the perturbation is in the training process the more different the final model would be” "
    "(§5); “as training proceeds, the same amount of perturbation are less able to lead to a drastically "
    "different trajectory” (Fig. 4)",
)
def earlier_is_more(measured: Measured) -> Outcome:
    """Final distances from the main trajectory, by the epoch of the branch."""
    return _order({layer: _table(measured, layer, -1) for layer in LAYERS}, "the final distance falls with the epoch")


@states(
    "",
    "larger is more separated",
    "“Larger perturbations leads to more separated branches” (Fig. 16)",
)
def larger_is_more(measured: Measured) -> Outcome:
    """Final distances from the main trajectory, by the noise."""
    tables = {layer: _table(measured, layer, -1)[::-1].T for layer in LAYERS}  # along a row the noise falls
    return _order(tables, "the final distance rises with the noise")


@states(
    "T2-18",
    "branches do not return",
    "“a perturbation almost always leads to at least a slightly different model” (Fig. 4)",
)
def does_not_return(measured: Measured) -> Outcome:
    """Final distance from the main trajectory, divided by the distance right after the perturbation."""
    ratios = np.stack([_table(measured, layer, -1) / _table(measured, layer, 0) for layer in LAYERS])
    numbers: Numbers = {"left_of_first_distance": ratios, "threshold": RETURNED}
    if not np.isfinite(ratios).all():
        return Outcome("undecided", numbers, "a branch diverged, or began where the main trajectory was")
    if (ratios <= RETURNED).any(axis=0).mean() > 0.1:  # almost always: in 9 of 10
        return Outcome("contradicts", numbers, "more than one branch in ten returned to the main trajectory")
    return Outcome("agrees", numbers)


def kind_of(branch: Begin, epochs: list[int]) -> str:
    """``wall`` where the paper found one: split at epoch 0, or by noise as large as the weights at the next branch.

    ``huge`` is a later branch by as much noise, where it found none; all others are ``near``.
    """
    if branch["from"] == epochs[0] or (branch["noise"] >= HUGE and branch["from"] == epochs[1]):
        return "wall"
    return "huge" if branch["noise"] >= HUGE else "near"


def _excesses(measured: Measured, kind: str) -> list[tuple[str, np.ndarray]]:
    """By branch, the error of the averaged model above the mean error of the two, after the branch has begun."""
    found = []
    for branch in measured["branches"]:
        if kind_of(branch, _branch_epochs(measured)) == kind:
            own = np.asarray(branch["train_error"], float)
            main = np.asarray(measured["main"]["train_error"], float)[-len(own) :]
            excess = np.asarray(branch["mean"]["train_error"], float) - (own + main) / 2
            found.append((f"noise {branch['noise']:g}, epoch {branch['from']}", excess[1:]))
    return found


@states(
    "T2-16",
    "nearby paths",
    "“Interpolating two “nearby” convergence paths lead to another convergence path with similar errors every "
    "epoch” (§5)",
)
def near_is_similar(measured: Measured) -> Outcome:
    """Averages of the main trajectory with branches by less noise than the weights, not from epoch 0."""
    return _similar(_excesses(measured, "near"))


@states(
    "T2-16",
    "no other walls",
    "“We have not found other significant “walls” in all other perturbation and interpolation experiments” (§5, "
    "C): other than branch 1 of Fig. 4 and those of Fig. 15 (a), 17 (a) and 17 (b)",
)
def no_other_walls(measured: Measured) -> Outcome:
    """Averages with all branches for which the paper found no wall."""
    return _similar(_excesses(measured, "near") + _excesses(measured, "huge"))


def _similar(parts: list[tuple[str, np.ndarray]]) -> Outcome:
    shares = {name: float(np.mean(excess <= SIMILAR)) for name, excess in parts}
    numbers: Numbers = {"share_of_similar_epochs": shares, "median_excess": {n: np.median(e) for n, e in parts}}
    numbers |= {"similar": SIMILAR, "every": EVERY}
    if not parts or any(not np.isfinite(excess).all() for _, excess in parts):
        return Outcome("undecided", numbers, "no nearby branch, or one that diverged")
    if min(shares.values()) < EVERY:
        high = [name for name, share in shares.items() if share < EVERY]
        return Outcome("contradicts", numbers, "the average is a good deal worse than the two for " + "; ".join(high))
    return Outcome("agrees", numbers)


@states(
    "T2-16",
    "distant paths",
    "“Interpolating two “distant” models lead to raised errors” (§5): walls were found for branch 1 of Fig. 4 "
    "and in Fig. 15 (a), 17 (a) and 17 (b) (§5, C)",
)
def distant_is_raised(measured: Measured) -> Outcome:
    """In the second half of each branch: before, main and branch are themselves near chance."""
    parts = [(name, excess[len(excess) // 2 :]) for name, excess in _excesses(measured, "wall")]
    medians = {name: float(np.median(excess)) for name, excess in parts}
    numbers: Numbers = {"median_excess": medians, "similar": SIMILAR}
    if not parts or not np.isfinite(list(medians.values())).all():
        return Outcome("undecided", numbers, "no distant branch, or one that diverged")
    if min(medians.values()) <= SIMILAR:
        low = [name for name, value in medians.items() if value <= SIMILAR]
        return Outcome("contradicts", numbers, "no raised error for " + "; ".join(low))
    return Outcome("agrees", numbers)


CHECKS = (
    no_local_minimum,
    earlier_is_more,
    does_not_return,
    larger_is_more,
    near_is_similar,
    no_other_walls,
    distant_is_raised,
)
