"""What the captions of Theory III's Figs. 4, 15 and 16 say decided on E11: the features that suit are theirs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np

from ...data import FEATURES
from ...runs import Check, Numbers, Outcome, states
from .regression_checks import LEARNED, NO_TARGETS, ZERO, not_at_zero
from .regressions import Measured

VISIBLE = 1e-2  # of it: seen in a figure, so that nobody calls it zero
OVERFITS = 0.05  # the final test error is so much above the smallest
STILL_FALLING = 0.98  # an error below this fraction of the one at three quarters is still falling
MONOMIALS = "monomials"  # the features of records that do not name them
Name = Literal["degenerate", "convex"]


def _convex_not_trained(measured: Measured) -> str:
    """Whether gradient descent lowered the error of the other problem, and ended."""
    train = np.asarray(measured["convex"]["unperturbed"]["train"], float)
    if not np.isfinite(train).all():
        return "gradient descent diverged"
    if not train[-1] < STILL_FALLING * train[0]:
        return "nothing was learned: the training error is that of the start"
    return "the training error was still falling" * bool(_falls(train))


def _falls(train: np.ndarray) -> bool:
    return bool(train[-1] < STILL_FALLING * train[(len(train) - 1) * 3 // 4])


def with_some_features(check: Check[Measured]) -> Check[Measured]:
    """As a caption says that leaves the features open: met with one kind, or contradicted by all there are."""

    def decide(measured: Measured) -> Outcome:
        first = measured.get("features", MONOMIALS)
        by_features: dict[str, Measured] = {first: measured}
        by_features |= {each["features"]: {**measured, **each} for each in measured.get("others", [])}
        found = {name: check.decide(each) for name, each in by_features.items()}
        numbers: Numbers = {"met_with": [name for name, each in found.items() if each.outcome == "agrees"]}
        for name, each in found.items():
            numbers[name] = {"outcome": each.outcome, "reason": each.reason, **each.measured}
        if numbers["met_with"]:
            return Outcome("agrees", numbers)
        for name, each in found.items():
            if each.outcome == "undecided":
                return Outcome("undecided", numbers, f"{name}: {each.reason}")
        if missing := [name for name in FEATURES if name not in found]:
            return Outcome("undecided", numbers, f"not with {', '.join(found)}; {', '.join(missing)}: not tried")
        return Outcome("contradicts", numbers, f"with all kinds of features {found[first].reason}")

    return replace(check, decide=decide)


def _zero_after_cycles(name: Name, measured: Measured) -> Outcome:
    """With the points and the loss that we chose; contradicted only if no other choice of these would do."""
    size = measured["mean_square_of_targets"]
    if not size:
        return Outcome("undecided", {}, NO_TARGETS)
    # The first cycle comes before any perturbation, the last one is cut off by the end.
    after = measured[name]["perturbed"]["after_cycle"]
    mean, worst = (np.asarray(values, float)[1:-1] / size for values in (after["mean"], after["worst"]))
    degree = measured[name]["degree"]
    features = measured.get("features", MONOMIALS)
    others = [
        row
        for row in measured["survey"]
        if (row["degree"], row.get("features", MONOMIALS)) == (degree, features) and row["mean_square_of_targets"]
    ]
    relative = np.array([float(row["cycle"]) for row in others])
    relative[~np.isfinite(relative)] = np.inf  # it diverges
    numbers: Numbers = {
        "mean_of_repetitions": {"smallest": mean.min(), "median": np.median(mean), "largest": mean.max()},
        "largest": worst.max(),
        "thresholds": {"zero": ZERO, "visible": VISIBLE},
        "all_choices_after_one_cycle_from_0": dict(
            zip([f"{row['points']}, {row['loss']}" for row in others], relative, strict=True)
        ),
    }
    if worst.max() <= ZERO:
        return Outcome("agrees", numbers)
    if mean.max() < VISIBLE:
        return Outcome("undecided", numbers, "small, but not zero")
    if np.any(relative < VISIBLE):
        return Outcome("undecided", numbers, "not with these points and this loss, but with another choice")
    return Outcome("contradicts", numbers, "the training error after a perturbation and a cycle is visibly above zero")


@with_some_features
@states(
    "T3-40",
    "Fig. 15: zero training error",
    "“full gradient descent with step size 0.2 for 250, 000 iterations” ends at zero training error (Fig. 15)",
    *LEARNED,
    against=f"with each kind of features the training error ends above {VISIBLE:g} of the targets' mean square, and no "
    "longer falls",
)
def reaches_zero(measured: Measured) -> Outcome:
    """The training error at the end, as a part of the targets' mean square."""
    if not measured["mean_square_of_targets"]:
        return Outcome("undecided", {}, NO_TARGETS)
    final = np.asarray(measured["degenerate"]["unperturbed"]["final"]["train"], float)
    relative = final / measured["mean_square_of_targets"]
    numbers: Numbers = {"largest_relative_error": relative.max(), "thresholds": {"zero": ZERO, "visible": VISIBLE}}
    if not np.isfinite(relative).all():
        return Outcome("undecided", numbers, "gradient descent diverges with this step, and our division of the loss")
    if relative.max() <= ZERO:
        return Outcome("agrees", numbers)
    if relative.max() < VISIBLE or _falls(np.asarray(measured["degenerate"]["unperturbed"]["train"], float)):
        return Outcome("undecided", numbers, "the training error was still falling when the iterations ended")
    return Outcome("contradicts", numbers, "the training error no longer falls, and is visibly above zero")


