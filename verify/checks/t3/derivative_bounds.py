"""Bounds of the error of a derivative by that of a function, tried on extremal polynomials (T3 §6.4.1, Theorem 4)."""

from __future__ import annotations

from math import cos, pi

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import rational
from ...vary import entries_moved
from .slope_errors import Approximated, Errors, measure, numbers

MOST = 64
ROUNDED = 2**60
SCALE = 10**4
LOW = 16


def flattened(m: int) -> Approximated:
    """T_m(ξ − (1 + ξ)φ), with ξ the last extremum cos(π/m), as f − P: its odd powers of φ are f, its even ones −P.

    The slope at φ = 0 is about 0; what is left of it there is taken away, so that f is continuously differentiable. All
    is multiplied by 10⁴ and rounded to integers.
    """
    top = flint.fmpq(round(cos(pi / m) * ROUNDED), ROUNDED)
    wave = flint.fmpq_poly(flint.fmpz_poly.chebyshev_t(m))(flint.fmpq_poly([top, -1 - top]))
    powers = list(wave.coeffs())
    whole = [(c * SCALE + flint.fmpq(1, 2)).floor() for c in powers]
    f = [str(c) if k % 2 and k > 1 else "0" for k, c in enumerate(whole)]
    even = ["0" if k % 2 else str(-c) for k, c in enumerate(whole)]
    return {"form": "disc", "n": m + 1, "r": 1, "f": f, "T": even}


def near(form: str, n: int, r: int, base: list[int], rest: dict[int, str]) -> Approximated:
    """T = Σ base_k cos kθ, and f = T + Σ rest_k cos kθ."""
    f = [rational(v) for v in base] + [flint.fmpq(0)] * (max([len(base), *(k + 1 for k in rest)]) - len(base))
    for k, c in rest.items():
        f[k] += rational(c)
    return {
        "form": "cosines" if form == "cosines" else "chebyshev",
        "n": n,
        "r": r,
        "f": [str(v) for v in f],
        "T": [str(v) for v in base],
    }


def draw(stream: np.random.Generator, settings: Settings) -> Approximated:
    """T, and an f that differs from it by an extremal polynomial: of the highest order of T, of much higher orders, a
    kernel that is concentrated at an end, or one that is steep beside it."""
    scale = settings.scale
    if stream.random() < 0.3:
        return flattened(2 * int(stream.integers(3, 4 + round(13 * scale))))
    n = int(stream.integers(1, 3 + round((MOST - 2) * scale * stream.random())))
    form = ("cosines", "chebyshev")[int(stream.integers(2))]
    r = int(stream.integers(1, 4)) if form == "cosines" else 1
    base = [int(v) for v in stream.integers(-3, 4, min(n, 6))]
    high = min(MOST, n * int(stream.integers(1, 9)))
    size = str(stream.choice(["1", "1/100", "1000"]))
    rest = (
        {n - 1: size},
        {high: size},
        {n - 1: size, high: "1/7"},
        {k: str(flint.fmpq(1, n)) for k in range(n)},
        {3**k: str(flint.fmpq(1, 2**k)) for k in range(4)},
    )[int(stream.integers(5))]
    return near(form, n, r, base, rest)


def printed_distance(instance: Approximated, found: Errors) -> tuple[flint.arb, flint.arb]:
    """Bounds of the last distance as it is printed: E_n*(f^(r)), and on an interval E_{n−1}(φf′).

    There φf′ = Σ k f_k sin kθ, and ∫ sin kθ cos mθ = 2k/(k² − m²) over [0, π] for odd k − m; ∫|cos mθ| = 2. In the form
    ``disc`` it is a polynomial.
    """
    if instance["form"] == "cosines":
        return found.distance_at_least, found.distance_at_most
    f, n = numbers(instance["f"]), instance["n"]
    most = flint.arb(sum((k * abs(c) for k, c in enumerate(f)), flint.fmpq(0)))
    if instance["form"] == "disc":
        degree = max((k for k, c in enumerate(f) if c), default=0)
        return flint.arb(0), flint.arb(0) if degree < n - 1 else most
    least = flint.fmpq(0)
    for m in range(max(1, n - 1), len(f) + 2):
        total = sum((c * k * k / (k * k - m * m) for k, c in enumerate(f) if (k - m) % 2), flint.fmpq(0))
        least = max(least, abs(total))
    return flint.arb(least), most


