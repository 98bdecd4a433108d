"""The set M of zero loss is generically a smooth manifold of dimension n − d (C18 §2.1): the whole fibre, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import NotRequired

import numpy as np

from algebraic.ranks import data_rank
from algebraic.shell import rationals

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    BUCHBERGER_LIMITS,
    CooperNet,
    CooperSamples,
    cooper_network,
    exact_jacobian,
    grow,
    independent_outputs,
    outputs_at,
    random_matrix,
    singular_points,
)
from .construction import distinct

LETTERS = {
    "n": "num_params",
    "d": "num_samples",
    "x_i": "inputs[i]",
    "y_i": "labels[i]",
    "f_i": "output for inputs[i] − labels[i]",
    "M": "the weights with all f_i = 0",
}
NUM_CHANGES = 4  # small changes of the labels that are tried
SMALL = ([1, 1, 1], [2, 1, 1], [1, 2, 1], [1, 1, 1, 1], [3, 1, 1])


class Labelled(CooperSamples):
    """A network, inputs and labels; a planted point of M, if there is one.

    ``scope`` says what is decided of M: the whole, or the planted point.
    """

    labels: list[str]
    scope: NotRequired[str]
    weights: NotRequired[list[int]]


def draw(stream: np.random.Generator, settings: Settings) -> Labelled:
    """A small network for the whole fibre (three of four times), or a larger one with a planted point."""
    drop, scale = settings.drop, settings.scale
    if drop == "smooth":
        widths, activation = [1, grow(scale, 2, 5, stream), 1], "relu"
        label = str(stream.integers(1, 10))
        return {"widths": widths, "activation": activation, "inputs": [[1]], "labels": [label]}
    whole = bool(stream.random() < 0.75) or drop is not None
    if whole:
        widths = list(SMALL[grow(scale, 0, len(SMALL) - 1, stream)])
    else:
        widths = [grow(scale, 1, 5, stream), grow(scale, 1, 6, stream), 1]
    net: CooperNet = {
        "widths": widths,
        "activation": str(stream.choice(["z**2", "z**3+z", "z**2+z"])),
        "hidden_bias": bool(stream.random() < 0.5),
        "output_bias": bool(stream.random() < 0.5),
    }
    weights = cooper_network({"widths": widths, "activation": net["activation"]}).num_params
    bare = len(widths) > 3 or (weights > 3 and net["activation"] == "z**3+z") or drop == "overparameterized"
    if whole and bare:  # keep the Gröbner bases small
        net["hidden_bias"] = net["output_bias"] = False
    network = cooper_network(net)
    largest = 2 if net["activation"] == "z**3+z" else 3
    limit = min(largest, network.num_params - 1) if whole else network.num_params - 1
    num_samples = network.num_params + int(stream.integers(0, 2)) if drop == "overparameterized" else 0
    num_samples = num_samples or grow(scale, 1, max(1, limit), stream)
    inputs = _inputs(stream, num_samples, widths[0])
    if drop == "distinct":
        inputs = [inputs[0], *inputs][: max(2, min(3, network.num_params - 1))]
    planted = random_matrix(stream, 1, network.num_params, bound=4)[0]
    labels = [row[0] for row in outputs_at(network, planted, inputs)]
    kind = stream.random()
    if whole and kind < 0.65:
        labels = [str(v) for v in stream.integers(-9, 10, len(inputs))] if kind < 0.3 else ["0"] * len(inputs)
        return {**net, "scope": "whole", "inputs": inputs, "labels": labels}
    scope = "whole" if whole else "point"
    return {**net, "scope": scope, "weights": planted, "inputs": inputs, "labels": labels}


def _inputs(stream: np.random.Generator, count: int, dim: int) -> list[list[int]]:
    found: list[list[int]] = []
    bound = 5 + count
    while len(found) < count:
        row = random_matrix(stream, 1, dim, bound=bound)[0]
        if row not in found:
            found.append(row)
    return found


def units_and_samples(instance: CooperSamples) -> int:
    """The size of an instance."""
    return sum(instance["widths"]) + len(instance["inputs"])


@hypothesis
def smooth(instance: Labelled) -> str | None:
    """the activation is smooth"""
    return "ReLU has a corner at 0" if instance["activation"] == "relu" else None


@hypothesis
def overparameterized(instance: Labelled) -> str | None:
    """n > d"""
    if instance["activation"] == "relu":
        return None
    n, d = cooper_network(instance).num_params, len(instance["inputs"])
    return None if n > d else f"n = {n}, d = {d}"


def no_singular_points(instance: Labelled) -> Finding:
    """M, or M after an arbitrarily small change of the labels, has no point where the rank is below d."""
    if instance["activation"] == "relu":
        return corner(instance)
    return at_the_point(instance) if instance["scope"] == "point" else whole_fibre(instance)


def whole_fibre(instance: Labelled, *, changes: int = NUM_CHANGES, minors_too: bool = True) -> Finding:
    """Singular points of M for the labels given, and then for changed ones."""
    network = cooper_network(instance)
    labels = [Fraction(str(y)) for y in instance["labels"]]
    dimension = network.num_params - len(labels)
    found = ""
    for k in range(changes + 1):
        changed = [y + Fraction(k * (i * i + 2 * i + 3), 10**6 + 3) for i, y in enumerate(labels)]
        found = singular_points(instance, changed, minors_too=minors_too)
        measured = {
            "num_params": network.num_params,
            "num_samples": len(labels),
            "dimension": dimension,
            "singular_points": found,
            "labels_changed_by": str(max(abs(a - b) for a, b in zip(changed, labels, strict=True))),
        }
        if found == "none":
            return Finding(True, "exact", measured)
    if found == "unknown":
        return Finding(None, "exact", measured, f"Buchberger's algorithm did not end within {BUCHBERGER_LIMITS}")
    return Finding(False, "exact", measured, "M has points of rank below d, for the labels given and each change tried")


def at_the_point(instance: Labelled, *, excess: int = 0) -> Finding:
    """At the planted point the rank is d, so that M has dimension n − d there; or M is generically empty."""
    network, num_samples = cooper_network(instance), len(instance["inputs"])
    rank = exact_jacobian(network, instance["weights"], instance["inputs"]).rank()
    sizes = {"num_params": network.num_params, "num_samples": num_samples, "rank_at_the_planted_point": rank}
    if rank == num_samples:
        dimension = network.num_params - rank
        measured = sizes | {"dimension": dimension}
        if excess:
            return Finding(False, "exact", measured, f"the dimension at the planted point is n − d = {dimension}")
        return Finding(True, "exact", measured)
    generic = data_rank(network, rationals(instance["inputs"]))
    proved, because = generic.upper_bound.proved, generic.upper_bound.statement
    if generic.rank == num_samples:  # full rank elsewhere; the planted labels are special
        return Finding(True, "exact", {**sizes, "generic_rank": generic.rank, "because": because})
    if not proved and independent_outputs(network, instance["inputs"]) == generic.rank:
        proved, because = True, "the outputs span no more dimensions as polynomials in the weights"
    empty = {"generic_rank": generic.rank, "because": because, "generic_labels": "M is empty: the image has measure 0"}
    return Finding(True, "exact" if proved else "statistical", {**sizes, **empty})


def corner(instance: Labelled) -> Finding:
    """Σ v_j max(0, w_j x) = y at w_2 = 0: M is a graph over all weights but v_1, with a corner, for every y ≠ 0."""
    label, (x,) = Fraction(instance["labels"][0]), instance["inputs"][0]
    width = instance["widths"][1]
    w, v = [Fraction(k != 1) for k in range(width)], [Fraction(1)] * width
    v[0] = (label - sum(v[j] * max(Fraction(0), w[j] * x) for j in range(1, width))) / (w[0] * x)
    step = Fraction(1, 7)

    def solved(w2: Fraction) -> Fraction:  # v_1 as a function of w_2 on M
        rest = sum(v[j] * max(Fraction(0), (w2 if j == 1 else w[j]) * x) for j in range(1, width))
        return (label - rest) / (w[0] * x)

    slopes = [(solved(step) - solved(Fraction(0))) / step, (solved(Fraction(0)) - solved(-step)) / step]
    measured = {"one_sided_slopes": [str(s) for s in slopes], "weights": [str(a) for a in w + v]}
    return Finding(False, "exact", measured, "M has a corner at w_2 = 0 for every label y ≠ 0: its two slopes differ")


def without_change(instance: Labelled, *, inputs: bool = False) -> Finding:
    """Whether M is smooth for these very labels: for labels 0 it holds {v = 0} and {W = 0}.

    ``inputs``: the inputs may be changed.
    """
    network, zero = cooper_network(instance), all(Fraction(str(y)) == 0 for y in instance["labels"])
    bare = not network.hidden_bias and not network.output_bias
    if bare and zero and len(instance["widths"]) == 3 and np.any(instance["inputs"]):
        tail = ", whatever the inputs" if inputs else ""
        return Finding(False, "exact", {}, f"M holds {{v = 0}} and {{W = 0}}, which span R^n, and is not R^n{tail}")
    return Finding(True, "exact", {}) if instance["scope"] == "point" else whole_fibre(instance)


@claim(
    "C18-01",
    "Generically M is a smooth manifold of dimension n − d, possibly empty",
    source="C18 §2.1, Theorem 2.1",
    quantifier="generic",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(smooth, overparameterized, distinct),
    size=units_and_samples,
    num_instances=40,
    note="Holds, by Sard's theorem as in the paper. On small polynomial networks all of M is decided, also its "
    "complex points: 1 is in the ideal of the f_i and the d × d minors of the Jacobian over Q. On larger ones the "
    "rank at a planted rational point is. It is the labels that must be generic: for labels 0 and no biases M "
    "contains {v = 0} and {W = 0} and is singular for all inputs. n > d and distinct inputs turn out unnecessary "
    "(M is then generically empty or finite); smoothness is needed: with ReLU, M has corners for every "
    "label y ≠ 0.",
)
def theorem_2_1(instance: Labelled) -> Finding:
    """After an arbitrarily small change to the data set if need be, M = L⁻¹(0) is a smooth submanifold of
    dimension n − d of R^n, possibly empty, for L = Σ f_i²
    """
    return no_singular_points(instance)


@theorem_2_1.false(because="span R^n")
def every_data_set(instance: Labelled) -> Finding:
    """M is a smooth submanifold for every data set"""
    return without_change(instance)


@theorem_2_1.false(because="whatever the inputs")
def inputs(instance: Labelled) -> Finding:
    """a small change of the inputs alone is enough"""
    return without_change(instance, inputs=True)


@theorem_2_1.false(because="is n − d =")
def dimension(instance: Labelled) -> Finding:
    """the dimension is n − d + 1"""
    return at_the_point(instance, excess=1) if "weights" in instance else Finding(True, "exact")


@theorem_2_1.broken(because="each change tried")
def minors(instance: Labelled) -> Finding:
    """the minors are left out, so that every point of M counts as singular"""
    return whole_fibre(instance, minors_too=False) if instance["scope"] == "whole" else Finding(True, "exact")
