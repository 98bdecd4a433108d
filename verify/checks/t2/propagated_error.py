"""Replacing the ReLUs of a network by polynomials approximates its equations (T2 A.1)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np

from algebraic.networks import relu_for_accuracy

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import grow, rational
from .replaced_relu import SCALED, WAYS, Replaced, error_at, growth, poly_of, replacement, ripple, worst_of


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


def small_networks() -> Iterator[Replaced]:
    """Every way of replacement on small networks with weights up to 1 or 2."""
    for way, widths, bound in product(WAYS, ([1, 1, 1], [1, 2, 1], [1, 1, 1, 1]), ("1", "2")):
        found: Replaced = {
            "widths": widths,
            "bias": True,
            "inputs": [[1], [-1]],
            "bound": bound,
            "wanted": "1",
            "way": way,
            "seed": 0,
            "bounded": True,
        }
        yield found


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
    search=Search(cases=small_networks, most_cases=12),
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
    error, _ = worst_of(instance, poly_of(close.activation) + rational(epsilon - close.error))
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
        p = poly_of(close.activation) + rational(epsilon / 2) + rational(epsilon / 4) * ripple(order, radius)
        error, _ = worst_of(instance, p)
        if error > rational(limit):
            reason = f"the error is {float(error):.3g}, more than {float(limit):.3g}, by arguments outside the range"
            return Finding(False, "certified", {"order": order}, reason)
    return Finding(True, "certified", {})


@equations_approximated.broken(because="exceeds")
def one_layer_forgotten(instance: Replaced) -> Finding:
    """the readout's weights are forgotten"""
    return decide(instance, times=growth(instance).layers[-1])
