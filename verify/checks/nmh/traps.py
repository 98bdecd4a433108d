"""Local minima of NMH's networks that no non-increasing path leaves: a proof, and the check of what it assumes.

One hidden layer of sigmoids shares one weight vector w = (w1, w2), as §2, condition 3 allows; every unit has a bias of
its own. Unit 1 reads (a, c), all others read (0, z), so that for two classes the difference of the outputs is

    f = v1 σ(w1 a + w2 c + b1) + Σ_k v_k σ(w2 z + b_k).

The samples form two groups, L with a = a_L and H with a = a_H > a_L. A group of n samples has n₊ of the first class,
0 < n₊ < n; let p = n₊/n, r_i = p − 1 or p for a sample of the first or the second class (so Σ r = 0 in each group),
R = Σ r c², Δ = log-odds of H minus that of L, and C = (1 − ρ²) Σ (c − c̄)², ρ the correlation of c and z in the group.

Theorem. Let Σ r c = 0 in each group, Σ r z = Σ r z² = 0 over both, Δ > 0, and R_L ≥ 0 ≥ R_H with
p (1 − p) C Δ ≥ |R| and C > 0 in each group. Let Z be the set of parameters with w1 > 0, w2 = 0 and f = log(p/(1 − p))
on each group. A continuous path that starts in Z, and on which Φ never exceeds its value there, stays in Z.

Proof. Let t = w1 a + b1 and u = σ(t) in each group, F = Σ_{k>1} v_k σ(b_k), A = Σ_{k>1} v_k σ′(b_k). In Z,
v1 u_L + F and v1 u_H + F are fixed and differ by Δ > 0; so u_L < u_H, v1 = Δ/(u_H − u_L) > 0, and Z is closed: a limit
of its points has w1 ≥ 0, and w1 ≠ 0 since f differs. The differential of (w2, f_L, f_H) has rank 3 there (∂/∂v1 and
∂/∂v2 give (u_L, u_H) and (σ(b_2), σ(b_2))), so Z is a submanifold. With w2 = 0 the derivatives of f at a sample
depend on its group alone, but for ∂f/∂w2 = h_i = c_i v1 σ′(t) + z_i A, linear in c_i and z_i, its derivatives, which
are so too, and ∂²f/∂w2² = c_i² v1 σ″(t) + z_i² B. The first derivative of N Φ is Σ r_i ∇f_i and the second
Σ p(1 − p) ∇f_i ∇f_iᵀ + Σ r_i ∇²f_i; so the sums over r leave no first derivative, and of the last sum only
v1 (R_L σ″(t_L) + R_H σ″(t_H)), at ∂²/∂w2². In a direction with w2-component s, and δ the change of f in each group by
the others, the second derivative is Σ p(1 − p) (δ + s h_i)² + s² v1 Σ_groups R σ″(t). The least over δ of
Σ (δ + s h_i)² over a group is s² Σ (h_i − h̄)² ≥ s² v1² σ′(t)² C, the least over A. So it is at least
s² v1 (T_L + T_H), T = p(1 − p) C v1 σ′(t)² + R σ″(t), σ′ = u (1 − u), σ″ = σ′ (1 − 2u). T_L > 0: clear for u_L ≤ 1/2;
else v1 > Δ/(1 − u_L), and T_L/σ′ ≥ p(1 − p) C Δ u_L + R_L (1 − 2u_L) ≥ R_L (1 − u_L) ≥ 0, one of the two strictly.
T_H > 0: clear for u_H ≥ 1/2; else v1 > Δ/u_H, and T_H/σ′ ≥ |R_H| (1 − u_H) − |R_H| (1 − 2u_H) ≥ 0, likewise. Thus the
second derivative is positive in all directions but those with s = 0 and no change of f, the tangents of Z: near each
of its points Φ is larger off Z than on it, where it is constant. The times up to which a path as in the theorem is in
Z form a closed set, and by the last sentence an open one. ∎
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import count

import flint

from ...instruments import ACTIVATIONS_IN_BALLS, DENOMINATOR, SkipNet, SkipParameters


@dataclass(frozen=True)
class Group:
    """The samples with one value of a: how many are of the first class, and the sums that the theorem needs."""

    size: int
    first: int
    moments: tuple[Fraction, Fraction, Fraction, Fraction]  # Σ r c, Σ r c², Σ r z, Σ r z²
    spread: Fraction  # C

    @property
    def curvature(self) -> Fraction:
        """p (1 − p)"""
        p = Fraction(self.first, self.size)
        return p * (1 - p)

    def log_odds(self) -> flint.arb:
        """log(p/(1 − p))"""
        return flint.arb(flint.fmpq(self.first, self.size - self.first)).log()


def _group(rows: list[tuple[int, int]], labels: list[int]) -> Group:
    """Of (c, z) and the labels of a group."""
    size, first = len(rows), labels.count(0)
    p = Fraction(first, size)
    r = [p - (y == 0) for y in labels]
    c, z = ([Fraction(v) for v in column] for column in zip(*rows, strict=True))
    moments = tuple(sum((a * b**k for a, b in zip(r, column, strict=True)), Fraction(0)) for column in (c, z)
                    for k in (1, 2))  # fmt: skip
    c, z = ([v - sum(column, Fraction(0)) / size for v in column] for column in (c, z))
    cc, cz, zz = (sum((a * b for a, b in zip(*pair, strict=True)), Fraction(0)) for pair in ((c, c), (c, z), (z, z)))
    return Group(
        size, first, (moments[0], moments[1], moments[2], moments[3]), cc - cz * cz / zz if zz else Fraction(0)
    )


def two_groups(net: SkipNet, inputs: list[list[int]], labels: list[int], num_classes: int) -> list[Group] | str:
    """The groups L and H of a network and data as in the theorem, or what is not so."""
    first, *others = net["layers"]
    supports = first["supports"]
    if others or first["activation"] != "sigmoid" or num_classes != 2 or first["tied"]:
        return "the proof is for two classes and one hidden layer of sigmoids with biases of their own"
    if len(supports) < 2 or set(first["groups"]) != {0} or len(supports[0]) != 2 or supports[1:] != supports[1:2] * (
        len(supports) - 1
    ):  # fmt: skip
        return "the proof is for one shared weight vector of two weights, and one unit that reads another patch"
    if sorted(net["skips"]) != list(range(net["num_inputs"], net["num_inputs"] + len(supports))):
        return "the proof is for a skip from every unit"
    samples = [[x[k] for k in (*supports[0], *supports[1])] for x in inputs]
    levels = sorted({a for a, *_ in samples})
    if len(levels) != 2 or any(zero for _, _, zero, _ in samples):
        return "the samples do not form two groups, or the other units see more than z"
    found = []
    for level in levels:
        rows = [(c, z, y) for (a, c, _, z), y in zip(samples, labels, strict=True) if a == level]
        if {y for *_, y in rows} != {0, 1}:
            return "a group has one class alone"
        found.append(_group([(c, z) for c, z, _ in rows], [y for *_, y in rows]))
    return found


def no_trap(groups: list[Group]) -> str:
    """Which assumption of the theorem fails; empty if none does. All in rational numbers."""
    low, high = groups
    if any(each.moments[0] for each in groups):
        return "Σ r c is not 0 in each group"
    for k, name in ((2, "Σ r z"), (3, "Σ r z²")):
        if sum(each.moments[k] for each in groups):
            return f"{name} is not 0"
    if not low.first * (high.size - high.first) < high.first * (low.size - low.first):
        return "Δ ≤ 0"
    if not low.moments[1] >= 0 >= high.moments[1] or not all(each.spread > 0 for each in groups):
        return "R or C has the wrong sign"
    odds = Fraction(high.first * (low.size - low.first), (high.size - high.first) * low.first)  # exp Δ
    for each in groups:
        if not log_is_at_least(odds, abs(each.moments[1]) / (each.curvature * each.spread)):
            return "p(1 − p) C Δ ≥ |R| does not hold in each group"
    return ""


def log_is_at_least(value: Fraction, bound: Fraction) -> bool:
    """Whether log(value) ≥ bound ≥ 0, by partial sums of exp(bound), which is rational for bound = 0 alone.

    >>> log_is_at_least(Fraction(6), Fraction(57, 32)), log_is_at_least(Fraction(6), Fraction(9, 5))
    (True, False)
    """
    if bound == 0:
        return value >= 1
    total = term = Fraction(1)
    for k in count(1):
        term *= bound / k
        total += term
        if total > value:
            return False
        if k > 2 * bound and total + term < value:  # what is left is less than the last term
            return True
    raise AssertionError("the sums come to an end")


def balanced(
    net: SkipNet, inputs: list[list[int]], labels: list[int], here: SkipParameters, others: list[flint.arb]
) -> tuple[flint.arb, flint.arb]:
    """v1 and v2 for which f is log(p/(1 − p)) on both groups where w2 = 0; ``others`` are v_3, v_4, …"""
    groups = two_groups(net, inputs, labels, 2)
    if isinstance(groups, str):
        raise ValueError(groups)
    low, high = (each.log_odds() for each in groups)
    sigmoid = ACTIVATIONS_IN_BALLS["sigmoid"]
    w1, biases = flint.arb(here["weights"][0][0][0]) / DENOMINATOR, here["biases"][0]
    levels = sorted({x[net["layers"][0]["supports"][0][0]] for x in inputs})
    u, v = (sigmoid(w1 * a / DENOMINATOR + flint.arb(biases[0]) / DENOMINATOR) for a in levels)
    first = (high - low) / (v - u)
    rest = sum((w * sigmoid(flint.arb(b) / DENOMINATOR) for w, b in zip(others, biases[2:], strict=True)), flint.arb(0))
    return first, (low - first * u - rest) / sigmoid(flint.arb(biases[1]) / DENOMINATOR)


def in_trap(net: SkipNet, inputs: list[list[int]], labels: list[int], num_classes: int, here: SkipParameters) -> str:
    """Why parameters with balanced outputs (:func:`balanced`) are not in a set Z of the theorem; empty if they are."""
    groups = two_groups(net, inputs, labels, num_classes)
    if isinstance(groups, str):
        return groups
    w1, w2 = here["weights"][0][0]
    return "w1 > 0 and w2 = 0 do not hold" if w1 <= 0 or w2 != 0 else no_trap(groups)
