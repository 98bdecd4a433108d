"""Bézout's theorem for as many equations as weights: zeros, multiplicities, points at infinity (T2 §3, A.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

import flint
import numpy as np

from algebraic.ideals import solutions_modulo

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    SmallFit,
    SmallNet,
    activation_of,
    design,
    grow,
    is_unit,
    network_of,
    random_activation,
    rational,
    system_of,
)
from ...vary import all_matrices

PRIME = 2**30 + 3
COUNTED = 30  # Bézout numbers up to which a Gröbner basis modulo a prime serves as a second route
CONTEXT = flint.fmpq_mpoly_ctx.get(["u", "v"], flint.Ordering.degrevlex)


class Zeros(NamedTuple):
    """Of a square system: zeros with multiplicity, different ones, and the multiplicity at infinity."""

    affine: int
    different: int
    infinity: int


def draw_bezout(stream: np.random.Generator, settings: Settings) -> SmallFit:
    """A single unit, or two units in a row without bias: the square systems with finitely many zeros at infinity."""
    scale, drop = settings.scale, settings.drop
    if drop == "finite" and stream.random() < 0.7:
        shape = [[2, 1, 1], [1, 2, 1], [1, 1, 1, 1]][int(stream.integers(0, 3))]
        bias, chain = False, False
    else:
        chain = drop is None and stream.random() < 0.35
        shape, bias = ([1, 1, 1], False) if chain else ([grow(scale, 1, 3, stream), 1], bool(stream.random() < 0.4))
        if drop == "finite" and shape[0] + bias < 2:
            shape, bias = [2, 1], False
    degree = int(stream.integers(1 if len(shape) == 2 else 2, 4 if len(shape) == 2 else 3))
    net: SmallNet = {
        "widths": shape,
        "activation": random_activation(stream, degree),
        "bias": bias,
        "readout": len(shape) > 2 and bool(stream.random() < 0.5),
    }
    size = network_of(net).num_params
    samples = size if drop != "square" else size + (1 if size == 1 or stream.random() < 0.5 else -1)
    activation = activation_of(net)
    while True:
        inputs = stream.integers(-9, 10, (samples, shape[0])).tolist()
        targets = [
            str(activation(int(r))) if stream.random() < 0.4 else int(r) for r in stream.integers(-5, 6, samples)
        ]
        instance: SmallFit = {**net, "inputs": inputs, "targets": targets}
        if len(shape) == 2 and design(instance["inputs"], instance["bias"]).rank() < min(samples, size):
            continue
        if drop == "finite" and len(shape) == 2:
            return {**net, "inputs": [*inputs[:-1], inputs[0]], "targets": [*targets[:-1], targets[0]]}
        if drop is not None or finite.violated(instance) is None:
            return instance


def resultants(instance: SmallFit) -> Zeros | None:
    """The zeros of two equations in two weights; ``None`` where there are infinitely many.

    After a change of coordinates that makes both equations regular in v, the resultant by v is a polynomial in u
    with a root of the right order for every zero; in the chart u = 1 its order at t = 0 counts those at infinity.
    """
    u, v = CONTEXT.gens()
    first, second = (CONTEXT.from_dict(p.to_dict()) for p in system_of(instance).polynomials)
    for slope in range(1, 100):
        turned = [p.compose(u + slope * v, v - slope * slope * u) for p in (first, second)]
        degrees = [p.total_degree() for p in turned]
        if all(p.to_dict().get((0, d), 0) != 0 for p, d in zip(turned, degrees, strict=True)):
            break
    affine = turned[0].resultant(turned[1], "v")
    if affine == 0:
        return None
    # homogenize with t and set u = 1: the exponents (i, j) become (degree − i − j, j), with t in the place of u
    charts = [
        CONTEXT.from_dict({(d - int(i) - int(j), int(j)): c for (i, j), c in p.to_dict().items()})
        for p, d in zip(turned, degrees, strict=True)
    ]
    far = charts[0].resultant(charts[1], "v")
    one = flint.fmpq_poly([affine.to_dict().get((k, 0), 0) for k in range(affine.total_degree() + 1)])
    return Zeros(one.degree(), _radical(one).degree(), min(int(e[0]) for e in far.monoms()))


def _radical(polynomial: flint.fmpq_poly) -> flint.fmpq_poly:
    return polynomial // polynomial.gcd(polynomial.derivative()) if polynomial.degree() > 0 else polynomial


def decoupled(instance: SmallFit) -> bool:
    """Whether the equations are those of a unit, P(z_i) = y_i, with independent z_i: then nothing is at infinity."""
    return is_unit(instance) and bool(design(instance["inputs"], instance["bias"]).rank() == len(instance["inputs"]))


def count_zeros(instance: SmallFit) -> Zeros:
    """The zeros of a square system that is not degenerate."""
    if decoupled(instance):
        # z = (inputs) w decouples the equations: P(z_i) = y_i; the leading forms c z_i^ℓ vanish only at 0.
        equations = [activation_of(instance) - rational(y) for y in instance["targets"]]
        return Zeros(prod(p.degree() for p in equations), prod(_radical(p).degree() for p in equations), 0)
    found = resultants(instance)
    assert found is not None
    return found


def decide_bezout(instance: SmallFit, *, with_infinity: bool = True, extra: int = 0) -> Finding:
    """Different zeros ≤ Z, and zeros with multiplicity, those at infinity included, equal to Z."""
    system = system_of(instance)
    bound, size = prod(system.total_degrees()), len(system.names)
    measured: dict[str, int | None] = {"Z": bound, "num_params": size, "equations": len(system.polynomials)}
    counted = None
    if bound <= COUNTED or len(system.polynomials) > size or finite.violated(instance):
        modular = solutions_modulo([dict(t) for t in system.integer_terms], size, PRIME)
        counted = modular.count
        measured |= {"affine_modulo_a_prime": counted, "dimension_modulo_a_prime": modular.dimension}
    if len(system.polynomials) < size:
        reason = f"{len(system.polynomials)} equations of full rank in {size} unknowns have infinitely many zeros"
        return Finding(False, "exact", measured, reason)
    if len(system.polynomials) > size:
        reason = f"{counted} zeros modulo a prime for {size + 1} equations in {size} unknowns, not {bound}"
        return Finding(False, "exact", measured, reason) if counted is not None else Finding(None, "exact", {}, reason)
    why = finite.violated(instance)
    if why:
        return Finding(False, "exact", measured, f"{why}: no finite number of points to add up to {bound}")
    if not decoupled(instance) and size > 2:
        return Finding(None, "exact", measured, "multiplicities at infinity are computed for two unknowns only")
    found = count_zeros(instance)
    measured |= found._asdict()
    total = found.affine + (found.infinity if with_infinity else 0)
    if counted is not None and counted != found.affine:
        return Finding(None, "exact", measured, "the two counts of the affine zeros differ")
    if found.different > bound:
        return Finding(False, "exact", measured, f"{found.different} zeros, more than {bound}")
    if total != bound + extra:
        return Finding(False, "exact", measured, f"the zeros add up to {total}, not {bound + extra}")
    return Finding(True, "exact", measured)


@hypothesis
def square(instance: SmallFit) -> str | None:
    """as many equations as weights (“well-determined”)"""
    samples, size = len(instance["inputs"]), network_of(instance).num_params
    return None if samples == size else f"{samples} equations, {size} weights"


@hypothesis
def finite(instance: SmallFit) -> str | None:
    """finitely many common zeros in projective space (“excluding degenerate cases”)"""
    network, samples = network_of(instance), len(instance["inputs"])
    if network.num_params != samples:
        return None
    if decoupled(instance):
        return None
    if samples == 2:
        return None if resultants(instance) else "the equations have a common factor"
    if is_unit(instance):
        found = solutions_modulo([dict(t) for t in system_of(instance).integer_terms], samples, PRIME)
        return f"the samples depend on each other: dimension {found.dimension}" if found.dimension > 0 else None
    last = set(network.layer_labels(-1))
    for polynomial in system_of(instance).polynomials:
        top = polynomial.total_degree()
        leading = [e for e in polynomial.monoms() if sum(e) == top]
        if not all(any(e[k] for k in last) for e in leading):
            return None
    size = samples - len(last) - 1
    return f"every leading form vanishes where the last layer does: at infinity a set of dimension at least {size}"


def small_units() -> Iterator[SmallFit]:
    """Single units with two weights: inputs and targets of 0 and ±1, and four activations."""
    for powers, x, (y,) in product((["0", "1"], ["0", "0", "1"], ["0", "1", "1"], ["0", "-1", "0", "1"]),
                                   all_matrices(2, 2), all_matrices(1, 2)):  # fmt: skip
        net: SmallNet = {"widths": [2, 1], "activation": powers, "bias": False, "readout": False}
        yield {**net, "inputs": x, "targets": y}


@claim(
    "T2-03",
    "Bézout's theorem for the square system",
    source="T2 §3 and A.1 (“In the well-determined case …”, “The number of distinct zeros (counting …)”)",
    quantifier="for all",
    field="complex",
    letters={"Z": "product of the degrees of the equations in the weights", "N": "num_samples = num_params"},
    draw=draw_bezout,
    hypotheses=(square, finite),
    size=lambda instance: len(instance["inputs"]) + len(str(instance)) / 1000,
    num_instances=30,
    search=Search(cases=small_units, most_cases=100),
    note="The sentence is Bézout's theorem with its exception, and holds so. But the exception is the rule for "
    "networks: every leading form vanishes where the weights of the last layer do, so a network of two or more "
    "layers has infinitely many common zeros at infinity, unless it is [1, 1, 1] without biases (K = 2). Dropping "
    "“finite” shows it: there is then no sum of multiplicities to be equal to Z, and the affine zeros are fewer. "
    "The equality is non-void for single units P(w·x + b), where it needs no point at infinity, and for [1, 1, 1]. "
    "“Distinct zeros … assigning a multiplicity” is read as zeros with multiplicity. The bound speaks of isolated "
    "zeros: a degenerate system can have infinitely many.",
)
def bezout(instance: SmallFit) -> Finding:
    """With as many data as weights the product Z of the degrees bounds the number of zeros; counted with multiplicity,
    points at infinity included and degenerate cases excluded, there are exactly Z"""
    return decide_bezout(instance)


@bezout.false(because="the zeros add up to")
def affine(instance: SmallFit) -> Finding:
    """the zeros in weight space alone add up to Z"""
    return decide_bezout(instance, with_infinity=False)


@bezout.broken(because="the zeros add up to")
def one(instance: SmallFit) -> Finding:
    """Z + 1"""
    return decide_bezout(instance, extra=1)
