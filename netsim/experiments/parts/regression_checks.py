"""What E11 measures, and what the paper says of its linear regressions decided on it."""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np

from ...runs import Check, Numbers, Outcome, states
from .regressions import Measured

ZERO = 1e-6  # of the mean square of the targets: far below the line width of a figure
VISIBLE = 1e-2  # of it: seen in a figure, so that nobody calls it zero
RESTORED = 1e-2  # of the perturbation is left; the rest goes exponentially
NEAR_HALF = 0.05  # the paper says ≈
UNCHANGED = 1e-9  # of the perturbation: rounding over hundreds of thousands of steps
OVERFITS = 0.05  # the final test error is so much above the smallest
Name = Literal["degenerate", "convex"]
HALF = 0.5  # of the mean square of the targets: training that leaves more has hardly begun
STILL_FALLING = 0.98  # an error below this fraction of the one at three quarters is still falling
NO_TARGETS = "at these points every target is 0, and no training is needed"


def _nothing_put_in(measured: Measured) -> str:
    """The noise of the run, seen by what it must add to the test error."""
    expected = float(measured["degenerate"]["directions"]["expected_test_increase"])
    return "" if expected > 0 else "nothing was put in: the noise is 0"


def _not_learned(measured: Measured) -> str:
    """Whether gradient descent on the degenerate problem, which can be solved, left half of the targets at most."""
    size = measured["mean_square_of_targets"]
    if not size:
        return NO_TARGETS
    left = np.asarray(measured["degenerate"]["unperturbed"]["final"]["train"], float) / size
    if not np.isfinite(left).all():
        return "gradient descent diverged"
    return "" if left.max() <= HALF else f"nothing was learned: {left.max():.2g} of the targets' mean square is left"


def _not_at_zero(measured: Measured) -> str:
    """Whether gradient descent came to zero error: what it does to a perturbation is seen only from there."""
    size = measured["mean_square_of_targets"]
    left = np.asarray(measured["degenerate"]["unperturbed"]["final"]["train"], float)
    return "" if left.max() <= ZERO * size else "the training set is not fitted: the training error is above zero"


def _not_restored(measured: Measured) -> str:
    """Whether gradient descent takes back what is not degenerate: without that the noise itself is measured."""
    left = float(measured["returned"]["nondegenerate_left"])
    return "" if left <= RESTORED else f"gradient descent leaves {left:.2g} of a perturbation: it does not come back"


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


LEARNED = (_nothing_put_in, _not_learned)
SOLVED = (*LEARNED, _not_at_zero, _not_restored)


@states(
    "T3-06",
    "directions after a perturbation",
    "“The training error will go back to zero after each sequence of GD”; the perturbation is corrected “to push "
    "back the non-degenerate weight directions”; GD “will not change the weights” in the degenerate ones (4.1)",
    *LEARNED,
    against="gradient descent moves the degenerate directions by more than rounding, "
    f"{UNCHANGED:g} of the perturbation",
)
def returns(measured: Measured) -> Outcome:
    found, size = measured["returned"], measured["mean_square_of_targets"]
    numbers: Numbers = {
        "train_before": found["train_before"],
        "train_perturbed": found["train_perturbed"],
        "train_after": found["train_after"],
        "nondegenerate_left": found["nondegenerate_left"],
        "slowest_direction_left": found["slowest_direction_left"],
        "degenerate_moved_back": found["degenerate_moved_back"],
        "thresholds": {"zero": ZERO * size, "restored": RESTORED, "unchanged": UNCHANGED},
    }
    if not size:
        return Outcome("undecided", numbers, NO_TARGETS)
    if not float(found["train_before"]) <= ZERO * size:
        return Outcome("undecided", numbers, "the training error was not zero before the perturbation")
    if found["degenerate_moved_back"] > UNCHANGED:
        return Outcome("contradicts", numbers, "gradient descent changed the degenerate directions")
    if not (found["train_after"] <= ZERO * size and found["nondegenerate_left"] <= RESTORED):
        return Outcome("undecided", numbers, "gradient descent had not yet come back when it ended")
    return Outcome("agrees", numbers)


@states(
    "T3-07",
    "square root of m",
    "“the increase in the norm of the degenerate components should then be proportional to ≈ √m” (4.1)",
    *SOLVED,
    against=f"a 95 % interval for the exponent of m lies more than {NEAR_HALF:g} away from 1/2",
)
def square_root_of_m(measured: Measured) -> Outcome:
    fits = [*measured["walk"]["fits"], measured["degenerate"]["directions"]["growth"]]
    numbers: Numbers = {"exponents": [f["exponent"] for f in fits], "intervals": [f["interval"] for f in fits]}
    numbers["constants"] = [f["constant"] for f in fits]
    numbers["rows"] = [*(f"unit norm, null space {n}" for n in measured["walk"]["nullity"]), "the run of Fig. 4"]
    numbers["tolerance"] = NEAR_HALF
    low, high = np.array([f["interval"] for f in fits], float).T - 0.5
    if np.any((low > NEAR_HALF) | (high < -NEAR_HALF)):
        return Outcome("contradicts", numbers, "an interval for the exponent of m lies away from 1/2")
    if np.any((high > NEAR_HALF) | (low < -NEAR_HALF)):
        return Outcome("undecided", numbers, "an interval for the exponent of m is not inside 1/2 ± the tolerance")
    return Outcome("agrees", numbers)


