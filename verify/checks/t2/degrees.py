"""Degree of the zero-error equations in the weights, and the Bézout bound that follows (T2 §3, A.2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod

import numpy as np

from algebraic.networks import output_degrees
from algebraic.systems import estimate_terms

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import (
    SmallNet,
    constants,
    evaluate,
    grow,
    line,
    network_of,
    num_activated,
    random_activation,
    system_of,
)
from .degree_cases import CASES, OnALine, draw_boundary, small_networks

EXPANDED_TERMS = 1_500  # small networks are expanded as well
SQUARES: SmallNet = {"widths": [1, 1, 1], "activation": ["0", "0", "1"], "bias": False, "readout": False, "tree": False}


def draw(stream: np.random.Generator, settings: Settings) -> OnALine:
    """A dense network or the example (5), one sample for every parameter in T2-04 and up to three in T2-01."""
    scale, drop = settings.scale, settings.drop
    degree = int(stream.integers(1, 4))
    depth = grow(scale, 1, 4 if degree < 3 else 3, stream)
    net: SmallNet = {
        "widths": [grow(scale, 1, 3, stream) for _ in range(depth)] + [1],
        "activation": random_activation(stream, degree),
        "bias": bool(stream.random() < 0.5),
        "readout": drop == "activated",
        "tree": drop != "activated" and stream.random() < 0.15,
    }
    if net["tree"]:
        net |= {"widths": [4, 2, 1], "bias": True}
    if drop == "inputs":
        net |= {"bias": False, "tree": False}
    num_params = network_of(net).num_params
    samples = num_params + int(drop == "square") if settings.options.get("square") else grow(scale, 1, 3, stream)
    signs = stream.choice([-1, 1], (samples, net["widths"][0]))
    inputs = (signs * stream.integers(1, 10, signs.shape)).tolist()
    if drop == "inputs":
        inputs[-1] = [0] * len(inputs[-1])
    targets = [int(y) for y in stream.integers(-9, 10, samples)]
    return {**net, "inputs": inputs, "targets": targets, "line": stream.integers(1, 1000, num_params).tolist()}


def degrees_in_weights(instance: OnALine) -> tuple[list[int], list[int], list[int] | None]:
    """Lower bounds, upper bounds, and where small the degrees themselves, of the equations in the weights.

    Along the line w = t·v an equation is a polynomial in t: its degree is a lower bound. The upper bound is the
    degree of the nested formula without cancellation.
    """
    below = [
        max(0, evaluate(instance, iter(line(instance["line"])), constants(row)).degree()) for row in instance["inputs"]
    ]
    network = network_of(instance)
    above = [max(0, int(v)) for v in output_degrees(network, np.array(instance["inputs"])).ravel()]
    few = estimate_terms(network) * len(below) <= EXPANDED_TERMS
    return below, above, [max(0, int(v)) for v in system_of(instance).total_degrees()] if few else None


def degree_in_inputs(instance: OnALine) -> int:
    """Degree of f in the inputs, along a line, for the weights of the instance."""
    sample = next((row for row in instance["inputs"] if any(row)), [1] * len(instance["inputs"][0]))
    return max(0, int(evaluate(instance, iter(constants(instance["line"])), line(sample)).degree()))


def recursion(instance: OnALine) -> int:
    """D_1 = ℓ, D_{k+1} = ℓ(D_k + 1), and one more for a linear readout."""
    degree, ell = 0, len(instance["activation"]) - 1
    for k in range(num_activated(instance)):
        degree = ell * (degree + 1) if k else ell
    return degree + (1 if instance["readout"] else 0)


def printed(instance: OnALine) -> int:
    """ℓ^d."""
    return int((len(instance["activation"]) - 1) ** num_activated(instance))


def size(instance: OnALine) -> float:
    """Few weights first, and an activation that is not linear."""
    return len(instance["line"]) + len(str(instance)) / 1000 + (10 if len(instance["activation"]) == 2 else 0)


def compare(instance: OnALine, claimed: int, *, of: str = "weights") -> Finding:
    """Whether every equation has the claimed degree."""
    below, above, expanded = degrees_in_weights(instance)
    in_inputs = degree_in_inputs(instance)
    measured = {
        "claimed": claimed,
        "along_a_line": sorted(set(below)),
        "without_cancellation": sorted(set(above)),
        "expanded": None if expanded is None else sorted(set(expanded)),
        "degree_in_inputs": in_inputs,
    }
    if below != above or (expanded is not None and expanded != above):
        return Finding(None, "exact", measured, "the bounds of the degree from below and from above differ")
    found = above if of == "weights" else [in_inputs] * len(above)
    wrong = next((d for d in found if d != claimed), claimed)
    return exact(wrong == claimed, f"an equation has degree {wrong} in the {of}, not {claimed}", **measured)


def compare_bound(instance: OnALine, degree: Callable[[OnALine], int]) -> Finding:
    """Whether Bézout's bound, the product of the degrees, is the N-th power of a claimed degree."""
    below, above, expanded = degrees_in_weights(instance)
    samples = len(instance["inputs"])
    claimed = degree(instance) ** samples
    measured = {"num_samples": samples, "num_params": len(instance["line"]), "degree": sorted(set(above))}
    if below != above or (expanded is not None and expanded != above):
        return Finding(None, "exact", measured, "the bounds of the degree from below and from above differ")
    bound = prod(above)
    measured |= {"product_of_degrees": str(bound), "claimed": str(claimed)}
    reason = f"the product of the degrees is {above[0]}^{samples}, not {degree(instance)}^{samples}"
    return exact(bound == claimed, reason, **measured)


