"""Truncated tanh and sigmoid are not smooth (C18 §3.1), and what makes them so: exact derivatives on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import comb, factorial
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import grow, rational
from .small_cases import cuts

BITS = 256
# s' as a polynomial in s, lowest power first; smooLU, whose derivatives at 0 are all 0, has none
SLOPES: dict[str, list[int]] = {"tanh": [1, 0, -1], "sigmoid": [0, 1, -1], "identity": [1]}


class Cut(TypedDict):
    """The function s(x − c) + k for x > 0, and 0 for x ≤ 0.

    ``value`` is s(−c), ``height`` is k; derivatives up to ``order`` are looked at, and quotients below ``epsilon``.
    """

    function: str
    value: str
    height: str
    order: int
    x: str
    epsilon: str


def draw(stream: np.random.Generator, settings: Settings) -> Cut:
    """Any cut with rational s(−c), from the middle to the ends of the range, with the k that makes it continuous."""
    function = str(stream.choice(["tanh", "sigmoid"]))
    if settings.drop == "named":
        function = str(stream.choice(["smoolu", "identity"]))
    value = flint.fmpq(grow(settings.scale, 0, 9, stream) * int(stream.choice([-1, 1])), 10)
    if settings.scale > 0 and stream.random() < 0.25:
        value = (1 - flint.fmpq(1, 10 ** int(stream.integers(2, 13)))) * (1 if stream.random() < 0.5 else -1)
    if function == "sigmoid":
        value = (1 + value) / 2
    if function == "smoolu":
        value = flint.fmpq(0)  # cut at its own corner
    height = -value
    if settings.drop == "continuous":
        height += flint.fmpq(int(stream.choice([-2, -1, 1, 2])), 10 ** int(stream.integers(0, 13)))
    return {
        "function": function,
        "value": str(value),
        "height": str(height),
        "order": grow(settings.scale, 1, 6, stream),
        "x": f"{stream.integers(1, 30)}/{stream.integers(1, 30)}",
        "epsilon": f"1/{10 ** grow(settings.scale, 1, 20, stream)}",
    }


def derivatives(function: str, order: int, *, chain: bool = True) -> list[list[int]]:
    """The derivatives of s from the first to that of ``order`` as polynomials in s: P_{j+1} = P_j' · s'.

    ``chain``: whether the factor s' is there.

    >>> derivatives("tanh", 2)
    [[1, 0, -1], [0, -2, 0, 2]]
    """
    slope = SLOPES[function]
    found = [slope]
    while len(found) < order:
        inner = [k * c for k, c in enumerate(found[-1])][1:] or [0]
        product = [0] * (len(inner) + len(slope) - 1)
        for i, a in enumerate(inner):
            for j, b in enumerate(slope if chain else [1]):
                product[i + j] += a * b
        found.append(product)
    return found


def at(polynomial: Sequence[int], u: flint.fmpq) -> flint.fmpq:
    """The value of a polynomial."""
    return sum((c * u**k for k, c in enumerate(polynomial)), flint.fmpq(0))


def series(instance: Cut, x: flint.arb, order: int) -> list[flint.arb]:
    """Derivatives of s(x − c) from order 0 on, from power series of exponentials about x."""
    u, cap = flint.arb(rational(instance["value"])), flint.ctx.cap
    flint.ctx.cap = order + 1
    try:
        if instance["function"] == "tanh":
            growth = (2 * flint.arb_series([x + u.atanh(), 1], prec=order + 1)).exp()
            found = (growth - 1) / (growth + 1)
        else:
            found = 1 / (1 + (-flint.arb_series([x + (u / (1 - u)).log(), 1], prec=order + 1)).exp())
        return [found[k] * factorial(k) for k in range(order + 1)]
    finally:
        flint.ctx.cap = cap


def truncated(instance: Cut, *, chain: bool = True) -> Finding:
    """Whether value and derivatives of both sides agree at 0: they are 0 on the left."""
    u, k, name = rational(instance["value"]), rational(instance["height"]), instance["function"]
    jumps = [u + k]
    if name == "smoolu":
        jumps += [flint.fmpq(0)] * instance["order"]  # C18-04
    else:
        jumps += [at(p, u) for p in derivatives(name, instance["order"], chain=chain)]
    measured = {"jump": str(jumps[0]), "jumps_of_derivatives": [str(v) for v in jumps[1:]]}
    if name in ("tanh", "sigmoid"):
        with flint.ctx.workprec(BITS):
            again = series(instance, flint.arb(0), instance["order"])
            wrong = [j for j in range(1, len(jumps)) if not again[j].contains(jumps[j])]
        if wrong:
            return Finding(False, "exact", measured, f"the power series has another derivative of order {wrong[0]}")
    if jumps[0]:
        return Finding(False, "exact", measured, f"σ is not continuous, so not rectified: it jumps by {jumps[0]} at 0")
    order = next((j for j, v in enumerate(jumps) if v), None)
    if order is not None:
        return Finding(False, "exact", measured, f"σ is not smooth: its derivative of order {order} jumps by "
                       f"{jumps[order]} at 0")  # fmt: skip
    return Finding(True, "exact", measured)


def flattened(instance: Cut, *, power: int = 0, nonnegative: bool = True) -> Finding:
    """τ(x) = (s(x − c) + k) e^(−1/x): |τ^(j)(x)| ≤ ε x for x ≤ δ and all orders j, and increasing just if k ≥ −s(−c).

    Args:
        power: with the factor x^power in the place of e^(−1/x). nonnegative: whether k ≥ −s(−c) is asked for.
    """
    u, k = rational(instance["value"]), rational(instance["height"])
    if power:
        slope = at(SLOPES[instance["function"]], u)
        order, jump = (power, u + k) if u + k else (power + 1, slope)
        return Finding(False, "exact", {}, f"the derivative of order {order} jumps by {jump * factorial(order)} at 0")
    epsilon, x, measured = rational(instance["epsilon"]), rational(instance["x"]), {"k + s(−c)": str(u + k)}
    with flint.ctx.workprec(BITS):
        for order in range(instance["order"] + 1):
            delta = _radius(instance, order, epsilon)
            quotient = abs(_tau(instance, flint.arb(delta), order)[order]) / flint.arb(delta)
            if not quotient <= flint.arb(epsilon):
                return Finding(False, "certified", measured, f"the quotient of order {order} is above ε at δ")
        if u + k < 0:  # s' ≤ 1
            near = flint.arb(-(u + k) / 2)
            below = series(instance, near, 0)[0] + k < 0
            if nonnegative:
                return Finding(bool(below), "certified", measured, "" if below else "τ is not seen to be negative")
            reason = "τ is negative just above 0, so not increasing there"
            return Finding(False if below else None, "certified", measured, reason)
        rises = _tau(instance, flint.arb(x), 1)[1] > 0
    return Finding(bool(rises), "certified", measured, "" if rises else f"τ does not increase at {x}")


def _tau(instance: Cut, x: flint.arb, order: int) -> list[flint.arb]:
    """Derivatives of τ at x > 0 by the product of two power series."""
    cap = flint.ctx.cap
    values = series(instance, x, order)
    flint.ctx.cap = order + 1
    try:
        s = flint.arb_series([v / factorial(j) for j, v in enumerate(values)], prec=order + 1)
        t = flint.arb_series([x, 1], prec=order + 1)
        found = (s + flint.arb(rational(instance["height"]))) * (-1 / t).exp()
        return [found[j] * factorial(j) for j in range(order + 1)]
    finally:
        flint.ctx.cap = cap


def _radius(instance: Cut, order: int, epsilon: flint.fmpq) -> flint.fmpq:
    """δ with |τ^(order)(x)| ≤ ε x for 0 < x ≤ δ.

    By Leibniz with Q_j(1/x) e^(−1/x) for the derivatives of the second factor, |P_i(s)| ≤ the sum of the absolute
    coefficients (|s| ≤ 1), and t^m e^(−t) ≤ (m + 2)! / t².
    """
    inner = [1 + abs(rational(instance["height"]))]
    inner += [flint.fmpq(sum(map(abs, p))) for p in derivatives(instance["function"], max(1, order))]
    q, total = [1], flint.fmpq(0)
    for j in range(order + 1):
        bound = sum(abs(c) * factorial(m + 2) for m, c in enumerate(q))
        total += comb(order, j) * inner[order - j] * bound
        slope = [*[m * c for m, c in enumerate(q)][1:], 0]
        q = [0, 0] + [a - b for a, b in zip(q, slope, strict=True)]
    return epsilon / total


@hypothesis
def named(instance: Cut) -> str | None:
    """s is tanh or the sigmoid"""
    return None if instance["function"] in ("tanh", "sigmoid") else f"s is {instance['function']}"


@hypothesis
def continuous(instance: Cut) -> str | None:
    """translated so that it is continuous at 0: k = −s(−c)"""
    jump = rational(instance["value"]) + rational(instance["height"])
    return f"it jumps by {jump}" if jump else None


def draw_any_height(stream: np.random.Generator, settings: Settings) -> Cut:
    """k equal to −s(−c), beside it by 10^-12 to 2 on both sides, and large."""
    if stream.random() < 0.25:
        return draw(stream, settings)
    found = draw(stream, replace(settings, drop="continuous"))
    if stream.random() < 0.2:
        found["height"] = "1000"
    return found


@claim(
    "C18-13",
    "Translated and truncated tanh and sigmoid are rectified smooth",
    source="C18 §3.1, after Definition 3.1",
    quantifier="for all",
    field="real",
    letters={"s": "function", "s(−c)": "value", "k": "height", "σ": "what is cut"},
    draw=draw,
    hypotheses=(named, continuous),
    size=lambda instance: len(instance["value"]) + instance["order"] + (instance["function"] != "tanh") / 2,
    num_instances=24,
    reading="of functions that are put to 0 for x ≤ 0, after any translation along both axes",
    witness=Witness(
        "max(0, tanh x) has the slope 0 on the left of 0 and 1 on the right.",
        {"function": "tanh", "value": "0", "height": "0", "order": 1, "x": "15/2", "epsilon": "1/10"},
    ),
    note="Let s be tanh or the sigmoid. A function that is 0 for x ≤ 0 and s(x − c) + k for x > 0 is continuous only "
    "for k = −s(−c), and then has the slope 0 on the left of 0 and s′(−c) > 0 on the right (tanh′ = 1 − tanh² and "
    "sigmoid′ = s (1 − s) have no zero): the corner is there for every translation. So max(0, tanh x) is as little "
    "smooth as ReLU. The rescaled a s(b(x − c)) + k has a b s′(−bc) in its place. A smooth factor that vanishes to "
    "all orders at 0, as e^(−1/x), mends it. “Continuous” only takes cheaper counterexamples away; that s is one of "
    "the two is needed, for smooLU is its own truncation.",
)
def put_to_zero(instance: Cut) -> Finding:
    """σ(x) = s(x − c) + k for x > 0 and 0 for x ≤ 0, with s = tanh or the sigmoid and k = −s(−c), is continuous,
    increasing for x > 0, and smooth
    """
    return truncated(instance)


@put_to_zero.reading("borrowed", draw=draw, hypotheses=(named, continuous), num_instances=16)
def smoothed(instance: Cut) -> Finding:
    """of functions whose corner is smoothed besides, as that of ReLU in the sentence before: by the factor e^(−1/x)"""
    return flattened(instance)


@put_to_zero.corrected_on(draw_any_height, 24, Search(cases=cuts))
def with_a_factor(instance: Cut) -> Finding:
    """Let s be tanh or the sigmoid, σ(x) = s(x − c) + k for x > 0 and σ(x) = 0 for x ≤ 0. Then σ is continuous if and
    only if k = −s(−c), and is not differentiable at 0 whatever c and k are. The function τ(x) = σ(x) e^(−1/x) for
    x > 0, 0 for x ≤ 0, has derivatives of all orders, and it increases for x > 0, so that it is rectified and smooth,
    if and only if k ≥ −s(−c)
    """
    if rational(instance["x"]) <= 0:
        return Finding(True, "exact", {"not of this class": "x ≤ 0"})
    cut = truncated(instance)
    told = "not continuous" if continuous.violated(instance) else "order 1 jumps"
    if cut.holds is not False or told not in cut.reason:
        return Finding(False, "exact", cut.measured, f"the truncation is not as said: {cut.reason or 'it is smooth'}")
    return flattened(instance)


@with_a_factor.false(because="it jumps by")
def any_height(instance: Cut) -> Finding:
    """the truncation is continuous whatever k is"""
    found = truncated(instance)
    return found if "jumps by" in found.reason and continuous.violated(instance) else Finding(True, "exact")


@with_a_factor.false(because="negative just above 0")
def any_factor(instance: Cut) -> Finding:
    """τ is rectified whatever k is"""
    return flattened(instance, nonnegative=False)


@with_a_factor.false(because="jumps by")
def powers(instance: Cut) -> Finding:
    """a factor x^m with m large is as good as e^(−1/x)"""
    return flattened(instance, power=instance["order"] + 1)


@put_to_zero.false(because="order 1 jumps")
def once(instance: Cut) -> Finding:
    """it is not smooth, but once differentiable"""
    return truncated({**instance, "order": 1})


@put_to_zero.broken(because="the power series has another")
def chain_rule(instance: Cut) -> Finding:
    """derivatives of s without the factor s' of the chain rule"""
    return truncated(instance, chain=False)
