"""The weights of NMH Appendix B: biases, scales, order for which det Ψ(U) is near ∏σ(β), shared weights kept."""

from __future__ import annotations

import math
from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import (
    ACTIVATIONS,
    BOUNDED,
    certified_rank,
    clean_paths,
    equal_patches,
    grow,
    layer,
    places,
    random_parameters,
    rank_bound,
)
from .features import LETTERS, path_violation

BETA = 0  # σ(β) = 1/2 or log 2
KINDS = ("one layer", "convolution", "two layers", "softplus", "softplus convolution", "softplus two layers")


class Conflict(Exception):
    """Two units that share weights would need different weights."""


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
    """One and two skip layers; dense, and convolutions with shared weights, of stride two in the second layer."""
    scale, drop, kind = settings.scale, settings.drop, KINDS[int(stream.integers(len(KINDS)))]
    kind = {"patches": "one layer", "path": "no path"}.get(drop or "", kind)
    activation, dim, count = ("sigmoid", "arctan")[int(stream.integers(2))], 2, 4
    skips = [2, 5, 6, 7]
    if kind == "one layer":
        count = grow(scale, 2 if drop else 1, 8, stream)
        layers = [layer(activation, [[0, 1]] * count)]
    elif kind in ("convolution", "softplus convolution"):
        count = grow(scale, 1, 8, stream)
        dim, name = count + 1, activation if kind == "convolution" else "softplus"
        layers = [layer(name, [[k, k + 1] for k in range(count)], shared=True)]
    elif kind == "two layers":
        count = 3
        layers = [layer("sigmoid", [[0, 1]] * 2), layer("sigmoid", [[2, 3]])]
    elif kind == "no path":
        layers = [layer("softplus", [[0, 1]] * 2), layer("softplus", [[2, 3]] * 2)]
    else:  # units 2 and 5 of the first layer skip; the second layer reads it by twos
        layers = [layer("softplus", [[0, 1]] * 4), layer("softplus", [[2, 3], [4, 5]], shared=kind == KINDS[-1])]
    if kind not in ("softplus", KINDS[-1]):
        skips = list(range(dim, dim + sum(len(each["supports"]) for each in layers)))
    inputs = np.array([stream.permutation(4 * count)[:count] for _ in range(dim)]).T.tolist()
    if drop == "patches":
        inputs[-1] = list(inputs[0])
    net = {"num_inputs": dim, "layers": layers, "skips": skips}
    return {"kind": kind, "net": net, "inputs": inputs, "seed": int(stream.integers(2**31))}


def positions(net: dict[str, Any]) -> list[dict[int, int]]:
    """For each layer above the first, where the 1 of the weight vector of each group stands.

    Raises:
        Conflict: the backward paths of a softplus network want it at two places of one shared vector.
    """
    where = places(net)
    softplus = any(net["layers"][where[unit][0]]["activation"] == "softplus" for unit in net["skips"])
    wanted: list[dict[int, int]] = [{} for _ in net["layers"]]
    for unit, path in clean_paths(net).items() if softplus else ():
        for above, below in zip([unit, *(path or [])], path or [], strict=False):
            depth, k = where[above]
            group, place = net["layers"][depth]["groups"][k], net["layers"][depth]["supports"][k].index(below)
            if wanted[depth].setdefault(group, place) != place:
                raise Conflict(
                    f"units of layer {depth + 1} share a weight vector whose 1 must stand at both positions "
                    f"{wanted[depth][group]} and {place}"
                )
    return wanted