def _overfitting(name: Name, expected: bool, measured: Measured) -> Outcome:
    curves = measured[name]["unperturbed"]
    test = np.asarray(curves["test"], float)
    excess = test[-1] / test.min() - 1
    numbers: Numbers = {"smallest": test.min(), "at_iteration": int(curves["iterations"][test.argmin()])}
    numbers |= {"final": test[-1], "excess": excess, "threshold": OVERFITS}
    if not np.isfinite(test).all():
        return Outcome("undecided", numbers, "gradient descent diverged")
    if (excess > OVERFITS) == expected:
        return Outcome("agrees", numbers)
    reason = "the final test error is the smallest" if expected else "the test error rises again"
    return Outcome("contradicts", numbers, reason)


AFTER_A_CYCLE = (
    "the training error after some perturbation and its cycle is visibly above zero "
    f"({VISIBLE:g} of the targets' mean square), and would be with all features, points and losses that the paper may "
    "mean"
)

CAPTIONS = (
    with_some_features(
        Check(
            "T3-40",
            "Fig. 4: zero after each perturbation",
            "“Weights were perturbed every 4000 iterations and then gradient descent was allowed to converge to zero "
            "training error after each perturbation” (Fig. 4, degree 30)",
            partial(_zero_after_cycles, "degenerate"),
            AFTER_A_CYCLE,
        ).given(*LEARNED)
    ),
    reaches_zero,
    with_some_features(
        Check(
            "T3-40",
            "Fig. 15: overfitting",
            "“There is overfitting in the test error” (Fig. 15)",
            partial(_overfitting, "degenerate", True),
            f"with each kind of features the final test error is at most {OVERFITS:.0%} above the smallest, at zero "
            "training error",
        ).given(*LEARNED, not_at_zero)
    ),
    with_some_features(
        Check(
            "T3-40",
            "Fig. 16: zero after each perturbation",
            "“weights were perturbed every 4000 iterations and then gradient descent was allowed to converge to zero "
            "training error after each perturbation” (Fig. 16, degree 4)",
            partial(_zero_after_cycles, "convex"),
            AFTER_A_CYCLE,
        ).given(*LEARNED)
    ),
    with_some_features(
        Check(
            "T3-40",
            "Fig. 16: no overfitting",
            "“The inset zooms in on plot showing the absense of overfitting” (Fig. 16)",
            partial(_overfitting, "convex", False),
            f"with each kind of features the final test error is more than {OVERFITS:.0%} above the smallest, after "
            "training has ended",
        ).given(*LEARNED, _convex_not_trained)
    ),
)
