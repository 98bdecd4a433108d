"""When E11 is evidence, and what 4.1 of Theory III says of linear regressions decided on it."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ...runs import Numbers, Outcome, states
from .regressions import Measured

ZERO = 1e-6  # of the mean square of the targets: far below the line width of a figure
RESTORED = 1e-2  # of the perturbation is left; the rest goes exponentially
NEAR_HALF = 0.05  # the paper says ≈
UNCHANGED = 1e-9  # of the perturbation: rounding over hundreds of thousands of steps
HALF = 0.5  # of the mean square of the targets: training that leaves more has hardly begun
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


def not_at_zero(measured: Measured) -> str:
    """Whether gradient descent came to zero error: what it does to a perturbation is seen only from there."""
    size = measured["mean_square_of_targets"]
    left = np.asarray(measured["degenerate"]["unperturbed"]["final"]["train"], float)
    return "" if left.max() <= ZERO * size else "the training set is not fitted: the training error is above zero"


def _not_restored(measured: Measured) -> str:
    """Whether gradient descent takes back what is not degenerate: without that the noise itself is measured."""
    left = float(measured["returned"]["nondegenerate_left"])
    return "" if left <= RESTORED else f"gradient descent leaves {left:.2g} of a perturbation: it does not come back"


LEARNED = (_nothing_put_in, _not_learned)
SOLVED = (*LEARNED, not_at_zero, _not_restored)


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
    """Whether the training error is zero again, and descent moved the non-degenerate directions alone."""
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
    """The exponents of m in the norm of the degenerate components, with their 95 % intervals, against 1/2."""
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
    """The exponent of N, the number of degenerate directions, in the constant before √m, against -1/2."""
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


@states(
    "",
    "norm and test error grow",
    "Repeated perturbations “increase some norm of the parameters and increase the associated test error” (4.1)",
    *SOLVED,
    against="the perturbed models have a smaller norm or test error, by more than two standard errors",
)
def grows(measured: Measured) -> Outcome:
    """Norm and test error of the perturbed models minus those of the unperturbed, in standard errors."""
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


CHECKS = (returns, square_root_of_m, constant, grows)
