"""The weights of NMH Appendix B: biases, scales, order for which det Ψ(U) is near ∏σ(β), shared weights kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import flint

from ...evidence import Finding
from ...instruments import ACTIVATIONS_IN_BALLS, SkipNet, clean_paths, places_of_units
from .features import Sampled

BETA = 0  # σ(β) = 1/2 or log 2
EXPONENTS = (*range(33), 64, 128, 256, 512, 1024, 2048, 4096)  # of the α that are tried: how large it must be is open


class Conflict(Exception):
    """Two units that share weights would need different weights."""


def is_softplus(net: SkipNet) -> bool:
    """Which of the two proofs of Appendix B is for this network: by the activation of its skips."""
    return net["layers"][places_of_units(net)[net["skips"][0]][0]]["activation"] == "softplus"


def positions(net: SkipNet) -> list[dict[int, int]]:
    """For each layer above the first, where the 1 of the weight vector of each group stands, if not at its beginning.

    Raises:
        Conflict: the backward paths of a softplus network want it at two places of one shared vector.
    """
    where = places_of_units(net)
    wanted: list[dict[int, int]] = [{} for _ in net["layers"]]
    for unit, found in clean_paths(net).items() if is_softplus(net) else ():
        for above, below in zip([unit, *(found or [])], found or [], strict=False):
            depth, k = where[above]
            group, place = net["layers"][depth]["groups"][k], net["layers"][depth]["supports"][k].index(below)
            if wanted[depth].setdefault(group, place) != place:
                raise Conflict(
                    f"units of layer {depth + 1} share a weight vector whose 1 must stand at both positions "
                    f"{wanted[depth][group]} and {place}"
                )
    return wanted


def first_layer(net: SkipNet, inputs: list[list[int]]) -> list[list[int]]:
    """f of Appendix B for every unit of the first layer, one value for each sample, all of them different.

    The weights, by group, are powers of a large base, in two orders for two orders of the samples.
    """
    base = 1 + 2 * max(abs(v) for row in inputs for v in row)
    layer, found = net["layers"][0], []
    for group, support in zip(layer["groups"], layer["supports"], strict=True):
        powers = [base**k for k in range(len(support))][:: -1 if group % 2 else 1]
        found.append([sum(w * row[unit] for w, unit in zip(powers, support, strict=True)) for row in inputs])
    return found


@dataclass(frozen=True)
class Plan:
    """What both proofs choose alike.

    Attributes:
        copied: the unit below that a unit above the first layer reads, with weight 1.
        sums: for every unit f of the unit of the first layer that it copies in the end, in the order π of the samples.
        skips: as many of the units with skips as there are samples.
    """

    net: SkipNet
    copied: dict[int, int]
    sums: dict[int, list[int]]
    skips: list[int]

    def product(self) -> flint.arb:
        """∏σ(β)."""
        where = places_of_units(self.net)
        names = [self.net["layers"][where[unit][0]]["activation"] for unit in self.skips]
        return math.prod((ACTIVATIONS_IN_BALLS[name](flint.arb(BETA)) for name in names), start=flint.arb(1))

    def epsilon(self) -> flint.arb:
        """ε of (9), with C = 1, which bounds sigmoid and arctan."""
        return self.product() / (2 * math.factorial(len(self.skips)))


def plan(instance: Sampled) -> Plan:
    """Where the weights are 1, and the order of the samples.

    Raises:
        Conflict: see :func:`positions`.
    """
    net, inputs, wanted = instance["net"], instance["inputs"], positions(instance["net"])
    skips, copied = net["skips"][: len(inputs)], {}
    first = first_layer(net, inputs)
    sums = {}
    for unit, (depth, k) in places_of_units(net).items():
        if depth == 0:
            sums[unit] = first[k]
        else:
            layer = net["layers"][depth]
            copied[unit] = layer["supports"][k][wanted[depth].get(layer["groups"][k], 0)]
            sums[unit] = sums[copied[unit]]
    order: list[int] = []
    for unit in skips:
        order.append(max((i for i in range(len(inputs)) if i not in order), key=sums[unit].__getitem__))
    return Plan(net, copied, {unit: [values[i] for i in order] for unit, values in sums.items()}, skips)


@dataclass(frozen=True)
class Evaluated:
    """det Ψ, ∏σ(β), ε, the largest entry of Ψ below the diagonal, and the scales α_j, one for each layer."""

    det: flint.arb
    product: flint.arb
    epsilon: flint.arb
    largest_below: float
    scales: list[flint.arb]

    @property
    def near(self) -> bool:
        """|det Ψ − ∏σ(β)| < ½ ∏σ(β), proved."""
        return bool(abs(self.det - self.product) < self.product / 2)

    @property
    def far(self) -> bool:
        """|det Ψ − ∏σ(β)| > ½ ∏σ(β), proved."""
        return bool(abs(self.det - self.product) > self.product / 2)

    def finding(self, alpha: float | list[float], bits: int) -> Finding:
        """With the α of the paper, in the precision that was needed."""
        measured = {
            "decided": self.near,
            "far": self.far,
            "det": self.det.str(5),
            "product": self.product.str(5),
            "largest_below_diagonal": self.largest_below,
            "epsilon": float(self.epsilon),
            "log2_scales": [float(scale.log().mid()) / math.log(2) for scale in self.scales],
            "alpha": alpha,
            "bits": bits,
        }
        if self.far:
            return Finding(False, "certified", measured, "det Ψ is not within a half of ∏σ(β)")
        return Finding(self.near or None, "certified", measured, "" if self.near else f"not decided with {bits} bits")


def evaluate(
    chosen: Plan, scale_of: Callable[[str, list[flint.arb]], flint.arb], *, whole_layers: bool, sign: int
) -> Evaluated | None:
    """A forward pass with the biases β − α_j f(x_j); ``None`` where the precision does not suffice.

    Args:
        scale_of: the scale of a layer from its activation and the gaps: what its skips read for the samples after
            their own in the order π, less what they read for their own. All gaps are negative.
        whole_layers: whether units without skips have the scale of their layer, too; else they have 1.
        sign: −1 gives the biases the wrong sign.
    """
    net, skips, size = chosen.net, chosen.skips, len(chosen.skips)
    values: dict[int, list[flint.arb]] = {}
    scales = []
    unit = net["num_inputs"]
    for layer in net["layers"]:
        reads = {
            k: values[chosen.copied[k]] if k in chosen.copied else [flint.arb(v) for v in chosen.sums[k]]
            for k in range(unit, unit + len(layer["supports"]))
        }
        own = [(j, reads[skip]) for j, skip in enumerate(skips) if skip in reads]
        gaps = [read[i] - read[j] for j, read in own for i in range(j + 1, size)]
        if not all(gap < 0 for gap in gaps):
            return None
        scale = scale_of(layer["activation"], gaps) if own else flint.arb(1)
        if not scale.is_finite():
            return None
        scales.append(scale)
        act = ACTIVATIONS_IN_BALLS[layer["activation"]]
        for k, read in reads.items():
            factor = scale if whole_layers or k in skips else flint.arb(1)
            bias = BETA - sign * factor * read[skips.index(k)] if k in skips else flint.arb(0)
            values[k] = [act(bias + factor * v) for v in read]
        unit += len(reads)
    psi = flint.arb_mat([[values[skip][i] for skip in skips] for i in range(size)])
    det = psi.det()
    if not det.is_finite():
        return None
    largest = max((float(psi[i, j].upper()) for j in range(size) for i in range(j + 1, size)), default=0.0)
    return Evaluated(det, chosen.product(), chosen.epsilon(), largest, scales)


def with_scales(chosen: Plan, *, sign: int, most_bits: int) -> Finding:
    """The bounded case: the scales of (9), one for each layer, make the entries below the diagonal at most ε."""

    def scale_of(name: str, gaps: list[flint.arb]) -> flint.arb:
        least, inverse = flint.arb(1), _inverse(name, chosen.epsilon()) - BETA
        for gap in gaps:
            least = least.max(inverse / gap)
        return least.upper()

    bits = 256
    while bits <= most_bits:
        with flint.ctx.workprec(bits):
            found = evaluate(chosen, scale_of, whole_layers=True, sign=sign)
            if found is not None and (found.near or found.far):
                return found.finding([float(scale) for scale in found.scales], bits)
        bits *= 2
    return _not_decided(bits // 2)


def with_one_alpha(chosen: Plan, *, sign: int, most_bits: int) -> Finding:
    """The softplus case: α → ∞ for all units with skips, and 1 for the others, on the backward paths."""

    def at(alpha: int) -> Evaluated | None:
        return evaluate(chosen, lambda name, gaps: flint.arb(alpha), whole_layers=False, sign=sign)

    bits, found = 256, None
    for exponent in EXPONENTS:
        bits, found = max(bits, 8 * exponent), None
        while found is None and bits <= most_bits:
            with flint.ctx.workprec(bits):
                found = at(2**exponent)
            bits *= 1 if found else 2
        if found is None:
            return _not_decided(bits // 2)
        if found.near:
            return found.finding(2**exponent if exponent < 1000 else float("inf"), bits)
    measured = {"decided": False, "bits": bits, "far": bool(found and found.far)}
    return Finding(None, "certified", measured, f"α = 2^{EXPONENTS[-1]} is not large enough: another may be")


def _inverse(name: str, value: flint.arb) -> flint.arb:
    """σ⁻¹ of a bounded activation."""
    if name == "sigmoid":
        return (value / (1 - value)).log()
    return (flint.arb.pi() * (value - flint.arb(0.5))).tan()


def _not_decided(bits: int) -> Finding:
    measured = {"decided": False, "bits": bits, "far": False}
    return Finding(None, "certified", measured, f"not decided with {bits} bits")


def construct(instance: Sampled, *, sign: int = 1, most_bits: int = 2**16) -> Finding:
    """The construction in balls, by the proof that is for this network.

    Raises:
        Conflict: units that share a weight vector want different ones.
    """
    proof = with_one_alpha if is_softplus(instance["net"]) else with_scales
    return proof(plan(instance), sign=sign, most_bits=most_bits)
