"""Whether the weights of NMH Appendix B give full rank: all of Ψ built as the paper says, in balls."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    ACTIVATIONS_IN_BALLS,
    BOUNDED_ACTIVATIONS,
    SkipNet,
    certified_rank,
    equal_patches,
    grow,
    random_parameters,
    rank_bound,
    skip_layer,
)
from .features import LETTERS, Drawn, Sampled, num_samples, patches, path
from .weights import Conflict, construct, first_layer, positions

KINDS = ("one layer", "convolution", "two layers", "softplus", "softplus convolution", "softplus two layers")


def draw(stream: np.random.Generator, settings: Settings) -> Drawn:
    """One and two skip layers; dense, and convolutions with shared weights, of stride two in the second layer."""
    scale, drop, kind = settings.scale, settings.drop, KINDS[int(stream.integers(len(KINDS)))]
    kind = {"patches": "one layer", "path": "no path"}.get(drop or "", kind)
    bounded, dim, count = ("sigmoid", "arctan")[int(stream.integers(2))], 2, 4
    skips = [2, 5, 6, 7]
    if kind == "one layer":
        count = grow(scale, 2 if drop else 1, 8, stream)
        layers = [skip_layer(bounded, [[0, 1]] * count)]
    elif kind in ("convolution", "softplus convolution"):
        count = grow(scale, 1, 8, stream)
        dim, name = count + 1, bounded if kind == "convolution" else "softplus"
        layers = [skip_layer(name, [[k, k + 1] for k in range(count)], shared=True)]
    elif kind == "two layers":
        count = 3
        layers = [skip_layer("sigmoid", [[0, 1]] * 2), skip_layer("sigmoid", [[2, 3]])]
    elif kind == "no path":
        layers = [skip_layer("softplus", [[0, 1]] * 2), skip_layer("softplus", [[2, 3]] * 2)]
    else:  # units 2 and 5 of the first layer skip; the second layer reads it by twos
        layers = [
            skip_layer("softplus", [[0, 1]] * 4),
            skip_layer("softplus", [[2, 3], [4, 5]], shared=kind == KINDS[-1]),
        ]
    if kind not in ("softplus", KINDS[-1]):
        skips = list(range(dim, dim + sum(len(each["supports"]) for each in layers)))
    inputs = np.array([stream.permutation(4 * count)[:count] for _ in range(dim)]).T.tolist()
    if drop == "patches":
        inputs[-1] = list(inputs[0])
    net: SkipNet = {"num_inputs": dim, "layers": layers, "skips": skips}
    return {"kind": kind, "net": net, "inputs": inputs, "seed": int(stream.integers(2**31))}


@claim(
    "NMH-03",
    "The weights of Appendix B give full rank and keep shared weights shared",
    source="NMH Appendix B (both activation cases); p. 5, “the above construction of weights can be easily done”",
    quantifier="exists",
    field="real",
    letters=LETTERS | {"α_j": "scale of a weight vector", "β": "0 here", "c(j)": "the unit that unit j copies"},
    draw=draw,
    hypotheses=(patches, path),
    rests_on=("NMH-02",),
    size=num_samples,
    num_instances=36,
    witness=Witness(
        "Softplus, x = 1, 2, 3, 4 (N = 4); units 1–4 read x, 5 reads (1, 2) and 6 reads (3, 4) with one weight vector "
        "(u₁, u₂); 1, 4, 5, 6 have skips. Backward paths avoid units with skips: that of 5 goes to 2, which asks for "
        "(u₁, u₂) = (0, 1), and that of 6 goes to 3, which asks for (1, 0).",
        {
            "net": {
                "num_inputs": 1,
                "layers": [skip_layer("softplus", [[0]] * 4), skip_layer("softplus", [[1, 2], [3, 4]], shared=True)],
                "skips": [1, 4, 5, 6],
            },
            "inputs": [[1], [2], [3], [4]],
            "seed": 0,
        },
    ),
    note="The bounded case holds as printed. In the softplus case the 1 of u_pj must stand where the backward path "
    "enters pj. Two skips that share weights may need it at different positions, which Assumption 3.1.2 allows: the "
    "counterexample is a convolution of stride two. So “the only case where our weight "
    "sharing conditions can be potentially violated is between a skip-connection neuron (α_j = α) with a neuron on "
    "a backward path (α_j = 1)” (p. 14, lines 644–646 of our copy) is not right. Without backward paths the "
    "construction does not say where the 1 stands; at the first place the determinant is far off for all α up to "
    "2^4096, which decides no limit. Lemma 3.2 is not touched: see the proof in the note of NMH-02, which needs no "
    "such construction.",
)
def appendix_b(instance: Sampled) -> Finding:
    """Under Assumption 3.1: weight vectors with one 1, biases b_pj = β − α_pj f_c(pj)(x_j), the order π,
    the scales α of (9) (bounded case), or one α → ∞ (softplus, the 1 of u_pj on the backward path), respect
    any sharing of weights and give |det Ψ − ∏σ_pj(β)| ≤ ½ ∏σ_pj(β)
    """
    bound, why = rank_bound(instance["net"], instance["inputs"])
    if bound < len(instance["inputs"]):
        return Finding(False, "exact", {"bound": bound}, f"no weights will do: {why}")
    try:
        return construct(instance)
    except Conflict as conflict:
        return Finding(False, "exact", {}, str(conflict))


def draw_small(stream: np.random.Generator, settings: Settings) -> Drawn:
    """One sample with a first layer alone of every kind, equal inputs, and two units that must disagree."""
    case = round(settings.scale * 5)
    alike = [[3, 0], [3, 1], [3, 2], [3, 10**6 if case == 4 else 3]]  # all first inputs are equal
    layers = (
        [skip_layer("sigmoid", [[0, 1]])],
        [skip_layer("arctan", [[0]])],
        [skip_layer("softplus", [[0, 1]])],
        [skip_layer("sigmoid", [[0, 1]] * 4, shared=True)],
        [skip_layer("softplus", [[0, 1]] * 4)],
        [skip_layer("softplus", [[0, 1]] * 4), skip_layer("softplus", [[2, 3], [4, 5]], shared=True)],
    )[case]
    skips = [2, 5, 6, 7] if case == 5 else list(range(2, 2 + len(layers[0]["supports"])))
    inputs = [[1, 2], [2, 4], [3, 1], [4, 3]] if case == 5 else alike[: len(skips)]
    net: SkipNet = {"num_inputs": 2, "layers": layers, "skips": skips}
    return {"kind": "boundary", "net": net, "inputs": inputs, "seed": int(stream.integers(2**31))}


def small_nets() -> Iterator[Drawn]:
    """The small ones with samples of either sign, in three orders, near each other and far apart."""
    for case, sign, spread, turn in product(range(7), (-1, 1), (1, 60, 600), range(3)):
        drawn = draw_small(np.random.default_rng(case), Settings(min(case, 5) / 5))
        if case == 6:  # with weights of their own
            drawn["net"]["layers"][1]["groups"] = [0, 1]
        rows = [[sign * spread * v + k for v in row] for k, row in enumerate(drawn["inputs"])]
        inputs = rows[turn:] + rows[:turn]
        if equal_patches(drawn["net"], inputs) is None:
            yield {**drawn, "inputs": inputs}


@appendix_b.corrected_on(draw_small, 6, Search(cases=small_nets, most_cases=60))
def where_positions_agree(instance: Sampled) -> Finding:
    """Under Assumption 3.1 the construction of Appendix B (biases, scales, order, ε) gives |det Ψ − ∏σ_pj(β)| ≤ ½
    ∏σ_pj(β) and shares weights as it must, if, in the softplus case, units that share weights copy the same position;
    where they cannot, some U that shares as it must has full rank all the same
    """
    net, inputs = instance["net"], instance["inputs"]
    try:
        positions(net)
    except Conflict:
        full, measured = certified_rank(net, inputs, random_parameters(net, instance["seed"]))
        return Finding(full or None, "certified", measured, "" if full else "the ball of det Ψ contains 0")
    return appendix_b(instance)


@where_positions_agree.false(because="exceeds ε")
def unscaled(instance: Sampled) -> Finding:
    """all scales may be 1"""
    net, count = instance["net"], len(instance["inputs"])
    name = net["layers"][0]["activation"]
    if len(net["layers"]) > 1 or count < 2 or name not in BOUNDED_ACTIVATIONS:
        return Finding(True, "exact")
    act, epsilon = ACTIVATIONS_IN_BALLS[name], 2.0**-count / (2 * math.factorial(count))
    below = [flint.arb(v - max(f)) / 64 for f in first_layer(net, instance["inputs"]) for v in f if v != max(f)]
    largest = max(float(act(gap).upper()) for gap in below)
    holds = largest <= epsilon
    return Finding(holds, "certified", {"entry": largest}, "" if holds else "an entry below the diagonal exceeds ε")


@appendix_b.broken(because="not near")
def sign(instance: Sampled) -> Finding:
    """the biases with the wrong sign"""
    try:
        found = construct(instance, sign=-1, most_bits=512)
    except Conflict:
        return Finding(True, "exact")
    holds = found.holds is True
    return Finding(holds, "certified", found.measured, "" if holds else "det Ψ is not near ∏σ(β) with these biases")
