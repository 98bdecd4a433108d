"""E12: the minimum-norm polynomial of growing degree through 76 points of a sine (Theory III, Fig. 13)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypedDict

import numpy as np

from ..data import sine_points
from ..runs import Arrays, Experiment, Numbers, Options, Outcome, Run, Values, states
from ..shell import Range, Samples, refuse
from .parts.minimum_norm import Below, below_interpolation, in_double, in_many_digits, rounding_errors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RISE = 10.0  # the last test error over the smallest one
SPACINGS = ("chebyshev", "uniform")
LESS = 10.0  # errors of one decade less are avoided
VISIBLE = 1e-6  # of the mean square of the targets: above what float64 makes of a polynomial fit of this size
SAME = 2.0  # float64 and many digits agree within this factor
CERTIFIED = 1e-6  # relative: two precisions must agree so well


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    num_train: Samples = 76
    num_test: Samples = 600
    frequency: Annotated[float, Range(0.001, 1000)] = 4.0
    max_degree: Annotated[int, Range(2, 1000)] = 300
    cutoffs: Annotated[tuple[float, ...], Range(0, 1)] = (1e-10, 1e-13, 1e-15)
    exact_degrees: Annotated[tuple[int, ...], Range(1, 1000, ascending=True)] = (
        76, 80, 90, 100, 125, 150, 175, 200, 225, 250, 275, 300
    )  # fmt: skip
    digits: Annotated[int, Range(20, 2000)] = 120

    def check_together(self) -> None:
        if min(self.exact_degrees) < self.num_train or max(self.exact_degrees) > self.max_degree:
            raise refuse(
                f"exact degrees {list(self.exact_degrees)}",
                f"degrees from num_train={self.num_train} to max_degree={self.max_degree}, where many solutions exist",
            )


class Double(TypedDict):
    """In float64 with one cut-off of singular values, by degree from 1."""

    cutoff: float
    test: Values
    train: Values
    norm: Values
    rank: Values


class Exact(Below):
    """With many digits."""

    train: Values
    norm: Values


class Equal(TypedDict):
    """With equally spaced points, to compare with: at the degrees of ``exact``."""

    exact: Exact
    change_with_more_digits: Values


class Measured(TypedDict):
    """What is measured.

    Attributes:
        rounding: by cut-off, at the degrees of ``exact``, how far the polynomial in float64 is from the exact one: root
            mean square on the test points, of that of the targets; with Chebyshev nodes and with equally spaced points.
    """

    num_train: int
    mean_square_of_targets: float
    double: list[Double]
    below: Below
    exact: Exact
    digits: int
    change_with_more_digits: Values
    equal: Equal
    rounding: dict[str, dict[str, Values]]


def run(run: Run[Settings]) -> Measured:
    """Every degree in float64 with several cut-offs of singular values; some degrees exactly, with both spacings."""
    o = run.options
    sizes = {"num_train": o.num_train, "num_test": o.num_test}
    double = partial(in_double, **sizes, frequency=o.frequency, max_degree=o.max_degree)
    in_float64 = run.map("double", [partial(double, cutoff=cutoff) for cutoff in o.cutoffs])
    exact, change = {}, {}
    rounding: dict[str, dict[str, Values]] = {}
    for spacing in SPACINGS:
        many = partial(in_many_digits, **sizes, frequency=o.frequency, spacing=spacing)
        wanted = [partial(many, degree=degree, digits=o.digits) for degree in o.exact_degrees]
        # The kernel is worst conditioned at the smallest degree: there, and at the largest, a second precision decides.
        again = [partial(call, digits=o.digits + 40) for call in (wanted[0], wanted[-1])]
        *found, small, large = run.map(f"exact-{spacing}", [*wanted, *again])
        first = np.array([float(found[place]["test"]) for place in (0, -1)])
        change[spacing] = np.abs([float(small["test"]), float(large["test"])] - first) / first
        exact[spacing] = _exact(o.exact_degrees, found)
        values = np.stack([arrays["values"] for arrays in found])
        both = partial(rounding_errors, o.num_train, o.num_test, o.frequency, spacing, o.exact_degrees, values=values)
        rounded = run.map(f"rounding-{spacing}", [partial(both, cutoff=cutoff) for cutoff in o.cutoffs])
        rounding[spacing] = {f"{cutoff:g}": each["errors"] for cutoff, each in zip(o.cutoffs, rounded, strict=True)}
    return {
        "num_train": o.num_train,
        "mean_square_of_targets": float(np.mean(sine_points(o.num_test, frequency=o.frequency)[1] ** 2)),
        "double": [_double(cutoff, arrays) for cutoff, arrays in zip(o.cutoffs, in_float64, strict=True)],
        "below": below_interpolation(o.num_train, o.num_test, o.frequency),
        "exact": exact["chebyshev"],
        "digits": o.digits,
        "change_with_more_digits": change["chebyshev"],
        "equal": {"exact": exact["uniform"], "change_with_more_digits": change["uniform"]},
        "rounding": rounding,
    }


def _exact(degrees: tuple[int, ...], found: list[Arrays]) -> Exact:
    test, train, norm = (np.array([float(arrays[name]) for arrays in found]) for name in ("test", "train", "norm"))
    return {"degree": np.array(degrees), "test": test, "train": train, "norm": norm}


def _double(cutoff: float, arrays: Arrays) -> Double:
    return {
        "cutoff": cutoff,
        "test": arrays["test"],
        "train": arrays["train"],
        "norm": arrays["norm"],
        "rank": arrays["rank"],
    }


def _truth(measured: Measured) -> tuple[np.ndarray, np.ndarray]:
    """Degrees, and test errors that do not come from rounding."""
    degrees = np.concatenate([measured["below"]["degree"], measured["exact"]["degree"]])
    return degrees, np.concatenate([np.asarray(p["test"], float) for p in (measured["below"], measured["exact"])])


@states(
    "T3-40",
    "Fig. 13: overfits eventually",
    "“The figure shows how eventually the minimum norm solution overfits” (Fig. 13)",
    against=f"the test error at the largest degree is at most {RISE:g} times the smallest one",
)
def overfits(measured: Measured) -> Outcome:
    """The test error at the largest degree, as a multiple of the smallest, where rounding has no part in it."""
    degrees, test = _truth(measured)
    size = measured["mean_square_of_targets"]
    change = np.asarray(measured["change_with_more_digits"], float).max()
    numbers: Numbers = {
        "smallest": test.min(),
        "at_degree": degrees[test.argmin()],
        "last": test[-1],
        "last_degree": degrees[-1],
        "last_relative_to_targets": test[-1] / size,
        "change_with_more_digits": change,
        "thresholds": {"rise": RISE, "visible": VISIBLE},
    }
    if change > CERTIFIED:
        return Outcome("undecided", numbers, "two precisions disagree: more digits are needed")
    if test[-1] > RISE * test.min() and test[-1] > VISIBLE * size:
        return Outcome("agrees", numbers)
    if test[-1] <= RISE * test.min():
        return Outcome("contradicts", numbers, "the test error at the largest degree is near the smallest one")
    return Outcome("undecided", numbers, "the test error rises, but stays in the rounding errors of float64")


@states(
    "T3-40",
    "Fig. 13: no exaggerated numerical errors",
    "“More points where sampled at the edges of the interval (i.e. using Chebyshev nodes) to avoid exaggerated "
    "numerical errors” (Fig. 13)",
    against="whatever the cut-off of singular values, float64 is at some degree at least as far from the exact "
    "polynomial with Chebyshev nodes as it is anywhere with equally spaced points, and visibly so",
)
def avoids_numerical_errors(measured: Measured) -> Outcome:
    """As a comparison, which is what the caption says: of both spacings, at the degrees that are known exactly."""
    change = np.max([measured["change_with_more_digits"], measured["equal"]["change_with_more_digits"]])
    nodes, equal = (
        {cutoff: float(np.max(np.asarray(errors, float))) for cutoff, errors in measured["rounding"][spacing].items()}
        for spacing in SPACINGS
    )
    numbers: Numbers = {
        "largest_error": {"Chebyshev nodes": nodes, "equally spaced": equal},
        "unit": "root mean square of the targets",
        "change_with_more_digits": change,
        "thresholds": {"less": LESS, "visible": np.sqrt(VISIBLE)},
    }
    if not change <= CERTIFIED:
        return Outcome("undecided", numbers, "two precisions disagree: more digits are needed")
    if all(equal[c] > np.sqrt(VISIBLE) and LESS * nodes[c] <= equal[c] for c in nodes):
        return Outcome("agrees", numbers)
    if all(nodes[c] > np.sqrt(VISIBLE) and nodes[c] >= equal[c] for c in nodes):
        return Outcome("contradicts", numbers, "the errors with Chebyshev nodes are at least as large")
    return Outcome("undecided", numbers, "with some cut-off the errors differ too little, or cannot be seen")


@states(
    "",
    "Fig. 13: no numerical errors",
    "“to avoid exaggerated numerical errors” (Fig. 13; read of all that can be seen)",
    against="whatever the cut-off of singular values, float64 gives a test error at some degree that differs from that "
    f"with many digits by more than a factor of {SAME:g}",
)
def numerically_sound(measured: Measured) -> Outcome:
    """Float64 against many digits, above interpolation, where errors can be seen at all."""
    degrees = np.asarray(measured["exact"]["degree"])
    truth = np.asarray(measured["exact"]["test"], float)
    seen = VISIBLE * measured["mean_square_of_targets"]
    factors = {}
    for row in measured["double"]:
        test = np.asarray(row["test"], float)[degrees - 1]
        visible = (truth > seen) | (test > seen)
        ratio = np.maximum(test, seen)[visible] / np.maximum(truth, seen)[visible]
        factors[f"cutoff {row['cutoff']:g}"] = ratio
    numbers: Numbers = {"ratio_to_exact": factors, "degrees": degrees, "tolerance": SAME, "errors_below_count_as": seen}
    if not any(ratio.size for ratio in factors.values()):
        return Outcome("undecided", numbers, "no test error is large enough to be seen")
    sound = [name for name, ratio in factors.items() if np.all((ratio <= SAME) & (ratio >= 1 / SAME))]
    if len(sound) == len(factors):
        return Outcome("agrees", numbers)
    if not sound:
        return Outcome("contradicts", numbers, "whatever the cut-off, float64 gives other test errors than many digits")
    return Outcome("undecided", numbers, f"float64 gives the right test errors only with {', '.join(sound)}")


def _draw(measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    for row in measured["double"]:
        test = np.asarray(row["test"], float)
        params = np.arange(2, len(test) + 2)
        left.semilogy(params, test, linewidth=1, label=f"float64, cut-off {row['cutoff']:g}")
        right.semilogy(params, np.asarray(row["norm"], float), linewidth=1)
    degrees, truth = _truth(measured)
    left.semilogy(degrees + 1, truth, "k.-", markersize=4, linewidth=0.8, label=f"exact ({measured['digits']} digits)")
    exact = measured["exact"]
    right.semilogy(np.asarray(exact["degree"]) + 1, np.asarray(exact["norm"], float), "k.-", markersize=4)
    left.set(xlabel="number of monomials", ylabel="mean square error on the test points", title="test")
    right.set(xlabel="number of monomials", ylabel="norm of the weights", title="norm")
    for axes in (left, right):
        axes.axvline(measured["num_train"], color="grey", linewidth=0.8, linestyle=":")
    left.legend()
    return figure


EXPERIMENT = Experiment(
    id="E12",
    title="Minimum-norm polynomial regression of growing degree",
    source="Theory III, 6.5, Fig. 13",
    sizes={
        "smoke": Settings(num_train=12, num_test=50, frequency=1.0, max_degree=60, exact_degrees=(12, 30, 60)),
        "laptop": Settings(),
        "paper": Settings(),
    },
    run=run,
    figures={"T3-13": _draw},
    checks=(overfits, avoids_numerical_errors, numerically_sound),
    choices="Silent in the paper: how the minimum-norm solution was computed. Monomials at degree 300 are far beyond "
    "float64: a least-squares solver leaves out singular values below a cut-off, and the cut-off decides the "
    "result. Here three cut-offs, beside the exact solution with 120 digits at twelve degrees of 76 and more, "
    "and in the Chebyshev basis below. The 600 test points are equally spaced, ends included. The caption compares the "
    "nodes with others that it does not name: here with 76 equally spaced points, at the same degrees and cut-offs. "
    "Nothing is drawn at random: every seed measures the same.",
)