@states(
    "T3-07",
    "constant",
    "“with a constant of proportionality that depends on ≈ √(1/N)” (4.1)",
    *SOLVED,
    against="the 95 % interval for the exponent of N, no wider than 1/2, does not hold -1/2",
)
def constant(measured: Measured) -> Outcome:
    walk = measured["walk"]
    constants = np.array([fit["constant"] for fit in walk["fits"]], float)
    nullity = np.asarray(walk["nullity"], float)
    numbers: Numbers = {
        "nullity": nullity,
        "constants": constants,
        "expected": walk["expected_constant"],
        "exponent_of_N": walk["constant_exponent"],
        "interval": walk["constant_interval"],
        "each_component": constants / np.sqrt(nullity),
        "each_component_times_sqrt_num_params": constants / np.sqrt(nullity) * np.sqrt(walk["num_params"]),
    }
    low, high = (float(end) for end in walk["constant_interval"])
    if low <= -0.5 <= high:
        return Outcome("agrees", numbers)
    if high - low > 0.5:
        return Outcome("undecided", numbers, "the interval for the exponent of N is wider than 1/2")
    reason = "the norm over √m does not fall like √(1/N): it is √(N/d) for d weights; each component's is √(1/d)"
    return Outcome("contradicts", numbers, reason)


def _zero_after_cycles(name: Name, measured: Measured) -> Outcome:
    """As printed, with the points and the loss that we chose; contradicted only if no other choice would do."""
    size = measured["mean_square_of_targets"]
    if not size:
        return Outcome("undecided", {}, NO_TARGETS)
    # The first cycle comes before any perturbation, the last one is cut off by the end.
    after = measured[name]["perturbed"]["after_cycle"]
    mean, worst = (np.asarray(values, float)[1:-1] / size for values in (after["mean"], after["worst"]))
    degree = measured[name]["degree"]
    others = [row for row in measured["survey"] if row["degree"] == degree and row["mean_square_of_targets"]]
    relative = np.array([float(row["cycle"]) for row in others])
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
    if np.any(relative < VISIBLE):  # false for what diverges
        return Outcome("undecided", numbers, "not with these points and this loss, but with another choice")
    return Outcome("contradicts", numbers, "the training error after a perturbation and a cycle is visibly above zero")


@states(
    "T3-40",
    "Fig. 15: zero training error",
    "“full gradient descent with step size 0.2 for 250, 000 iterations” ends at zero training error (Fig. 15)",
    *LEARNED,
    against=f"the training error ends above {VISIBLE:g} of the targets' mean square, and no longer falls",
)
def reaches_zero(measured: Measured) -> Outcome:
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


@states(
    "",
    "norm and test error grow",
    "Repeated perturbations “increase some norm of the parameters and increase the associated test error” (4.1)",
    *SOLVED,
    against="the perturbed models have a smaller norm or test error, by more than two standard errors",
)
def grows(measured: Measured) -> Outcome:
    with_noise, without = measured["degenerate"]["perturbed"]["final"], measured["degenerate"]["unperturbed"]["final"]
    numbers: Numbers = {"expected_test_increase": measured["degenerate"]["directions"]["expected_test_increase"]}
    signs = []
    names: tuple[Literal["norm"], Literal["test"]] = ("norm", "test")
    for name in names:
        change = np.asarray(with_noise[name], float) - np.asarray(without[name], float)
        error = change.std(ddof=1) / np.sqrt(len(change))
        numbers[name] = {"mean_increase": change.mean(), "standard_error": error}
        signs.append(int(np.sign(change.mean())) if abs(change.mean()) > 2 * error else 0)
    if min(signs) == 1:
        return Outcome("agrees", numbers)
    if min(signs) == -1:
        return Outcome("contradicts", numbers, "the perturbed models have a smaller norm or test error")
    return Outcome("undecided", numbers, "the mean increase is within two standard errors of 0")


AFTER_A_CYCLE = (
    "the training error after some perturbation and its cycle is visibly above zero "
    f"({VISIBLE:g} of the targets' mean square), and would be with all points and losses that the paper may mean"
)

CHECKS = (
    returns,
    square_root_of_m,
    constant,
    grows,
    Check(
        "T3-40",
        "Fig. 4: zero after each perturbation",
        "“Weights were perturbed every 4000 iterations and then gradient descent was allowed to converge to zero "
        "training error after each perturbation” (Fig. 4, degree 30)",
        partial(_zero_after_cycles, "degenerate"),
        AFTER_A_CYCLE,
    ).given(*LEARNED),
    reaches_zero,
    Check(
        "T3-40",
        "Fig. 15: overfitting",
        "“There is overfitting in the test error” (Fig. 15)",
        partial(_overfitting, "degenerate", True),
        f"the final test error is at most {OVERFITS:.0%} above the smallest, at zero training error",
    ).given(*LEARNED, _not_at_zero),
    Check(
        "T3-40",
        "Fig. 16: zero after each perturbation",
        "“weights were perturbed every 4000 iterations and then gradient descent was allowed to converge to zero "
        "training error after each perturbation” (Fig. 16, degree 4)",
        partial(_zero_after_cycles, "convex"),
        AFTER_A_CYCLE,
    ).given(*LEARNED),
    Check(
        "T3-40",
        "Fig. 16: no overfitting",
        "“The inset zooms in on plot showing the absense of overfitting” (Fig. 16)",
        partial(_overfitting, "convex", False),
        f"the final test error is more than {OVERFITS:.0%} above the smallest, after training has ended",
    ).given(*LEARNED, _convex_not_trained),
)
