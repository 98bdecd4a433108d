"""Where gradient descent of the logistic loss and the cross-entropy leads on separable data (T3 §3.1)."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import lru_cache, partial

import numpy as np

from ...declare import claim
from ...evidence import Finding
from ...instruments import inner_product, separate
from ...trained import OneCheck, checks_of, decide as decide_check, draw as draw_check
from .log_time import Loss, Path, descend, follow
from .separable_classes import Separable, constraints, draw, separable

LITERAL = (600, 6_000, 60_000)  # steps of gradient descent; beside the last five sixths the flow is followed
DECADES = (10.0, 1e2, 1e3, 1e4)  # of log s, relative to what the data and the start take
SMALL, FALLS = 0.02, 4  # the last angle, and the least factor between two decades; 10 for 1/log t
SAME = 1e-9  # an angle that is 0 up to rounding


@lru_cache(maxsize=64)
def _path(text: str) -> tuple[Path | None, Loss, str]:
    """The path of an instance, and why there is none that can be trusted, if so."""
    instance: Separable = json.loads(text)
    rows = np.array([[float(v) for v in row] for row in constraints(instance)])
    loss = Loss(rows, np.arange(0, len(rows), instance["classes"] - 1))
    start = np.array([float(Fraction(v)) for v in instance["start"]])
    trace, longest = float((rows**2).sum()), float((rows**2).sum(1).max())
    rate = float(Fraction(instance["part"])) * 4 / trace
    for num in LITERAL:
        literal, joined = descend(loss, start, rate, num), num // 6
        if rate * trace <= 4 or np.log(longest * rate) + loss.log_value(literal[joined]) <= np.log(2):
            break  # rate ‖∇²L‖ ≤ 2, here and where L is smaller
    else:
        return None, loss, "the step is not yet small for the loss"
    first, then = np.log(rate * joined), np.log(rate * num)
    unit = 1 + abs(then) + float(np.linalg.norm(start)) * longest**0.5 + np.log1p(len(rows) * longest)
    try:
        path = follow(loss, literal[joined], rate, [first, then, *(unit * decade for decade in DECADES)])
    except ArithmeticError as problem:
        return None, loss, str(problem)
    off = float(np.linalg.norm(path.weights[1] - literal[-1]))
    allowed = float(path.apart[1]) + path.error
    return path, loss, "" if off <= allowed else f"{off:.3g} from literal steps; allowed are {allowed:.3g}"


def tends(
    instance: Separable,
    *,
    towards: str = "margin",
    growth: str = "log t / margin",
    rate: str = "logarithmic",
    any_sign: bool = False,
) -> Finding:
    """Whether the direction tends to that of maximum margin, and the norm grows like log t over the margin."""
    exact = constraints(instance)
    best = separate(exact, [Fraction(0)] * len(exact), any_sign=any_sign)
    if best is None:
        return Finding(False, "exact", {}, "no hyperplane separates the points: there is no maximum margin")
    path, loss, doubt = _path(json.dumps(instance, sort_keys=True))
    if path is None or doubt:
        return Finding(None, "numerical", {}, doubt)
    aim = np.array([float(v) for v in other_direction(exact, best.w, towards)])
    shortest = float(np.linalg.norm([float(v) for v in best.w]))  # 1/margin
    late, tau = path.weights[2:], path.log_times[2:]
    norms = np.linalg.norm(late, axis=1)
    angles = np.linalg.norm(late / norms[:, None] - aim / np.linalg.norm(aim), axis=1)
    ratios = norms / tau / shortest
    logs = [loss.log_value(w) for w in late]
    measured = {
        "margin": 1 / shortest,
        "log_t": tau.tolist(),
        "chord_to_the_direction": angles.tolist(),
        "chord_times_log_t": (angles * tau).tolist(),
        "norm_by_log_t_over_margin": ratios.tolist(),
        "log_loss_by_log_t": [each / t for each, t in zip(logs, tau, strict=True)],
        "apart_from_literal_steps_at_most": float(path.apart[-1]) + path.error,
        "nearest_without_multiplier": sum(
            inner_product(a, best.w) == 1 and not v for a, v in zip(exact, best.multipliers, strict=True)
        ),
    }

    def wrong(why: str) -> Finding:
        return Finding(False, "numerical", measured, why)

    if growth == "bounded" and norms[-1] > 2 * norms[-2]:
        return wrong(f"the norm still grows, from {norms[-2]:.3g} to {norms[-1]:.3g} in a decade of log t")
    if growth == "log t · margin" and abs(ratios[-1] * shortest**2 - 1) > SMALL:
        return wrong(f"the norm over log t tends to {norms[-1] / tau[-1]:.3g}, and the margin is {1 / shortest:.3g}")
    if rate == "a power of t" and angles[-1] > SAME:
        return wrong(f"at log t = {tau[-1]:.3g} the direction is still {angles[-1]:.3g} away: no power of t")
    if rate == "never faster" and angles[-1] <= SAME:
        return wrong("the direction is right up to rounding")
    if angles[-1] > SMALL and angles[-1] > angles[-2] / 2:
        return wrong(f"the distance from this direction does not fall to 0: {angles[-2]:.3g}, then {angles[-1]:.3g}")
    if growth == "log t / margin" and abs(ratios[-1] - 1) > SMALL and abs(ratios[-1] - 1) > abs(ratios[-2] - 1) / 2:
        return wrong(f"the norm is {ratios[-1]:.3g} times log t over the margin")
    left = proved(exact, best.w, path)
    if left:
        return Finding(None, "numerical", measured, left)
    falls = angles[-1] <= max(angles[-2] / FALLS, SAME) and angles[-1] <= SMALL
    if not (falls and abs(ratios[-1] - 1) <= SMALL and abs(logs[-1] / tau[-1] + 1) <= SMALL):
        return Finding(None, "numerical", measured, "not near enough to its limit")
    return Finding(True, "numerical", measured)


def proved(rows: list[list[Fraction]], best: tuple[Fraction, ...], path: Path) -> str:
    """Whether the weights keep to the bound of the note, |w − ŵ log s|² ≤ |the same at s₀|² + 2C log(s/s₀)."""
    w = np.array([float(v) for v in best])
    square = float(inner_product(best, best))
    most = len(rows) + square * (1 + max(0.0, np.log(square / np.log(2))))
    tau = path.log_times[2:]
    if tau[0] < np.log(square):
        return "the bound does not hold from the first of these times on"
    away = ((path.weights[2:] - tau[:, None] * w) ** 2).sum(1)
    room = away[0] + 2 * most * (tau - tau[0]) + path.error**2
    return "" if np.all(away <= room * (1 + SAME)) else "the path leaves what is proved"


def other_direction(
    rows: list[list[Fraction]], best: tuple[Fraction, ...], towards: str
) -> tuple[Fraction, ...] | list[Fraction]:
    """The direction that a statement names."""
    if towards == "opposite":
        return [-v for v in best]
    if towards == "mean":
        return [sum(column, Fraction(0)) for column in zip(*rows, strict=True)]
    if towards == "another norm":  # (w_1/2)² + w_2² + …: the margin in v with v_1 = w_1/2
        scaled = separate([[2 * row[0], *row[1:]] for row in rows], [Fraction(0)] * len(rows))
        return best if scaled is None else [2 * scaled.w[0], *scaled.w[1:]]
    return best


@claim(
    "T3-27",
    "The logistic loss leads to the maximum margin, logarithmically slowly",
    source="T3 §3.1, citing Lemma 1 of its reference (1)",
    quantifier="limit",
    field="real",
    letters={
        "w_0": "start",
        "a_i": "y_i x_i; of the cross-entropy e_y⊗x − e_k⊗x for every class k ≠ y",
        "ŵ": "the shortest w with a_i·w ≥ 1 for all i; the maximum margin is 1/‖ŵ‖",
        "s": "(step size)·(number of steps)",
    },
    hypotheses=(separable,),
    draw=draw,
    num_instances=30,
    reading="of data and starts in general, which may have the right direction sooner",
    note="A limit, of which the draws are evidence; the theorem is that of Soudry et al., The implicit bias of "
    "gradient descent on separable data, 2018. Gradient flow from any start, any data, degenerate or not: let τ = "
    "log s, ρ = w − τŵ, R the number of a_i and B = ‖ŵ‖² = Σα_i, α the multipliers of ŵ. L is convex, so that ½ "
    "d‖ρ‖²/dτ = −s ρ·∇L − ρ·ŵ ≤ s L(τŵ) − s L(w) − Σα_i a_i·ρ. Here s L(τŵ) ≤ R, and with M = max(0, −min over "
    "α_i > 0 of a_i·ρ) the rest is at most BM − s log(1 + exp(M − τ)) ≤ B + B max(0, log(B/log 2)) for s ≥ B. So "
    "‖ρ‖² grows at most like 2Cτ, C = R + B(1 + max(0, log(B/log 2))), w/log s tends to ŵ, and the angle is at "
    "most of the order of 1/√log t; every path is held against this bound. For almost all data the order is 1/log "
    "t (by that theorem); where a nearest point has no multiplier, it can be (log log t)/log t. Gradient descent "
    "stays near the flow: from where step·‖∇²L‖ ≤ 2, which the check looks for, errors of the steps add and have "
    "a finite sum, which is computed. So no bound of the step is assumed; of those with which this has not "
    "happened after 10,000 of them nothing is decided. Literal steps, 600 or more, agree with the flow over their "
    "common range; then log t grows to 10⁴ times what start and data take. That it is no faster is meant of data "
    "in general: with one sample, from w_0 in its span, the direction is right after the first step. The "
    "experiment E14 measures the same with literal steps alone: `python -m netsim show E14`.",
)
def maximum_margin(instance: Separable) -> Finding:
    """gradient descent of a linear model with the logistic or cross-entropy loss on separable data converges in
    direction to the maximum-margin solution from any start, only logarithmically, while the norm of the weights
    diverges
    """
    return tends(instance)


@maximum_margin.reading("unhedged")
def never_faster(instance: Separable) -> Finding:
    """for no data and no start faster than logarithmically"""
    return tends(instance, rate="never faster")


@maximum_margin.reading("borrowed", draw=partial(draw_check, "T3-27"), num_instances=len(checks_of("T3-27")), open=True)
def measured(instance: OneCheck) -> Finding:
    """of what E14 measures with literal steps alone, on data that are hardly separated"""
    return decide_check(instance, grade="numerical")


@maximum_margin.false(because="the norm still grows")
def bounded(instance: Separable) -> Finding:
    """the norm of the weights converges"""
    return tends(instance, growth="bounded")


@maximum_margin.false(because="the norm over log t tends to")
def times_the_margin(instance: Separable) -> Finding:
    """the norm grows like log t times the margin"""
    return tends(instance, growth="log t · margin")


@maximum_margin.false(because="does not fall to 0: 2, then 2")
def opposite(instance: Separable) -> Finding:
    """the direction tends to the maximum margin of the opposite labels"""
    return tends(instance, towards="opposite")


@maximum_margin.false(because="does not fall to 0")
def mean(instance: Separable) -> Finding:
    """the direction tends to that of the difference of the means of the classes (of Σ a_i)"""
    return tends(instance, towards="mean")


@maximum_margin.false(because="does not fall to 0")
def another_norm(instance: Separable) -> Finding:
    """the direction tends to the maximum margin of another norm, w_1²/4 + w_2² + …"""
    return tends(instance, towards="another norm")


@maximum_margin.false(because="no power of t")
def fast(instance: Separable) -> Finding:
    """the direction converges like a power of t"""
    return tends(instance, rate="a power of t")


@maximum_margin.broken(because="does not fall to 0")
def any_multipliers(instance: Separable) -> Finding:
    """a solver that does not look at the signs of the multipliers"""
    return tends(instance, any_sign=True)