def bounded(
    instance: Approximated, *, weighted: bool = False, factor: flint.fmpq | None = None, distances: int = 4
) -> Finding:
    """‖f^(r) − T^(r)‖ ≤ 3·2^r n^r ‖f − T‖ + 4 E, in balls; ``weighted``: E as the least ‖(f′ − Q)φ‖ on an interval."""
    found = measure(instance)
    n, r = instance["n"], instance["r"]
    least, most = (found.distance_at_least, found.distance_at_most) if weighted else printed_distance(instance, found)
    times = (3 * 2**r if factor is None else factor) * n**r
    value, slope = found.value.sqrt(), found.slope.sqrt()
    shown = {
        "degree": max(len(instance["f"]), len(instance["T"])) - 1,
        "error": float(value),
        "error_of_the_derivative": float(slope),
        "distance_between": [float(least), float(most)],
        "bound_at_least": float((times * value + distances * least).lower()),
    }
    if slope <= times * value + distances * least:
        return Finding(True, "certified", shown)
    if slope > times * value + distances * most:
        bound = float((times * value + distances * most).upper())
        why = f"n = {n}: the error of the derivative is {float(slope):.4f}, the bound at most {bound:.4f}"
        return Finding(False, "certified", shown, why)
    return Finding(None, "certified", shown, f"the distance of the derivative is between {least} and {most}")


def low_waves(instance: Approximated) -> bool:
    """Whether it is among those that are searched."""
    return instance["form"] != "disc" and max(len(instance["f"]), len(instance["T"])) <= LOW


def slack(instance: Approximated) -> float:
    """By how much the bound with the weighted distance exceeds the error of the derivative, relative to it."""
    measured = bounded(instance, weighted=True).measured if low_waves(instance) else {}
    error = float(measured.get("error_of_the_derivative", 0))
    return float(measured["bound_at_least"]) / error - 1 if error else float("inf")


def beside(stream: np.random.Generator, instance: Approximated, size: float) -> Approximated | None:
    """Other coefficients of waves of low order."""
    moved: Approximated = entries_moved("f", "T")(stream, instance, size)
    return moved if low_waves(moved) else None


@claim(
    "T3-34",
    "The error of a derivative is bounded by that of the function",
    source="T3 §6.4.1, Theorem 4 and Corollary 2, eqs. (31), (32)",
    quantifier="bound",
    field="real",
    letters={"P": "T on an interval", "ε": "‖f − T‖", "φ": "√(1 − x²)", "Π_n": "polynomials of degree < n"},
    draw=draw,
    size=lambda instance: instance["n"],
    num_instances=40,
    witness=Witness(
        "Corollary 2 at n = 17: let ξ = cos(π/16), q(s) = T_16(ξ − (1 + ξ)s), so that |q| ≤ 1 on [0, 1] and q′(0) = 0, "
        "f(x) the odd powers of q(φ(x)) and P(x) minus the even ones. Then f is continuously differentiable, P has "
        "degree 16 and φf′ degree 15, so that E_16(φf′) = 0; f − P = q(φ), ε = 1, and ‖(f′ − P′)φ‖ = max |√(1 − s²) "
        "q′(s)| = 111.6 > 3 · 2 · 17 ε = 102.",
        {**flattened(16)},
    ),
    note="Theorem 4 holds as printed. Proof: V, the mean of the partial sums of order n to 2n − 1, keeps order < n, "
    "has norm ≤ 3 and commutes with derivatives: ‖f^(r) − Vf^(r)‖ ≤ 4E_n*(f^(r)), and Bernstein's inequality for V(f "
    "− T), of order < 2n, gives 3ε(2n)^r. Corollary 2 does not follow: under x = cos θ the derivative of f(cos θ) is "
    "−φf′, an odd function of θ, whose best approximation of order < n is φQ with Q in Π_{n−1}, while E_{n−1}(φf′) "
    "approximates it as an even function, by Q. In (32) r is not bound, and is 1. With T_m the left side is about "
    "0.43 m², so that no factor in the place of 3 helps. (In the instance ξ is rounded, and 10⁴ q to integers.) For "
    "polynomials f no counterexample was found. The distance in the corrected statement is proved from below by "
    "divided differences at points of an exchange.",
)
def printed(instance: Approximated) -> Finding:
    """(Theorem 4) if f is r times continuously differentiable and 2π-periodic, and T a trigonometric polynomial of
    order < n with ‖f − T‖ ≤ ε, then ‖f^(r) − T^(r)‖ ≤ 3·2^r n^r ε + 4E_n*(f^(r)); (Corollary 2) if f is continuously
    differentiable on [−1, 1] and P in Π_n with ‖f − P‖ ≤ ε, then ‖(f′ − P′)φ‖ ≤ 3·2nε + 4E_{n−1}(φf′)
    """
    return bounded(instance)