on_degrees = partial(
    claim,
    letters={
        "ℓ": "degree of the activation",
        "d": "number of layers, each followed by the activation, as in (5)",
        "N": "num_samples",
        "K": "num_params",
    },
    draw=draw,
    size=size,
    num_instances=40,
)


@hypothesis
def activated(instance: OnALine) -> str | None:
    """the activation follows every layer, the last one too, as in (5)"""
    return "the last layer is linear" if instance["readout"] else None


@hypothesis
def inputs(instance: OnALine) -> str | None:
    """no sample is zero in a network without biases"""
    if instance["bias"] or instance.get("tree"):
        return None
    zero = sum(not any(row) for row in instance["inputs"])
    return f"{zero} samples are zero, and the network has no bias" if zero else None


@on_degrees(
    "T2-01",
    "Degree of the zero-error equations",
    source="T2 §3 (“of degree ℓ^d”, “With d layers the degree of the polynomial equations is ℓ^d”), A.2 the same",
    quantifier="for all",
    field="both",
    hypotheses=(activated, inputs),
    witness=Witness(
        "ℓ = 2, d = 2, P(z) = z²: at x = 1 the network P(w₂P(w₁x)) is w₂²w₁⁴, of degree 6 in the weights, not ℓ^d = 4.",
        {**SQUARES, "inputs": [[1]], "targets": [1], "line": [2, 3]},
    ),
    note="True for d = 1. For d ≥ 2 a layer multiplies by weights before it takes the power: the paper's own (5), "
    "P(W1 P(…) + W2 P(…) + W3), has degree ℓ² + ℓ, and (2) with A and B one more. Both dropped hypotheses give "
    "further counterexamples: the corrected statement covers the linear readout; for a zero sample without biases "
    "the degree is smaller. In §3 the copy 000 shows “degree ld” and “degree is `d”; the superscript is plain "
    "from “Z - the product of the degrees” and `N d beside it.",
)
def degree_of_equations(instance: OnALine) -> Finding:
    """With an activation of degree ℓ in each of d layers, the equations f(x_i; w) = y_i are polynomials of degree ℓ^d
    in the weights"""
    return compare(instance, printed(instance))


@degree_of_equations.corrected_on(draw_boundary, len(CASES), Search(cases=small_networks, most_cases=150))
def recursive_degree(instance: OnALine) -> Finding:
    """If every layer has biases, or the input is not 0, the degree of f(x; w) − y in the weights is D_d, where D_1 = ℓ,
    ℓ ≥ 1, and D_{k+1} = ℓ(D_k + 1), and D_d + 1 with a linear readout; for almost all weights ℓ^d is the degree in the
    inputs"""
    if outside := inputs.violated(instance):
        return Finding(True, "exact", {"not of this class": outside})
    if degree_in_inputs(instance) != printed(instance):
        return Finding(None, "exact", {}, f"for these weights the degree in the inputs is {degree_in_inputs(instance)}")
    return compare(instance, recursion(instance))


