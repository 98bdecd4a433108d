"""What the captions of Theory III's regressions say, against the experiments (T3 Figs. 4, 13, 15, 16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from ...claims import Witness
from ...evidence import Finding
from ...trained import HOLDS, OneCheck, about_training, decide, find, numbers_of, on_each_seed, said, spoils
from .features_of_captions import back_to_zero, compared
from .sine_targets import Polynomials, draw_polynomial, fitted, only_zeros, sign_changes, signs

ZERO = 1e-6  # of the mean square of the targets, as in the experiment
LEAST_SQUARES = 0.814  # the error of degree 4 at 9 Chebyshev nodes, of the mean square of the targets
KEPT = 0.917  # of the slowest direction after 4,000 iterations
ROUNDED = 0.001
RELATIVE = 1e-4  # float64 and the closed form agree so well, with what the record rounds
DEGREES = {"Fig. 4": 30, "Fig. 13": 300, "Fig. 15": 30, "Fig. 16": 4}


class Options(TypedDict):
    """What is read of the options of E11."""

    small_degree: int
    num_train: int
    frequency: float
    loss: str
    learning_rate: float
    perturb_every: int


class Fit(TypedDict):
    """The error that gradient descent on a polynomial of this degree tends to, for a choice of features and so on."""

    degree: int
    features: str
    points: str
    loss: str
    limit: float


class AfterCycle(TypedDict):
    """The largest training errors of all repetitions, after each cycle of perturbing and training on."""

    worst: list[float]


class Course(TypedDict):
    """A training with perturbations."""

    after_cycle: AfterCycle


class Left(TypedDict):
    """How much a cycle leaves of a perturbation along each direction."""

    left_after_cycle: list[float]
    eigenvalues: list[float]


class Polynomial(TypedDict):
    """What is read of a polynomial that was trained."""

    perturbed: Course
    directions: Left


class Variant(TypedDict):
    """Both polynomials with one kind of features: ``convex`` has degree 4, ``degenerate`` degree 30."""

    features: str
    degenerate: Polynomial
    convex: Polynomial


class Regressions(Variant):
    """What is read of the record of E11."""

    survey: list[Fit]
    mean_square_of_targets: float
    others: list[Variant]


def least_squares(instance: OneCheck, measured: Regressions, options: Options) -> Finding:
    """Fig. 16: no polynomial of degree 4 fits; with all features it comes back to the least-squares error."""
    degree, num_points, frequency = options["small_degree"], options["num_train"], options["frequency"]
    (row,) = (
        row
        for row in measured["survey"]
        if (row["degree"], row["features"], row["points"], row["loss"])
        == (degree, measured["features"], "chebyshev", options["loss"])
    )
    limit = float(row["limit"])
    after = [error for each in _variants(measured).values() for error in _after_cycles(measured, each["convex"])]
    zeros, trivial = sign_changes(num_points, frequency), only_zeros(num_points, frequency)
    if zeros <= degree:
        why = f"a polynomial of degree {degree} may go through the points"
    elif not trivial:
        why = "at equally spaced points some target is not 0"
    elif abs(limit - LEAST_SQUARES) > ROUNDED or max(abs(error / limit - 1) for error in after) > RELATIVE:
        why = f"the error after a cycle is not that of least squares, {LEAST_SQUARES}"
    else:
        why = ""
    return _finding(
        instance,
        why,
        degree=degree,
        zeros_of_an_interpolating_polynomial=zeros,
        equally_spaced_targets_are_0=trivial,
        least_squares_error=limit,
        error_after_cycles=[min(after), max(after)],
        tolerance=RELATIVE,
    )


def slow_direction(instance: OneCheck, measured: Regressions, options: Options) -> Finding:
    """Fig. 4, in monomials: after a perturbation, 4,000 iterations leave most of the slowest direction."""
    polynomial = _variants(measured)["monomials"]["degenerate"]
    after = _after_cycles(measured, polynomial)
    kept = float(polynomial["directions"]["left_after_cycle"][-1])
    step = options["learning_rate"] * 2 / options["num_train"]
    expected = (1 - step * float(polynomial["directions"]["eigenvalues"][-1])) ** options["perturb_every"]
    if min(after) <= ZERO:
        why = "the training error is zero after a cycle"
    elif abs(kept - KEPT) > ROUNDED or abs(kept / expected - 1) > RELATIVE:
        why = "the slowest direction does not keep what the closed form says"
    else:
        why = ""
    return _finding(
        instance,
        why,
        error_after_cycles=[min(after), max(after)],
        zero=ZERO,
        kept_of_the_slowest_direction=kept,
        in_closed_form=expected,
        tolerance=RELATIVE,
    )


def double_is_wrong(instance: OneCheck, measured: Any, options: Options) -> Finding:
    """Fig. 13: whatever the cut-off, float64 has some test errors wrong by more than a factor of 2."""
    numbers: Any = find(_of_all_errors(instance))[1].decide(measured).measured
    sound = [name for name, ratios in numbers["ratio_to_exact"].items() if all(0.5 <= r <= 2 for r in ratios)]
    digits = max(float(change) for change in measured["change_with_more_digits"])
    why = f"the errors are right with {', '.join(sound)}" if sound else ""
    if digits > ZERO:
        why = "two precisions disagree: the exact errors are not known"
    return _finding(instance, why, change_with_more_digits=digits, sound=sound)


def _variants(measured: Regressions) -> dict[str, Variant]:
    """By the kind of features."""
    return {each["features"]: each for each in (measured, *measured["others"])}


def _of_all_errors(instance: OneCheck) -> OneCheck:
    """The check of Fig. 13 that reads the caption of all numerical errors."""
    return {**instance, "check": "Fig. 13: no numerical errors"}


def _after_cycles(measured: Regressions, polynomial: Polynomial) -> list[float]:
    """The training errors after the cycles but the last, of the mean square of the targets."""
    size = measured["mean_square_of_targets"]
    return [float(error) / size for error in polynomial["perturbed"]["after_cycle"]["worst"][1:-1]]


def _finding(instance: OneCheck, why: str, **numbers: object) -> Finding:
    return Finding(not why, "numerical", numbers, said(instance, why) if why else "")


CORRECTIONS: dict[str, Callable[[OneCheck, Any, Any], Finding]] = {
    "Fig. 4: zero after each perturbation": slow_direction,
    "Fig. 16: zero after each perturbation": least_squares,
    "Fig. 13: no exaggerated numerical errors": double_is_wrong,
}


def never_zero(*, degree: int, num_points: int, frequency: float) -> Finding:
    """Fig. 16: at Chebyshev nodes the targets change their sign more often than a polynomial of this degree can."""
    changes = sign_changes(num_points, frequency)
    measured = {"degree": degree, "sign_changes_of_the_targets": changes, "points": "Chebyshev"}
    if changes > degree:
        why = f"the targets change their sign {changes} times: no polynomial of degree {degree} has zero training error"
        return Finding(False, "certified", measured, why)
    return Finding(None, "certified", measured, f"a polynomial of degree {degree} may go through the points")


def with_what_is_open(instance: OneCheck) -> Finding:
    """As printed: with the features and points that suit a caption, which leaves them open."""
    if instance["check"] == "Fig. 4: zero after each perturbation":
        return back_to_zero("Legendre", cycle=4000)
    if instance["check"] == "Fig. 13: no exaggerated numerical errors":
        return compared()
    if instance["check"] == "Fig. 16: zero after each perturbation":
        return never_zero(degree=4, num_points=9, frequency=4.0)
    return decide(instance, grade="numerical", as_printed=True)


@about_training(
    "T3-40",
    "What the captions of the regressions say",
    source="T3 Fig. 4, Fig. 13, Fig. 15, Fig. 16",
    quantifier="exists",
    field="real",
    letters={"f": "frequency"},
    on_images=False,
    size=lambda instance: DEGREES[instance["check"].partition(":")[0]],
    reading="with whatever features and points the captions leave open, but targets that are not all 0",
    witness=Witness(
        f"Fig. 16 at x_k = −cos((2k + 1)π/18), k = 0, …, 8: sin 8πx_k has the signs {signs(9, 4.0)}, 0 at x_4, and a "
        f"polynomial of degree 4 with these values would have {sign_changes(9, 4.0)} zeros, one for each change.",
        {"experiment": "E11", "check": "Fig. 16: zero after each perturbation", "size": "laptop", "seed": 0},
    ),
    note="Fig. 16 alone is refuted: whatever the features, a polynomial of degree 4 has at most 4 zeros, and at "
    "Chebyshev nodes, as at almost all choices of 9 points, the targets ask for more; only where they are 0 or "
    "lie on such a polynomial by construction is there a fit. At 9 equally spaced points, ends included, every "
    "target is 0, and a zero training error says nothing. Fig. 4 is met with Legendre or Chebyshev polynomials as "
    "features, where 4,000 iterations leave less than 10⁻³⁰ of any training error; in monomials it is not. Fig. "
    "13 compares: with Chebyshev nodes errors are amplified by more than six decades less than with equally "
    "spaced points, though float64 is still wrong in monomials with the cut-offs 10⁻¹⁰, 10⁻¹³ and 10⁻¹⁵ of "
    "singular values. E11 takes the mean of squares, since half their sum diverges with step 0.2 in monomials; "
    "zero is 10⁻⁶ of the targets' mean square.",
)
def as_printed(instance: OneCheck) -> Finding:
    """with features and points that suit: 9 points of sin(2πfx), f = 4, gradient descent with step 0.2, 250,000
    iterations, Gaussian noise of standard deviation 0.6 every 4,000 iterations: gradient descent comes to zero training
    error after each perturbation for polynomials of degree 30 (Fig. 4) and of degree 4 (Fig. 16), and without
    perturbations for degree 30 (Fig. 15); degree 30 overfits, degree 4 does not. 76 points: the minimum-norm polynomial
    of growing degree overfits eventually (Fig. 13), and Chebyshev nodes avoid exaggerated numerical errors
    """
    return with_what_is_open(instance)


@as_printed.reading("borrowed")
def in_monomials(instance: OneCheck) -> Finding:
    """with monomials as the features, and Chebyshev nodes, as for Fig. 13, for all; Fig. 13 of all numerical errors"""
    if instance["check"] == "Fig. 13: no exaggerated numerical errors":
        return decide(_of_all_errors(instance), grade="numerical", as_printed=True)
    experiment, check = find(instance)
    if instance["experiment"] != "E11" or experiment.options(instance["size"]) != experiment.options("paper"):
        return decide(instance, grade="numerical", as_printed=True)

    def decide_one(measured: Any) -> Finding:
        numbers: Any = check.decide(measured).measured["monomials"]
        reason = said(instance, numbers["reason"]) if numbers["reason"] else ""
        return Finding(HOLDS[numbers["outcome"]], "numerical", numbers, reason)

    return on_each_seed(instance, "numerical", decide_one)


@as_printed.corrected_on(draw_polynomial, 9)
def captions(instance: Polynomials | OneCheck) -> Finding:
    """9 points of sin(8πx), at the Chebyshev nodes, with the mean of squares as the loss: no polynomial of degree 4,
    nor of another below 7, has zero training error, since it would have 7 zeros or more; after each perturbation
    gradient descent with degree 4 comes back to the error of least squares, 0.814 of the mean square of the targets; at
    9 equally spaced points, ends included, every target is 0. For degree 30 in monomials the training error is not zero
    4,000 iterations after a perturbation: the slowest direction then keeps 0.917 of it. In monomials float64 gives
    wrong test errors in Fig. 13, whatever the cut-off among the three. The other captions as printed
    """
    if "degree" in instance:
        return fitted(instance, below=7)
    if instance["check"] not in CORRECTIONS:
        return decide(instance, grade="numerical", as_printed=True)
    options = find(instance)[0].options(instance["size"]).as_dict()
    return on_each_seed(instance, "numerical", lambda found: CORRECTIONS[instance["check"]](instance, found, options))


@captions.false(because="the polynomial through these points and targets is odd")
def one_more(instance: Polynomials | OneCheck) -> Finding:
    """no polynomial of degree 7 has zero training error either"""
    return fitted(instance, below=8) if "degree" in instance else captions(instance)


@as_printed.false(because="after every cycle the error is")
@numbers_of("E11", "Fig. 16: zero after each perturbation")
def fits(numbers: Any) -> str:
    """gradient descent brings a polynomial of degree 4 below a hundredth of the targets' mean square"""
    least = min(float(numbers[name]["mean_of_repetitions"]["smallest"]) for name in ("legendre", "monomials"))
    return f"after every cycle the error is {least:.2f} of the mean square of the targets or more" * (least > 0.01)


@as_printed.broken(because="the final test error is the smallest")
@spoils("E11")
def falling(measured: Any) -> None:
    """test errors in falling order, whatever the iteration"""
    for each in (measured, *measured["others"]):
        curves = each["degenerate"]["unperturbed"]
        curves["test"] = sorted(map(float, curves["test"]), reverse=True)
