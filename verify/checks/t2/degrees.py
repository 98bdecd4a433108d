"""Degree of the zero-error equations in the weights, and the Bézout bound that follows (T2 §3, A.2)."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import numpy as np

from algebraic.networks import output_degrees
from algebraic.systems import estimate_terms

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import constants, evaluate, grow, line, network_of, num_activated, random_activation, system_of

LETTERS = {
    "ℓ": "degree of the activation",
    "d": "number of layers, each followed by the activation, as in (5)",
    "N": "num_samples",
    "K": "num_params",
}
EXPANDED_TERMS = 1_500  # small networks are expanded as well


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
    """A dense network or the example (5), one sample for every parameter in T2-04 and up to three in T2-01."""
    scale, drop = settings.scale, settings.drop
    degree = int(stream.integers(1, 4))
    depth = grow(scale, 1, 4 if degree < 3 else 3, stream)
    instance: Instance = {
        "widths": [grow(scale, 1, 3, stream) for _ in range(depth)] + [1],
        "activation": random_activation(stream, degree),
        "bias": bool(stream.random() < 0.5),
        "readout": drop == "activated",
        "tree": drop != "activated" and stream.random() < 0.15,
    }
    if instance["tree"]:
        instance |= {"widths": [4, 2, 1], "bias": True}
    if drop == "inputs":
        instance["bias"] = False
        instance["tree"] = False
    num_params = network_of(instance).num_params
    samples = num_params + int(drop == "square") if settings.options.get("square") else grow(scale, 1, 3, stream)
    signs = stream.choice([-1, 1], (samples, instance["widths"][0]))
    inputs = (signs * stream.integers(1, 10, signs.shape)).tolist()
    if drop == "inputs":
        inputs[-1] = [0] * len(inputs[-1])
    targets = [int(y) for y in stream.integers(-9, 10, samples)]
    return instance | {"inputs": inputs, "targets": targets, "line": stream.integers(1, 1000, num_params).tolist()}


def degrees_in_weights(instance: Instance) -> tuple[list[int], list[int], list[int] | None]:
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


def degree_in_inputs(instance: Instance) -> int:
    """Degree of f in the inputs, along a line, for the weights of the instance."""
    sample = next((row for row in instance["inputs"] if any(row)), instance["inputs"][0])
    return max(0, int(evaluate(instance, iter(constants(instance["line"])), line(sample)).degree()))


def recursion(instance: Instance) -> int:
    """D_1 = ℓ, D_{k+1} = ℓ(D_k + 1), and one more for a linear readout."""
    degree, ell = 0, len(instance["activation"]) - 1
    for k in range(num_activated(instance)):
        degree = ell * (degree + 1) if k else ell
    return degree + (1 if instance["readout"] else 0)


def printed(instance: Instance) -> int:
    """ℓ^d."""
    return int((len(instance["activation"]) - 1) ** num_activated(instance))


def size(instance: Instance) -> float:
    """Few weights first, and an activation that is not linear."""
    return len(instance["line"]) + len(str(instance)) / 1000 + (10 if len(instance["activation"]) == 2 else 0)


def compare(instance: Instance, claimed: int, *, of: str = "weights") -> Finding:
    """Whether every equation has the claimed degree."""
    below, above, expanded = degrees_in_weights(instance)
    measured = {
        "claimed": claimed,
        "along_a_line": sorted(set(below)),
        "without_cancellation": sorted(set(above)),
        "expanded": None if expanded is None else sorted(set(expanded)),
        "degree_in_inputs": degree_in_inputs(instance),
    }
    if below != above or (expanded is not None and expanded != above):
        return Finding(None, "exact", measured, "the bounds of the degree from below and from above differ")
    found = above if of == "weights" else [measured["degree_in_inputs"]] * len(above)
    wrong = [d for d in found if d != claimed]
    if not wrong:
        return Finding(True, "exact", measured)
    return Finding(False, "exact", measured, f"an equation has degree {wrong[0]} in the {of}, not {claimed}")


def decide_degree(instance: Instance) -> Finding:
    """As printed: ℓ^d."""
    return compare(instance, printed(instance))


def decide_degree_corrected(instance: Instance) -> Finding:
    """The recursion."""
    return compare(instance, recursion(instance))


def decide_degree_planted(instance: Instance) -> Finding:
    """A planted falsehood: D_{k+1} = ℓ·D_k + 1, as if a weight were not raised to the power ℓ."""
    degree, ell = 0, len(instance["activation"]) - 1
    for k in range(num_activated(instance)):
        degree = ell * degree + 1 if k else ell
    return compare(instance, degree)


def decide_degree_broken(instance: Instance) -> Finding:
    """A broken check: it measures the degree in the inputs."""
    return compare(instance, recursion(instance), of="inputs")


def decide_bound(instance: Instance, claim: Callable[[Instance], int] = printed) -> Finding:
    """Whether Bézout's bound, the product of the degrees, is the N-th power of a claimed degree."""
    below, above, expanded = degrees_in_weights(instance)
    samples = len(instance["inputs"])
    claimed = claim(instance) ** samples
    measured = {"num_samples": samples, "num_params": len(instance["line"]), "degree": sorted(set(above))}
    if below != above or (expanded is not None and expanded != above):
        return Finding(None, "exact", measured, "the bounds of the degree from below and from above differ")
    bound = prod(above)
    measured |= {"product_of_degrees": str(bound), "claimed": str(claimed)}
    if bound == claimed:
        return Finding(True, "exact", measured)
    reason = f"the product of the degrees is {above[0]}^{samples}, not {claim(instance)}^{samples}"
    return Finding(False, "exact", measured, reason)


