"""What theorems ask of an activation, decided from its name and its coefficients."""

from __future__ import annotations

from fractions import Fraction

import flint

from ...instruments import num_real_roots
from ...subject import Options

KINKED = ("relu", "leaky_relu")
RECTIFIED_SMOOTH = "smoolu"
VANISHING = ("sigmoid",)  # bounded, with limit 0 at −∞
LEMMA = {"softplus": "softplus", "sigmoid": "the sigmoid, with limit 0 at −∞", "tanh": "tanh"}
SMALL_JUMP = 20.0  # torch's own threshold: there the jump of its softplus is 2e-9/β


def name_of(options: Options) -> str:
    """The activation in words.

    >>> name_of({"name": "polynomial", "coefficients": (0.0, 1.0, 0.0, 1.0)}), name_of({"name": "relu"})
    ('z + z³', 'ReLU')
    """
    name = options["name"]
    if name == "polynomial":
        return _written(options["coefficients"])
    if name == "leaky_relu":
        return f"leaky ReLU of slope {options['slope']:g}"
    if jumps(options):
        return f"softplus with a jump where {options['beta']:g}z = {options['threshold']:g}"
    return {"relu": "ReLU", "gelu": "GELU", "smoolu": "smooLU"}.get(name, str(name))


def _written(coefficients: tuple[float, ...]) -> str:
    raised = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    terms = []
    for k, c in enumerate(coefficients):
        if c:
            power = "" if k == 0 else "z" if k == 1 else "z" + str(k).translate(raised)
            factor = "" if power and abs(c) == 1 else f"{abs(c):g}"
            terms.append(("−" if c < 0 else "+", factor + power))
    if not terms:
        return "0"
    first, *others = terms
    return (first[0] if first[0] == "−" else "") + first[1] + "".join(f" {sign} {term}" for sign, term in others)


def is_affine(options: Options) -> bool:
    """Whether it is a + bz with b ≠ 0, so that it is no activation."""
    return options["name"] == "polynomial" and len(options["coefficients"]) == 2 and bool(options["coefficients"][1])


def jumps(options: Options) -> bool:
    """Whether it is a softplus that torch replaces by z so early that its jump shows.

    >>> jumps({"name": "softplus", "beta": 1.0, "threshold": 1.0}), jumps({"name": "softplus"})
    (True, False)
    """
    return options["name"] == "softplus" and options.get("threshold", SMALL_JUMP) < SMALL_JUMP


def in_lemma(options: Options) -> bool:
    """Whether it is one of those for which Lemma 3.2 of NMH is proved."""
    return options["name"] in LEMMA and not jumps(options)


def is_rectified_smooth(options: Options) -> bool:
    """Whether it is smooth, 0 for z ≤ 0, and increasing for z > 0 (C18 Definition 3.1)."""
    return options["name"] == RECTIFIED_SMOOTH


def is_analytic(options: Options) -> bool:
    """Whether it is the sum of its Taylor series near every point."""
    return is_smooth(options) and not is_rectified_smooth(options)


def is_smooth(options: Options) -> bool:
    """Whether all derivatives exist everywhere."""
    return options["name"] not in KINKED and not jumps(options)


def is_strictly_increasing(options: Options) -> bool:
    """Whether z < z′ implies σ(z) < σ(z′), for all z.

    >>> is_strictly_increasing({"name": "polynomial", "coefficients": (0.0, 0.0, 0.0, 1.0)})
    True
    >>> is_strictly_increasing({"name": "polynomial", "coefficients": (0.0, 1.0, 1.0)})
    False
    """
    name = options["name"]
    if name == "polynomial":
        return _increases(options["coefficients"])
    if name == "leaky_relu":
        return bool(options["slope"] > 0)
    return name in ("tanh", "sigmoid", "softplus") and not jumps(options)


def _increases(coefficients: tuple[float, ...]) -> bool:
    """p′ ≥ 0, and p is not constant: no real root of odd multiplicity."""
    exact = [Fraction(c) for c in coefficients]
    slope = flint.fmpq_poly([flint.fmpq(c.numerator, c.denominator) for c in exact]).derivative()
    if slope.degree() < 0 or slope[slope.degree()] < 0 or slope.degree() % 2:
        return False
    if slope.degree() == 0:
        return True
    return not any(num_real_roots(factor) for factor, power in slope.factor()[1] if power % 2 and factor.degree() > 0)
