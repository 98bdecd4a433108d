"""The Hessian at a global minimum as C18 §1 says it, without transversality: exact inertia of the expanded loss."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    CooperNet,
    cooper_network,
    exact_jacobian,
    grow,
    inertia,
    outputs_at,
    random_matrix,
    singular_points as points_of_lower_rank,
)
from .construction import distinct
from .hessian import LETTERS, Minimum, hessian, size
from .small_cases import minima

SHAPES = ([1, 1, 1], [2, 1, 1], [1, 2, 1], [2, 2, 1], [1, 1, 1, 1])
ACTIVATIONS = ("z", "z**2", "z**2+z", "z**3+z")
KINDS = ("random", "last layer zero", "zero but for the biases", "zero")


def draw(stream: np.random.Generator, settings: Settings) -> Minimum:
    """A network with or without biases and weights m, three times in four with layers of zeros; the labels are its
    outputs, so that m is a global minimum."""
    scale, drop = settings.scale, settings.drop
    while True:
        widths = list(SHAPES[grow(scale, 0, len(SHAPES) - 1, stream)])
        activation = str(stream.choice(ACTIVATIONS[: 2 if len(widths) > 3 else 4]))
        net: CooperNet = {"widths": widths, "activation": activation}
        net["hidden_bias"], net["output_bias"] = (bool(stream.random() < 0.5) for _ in range(2))
        n = cooper_network(net).num_params
        d = n + int(stream.integers(0, 2)) if drop == "overparameterized" else grow(scale, 1, min(4, n - 1), stream)
        if drop == "distinct":
            d = min(max(2, d), n - 1)
        if d >= 1 and (drop != "distinct" or d >= 2):
            break
    inputs: list[list[int]] = []
    while len(inputs) < d:
        row = random_matrix(stream, 1, widths[0], bound=4 + d)[0]
        if row not in inputs:
            inputs.append(row)
    if drop == "distinct":
        inputs[1] = list(inputs[0])
    kind = str(stream.choice(KINDS)) if drop is None else "random"
    return {**net, "inputs": inputs, "weights": weights_of(stream, net, kind)}


def weights_of(stream: np.random.Generator, net: CooperNet, kind: str) -> list[int]:
    """Random weights of which those that the kind names are 0."""
    names, last = cooper_network(net).parameter_names, len(net["widths"]) - 1
    found = [int(v) for v in stream.integers(-3, 4, len(names))]
    for k, name in enumerate(names):
        bias = name.startswith("b")
        if kind == "zero" or (kind == "zero but for the biases" and not bias) or (
            kind == "last layer zero" and not bias and str(last) in name.split("_")[0]
        ):  # fmt: skip
            found[k] = 0
    return found


@hypothesis
def overparameterized(instance: Minimum) -> str | None:
    """n > d"""
    n, d = cooper_network(instance).num_params, len(instance["inputs"])
    return None if n > d else f"n = {n}, d = {d}"


def eigenvalues(instance: Minimum, *, claimed: str = "d", leave_out: int = 0) -> Finding:
    """Whether the Hessian at m has as many positive eigenvalues as claimed, and none below 0.

    Args:
        claimed: ``d``, one for each sample; ``rank``, the rank of the Jacobian; ``non-zero``, one for each gradient
            that is not 0. leave_out: as many samples are left out of the loss.
    """
    positive, zero, negative = inertia(hessian(instance, leave_out=leave_out))
    slopes = exact_jacobian(cooper_network(instance), instance["weights"], instance["inputs"])
    rank, d = slopes.rank(), len(instance["inputs"])
    rows = sum(any(row) for row in slopes.tolist())
    wanted = {"d": d, "rank": rank, "non-zero": rows}[claimed]
    n = positive + zero + negative
    measured = {"n": n, "d": d, "positive_zero_negative": [positive, zero, negative], "rank_of_the_jacobian": rank,
                "gradients_that_are_not_0": rows}  # fmt: skip
    if negative:
        return Finding(False, "exact", measured, f"{negative} negative eigenvalues at a minimum")
    if positive != wanted:
        return Finding(False, "exact", measured, f"{positive} positive and {zero} zero eigenvalues, not {wanted} and "
                       f"{n - wanted}: the gradients of the {d} f_i span {rank} dimensions")  # fmt: skip
    return Finding(True, "exact", measured)


def draw_regular(stream: np.random.Generator, settings: Settings) -> Minimum:
    """Small networks at random weights, all of whose M can be looked at."""
    found = draw(stream, replace(settings, scale=settings.scale * 0.5))
    found["inputs"] = found["inputs"][:2]
    found["activation"] = str(stream.choice(["z", "z**2"]))
    return {**found, "weights": weights_of(stream, found, "random")}


@hypothesis
def regular(instance: Minimum) -> str | None:
    """0 is a regular value of (f_1, …, f_d)"""
    labels = [row[0] for row in outputs_at(cooper_network(instance), instance["weights"], instance["inputs"])]
    found = points_of_lower_rank(instance, labels)
    return None if found == "none" else f"points of M with a rank below d: {found}"


def draw_edges(stream: np.random.Generator, settings: Settings) -> Minimum:
    """As many samples as parameters or more, equal inputs, inputs of 0, and inputs times 1000."""
    kind = int(stream.integers(5))
    found = draw(stream, replace(settings, drop=("overparameterized", "distinct", None, None, None)[kind],
                                 scale=settings.scale * 0.7))  # fmt: skip
    if kind == 2:
        found["inputs"] = [[0] * len(row) for row in found["inputs"]]
    if kind == 3:
        found["inputs"] = [[1000 * v for v in row] for row in found["inputs"]]
    return {**found, "weights": weights_of(stream, found, str(stream.choice(KINDS)))}


@claim(
    "C18-12",
    "At a global minimum the Hessian has d positive and n − d zero eigenvalues, without transversality",
    source="C18 §1, third paragraph before §1.1 and the first contribution",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(distinct, overparameterized),
    rests_on=("C18-01", "C18-03"),
    size=lambda instance: size(instance) + (not all(map(any, instance["inputs"]))) + len(instance["activation"]) / 999,
    num_instances=40,
    reading="of every m in M, as §1 says “if M is nonempty then at a global minimum m ∈ M”",
    witness=Witness(
        "f = vwx, x = 1, y = 0 at v = w = 0 (n = 2, d = 1): f² = v²w² has the Hessian 0 there.",
        {
            "widths": [1, 1, 1],
            "activation": "z",
            "hidden_bias": False,
            "output_bias": False,
            "inputs": [[1]],
            "weights": [0, 0],
        },
    ),
    note="At m with all f_i = 0 the Hessian of Σ f_i² is 2 Σ ∇f_i ∇f_iᵀ, so that it has as many positive eigenvalues "
    "as there are independent gradients, which may be fewer than d. The smallest case is f = v w x at v = w = 0 with "
    "the label 0: n = 2, d = 1, and the Hessian is 0. No choice of the architecture helps: f = v σ(w x + b) + c with "
    "any smooth σ and two points with the label 0 has n = 4, d = 2, and at v = w = c = 0 both gradients are (σ(b), 0, "
    "0, 1): one positive eigenvalue. Proposition 2.3 has transversality, and the first contribution of §1 a "
    "“generically” (a reading): both are lost in §1 where it says what §2.2 shows. “No negative ones” is right. "
    "Labels that two examples share are those of every classification task. “Distinct” and n > d are needed for d "
    "positive eigenvalues, not for the corrected statement. By Sard's theorem the labels for which some m in M has "
    "dependent gradients have measure 0.",
)
def at_every_minimum(instance: Minimum) -> Finding:
    """If M is not empty, then at a global minimum m in M the Hessian of L has n − d zero eigenvalues, d positive ones,
    and no negative ones
    """
    return eigenvalues(instance)


@at_every_minimum.reading("borrowed", draw=draw_regular, hypotheses=(distinct, overparameterized, regular),
                          num_instances=16)  # fmt: skip
def generically(instance: Minimum) -> Finding:
    """generically, as the first contribution says of M: 0 is a regular value of (f_1, …, f_d)"""
    return eigenvalues(instance)


@at_every_minimum.corrected_on(draw_edges, 24, Search(cases=minima))
def independent_gradients(instance: Minimum) -> Finding:
    """Let f_1, …, f_d be smooth functions of n weights, n and d any. At every m with all f_i(m) = 0 the Hessian of
    L = Σ f_i² has as many positive eigenvalues as there are independent ones among ∇f_1(m), …, ∇f_d(m), and all others
    are 0. For f_i = f(x_i) − y_i and almost all labels y there are d of them at every such m. For a network with one
    hidden layer and an output bias there is just one at some m if all labels are equal
    """
    found = eigenvalues(instance, claimed="rank")
    if found.holds is not True:
        return found
    net = cooper_network(instance)
    if instance.get("output_bias") and len(instance["widths"]) == 3:
        one = eigenvalues(_constant(instance))
        if one.measured["positive_zero_negative"] != [1, net.num_params - 1, 0]:
            return Finding(False, "exact", one.measured, "not one positive eigenvalue at the constant network")
    if net.num_params <= 4 and len(instance["inputs"]) <= 2 and instance["activation"] in ("z", "z**2"):
        generic = [[k * 7919 % 101 + (k + 1) * i * i for i in range(len(instance["inputs"]))] for k in range(1, 5)]
        if distinct.violated(instance) is None and all(points_of_lower_rank(instance, y) != "none" for y in generic):
            return Finding(
                False, "exact", found.measured, "points of a rank below d for each of four vectors of labels"
            )
    return found


def _constant(instance: Minimum) -> Minimum:
    """All weights 0, biases of the hidden layer and the output as they are."""
    names = cooper_network(instance).parameter_names
    kept = [w if name.startswith("b") else 0 for name, w in zip(names, instance["weights"], strict=True)]
    return {**instance, "weights": kept}


@independent_gradients.false(because="span")
def non_zero_gradients(instance: Minimum) -> Finding:
    """one positive eigenvalue for each gradient that is not 0"""
    return eigenvalues(instance, claimed="non-zero")


@independent_gradients.false(because="not one positive eigenvalue for each sample")
def all_labels(instance: Minimum) -> Finding:
    """for networks with an output bias there are d for all labels"""
    if not instance.get("output_bias") or len(instance["widths"]) > 3 or len(instance["inputs"]) < 2:
        return Finding(True, "exact")
    found = eigenvalues(_constant(instance))
    return (
        found if found.holds else Finding(False, "exact", found.measured, "not one positive eigenvalue for each sample")
    )


@at_every_minimum.false(because="span")
def gradients(instance: Minimum) -> Finding:
    """d positive eigenvalues where no gradient is 0"""
    rows = exact_jacobian(cooper_network(instance), instance["weights"], instance["inputs"]).tolist()
    return eigenvalues(instance) if all(any(row) for row in rows) else Finding(True, "exact")


@at_every_minimum.broken(because="not")
def one_sample(instance: Minimum) -> Finding:
    """the last sample is left out of the loss"""
    return eigenvalues(instance, claimed="rank", leave_out=1)
