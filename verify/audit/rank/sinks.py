"""Which layers read the values of another one, and which of its movements they can undo (:mod:`.movements`)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...subject import Node
from .rescaling import Power, power_of
from .wiring import Wiring

LAYERS = ("dense", "convolution", "scale")
PLAIN = Power()


@dataclass(frozen=True)
class Sink:
    """A layer that reads units of another one.

    Attributes:
        place: of the layer.
        origin: for each channel that it reads, the unit it comes from, or −1.
        scales, mixes, shifts: which movements pass on the way.
    """

    place: int
    origin: np.ndarray
    scales: bool = True
    mixes: bool = True
    shifts: bool = True


class Sinks:
    """The layers behind the nodes of a graph."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring

    def activation(self, place: int) -> tuple[int, Power | None]:
        """The node whose values are read, and the activation before it if it is homogeneous."""
        readers = self.wiring.readers[place]
        if len(readers) != 1 or self.wiring.graph[readers[0]].kind != "activation":
            return place, PLAIN
        return readers[0], power_of(self.wiring.graph[readers[0]])

    def has_own(self, node: Node) -> bool:
        """Whether weights and bias are the layer's own, and all that it has."""
        weight, bias = node.parameters
        fixed = bias is None and "bias" in node.constants
        return self.wiring.is_own(weight) and not fixed and (bias is None or self.wiring.is_own(bias))

    def sinks(self, place: int, way: Sink) -> list[Sink] | None:
        """The layers that read a node; ``None`` where something else does."""
        found: list[Sink] = []
        if not self.wiring.readers[place]:
            return None
        for reader in self.wiring.readers[place]:
            node = self.wiring.graph[reader]
            if node.kind in LAYERS:
                single = node.kind == "dense" or (node.kind == "convolution" and int(node.options["groups"]) == 1)
                found.append(replace(way, place=reader, mixes=way.mixes and single))
                continue
            onwards = self._onwards(place, node, way)
            further = None if onwards is None else self.sinks(reader, onwards)
            if further is None:
                return None
            found += further
        return found

    def _onwards(self, place: int, node: Node, way: Sink) -> Sink | None:
        """Through a node that computes nothing, or pools, or adds."""
        if node.kind == "flatten" and len(node.shape) == 1:
            return replace(way, origin=np.repeat(way.origin, node.shape[0] // len(way.origin)))
        if node.kind == "select":
            return replace(way, origin=way.origin[list(node.options["columns"])], mixes=False)
        if node.kind == "concatenate":
            parts = [
                way.origin if source == place else np.full(self.wiring.graph[source].shape[0], -1)
                for source in node.sources
            ]
            return replace(way, origin=np.concatenate(parts))
        if node.kind == "average_pool":
            return replace(way, shifts=way.shifts and not any(node.options["padding"]))
        if node.kind == "max_pool":
            return replace(way, mixes=False)
        if node.kind == "add" and node.sources.count(place) == 1:
            return replace(way, scales=False, mixes=False)
        return None

    def absorbs(self, sink: Sink, shift: bool) -> bool:
        """Whether a layer has weights of its own that can undo a movement, and for a shift a bias."""
        node = self.wiring.graph[sink.place]
        if not self.wiring.is_own(node.parameters[0]):
            return False
        if node.kind == "scale":
            shift = shift or any(node.constants["shift"])
        if node.kind == "convolution" and any(node.options["padding"]) and shift:
            return False
        return not shift or self.wiring.is_own(node.parameters[1])
