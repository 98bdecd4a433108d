"""Decides what E04 says of random noise and of the lines between models, from what it measured (Theory II, §5)."""

from __future__ import annotations

import numpy as np

from ...probes import barrier
from ...runs import Numbers, Outcome, states
from .finals import Finals
from .perturbation_checks import POINTS, Measured, Probe
from .retraining import Line

RARE = 0.05  # "almost never": at most 1 of 20
CONFIDENCE = 0.95
SIGNIFICANT = 0.1  # the smallest multiple of S that the paper perturbs models of B.4 with
SIMILAR = 0.05  # errors that differ by at most 5 of 100 samples


def _interval(lowered: int, draws: int) -> tuple[float, float]:
    """Clopper and Pearson's interval of a probability."""
    from scipy.stats import binomtest

    found = binomtest(lowered, draws).proportion_ci(CONFIDENCE)
    return float(found.low), float(found.high)


@states(
    "T2-15",
    "loss is almost never lowered",
    "“whenever one perturb a model by adding some significant noise, the loss almost always never go down” (§5)",
)
def never_lower(measured: Measured) -> Outcome:
    """The share of perturbations of all weights by 0.1·S and more that lower the training loss."""
    numbers: Numbers = {"rare": RARE, "confidence": CONFIDENCE}
    ends = []
    for point in POINTS:
        rows = [row for row in _probes(measured, point) if row["scale"] >= SIGNIFICANT]
        lowered, draws = sum(row["lowered"] for row in rows), sum(row["draws"] for row in rows)
        ends.append(_interval(lowered, draws))
        numbers[point] = {"lowered": lowered, "draws": draws, "interval": ends[-1]}
    if max(high for _, high in ends) <= RARE:
        return Outcome("agrees", numbers)
    if max(low for low, _ in ends) > RARE:
        return Outcome("contradicts", numbers, "random noise lowers the loss more often than 1 in 20 times")
    return Outcome("undecided", numbers, "too few draws for this confidence")


def _probes(measured: Measured, point: str) -> list[Probe]:
    """Of all weights, the scale rising."""
    rows = [row for row in measured["probes"] if row["point"] == point and row["coordinates"] == measured["num_params"]]
    return sorted(rows, key=lambda row: row["scale"])


@states(
    "T2-15",
    "larger is worse",
    "“The larger the perturbation is, the more the error increases” (§5)",
)
def larger_is_worse(measured: Measured) -> Outcome:
    """Differences of the mean rise of the error between one scale and the next, with a t-interval."""
    from scipy.stats import t

    numbers: Numbers = {"confidence": CONFIDENCE}
    lows, highs = [], []
    for point in POINTS:
        rows = [row for row in _probes(measured, point) if row["scale"] >= SIGNIFICANT]
        means = np.array([row["mean_error_rise"] for row in rows], float)
        squares = np.array([row["deviation_of_error_rise"] ** 2 / row["draws"] for row in rows], float)
        width = t.ppf((1 + CONFIDENCE) / 2, rows[0]["draws"] - 1) * np.sqrt(squares[1:] + squares[:-1])
        lows += list(np.diff(means) - width)
        highs += list(np.diff(means) + width)
        numbers[point] = {"scales": [row["scale"] for row in rows], "mean_error_rise": means, "half_width": width}
    if not np.isfinite(lows).all():
        return Outcome("undecided", numbers, "a perturbed model has no finite error")
    if min(highs) < 0:
        return Outcome("contradicts", numbers, "a larger perturbation raises the error less")
    if min(lows) <= 0:
        return Outcome("undecided", numbers, "two scales cannot be told apart with so many draws")
    return Outcome("agrees", numbers)


