"""ReLU networks with polynomials in the place of the ReLUs: how the error grows from layer to layer (T2 A.1).

Let all weights and biases be at most B in absolute value, |x|₁ ≤ X for all inputs, n_k the units of layer k. Then the
arguments of layer k are at most r_k with r_1 = B(X + 1) and r_{k+1} = B(n_k r_k + 1), without the 1 if there are no
biases. If |P − ReLU| ≤ ε on [−R, R], the values of layer k are wrong by at most e_k, e_1 = ε and

    e_{k+1} = ε + B n_k e_k,   since |P(z') − ReLU(z)| ≤ |P(z') − ReLU(z')| + |z' − z|,

as long as R ≥ r_{k+1} + B n_k e_k for all k: the range must hold the arguments that are wrong already. With a linear
readout the output is wrong by at most B n_d e_d. All e_k are multiples of ε, so that any accuracy can be had.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple, TypedDict

import flint
import numpy as np

from algebraic.networks import KINDS, relu_for_accuracy

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import grow, rational

BITS, TRIES = 192, 8
Weights = list[list[list[Fraction]]]  # for each layer and unit: the bias, then the weights
WAYS = (*KINDS, "shifted", "rippled")
SCALED = Fraction(1401, 10**4)  # degree · error / R is about this


class Replaced(TypedDict):
    """A network whose ReLUs are replaced.

    Attributes:
        widths: from the inputs to the one output; a linear readout.
        bound: B, of all weights and biases.
        wanted: δ, of the outputs.
        way: how P is made: an expansion, or one that is moved to the edge of what ε allows.
        bounded: whether the weights stay in their range.
    """

    widths: list[int]
    bias: bool
    inputs: list[list[int]]
    bound: str
    wanted: str
    way: str
    seed: int
    bounded: bool


class Growth(NamedTuple):
    """In units of ε: errors of the layers' values, and of the output; the largest argument, exact and wrong."""

    layers: list[Fraction]
    output: Fraction
    exact_range: Fraction
    more_range: Fraction


def growth(instance: Replaced) -> Growth:
    """e_k / ε, and max r_k with the most that R has to be larger, in units of ε."""
    bound, extra = Fraction(instance["bound"]), int(instance["bias"])
    largest = Fraction(max(sum(abs(v) for v in x) for x in instance["inputs"]))
    argument, wrong, errors, most, more = bound * (largest + extra), Fraction(0), [], Fraction(0), Fraction(0)
    for units in instance["widths"][1:-1]:
        most, more = max(most, argument), max(more, wrong)
        errors.append(1 + wrong)
        argument, wrong = bound * (units * argument + extra), bound * units * errors[-1]
    return Growth(errors, wrong, most, more)


def draw(stream: np.random.Generator, settings: Settings) -> Replaced:
    """One to three hidden layers, and an accuracy for which the degree is about ``max_degree`` at most."""
    scale = settings.scale
    hidden = [grow(scale, 1, 2, stream) for _ in range(grow(scale, 1, 3, stream))]
    reads = grow(scale, 1, 2, stream)
    inputs = [[int(v) for v in stream.integers(-2, 3, reads)] for _ in range(2)]
    inputs[0][0] = 1 + int(stream.integers(2))
    found: Replaced = {
        "widths": [reads, *hidden, 1],
        "bias": bool(stream.integers(2)),
        "inputs": inputs,
        "bound": str(stream.choice(["1/2", "1", "2"])),
        "wanted": "1",
        "way": WAYS[int(stream.integers(len(WAYS)))],
        "seed": int(stream.integers(2**31)),
        "bounded": settings.drop != "bounded",
    }
    grown = growth(found)
    least = 2 * SCALED * grown.more_range + 2  # of degree, so that the range closes
    degree = least + Fraction(round(1000 * stream.random() * scale), 1000) * settings.options["max_degree"]
    epsilon = SCALED * grown.exact_range / (degree - SCALED * grown.more_range)
    found["wanted"] = str(Fraction(int(1000 * epsilon * grown.output) + 1, 1000))
    return found


def replacement(instance: Replaced, *, on_exact_range: bool = False) -> tuple[flint.fmpq_poly, Fraction, Fraction]:
    """P, its ε, and R: within ε of the ReLU on [−R, R], proved."""
    grown, way = growth(instance), instance["way"]
    epsilon = Fraction(instance["wanted"]) / grown.output
    radius = grown.exact_range + (0 if on_exact_range else grown.more_range * epsilon)
    if way in KINDS:
        return _poly(relu_for_accuracy(epsilon, radius, way).activation), epsilon, radius
    close = relu_for_accuracy(epsilon / 2, radius)
    p, room = _poly(close.activation), rational(epsilon - close.error)
    if way == "shifted":
        return p + room, epsilon, radius
    return p + room * _ripple(24, radius), epsilon, radius