@printed.corrected_at(
    flattened(6),
    flattened(16),
    flattened(32),
    flattened(64),
    near("cosines", 1, 1, [1], {1: "1"}),
    near("cosines", 1, 3, [0], {}),
    near("chebyshev", 1, 1, [0], {64: "1"}),
    near("chebyshev", 64, 1, [0, 1], {63: "1"}),
    near("cosines", 64, 3, [0], {63: "1000", 64: "1/1000"}),
    near("cosines", 2, 2, [0, 0], {0: "5", 1: "1", 3: "1", 9: "1", 27: "1"}),
    near("chebyshev", 8, 1, [0], {k: "1" for k in range(65)}),
    search=Search(slack, beside, evaluations=80),
)
def weighted_distance(instance: Approximated) -> Finding:
    """for r times continuously differentiable and 2π-periodic f and T of order < n: ‖f^(r) − T^(r)‖ ≤ 3·2^r n^r ‖f − T‖
    + 4E_n*(f^(r)). For continuously differentiable f on [−1, 1] and polynomials P of degree < n: ‖(f′ − P′)φ‖ ≤ 6n‖f
    − P‖ + 4 min ‖(f′ − Q)φ‖, Q over the polynomials of degree < n − 1 (only 0 for n = 1)
    """
    return bounded(instance, weighted=True)


@weighted_distance.false(because="the bound at most")
def no_distance(instance: Approximated) -> Finding:
    """without the last term"""
    return bounded(instance, weighted=True, distances=0)


@weighted_distance.false(because="the bound at most")
def half_a_distance(instance: Approximated) -> Finding:
    """n^r/2 in the place of 3·2^r n^r"""
    return bounded(instance, weighted=True, factor=flint.fmpq(1, 2))


@printed.false(because="the bound at most")
def smaller_constant(instance: Approximated) -> Finding:
    """n^r/2 in the place of 3·2^r n^r"""
    return bounded(instance, factor=flint.fmpq(1, 2))


@printed.broken(because="is not the error")
def on_a_grid(instance: Approximated) -> Finding:
    """the sup norm over five points"""
    f, other = numbers(instance["f"]), numbers(instance["T"])
    if instance["form"] == "disc":
        return Finding(True, "certified")
    seen = 0.0
    for k in range(5):
        angle = pi * (2 * k + 1) / 10
        value = sum(float(c) * cos(i * angle) for i, c in enumerate(f))
        seen = max(seen, abs(value - sum(float(c) * cos(i * angle) for i, c in enumerate(other))))
    whole = float(measure(instance).value.sqrt())
    return Finding(whole <= seen * 1.001, "certified", {}, f"{seen:.4f} on the grid is not the error, {whole:.4f}")
