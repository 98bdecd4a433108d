"""The assumptions of NMH, one by one, decided of a graph and its data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np

from ...subject import Graph, Node
from .case import Case
from .declare import hypothesis
from .functions import LEMMA, VANISHING, in_lemma, is_analytic, is_strictly_increasing, name_of
from .holds import Holds, no, unknown, yes
from .hypotheses import count, layered
from .samples import first_of_each
from .units import (
    Readout,
    first_layers,
    has_own_bias,
    hidden_nodes,
    options_of,
    outside_of_class,
    readout_of,
    sums_of,
)

MOST_PATCHES = 5e6


@dataclass(frozen=True)
class Skips:
    """The readout of a case's graph."""

    graph: Graph
    readout: Readout


def skips_of(case: Case) -> Skips | Holds:
    """The hidden units that the outputs read, or why they are not known to be any."""
    whole = layered(case)
    if whole.answer != "yes" or case.graph is None:
        return whole
    return Skips(case.graph, readout_of(case.graph))


@hypothesis
def network(case: Case) -> Holds:
    """§2: hidden units σ(b + Σ u a) of units below, weights shared inside a layer at most, and outputs that read M of
    them with independent weights"""
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    objection = outside_of_class(found.graph, found.readout)
    if objection:
        return no(f"§2: {objection}")
    if not found.readout.units:
        return no("§2: there are no hidden units")
    bias = "; the bias of the outputs, which §2 does not have, does no harm" if found.readout.has_bias else ""
    return yes(f"§2: the outputs read {count(len(found.readout.units), 'hidden unit')} linearly{bias}")


@hypothesis
def analytic_increasing(case: Case) -> Holds:
    """3.1.1: all activations are real analytic and strictly increasing"""
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    names = []
    for place in hidden_nodes(found.graph, found.readout) if found.readout.layers else range(len(found.graph)):
        node = found.graph[place]
        if node.kind == "activation":
            if not is_analytic(node.options):
                return no(f"3.1.1: {name_of(node.options)} is not analytic")
            if not is_strictly_increasing(node.options):
                return no(f"3.1.1: {name_of(node.options)} is not strictly increasing")
            if sums_of(found.graph, node.sources[0]) is not None:
                names.append(name_of(node.options))
    return yes(f"3.1.1: {' and '.join(dict.fromkeys(names)) or 'linear units'}, analytic and strictly increasing")


@hypothesis
def skip_activation(case: Case) -> Holds:
    """3.1.2: N of the M units are all bounded with limit 0 at −∞, or all softplus; the path that is printed for
    softplus is not needed (NMH-02), and tanh, whose limit is not 0, is as good by the same proof"""
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    if found.readout.objection:
        return no(f"3.1.2: {found.readout.objection}")
    counted: dict[str, int] = {}
    for unit in found.readout.units:
        options = options_of(found.graph, unit)
        if in_lemma(options):
            counted[options["name"]] = counted.get(options["name"], 0) + 1
    good, n = sum(counted.get(name, 0) for name in LEMMA), case.num_samples
    said = " and ".join(f"{counted[name]:,} {name}" for name in LEMMA if counted.get(name))
    if good < n:
        return no(f"3.1.2: {count(good, 'unit')} of the kinds that are asked for, {n:,} needed ({n - good:,} too few)")
    printed = max(counted.get("softplus", 0), sum(counted.get(name, 0) for name in VANISHING)) >= n
    return yes(f"3.1.2: {said} units" + ("" if printed else ", by the proof in the note of NMH-02 (not as printed)"))


@hypothesis
def patches(case: Case) -> Holds:
    """3.1.3: no unit of the first layer has the same patch for two samples"""
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    values = case.values
    if values is None:
        return unknown("3.1.3: the patches were not compared, for their cost")
    first = first_layers(found.graph, found.readout) if found.readout.layers else []
    if not first:
        return no("3.1.3: no layer with weights below the outputs reads the inputs")
    for place in first:
        node = found.graph[place]
        if case.num_samples * prod(node.shape[1:]) > MOST_PATCHES:
            return unknown("3.1.3: the patches were not compared, for their number")
        below = values[node.sources[0]].centre
        for where, rows in _patches(node, below):
            same = first_of_each(rows)
            again = np.flatnonzero(same != np.arange(len(same)))
            if len(again):
                pair = f"samples {same[again[0]]} and {again[0]} agree{where}"
                return no(f"3.1.3: {pair}, as {count(len(again), 'sample')} in all with an earlier one")
    return yes("3.1.3: the patches of all samples differ")


def _patches(node: Node, below: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """For each position of a first layer what it reads of every sample, and which position that is, in words."""
    if node.kind == "dense":
        yield "", below.reshape(len(below), -1)
        return
    kernel, stride, padding, dilation = (node.options[name] for name in ("kernel", "stride", "padding", "dilation"))
    padded = np.pad(below, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    size = below.shape[1] // node.options["groups"]
    for row, column in np.ndindex(*node.shape[1:]):
        rows, columns = (
            slice(first * step, first * step + (length - 1) * wide + 1, wide)
            for first, step, length, wide in zip((row, column), stride, kernel, dilation, strict=True)
        )
        window = padded[:, :, rows, columns]
        for channel in range(0, below.shape[1], size):
            yield f" at position ({row}, {column})", window[:, channel : channel + size].reshape(len(below), -1)


@hypothesis
def width(case: Case) -> Holds:
    """§2, condition 4: M ≥ N, as many hidden units with connections to the output as samples"""
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    m, n = len(found.readout.units), case.num_samples
    if found.readout.objection:
        return no(f"M ≥ N: {found.readout.objection}")
    return yes(f"M = {m:,} ≥ N = {n:,}") if m >= n else no(f"M = {m:,} < N = {n:,}: it needs {n - m:,} more")


@hypothesis
def own_biases(case: Case) -> Holds:
    """N of these units have a bias of their own: §2 shares weights, not biases"""
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    good = [unit for unit in found.readout.units if in_lemma(options_of(found.graph, unit))]
    each = {unit.before: unit for unit in good}
    have = {place for place, unit in each.items() if has_own_bias(found.graph, unit)}
    own = sum(unit.before in have for unit in good)
    n = case.num_samples
    told = f"biases: {count(own, 'unit')} of the kinds in 3.1.2 with a bias of their own"
    return yes(told) if own >= n else no(f"{told}, {n:,} needed")


ASSUMPTIONS = (network, analytic_increasing, skip_activation, patches, width, own_biases)


@hypothesis
def assumptions(case: Case) -> Holds:
    """§2 and Assumption 3.1, as under NMH-02"""
    asked = [each.ask(case) if each.name not in case.asked else case.asked[each.name] for each in ASSUMPTIONS]
    for answer in ("no", "unknown"):
        failing = list(dict.fromkeys(found.why for found in asked if found.answer == answer))
        if failing:
            return Holds(answer, "; ".join(failing))
    return yes(f"§2 and Assumption 3.1 hold, as under NMH-02; {asked[ASSUMPTIONS.index(width)].why}")
