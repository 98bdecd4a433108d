"""Activations and their derivatives by one polynomial (T3 §6.4.2), with errors that are proved."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Literal

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import polynomial, rational
from .piecewise import Activation, approximant, errors, largest_jump, legendre_expansion, pieces_of

DEGREES = (1, 4, 8, 12, 24, 48)
WAVE = 32


RELU = [["0"], ["0", "1"]]
UNIT = ["-1", "1"]


def activation(
    pieces: list[list[str]], knots: list[str], epsilon: str = "1/4", interval: list[str] | Literal["line"] = UNIT
) -> Activation:
    """The plain data of one."""
    return {"interval": interval, "knots": knots, "pieces": pieces, "epsilon": epsilon}


def rounded_relu(delta: str) -> Activation:
    """The smoothened ReLU: (x + δ)²/(4δ) between −δ and δ."""
    d = rational(delta)
    return activation([["0"], [str(d / 4), "1/2", str(1 / (4 * d))], ["0", "1"]], [str(-d), str(d)])


def draw_smooth(stream: np.random.Generator, settings: Settings) -> Activation:
    """Continuously differentiable: the smoothened ReLU, powers of the ReLU, polynomials, one smooth piece of a ReLU."""
    kind, power = int(stream.integers(5)), int(stream.integers(2, 4))
    found = (
        rounded_relu(str(flint.fmpq(1, int(stream.integers(1, 5))))),
        activation([["0"], ["0"] * power + ["1"]], ["0"]),
        activation([[str(v) for v in stream.integers(-2, 3, power + 1)]], []),
        activation([["0"], ["0", "1"]], ["0"], interval=[["0", "2"], ["-3", "0"]][power - 2]),
        activation([["0", "1"], ["0", "1"]], ["1/2"]),
    )[kind]
    return {**found, "epsilon": f"1/{int(stream.choice([2, 4, 8]))}"}


def draw(stream: np.random.Generator, settings: Settings) -> Activation:
    """ReLU, leaky ReLU, |x|, hard tanh, and smooth ones, on intervals in which the kink is in the middle or aside."""
    if settings.drop is None and stream.random() < 0.4:
        return draw_smooth(stream, settings)
    leak = str(flint.fmpq(int(stream.integers(1, 9)), 10))
    found = (
        activation(RELU, ["0"]),
        activation([["0", leak], ["0", "1"]], ["0"]),
        activation([["0", "-1"], ["0", "1"]], ["0"], "1/2"),
        activation([["-1/2"], ["0", "1"], ["1/2"]], ["-1/2", "1/2"], "1/2"),
    )[int(stream.integers(1 + round(3 * settings.scale)))]
    if settings.drop is None and stream.random() < 0.3:
        found["interval"] = ["-1", str(int(stream.integers(2, 9)))]
    return {**found, "interval": "line"} if settings.drop else found


def approximated(instance: Activation, *, least: flint.fmpq | int = 0, mean: bool = False) -> Finding:
    """Whether one polynomial is within ε of σ, and its derivative within √least + ε of σ′, in the weighted sup norm."""
    if instance["interval"] == "line":
        return _on_the_line(instance)
    pieces, half = pieces_of(instance)
    epsilon, jump = rational(instance["epsilon"]), largest_jump(pieces, half)
    allowed = (flint.arb(least).sqrt() + epsilon) ** 2
    measured = {"half_jump": float(jump) ** 0.5, "epsilon": instance["epsilon"]}
    if not mean and jump > allowed:
        why = f"σ′ jumps: every polynomial's derivative is off by {float(jump) ** 0.5:.4f} at least, beside the kink"
        return Finding(False, "exact", measured, why)
    for degree in DEGREES:
        off = errors(pieces, half, approximant(pieces, degree))
        near = off.mean <= epsilon * epsilon if mean else off.slope <= allowed
        if off.value <= epsilon * epsilon and near:
            slope = float(off.slope) ** 0.5
            measured |= {"degree": degree, "error": float(off.value) ** 0.5, "error_of_the_derivative": slope}
            return Finding(True, "certified", measured)
    return Finding(None, "certified", measured, f"no degree up to {DEGREES[-1]} was enough")


def _on_the_line(instance: Activation) -> Finding:
    """A polynomial with a bounded distance from σ on the line is σ's first and last piece, up to a constant each."""
    first, last = (polynomial(instance["pieces"][k]) for k in (0, -1))
    if (first - last).degree() < 1:
        return Finding(None, "exact", {}, "the two ends are not told apart")
    why = "on the whole line no polynomial stays within a finite distance of both ends of σ"
    return Finding(False, "exact", {}, why)