def _poly(activation: Any) -> flint.fmpq_poly:
    return flint.fmpq_poly([rational(c) for c in activation.coefficients])


def _ripple(order: int, radius: Fraction) -> flint.fmpq_poly:
    """T_n(z/R), at most 1 on the range, and large outside."""
    before, now = flint.fmpq_poly([1]), flint.fmpq_poly([0, rational(1 / radius)])
    step = 2 * now
    for _ in range(order - 1):
        before, now = now, step * now - before
    return now


def error_at(instance: Replaced, p: flint.fmpq_poly, weights: Weights, *, exact: bool = False) -> Any:
    """The largest error of the outputs over the inputs, in balls or as a rational number."""
    number = rational if exact else (lambda value: flint.arb(rational(value)))
    with flint.ctx.workprec(BITS):
        q: Any = p if exact else flint.arb_poly(p)
        zero = number(0)
        layers = [[[number(w) for w in unit] for unit in layer] for layer in weights]
        worst = zero
        for x in instance["inputs"]:
            right, wrong = ([number(v) for v in x] for _ in range(2))
            for k, layer in enumerate(layers):
                right, wrong = (
                    [sum((w * v for w, v in zip(unit[1:], values, strict=True)), unit[0]) for unit in layer]
                    for values in (right, wrong)
                )
                if k < len(layers) - 1:
                    right, wrong = [_larger(z, zero) for z in right], [q(z) for z in wrong]
            worst = _larger(worst, abs(right[0] - wrong[0]))
        return worst


def _larger(a: Any, b: Any) -> Any:
    return a.max(b) if isinstance(a, flint.arb) else max(a, b)


def candidates(instance: Replaced) -> list[Weights]:
    """Weights in the range: all at B, the readout at −B, signs at random, and anything."""
    stream = np.random.default_rng(instance["seed"])
    bound, found = Fraction(instance["bound"]), []
    for k in range(TRIES):
        weights = []
        for columns, rows in pairwise(instance["widths"]):
            shape = (rows, columns + 1)
            parts = stream.integers(-8, 9, shape) if k > TRIES // 2 else 8 * stream.choice([-1, 1], shape)
            parts = np.full(shape, 8) if k < 2 else parts
            weights.append([[bound * int(v) / 8 for v in row] for row in parts])
        weights[-1] = [[-w for w in unit] if k == 1 else unit for unit in weights[-1]]
        for k_layer, layer in enumerate(weights):
            for unit in layer:
                if not instance["bias"] or k_layer == len(weights) - 1:
                    unit[0] = Fraction(0)
        found.append(weights)
    return found


def worst_of(instance: Replaced, p: flint.fmpq_poly) -> tuple[flint.arb, Weights]:
    """The largest error that a search finds: of the candidates; from the worst one, with one weight after another at
    ±B or 0; and where."""
    bound = Fraction(instance["bound"])
    error, best = flint.arb(-1), candidates(instance)[0]
    for weights in candidates(instance):
        here = error_at(instance, p, weights)
        if here > error:
            error, best = here, weights
    for layer in best:
        for unit in layer:
            for j in range(0 if unit[0] else 1, len(unit)):
                for new in (bound, -bound, Fraction(0)):
                    before, unit[j] = unit[j], new
                    here = error_at(instance, p, best)
                    if here > error:
                        error = here
                    else:
                        unit[j] = before
    return error, best


def decide(instance: Replaced, *, times: Fraction | None = None) -> Finding:
    """Whether the outputs are right to within δ, or a number of times ε; far out, where the range is unbounded."""
    p, epsilon, radius = replacement(instance)
    limit = Fraction(instance["wanted"]) if times is None else times * epsilon
    measured: dict[str, object] = {
        "epsilon": str(epsilon),
        "range": str(radius),
        "degree": p.degree(),
        "growth": str(growth(instance).output),
    }
    if not instance["bounded"]:
        wide = instance
        while not worst_of(wide, p)[0] > rational(limit):
            wide = {**wide, "bound": str(2 * Fraction(wide["bound"]))}
        reason = f"with weights up to {wide['bound']} and the same polynomial the error exceeds {float(limit):.3g}"
        return Finding(False, "certified", measured, reason)
    error, weights = worst_of(instance, p)
    measured["largest_error_over_the_bound"] = float(error / rational(limit))
    if error > rational(limit):
        return Finding(False, "certified", measured, f"the error {float(error):.3g} exceeds {float(limit):.3g}")
    if not error <= rational(limit) and error_at(instance, p, weights, exact=True) > rational(limit):
        return Finding(False, "exact", measured, f"the error exceeds {float(limit):.3g}, though by little")
    return Finding(True, "certified", measured)


