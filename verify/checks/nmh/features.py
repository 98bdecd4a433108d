"""Full rank of the features Ψ(U) (NMH Lemma 3.2), and what follows from it at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from algebraic.shell import WrongInput

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import (
    BOUNDED,
    certified_rank,
    clean_paths,
    equal_patches,
    features_in_floats,
    formal_values,
    grow,
    layer,
    places,
    random_parameters,
    rank_bound,
)

LETTERS = {
    "N": "num_samples",
    "M": "number of skips to the output",
    "Ψ": "features, one row for each sample",
    "U": "weights and biases of all hidden units",
    "V": "output weights",
}
KINDS = ("dense", "line", "convolution", "two layers", "softplus with paths")


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
    """Dense, one-dimensional, convolutional (weights shared, biases not) and two-layer networks; N from 1 on.

    The last instance has ``num_samples`` samples; ``kind`` makes all of one kind.
    """
    scale, drop, largest = settings.scale, settings.drop, settings.options["num_samples"]
    last = scale == 1 and drop is None
    count = largest if last else grow(scale, 1, min(24, largest), stream)
    if drop in ("activation", "width"):
        count += 5
    if drop in ("patches", "path", "biases"):
        count = max(3, count)
    kind = "dense" if last or drop == "width" else KINDS[int(stream.integers(len(KINDS)))]
    kind = {"path": "no path", "biases": "periodic", "activation": "line"}.get(drop or "", kind)
    kind = settings.options.get("kind") or kind
    if kind not in (*KINDS, "no path", "periodic"):
        raise WrongInput(
            f"there is no network {kind!r}", hint=f"kind is one of {', '.join(KINDS)}", kind="wrong_setting"
        )
    activation = ("sigmoid", "arctan", "softplus")[int(stream.integers(3))]
    if drop == "activation":
        activation = ("linear", "cube")[int(stream.integers(2))]
    net, inputs = build(stream, kind, count, activation)
    if drop == "width":
        net["skips"] = net["skips"][: count - 1]
    if drop == "patches":
        inputs[-1] = list(inputs[0])
    return {"kind": kind, "net": net, "inputs": inputs, "seed": int(stream.integers(2**31))}


def build(
    stream: np.random.Generator, kind: str, count: int, activation: str
) -> tuple[dict[str, Any], list[list[int]]]:
    """A network with at least ``count`` skips, and as many samples in 64ths with distinct patches."""
    if kind == "line":
        inputs = [[int(v)] for v in stream.permutation(np.arange(-4 * count, 4 * count + 1))[:count]]
        return _net(1, [layer(activation, [[0]] * count)]), inputs
    if kind == "dense":
        dim = 64 if count > 50 else int(stream.integers(2, 6))
        return _net(dim, [layer(activation, [list(range(dim))] * count)]), _inputs(stream, count, dim)
    width = -(-count // 2)
    if kind == "convolution":  # patches of two, one weight vector, a bias for each unit
        dim = count + 1
        net = _net(dim, [layer(activation, [[k, k + 1] for k in range(count)], shared=True)])
        return net, _distinct(stream, count, dim)
    if kind == "periodic":  # the same with period two in the samples: every other unit sees the same patch
        dim = count + 1
        net = _net(dim, [layer(activation, [[k, k + 1] for k in range(count)], shared=True)])
        net["layers"][0]["tied"] = True
        pairs = _distinct(stream, count, 2)
        return net, [[pair[k % 2] for k in range(dim)] for pair in pairs]
    first, second = list(range(3, 3 + width)), [[3 + k, 3 + (k + 1) % width] for k in range(width)]
    if kind == "two layers":  # skips from both, an arbitrary subset of units below, tanh where there is no skip
        other = activation if activation in BOUNDED else "sigmoid"
        layers = [layer(other, [[0, 1, 2]] * width), layer(other, [sorted(set(s)) for s in second])]
        return _net(3, layers), _inputs(stream, 2 * width, 3)[:count]
    base = width + 3
    if kind == "softplus with paths":  # a unit without skip below every skip of the second layer
        layers = [layer("softplus", [[0, 1, 2]] * (width + 1)), layer("softplus", [[base, k] for k in first])]
        net = _net(3, layers)
        net["skips"].remove(base)
        return net, _distinct(stream, count, 3)
    layers = [layer("softplus", [[0, 1, 2]] * width), layer("softplus", [sorted(set(s)) for s in second])]
    return _net(3, layers), _distinct(stream, count, 3)  # "no path": every unit has a skip


def _net(dim: int, layers: list[dict[str, Any]]) -> dict[str, Any]:
    hidden = sum(len(each["supports"]) for each in layers)
    return {"num_inputs": dim, "layers": layers, "skips": list(range(dim, dim + hidden))}


def _inputs(stream: np.random.Generator, count: int, dim: int) -> list[list[int]]:
    return [[int(v) for v in row] for row in np.unique(stream.integers(0, 65, (4 * count, dim)), axis=0)[:count]]


def _distinct(stream: np.random.Generator, count: int, dim: int) -> list[list[int]]:
    """Samples that differ in every coordinate."""
    return [[int(v) for v in row] for row in np.array([stream.permutation(4 * count)[:count] for _ in range(dim)]).T]


def activation_violation(instance: Instance) -> str | None:
    """Assumption 3.1.1 and the activations of 3.1.2."""
    net, where = instance["net"], places(instance["net"])
    used = {net["layers"][where[unit][0]]["activation"] for unit in net["skips"]}
    if used == {"softplus"} or used <= set(BOUNDED):
        return None
    return f"the skips use {', '.join(sorted(used))}"


def path_violation(instance: Instance) -> str | None:
    """The condition of Assumption 3.1.2 on softplus networks."""
    net, where = instance["net"], places(instance["net"])
    if any(net["layers"][where[unit][0]]["activation"] != "softplus" for unit in net["skips"]):
        return None
    without = sum(path is None for path in clean_paths(net).values())
    enough = not without or len(net["skips"]) - without >= len(instance["inputs"])
    return None if enough else f"{without} skip units have no such path"


def _tied(instance: Instance) -> str | None:
    tied = sum(each["tied"] for each in instance["net"]["layers"])
    return f"{tied} layers share their biases" if tied else None


def _width(instance: Instance) -> str | None:
    wide, count = len(instance["net"]["skips"]), len(instance["inputs"])
    return f"M = {wide}, N = {count}" if wide < count else None


HYPOTHESES = (
    Hypothesis("activation", "skip units: all softplus, or bounded with limit 0 at −∞ (3.1.1–2)", activation_violation),
    Hypothesis("path", "softplus: backward paths free of skips and of their weights (3.1.2)", path_violation),
    Hypothesis(
        "patches", "the patches of different samples differ (3.1.3)", lambda i: equal_patches(i["net"], i["inputs"])
    ),
    Hypothesis("width", "M ≥ N (§2, condition 4)", _width),
    Hypothesis("biases", "every unit has a bias of its own: sharing is of weights (§2, conditions 3 and 5)", _tied),
)


def decide_rank(instance: Instance) -> Finding:
    """One U with a certified determinant proves full rank for almost every U; a formal bound disproves it for all."""
    net, inputs = instance["net"], instance["inputs"]
    bound, why = rank_bound(net, inputs)
    if bound < len(inputs):
        measured = {"bound": bound, "num_samples": len(inputs)}
        return Finding(False, "exact", measured, f"rank Ψ(U) < N for every U: {why}")
    full, measured = certified_rank(net, inputs, random_parameters(net, instance["seed"]))
    measured |= {"num_samples": len(inputs), "kind": instance["kind"]}
    if full:
        return Finding(True, "certified", measured)
    return Finding(None, "certified", measured, f"the ball of det Ψ contains 0 at {measured['bits']} bits")


def decide_every(instance: Instance) -> Finding:
    """A planted falsehood: full rank for every U. At U = 0 all samples have the same features."""
    net, inputs = instance["net"], instance["inputs"]
    zero = {
        "weights": [[[0] * len(v) for v in each] for each in random_parameters(net, 0)["weights"]],
        "biases": [[0] * len(each) for each in random_parameters(net, 0)["biases"]],
    }
    rows = {tuple(row) for row in formal_values(net, inputs, zero)}
    holds = len(rows) == len(inputs)
    reason = "" if holds else "at U = 0 the samples have equal rows"
    return Finding(holds, "exact", {"different_rows": len(rows)}, reason)


def decide_in_floats(instance: Instance) -> Finding:
    """A broken check: the numerical rank in float64, with no look at the gap."""
    net, inputs = instance["net"], instance["inputs"]
    rank = int(np.linalg.matrix_rank(features_in_floats(net, inputs, random_parameters(net, instance["seed"]))))
    holds = rank == len(inputs)
    return Finding(holds, "numerical", {"rank": rank}, "" if holds else "float64 sees a smaller rank, without a gap")


def decide_more(instance: Instance) -> Finding:
    """A planted falsehood: one rank more than there are samples."""
    bound = min(rank_bound(instance["net"], instance["inputs"])[0], len(instance["inputs"]))
    return Finding(False, "exact", {"bound": bound}, f"Ψ has only {len(instance['inputs'])} rows")


NOTE = (
    "“path” is unnecessary: no instance without it fails, and there is a proof, which also settles the conjecture of "
    "p. 5 (lines 202–205 of our copy) that Lemma 3.2 holds for softplus without it. Order the skips by layer. For "
    "almost all U the sums that enter a skip differ between samples and the columns before it are independent; its own "
    "bias b changes none of these, and the vectors (σ(b + h_i))_i over all b span R^N for different h_i (expand "
    "softplus in powers of exp(b + h_i) for b → −∞: a Vandermonde matrix), so that some b makes the next minor "
    "non-zero. The same proof serves tanh, whose limit is not 0. “biases”: §2 shares weights, gives every unit its own "
    "bias b_j, and Appendix B sets these one by one; with shared biases, as in the usual convolution, the lemma is "
    "false (samples of period two: equal columns). A unit that reads nothing (“arbitrary subset”) would make it false "
    "too; the check reads the subset as non-empty."
)
CLAIMS = (
    Claim(
        id="NMH-02",
        title="The features have full rank for almost every U",
        source="NMH §3, Lemma 3.2, and Appendix B",
        statement="Under Assumption 3.1 the set of U for which Ψ(U) has not rank N has Lebesgue measure zero",
        quantifier="generic",
        field="real",
        letters=LETTERS,
        draw=draw,
        decide=decide_rank,
        hypotheses=HYPOTHESES,
        planted=(
            Variant("every", "Ψ(U) has rank N for every U", decide_every, "at U = 0"),
            Variant("more", "Ψ(U) has rank N + 1 for almost every U", decide_more, "rows"),
            Variant("floats", "broken: the rank in float64 without a gap", decide_in_floats, "a smaller rank"),
        ),
        size=lambda instance: len(instance["inputs"]),
        settings={"num_samples": 200, "kind": ""},
        num_instances=24,
        note=NOTE,
    ),
)