@hypothesis
def bounded(instance: Activation) -> str | None:
    """over a bounded interval"""
    return "the interval is the whole line" if instance["interval"] == "line" else None


@claim(
    "T3-49",
    "The polynomial approximation of the activation approximates its derivative, too",
    source="T3 §6.4.2, with §6.4.1",
    quantifier="for all",
    field="real",
    letters={"φ": "√(1 − u²), u the place in the interval brought to [−1, 1]", "σ": "the activation"},
    hypotheses=(bounded,),
    draw=draw,
    size=lambda instance: len(str(instance["pieces"])) + len(str(instance)) / 1000,
    num_instances=24,
    reading="of the activations that the paper replaces, the ReLU first, in the sup norm, weighted as in §6.4.1 or not",
    witness=Witness(
        "σ(z) = max(0, z) on [−1, 1]: |0 − P′(0)| ≥ ½ or |1 − P′(0)| ≥ ½ for every polynomial P, and P′ is continuous.",
        {"interval": ["-1", "1"], "knots": ["0"], "pieces": [["0"], ["0", "1"]], "epsilon": "1/4"},
    ),
    note="The ReLU on [−1, 1]: a continuous Q has |0 − Q(0)| ≥ 1/2 or |1 − Q(0)| ≥ 1/2, so that sup |σ′ − P′|φ ≥ 1/2 "
    "for every P, as good as the derivative of x/2; Bernstein's polynomials of even degree reach it. “Can be "
    "approximated” is read as: for every ε. That a continuous σ′ is approximated is Weierstrass' theorem for σ′, "
    "integrated; that less than half the jump cannot be, and half of it can, is continuity and a ramp in the place of "
    "the jump. Without the weight φ ≤ 1 the error is larger still. The polynomials are Chebyshev series under "
    "Jackson's kernel, their errors are proved by isolating the critical points. "
    "In §6.4.1 the sentence is about “a smoothened version of the relu function”, for which it holds; "
    "in the mean square it holds for the ReLU. It must be a chosen polynomial: P + (ε/2)T_n is within ε of σ where P "
    "is within ε/2, and its derivative is off by nε/2 and more. The Legendre expansion of paper II, A.1, has at the "
    "ends of the interval an error of the derivative that grows like √n. On the whole line (dropped) no polynomial is "
    "near the ReLU.",
)
def derivative_too(instance: Activation) -> Finding:
    """nonlinear activations can be approximated up to an arbitrary accuracy over a bounded interval by a univariate
    polynomial, which approximates well also the derivative
    """
    return approximated(instance)


@derivative_too.reading("borrowed", draw=draw_smooth, hypotheses=(bounded,), num_instances=12)
def smooth(instance: Activation) -> Finding:
    """of continuously differentiable activations, as the smoothened ReLU of §6.4.1"""
    return approximated(instance)


@derivative_too.reading("unused")
def mean_square(instance: Activation) -> Finding:
    """in the mean square: sup |σ − P| ≤ ε and ∫(σ′ − P′)² ≤ ε²"""
    return approximated(instance, mean=True)


