"""What E18 measures, and says of 150 layers with and without skip-connections (NMH, App. F, Fig. 5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, TypedDict

import numpy as np

from ...runs import Check, Numbers, Outcome, Values, states
from .evidence import begun

CHOSEN = "the initialisation is not printed, and decides"
FIRST = "he"  # the initialisation of records that name none
Name = Literal["plain", "skip"]
TITLES: dict[Name, str] = {"plain": "no skip", "skip": "with skip"}
TAIL = 0.1  # of the evaluations: a mean over them, so that one lucky epoch does not choose the rate
STILL_FALLING = 0.98  # a mean loss of the last tenth below this fraction of the tenth before is still falling
PRINTED_EPOCHS = {"skip": 200, "plain": 1000}
SAME = 0.1  # fluctuations that differ by less than a tenth are not called stronger


class Curves(TypedDict):
    """(num_rates, num_models, num_evaluations), and the place of the best rate."""

    train_loss: Values
    train_error: Values
    best: int


class Pair(TypedDict):
    """Both networks with one initialisation; how much the outputs without skips differ between samples at the start."""

    init: str
    spread_at_start: float
    plain: Curves
    skip: Curves


class Measured(Pair):
    """What is measured; ``others`` with the other initialisations."""

    learning_rate: Sequence[float]
    batch_size: int
    num_train: int
    num_params: dict[str, int]
    epoch: Values
    others: list[Pair]


def tail_mean(values: np.ndarray, back: int = 0) -> np.ndarray:
    """Mean of the last tenth of a curve, or of the tenth before (``back`` 1)."""
    width = max(1, int(TAIL * values.shape[-1]))
    end = values.shape[-1] - back * width
    return values[..., end - width : end].mean(axis=-1)


def _best(measured: Measured, name: Name) -> tuple[np.ndarray, np.ndarray]:
    """Losses and errors (num_models, num_evaluations) at the best rate."""
    found = measured[name]
    best = found["best"]
    return np.asarray(found["train_loss"][best], float), np.asarray(found["train_error"][best], float)


def _first_zero(measured: Measured, name: Name) -> list[int | None]:
    """The first evaluated epoch of each model with training error 0."""
    epochs = np.asarray(measured["epoch"])
    return [int(epochs[row == 0][0]) if (row == 0).any() else None for row in _best(measured, name)[1]]


def _numbers(measured: Measured, name: Name) -> Numbers:
    losses, errors = _best(measured, name)
    return {
        "network": TITLES[name],
        "best_rate": measured["learning_rate"][measured[name]["best"]],
        "first_epoch_with_error_0": _first_zero(measured, name),
        "epochs": int(measured["epoch"][-1]),
        "final_train_loss": losses[:, -1],
        "final_train_error": errors[:, -1],
        "smallest_train_error": errors.min(axis=1),
    }


def _still_falling(measured: Measured, name: Name) -> bool:
    losses = _best(measured, name)[0]
    return bool((tail_mean(losses) < STILL_FALLING * tail_mean(losses, back=1)).any())


def _plain_is_dead(measured: Measured) -> str:
    """Whether the network without skips lives: at some rate it does better than guessing, or its fate says nothing."""
    errors = np.asarray(measured["plain"]["train_error"], float).reshape(len(measured["plain"]["train_error"]), -1)
    why = begun(np.nanmin(errors, axis=1).min())
    return f"without skips {why}" * bool(why)


def _skip_is_dead(measured: Measured) -> str:
    why = begun(np.nanmin(_best(measured, "skip")[1], axis=1))
    return f"with skips {why}" * bool(why)


Need = Callable[[Measured], str]


def where_it_lives(*dead: Need) -> Callable[[Check[Measured]], Check[Measured]]:
    """What is said with every initialisation at which the networks live: it is not printed which there was.

    Fig. 5 shows strong fluctuations without skips, so that what is dead is not what it shows. Nothing is contradicted
    through one initialisation that lives where the others are dead.

    Args:
        dead: each says why a network is dead, or ``""``.
    """

    def of(check: Check[Measured]) -> Check[Measured]:
        def decide(measured: Measured) -> Outcome:
            by_init: dict[str, Measured] = {measured.get("init", FIRST): measured}
            by_init |= {each["init"]: {**measured, **each} for each in measured.get("others", [])}
            why = {name: next(filter(None, (need(each) for need in dead)), "") for name, each in by_init.items()}
            found = {name: check.decide(each) for name, each in by_init.items() if not why[name]}
            fate = {name: reason for name, reason in why.items() if reason}
            numbers: Numbers = {"lives_with": list(found), "dead_with": fate}
            for name, each in found.items():
                numbers[name] = {"outcome": each.outcome, "reason": each.reason, **each.measured}
            outcomes = {each.outcome for each in found.values()}
            reasons = {name: each.reason for name, each in found.items() if each.reason} if found else fate
            said = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
            if outcomes == {"contradicts"} and len(found) == 1 < len(by_init):
                return Outcome("undecided", numbers, f"{said}; it lives with this initialisation alone: {CHOSEN}")
            if len(outcomes) == 1:
                return Outcome(outcomes.pop(), numbers, said)
            return Outcome("undecided", numbers, f"{CHOSEN}: {said}" if found else said)

        return replace(check, decide=decide)

    return of


@where_it_lives(_skip_is_dead)
@states(
    "NMH-14",
    "skips: training error 0",
    "“the skip-network easily converge to zero training error” (App. F)",
    against="with every initialisation at which it lives, after the paper's 1,000 epochs the training loss with skips "
    "no longer falls at the best rate, and the training error never was 0",
)
def skip_converges(measured: Measured) -> Outcome:
    """Whether every model with skips, at the best rate, has training error 0 at some evaluation."""
    numbers = _numbers(measured, "skip")
    if all(epoch is not None for epoch in _first_zero(measured, "skip")):
        return Outcome("agrees", numbers)
    if measured["epoch"][-1] < PRINTED_EPOCHS["plain"]:
        return Outcome("undecided", numbers, "fewer epochs were run than in the paper")
    if _still_falling(measured, "skip"):
        return Outcome("undecided", numbers, "the training loss was still falling at the end")
    return Outcome("contradicts", numbers, "the training loss no longer falls and the training error is not 0")


@where_it_lives(_skip_is_dead)
@states(
    "NMH-14",
    "skips: within 200 epochs",
    "“… within 200 epochs” (App. F)",
    against="with every initialisation at which it lives, after the paper's 1,000 epochs the training loss with skips "
    "no longer falls at the best rate, and the training error never was 0: what comes later than 200 may be due to the "
    "batch size, which is not printed",
)
def skip_within_200(measured: Measured) -> Outcome:
    """How many steps 200 epochs are, and with what momentum, is not printed: slower training decides nothing."""
    numbers, limit = _numbers(measured, "skip"), PRINTED_EPOCHS["skip"]
    numbers["steps_in_200_epochs"] = limit * -(-(n := measured["num_train"]) // (measured["batch_size"] or n))
    first = _first_zero(measured, "skip")
    if all(epoch is not None and epoch <= limit for epoch in first):
        return Outcome("agrees", numbers)
    if measured["epoch"][-1] < PRINTED_EPOCHS["plain"]:
        return Outcome("undecided", numbers, "fewer epochs were run than in the paper")
    if _still_falling(measured, "skip") or any(epoch is not None for epoch in first):
        reason = f"not within {limit} epochs, but later or still falling; batch size and momentum are not printed"
        return Outcome("undecided", numbers, reason)
    return Outcome("contradicts", numbers, f"the training loss no longer falls, the error was not 0 in {limit} epochs")


@where_it_lives(_plain_is_dead)
@states(
    "NMH-14",
    "no skips: does not converge",
    "“the original network … fails to converge after 1000 epochs” (App. F)",
    against="with every initialisation at which it lives, the network without skips reaches training error 0 within "
    "1,000 epochs at the best rate",
)
def plain_fails(measured: Measured) -> Outcome:
    """Whether no model without skips comes to training error 0 at the best rate, where those with skips do."""
    numbers, limit = _numbers(measured, "plain"), PRINTED_EPOCHS["plain"]
    if any(epoch is not None and epoch <= limit for epoch in _first_zero(measured, "plain")):
        return Outcome("contradicts", numbers, "the network without skips reaches training error 0")
    if measured["epoch"][-1] < limit:
        return Outcome("undecided", numbers, f"fewer than {limit} epochs were run")
    if any(epoch is None for epoch in _first_zero(measured, "skip")):
        return Outcome("undecided", numbers, "with skips it does not converge, either: it is not the skips that count")
    return Outcome("agrees", numbers)


def _rises(losses: np.ndarray) -> float:
    """Mean rise of the loss from one evaluation to the next, where falls count as 0."""
    return float(np.maximum(np.diff(losses, axis=1), 0).mean())


@where_it_lives(_plain_is_dead, _skip_is_dead)
@states(
    "NMH-14",
    "no skips: stronger fluctuations",
    "“the original network has stronger fluctuations” (App. F)",
    against="with every initialisation at which both live, the mean rise of the loss from one evaluation to the next "
    f"is more than {SAME:.0%} smaller without skips than with them",
)
def fluctuates(measured: Measured) -> Outcome:
    """The mean rises of the training loss from one evaluation to the next, without skips and with them."""
    plain, skip = _rises(_best(measured, "plain")[0]), _rises(_best(measured, "skip")[0])
    numbers: Numbers = {"mean_rise": {"no skip": plain, "with skip": skip}, "tolerance": SAME}
    if not np.isfinite([plain, skip]).all():
        return Outcome("undecided", numbers, "a loss is not finite")
    if measured["epoch"][-1] < PRINTED_EPOCHS["plain"]:
        return Outcome("undecided", numbers, "fewer epochs were run than in the paper")
    if plain > (1 + SAME) * skip:
        return Outcome("agrees", numbers)
    if plain < (1 - SAME) * skip:
        return Outcome("contradicts", numbers, "the network with skips fluctuates more")
    return Outcome("undecided", numbers, "both fluctuate alike")


CHECKS = (skip_converges, skip_within_200, plain_fails, fluctuates)
