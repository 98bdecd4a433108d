"""What E03 measures of branches and averaged models, and decides from it (Theory II, Fig. 4 and 14–17)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import numpy as np

from ...runs import Numbers, Outcome, Values, states
from .evidence import STILL_FALLING, begun, learned, noise_was_put_in, still_falls
from .separation import KEPT, Separation, in_order, is_noise, separation, stay_apart

LAYERS = {"2": 1, "3": 2, "4": 3, "5": 4, "6": 5}  # the paper counts the input as layer 1
SIMILAR = 0.05  # errors that differ by at most 5 of 100 samples are called similar; the walls of Fig. 4 are far higher
EVERY = 0.9  # "every epoch" is read as 9 of 10 recorded epochs: single steps of gradient descent overshoot
MOST = 0.9  # “almost always” is read as 9 of 10
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
    """A branch.

    Attributes:
        distance: by layer 1 − cosine from the main trajectory, epoch by epoch.
        moved: by layer 1 − cosine between its first and its last weights.
    """

    mean: Mean
    distance: dict[str, list[float]]
    moved: NotRequired[dict[str, float]]


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


def _nothing_put_in(measured: Measured) -> str:
    return noise_was_put_in([branch["noise"] for branch in measured["branches"]])


def _never_begun(measured: Measured) -> str:
    return begun([min(map(float, row["train_error"])) for row in (measured["main"], *measured["branches"])])


def _not_learned(measured: Measured) -> str:
    return learned([row["train_error"][-1] for row in (measured["main"], *measured["branches"])])


@states(
    "T2-17",
    "no local minimum",
    "“Even when training with batch gradient descent, we do not encounter any local minima. When trained long "
    "enough with small enough learning rates, one always gets to 0 classification error” (§5)",
    _nothing_put_in,
    _never_begun,
    against="a trajectory whose training loss no longer falls, without ever having had training error 0",
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
    if any(still_falls(loss) for loss in stuck):
        return Outcome(
            "undecided", numbers, "a training loss was still falling when the run ended, at an error above 0"
        )
    return Outcome("contradicts", numbers, "a training loss no longer falls and the training error never was 0")


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


def _separations(measured: Measured) -> dict[str, Separation]:
    """Of each branch from the main trajectory, over the layers."""
    found = {}
    for branch in measured["branches"]:
        first, last = ([branch["distance"][layer][place] for layer in LAYERS] for place in (0, -1))
        moved = [branch["moved"][layer] for layer in LAYERS] if "moved" in branch else None
        found[_name(branch)] = separation(first, last, moved)
    return found


def _name(branch: Begin) -> str:
    return f"noise {branch['noise']:g}, epoch {branch['from']}"


def _noise_alone(measured: Measured) -> str:
    """Whether the branches are as far from the main trajectory as the noise put them, all together."""
    ratios = np.concatenate([part.ratios for part in _separations(measured).values()])
    return "the branches are as far from the main trajectory as the noise put them" * is_noise(ratios)


@states(
    "T2-18",
    "earlier is more different",
    "“The earlier the perturbation is in the training process the more different the final model would be” "
    "(§5); “as training proceeds, the same amount of perturbation are less able to lead to a drastically "
    "different trajectory” (Fig. 4)",
    _nothing_put_in,
    _not_learned,
    against="for the same noise, branches of later epochs end no nearer to the main trajectory, as a multiple of where "
    "the noise put them, in half of the layers and noises or more",
)
def earlier_is_more(measured: Measured) -> Outcome:
    """Final over first distance from the main trajectory, by the epoch of the branch."""
    tables = {layer: np.sqrt(_table(measured, layer, -1) / _table(measured, layer, 0)) for layer in LAYERS}
    numbers: Numbers = {"last_over_first_distance_by_layer": tables}
    return in_order(tables, numbers, "the distance falls with the epoch")


@states(
    "",
    "larger is more separated",
    "“Larger perturbations leads to more separated branches” (Fig. 16)",
    _nothing_put_in,
    _not_learned,
    _noise_alone,
    against="branches of the same epoch by larger noise end no further from the main trajectory, in half of the layers "
    "and epochs or more",
)
def larger_is_more(measured: Measured) -> Outcome:
    """Final distances from the main trajectory, by the noise; they must not be those that the noise made."""
    tables = {layer: _table(measured, layer, -1)[::-1].T for layer in LAYERS}  # along a row the noise falls
    return in_order(tables, {"one_minus_cosine_by_layer": tables}, "the final distance rises with the noise")


@states(
    "T2-18",
    "branches do not return",
    "“a perturbation almost always leads to at least a slightly different model” (Fig. 4)",
    _nothing_put_in,
    _not_learned,
    against=f"more than one in ten of the branches, layer by layer, comes back to less than {KEPT:g} of the distance "
    "from the main trajectory at which the noise put it",
)
def does_not_return(measured: Measured) -> Outcome:
    """Final distance from the main trajectory, divided by the distance right after the perturbation."""
    return stay_apart(_separations(measured), {}, share=MOST)


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
            found.append((_name(branch), excess[1:]))
    return found


@states(
    "T2-16",
    "nearby paths",
    "“Interpolating two “nearby” convergence paths lead to another convergence path with similar errors every "
    "epoch” (§5)",
    _nothing_put_in,
    _not_learned,
    against="for some branch by less noise than the weights, not from epoch 0, the error of the mean model is more "
    "than 0.05 above the mean error of the two in more than a tenth of the recorded epochs",
)
def near_is_similar(measured: Measured) -> Outcome:
    """Averages of the main trajectory with branches by less noise than the weights, not from epoch 0."""
    return _similar(_excesses(measured, "near"))


@states(
    "T2-16",
    "no other walls",
    "“We have not found other significant “walls” in all other perturbation and interpolation experiments” (§5, "
    "C): other than branch 1 of Fig. 4 and those of Fig. 15 (a), 17 (a) and 17 (b)",
    _nothing_put_in,
    _not_learned,
    against="such a rise for some branch where the paper found no wall, also by noise as large as the weights",
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
    _nothing_put_in,
    _not_learned,
    against="for some branch where the paper found a wall, the error of the mean model is, in the second half of the "
    "branch, at most 0.05 above the mean error of the two",
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