@derivative_too.reading("unused", draw=draw, hypotheses=(bounded,), num_instances=6)
def every(instance: Activation) -> Finding:
    """every polynomial that is within ε of σ has a derivative near σ′"""
    pieces, half = pieces_of(instance)
    epsilon = rational(instance["epsilon"])
    for degree in DEGREES:
        near = approximant(pieces, degree)
        if errors(pieces, half, near).value <= epsilon * epsilon / 4:
            wave = flint.fmpq_poly(flint.fmpz_poly.chebyshev_t(WAVE)) * epsilon / 2
            off = errors(pieces, half, near + wave)
            measured = {"degree": WAVE, "error_of_the_derivative": float(off.slope) ** 0.5}
            if off.value <= epsilon * epsilon and off.slope > (WAVE // 4 * epsilon / half) ** 2:
                why = f"P + (ε/2)T_{WAVE} is within ε of σ, its derivative off by {float(off.slope) ** 0.5:.3f}"
                return Finding(False, "certified", measured, why)
    return Finding(None, "certified", {}, "no polynomial was found within ε/2")


def small_activations() -> Iterator[Activation]:
    """Two or three linear pieces with slopes −1, 0, 1, the kinks at multiples of 1/2."""
    for left, right, place in product((-1, 0, 1), (-1, 0, 1), ("-1/2", "0", "1/2")):
        bend = str(rational(place) * (left - right))
        yield activation([["0", str(left)], [bend, str(right)]], [place], "1/2")
    for left, middle, right in product((-1, 0, 1), repeat=3):
        ends = [[str(flint.fmpq(a - middle, 2) * s), str(a)] for a, s in ((left, 1), (right, -1))]
        yield activation([ends[0], ["0", str(middle)], ends[1]], ["-1/2", "1/2"], "1/2")


@derivative_too.corrected_at(
    activation(RELU, ["0"], "1/16"),
    activation(RELU, ["0"], "1/1000000", ["0", "1"]),
    activation(RELU, ["0"], "1/1000000", ["-1", "0"]),
    activation(RELU, ["0"], "2", ["-1", "99"]),  # the kink near an end, where φ is small
    activation([["0"], ["0", "1000"]], ["0"], "125"),
    activation([["0"], ["0", "1/1000"]], ["0"], "1/8000"),
    activation([["0"]], [], "1/1000000"),
    activation([["0", "1"], ["0", "1"]], ["0"], "1/1000000"),  # a knot, and no kink
    activation([["0"], ["0", "1"], ["2", "-1"], ["0"]], ["0", "1", "2"], "1/2", ["-1", "3"]),
    activation([["0"], ["0", "0", "1"]], ["0"], "1/16"),
    activation([["0", "-1"], ["0", "1"]], ["0"], "1/4", ["-1", "1/3"]),
    rounded_relu("1/4"),
    search=Search(cases=small_activations, most_cases=54),
)
def half_the_jump(instance: Activation) -> Finding:
    """let σ be continuous and piecewise polynomial on [a, b], φ(x) = 2√((x − a)(b − x))/(b − a), and M the largest of
    φ(c)|σ′(c+) − σ′(c−)|/2 over the knots c inside (0 where there are none). For every ε > 0 there is a polynomial P
    with sup |σ − P| ≤ ε and sup |σ′ − P′|φ ≤ M + ε, and none has sup |σ′ − P′|φ < M: both are approximated arbitrarily
    well if and only if σ′ is continuous inside (a, b)
    """
    return approximated(instance, least=largest_jump(*pieces_of(instance)))


@half_the_jump.false(because="σ′ jumps")
def third(instance: Activation) -> Finding:
    """a third of the jump in the place of its half"""
    return approximated(instance, least=largest_jump(*pieces_of(instance)) * flint.fmpq(4, 9))


@half_the_jump.false(because="is off by less")
def unweighted(instance: Activation) -> Finding:
    """no polynomial has sup |σ′ − P′|φ < |σ′(c+) − σ′(c−)|/2, wherever the kink c is"""
    pieces, half = pieces_of(instance)
    jumps = [abs((q.value - p.value).derivative()(p.high) / half) / 2 for p, q in pairwise(pieces)]
    off = errors(pieces, half, approximant(pieces, DEGREES[-2]))
    if not jumps or not off.slope < max(jumps) ** 2:
        return Finding(True, "certified")
    return Finding(False, "certified", {}, f"a polynomial is off by less than half the jump, {max(jumps)}")


@derivative_too.false(because="grows", draw=lambda *_: activation(RELU, ["0"]))
def legendre(instance: Activation) -> Finding:
    """the derivative of the Legendre expansion of the ReLU comes nearer to its derivative with every degree, without a
    weight
    """
    pieces, _ = pieces_of(instance)
    ends = []
    for degree in (4, 8, 16, 32, 64):
        found = legendre_expansion(pieces, degree)
        ends.append(abs(pieces[-1].value.derivative()(1) - found.derivative()(1)))
    rising = all(a < b for a, b in pairwise(ends))
    why = f"at x = 1 the error of the derivative grows from {float(ends[0]):.3f} at degree 4 to {float(ends[-1]):.3f}"
    return Finding(not rising, "exact", {"errors_at_1": [float(v) for v in ends]}, f"{why} at degree 64")


@derivative_too.broken(because="σ′ jumps")
def everywhere(instance: Activation) -> Finding:
    """a jump at the end of the interval counts"""
    low, high = (rational(v) for v in instance["interval"])
    wider = [str(low - 1), str(high + 1)]
    return approximated({**instance, "interval": wider})