def construct(instance: Instance, *, sign: int = 1, most_bits: int = 2**16) -> dict[str, Any]:
    """The construction in balls; returns det Ψ, ∏σ(β), the scales and what is checked of them.

    With ``sign`` −1 the biases have the wrong sign: a broken implementation.
    """
    net, inputs = instance["net"], instance["inputs"]
    softplus = net["layers"][places(net)[net["skips"][0]][0]]["activation"] == "softplus"
    wanted, alpha, bits = positions(net), 1, 256
    while bits <= most_bits:
        with flint.ctx.workprec(bits):
            found = _attempt(net, inputs, wanted, flint.arb(alpha) if softplus else None, sign)
            if found is not None and (found["decided"] or not softplus):
                return found | {"bits": bits, "alpha": alpha if softplus else found["alpha"]}
        if found is None:
            bits *= 2
        else:
            alpha *= 2
            if alpha > 2**40:
                return found | {"bits": bits, "alpha": alpha}
    return {"decided": False, "bits": bits // 2, "far": False}


def _first_layer(net: dict[str, Any], inputs: list[list[int]]) -> list[list[int]]:
    """Weights of the first layer, by group, for which every unit tells all samples apart: powers of a large base."""
    base = 1 + 2 * max(abs(v) for row in inputs for v in row)
    widths = {g: len(s) for g, s in zip(net["layers"][0]["groups"], net["layers"][0]["supports"], strict=True)}
    powers = {g: [base**k for k in range(width)] for g, width in widths.items()}
    return [powers[g][:: -1 if g % 2 else 1] for g in range(len(widths))]  # two orders of the samples


def _attempt(
    net: dict[str, Any], inputs: list[list[int]], wanted: list[dict[int, int]], alpha: Any, sign: int
) -> dict[str, Any] | None:
    """One forward pass that chooses order, scales and biases; ``None`` where the precision does not suffice."""
    first, size, beta = _first_layer(net, inputs), len(inputs), flint.arb(BETA)
    skips, where = net["skips"][:size], places(net)
    acts = [net["layers"][where[unit][0]]["activation"] for unit in skips]
    product = math.prod((ACTIVATIONS[name](beta) for name in acts), start=flint.arb(1))
    epsilon = product / (2 * math.factorial(size))  # C = 1 bounds sigmoid and arctan
    values: dict[int, list[Any]] = {k: [row[k] for row in inputs] for k in range(net["num_inputs"])}
    # the order of the samples depends on the first layer alone: follow every skip down to it
    sums = {}
    for unit, (depth, k) in where.items():
        each = net["layers"][depth]
        if depth == 0:
            weights = first[each["groups"][k]]
            sums[unit] = [
                sum(w * values[s][i] for w, s in zip(weights, each["supports"][k], strict=True)) for i in range(size)
            ]
        else:
            sums[unit] = sums[each["supports"][k][wanted[depth].get(each["groups"][k], 0)]]
    order: list[int] = []
    for unit in skips:
        order.append(max((i for i in range(size) if i not in order), key=lambda i: sums[unit][i]))
    unit = net["num_inputs"] - 1
    scales = []
    for depth, each in enumerate(net["layers"]):
        below = []
        for k, support in enumerate(each["supports"]):
            source = sums[unit + 1 + k] if depth == 0 else values[support[wanted[depth].get(each["groups"][k], 0)]]
            below.append([flint.arb(source[i]) for i in order] if depth == 0 else source)
        here = {unit + 1 + k: k for k in range(len(below))}
        scale = flint.arb(1)
        for j, skip in enumerate(skips):
            if skip not in here:
                continue
            if alpha is not None:
                scale = alpha
                continue
            inverse = _inverse(each["activation"], epsilon) - beta
            for i in range(j + 1, size):
                gap = below[here[skip]][i] - below[here[skip]][j]
                if not gap < 0:
                    return None
                scale = scale.max(inverse / gap)
        if alpha is not None and any(skip in here for skip in skips):
            for j, skip in enumerate(skips):
                if skip in here and not all(below[here[skip]][i] < below[here[skip]][j] for i in range(j + 1, size)):
                    return None
        if not scale.is_finite():
            return None
        scale = scale.upper() if alpha is None else scale
        scales.append(float(scale.log().mid()) / math.log(2))
        act = ACTIVATIONS[each["activation"]]
        for index, k in here.items():
            factor = scale if alpha is None or index in skips else flint.arb(1)
            bias = flint.arb(0)
            if index in skips:
                bias = beta - sign * factor * below[k][skips.index(index)]
            values[index] = [act(bias + factor * v) for v in below[k]]
        unit += len(below)
    psi = flint.arb_mat([[values[skip][i] for skip in skips] for i in range(size)])
    det = psi.det()
    if not det.is_finite():
        return None
    near, far = abs(det - product) < product / 2, abs(det - product) > product / 2
    if alpha is None and not (near or far):
        return None
    low = max((float(psi[i, j].upper()) for j in range(size) for i in range(j + 1, size)), default=0.0)
    return {
        "decided": bool(near),
        "far": bool(far),
        "det": det.str(5),
        "product": product.str(5),
        "largest_below_diagonal": low,
        "epsilon": float(epsilon),
        "log2_scales": scales,
        "alpha": scales,
    }


def _inverse(name: str, value: flint.arb) -> flint.arb:
    if name == "sigmoid":
        return (value / (1 - value)).log()
    return (flint.arb.pi() * (value - flint.arb(0.5))).tan()


def decide(instance: Instance) -> Finding:
    """|det Ψ − ∏σ(β)| < ½ ∏σ(β), with equal scales in a layer and the shared vectors equal."""
    bound, why = rank_bound(instance["net"], instance["inputs"])
    if bound < len(instance["inputs"]):
        return Finding(False, "exact", {"bound": bound}, f"no weights will do: {why}")
    try:
        found = construct(instance)
    except Conflict as conflict:
        return Finding(False, "exact", {}, str(conflict))
    if found["decided"]:
        return Finding(True, "certified", found)
    if found["far"]:
        return Finding(False, "certified", found, "det Ψ is not within a half of ∏σ(β)")
    return Finding(None, "certified", found, f"not decided with {found['bits']} bits")


def decide_corrected(instance: Instance) -> Finding:
    """The construction where the positions agree; where they do not, a U with full rank at random all the same."""
    try:
        positions(instance["net"])
    except Conflict:
        full, measured = certified_rank(
            instance["net"], instance["inputs"], random_parameters(instance["net"], instance["seed"])
        )
        return Finding(full or None, "certified", measured, "" if full else "the ball of det Ψ contains 0")
    return decide(instance)


def decide_sign(instance: Instance) -> Finding:
    """A broken check: the biases with the wrong sign."""
    try:
        found = construct(instance, sign=-1, most_bits=512)
    except Conflict:
        return Finding(True, "exact")
    holds = bool(found["decided"])
    return Finding(holds, "certified", found, "" if holds else "det Ψ is not near ∏σ(β) with these biases")


def decide_unscaled(instance: Instance) -> Finding:
    """A planted falsehood: the scales may all be 1."""
    net, inputs = instance["net"], [[flint.fmpq(v, 64) for v in row] for row in instance["inputs"]]
    if len(net["layers"]) > 1 or len(inputs) < 2 or net["layers"][0]["activation"] not in BOUNDED:
        return Finding(True, "exact")
    first = _first_layer(net, instance["inputs"])
    sums = [
        [sum(w * x[s] for w, s in zip(first[g], support, strict=True)) for x in inputs]
        for g, support in zip(net["layers"][0]["groups"], net["layers"][0]["supports"], strict=True)
    ]
    epsilon = 2.0 ** -len(inputs) / (2 * math.factorial(len(inputs)))
    act = ACTIVATIONS[net["layers"][0]["activation"]]
    largest = max(float(act(flint.arb(v - max(s))).upper()) for s in sums for v in s if v != max(s))
    holds = largest <= epsilon
    return Finding(holds, "certified", {"entry": largest}, "" if holds else "an entry below the diagonal exceeds ε")


CLAIMS = (
    Claim(
        id="NMH-03",
        title="The weights of Appendix B give full rank and keep shared weights shared",
        source="NMH Appendix B (both activation cases); p. 5, “the above construction of weights can be easily done”",
        statement="Under Assumption 3.1: weight vectors with one 1, biases b_pj = β − α_pj f_c(pj)(x_j), the order π, "
        "the scales α of (9) (bounded case), or one α → ∞ (softplus, the 1 of u_pj on the backward path), respect "
        "any sharing of weights and give |det Ψ − ∏σ_pj(β)| ≤ ½ ∏σ_pj(β)",
        quantifier="exists",
        field="real",
        letters=LETTERS | {"α_j": "scale of a weight vector", "β": "0 here", "c(j)": "the unit that unit j copies"},
        draw=draw,
        decide=decide,
        hypotheses=(
            Hypothesis(
                "patches",
                "the patches of different samples differ (3.1.3)",
                lambda i: equal_patches(i["net"], i["inputs"]),
            ),
            Hypothesis("path", "softplus: backward paths free of skips and of their weights (3.1.2)", path_violation),
        ),
        corrected=Variant(
            "positions",
            "The construction works if, in the softplus case, units that share weights copy the same position; where "
            "they cannot, some U that shares as it must has full rank all the same",
            decide_corrected,
        ),
        planted=(
            Variant("unscaled", "all scales may be 1", decide_unscaled, "exceeds ε"),
            Variant("sign", "broken: the biases with the wrong sign", decide_sign, "not near"),
        ),
        rests_on=("NMH-02",),
        size=lambda instance: len(instance["inputs"]),
        num_instances=36,
        note="The bounded case holds as printed. In the softplus case the 1 of u_pj must stand where the backward path "
        "enters pj. Two skips that share weights may need it at different positions, which Assumption 3.1.2 allows: a "
        "convolution of stride two over units 1–4 of which 1 and 4 have skips. So “the only case where our weight "
        "sharing conditions can be potentially violated is between a skip-connection neuron (α_j = α) with a neuron on "
        "a backward path (α_j = 1)” (p. 14, lines 644–646 of our copy) is not right. Lemma 3.2 is not touched: see the "
        "proof in the note of NMH-02, which needs no such construction.",
    ),
)
