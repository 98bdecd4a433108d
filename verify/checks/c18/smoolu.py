"""smooLU is rectified and smooth (C18 Definition 3.2): all derivatives tend to 0 at 0, by exact recursion."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import factorial
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, exact
from ...evidence import Finding
from ...instruments import grow

BITS = 256
ACCURACY = 60  # bits that the two routes must share


class Derivative(TypedDict):
    """The order k of a derivative, a point x > 0 and a bound ε."""

    order: int
    x: str
    epsilon: str


def draw(stream: np.random.Generator, settings: Settings) -> Derivative:
    """An order of derivative, a point x > 0 and a bound ε for the difference quotients near 0."""
    top, bottom = (int(v) for v in stream.integers(1, 30, 2))
    return {
        "order": grow(settings.scale, 0, settings.options["largest_order"], stream),
        "x": f"{top}/{bottom}",
        "epsilon": f"1/{10 ** grow(settings.scale, 1, 30, stream)}",
    }


def coefficients(order: int, sign: int = -1) -> list[int]:
    """P_k for k ≥ 1: the k-th derivative is P_k(t) e^(−t) with t = 1/x; P_1 = 1 + t, P_{k+1} = t² (P_k − P_k')."""
    p = [1, 1]
    for _ in range(order - 1):
        slope = [*[k * c for k, c in enumerate(p)][1:], 0]
        p = [0, 0] + [a + sign * b for a, b in zip(p, slope, strict=True)]
        while p[-1] == 0:
            p.pop()
    return p


def derivative(order: int, x: flint.fmpq, sign: int = -1) -> flint.arb:
    """The derivative of x e^(−1/x) at x > 0, by the recursion."""
    t = flint.arb(1 / x)
    if order == 0:
        return (-t).exp() / t
    value = flint.arb(0)
    for c in reversed(coefficients(order, sign)):
        value = value * t + c
    return value * (-t).exp()


def by_series(order: int, x: flint.fmpq) -> flint.arb:
    """The same from the power series of x e^(−1/x) about x."""
    cap = flint.ctx.cap
    flint.ctx.cap = order + 1
    try:
        s = flint.arb_series([flint.arb(x), 1], prec=order + 1)
        return (s * (-1 / s).exp())[order] * factorial(order)
    finally:
        flint.ctx.cap = cap


def radius(order: int, epsilon: flint.fmpq) -> flint.fmpq:
    """δ with |σ^(k)(x)| ≤ ε x for 0 < x ≤ δ, from t^m e^(−t) ≤ (m+1)!/t."""
    terms = enumerate(coefficients(order)) if order else [(-1, 1)]
    return epsilon / sum(abs(c) * factorial(j + 2) for j, c in terms)


def size(instance: Derivative) -> int:
    """The size of an instance: its order."""
    return instance["order"]


def _number(text: str) -> flint.fmpq:
    return flint.fmpq(*map(int, text.split("/")))


def tends_to_zero(instance: Derivative, *, sign: int = -1) -> Finding:
    """σ^(k)(x)/x → 0 as x → 0+, so that σ^(k) is continuous at 0 and σ^(k+1)(0) = 0; and σ' > 0 for x > 0.

    ``sign``: the one in the recursion.
    """
    order, x, epsilon = instance["order"], _number(instance["x"]), _number(instance["epsilon"])
    with flint.ctx.workprec(BITS + 30 * order):
        one, two = derivative(order, x, sign), by_series(order, x)
        error = abs(one - two)
        agree = one.overlaps(two) and bool(error < (abs(two) + 1) * flint.arb(2) ** -ACCURACY)
        delta = radius(order, epsilon)
        quotient = abs(derivative(order, delta, sign)) / flint.arb(delta)
        slope, nearby = derivative(1, x, sign), derivative(0, x) - derivative(0, x / 2)
    measured = {
        "derivative": one.str(20),
        "by_power_series": two.str(20),
        "polynomial_in_1/x": coefficients(order) if 1 <= order <= 8 else f"degree {max(0, 2 * order - 1)}",
        "delta": f"2^{round(float(flint.arb(delta).log() / flint.arb(2).log()), 1)}",
    }
    if not agree:
        return Finding(False, "certified", measured, f"the recursion differs from the power series at order {order}")
    if not quotient <= flint.arb(epsilon):
        return Finding(False, "certified", measured, f"the difference quotient of order {order} is above ε at δ")
    if not (slope > 0 and nearby > 0 and all(c > 0 for c in coefficients(1))):
        return Finding(False, "certified", measured, "it does not increase for x > 0")
    return Finding(True, "exact", measured)


def small_cases() -> Iterator[Derivative]:
    """The first orders, at points from 1/1000 to 1000, with bounds from 1/10 to 10⁻³⁰."""
    for order, x, epsilon in product(range(8), ("1/1000", "1/7", "1", "1000"), ("1/10", f"1/{10**30}")):
        yield {"order": order, "x": x, "epsilon": epsilon}


@claim(
    "C18-04",
    "smooLU is rectified and smooth",
    source="C18 §3.1, Definitions 3.1 and 3.2",
    quantifier="for all",
    field="real",
    letters={"σ": "smooLU", "k": "order"},
    draw=draw,
    settings={"largest_order": 25},
    search=Search(cases=small_cases),
    size=size,
    note="For every order: with t = 1/x the derivative of order k ≥ 1 is P_k(t) e^(−t), a polynomial with integer "
    "coefficients, and t^(j+1) e^(−t) → 0. §3.1 also says that “translated and truncated tanh and sigmoid” are "
    "rectified smooth: truncated alone they are not, their first derivative jumps at 0 (C18-13).",
)
def definition_3_2(instance: Derivative) -> Finding:
    """σ(x) = x e^(−1/x) for x > 0 and 0 for x ≤ 0 is continuous, increasing for x > 0, and has
    derivatives of all orders, also at 0
    """
    return tends_to_zero(instance)


@definition_3_2.false(because="jumps by")
def truncated_tanh(instance: Derivative) -> Finding:
    """tanh, put to 0 for x ≤ 0, is smooth, too"""
    order = instance["order"]
    cap = flint.ctx.cap
    flint.ctx.cap = order + 2
    try:
        rise = flint.fmpq_series([0, 1], prec=order + 2)
        growth = (2 * rise).exp()
        jump = ((growth - 1) / (growth + 1))[order] * factorial(order)
    finally:
        flint.ctx.cap = cap
    if jump != 0:
        return exact(False, f"the derivative of order {order} jumps by {jump} at 0", jump=str(jump))
    return Finding(True, "exact", {})


@definition_3_2.false(because="Taylor series at 0 is 0")
def analytic(instance: Derivative) -> Finding:
    """smooLU is analytic at 0"""
    value = derivative(0, _number(instance["x"])).str(10)
    return Finding(False, "certified", {"value": value}, "the Taylor series at 0 is 0, smooLU(x) > 0")


@definition_3_2.broken(because="differs from the power series")
def recursion(instance: Derivative) -> Finding:
    """P_{k+1} = t² (P_k + P_k')"""
    return tends_to_zero(instance, sign=1)
