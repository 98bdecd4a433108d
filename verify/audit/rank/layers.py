"""How large the rank can be, layer by layer, with every bottleneck on the way to the output.

The columns of the Jacobian are sums over the layers that use a weight, so the rank is at most the sum of what the
layers can add (:mod:`.shares`). If everything from some layers to the output passes through a node of b numbers,
their derivatives are (m × b)(b × K') matrices for each sample: together those layers add at most N·min(m, b).

Dense layers that follow each other directly, with biases or without, are one affine map x ↦ Mx + c: their columns
lie in the span of those of one layer with the width of the last one, and also in the image of the derivative of
(weights ↦ M on the span of the data, c). The matrices M have rank at most the least width r, and those of rank at
most r in R^{h×d} form a variety of dimension r(h + d − r), so that the derivative of a parametrisation has at most
that rank, everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from .alike import Alike
from .data_columns import reachable_rank
from .shares import Share, Shares
from .wiring import Wiring


@dataclass(frozen=True)
class LayerBound:
    """A bound of the rank, with what it is made of.

    Attributes:
        bound: the rank is at most this.
        parts: a sentence for each layer that adds less than it has weights, and for each bottleneck.
    """

    bound: int
    parts: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    bound: int
    parts: tuple[str, ...] = ()

    def __add__(self, other: _Part) -> _Part:
        return _Part(self.bound + other.bound, self.parts + other.parts)

    def at_most(self, limit: int, why: str) -> _Part:
        return self if self.bound <= limit else _Part(limit, (*self.parts, why))


def bound_by_layers(wiring: Wiring, shares: Shares, alike: Alike | None = None) -> LayerBound:
    """The sum over the layers, with all bottlenecks."""
    before: list[_Part] = [_Part(0) for _ in wiring.graph]  # what passes through this node, without its own share
    here = _Part(0)
    for place in range(len(wiring.graph)):
        if not wiring.is_alive(place):
            continue
        own = _of_share(wiring, place, shares.share(place, alike=alike))
        here = _narrow(wiring, place, before[place] + own)
        merged = _run(wiring, shares, place, before)
        if merged is not None and merged.bound < here.bound:
            here = merged
        gate = wiring.gates[place]
        if gate is not None:
            before[gate] = before[gate] + here
    return LayerBound(here.bound, here.parts)


def _of_share(wiring: Wiring, place: int, share: Share | None) -> _Part:
    if share is None:
        return _Part(0)
    if share.bound >= share.columns:
        return _Part(share.columns)
    why = f": {share.because}" if share.because else ""
    words = f"layer {wiring.name(place)} adds at most {share.bound:,} with its {share.columns:,} weights{why}"
    return _Part(share.bound, (words,))


def _narrow(wiring: Wiring, place: int, part: _Part) -> _Part:
    width = wiring.per_sample(place)
    if width >= wiring.output_dim:
        return part
    limit = wiring.num_samples * width
    why = f"all up to {_what(wiring, place)} passes through {width} numbers, and adds at most {limit:,}"
    return part.at_most(limit, why)


def _what(wiring: Wiring, place: int) -> str:
    node = wiring.graph[place]
    return f"layer {wiring.name(place)}" if any(i is not None for i in node.parameters) else f"node {place}"


def _run(wiring: Wiring, shares: Shares, place: int, before: list[_Part]) -> _Part | None:
    """The bound for dense layers in a row that end here, as one layer."""
    run = [place]
    while wiring.graph[run[0]].kind == "dense":
        source = wiring.graph[run[0]].sources[0]
        if wiring.graph[source].kind != "dense" or wiring.readers[source] != [run[0]]:
            break
        run.insert(0, source)
    if len(run) < 2:
        return None
    first, nodes = run[0], [wiring.graph[k] for k in run]
    if nodes[0].parameters[0] is None:
        return None
    height, widths = nodes[-1].shape[0], [node.shape[0] for node in nodes]
    biased = any(node.parameters[1] is not None or "bias" in node.constants for node in nodes)
    spanned = shares.spanning(first, bias=False)
    inner = wiring.graph[nodes[0].sources[0]].shape[0] if spanned is None else spanned.rank
    rank = min([*widths, inner])
    found = shares.spanning(first, bias=biased)
    rows = wiring.per_sample(place)
    bound = height * (inner + biased) if found is None else reachable_rank(found.lit, height, rows)
    bound = min(bound, rank * (height + inner - rank) + height * biased)
    held = sum(share.columns for share in map(shares.share, run) if share is not None)
    words = (
        f"the {len(run)} dense layers up to {wiring.name(place)} are one affine map, of rank at most {rank}: they add "
        f"at most {bound:,} with their {held:,} weights"
    )
    limit = wiring.num_samples * min(wiring.output_dim, *widths)
    above = before[first].at_most(limit, f"all before {wiring.name(first)} passes through {min(widths)} numbers")
    return _narrow(wiring, place, above + _Part(bound, (words,)))
