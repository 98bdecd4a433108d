"""What E10 measures, and says of perturbations after convergence (Theory III, Fig. 3 and 14)."""

from __future__ import annotations

from typing import Literal, TypedDict

import numpy as np

from ...probes import PowerLaw, slope
from ...runs import Numbers, Outcome, Values, states
from .evidence import ROUNDING, generalises
from .finals import Finals

Curve = Literal["train_loss", "train_error", "test_loss", "test_error", "norm"]


NEEDED: tuple[Curve, ...] = ("train_loss", "test_loss", "norm")


BACK = 2.0  # a training loss below so many times the one before the perturbation is back at the original level


SIGNIFICANT = 0.05  # a change of the test loss relative to its level that counts as growth


STILL_FALLING = 0.98  # a smallest loss after later cycles below this fraction of that after earlier ones: it falls


HELD = 0.25  # of the square norm that the noise added: half of its length stays


ROBUST = 0.02  # a change of the classification error that does not count as overfitting


class Ends(Finals):
    """Losses, errors and the norm of the weights of each model; a row for the first part and one for each cycle."""

    norm: Values


class Curves(Ends):
    """The same over the epochs of a part, a row for each model."""

    epoch: Values


class Measured(TypedDict):
    """What is measured: the first part, and two ways on from it."""

    num_params: int
    num_test: int
    epochs: int
    perturb_every: int
    first: Curves
    perturbed: Curves
    unperturbed: Curves
    ends: Ends
    layer_norms: dict[str, Values]
    growth: PowerLaw | None


def _ends(measured: Measured, name: Curve) -> np.ndarray:
    """At the end of the first part and of each cycle, (1 + cycles, models)."""
    return np.asarray(measured["ends"][name], float)


def _starts(measured: Measured, name: Literal["train_loss", "train_error", "norm"]) -> np.ndarray:
    """Right after each perturbation, (cycles, models): where the epochs of the perturbed branch begin or repeat."""
    branch = measured["perturbed"]
    epochs = np.asarray(branch["epoch"])
    begins = np.concatenate([[True], epochs[1:] == epochs[:-1]])
    return np.asarray(branch[name], float)[:, begins].T


def _put_in(measured: Measured) -> np.ndarray:
    """What each perturbation added to the square norm, (cycles, models)."""
    return _starts(measured, "norm") ** 2 - _ends(measured, "norm")[:-1] ** 2


def _not_ready(measured: Measured) -> str:
    """Why nothing can be said: a diverged model, or one that was perturbed before its training error was 0."""
    if not all(np.isfinite(_ends(measured, name)).all() for name in NEEDED):
        return "a model diverged"
    if _ends(measured, "train_error")[0].max():
        return "the training error was not 0 before the first perturbation"
    added = _put_in(measured) / _ends(measured, "norm")[:-1] ** 2
    return "nothing was put in: the noise is below rounding" * bool(np.any(np.abs(added) <= ROUNDING))


@states(
    "T3-06",
    "training error returns to zero",
    "“The training error will go back to zero after each sequence of GD” (4.1)",
    _not_ready,
    against="the training error after some cycle is above 0, and the later half of the cycles ends no lower than the "
    "earlier",
)
def returns_to_zero(measured: Measured) -> Outcome:
    """Whether the training error is 0 after every cycle, where some perturbation had raised it."""
    errors, losses = _ends(measured, "train_error"), _ends(measured, "train_loss")
    numbers: Numbers = {
        "before": errors[0],
        "largest_after_cycles": errors[1:].max(0),
        "train_loss_by_cycle": losses.mean(1),
    }
    if errors[1:].max() == 0 and not _starts(measured, "train_error").max():
        return Outcome("undecided", numbers, "no perturbation raised the training error: nothing had to go back")
    if errors[1:].max() == 0:
        return Outcome("agrees", numbers)
    if _still_falling(measured):
        return Outcome("undecided", numbers, "the training loss after the cycles was still falling from cycle to cycle")
    return Outcome("contradicts", numbers, "the training error after a cycle is above 0")


