"""Decides what E04 says of random noise and of the lines between models, from what it measured (Theory II, §5)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ...probes import barrier
from ...runs import Numbers, Outcome, states
from .evidence import learned
from .finals import Finals
from .intervals import CONFIDENCE, Interval
from .noise_rules import (
    NEVER_AGAINST,
    SIGNIFICANT,
    WORSE_AGAINST,
    almost_never_lower,
    larger_raises,
    share_interval,
)
from .perturbation_checks import POINTS, Measured, Probe, final_not_learned, not_learned, nothing_put_in
from .retraining import Line

SIMILAR = 0.05  # errors that differ by at most 5 of 100 samples
HUGE = 1.0  # noise as large as the weights: the paper's “very large”


@states(
    "T2-15",
    "loss is almost never lowered",
    "“whenever one perturb a model by adding some significant noise, the loss almost always never go down” (§5)",
    nothing_put_in,
    not_learned,
    against=NEVER_AGAINST,
)
def never_lower(measured: Measured) -> Outcome:
    """The share of perturbations of all weights by 0.1·S and more that lower the training loss, over all three."""
    rows = [row for point in POINTS for row in _significant(measured, point)]
    scales = sorted({row["scale"] for row in rows})
    by_scale = {scale: [row for row in rows if row["scale"] == scale] for scale in scales}
    counts = {s: (sum(r["lowered"] for r in of), sum(r["draws"] for r in of)) for s, of in by_scale.items()}
    return almost_never_lower(counts, {})


def _probes(measured: Measured, point: str) -> list[Probe]:
    """Of all weights, the scale rising."""
    rows = [row for row in measured["probes"] if row["point"] == point and row["coordinates"] == measured["num_params"]]
    return sorted(rows, key=lambda row: row["scale"])


def _significant(measured: Measured, point: str) -> list[Probe]:
    return [row for row in _probes(measured, point) if row["scale"] >= SIGNIFICANT]


@states(
    "T2-15",
    "larger is worse",
    "“The larger the perturbation is, the more the error increases” (§5)",
    nothing_put_in,
    not_learned,
    against=WORSE_AGAINST,
)
def larger_is_worse(measured: Measured) -> Outcome:
    """Mean rises of the training error from one scale to the next, with t-intervals of their differences."""
    numbers: Numbers = {}
    steps: dict[str, list[Interval]] = {}
    for point in POINTS:
        rows = _significant(measured, point)
        numbers[point] = {"scales": [r["scale"] for r in rows], "mean_error_rise": [r["mean_error_rise"] for r in rows]}
        steps[point] = [_step(first, second) for first, second in pairwise(rows)]
    return larger_raises(steps, numbers)


def _step(first: Probe, second: Probe) -> Interval:
    """The difference of two mean rises, whose draws are not paired in the record."""
    from scipy.special import stdtrit

    mean = float(second["mean_error_rise"]) - float(first["mean_error_rise"])
    squares = sum(float(row["deviation_of_error_rise"]) ** 2 / row["draws"] for row in (first, second))
    freedom = min(first["draws"], second["draws"]) - 1
    half = float(stdtrit(freedom, (1 + CONFIDENCE) / 2) * np.sqrt(squares)) if freedom else np.inf
    return mean, mean - half, mean + half


@states(
    "T2-15",
    "more dimensions, less chance",
    "“the volume shrinks incredibly fast” with the number of dimensions, so that “by randomly perturbing the "
    "point, there is almost no chance getting” to a lower loss (§5)",
    nothing_put_in,
    not_learned,
    against="for some trained model, the same noise lowers the loss surely (95 %) more often when all weights get it "
    "than when a few do",
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
        ends = [share_interval(row["lowered"], row["draws"])[1:] for row in rows]
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
    nothing_put_in,
    not_learned,
    against=f"between perturbations 1 and 2 of M30 or Mfinal the training error rises by more than {SIMILAR:g} above "
    "the straight line",
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


def _not_large(measured: Measured) -> str:
    noise = measured["large"]["noise"]
    return "" if noise >= HUGE else f"noise of {noise:g} times the weights' deviation is not very large"


def _ends_not_learned(measured: Measured) -> str:
    errors = measured["large"]["interpolation"]["after"]["train_error"]
    return learned([errors[0], errors[-1]])


def _large(measured: Measured) -> tuple[dict[str, dict[str, float] | None], Numbers]:
    found = _heights(measured["large"]["interpolation"])
    return found, {**found, "noise": measured["large"]["noise"]}


@states(
    "T2-16",
    "distant models",
    "“Interpolating two “distant” models lead to raised errors” (§5)",
    nothing_put_in,
    final_not_learned,
    _not_large,
    _ends_not_learned,
    against="between two models that noise as large as the weights led to, both trained on, the training error rises "
    f"by at most {SIMILAR:g} above the straight line",
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
    nothing_put_in,
    final_not_learned,
    _not_large,
    against="some model between two very large perturbations has a lower training error than both, before or after "
    "they are trained on",
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
