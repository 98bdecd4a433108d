"""How the values of a graph hang together: who reads whom, what everything must pass through, what is data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

import numpy as np

from ...subject import Graph, Node

MOVING = ("flatten", "select", "concatenate")  # these move numbers and compute nothing


@dataclass(frozen=True, eq=False)
class Wiring:
    """A graph with its data.

    Attributes:
        graph: the nodes; the last one is the output.
        inputs: by name, shape (num_samples, …), each sample once.
        names: of the parameters.
    """

    graph: Graph
    inputs: Mapping[str, np.ndarray]
    names: tuple[str, ...] = ()
    _data: dict[int, np.ndarray | None] = field(default_factory=dict)

    @property
    def num_samples(self) -> int:
        """How many different samples there are."""
        return len(next(iter(self.inputs.values())))

    @property
    def output_dim(self) -> int:
        """Numbers in the output for one sample."""
        return prod(self.graph[-1].shape)

    @cached_property
    def readers(self) -> list[list[int]]:
        """For each node the nodes that read it and that the output depends on."""
        found: list[list[int]] = [[] for _ in self.graph]
        alive = {len(self.graph) - 1}
        for place in reversed(range(len(self.graph))):
            if place in alive:
                for source in set(self.graph[place].sources):
                    found[source].append(place)
                    alive.add(source)
        return [sorted(each) for each in found]

    def is_alive(self, place: int) -> bool:
        """Whether the output depends on the node."""
        return place == len(self.graph) - 1 or bool(self.readers[place])

    @cached_property
    def gates(self) -> list[int | None]:
        """For each node the next one that all its paths to the output pass through."""
        passed: list[set[int]] = [set() for _ in self.graph]
        found: list[int | None] = [None] * len(self.graph)
        for place in reversed(range(len(self.graph))):
            if self.readers[place]:
                passed[place] = set.intersection(*(passed[reader] for reader in self.readers[place]))
                found[place] = min(passed[place])
            passed[place] = passed[place] | {place}
        return found

    def per_sample(self, place: int) -> int:
        """The least number of values, of one sample, that all from this node on to the output passes through."""
        least, at = prod(self.graph[place].shape), self.gates[place]
        while at is not None:
            least, at = min(least, prod(self.graph[at].shape)), self.gates[at]
        return least

    @cached_property
    def uses(self) -> Counter[int]:
        """How often each parameter is used by nodes that the output depends on."""
        alive = (node for place, node in enumerate(self.graph) if self.is_alive(place))
        return Counter(index for node in alive for index in node.parameters if index is not None)

    def is_own(self, index: int | None) -> bool:
        """Whether this is a parameter that is used once."""
        return index is not None and self.uses[index] == 1

    def name(self, place: int) -> str:
        """Of a layer: that of its weights, without their last part."""
        index = next((i for i in self.graph[place].parameters if i is not None), None)
        if index is None or index >= len(self.names):
            return f"node {place}"
        return self.names[index].rpartition(".")[0] or self.names[index]

    def data(self, place: int) -> np.ndarray | None:
        """The values of a node that moves inputs and computes nothing, (num_samples, …); ``None`` for another."""
        if place not in self._data:
            self._data[place] = self._moved(self.graph[place])
        return self._data[place]

    def _moved(self, node: Node) -> np.ndarray | None:
        if node.kind == "input":
            return np.asarray(self.inputs[node.options["name"]]).reshape(-1, *node.shape)
        if node.kind not in MOVING:
            return None
        sources = [self.data(source) for source in node.sources]
        found = [each for each in sources if each is not None]
        if len(found) < len(sources):
            return None
        if node.kind == "select":
            return found[0][:, list(node.options["columns"])]
        return np.concatenate(found, axis=1) if node.kind == "concatenate" else found[0].reshape(-1, *node.shape)


def patches(node: Node, values: np.ndarray) -> np.ndarray:
    """What a convolution reads at each place of its output.

    Args:
        values: (num_samples, channels, height, width).

    Returns:
        (num_samples, num_places, channels, kernel height · kernel width), zeros from the padding.

    >>> node = Node("convolution", options={"kernel": (1, 2), "stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)},
    ...             shape=(1, 1, 2))
    >>> patches(node, np.arange(3.0).reshape(1, 1, 1, 3)).reshape(2, 2).tolist()
    [[0.0, 1.0], [1.0, 2.0]]
    """
    places = patch_places(node, values.shape[2:])
    flat = values.reshape(*values.shape[:2], -1)
    padded = np.concatenate([flat, np.zeros((*flat.shape[:2], 1), flat.dtype)], axis=2)
    return np.moveaxis(padded[:, :, places], 1, 2)


def patch_places(node: Node, size: tuple[int, ...]) -> np.ndarray:
    """The places of (height · width) that each output reads, (num_places, kernel size); −1 for padding."""
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = (
        tuple(node.options[name]) for name in ("kernel", "stride", "padding", "dilation")
    )
    height, width = size
    rows = np.arange(node.shape[1])[:, None] * sh - ph + np.arange(kh)[None, :] * dh
    columns = np.arange(node.shape[2])[:, None] * sw - pw + np.arange(kw)[None, :] * dw
    inside = ((rows >= 0) & (rows < height))[:, None, :, None] & ((columns >= 0) & (columns < width))[None, :, None, :]
    found = np.where(inside, rows[:, None, :, None] * width + columns[None, :, None, :], -1)
    return found.reshape(node.shape[1] * node.shape[2], kh * kw)