def _still_falling(measured: Measured) -> bool:
    """Whether cycles of the later half end lower than those of the earlier one: more of them may do better yet.

    Inside a cycle the loss falls at every step there is: a cycle has the printed length, and is judged at its end.
    """
    after = _ends(measured, "train_loss")[1:]
    earlier, later = np.split(after, [len(after) // 2])
    return len(after) < 2 or bool(np.any(later.min(0) < STILL_FALLING * earlier.min(0)))


@states(
    "",
    "back to the original level",
    "“The empirical risk goes back to the original level after added perturbations” (Fig. 3)",
    _not_ready,
    against=f"the training loss after some cycle is more than {BACK:g} times what it was before the first perturbation "
    "and the later half of the cycles ends no lower than the earlier",
)
def back_to_the_level(measured: Measured) -> Outcome:
    """The training loss after each cycle, as a multiple of that before the first perturbation."""
    losses = _ends(measured, "train_loss")
    ratio = losses[1:] / losses[0]
    numbers: Numbers = {"train_loss_by_cycle": losses.mean(1), "largest_ratio": ratio.max(), "threshold": BACK}
    if not np.all(_starts(measured, "train_loss") > BACK * losses[0]):
        return Outcome("undecided", numbers, "some perturbation hardly raised the training loss: it was at its level")
    if ratio.max() <= BACK:
        return Outcome("agrees", numbers)
    if _still_falling(measured):
        return Outcome("undecided", numbers, "above the level before, but still falling from cycle to cycle")
    return Outcome("contradicts", numbers, "the training loss after a cycle is above the level before")


def _fit(law: PowerLaw) -> Numbers:
    return {"exponent": law["exponent"], "interval": law["interval"], "constant": law["constant"]}


@states(
    "",
    "norm increases",
    "“the L2-norm of the weights increases after each step of perturbation followed by gradient descent” (Fig. 3)",
    _not_ready,
    against="the norm of the weights is no larger after some perturbation and the gradient descent that follows it "
    "than before",
)
def norm_grows(measured: Measured) -> Outcome:
    """Whether the norm rises over every cycle, and keeps what the perturbation added."""
    squares = _ends(measured, "norm") ** 2
    ratio = squares[1:] / squares[:-1]
    growth = measured["growth"]
    numbers: Numbers = {
        "square_norm_by_cycle": squares.mean(1),
        "smallest_ratio": ratio.min(),
        "largest_ratio": ratio.max(),
        "growth_exponent_of_norm_in_m": _fit(growth) if growth else None,
    }
    added = np.where(_put_in(measured) > 0, _put_in(measured), np.nan)
    held = (squares[1:] - squares[:-1] - _growth_alone(measured)) / added
    numbers |= {"share_of_the_noise_held": held, "held": HELD}
    if ratio.min() <= 1:
        return Outcome("contradicts", numbers, "the norm did not increase in every cycle")
    if held.min() >= HELD and np.all(_put_in(measured) > _growth_alone(measured)):
        return Outcome("agrees", numbers)
    return Outcome("undecided", numbers, "the norm increases, but not by what the perturbations added")


def _growth_alone(measured: Measured) -> np.ndarray:
    """How much the square norm grows in each cycle without perturbations, (cycles, models)."""
    alone = measured["unperturbed"]
    norms = np.asarray(alone["norm"], float) ** 2
    ends = np.arange(len(_ends(measured, "norm"))) * measured["perturb_every"]
    return np.diff(np.stack([np.interp(ends, np.asarray(alone["epoch"], float), model) for model in norms], 1), axis=0)


@states(
    "",
    "test loss grows",
    "“but the expected risk grows increasingly higher” (Fig. 3)",
    _not_ready,
    against=f"the line through the test losses after the cycles rises by less than {SIGNIFICANT:.0%}, for every model",
)
def test_loss_grows(measured: Measured) -> Outcome:
    """How far the test loss rises over the cycles, and how far above where training alone leads."""
    losses = _ends(measured, "test_loss")
    alone = np.asarray(measured["unperturbed"]["test_loss"], float)[:, -1]
    slopes = slope(np.arange(len(losses)), losses)
    change = slopes * (len(losses) - 1) / losses[0]
    numbers: Numbers = {"by_cycle": losses.mean(1), "relative_change": change, "end_without_perturbation": alone}
    numbers["threshold"] = SIGNIFICANT
    more = (losses[-1] - alone) / losses[0]
    numbers["more_than_without"] = more
    if change.min() > SIGNIFICANT and more.min() > SIGNIFICANT:
        return Outcome("agrees", numbers)
    if change.max() < SIGNIFICANT:
        return Outcome("contradicts", numbers, "the test loss does not grow with the perturbations")
    return Outcome("undecided", numbers, "the models differ, or the test loss grows as much without perturbations")


@states(
    "",
    "overfitting of the loss alone",
    "“there is some overfitting in terms of the testing loss. Classification however is robust to this "
    "overfitting” (Fig. 14)",
    _not_ready,
    against=f"left alone, the test loss of every model ends at most {SIGNIFICANT:.0%} above its lowest value, or its "
    f"test error surely more than {ROBUST:g} above that where the loss was lowest",
)
def overfitting_alone(measured: Measured) -> Outcome:
    """The loss against its smallest value, the classification error against that where the loss is smallest."""
    parts = measured["first"], measured["unperturbed"]
    loss = np.concatenate([np.asarray(part["test_loss"], float) for part in parts], axis=1)
    error = np.concatenate([np.asarray(part["test_error"], float) for part in parts], axis=1)
    rise = loss[:, -1] / loss.min(1) - 1
    before = error[np.arange(len(error)), loss.argmin(1)]
    worse = error[:, -1] - before
    noise = 2 * np.sqrt(2 * before * (1 - before) / measured["num_test"])  # two standard errors of a difference
    numbers: Numbers = {
        "rise_of_test_loss": rise,
        "error_where_the_loss_is_smallest": before,
        "final_error": error[:, -1],
    }
    numbers |= {"two_standard_errors": noise, "thresholds": {"loss": SIGNIFICANT, "error": ROBUST}}
    if why := generalises(before):
        return Outcome("undecided", numbers, why)
    if np.all(rise > SIGNIFICANT) and np.all(worse <= ROBUST):
        return Outcome("agrees", numbers)
    if np.all(rise <= SIGNIFICANT):
        return Outcome("contradicts", numbers, "the test loss does not rise")
    if np.all(worse > ROBUST + noise):
        return Outcome("contradicts", numbers, "the test error rises, too")
    return Outcome("undecided", numbers, "the models differ, or the test set is too small to tell")


CHECKS = (returns_to_zero, back_to_the_level, test_loss_grows, norm_grows, overfitting_alone)
