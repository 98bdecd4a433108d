"""SGD with η = 1/√n and n steps: excess risk and minimum norm, over a ladder of n (T3 §6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import grow, rational
from .sgd_moments import PARTS, Population, Rung, by_all_picks, known, rung

ROUNDING = flint.fmpq(1, 2**100)  # where both sides are 0
LADDER = (5, 8, 11, 14)  # n = 4^k: from a thousand to 268 million points


def population(
    x: list[list[str]], y: list[str], parts: list[int], start: list[str], deviation: list[int] | None = None
) -> Population:
    """The plain data of one."""
    return {"X": x, "y": y, "parts": parts, "deviation": deviation or [0] * len(y), "start": start}


def draw(stream: np.random.Generator, settings: Settings) -> Population:
    """Points of norm ≤ 1 in a subspace or not, with label noise or not, w₀ = 0 or not, training sets that deviate."""
    d, kinds = grow(settings.scale, 1, 2, stream), grow(settings.scale, 1, 3, stream)
    singular = stream.random() < 0.6
    length = 4 if settings.drop is None else 1
    values = [[int(v) for v in stream.integers(-2, 3, d)] for _ in range(kinds)]
    if singular and d > 1:
        values = [[v[0], v[0]] for v in values]
    elif singular and stream.random() < 0.5:
        values = [[0] * d for _ in values]
    if settings.drop == "bounded":
        values[0][0] = 2
    x = [[str(flint.fmpq(v, length)) for v in row] for row in values]
    y = [str(flint.fmpq(int(v), 4)) for v in stream.integers(-4, 5, kinds)]
    if stream.random() < 0.7:  # label noise: the same points with other targets
        x, y = x + x, y + [str(flint.fmpq(int(v), 4)) for v in stream.integers(-4, 5, kinds)]
    cuts = sorted(int(v) for v in stream.choice(np.arange(1, PARTS), len(y) - 1, replace=False))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, PARTS], strict=True)]
    signs = [0] * len(y)
    if len(y) > 1 and stream.random() < 0.7:
        signs[0], signs[-1] = 1, -1
    start = [int(v) for v in stream.integers(-1, 2, d)] if stream.random() < 0.6 else [0] * d
    return population(x, y, parts, [str(v) for v in start], signs)


def converges(
    instance: Population,
    *,
    null: bool = True,
    step: flint.fmpq | None = None,
    root: bool = False,
    rate: bool = False,
) -> Finding:
    """The mean squares on the ladder below the proved bound, which falls to 0; ``null``: and the whole w − w⁺ does."""
    found = known(instance)
    outside = found.first - found.inside * found.first
    rungs: list[tuple[int, Rung]] = []
    for level in LADDER:
        rungs.append((level, rung(instance, level, step=step, num_steps=2**level if root else None)))
    two = rung(instance, LADDER[0], num_steps=2)
    if not (two.square + two.outside - by_all_picks(instance, LADDER[0])[0]).contains(0):
        return Finding(False, "certified", {}, "the recursion is not the mean over all picks")
    shown = {
        "n": [4**level for level in LADDER],
        "mean_excess_risk": [float(r.risk) for _, r in rungs],
        "mean_square_distance": [float(r.square + r.outside) for _, r in rungs],
        "bound": [float(r.bound) for _, r in rungs],
    }
    for level, r in rungs:
        limit = (r.bound / 2**level if rate else r.bound) + ROUNDING
        if not r.square <= limit:
            if not r.square > limit:
                return Finding(None, "certified", shown, "the two could not be told apart")
            why = f"for n = 4^{level} the mean square in the range is {float(r.square):.4g}, above {float(limit):.4g}"
            return Finding(False, "certified", shown, why)
        if r.risk > r.bound * flint.arb(_trace_of(instance)) + ROUNDING:
            return Finding(False, "certified", shown, f"for n = 4^{level} the excess risk exceeds its bound")
    if not rungs[-1][1].bound < rungs[0][1].bound + ROUNDING:
        return Finding(None, "certified", shown, "the bound does not fall on this ladder yet")
    size = (outside.transpose() * outside)[0, 0]
    if any(not (r.outside - size).contains(0) for _, r in rungs):
        return Finding(False, "certified", shown, "the part in the null space has changed")
    if null and size:
        why = f"‖w_T − w⁺‖² ≥ {size} for all n: the part of w₀ in the null space of the covariance stays"
        return Finding(False, "exact", shown, why)
    return Finding(True, "certified", shown)


def _trace_of(instance: Population) -> flint.fmpq:
    covariance = known(instance).covariance
    return sum((covariance[i, i] for i in range(covariance.nrows())), flint.fmpq(0))


@hypothesis
def bounded(instance: Population) -> str | None:
    """‖x‖ ≤ 1 and |y| ≤ 1"""
    longest = max(sum((rational(v) ** 2 for v in row), flint.fmpq(0)) for row in instance["X"])
    highest = max(abs(rational(v)) for v in instance["y"])
    return None if max(longest, highest) <= 1 else f"‖x‖² = {longest} and |y| = {highest} occur"


@claim(
    "T3-29",
    "SGD with η = 1/√n and n steps: excess risk and minimum norm in the limit",
    source="T3 §6.1, both theorems",
    quantifier="limit",
    field="real",
    letters={
        "E(w)": "the mean of (y − w·x)²",
        "Σ": "the mean of xxᵀ",
        "w⁺": "the minimiser of E of least norm",
        "ŵ_T": "SGD with uniform picks from n training points after T = n steps",
    },
    hypotheses=(bounded,),
    draw=draw,
    size=lambda instance: len(str(instance)),
    num_instances=30,
    reading="of every start w₀, which neither theorem nor the iteration restricts",
    witness=Witness(
        "D = 1, x = 0 and y = 1 with probability 1, w₀ = 1: every gradient is 0, so that ŵ_T = 1 for all n; all w "
        "minimise E, and w⁺ = 0.",
        {**population([["0"]], ["1"], [8], ["1"])},
    ),
    note="In general a step changes w "
    "by a multiple of a training point, so that the part of w₀ in the null space of Σ stays for ever, while it "
    "does not enter the risk: the first theorem holds for every start. From w₀ = 0, as Lemma 3 has it, and from "
    "every w₀ in the range of Σ the second holds, too. What is computed is the mean over the picks of (w − w⁺)(w "
    "− w⁺)ᵀ, a linear recursion whose matrix is raised to the power n, for training sets that deviate from ρ by "
    "more than almost every sequence does. Proof for finite D: with σ the least positive eigenvalue of the "
    "training covariance, δ the norm of the mean of ξx, ξ = y − w⁺·x, each step gives E‖v′‖² ≤ (1 − ησ/4)E‖v‖² + "
    "4ηδ²/σ + 3η²R², so E‖v_T‖² ≤ (1 − ησ/4)^n‖v₀‖² + 16δ²/σ² + 12ηR²/σ, and for almost all training sequences δ "
    "→ 0 and σ tends to that of Σ. The same recursion for the sixth power gives O(n^(−3/2)) up to logarithms, "
    "which is summable: almost surely. Infinite D, which the text allows, is not decided here. ‖x‖, |y| ≤ 1 was "
    "not needed (dropped): η tends to 0.",
)
def both_theorems(instance: Population) -> Finding:
    """for ‖x‖ ≤ 1, |y| ≤ 1, η = 1/√n and T = n: E(ŵ_T) → E(w⁺) and ‖ŵ_T − w⁺‖ → 0 almost surely for n → ∞"""
    return converges(instance)


def draw_from_zero(stream: np.random.Generator, settings: Settings) -> Population:
    """The same, from w₀ = 0."""
    found = draw(stream, settings)
    return {**found, "start": ["0"] * len(found["start"])}


@both_theorems.reading("borrowed", draw=draw_from_zero, hypotheses=(bounded,), num_instances=15)
def from_zero(instance: Population) -> Finding:
    """from w₀ = 0, as Lemma 3 initialises"""
    return converges(instance)


def small_populations() -> Iterator[Population]:
    """Two values of x among 0, 1/2 and 1 with targets −1, 0 and 1, and two starts."""
    for x, x2, y, y2, start in product(("0", "1/2", "1"), ("0", "1"), ("-1", "1"), ("-1", "0", "1"), ("0", "1")):
        yield population([[x], [x2]], [y, y2], [3, 5], [start], [1, -1])


@both_theorems.corrected_at(
    population([["0"]], ["1"], [8], ["1"]),  # no information: w_T = w₀
    population([["1"]], ["1"], [8], ["1000"]),
    population([["1"], ["1"]], ["1", "-1"], [4, 4], ["0"], [1, -1]),  # noise only
    population([["1/10"], ["1/10"]], ["1", "1/2"], [1, 7], ["-1"], [1, -1]),  # a small eigenvalue
    population([["1/2", "1/2"], ["1/2", "1/2"]], ["1", "0"], [4, 4], ["1", "-1"], [-1, 1]),  # w₀ in the null space
    population([["1/2", "1/2"], ["1/2", "1/2"]], ["1", "0"], [4, 4], ["1", "1"], [-1, 1]),  # w₀ in the range
    population([["1", "0"], ["0", "1/4"]], ["1", "-1"], [7, 1], ["0", "0"]),
    search=Search(cases=small_populations, most_cases=40),
)
def up_to_the_null_space(instance: Population) -> Finding:
    """for x in R^D with ‖x‖ ≤ 1, |y| ≤ 1, any w₀, η = 1/√n and T = n: the mean over the picks of the excess risk and of
    ‖P(ŵ_T − w⁺)‖², P the projector on the range of Σ, tend to 0 for almost every sequence of training points, and
    (I − P)ŵ_T = (I − P)w₀ for all n; so ŵ_T tends to w⁺ if and only if w₀ is in the range of Σ
    """
    return converges(instance, null=False)


@up_to_the_null_space.false(because="stays")
def whole(instance: Population) -> Finding:
    """ŵ_T tends to w⁺, whatever w₀ is"""
    return converges(instance)


@up_to_the_null_space.false(because="above")
def faster(instance: Population) -> Finding:
    """the mean square is at most 1/√n times that bound, so that it falls like 1/n"""
    return converges(instance, null=False, rate=True)


@both_theorems.false(because="above")
def constant_step(instance: Population) -> Finding:
    """the same with η = 1/2 for all n"""
    return converges(instance, null=False, step=flint.fmpq(1, 2))


@both_theorems.false(because="above")
def root_of_n_steps(instance: Population) -> Finding:
    """√n steps are enough"""
    return converges(instance, null=False, root=True)


@both_theorems.broken(because="in the place of")
def means_only(instance: Population) -> Finding:
    """the square of the mean in the place of the mean square"""
    square, mean = by_all_picks(instance, LADDER[0])
    return Finding(square == mean, "exact", {}, f"{float(mean):.6g} in the place of {float(square):.6g}")
