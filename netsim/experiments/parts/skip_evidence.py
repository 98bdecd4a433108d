"""What E16 measures, and when a network with skip-connections, or without, has failed or learned.

A network that fails to train with one rate from one start says nothing of its loss: what fails must fail with every
rate and from every start that was tried, where the network with skips trains, with the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict

import numpy as np

from ...runs import Numbers, Outcome, Values
from .evidence import BEGUN, LEARNED, still_falls

KINDS = {
    "plain": "no skips",
    "skip": "M = N skips",
    "few": "M < N skips",
    "shallow": "skips from the first layer only",
}
CONFIDENT = 1.96  # standard errors of a difference of shares


class Cell(TypedDict):
    """One network, trained in one way; curves are (num_rates, num_models, num_evaluations)."""

    network: str
    activation: str
    augment: str
    kind: str
    init: str
    num_skips: int
    num_neurons: int
    num_params: int
    train_loss: Values
    train_error: Values
    test_error: Values


class RandomFeatures(TypedDict):
    """What :func:`netsim.probes.random_features` gives, for several draws."""

    network: str
    activation: str
    measured: Mapping[str, Values]


class Measured(TypedDict):
    """What is measured of all networks."""

    learning_rate: Sequence[float]
    num_train: int
    num_test: int
    epoch: Values
    cells: list[Cell]
    random: list[RandomFeatures]


class Best(TypedDict):
    """The run of a kind with the smallest training loss at the end (mean over the models)."""

    init: str
    learning_rate: float
    train_loss: float
    train_error: list[float]
    test_error: list[float]
    still_falling: bool


Group = tuple[str, str, str]  # network, activation, augmentation
Verdict = tuple[str, str]  # outcome and reason


def groups(measured: Measured, activation: str = "", network: str = "") -> list[Group]:
    """Which networks there are, of an activation (its kind), without or of a name."""
    found = dict.fromkeys((cell["network"], cell["activation"], cell["augment"]) for cell in measured["cells"])
    return [
        group
        for group in found
        if group[1].startswith(activation) and (group[0] == network if network else group[0] != "densenet121")
    ]


def of(measured: Measured, group: Group, kind: str) -> list[Cell]:
    """The cells of one kind of a network."""
    return [
        cell
        for cell in measured["cells"]
        if (cell["network"], cell["activation"], cell["augment"], cell["kind"]) == (*group, kind)
    ]


def _ends(cell: Cell, measure: Literal["train_loss", "train_error", "test_error"]) -> np.ndarray:
    """(num_rates, num_models); what is not a number is the worst there is."""
    ends = np.asarray(cell[measure], float)[..., -1]
    return np.where(np.isfinite(ends), ends, np.inf if measure.endswith("loss") else 1.0)


def best(measured: Measured, group: Group, kind: str) -> Best | None:
    """Over all rates and starts; nothing where the kind was not trained."""
    found: list[Best] = []
    for cell in of(measured, group, kind):
        losses = np.asarray(cell["train_loss"], float)
        for place, rate in enumerate(measured["learning_rate"]):
            found.append(
                {
                    "init": cell["init"],
                    "learning_rate": rate,
                    "train_loss": float(_ends(cell, "train_loss")[place].mean()),
                    "train_error": _ends(cell, "train_error")[place].tolist(),
                    "test_error": _ends(cell, "test_error")[place].tolist(),
                    "still_falling": still_falls(losses[place].mean(0)),
                }
            )
    return min(found, key=lambda each: each["train_loss"]) if found else None


def has_learned(found: Best | None) -> bool:
    """Every model of the best run ends with at most half the error of guessing."""
    return found is not None and max(found["train_error"]) <= LEARNED


def least_error(cells: list[Cell], rates: Sequence[int] | None = None) -> float:
    """The smallest training error of any model at the end, at some of the rates."""
    chosen = [_ends(cell, "train_error")[rates if rates is not None else slice(None)] for cell in cells]
    return float(min((each.min() for each in chosen if each.size), default=np.nan))


def numbers_of(measured: Measured, group: Group) -> Numbers:
    """The best run of each kind."""
    found: Numbers = {"network": f"{group[0]}, {group[1]}, augmentation: {group[2]}"}
    for kind, title in KINDS.items():
        one = best(measured, group, kind)
        if one is not None:
            found[title] = {
                key: one[key] for key in ("init", "learning_rate", "train_loss", "train_error", "test_error")
            }
    return found


def over(measured: Measured, found: Sequence[Group], decide: Mapping[Group, Verdict]) -> Outcome:
    """One outcome of all networks: a contradiction counts, and all must agree."""
    rows = [numbers_of(measured, group) | {"outcome": decide[group][0]} for group in found]
    numbers: Numbers = {"networks": rows, "learned_below": LEARNED, "dead_above": BEGUN}
    if not rows:
        return Outcome("undecided", numbers, "none of these networks was trained")
    for wanted in ("contradicts", "undecided"):
        for group in found:
            if decide[group][0] == wanted:
                return Outcome(wanted, numbers, f"{group[0]} with {group[1]}: {decide[group][1]}")
    return Outcome("agrees", numbers)


def fails(measured: Measured, group: Group, rates: Sequence[int] | None) -> Verdict:
    """Whether the network without skips stays at guessing, at some of the rates, where it learns with skips."""
    plain = of(measured, group, "plain")
    if not plain or (rates is not None and not len(rates)):
        return "undecided", "it was not trained without skips at this rate"
    error = least_error(plain, rates)
    if error <= LEARNED:
        return "contradicts", f"without skips a model ends with the training error {error:.2f}"
    if not has_learned(best(measured, group, "skip")):
        return "undecided", "with skips it has not learned, either: the steps may be too few"
    if error > BEGUN:
        return "agrees", ""
    return "undecided", f"without skips a model comes to the training error {error:.2f}: neither failed nor learned"


def trains(measured: Measured, group: Group, kind: str) -> Verdict:
    """Whether a kind learns, and if it is dead, whether others learn with the same steps."""
    mine = best(measured, group, kind)
    if mine is None:
        return "undecided", f"{KINDS[kind]}: it was not trained"
    if has_learned(mine):
        return "agrees", ""
    others = [other for other in KINDS if other != kind and has_learned(best(measured, group, other))]
    if others and least_error(of(measured, group, kind)) > BEGUN:
        return "contradicts", f"{KINDS[kind]}: it is no better than guessing, and learns with {KINDS[others[0]]}"
    return "undecided", f"{KINDS[kind]}: it has not learned in these steps"


def difference(first: Sequence[float], second: Sequence[float], count: int) -> tuple[float, float, float]:
    """Mean of the first minus that of the second error, with a 95 % interval: of the models and of the test images."""
    shares = [np.asarray(each, float) for each in (first, second)]
    mean = float(shares[0].mean() - shares[1].mean())
    spread = sum(each.var(ddof=1) / each.size if each.size > 1 else 0.0 for each in shares)
    images = sum(each.mean() * (1 - each.mean()) / count for each in shares)
    width = CONFIDENT * float(np.sqrt(spread + images))
    return mean, mean - width, mean + width


def compared(apart: tuple[float, float, float], against: str) -> Verdict:
    if apart[1] > 0:
        return "agrees", ""
    if apart[2] < 0:
        return "contradicts", against
    return "undecided", f"the test errors differ by {apart[0]:+.3f}, and the interval holds 0"