@recursive_degree.false(because="an equation has degree 0")
def zero_too(instance: OnALine) -> Finding:
    """the same for every input, with biases or without"""
    return compare(instance, recursion(instance))


@degree_of_equations.false(because="in the weights, not")
def weight(instance: OnALine) -> Finding:
    """D_{k+1} = ℓ·D_k + 1"""
    degree, ell = 0, len(instance["activation"]) - 1
    for k in range(num_activated(instance)):
        degree = ell * degree + 1 if k else ell
    return compare(instance, degree)


@degree_of_equations.broken(because="in the inputs, not")
def inputs_(instance: OnALine) -> Finding:
    """the degree in the inputs is measured"""
    return compare(instance, recursion(instance), of="inputs")


@hypothesis
def square(instance: OnALine) -> str | None:
    """as many data points as weights (“the non-degenerate case”)"""
    samples, size = len(instance["inputs"]), len(instance["line"])
    return None if samples == size else f"{samples} data points, {size} weights"


@on_degrees(
    "T2-04",
    "Bézout's bound for N data points",
    source="T2 §3 (“With N datapoints the Bezout upper bound in the zeros of the weights is ℓ^(Nd)”), A.2 the same",
    quantifier="bound",
    field="complex",
    hypotheses=(activated, inputs, square),
    rests_on=("T2-01",),
    settings={"square": True},
    witness=Witness(
        "ℓ = 2, d = 2, N = K = 2, P(z) = z²: at x = 1, 2 the equations P(w₂P(w₁x)) = y are w₂²w₁⁴ = y₁ "
        "and 16w₂²w₁⁴ = y₂, and Bézout's bound is 6·6 = 36, not ℓ^(Nd) = 16.",
        {**SQUARES, "inputs": [[1], [2]], "targets": [1, 1], "line": [2, 3]},
    ),
    note="The bound of Bézout's theorem is the product of the degrees in the unknowns, here the weights; ℓ^(Nd) "
    "takes the degrees in the inputs (T2-01) and is smaller from d = 2 on. Whether ℓ^(Nd) still bounds the number "
    "of isolated zeros is another question, which the paper does not prove and this check does not decide. The "
    "hypothesis square matters for what the bound bounds, not for the number.",
)
def bezout_bound(instance: OnALine) -> Finding:
    """With as many data as weights, the Bézout upper bound on the number of zeros is ℓ^(N·d)"""
    return compare_bound(instance, printed)


@bezout_bound.corrected_on(draw_boundary, len(CASES), Search(cases=small_networks, most_cases=150))
def recursive_bound(instance: OnALine) -> Finding:
    """If every layer has biases, or no input is 0, Bézout's bound, the product of the degrees of the N equations in the
    weights, is D_d^N with D_1 = ℓ ≥ 1, D_{k+1} = ℓ(D_k + 1), and (D_d + 1)^N with a linear readout"""
    if outside := inputs.violated(instance):
        return Finding(True, "exact", {"not of this class": outside})
    return compare_bound(instance, recursion)


@recursive_bound.false(because="the product of the degrees is 0")
def whatever_the_inputs(instance: OnALine) -> Finding:
    """the same for every input, with biases or without"""
    return compare_bound(instance, recursion)


@bezout_bound.false(because="not their sum")
def sum_(instance: OnALine) -> Finding:
    """the bound is the sum of the degrees"""
    below, _, _ = degrees_in_weights(instance)
    total, bound = sum(below), prod(below)
    return exact(total == bound, f"the product of the degrees is {bound}, not their sum {total}", sum=total)


@bezout_bound.broken(because="the product of the degrees is")
def last(instance: OnALine) -> Finding:
    """the last equation is left out"""
    below = degrees_in_weights(instance)[0][:-1]
    claimed = recursion(instance) ** len(instance["inputs"])
    return exact(prod(below) == claimed, f"the product of the degrees is {prod(below)}, not {claimed}")
