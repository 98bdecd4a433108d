"""Degeneracy of zero-error minima and of other local minima (T2 Proposition 1): certified split-unit minima.

Let (w*, v*) be a critical point of one unit v P(w x), r its residuals, β = v* Σ r_i P''(w* x_i) x_i². On
w_j = w*, v_j = λ_j v*, Σ λ_j = 1, λ_j > 0, the outputs are the same, and the second variation of the loss of h units is
Σ_i (P_i ΣΔv_j + v* P'_i x_i Σ λ_j Δw_j)² + β Σ λ_j Δw_j². If β > 0 it vanishes only along the set itself: for r ≠ 0
these are non-zero local minima whose Hessian has nullity h − 1 (Fukumizu and Amari 2000).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple, TypedDict

import flint
import numpy as np

from ...claims import Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import grow, matrix, pieces_of_one_unit, rational
from .two_samples import all_families

BITS, TRIES = 256, 60  # TRIES: teachers drawn until one unit has a minimum with β > 0
STEP = Fraction(1, 2**40)


class Teacher(TypedDict):
    """Weights into the units, and out of them."""

    w: list[str]
    v: list[int]


class Taught(TypedDict):
    """As many units as the teacher has, whose outputs are the targets."""

    units: int
    activation: list[int]
    inputs: list[str]
    targets: list[str]
    teacher: Teacher


class Minimum(NamedTuple):
    """A critical point of one unit, in balls, with β and the loss."""

    w: flint.arb
    v: flint.arb
    beta: flint.arb
    loss: flint.arb

    def has(self, sign: int) -> bool:
        """Whether β certainly has this sign."""
        return bool(sign * self.beta > 0)


def draw(stream: np.random.Generator, settings: Settings) -> Taught:
    """Targets that a teacher of the same width fits exactly; one input, no biases; h < N < K = 2h, or N = 2."""
    units = grow(settings.scale, 2, 5, stream)
    num_samples = int(stream.integers(max(3, units + 1), 2 * units)) if stream.random() < 0.8 else 2
    if settings.drop == "overparametrised":
        num_samples = 2 * units + int(stream.integers(0, 2))
    for _ in range(TRIES):
        powers = [0, *(int(c) for c in stream.integers(1, 4, max(3, num_samples)))]
        inputs = [
            Fraction(int(k), 2) for k in stream.choice([k for k in range(-8, 9) if k], num_samples, replace=False)
        ]
        choices = [k for k in range(-6, 7) if k]
        teacher = [Fraction(int(k), 4) for k in stream.choice(choices, units, replace=False)]
        outgoing = [int(k) for k in stream.choice(choices, units)]
        targets = [sum(v * _value(powers, w * x) for v, w in zip(outgoing, teacher, strict=True)) for x in inputs]
        instance: Taught = {
            "units": units,
            "activation": powers,
            "inputs": [str(x) for x in inputs],
            "targets": [str(y) for y in targets],
            "teacher": {"w": [str(w) for w in teacher], "v": outgoing},
        }
        if any(point.has(sign=1) for point in single_unit_minima(instance)):
            break
    return instance


def _value(powers: list[int], z: Fraction) -> Fraction:
    total = Fraction(0)
    for c in reversed(powers):
        total = total * z + c
    return total


def single_unit_minima(instance: Taught) -> list[Minimum]:
    """Real critical points of one unit with r, v ≠ 0, enclosed.

    v = A/B, A = Σ y P(wx), B = Σ P(wx)², and w is a root of 2A'B − AB'.
    """
    xs, ys = ([rational(t) for t in texts] for texts in (instance["inputs"], instance["targets"]))
    p = flint.fmpq_poly(instance["activation"])
    features = [p(flint.fmpq_poly([0, x])) for x in xs]
    a = sum((y * q for y, q in zip(ys, features, strict=True)), flint.fmpq_poly([0]))
    b = sum((q * q for q in features), flint.fmpq_poly([0]))
    slope = 2 * a.derivative() * b - a * b.derivative()
    found = []
    with flint.ctx.workprec(BITS):
        roots: Any = slope.numer().complex_roots() if slope.degree() > 0 else []
        for root, multiplicity in roots:
            w = root.real
            if not root.imag.is_zero() or multiplicity > 1 or w.contains(0):
                continue
            below, above = flint.arb_poly(b)(w), flint.arb_poly(a)(w)
            if below.contains(0) or above.contains(0):
                continue
            v = above / below
            residuals = [v * flint.arb_poly(q)(w) - y for q, y in zip(features, ys, strict=True)]
            if all(r.contains(0) for r in residuals):
                continue
            bend = flint.arb_poly(p.derivative().derivative())
            beta = v * sum((r * bend(w * x) * x * x for r, x in zip(residuals, xs, strict=True)), flint.arb(0))
            found.append(Minimum(w, v, beta, _half_square(residuals)))
    return found


def _half_square(residuals: list[flint.arb]) -> flint.arb:
    return sum((r * r for r in residuals), flint.arb(0)) / 2


def split_change(instance: Taught, point: Minimum) -> flint.arb:
    """Loss after two equal halves of the unit were moved apart, w ± 2^-40, less that at the point."""
    with flint.ctx.workprec(2 * BITS):
        p = flint.arb_poly(flint.fmpq_poly(instance["activation"]))
        step = flint.arb(flint.fmpq(STEP.numerator, STEP.denominator))
        moved = []
        for text, y in zip(instance["inputs"], instance["targets"], strict=True):
            x = rational(text)
            both = p((point.w + step) * x) + p((point.w - step) * x)
            moved.append(point.v * both / 2 - rational(y))
        return _half_square(moved) - point.loss


def zero_error_nullity(instance: Taught) -> tuple[int, int]:
    """K − rank J at the teacher, where all residuals vanish and the Hessian is JᵀJ; and rank J, exactly."""
    p = flint.fmpq_poly(instance["activation"])
    slope = p.derivative()
    ws, vs = [rational(w) for w in instance["teacher"]["w"]], instance["teacher"]["v"]
    rows = []
    for text in instance["inputs"]:
        x = rational(text)
        rows.append([str(p(w * x)) for w in ws] + [str(v * slope(w * x) * x) for w, v in zip(ws, vs, strict=True)])
    rank = matrix(rows).rank()
    return 2 * instance["units"] - rank, rank


def _measure(instance: Taught, sign: int = 1) -> tuple[dict[str, int | str], Minimum | None]:
    """What is measured, and of the critical points where β has this sign the one with the smallest loss."""
    nullity, rank = zero_error_nullity(instance)
    measured: dict[str, int | str] = {
        "K": 2 * instance["units"],
        "N": len(instance["inputs"]),
        "rank_of_jacobian_at_zero_error": rank,
        "nullity_of_zero_error_minimum": nullity,
    }
    points = [point for point in single_unit_minima(instance) if point.has(sign)]
    if not points:
        return measured, None
    best = min(points, key=lambda point: float(point.loss.mid()))
    measured |= {name: ball.str(12) for name, ball in best._asdict().items()}
    measured |= {"change_when_split": split_change(instance, best).str(6), "bits": BITS}
    measured["nullity_of_non_zero_minimum"] = instance["units"] - 1
    return measured, best


def _size(instance: Taught) -> float:
    """Instances where the non-zero minima are strictly more degenerate come first: N > h + 1."""
    units, num_samples = instance["units"], len(instance["inputs"])
    return 1000 * units + 10 * num_samples + len(str(instance)) / 1000 + (0 if num_samples > units + 1 else 10**6)


@hypothesis
def overparametrised(instance: Taught) -> str | None:
    """more weights than samples (§2)"""
    num_params, num_samples = 2 * instance["units"], len(instance["inputs"])
    return None if num_params > num_samples else f"{num_params} weights for {num_samples} samples"


@claim(
    "T2-12",
    "Many highly degenerate zero-error minima, unlike the local non-zero minima",
    source="T2 §3 and A.3, Proposition 1",
    quantifier="generic",
    field="real",
    letters={"K": "2 · units", "N": "number of samples", "P": "activation"},
    draw=draw,
    hypotheses=(overparametrised,),
    size=_size,
    witness=Witness(
        "f = v₁σ(w₁x) + v₂σ(w₂x) + v₃σ(w₃x), σ(z) = z + z² + 2z³ + 3z⁴ + 2z⁵, at x = 4, 3, 2, −2, −1/2 "
        "with the targets of w = (3/4, 1/2, −1/4), v = (6, −4, 6): the Hessian has nullity 1 at these "
        "weights, and 2 at local minima with the loss 51.589….",
        {
            "units": 3,
            "activation": [0, 1, 1, 2, 3, 2],
            "inputs": ["4", "3", "2", "-2", "-1/2"],
            "targets": ["4228", "149379/128", "207", "-49/2", "-263/4096"],
            "teacher": {"w": ["3/4", "1/2", "-1/4"], "v": [6, -4, 6]},
        },
    ),
    note="“Unlike” is read generously: the non-zero minima are to be less degenerate than the zero-error ones. On "
    "the instances the targets are those of a teacher of the same width, so zero-error minima exist, and the "
    "non-zero minima persist when the targets are changed a little: β > 0 and the residuals are not zero. For two "
    "samples all non-zero minima are known (verify/checks/t2/two_samples.py): there the sentence is right, as their "
    "Hessian has the nullity h − 1, and that of zero-error minima 2h − 2 or more. From N = h + 1 on it fails. "
    "Whether gradient descent meets such minima is another question (T2-17).",
)
def unlike_other_minima(instance: Taught) -> Finding:
    """an overparametrised polynomial network has a very large number of zero-error minima, which are highly degenerate,
    unlike its local non-zero minima"""
    measured, point = _measure(instance)
    zero, _ = zero_error_nullity(instance)
    if zero <= 0:
        return Finding(False, "exact", measured, "the zero-error minimum is not degenerate")
    if point is None:
        return Finding(None, "certified", measured, "no split-unit minimum was found, and no other was looked for")
    other = instance["units"] - 1
    if len(instance["inputs"]) == 2:
        data = ([rational(t) for t in texts] for texts in (instance["inputs"], instance["targets"]))
        found = all_families(instance["activation"], *data)
        if isinstance(found, str):
            return Finding(None, "certified", measured, f"there may be others: {found}")
        if other < zero:
            return Finding(True, "certified", measured | {"families_of_minima": len(found.minima)})
    if other < zero:
        return Finding(None, "certified", measured, "these minima are less degenerate, and no others were looked for")
    reason = (
        f"local minima with loss {measured['loss']} form a set of dimension {other}, the nullity of the Hessian; "
        f"that of the zero-error minimum has nullity {zero}"
    )
    return Finding(False, "certified", measured, reason)


def _at(powers: list[int], inputs: list[str], w: list[str], v: list[int]) -> Taught:
    """The targets are the outputs of the teacher."""
    pairs = [(b, Fraction(a)) for a, b in zip(w, v, strict=True)]
    targets = [str(sum(b * _value(powers, a * Fraction(x)) for b, a in pairs)) for x in inputs]
    return {"units": len(w), "activation": powers, "inputs": inputs, "targets": targets, "teacher": {"w": w, "v": v}}


BOUNDARIES = (
    _at([0, 1, 1], ["1"], ["1"], [1]),  # one unit, one sample
    _at([0, 1, 1], ["1", "2"], ["1", "1"], [0, 0]),  # no targets, dead and equal units
    _at([0, 0, 1], ["1", "-1"], ["1", "1"], [1, 1]),  # equal units and rank J = 1
    _at([0, 1, 1], ["1", "2", "3"], ["1"], [1]),  # N > K
    _at([0, 1, 1], ["1000000", "1000000"], ["1/1000000"], [1]),  # equal samples
    _at([0, 1, 2, 1], ["1", "2"], ["-2", "-1/2"], [-1, -1]),  # β < 0 at both points
    _at([0, 1, 2, 1], ["1", "2"], ["1", "1/2"], [-1, 4]),  # β > 0
)


@unlike_other_minima.corrected_at(*BOUNDARIES)
def at_least_as_degenerate(instance: Taught) -> Finding:
    """At a zero-error minimum the Hessian JᵀJ of ½ Σ (f(x_i) − y_i)² has nullity K − rank J ≥ K − N; where rank J = N <
    K the zero-error minima near it are a manifold of dimension K − N: infinitely many, and degenerate. Non-zero local
    minima can be as degenerate and more: for one input, f = Σ v_j P(w_j x), a critical point (w, v) of one unit with
    residuals r_i and β = v Σ r_i P''(w x_i) x_i² > 0 gives local minima of h units, a set of dimension h − 1 or more
    """
    measured, point = _measure(instance)
    zero, _ = zero_error_nullity(instance)
    if zero < 2 * instance["units"] - len(instance["inputs"]):
        return Finding(False, "exact", measured, "the nullity is below K − N")
    if point is not None and not split_change(instance, point) > 0:
        return Finding(False, "certified", measured, "moving the halves apart does not raise the loss")
    if instance["units"] == 1:  # at least and at most so many pieces of zero error
        measured["pieces"] = str(pieces_of_one_unit(instance["activation"], instance["inputs"], instance["targets"]))
    reason = "there is no zero-error minimum" if measured.get("pieces") == "(0, 0)" else ""
    return Finding(not reason, "certified" if point else "exact", measured, reason)


@at_least_as_degenerate.false(because="lower nearby")
def whatever_bends(instance: Taught) -> Finding:
    """the same with β ≠ 0 in the place of β > 0"""
    return sign(instance)


@unlike_other_minima.false(because="the nullity is")
def nullity(instance: Taught) -> Finding:
    """the nullity is K − N + 1"""
    measured, _ = _measure(instance)
    zero, _ = zero_error_nullity(instance)
    claimed = 2 * instance["units"] - len(instance["inputs"]) + 1
    return exact(zero == claimed, f"the nullity is {zero}, not {claimed}", **measured)


@unlike_other_minima.broken(because="lower nearby")
def sign(instance: Taught) -> Finding:
    """the sign of β is not looked at"""
    measured, point = _measure(instance, sign=-1)
    if point is None:
        return Finding(None, "certified", measured, "no such point")
    change = split_change(instance, point)
    if change < 0:
        return Finding(False, "certified", measured, f"the loss is lower nearby, by {change.str(6)}")
    return Finding(None, "certified", measured, "the change of the loss has no certain sign")