@states(
    "T2-15",
    "more dimensions, less chance",
    "“the volume shrinks incredibly fast” with the number of dimensions, so that “by randomly perturbing the "
    "point, there is almost no chance getting” to a lower loss (§5)",
)
def dimensions_shrink(measured: Measured) -> Outcome:
    """The share of draws that lower the loss, by the number of perturbed weights, at the same noise in each."""
    numbers: Numbers = {"confidence": CONFIDENCE}
    few, many = [], []
    for point in POINTS:
        rows = [
            row for row in measured["probes"] if row["point"] == point and row["coordinates"] < measured["num_params"]
        ]
        rows += [row for row in _probes(measured, point) if row["scale"] == rows[0]["scale"]]
        rows.sort(key=lambda row: row["coordinates"])
        ends = [_interval(row["lowered"], row["draws"]) for row in rows]
        few.append(ends[0])
        many.append(ends[-1])
        numbers[point] = [[row["coordinates"], row["lowered"], row["draws"]] for row in rows]
    if all(last[1] < first[0] for first, last in zip(few, many, strict=True)):
        return Outcome("agrees", numbers)
    if any(last[0] > first[1] for first, last in zip(few, many, strict=True)):
        return Outcome("contradicts", numbers, "noise in all weights lowers the loss more often than in a few")
    return Outcome("undecided", numbers, "the intervals of few and of all dimensions overlap")


def _heights(line: Line) -> dict[str, dict[str, float] | None]:
    """Before and after retraining: how far training errors lie above the straight line, and below the better end."""
    return {
        when: _height(line["ratios"], ends) for when, ends in (("before", line["before"]), ("after", line["after"]))
    }


def _height(ratios: list[float], measures: Finals) -> dict[str, float] | None:
    values = np.asarray(measures["train_error"], float)
    if not np.isfinite(np.asarray(measures["train_loss"], float)[[0, -1]]).all():
        return None
    above = barrier(ratios, values.tolist())
    return {"above_the_line": above, "below_both_ends": float(values[[0, -1]].min() - values.min())}


@states(
    "T2-16",
    "nearby models",
    "“the interpolated models between perturbation 1 and 2 can even have slightly lower errors” (Fig. 30, 37); "
    "nearby paths interpolate to “similar errors” (§5)",
)
def near_is_similar(measured: Measured) -> Outcome:
    """Training error between perturbations 1 and 2 of M30 and Mfinal, before and after retraining."""
    found = {point: _heights(measured["points"][point]["interpolation"]) for point in POINTS[1:]}
    numbers: Numbers = {**found, "similar": SIMILAR}
    parts = [part for by_time in found.values() for part in by_time.values()]
    if None in parts:
        return Outcome("undecided", numbers, "an end of a line diverged")
    if max(part["above_the_line"] for part in parts if part) > SIMILAR:
        return Outcome("contradicts", numbers, "the error rises between nearby models")
    return Outcome("agrees", numbers)


def _large(measured: Measured) -> tuple[dict[str, dict[str, float] | None], Numbers]:
    found = _heights(measured["large"]["interpolation"])
    return found, {**found, "noise": measured["large"]["noise"]}


@states(
    "T2-16",
    "distant models",
    "“Interpolating two “distant” models lead to raised errors” (§5)",
)
def distant_is_raised(measured: Measured) -> Outcome:
    """The same between two models that noise as large as the weights led to, after retraining."""
    found, numbers = _large(measured)
    after = found["after"]
    if after is None:
        return Outcome("undecided", numbers, "an end of the line diverged")
    if after["above_the_line"] <= SIMILAR:
        return Outcome("contradicts", numbers, "the error does not rise between the two models")
    return Outcome("agrees", numbers | {"similar": SIMILAR})


@states(
    "T2-16",
    "very large perturbations",
    "“the interpolated models between perturbation 1 and 2 can even have slightly lower errors. Note that this is "
    "no longer the case if the perturbations are very large” (Fig. 30, 37; before and after retraining)",
)
def large_is_not_lower(measured: Measured) -> Outcome:
    """Whether some model between the two has an error below both."""
    found, numbers = _large(measured)
    if None in found.values():
        return Outcome("undecided", numbers, "an end of the line diverged")
    lower = [when for when, part in found.items() if part and part["below_both_ends"] > 0]
    if lower:
        return Outcome(
            "contradicts", numbers, f"{' and '.join(lower)} retraining a model between them has a lower error"
        )
    return Outcome("agrees", numbers)


LANDSCAPE_CHECKS = (
    never_lower,
    larger_is_worse,
    dimensions_shrink,
    near_is_similar,
    distant_is_raised,
    large_is_not_lower,
)
