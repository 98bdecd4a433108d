"""Hidden units as NMH §2 has them: σ(b + Σ u a) of units below, and those that the outputs read."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from ...subject import Graph, Options
from .functions import is_affine

LINEAR: Options = {"name": "polynomial", "coefficients": (0.0, 1.0)}
MOVED = ("flatten", "concatenate", "select")


@dataclass(frozen=True)
class Unit:
    """A hidden unit: entry ``entry`` of the value of ``node``; its sum is that entry of the node ``before``."""

    node: int
    entry: int
    before: int


@dataclass(frozen=True)
class Readout:
    """How the outputs read hidden units.

    Attributes:
        units: different ones that are read with weights of their own; the columns of Ψ.
        layers: nodes of the output layers.
        has_bias: whether an output has one.
        objection: why the output is not linear in hidden units, or reads something else; empty if it is as in §2.
    """

    units: tuple[Unit, ...]
    layers: tuple[int, ...]
    has_bias: bool
    objection: str = ""


def readout_of(graph: Graph) -> Readout:
    """The output layers of a graph and what they read."""
    found: dict[tuple[int, int], Unit] = {}
    layers = _output_layers(graph, len(graph) - 1)
    if layers is None:
        return Readout((), (), False, f"the output is no linear layer but {_words(graph, len(graph) - 1)}")
    uses = _uses(graph)
    has_bias = False
    for place in layers:
        node = graph[place]
        weight, bias = node.parameters
        if weight is None or uses[weight] > 1:
            return Readout(
                (), layers, False, "the weights of the output layer are frozen, or shared with another layer"
            )
        has_bias |= bias is not None or "bias" in node.constants
        for unit in entries_of(graph, node.sources[0]):
            if isinstance(unit, str):
                return Readout((), layers, has_bias, f"the outputs read {unit}")
            found[unit.node, unit.entry] = unit
    return Readout(tuple(found[key] for key in sorted(found)), layers, has_bias)


def _uses(graph: Graph) -> dict[int, int]:
    counted: dict[int, int] = {}
    for node in graph:
        for index in node.parameters:
            if index is not None:
                counted[index] = counted.get(index, 0) + 1
    return counted


def _output_layers(graph: Graph, place: int) -> tuple[int, ...] | None:
    """The dense layers whose sum is a value."""
    node = graph[place]
    if node.kind == "dense":
        return (place,)
    if node.kind == "flatten":
        return _output_layers(graph, node.sources[0])
    if node.kind == "add":
        parts = [_output_layers(graph, source) for source in node.sources]
        return None if None in parts else tuple(k for part in parts if part for k in part)
    return None


def entries_of(graph: Graph, place: int) -> list[Unit | str]:
    """The units whose values are the entries of a node, in their order; a text where an entry is no unit's value."""
    node = graph[place]
    size = prod(node.shape)
    if node.kind == "flatten":
        return entries_of(graph, node.sources[0])
    if node.kind == "concatenate":
        return [unit for source in node.sources for unit in entries_of(graph, source)]
    if node.kind == "select":
        below = entries_of(graph, node.sources[0])
        return [below[k] for k in node.options["columns"]]
    if node.kind == "activation":
        before = sums_of(graph, node.sources[0])
        if before is not None:
            return [Unit(place, k, before) for k in range(size)]
        if is_affine(node.options):
            return entries_of(graph, node.sources[0])
        return [f"{node.options['name']} of {_words(graph, node.sources[0])}"] * size
    if sums_of(graph, place) is not None:
        return [Unit(place, k, place) for k in range(size)]  # linear units
    return [_words(graph, place)] * size


def _words(graph: Graph, place: int) -> str:
    kind = graph[place].kind
    said = {
        "input": "inputs",
        "max_pool": "maxima over windows",
        "average_pool": "means over windows",
        "scale": "normalised values",
        "add": "a sum of values with weights 1",
        "activation": "an activation of another value than a layer's",
        "convolution": "a convolution",
    }
    return said.get(kind, kind)


def sums_of(graph: Graph, place: int) -> int | None:
    """The node whose entries are the sums b + Σ u a of units: a layer, or a sum of layers; affine steps are looked
    through; ``None`` where the node is none."""
    node = graph[place]
    if node.kind in ("dense", "convolution"):
        return place
    if node.kind == "activation" and is_affine(node.options):
        return sums_of(graph, node.sources[0])
    if node.kind == "add" and all(sums_of(graph, source) is not None for source in node.sources):
        return place
    return None


def layers_below(graph: Graph, place: int) -> list[int]:
    """The layers whose sum a node of sums is."""
    node = graph[place]
    if node.kind in ("dense", "convolution"):
        return [place]
    return [k for source in node.sources for k in layers_below(graph, source)]


def options_of(graph: Graph, unit: Unit) -> Options:
    """The activation of a unit."""
    node = graph[unit.node]
    return node.options if node.kind == "activation" and unit.node != unit.before else LINEAR


def has_own_bias(graph: Graph, unit: Unit) -> bool:
    """Whether a trained number is added to the sum of this unit alone, and the sum is read by this unit alone."""
    uses, readers = _uses(graph), [source for node in graph for source in node.sources]
    for place in layers_below(graph, unit.before):
        node = graph[place]
        bias = node.parameters[1]
        own = node.kind == "dense" or prod(node.shape[1:]) == 1
        if bias is not None and uses[bias] == 1 and own and readers.count(place) == 1 == readers.count(unit.before):
            return True
    return False


def hidden_nodes(graph: Graph, readout: Readout) -> list[int]:
    """All nodes below the output layers."""
    seen: set[int] = set()
    waiting = [source for place in readout.layers for source in graph[place].sources]
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += graph[place].sources
    return sorted(seen)


def outside_of_class(graph: Graph, readout: Readout) -> str:
    """What keeps the hidden part from being units σ(b + Σ u a) with weights shared inside a layer at most; or empty."""
    if readout.objection:
        return readout.objection
    uses = _uses(graph)
    for place in hidden_nodes(graph, readout):
        node = graph[place]
        if node.kind in ("max_pool", "average_pool", "scale"):
            return f"the model has {_words(graph, place)}, which are no units b + Σ u a"
        if node.kind in ("dense", "convolution"):
            weight = node.parameters[0]
            if weight is None:
                return "a layer has frozen weights"
            if uses[weight] > 1:
                return "two layers share their weights"
        if node.kind == "activation" and sums_of(graph, node.sources[0]) is None and not is_affine(node.options):
            return f"there is {_words(graph, place)}"
        if node.kind == "add" and sums_of(graph, place) is None:
            return f"there is {_words(graph, place)}"
    return ""


def first_layers(graph: Graph, readout: Readout) -> list[int]:
    """The layers that read inputs only."""
    found = []
    for place in hidden_nodes(graph, readout):
        node = graph[place]
        if node.kind in ("dense", "convolution") and _reads_inputs(graph, node.sources[0]):
            found.append(place)
    return found


def _reads_inputs(graph: Graph, place: int) -> bool:
    node = graph[place]
    if node.kind == "input":
        return True
    if node.kind in MOVED or (node.kind == "activation" and is_affine(node.options)):
        return all(_reads_inputs(graph, source) for source in node.sources)
    return False


def features(values: list[np.ndarray], units: tuple[Unit, ...]) -> np.ndarray:
    """Ψ, (num_samples, len(units)), from the values of all nodes."""
    flat = {unit.node: values[unit.node].reshape(len(values[unit.node]), -1) for unit in units}
    return np.stack([flat[unit.node][:, unit.entry] for unit in units], axis=1)
