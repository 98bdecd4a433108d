"""The space W_γ and the weighted error of higher derivatives (T3 §6.4.1, Theorem 5)."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import largest_square, rational
from ...vary import entries_moved

DISC = flint.fmpq_poly([1, 0, -1])  # φ²
LOW = 16
EXPLICIT = 4  # terms of the series that are not estimated: degrees 1, 3, 9, 27


class Smooth(TypedDict):
    """f = Σ f_k T_k + Σ_{k≥0} 3^(−αk) T_{3^k}, without the series where α is ``None``; P = Σ P_k T_k of degree < n."""

    f: list[str]
    alpha: int | None
    r: int
    gamma: str
    n: int
    P: list[str]


def smooth(f: list[str], alpha: int | None, r: int, gamma: str, n: int, near: list[str]) -> Smooth:
    """The plain data of one."""
    return {"f": f, "alpha": alpha, "r": r, "gamma": gamma, "n": n, "P": near}


def draw(stream: np.random.Generator, settings: Settings) -> Smooth:
    """Polynomials with P off by T_{n−1}, waves far above n, and series of every smoothness; 0 and constants."""
    r, n = int(stream.integers(1, 4)), int(stream.integers(1, 3 + round(62 * settings.scale)))
    gamma = str(r + flint.fmpq(int(stream.integers(1, 9)), 4))
    if settings.drop == "smoother":
        return smooth([], r, r, str(r), n, ["0"])
    kind = int(stream.integers(5))
    if kind == 0:
        return smooth(["0"], None, r, gamma, n, ["0"] * (n - 1) + ["1"])
    if kind == 1:
        size = str(stream.choice(["1", "1/1000", "1000"]))
        return smooth(["1"], None, r, gamma, n, ["1"] + ["0"] * (n - 2) + [size] if n > 1 else ["1/2"])
    if kind == 2:
        return smooth(["0"] * int(stream.integers(1, 65)) + ["1"], None, r, gamma, n, ["0"])
    alpha = int(stream.integers(1, 6))
    near = ["0"] * n
    for k in range(EXPLICIT):
        if 3**k < n:
            near[3**k] = str(flint.fmpq(1, 3 ** (alpha * k)))
    return smooth([], alpha, r, gamma, n, near)


class Known(NamedTuple):
    """Bounds of what (33) is about.

    Attributes:
        finite: whether ‖f‖_γ is.
        differentiable: whether f^(r) exists inside.
        zero: whether f = 0.
        error: a lower bound of ‖f − P‖.
        norm: a lower bound of ‖f‖_γ.
        slope: an upper bound of ‖(f^(r) − P^(r))φ^r‖.
        plain: a lower bound of ‖f^(r) − P^(r)‖, without the weight; 0 where nothing is known.
    """

    finite: bool
    differentiable: bool
    zero: bool
    error: flint.arb
    norm: flint.arb
    slope: flint.arb
    plain: flint.arb


def known(instance: Smooth) -> Known:
    """From the coefficients: E_n(f) ≥ π/4 |a_k| for k ≥ n, and that of the series is Σ_{3^k ≥ n} 3^(−αk), since all its
    terms have the extrema of the first in common; so 2^(jγ)E_{2^j} is bounded if and only if γ ≤ α.

    The series' derivative of order r is Weierstrass' and Hardy's nowhere differentiable one, or worse, where α ≤ r.

    Raises:
        ValueError: P is not of degree below n, or a number is below 1.
    """
    r, gamma, alpha = instance["r"], rational(instance["gamma"]), instance["alpha"]
    if r < 1 or instance["n"] < 1 or (alpha is not None and alpha < 1):
        raise ValueError(f"r = {r}, n = {instance['n']}, α = {alpha}")
    if len(instance["P"]) > instance["n"]:
        raise ValueError("P is not of degree below n")
    whole = [rational(v) for v in instance["f"]]
    left = value_left = flint.fmpq(0)  # of the series beyond the explicit terms
    if alpha is not None:
        whole += [flint.fmpq(0)] * (3 ** (EXPLICIT - 1) + 1 - len(whole))
        for k in range(EXPLICIT):
            whole[3**k] += flint.fmpq(1, 3 ** (alpha * k))
        value_left = _tail(alpha)
        left = _tail(alpha - r) if alpha > r else flint.fmpq(0)
    rest = list(whole) + [flint.fmpq(0)] * (len(instance["P"]) - len(whole))
    for k, c in enumerate(instance["P"]):
        rest[k] -= rational(c)
    quarter = flint.arb.pi() / 4
    norm = abs(flint.arb(sum(whole, flint.fmpq(0)) + value_left))  # |f(1)| ≤ ‖f‖, all terms of the series are positive
    distances = [flint.arb(0)]
    for k in range(1, len(whole)):
        j = k.bit_length() - 1  # 2^j ≤ k
        distances.append(flint.arb(2) ** (j * flint.arb(gamma)) * quarter * abs(whole[k]))
    high = max(d.lower() for d in distances)
    difference = sum((_wave(k) * c for k, c in enumerate(rest)), flint.fmpq_poly([0]))
    bent = difference
    for _ in range(r):
        bent = bent.derivative()
    slope = largest_square(bent, base=DISC, power=r).sqrt() + flint.arb(r) ** (flint.arb(r) / 2) * left
    least = largest_square(difference).sqrt() - value_left
    return Known(
        finite=alpha is None or gamma <= alpha,
        differentiable=alpha is None or r < alpha,
        zero=alpha is None and not any(whole),
        error=least.max(flint.arb(0)),
        norm=norm + high,
        slope=slope,
        plain=largest_square(bent).sqrt() if alpha is None else flint.arb(0),
    )


def _tail(power: int) -> flint.fmpq:
    """Σ 3^(−power k) from the first term that is not explicit."""
    return flint.fmpq(1, 3 ** (power * EXPLICIT)) / (1 - flint.fmpq(1, 3**power))


def _wave(k: int) -> flint.fmpq_poly:
    return flint.fmpq_poly(flint.fmpz_poly.chebyshev_t(k))


def constant(r: int, gamma: flint.fmpq) -> flint.arb:
    """c = r^(r/2) (2^γ + (2^γ + 1)/(1 − 2^(r − γ)))."""
    power = flint.arb(2) ** flint.arb(gamma)
    return flint.arb(r) ** (flint.arb(r) / 2) * (power + (power + 1) / (1 - flint.arb(2) ** flint.arb(r - gamma)))


def bounded(instance: Smooth, *, weighted: bool = True, with_norm: bool = True, order: int = 0) -> Finding:
    """(33) with the constant above; ``order`` is added to the exponent r of n."""
    r, gamma, n = instance["r"], rational(instance["gamma"]), instance["n"]
    if gamma <= r:
        return Finding(False, "exact", {}, f"γ = {gamma} is not above r = {r}: the derivative need not exist")
    found = known(instance)
    c = constant(r, gamma)
    norm = found.norm * flint.arb(n) ** flint.arb(-gamma) if with_norm else flint.arb(0)
    bound = c * flint.arb(n) ** (r + order) * (found.error + norm)
    left = found.slope if weighted else found.plain
    shown = {"weighted_error": float(found.slope), "bound_at_least": float(bound), "c": float(c)}
    if left <= bound:
        return Finding(True, "certified", shown)
    why = f"n = {n}: the error of the derivative is {float(left):.4f}, more than {float(bound):.4f}"
    return Finding(False, "certified", shown, why)


def low_degree(instance: Smooth) -> bool:
    """Whether it is among those that are searched."""
    return instance["alpha"] is None and max(len(instance["f"]), len(instance["P"])) <= LOW


def slack(instance: Smooth) -> float:
    """By how much the bound exceeds the error of the derivative, relative to it."""
    measured = bounded(instance).measured if low_degree(instance) else {}
    error = float(measured.get("weighted_error", 0))
    return float(measured["bound_at_least"]) / error - 1 if error else float("inf")


def beside(stream: np.random.Generator, instance: Smooth, size: float) -> Smooth | None:
    """Other coefficients of low degrees."""
    moved: Smooth = entries_moved("f", "P")(stream, instance, size)
    return moved if low_degree(moved) else None


@hypothesis
def smoother(instance: Smooth) -> str | None:
    """γ > r"""
    gamma, r = rational(instance["gamma"]), instance["r"]
    return None if gamma > r else f"γ = {gamma}, r = {r}"


@claim(
    "T3-35",
    "The space W_γ, and the weighted error of higher derivatives",
    source="T3 §6.4.1, after Corollary 2, and Theorem 5, eq. (33)",
    quantifier="for all",
    field="real",
    letters={"‖f‖_γ": "‖f‖ + sup_j 2^(jγ) E_{2^j}(f)", "φ": "√(1 − x²)", "Π_n": "polynomials of degree < n"},
    hypotheses=(smoother,),
    draw=draw,
    misprint=True,
    size=lambda instance: len(str(instance)),
    num_instances=30,
    witness=Witness(
        "f = 0 is r times continuously differentiable, and ‖0‖_r = 0 is not > 0: it is not in W_r. And f = Σ_k 3^(−k) "
        "T_{3^k}, for which ‖f‖_2 = ∞ > 0, is in W_2, but Theorem 5 with r = 1 speaks of a derivative that exists "
        "nowhere.",
        {"f": [], "alpha": None, "r": 1, "gamma": "2", "n": 1, "P": ["0"]},
    ),
    note="Printed is “for which ‖f‖_γ > 0”. That is every f but 0: 0 is r times continuously differentiable and not in "
    "W_r, which is no linear space; and Theorem 5 would speak of the derivative of f = Σ 3^(−k) T_{3^k}, r = 1, γ "
    "= 2, which has none anywhere (Hardy), with ‖f‖_2 = ∞ > 0. Meant is < ∞, as in the book that is cited. With "
    "it f = Σ 3^(−rk) T_{3^k} is in W_r and not r times differentiable, as the text says that the two spaces "
    "differ; and that r times continuously differentiable functions are in W_r is Jackson's theorem. Proof of "
    "(33) with the constant of the corrected statement: f = P_j + Σ_{k≥j}(P_{k+1} − P_k) with best P_k of degree "
    "< 2^k and 2^j ≤ n < 2^(j+1); ‖Q^(r)φ^r‖ ≤ r^(r/2) m^r ‖Q‖ for Q of degree ≤ m, which is Bernstein's "
    "inequality on r nested intervals; ‖P − P_j‖ ≤ ε + 2^(−jγ)‖f‖_γ, and the sum over k is geometric since γ > r. "
    "For γ = r (dropped) the derivative need not exist.",
)
def printed(instance: Smooth) -> Finding:
    """with W_γ the space of all f in C for which ‖f‖_γ > 0: r times continuously differentiable f are in W_r, and for
    γ > r, f in W_γ, P in Π_n with ‖f − P‖ ≤ ε: ‖(f^(r) − P^(r))φ^r‖ ≤ c n^r (ε + n^(−γ)‖f‖_γ), c depending only on
    r and γ
    """
    found = known(instance)
    if found.zero:
        why = "f = 0 is r times continuously differentiable, and ‖f‖_r = 0 is not > 0: it is not in W_r"
        return Finding(False, "exact", {}, why)
    if not found.differentiable:
        size = "finite" if found.finite else "∞"
        return Finding(False, "exact", {}, f"‖f‖_γ > 0 (it is {size}), and f^(r) does not exist anywhere")
    if not found.finite:
        return Finding(True, "exact", {"norm": "∞, so that the bound says nothing"})
    return bounded(instance)


def on_the_space(instance: Smooth, **changes: bool | int) -> Finding:
    """(33) where ‖f‖_γ is finite; elsewhere nothing is said."""
    if not known(instance).finite:
        return Finding(True, "exact", {"in_the_space": False})
    return bounded(instance, **changes)  # type: ignore[arg-type]


ONE_AND_WAVE = ["1", *["0"] * 62, "1"]


@printed.corrected_at(
    smooth([], None, 1, "2", 1, ["0"]),  # f = P = 0
    smooth(["0"], None, 3, "4", 1, ["1000"]),
    smooth(["1"], None, 1, "2", 64, ONE_AND_WAVE),
    smooth(["1"], None, 3, "7/2", 64, ONE_AND_WAVE),
    smooth(["0"] * 64 + ["1"], None, 1, "2", 1, ["0"]),
    smooth(["0"] * 64 + ["1000"], None, 2, "21/10", 65, ["0"]),
    smooth([], 2, 1, "2", 10, ["0", "1", "0", "1/9"]),  # γ = α, the largest for which f is in the space
    smooth([], 4, 3, "4", 1, ["0"]),
    smooth([], 1, 1, "2", 1, ["0"]),  # not in the space
    smooth(["0", "0", "1/1000000"], None, 2, "10", 3, ["0", "0", "1/1000000"]),
    search=Search(slack, beside, evaluations=80),
)
def finite_norm(instance: Smooth) -> Finding:
    """with W_γ the space of all continuous f on [−1, 1] for which ‖f‖_γ < ∞, for integers n, r ≥ 1, γ > r, f in W_γ and
    polynomials P of degree < n: f is r times continuously differentiable in (−1, 1), and ‖(f^(r) − P^(r))φ^r‖ ≤
    c n^r (‖f − P‖ + n^(−γ)‖f‖_γ) with c = r^(r/2)(2^γ + (2^γ + 1)/(1 − 2^(r − γ)))
    """
    return on_the_space(instance)


@finite_norm.false(because="the error of the derivative")
def unweighted(instance: Smooth) -> Finding:
    """without φ^r"""
    return on_the_space(instance, weighted=False)


@finite_norm.false(because="the error of the derivative")
def without_the_norm(instance: Smooth) -> Finding:
    """without ‖f‖_γ: ‖(f^(r) − P^(r))φ^r‖ ≤ c n^r ‖f − P‖"""
    return on_the_space(instance, with_norm=False)


@printed.false(because="the error of the derivative")
def lower_order(instance: Smooth) -> Finding:
    """n^(r−2) in the place of n^r"""
    return on_the_space(instance, order=-2)


@printed.broken(because="is counted as none")
def without_series(instance: Smooth) -> Finding:
    """the series is left out"""
    if instance["alpha"] is None:
        return Finding(True, "exact")
    whole, part = known(instance), known({**instance, "alpha": None})
    why = f"a norm of at least {float(whole.norm):.4f} is counted as none"
    return Finding(not part.zero, "exact", {}, why)
