"""One forward and one reverse pass over a graph, in any arithmetic: the Jacobian in balls, or modulo a prime.

Values have the shape (samples, …), the derivatives of the outputs by them (samples, outputs, …).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from ...subject import Graph, Node
from .arithmetic import Arithmetic
from .wiring import patch_places


class Pass:
    """The values of all nodes for some samples, and from them the Jacobian.

    Args:
        ring: the arithmetic.
        parameters: the tensors, floats.
        inputs: by name, the samples first, floats.

    Attributes:
        values: of each node.
        slopes: of the activations.

    Raises:
        Unprovable: the arithmetic cannot do it.
    """

    def __init__(
        self, ring: Arithmetic, graph: Graph, parameters: Sequence[np.ndarray], inputs: Mapping[str, np.ndarray]
    ) -> None:
        self.ring, self.graph, self.parameters = ring, graph, parameters
        self.num_samples = len(next(iter(inputs.values())))
        self.values: list[Any] = []
        self.slopes: dict[int, Any] = {}
        self._picked: dict[int, np.ndarray] = {}
        for place, node in enumerate(graph):
            if node.kind == "input":
                given = np.asarray(inputs[node.options["name"]], dtype=np.float64)
                self.values.append(ring.lift(given.reshape(-1, *node.shape)))
            else:
                self.values.append(self._forward(place, node, [self.values[k] for k in node.sources]))

    # Forward

    def _tensor(self, node: Node, which: int) -> Any:
        index, name = node.parameters[which], ("weight", "bias")[which]
        if index is not None:
            return self.ring.lift(self.parameters[index])
        return self.ring.lift(np.array(node.constants[name], dtype=np.float64)) if name in node.constants else None

    def _forward(self, place: int, node: Node, read: list[Any]) -> Any:
        if node.kind == "dense":
            found = read[0] @ self._tensor(node, 0).map(np.transpose)
            bias = self._tensor(node, 1)
            return found if bias is None else found + bias
        if node.kind == "convolution":
            return self._convolved(node, read[0])
        if node.kind == "scale":
            return self._scaled(node, self._standard(node, read[0]))
        if node.kind == "activation":
            value, self.slopes[place] = self.ring.activation(node.options, read[0])
            return value
        if node.kind == "add":
            return _total(read)
        if node.kind in ("average_pool", "max_pool"):
            return self._pooled(place, node, read[0])
        shape = (self.num_samples, *node.shape)
        if node.kind == "flatten":
            return read[0].map(lambda a: a.reshape(shape))
        if node.kind == "select":
            return read[0].map(lambda a: a[:, list(node.options["columns"])])
        return self.ring.join(read)

    def _patches(self, node: Node, value: Any) -> Any:
        """What is read at each place, (samples, channels, places, kernel)."""
        places = patch_places(node, value.shape[2:])

        def take(array: np.ndarray) -> np.ndarray:
            flat = array.reshape(*array.shape[:2], -1)
            return np.concatenate([flat, np.zeros((*flat.shape[:2], 1), dtype=array.dtype)], axis=2)[:, :, places]

        return value.map(take)

    def _grouped(self, node: Node, value: Any) -> Any:
        """The same for a convolution by groups, (samples, groups, places, channels of a group · kernel)."""
        groups = int(node.options["groups"])

        def turn(a: np.ndarray) -> np.ndarray:
            n, channels, places, kernel = a.shape
            return (
                a.reshape(n, groups, channels // groups, places, kernel).swapaxes(2, 3).reshape(n, groups, places, -1)
            )

        return self._patches(node, value).map(turn)

    def _kernels(self, node: Node) -> Any:
        """Weights by groups, (groups, units of a group, channels of a group · kernel)."""
        groups = int(node.options["groups"])
        return self._tensor(node, 0).map(lambda a: a.reshape(groups, a.shape[0] // groups, -1))

    def _convolved(self, node: Node, value: Any) -> Any:
        shape = (self.num_samples, *node.shape)
        found = self._grouped(node, value) @ self._kernels(node).map(lambda a: a.swapaxes(1, 2))
        found = found.map(lambda a: a.swapaxes(2, 3).reshape(shape))
        bias = self._tensor(node, 1)
        return found if bias is None else found + bias.map(lambda a: a[:, None, None])

    def _standard(self, node: Node, value: Any) -> Any:
        factor, shift = (
            self._channels(np.array(node.constants[k], dtype=np.float64), node) for k in ("factor", "shift")
        )
        return value * factor + shift

    def _channels(self, array: np.ndarray, node: Node) -> Any:
        return self.ring.lift(array.reshape(-1, *[1] * (len(node.shape) - 1)))

    def _scaled(self, node: Node, value: Any) -> Any:
        weight, bias = (self._tensor(node, k) for k in (0, 1))
        like = (-1, *[1] * (len(node.shape) - 1))
        value = value if weight is None else value * weight.map(lambda a: a.reshape(like))
        return value if bias is None else value + bias.map(lambda a: a.reshape(like))

    def _pooled(self, place: int, node: Node, value: Any) -> Any:
        shape = (self.num_samples, *node.shape)
        pool = node if "dilation" in node.options else _with_dilation(node)
        windows = self._patches(pool, value)
        if node.kind == "average_pool":
            share = self._share(node)
            return (windows.sum(3) * share).map(lambda a: a.reshape(shape))
        best = self.ring.largest(windows, np.broadcast_to(patch_places(pool, value.shape[2:]) < 0, windows.shape))
        self._picked[place] = best
        return windows.map(lambda a: np.take_along_axis(a, best[..., None], axis=-1).reshape(shape))

    def _share(self, node: Node) -> Any:
        """1 / the size of a window, which may be no float."""
        return self.ring.reciprocal(prod(node.options["kernel"]))

    # Backwards

    def jacobian(self, shapes: Sequence[tuple[int, ...]]) -> list[Any]:
        """The derivatives by each tensor, (samples, outputs, numbers in the tensor); ``None`` where they are zero."""
        outputs = prod(self.graph[-1].shape)
        first = np.broadcast_to(np.eye(outputs), (self.num_samples, outputs, outputs))
        above: list[Any] = [None] * len(self.graph)
        above[-1] = self.ring.lift(first.reshape(self.num_samples, outputs, *self.graph[-1].shape))
        found: list[Any] = [None] * len(shapes)
        for place in reversed(range(len(self.graph))):
            node, slope = self.graph[place], above[place]
            above[place] = None
            if slope is None or node.kind == "input":
                continue
            for which, block in self._own(node, slope):
                index = node.parameters[which]
                if index is not None:
                    flat = block.map(lambda a: a.reshape(self.num_samples, outputs, -1))
                    found[index] = flat if found[index] is None else found[index] + flat
            for source, share in self._back(place, node, slope):
                above[source] = share if above[source] is None else above[source] + share
        return found

    def _own(self, node: Node, slope: Any) -> list[tuple[int, Any]]:
        """The derivatives by the weight and the bias of a node."""
        found: list[tuple[int, Any]] = []
        weight, bias = (index is not None for index in node.parameters)
        read = self.values[node.sources[0]]
        if node.kind == "dense":
            if weight:
                found.append((0, slope.map(lambda a: a[..., None]) * read.map(lambda a: a[:, None, None, :])))
            return [*found, (1, slope)] if bias else found
        if node.kind == "convolution":
            flat = slope.map(lambda a: a.reshape(*a.shape[:3], -1))
            if weight:
                groups = int(node.options["groups"])
                by_group = flat.map(lambda a: a.reshape(*a.shape[:2], groups, -1, a.shape[3]))
                found.append((0, by_group @ self._grouped(node, read).map(lambda a: a[:, None])))
            return [*found, (1, flat.sum(3))] if bias else found
        if node.kind == "scale":
            if weight:
                product = slope * self._standard(node, read).map(lambda a: a[:, None])
                found.append((0, product.map(lambda a: a.reshape(*a.shape[:3], -1)).sum(3)))
            if bias:
                found.append((1, slope.map(lambda a: a.reshape(*a.shape[:3], -1)).sum(3)))
        return found

    def _back(self, place: int, node: Node, slope: Any) -> list[tuple[int, Any]]:
        """What a node contributes to the derivatives by its sources."""
        source = node.sources[0]
        if node.kind == "dense":
            return [(source, slope @ self._tensor(node, 0))]
        if node.kind == "convolution":
            return [(source, self._convolved_back(node, slope, self.graph[source].shape))]
        if node.kind == "scale":
            weight = self._tensor(node, 0)
            like = (-1, *[1] * (len(node.shape) - 1))
            slope = slope if weight is None else slope * weight.map(lambda a: a.reshape(like))
            return [(source, slope * self._channels(np.array(node.constants["factor"], dtype=np.float64), node))]
        if node.kind == "activation":
            return [(source, slope * self.slopes[place].map(lambda a: a[:, None]))]
        if node.kind == "add":
            return [(each, slope) for each in node.sources]
        if node.kind in ("average_pool", "max_pool"):
            return [(source, self._pooled_back(place, node, slope, self.graph[source].shape))]
        if node.kind == "concatenate":
            ends = np.cumsum([self.graph[each].shape[0] for each in node.sources])[:-1]
            count = len(node.sources)
            return [(node.sources[k], slope.map(lambda a, k=k: np.split(a, ends, axis=2)[k])) for k in range(count)]
        shape = self.graph[source].shape
        if node.kind == "flatten":
            return [(source, slope.map(lambda a: a.reshape(*a.shape[:2], *shape)))]
        columns = np.array(node.options["columns"], dtype=np.int64)
        parts = [(slope.map(lambda a, k=k: a[..., k : k + 1]), columns[k : k + 1]) for k in range(len(columns))]
        return [(source, _scattered(parts, shape[0]))]

    def _convolved_back(self, node: Node, slope: Any, shape: tuple[int, ...]) -> Any:
        groups = int(node.options["groups"])
        by_group = slope.map(lambda a: a.reshape(*a.shape[:2], groups, a.shape[2] // groups, -1).swapaxes(3, 4))
        read = by_group @ self._kernels(node)  # (samples, outputs, groups, places, channels of a group · kernel)

        def turn(a: np.ndarray) -> np.ndarray:
            n, m, _, places, _ = a.shape
            width = shape[0] // groups
            return a.reshape(n, m, groups, places, width, -1).swapaxes(3, 4).reshape(n, m, shape[0], places, -1)

        return self._unpatched(node, read.map(turn), shape)

    def _pooled_back(self, place: int, node: Node, slope: Any, shape: tuple[int, ...]) -> Any:
        pool = node if "dilation" in node.options else _with_dilation(node)
        flat = slope.map(lambda a: a.reshape(*a.shape[:3], -1, 1))
        if node.kind == "average_pool":
            size = prod(node.options["kernel"])
            read = (flat * self._share(node)).map(lambda a: np.broadcast_to(a, (*a.shape[:4], size)))
        else:
            chosen = np.arange(prod(node.options["kernel"])) == self._picked[place][:, None, :, :, None]
            read = flat * self.ring.lift(chosen.astype(np.float64))
        return self._unpatched(pool, read, shape)

    def _unpatched(self, node: Node, read: Any, shape: tuple[int, ...]) -> Any:
        """Back from what is read at each place, (…, channels, places, kernel), to the values."""
        places = patch_places(node, shape[1:])
        parts = [(read.map(lambda a, q=q: a[..., q]), places[:, q]) for q in range(places.shape[1])]
        return _scattered(parts, prod(shape[1:])).map(lambda a: a.reshape(*a.shape[:2], *shape))


def _scattered(parts: list[tuple[Any, np.ndarray]], size: int) -> Any:
    """The sum of arrays whose last axis goes to the given places, all different but for −1, which falls away."""
    moved = []
    for part, where in parts:
        inside = np.flatnonzero(where >= 0)

        def put(a: np.ndarray, where: np.ndarray = where, inside: np.ndarray = inside) -> np.ndarray:
            out = np.zeros((*a.shape[:-1], size), dtype=a.dtype)
            out[..., where[inside]] = a[..., inside]
            return out

        moved.append(part.map(put))
    return _total(moved)


def _with_dilation(node: Node) -> Node:
    return Node(node.kind, node.sources, options={**node.options, "dilation": (1, 1)}, shape=node.shape)


def _total(terms: list[Any]) -> Any:
    found = terms[0]
    for each in terms[1:]:
        found = found + each
    return found
