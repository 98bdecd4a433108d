"""A function on a circle or an interval and a polynomial near it: errors of both and of their derivatives, proved.

f and T are read as functions of θ: Σ f_k cos kθ, that is Σ f_k T_k(x) with x = cos θ, or Σ f_k φ^k with φ = √(1 − x²) =
sin θ on [0, π]. The derivative by θ is that by x times −φ.
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, TypedDict

import flint
import numpy as np

from ...instruments import largest_square, rational

X = flint.fmpq_poly([0, 1])
DISC = flint.fmpq_poly([1, 0, -1])
BITS = 512
ROUNDS = 12


class Approximated(TypedDict):
    """f, and a polynomial T of order below n.

    Attributes:
        form: ``cosines``, periodic functions; ``chebyshev``, on [−1, 1]; ``disc``, in powers of φ, those of f odd and
            at least 3, those of T even.
        r: which derivative; 1 on an interval.
    """

    form: Literal["cosines", "chebyshev", "disc"]
    n: int
    r: int
    f: list[str]
    T: list[str]


class Errors(NamedTuple):
    """Squares of ‖f − T‖ and of ‖f^(r) − T^(r)‖, by θ, as balls; bounds of the distance of f^(r) from order < n."""

    value: flint.arb
    slope: flint.arb
    distance_at_least: flint.arb
    distance_at_most: flint.arb


def numbers(values: list[str]) -> list[flint.fmpq]:
    """Coefficients."""
    return [rational(v) for v in values]


def difference(instance: Approximated) -> list[flint.fmpq]:
    """Coefficients of f − T."""
    f, near = numbers(instance["f"]), numbers(instance["T"])
    size = max(len(f), len(near))
    zero = flint.fmpq(0)
    return [(f[k] if k < len(f) else zero) - (near[k] if k < len(near) else zero) for k in range(size)]


def measure(instance: Approximated) -> Errors:
    """The errors, and what is known of E_n*(f^(r)).

    Raises:
        ValueError: T is not of order below n, or f is not differentiable.
    """
    if instance["n"] < 1 or instance["r"] < 1 or (instance["r"] > 1 and instance["form"] != "cosines"):
        raise ValueError(f"n = {instance['n']} and r = {instance['r']} in the form {instance['form']!r}")
    return _measured(json.dumps(instance))


@lru_cache(maxsize=128)
def _measured(text: str) -> Errors:
    """Once for the printed and the corrected statement."""
    instance: Approximated = json.loads(text)
    rest = difference(instance)
    return _in_powers(instance, rest) if instance["form"] == "disc" else _in_cosines(instance, rest)


def _in_cosines(instance: Approximated, rest: list[flint.fmpq]) -> Errors:
    """E ≥ π/4 times a coefficient from n on, since ∫|cos kθ| = 4; and E is at most their sum."""
    n, r = instance["n"], instance["r"]
    if len(instance["T"]) > n:
        raise ValueError(f"T has {len(instance['T'])} coefficients, n = {n}")
    value, even, odd = flint.fmpq_poly([0]), flint.fmpq_poly([0]), flint.fmpq_poly([0])
    for k, c in enumerate(rest):
        wave = flint.fmpq_poly(flint.fmpz_poly.chebyshev_t(k))
        value += wave * c
        even += wave * c * k**r
        if k:
            odd += wave.derivative() * c * k ** (r - 1)  # sin kθ = sin θ T_k′(x) / k
    slope = largest_square(odd, base=DISC, power=1) if r % 2 else largest_square(even)
    high = [abs(c) * k**r for k, c in enumerate(numbers(instance["f"])) if k >= n]
    least = flint.arb.pi() / 4 * max(high, default=flint.fmpq(0))
    return Errors(largest_square(value), slope, least, flint.arb(sum(high, flint.fmpq(0))))


def _in_powers(instance: Approximated, rest: list[flint.fmpq]) -> Errors:
    """q(φ) with q(s) = Σ rest_k s^k on [0, 1], and q′(s)√(1 − s²)."""
    f, near, n = numbers(instance["f"]), numbers(instance["T"]), instance["n"]
    if len(near) > n or any(near[1::2]):
        raise ValueError("T is not a polynomial of degree below n")
    if any(f[::2]) or any(f[:2]):
        raise ValueError("f is not continuously differentiable, or a polynomial in part")
    q = flint.fmpq_poly(rest)
    slope = largest_square(q.derivative(), 0, 1, base=DISC, power=1)
    return Errors(largest_square(q, 0, 1), slope, distance_from_below(q, n), slope.sqrt())


def distance_from_below(q: flint.fmpq_poly, n: int) -> flint.arb:
    """A lower bound of the least ‖(h′ − Q)φ‖, Q a polynomial of degree < n − 1, for h = q(φ).

    Divided differences at n points x_i vanish for all Q: Σ d_i h′(x_i) is at most the distance times Σ |d_i|/φ_i. The
    points come from an exchange in floating point, the bound is proved.
    """
    if n == 1:
        return largest_square(q.derivative(), 0, 1, base=DISC, power=1).sqrt().lower()
    with flint.ctx.workprec(BITS + 16 * n):
        slope = flint.arb_poly(q.derivative())
        angles = [flint.arb.pi() * k / (16 * n) for k in range(1, 16 * n)]
        values = [slope(t.sin()) * t.cos() for t in angles]  # F′, which is −φh′
        chosen = _exchange([float(t) for t in angles], [float(v) for v in values], n)
        places = [angles[i].cos() for i in chosen]
        total, weight = flint.arb(0), flint.arb(0)
        for a, i in enumerate(chosen):
            product = flint.arb(1)
            for b, other in enumerate(places):
                if b != a:
                    product *= places[a] - other
            shrunk = 1 / (product * angles[i].sin())
            total, weight = total + values[i] * shrunk, weight + abs(shrunk)
        return (abs(total) / weight).lower()


def _exchange(angles: list[float], values: list[float], n: int) -> list[int]:
    """Places at which the best Σ_{k<n} c_k sin kθ errs most, with alternating signs: Remez' exchange on a grid."""
    waves = np.sin(np.outer(angles, np.arange(1, n)))
    wanted = np.array(values)
    chosen = np.unique(np.round(np.linspace(0, len(angles) - 1, n)).astype(int))
    for _ in range(ROUNDS):
        signs = (-1.0) ** np.arange(n)
        *series, _ = np.linalg.solve(np.column_stack([waves[chosen], signs]), wanted[chosen])
        error = wanted - waves @ np.array(series)
        edges = np.flatnonzero(np.diff(error >= 0)) + 1
        peaks = [int(part[np.argmax(np.abs(error[part]))]) for part in np.split(np.arange(len(error)), edges)]
        while len(peaks) > n:  # drop the smaller end, or the smallest pair of neighbours
            pairs = [max(abs(error[a]), abs(error[b])) for a, b in pairwise(peaks)]
            if len(peaks) == n + 1:
                peaks.pop(0 if abs(error[peaks[0]]) < abs(error[peaks[-1]]) else -1)
            else:
                low = int(np.argmin(pairs))
                del peaks[low : low + 2]
        if len(peaks) < n:
            break
        moved = np.array(peaks)
        if np.array_equal(moved, chosen):
            break
        chosen = moved
    return [int(i) for i in chosen]