@hypothesis
def bounded(instance: Replaced) -> str | None:
    """the weights, and with them the arguments of the ReLUs, stay in a bounded range (footnote 1)"""
    return None if instance["bounded"] else "the weights may be anything"


@claim(
    "T2-27",
    "Replacing each ReLU within ε approximates each equation",
    source="T2 A.1 (assumption 2 and footnote 1), §3",
    quantifier="for all",
    field="real",
    letters={"ε": "of the ReLU", "P": "the polynomial", "B": "bound of the weights", "n_k": "units of layer k"},
    draw=draw,
    hypotheses=(bounded,),
    settings={"max_degree": 20},
    num_instances=20,
    rests_on=("T2-02",),
    reading="to within any accuracy, if ε is small enough, for weights in a bounded range",
    note="The proof: |P(z') − ReLU(z)| ≤ |P(z') − ReLU(z')| + |z' − z| ≤ ε + |z' − z|, layer by layer. With weights up "
    "to B and n_k units in layer k the values are wrong by e_1 = ε, e_{k+1} = ε + B n_k e_k, the outputs by B n_d e_d: "
    "the error grows like the product of the B n_k, exponentially with the layers if B n_k > 1, and cannot be bounded "
    "better: a polynomial near ReLU + ε attains it at positive weights. So the equations are not approximated within ε "
    "itself. The range of footnote 1 must hold the arguments with their errors, R ≥ r_{k+1} + B n_k e_k: a polynomial "
    "that is within ε only where the ReLUs of the exact network have their arguments may be far off just outside "
    "(planted). Without a bound for the weights no polynomial is near for all of them. On each instance the error is "
    "proved by P's own certificate, and weights are searched that break the bound. Shared weights are a special case. "
    "The number of zeros is another question (T2-09).",
)
def equations_approximated(instance: Replaced) -> Finding:
    """Each equation f(x_i) = y_i of a ReLU network is approximated by a polynomial equation in the weights, if each
    ReLU is replaced by a polynomial that is within ε of it in the sup norm on the range of its arguments"""
    return decide(instance)


@equations_approximated.reading("unused")
def within_the_same(instance: Replaced) -> Finding:
    """to within the same ε"""
    return decide(instance, times=Fraction(1))


@equations_approximated.false(because="exceeds")
def sum_of_layers(instance: Replaced) -> Finding:
    """the errors of the layers add up: as many times ε as there are layers"""
    return decide(instance, times=Fraction(len(instance["widths"]) - 1))


@equations_approximated.false(because="instead of half")
def half(instance: Replaced) -> Finding:
    """the outputs are always right to within half of B n_d e_d"""
    _, epsilon, radius = replacement({**instance, "way": "uniform"})
    close = relu_for_accuracy(epsilon / 8, radius)
    error, _ = worst_of(instance, _poly(close.activation) + rational(epsilon - close.error))
    limit = Fraction(instance["wanted"]) / 2
    reason = f"an error of {float(error):.3g}, instead of half the bound, {float(limit):.3g}"
    return Finding(not error > rational(limit), "certified", {"degree": close.degree}, reason)


@equations_approximated.false(because="outside the range")
def range_of_exact_arguments(instance: Replaced) -> Finding:
    """the range need only hold the arguments of the exact network"""
    if len(instance["widths"]) < 4:
        return Finding(None, "certified", {}, "for two hidden layers or more")
    _, epsilon, radius = replacement({**instance, "way": "uniform"}, on_exact_range=True)
    limit = Fraction(instance["wanted"])
    close = relu_for_accuracy(epsilon / 4, radius)
    for order in (24, 40, 60):
        p = _poly(close.activation) + rational(epsilon / 2) + rational(epsilon / 4) * _ripple(order, radius)
        error, _ = worst_of(instance, p)
        if error > rational(limit):
            reason = f"the error is {float(error):.3g}, more than {float(limit):.3g}, by arguments outside the range"
            return Finding(False, "certified", {"order": order}, reason)
    return Finding(True, "certified", {})


@equations_approximated.broken(because="exceeds")
def one_layer_forgotten(instance: Replaced) -> Finding:
    """the readout's weights are forgotten"""
    return decide(instance, times=growth(instance).layers[-1])
