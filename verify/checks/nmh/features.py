"""Full rank of the features Ψ(U) (NMH Lemma 3.2), and what the other checks of NMH share: letters, draw, hypotheses."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from algebraic.shell import WrongInput

from ...claims import Settings
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import (
    BOUNDED_ACTIVATIONS,
    SkipLayer,
    SkipNet,
    certified_rank,
    clean_paths,
    entrywise,
    equal_patches,
    features_in_floats,
    formal_values,
    grow,
    places_of_units,
    random_parameters,
    rank_bound,
    skip_layer,
)

LETTERS = {
    "N": "num_samples",
    "M": "number of skips to the output",
    "Ψ": "features, one row for each sample",
    "U": "weights and biases of all hidden units",
    "V": "output weights",
}
KINDS = ("dense", "line", "convolution", "two layers", "softplus with paths")


class Sampled(TypedDict):
    """A network, samples in 64ths, and a seed of its parameters U."""

    net: SkipNet
    inputs: list[list[int]]
    seed: int


class Drawn(Sampled):
    """The same with the kind of network, one of :data:`KINDS` and those of dropped hypotheses."""

    kind: str


def draw(stream: np.random.Generator, settings: Settings) -> Drawn:
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
    name = ("sigmoid", "arctan", "softplus")[int(stream.integers(3))]
    if drop == "activation":
        name = ("linear", "cube")[int(stream.integers(2))]
    net, inputs = build(stream, kind, count, name)
    if drop == "width":
        net["skips"] = net["skips"][: count - 1]
    if drop == "patches":
        inputs[-1] = list(inputs[0])
    return {"kind": kind, "net": net, "inputs": inputs, "seed": int(stream.integers(2**31))}


def build(stream: np.random.Generator, kind: str, count: int, name: str) -> tuple[SkipNet, list[list[int]]]:
    """A network with at least ``count`` skips and the activation of this name, and as many samples in 64ths.

    The samples have distinct patches.
    """
    if kind == "line":
        inputs = [[int(v)] for v in stream.permutation(np.arange(-4 * count, 4 * count + 1))[:count]]
        return _net(1, [skip_layer(name, [[0]] * count)]), inputs
    if kind == "dense":
        dim = 64 if count > 50 else int(stream.integers(2, 6))
        return _net(dim, [skip_layer(name, [list(range(dim))] * count)]), _inputs(stream, count, dim)
    width = -(-count // 2)
    if kind in ("convolution", "periodic"):  # patches of two, one weight vector, a bias for each unit
        dim = count + 1
        net = _net(dim, [skip_layer(name, [[k, k + 1] for k in range(count)], shared=True)])
        if kind == "convolution":
            return net, _distinct(stream, count, dim)
        net["layers"][0]["tied"] = True  # and period two in the samples: every other unit sees the same patch
        return net, [[pair[k % 2] for k in range(dim)] for pair in _distinct(stream, count, 2)]
    first, second = list(range(3, 3 + width)), [[3 + k, 3 + (k + 1) % width] for k in range(width)]
    if kind == "two layers":  # skips from both, an arbitrary subset of units below, tanh where there is no skip
        other = name if name in BOUNDED_ACTIVATIONS else "sigmoid"
        layers = [skip_layer(other, [[0, 1, 2]] * width), skip_layer(other, [sorted(set(s)) for s in second])]
        return _net(3, layers), _inputs(stream, 2 * width, 3)[:count]
    base = width + 3
    if kind == "softplus with paths":  # a unit without skip below every skip of the second layer
        layers = [skip_layer("softplus", [[0, 1, 2]] * (width + 1)), skip_layer("softplus", [[base, k] for k in first])]
        net = _net(3, layers)
        net["skips"].remove(base)
        return net, _distinct(stream, count, 3)
    layers = [skip_layer("softplus", [[0, 1, 2]] * width), skip_layer("softplus", [sorted(set(s)) for s in second])]
    return _net(3, layers), _distinct(stream, count, 3)  # "no path": every unit has a skip


def _net(dim: int, layers: list[SkipLayer]) -> SkipNet:
    hidden = sum(len(each["supports"]) for each in layers)
    return {"num_inputs": dim, "layers": layers, "skips": list(range(dim, dim + hidden))}


def _inputs(stream: np.random.Generator, count: int, dim: int) -> list[list[int]]:
    return [[int(v) for v in row] for row in np.unique(stream.integers(0, 65, (4 * count, dim)), axis=0)[:count]]


def _distinct(stream: np.random.Generator, count: int, dim: int) -> list[list[int]]:
    """Samples that differ in every coordinate."""
    return [[int(v) for v in row] for row in np.array([stream.permutation(4 * count)[:count] for _ in range(dim)]).T]


def num_samples(instance: Sampled) -> int:
    """The size of an instance: N."""
    return len(instance["inputs"])


def _activations_with_skips(instance: Sampled) -> set[str]:
    net, where = instance["net"], places_of_units(instance["net"])
    return {net["layers"][where[unit][0]]["activation"] for unit in net["skips"]}


@hypothesis
def activation(instance: Sampled) -> str | None:
    """skip units: all softplus, or bounded with limit 0 at −∞ (3.1.1–2)"""
    used = _activations_with_skips(instance)
    if used == {"softplus"} or used <= set(BOUNDED_ACTIVATIONS):
        return None
    return f"the skips use {', '.join(sorted(used))}"


@hypothesis
def path(instance: Sampled) -> str | None:
    """softplus: backward paths free of skips and of their weights (3.1.2)"""
    if _activations_with_skips(instance) != {"softplus"}:
        return None
    net = instance["net"]
    without = sum(found is None for found in clean_paths(net).values())
    enough = not without or len(net["skips"]) - without >= len(instance["inputs"])
    return None if enough else f"{without} skip units have no such path"


@hypothesis
def patches(instance: Sampled) -> str | None:
    """the patches of different samples differ (3.1.3)"""
    return equal_patches(instance["net"], instance["inputs"])


@hypothesis
def width(instance: Sampled) -> str | None:
    """M ≥ N (§2, condition 4)"""
    wide, count = len(instance["net"]["skips"]), len(instance["inputs"])
    return f"M = {wide}, N = {count}" if wide < count else None


@hypothesis
def biases(instance: Sampled) -> str | None:
    """every unit has a bias of its own: sharing is of weights (§2, conditions 3 and 5)"""
    tied = sum(each["tied"] for each in instance["net"]["layers"])
    return f"{tied} layers share their biases" if tied else None


HYPOTHESES = (activation, path, patches, width, biases)


@claim(
    "NMH-02",
    "The features have full rank for almost every U",
    source="NMH §3, Lemma 3.2, and Appendix B",
    quantifier="generic",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=HYPOTHESES,
    size=num_samples,
    settings={"num_samples": 200, "kind": ""},
    num_instances=24,
    note="“path” is unnecessary: no instance without it fails, and there is a proof, which also settles the conjecture "
    "of p. 5 (lines 202–205 of our copy) that Lemma 3.2 holds for softplus without it. Order the skips by layer. For "
    "almost all U the sums that enter a skip differ between samples and the columns before it are independent; its own "
    "bias b changes none of these, and the vectors (σ(b + h_i))_i over all b span R^N for different h_i (expand "
    "softplus in powers of exp(b + h_i) for b → −∞: a Vandermonde matrix), so that some b makes the next minor "
    "non-zero. The same proof serves tanh, whose limit is not 0. “biases”: §2 shares weights, gives every unit its own "
    "bias b_j, and Appendix B sets these one by one; with shared biases, as in the usual convolution, the lemma is "
    "false (samples of period two: equal columns). A unit that reads nothing (“arbitrary subset”) would make it false "
    "too; the check reads the subset as non-empty.",
)
def lemma_3_2(instance: Drawn) -> Finding:
    """Under Assumption 3.1 the set of U for which Ψ(U) has not rank N has Lebesgue measure zero"""
    # one U with a certified determinant proves full rank for almost every U; a formal bound disproves it for all
    net, inputs = instance["net"], instance["inputs"]
    bound, why = rank_bound(net, inputs)
    if bound < len(inputs):
        measured = {"bound": bound, "num_samples": len(inputs)}
        return Finding(False, "exact", measured, f"rank Ψ(U) < N for every U: {why}")
    full, found = certified_rank(net, inputs, random_parameters(net, instance["seed"]))
    reason = "" if full else f"the ball of det Ψ contains 0 at {found['bits']} bits"
    return Finding(full or None, "certified", {**found, "num_samples": len(inputs), "kind": instance["kind"]}, reason)


def equal_at_zero(instance: Sampled) -> Finding:
    """Whether the samples have different features at U = 0."""
    net, inputs = instance["net"], instance["inputs"]
    zero = entrywise(lambda _: 0, random_parameters(net, 0))
    rows = {tuple(row) for row in formal_values(net, inputs, zero)}
    return exact(len(rows) == len(inputs), "at U = 0 the samples have equal rows", different_rows=len(rows))


@lemma_3_2.false(because="at U = 0")
def every(instance: Sampled) -> Finding:
    """Ψ(U) has rank N for every U"""
    return equal_at_zero(instance)


@lemma_3_2.false(because="rows")
def more(instance: Sampled) -> Finding:
    """Ψ(U) has rank N + 1 for almost every U"""
    bound = min(rank_bound(instance["net"], instance["inputs"])[0], len(instance["inputs"]))
    return exact(False, f"Ψ has only {len(instance['inputs'])} rows", bound=bound)


@lemma_3_2.broken(because="a smaller rank")
def floats(instance: Sampled) -> Finding:
    """the rank in float64 without a gap"""
    net, inputs = instance["net"], instance["inputs"]
    rank = int(np.linalg.matrix_rank(features_in_floats(net, inputs, random_parameters(net, instance["seed"]))))
    holds = rank == len(inputs)
    return Finding(holds, "numerical", {"rank": rank}, "" if holds else "float64 sees a smaller rank, without a gap")
