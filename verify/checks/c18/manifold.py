"""The set M of zero loss is generically a smooth manifold of dimension n − d (C18 §2.1): the whole fibre, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from algebraic.ranks import data_rank
from algebraic.shell import rationals

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import (
    LIMITS,
    cooper_network,
    exact_jacobian,
    grow,
    independent_outputs,
    outputs_at,
    random_matrix,
    singular_points,
)

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


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
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
    instance: Instance = {
        "widths": widths,
        "activation": str(stream.choice(["z**2", "z**3+z", "z**2+z"])),
        "hidden_bias": bool(stream.random() < 0.5),
        "output_bias": bool(stream.random() < 0.5),
    }
    instance["scope"] = "whole" if whole else "point"
    weights = cooper_network({**instance, "hidden_bias": False, "output_bias": False}).num_params
    bare = len(widths) > 3 or (weights > 3 and instance["activation"] == "z**3+z") or drop == "overparameterized"
    if whole and bare:  # keep the Gröbner bases small
        instance["hidden_bias"] = instance["output_bias"] = False
    network = cooper_network(instance)
    largest = 2 if instance["activation"] == "z**3+z" else 3
    limit = min(largest, network.num_params - 1) if whole else network.num_params - 1
    num_samples = network.num_params + int(stream.integers(0, 2)) if drop == "overparameterized" else 0
    num_samples = num_samples or grow(scale, 1, max(1, limit), stream)
    inputs = _inputs(stream, num_samples, widths[0])
    if drop == "distinct":
        inputs = [inputs[0], *inputs][: max(2, min(3, network.num_params - 1))]
    planted = random_matrix(stream, 1, network.num_params, bound=4)[0]
    labels = [row[0] for row in outputs_at(network, planted, inputs)]
    kind = stream.random()
    if whole and kind < 0.3:
        labels = [str(v) for v in stream.integers(-9, 10, len(inputs))]
    elif whole and kind < 0.65:
        labels = ["0"] * len(inputs)
    else:
        instance["weights"] = planted
    return {**instance, "inputs": inputs, "labels": labels}


def _inputs(stream: np.random.Generator, count: int, dim: int) -> list[list[int]]:
    found: list[list[int]] = []
    bound = 5 + count
    while len(found) < count:
        row = random_matrix(stream, 1, dim, bound=bound)[0]
        if row not in found:
            found.append(row)
    return found


def not_smooth(instance: Instance) -> str | None:
    """Whether the activation is not smooth."""
    if instance["activation"] == "relu":
        return "ReLU has a corner at 0"
    return None


def not_overparameterized(instance: Instance) -> str | None:
    """Whether there are no more parameters than data."""
    if instance["activation"] == "relu":
        return None
    num_params, num_samples = cooper_network(instance).num_params, len(instance["inputs"])
    return None if num_params > num_samples else f"n = {num_params}, d = {num_samples}"


def not_distinct(instance: Instance) -> str | None:
    """How many inputs are repeated."""
    repeated = len(instance["inputs"]) - len({tuple(row) for row in instance["inputs"]})
    return f"{repeated} inputs are repeated" if repeated else None


def decide_01(instance: Instance) -> Finding:
    """M, or M after an arbitrarily small change of the labels, has no point where the rank is below d."""
    if instance["activation"] == "relu":
        return corner(instance)
    return at_the_point(instance) if instance["scope"] == "point" else whole_fibre(instance)


def whole_fibre(instance: Instance, *, changes: int = NUM_CHANGES, minors_too: bool = True) -> Finding:
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
        return Finding(None, "exact", measured, f"Buchberger's algorithm did not end within {LIMITS}")
    return Finding(False, "exact", measured, "M has points of rank below d, for the labels given and each change tried")


def at_the_point(instance: Instance, *, excess: int = 0) -> Finding:
    """At the planted point the rank is d, so that M has dimension n − d there; or M is generically empty."""
    network, num_samples = cooper_network(instance), len(instance["inputs"])
    rank = exact_jacobian(network, instance["weights"], instance["inputs"]).rank()
    measured: dict[str, Any] = {"num_params": network.num_params, "num_samples": num_samples}
    measured["rank_at_the_planted_point"] = rank
    if rank == num_samples:
        dimension = network.num_params - rank
        measured["dimension"] = dimension
        if excess:
            return Finding(False, "exact", measured, f"the dimension at the planted point is n − d = {dimension}")
        return Finding(True, "exact", measured)
    generic = data_rank(network, rationals(instance["inputs"]))
    measured |= {"generic_rank": generic.rank, "because": generic.upper_bound.statement}
    if generic.rank == num_samples:  # full rank elsewhere; the planted labels are special
        return Finding(True, "exact", measured)
    proved = generic.upper_bound.proved
    if not proved and independent_outputs(network, instance["inputs"]) == generic.rank:
        proved, measured["because"] = True, "the outputs span no more dimensions as polynomials in the weights"
    grade = "exact" if proved else "statistical"
    return Finding(True, grade, {**measured, "generic_labels": "M is empty: the image has measure 0"})


def corner(instance: Instance) -> Finding:
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


def without_change(instance: Instance, *, inputs: bool = False) -> Finding:
    """A planted falsehood: M is smooth whatever the labels. M ⊇ {v = 0} ∪ {W = 0} when all labels are 0."""
    bare = not cooper_network(instance).hidden_bias and not cooper_network(instance).output_bias
    zero = all(Fraction(str(y)) == 0 for y in instance["labels"])
    if bare and zero and len(instance["widths"]) == 3 and np.any(instance["inputs"]):
        tail = ", whatever the inputs" if inputs else ""
        return Finding(False, "exact", {}, f"M holds {{v = 0}} and {{W = 0}}, which span R^n, and is not R^n{tail}")
    return Finding(True, "exact", {}) if instance["scope"] == "point" else whole_fibre(instance)


CLAIMS = (
    Claim(
        id="C18-01",
        title="Generically M is a smooth manifold of dimension n − d, possibly empty",
        source="C18 §2.1, Theorem 2.1",
        statement="After an arbitrarily small change to the data set if need be, M = L⁻¹(0) is a smooth submanifold of "
        "dimension n − d of R^n, possibly empty, for L = Σ f_i²",
        quantifier="generic",
        field="real",
        letters=LETTERS,
        draw=draw,
        decide=decide_01,
        hypotheses=(
            Hypothesis("smooth", "the activation is smooth", not_smooth),
            Hypothesis("overparameterized", "n > d", not_overparameterized),
            Hypothesis("distinct", "the x_i are distinct", not_distinct),
        ),
        planted=(
            Variant("every data set", "M is a smooth submanifold for every data set", without_change, "span R^n"),
            Variant(
                "inputs",
                "a small change of the inputs alone is enough",
                lambda instance: without_change(instance, inputs=True),
                "whatever the inputs",
            ),
            Variant(
                "dimension",
                "the dimension is n − d + 1",
                lambda i: at_the_point(i, excess=1) if "weights" in i else Finding(True, "exact"),
                "is n − d =",
            ),
            Variant(
                "minors",
                "broken: the minors are left out, so that every point of M counts as singular",
                lambda i: whole_fibre(i, minors_too=False) if i["scope"] == "whole" else Finding(True, "exact"),
                "each change tried",
            ),
        ),
        num_instances=40,
        size=lambda instance: sum(instance["widths"]) + len(instance["inputs"]),
        note="Holds, by Sard's theorem as in the paper. On small polynomial networks all of M is decided, also its "
        "complex points: 1 is in the ideal of the f_i and the d × d minors of the Jacobian over Q. On larger ones the "
        "rank at a planted rational point is. It is the labels that must be generic: for labels 0 and no biases M "
        "contains {v = 0} and {W = 0} and is singular for all inputs. n > d and distinct inputs turn out unnecessary "
        "(M is then generically empty or finite); smoothness is needed: with ReLU, M has corners for every "
        "label y ≠ 0.",
    ),
)