def decide_bound_corrected(instance: Instance) -> Finding:
    """D_d^N."""
    return decide_bound(instance, recursion)


def decide_bound_planted(instance: Instance) -> Finding:
    """A planted falsehood: D_d·N for D_d^N."""
    below, _, _ = degrees_in_weights(instance)
    total, bound = sum(below), prod(below)
    if total == bound:
        return Finding(True, "exact")
    return Finding(False, "exact", {"sum": total}, f"the product of the degrees is {bound}, not their sum {total}")


def decide_bound_broken(instance: Instance) -> Finding:
    """A broken check: it leaves out the last equation."""
    below = degrees_in_weights(instance)[0][:-1]
    claimed = recursion(instance) ** len(instance["inputs"])
    if prod(below) == claimed:
        return Finding(True, "exact")
    return Finding(False, "exact", {}, f"the product of the degrees is {prod(below)}, not {claimed}")


def _inputs(instance: Instance) -> str | None:
    if instance["bias"] or instance.get("tree"):
        return None
    zero = sum(not any(row) for row in instance["inputs"])
    return f"{zero} samples are zero, and the network has no bias" if zero else None


def _activated(instance: Instance) -> str | None:
    return "the last layer is linear" if instance["readout"] else None


def _square(instance: Instance) -> str | None:
    samples, size = len(instance["inputs"]), len(instance["line"])
    return None if samples == size else f"{samples} data points, {size} weights"


ACTIVATED = Hypothesis("activated", "the activation follows every layer, the last one too, as in (5)", _activated)
INPUTS = Hypothesis("inputs", "no sample is zero in a network without biases", _inputs)
WHERE = "T2 §3 (“of degree ℓ^d”, “With d layers the degree of the polynomial equations is ℓ^d”), A.2 the same"

CLAIMS = (
    Claim(
        id="T2-01",
        title="Degree of the zero-error equations",
        source=WHERE,
        statement="With an activation of degree ℓ in each of d layers, the equations f(x_i; w) = y_i are polynomials "
        "of degree ℓ^d in the weights",
        quantifier="for all",
        field="both",
        letters=LETTERS,
        draw=draw,
        decide=decide_degree,
        hypotheses=(ACTIVATED, INPUTS),
        corrected=Variant(
            "recursion",
            "the degree in the weights is D_d, where D_1 = ℓ and D_{k+1} = ℓ(D_k + 1), and D_d + 1 with a linear "
            "readout; ℓ^d is the degree in the inputs",
            decide_degree_corrected,
        ),
        planted=(
            Variant("weight", "D_{k+1} = ℓ·D_k + 1", decide_degree_planted, "in the weights, not"),
            Variant(
                "inputs", "broken: the degree in the inputs is measured", decide_degree_broken, "in the inputs, not"
            ),
        ),
        size=size,
        num_instances=40,
        note="True for d = 1. For d ≥ 2 a layer multiplies by weights before it takes the power: the paper's own (5), "
        "P(W1 P(…) + W2 P(…) + W3), has degree ℓ² + ℓ, and (2) with A and B one more. Both dropped hypotheses give "
        "further counterexamples: the corrected statement covers the linear readout; for a zero sample without biases "
        "the degree is smaller. In §3 the copy 000 shows “degree ld” and “degree is `d”; the superscript is plain "
        "from “Z - the product of the degrees” and `N d beside it.",
    ),
    Claim(
        id="T2-04",
        title="Bézout's bound for N data points",
        source="T2 §3 (“With N datapoints the Bezout upper bound in the zeros of the weights is ℓ^(Nd)”), A.2 the same",
        statement="With as many data as weights, the Bézout upper bound on the number of zeros is ℓ^(N·d)",
        quantifier="bound",
        field="complex",
        letters=LETTERS,
        draw=draw,
        decide=decide_bound,
        hypotheses=(
            ACTIVATED,
            INPUTS,
            Hypothesis("square", "as many data points as weights (“the non-degenerate case”)", _square),
        ),
        corrected=Variant(
            "recursion",
            "Bézout's bound, the product of the degrees of the N equations, is D_d^N with D_1 = ℓ, "
            "D_{k+1} = ℓ(D_k + 1), and (D_d + 1)^N with a linear readout",
            decide_bound_corrected,
        ),
        planted=(
            Variant("sum", "the bound is the sum of the degrees", decide_bound_planted, "not their sum"),
            Variant(
                "last", "broken: the last equation is left out", decide_bound_broken, "the product of the degrees is"
            ),
        ),
        rests_on=("T2-01",),
        size=size,
        settings={"square": True},
        num_instances=40,
        note="The bound of Bézout's theorem is the product of the degrees in the unknowns, here the weights; ℓ^(Nd) "
        "takes the degrees in the inputs (T2-01) and is smaller from d = 2 on. Whether ℓ^(Nd) still bounds the number "
        "of isolated zeros is another question, which the paper does not prove and this check does not decide. The "
        "hypothesis square matters for what the bound bounds, not for the number.",
    ),
)
