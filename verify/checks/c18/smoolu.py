"""smooLU is rectified and smooth (C18 Definition 3.2): all derivatives tend to 0 at 0, by exact recursion."""

from __future__ import annotations

from math import factorial

import flint
import numpy as np

from ...claims import Claim, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import grow

BITS = 256
ACCURACY = 60  # bits that the two routes must share


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
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


def decide(instance: Instance, *, sign: int = -1) -> Finding:
    """σ^(k)(x)/x → 0 as x → 0+, so that σ^(k) is continuous at 0 and σ^(k+1)(0) = 0; and σ' > 0 for x > 0."""
    order = instance["order"]
    x, epsilon = (flint.fmpq(*map(int, instance[key].split("/"))) for key in ("x", "epsilon"))
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


def decide_truncated(instance: Instance) -> Finding:
    """A planted falsehood: tanh, put to 0 for x ≤ 0, is smooth."""
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
        return Finding(False, "exact", {"jump": str(jump)}, f"the derivative of order {order} jumps by {jump} at 0")
    return Finding(True, "exact", {})


def decide_analytic(instance: Instance) -> Finding:
    """A planted falsehood: smooLU is the sum of its Taylor series at 0."""
    x = flint.fmpq(*map(int, instance["x"].split("/")))
    return Finding(
        False, "certified", {"value": derivative(0, x).str(10)}, "the Taylor series at 0 is 0, smooLU(x) > 0"
    )


CLAIMS = (
    Claim(
        id="C18-04",
        title="smooLU is rectified and smooth",
        source="C18 §3.1, Definitions 3.1 and 3.2",
        statement="σ(x) = x e^(−1/x) for x > 0 and 0 for x ≤ 0 is continuous, increasing for x > 0, and has "
        "derivatives of all orders, also at 0",
        quantifier="for all",
        field="real",
        letters={"σ": "smooLU", "k": "order"},
        draw=draw,
        decide=decide,
        planted=(
            Variant("truncated tanh", "tanh, put to 0 for x ≤ 0, is smooth, too", decide_truncated, "jumps by"),
            Variant("analytic", "smooLU is analytic at 0", decide_analytic, "Taylor series at 0 is 0"),
            Variant(
                "recursion",
                "broken: P_{k+1} = t² (P_k + P_k')",
                lambda i: decide(i, sign=1),
                "differs from the power series",
            ),
        ),
        settings={"largest_order": 25},
        size=lambda instance: instance["order"],
        note="For every order: with t = 1/x the derivative of order k ≥ 1 is P_k(t) e^(−t), a polynomial with integer "
        "coefficients, and t^(j+1) e^(−t) → 0. §3.1 also says that “translated and truncated tanh and sigmoid” are "
        "rectified smooth: truncated alone they are not, their first derivative jumps at 0 (planted variant).",
    ),
)
