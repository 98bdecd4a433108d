"""Units that do the same at the given weights: equal values, proportional slopes, none at all.

A number is given to the values of every unit of every node (entry of a vector, channel of an image), so that units
with one number have equal values for all samples, and units with the number 0 the value 0. Two units of a layer get
one number where their weights agree as floats, after those of inputs with one number have been added exactly.

In the same way from the outputs back: δ_u, the derivatives of all outputs by the values of a unit, is given a number
and an exact factor, so that the δ of units with one number are multiples of one another. After a split of a unit in
two with output weights λv and (1 − λ)v these are equal; a unit whose output weights vanish has δ = 0.

Nothing is compared up to rounding: where units only might be alike they get different numbers, which weakens a bound
and falsifies none.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import TypeAlias

import numpy as np

from ...subject import Node
from .wiring import Wiring

DIGITS = 8  # of proportions, to find candidates
Slope: TypeAlias = tuple[int, Fraction]  # the number of a class, and the factor
NO_SLOPE: Slope = (0, Fraction(0))


class Alike:
    """What is alike in a graph at given weights.

    Args:
        parameters: the arrays of the parameters.
        dead: for activations, which units are proved to have value and derivative 0 in all samples.
    """

    def __init__(
        self, wiring: Wiring, parameters: Sequence[np.ndarray], dead: Mapping[int, np.ndarray] | None = None
    ) -> None:
        self.wiring, self._parameters, self._dead = wiring, parameters, dead or {}
        self._known: dict[Hashable, int] = {}
        self._count = 0
        self._values: list[np.ndarray] = []
        for place in range(len(wiring.graph)):
            self._values.append(np.array(self._forward(place), dtype=np.int64))
        self._slopes: list[list[Slope]] = [[] for _ in wiring.graph]
        for place in reversed(range(len(wiring.graph))):
            self._slopes[place] = self._backward(place)

    def num_columns(self, place: int, inner: int) -> int:
        """How many different numbers each unit of a layer reads, of ``inner``."""
        node = self.wiring.graph[place]
        if node.kind == "convolution" and int(node.options["groups"]) > 1:
            return inner
        different = set(self._values[node.sources[0]].tolist()) - {0}
        return len(different) * (prod(node.options["kernel"]) if node.kind == "convolution" else 1)

    def value_labels(self, place: int) -> np.ndarray:
        """The numbers of the values that a layer reads, channel by channel; 0 where they are zero."""
        return self._values[self.wiring.graph[place].sources[0]]

    def slopes(self, place: int) -> Sequence[Slope]:
        """For each unit of a layer the class of its δ and the factor; class 0 where δ is zero."""
        return self._slopes[place]

    def num_slopes(self, place: int) -> int:
        """How many different δ, up to factors, the units of a layer have."""
        return len({number for number, _ in self._slopes[place]} - {0})

    def _number(self, key: Hashable) -> int:
        return self._known.setdefault(key, len(self._known) + 1)

    def _fresh(self) -> int:
        self._count += 1
        return self._number(("own", self._count))

    def _array(self, node: Node, which: int) -> np.ndarray | None:
        index, name = node.parameters[which], ("weight", "bias")[which]
        if index is not None:
            return np.asarray(self._parameters[index], dtype=np.float64) + 0.0  # −0 becomes 0
        return np.array(node.constants[name], dtype=np.float64) + 0.0 if name in node.constants else None

    # Values

    def _forward(self, place: int) -> list[int]:
        node = self.wiring.graph[place]
        count = node.shape[0] if node.shape else 1
        data = self.wiring.data(place)
        if data is not None:
            columns = np.moveaxis(data, 1, 0).reshape(count, -1) + 0.0
            return [
                self._number(("data", c.tobytes(), c.size)) if c.any() else 0
                for c in map(np.ascontiguousarray, columns)
            ]
        sources = [self._values[source] for source in node.sources]
        if node.kind in ("dense", "convolution"):
            return self._linear(place, node, sources[0])
        if node.kind == "activation":
            return self._entrywise(place, node, sources[0])
        if node.kind in ("average_pool", "max_pool"):
            return [self._number((place, int(v))) if v else 0 for v in sources[0]]
        if node.kind == "concatenate":
            return [int(v) for v in np.concatenate(sources)]
        if node.kind == "select":
            return [int(sources[0][k]) for k in node.options["columns"]]
        if node.kind == "add":
            terms = [tuple(sorted(int(s[u]) for s in sources if s[u])) for u in range(count)]
            return [self._number((place, t)) if len(t) > 1 else sum(t) for t in terms]
        if node.kind == "flatten" and len(node.shape) == 1:
            size = count // max(1, len(sources[0]))
            return [
                self._number((place, int(v), k)) if v and size > 1 else int(v) for v in sources[0] for k in range(size)
            ]
        return [self._fresh() for _ in range(count)]

    def _linear(self, place: int, node: Node, labels: np.ndarray) -> list[int]:
        weight, bias = self._array(node, 0), self._array(node, 1)
        if weight is None or (node.kind == "convolution" and int(node.options["groups"]) > 1):
            return [self._fresh() for _ in range(node.shape[0])]
        flat = weight.reshape(*weight.shape[:2], -1)
        members: dict[int, list[int]] = {}
        for column, label in enumerate(labels.tolist()):
            if label:
                members.setdefault(label, []).append(column)
        single = [columns[0] for columns in members.values() if len(columns) == 1]
        merged = [columns for columns in members.values() if len(columns) > 1]
        found = []
        for unit in range(len(flat)):
            alone = np.ascontiguousarray(flat[unit, single])
            sums = tuple(
                sum((Fraction(float(flat[unit, c, q])) for c in columns), Fraction(0))
                for columns in merged
                for q in range(flat.shape[2])
            )
            shift = 0.0 if bias is None else float(bias[unit])
            if shift or alone.any() or any(sums):
                found.append(self._number((place, alone.tobytes(), sums, shift)))
            else:
                found.append(0)
        return found

    def _entrywise(self, place: int, node: Node, labels: np.ndarray) -> list[int]:
        dead = self._dead.get(place, np.zeros(len(labels), dtype=bool))
        name = node.options["name"]
        through_zero = name in ("relu", "leaky_relu", "tanh", "gelu") or (
            name == "polynomial" and not any(node.options["coefficients"][:1])
        )
        zero = dead | ((labels == 0) & through_zero)
        return [0 if off else self._number((place, int(v))) for v, off in zip(labels, zero, strict=True)]

    # Slopes

    def _backward(self, place: int) -> list[Slope]:
        node, readers = self.wiring.graph[place], self.wiring.readers[place]
        count = node.shape[0] if node.shape else 1
        if place == len(self.wiring.graph) - 1 or len(readers) > 1:
            return [(self._fresh(), Fraction(1)) for _ in range(count)]
        if not readers:
            return [NO_SLOPE] * count
        (reader,) = readers
        found = self._through(place, reader, self.wiring.graph[reader], self._slopes[reader])
        return found or [(self._fresh(), Fraction(1)) for _ in range(count)]

    def _through(self, place: int, reader: int, node: Node, above: list[Slope]) -> list[Slope] | None:
        """The slopes of the units of ``place`` from those of its only reader; ``None``: nothing is known."""
        if node.sources.count(place) > 1:
            return None
        if node.kind in ("dense", "convolution"):
            return self._through_layer(reader, node, above)
        if node.kind == "activation":
            dead, labels = self._dead.get(reader), self._values[place].tolist()
            return [
                NO_SLOPE
                if not c or (dead is not None and dead[u])
                else (self._number((reader, "slope", c, labels[u])), f)
                for u, (c, f) in enumerate(above)
            ]
        if node.kind == "add":
            return above
        if node.kind == "concatenate":
            sources = node.sources[: node.sources.index(place)]
            start = sum(self.wiring.graph[source].shape[0] for source in sources)
            return above[start : start + self.wiring.graph[place].shape[0]]
        if node.kind == "average_pool":
            return [(self._number((reader, "slope", c)), f) if c else NO_SLOPE for c, f in above]
        if node.kind == "flatten" and len(node.shape) == 1:
            size = len(above) // self.wiring.graph[place].shape[0]
            parts = [above[k : k + size] for k in range(0, len(above), size)]
            return [self._proportional(reader, [(k, c, f) for k, (c, f) in enumerate(part) if c]) for part in parts]
        return None

    def _proportional(self, reader: int, terms: list[tuple[int, int, Fraction]]) -> Slope:
        """The class of a vector with these places, classes and factors."""
        if not terms:
            return NO_SLOPE
        lead = terms[0][2]
        return self._number((reader, "slope", tuple((k, c, f / lead) for k, c, f in terms))), lead

    def _through_layer(self, reader: int, node: Node, above: list[Slope]) -> list[Slope] | None:
        weight = self._array(node, 0)
        if weight is None or (node.kind == "convolution" and int(node.options["groups"]) > 1):
            return None
        flat = weight.reshape(*weight.shape[:2], -1)
        classes = sorted({c for c, _ in above if c})
        units = [[k for k, (c, _) in enumerate(above) if c == wanted] for wanted in classes]
        factors = np.array([float(f) for _, f in above])
        sums = np.array([(factors[k, None, None] * flat[k]).sum(axis=0) for k in units])  # (classes, columns, kernel)
        sums = sums.reshape(len(classes), flat.shape[1], flat.shape[2])
        sizes = np.array([(abs(factors[k, None, None]) * abs(flat[k])).sum(axis=0) for k in units]).reshape(sums.shape)
        found = []
        for column, again in enumerate(_candidates(sums, sizes)):
            if not again:
                found.append((self._fresh(), Fraction(1)))
                continue
            terms = [
                (q, c, sum((above[k][1] * Fraction(float(flat[k, column, q])) for k in members), Fraction(0)))
                for c, members in zip(classes, units, strict=True)
                for q in range(flat.shape[2])
            ]
            found.append(self._proportional(reader, [term for term in terms if term[2]]))
        return found


def _candidates(sums: np.ndarray, sizes: np.ndarray) -> list[bool]:
    """Which columns may be zero, or multiples of others: all others are neither."""
    keys = []
    for column in range(sums.shape[1]):
        entries, scale = sums[:, column].ravel(), sizes[:, column].max(initial=0.0)
        size = abs(entries).max(initial=0.0)
        if size <= 1e-6 * scale or not size:
            keys.append(b"")
            continue
        lead = entries[abs(entries) > size / 2][0]
        keys.append((np.round(entries / lead, DIGITS) + 0.0).tobytes())
    seen: dict[bytes, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    return [key == b"" or seen[key] > 1 for key in keys]
