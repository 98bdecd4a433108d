"""What each layer can add to the rank of the Jacobian.

A layer z = W a + b with h units, whose values a come from r different columns, has the derivatives δ_u a_j by its
weights and δ_u by its biases. Theorems, for all weights:

* There are h·r weights and h biases: no more columns.
* Between dense layers without an activation, δ_u is a combination of the derivatives by the values of any later one:
  h is the least of their widths.
* Where a is data, :mod:`.data_columns` says how many rows the columns reach.

At the given weights also: columns a_j that are equal in all samples count once, those that are zero not at all, and
so for the δ_u up to factors (:mod:`.alike`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from ...subject import Node
from .alike import Alike
from .data_columns import SpanningColumns, distinct_rows, reachable_rank, spanning_columns
from .wiring import Wiring, patches


@dataclass(frozen=True)
class Share:
    """What one layer can add.

    Attributes:
        columns: how many weights and biases it has.
        bound: the rank of their columns of the Jacobian is at most this.
        because: why, where it is less; or empty.
    """

    columns: int
    bound: int
    because: str = ""


class Shares:
    """The shares of the layers of a graph.

    Args:
        superfluous: columns that each layer can do without (:mod:`.rescaling`).
        other: of the same graph; what is known of its data need not be found again.
    """

    def __init__(self, wiring: Wiring, superfluous: Mapping[int, int], other: Shares | None = None) -> None:
        self.wiring, self.superfluous = wiring, superfluous
        self._seen: dict[tuple[int, int, bool], SpanningColumns] = {} if other is None else other._seen

    def share(self, place: int, *, alike: Alike | None = None, units: int | None = None) -> Share | None:
        """Of one node, or ``None`` if it has no parameters.

        Args:
            alike: what is known at the given weights; then superfluous columns are not counted.
            units: how many units count, if fewer than there are.
        """
        node = self.wiring.graph[place]
        weight, bias = node.parameters
        if weight is None and bias is None:
            return None
        if node.kind == "scale":
            count = node.shape[0] * ((weight is not None) + (bias is not None))
            return Share(count, count)
        height, inner = node.shape[0], self._inner(node)
        columns = height * (inner * (weight is not None) + (bias is not None))
        count = min(height, self.units_after(place) if units is None else units)
        if alike is not None:
            count = min(count, alike.num_slopes(place))
        found = self._of_data(place, count) or self._of_values(place, count, alike)
        spared = self.superfluous.get(place, 0)
        if alike is None and spared and columns - spared <= found.bound:
            why = (
                f"{spared} of its {columns} columns depend on the others, since the units that it reads can be rescaled"
            )
            return Share(columns, columns - spared, why)
        return Share(columns, min(columns, found.bound), found.because)

    def units_after(self, place: int) -> int:
        """The least width of the dense layers from this one on that follow each other without an activation."""
        least = self.wiring.graph[place].shape[0]
        for later in self.run_after(place):
            least = min(least, self.wiring.graph[later].shape[0])
        return least

    def run_after(self, place: int) -> list[int]:
        """The dense layers that follow one directly, each the only reader of the one before."""
        found: list[int] = []
        at = place
        while self.wiring.graph[at].kind == "dense" and len(self.wiring.readers[at]) == 1:
            (at,) = self.wiring.readers[at]
            if self.wiring.graph[at].kind != "dense":
                break
            found.append(at)
        return found

    def _inner(self, node: Node) -> int:
        """How many numbers each unit reads."""
        count = self.wiring.graph[node.sources[0]].shape[0]
        if node.kind == "dense":
            return count
        return count // int(node.options["groups"]) * prod(node.options["kernel"])

    def spanning(self, place: int, group: int = 0, *, bias: bool) -> SpanningColumns | None:
        """The columns that span the data which a layer reads, a column of ones among them where it has a bias."""
        node, values = self.wiring.graph[place], self.wiring.data(self.wiring.graph[place].sources[0])
        if values is None:
            return None
        key = (place, group, bias)
        if key not in self._seen:
            self._seen[key] = spanning_columns(self._read(node, values, group, bias))
        return self._seen[key]

    def rows(self, place: int, group: int = 0, *, bias: bool) -> np.ndarray:
        """What a layer reads of data, a row for each sample or patch, each once."""
        node, values = self.wiring.graph[place], self.wiring.data(self.wiring.graph[place].sources[0])
        if values is None:
            raise LookupError(f"node {place} reads no data")
        read = self._read(node, values, group, bias)
        return distinct_rows(read.reshape(-1, read.shape[2]) + 0.0)  # −0 becomes 0

    def _read(self, node: Node, values: np.ndarray, group: int, bias: bool) -> np.ndarray:
        if node.kind == "dense":
            read = values[:, None, :]
        else:
            width = values.shape[1] // int(node.options["groups"])
            read = patches(node, values[:, group * width : (group + 1) * width])
            read = read.reshape(*read.shape[:2], -1)
        weight = node.parameters[0] is not None
        return np.concatenate([read[:, :, : read.shape[2] * weight], np.ones((*read.shape[:2], int(bias)))], axis=2)

    def _of_data(self, place: int, count: int) -> Share | None:
        node = self.wiring.graph[place]
        groups = int(node.options.get("groups", 1)) if node.kind == "convolution" else 1
        total, notes = 0, ""
        for group in range(groups):
            found = self.spanning(place, group, bias=node.parameters[1] is not None)
            if found is None:
                return None
            units, rows = min(count, node.shape[0] // groups), self.wiring.per_sample(place)
            total += reachable_rank(found.lit, units, rows)
            notes = notes or _say(found, units, min(rows, self.wiring.output_dim))
        return Share(0, total, notes)

    def _of_values(self, place: int, count: int, alike: Alike | None) -> Share:
        node = self.wiring.graph[place]
        weight, bias = node.parameters
        inner, because = self._inner(node), ""
        if alike is not None and weight is not None:
            inner = alike.num_columns(place, inner)
        bound = count * (inner * (weight is not None) + (bias is not None))
        if count < node.shape[0] or inner < self._inner(node):
            because = (
                f"{count} of its {node.shape[0]} units and {inner} of the {self._inner(node)} numbers it reads count"
            )
        return Share(0, bound, because)


def _say(found: SpanningColumns, units: int, rows: int) -> str:
    """Why the data limit a layer, in words."""
    parts = []
    if found.num_dead:
        parts.append(f"{found.num_dead} of the {found.num_all} columns that it reads are zero in all samples")
    if found.num_repeated + found.num_dependent:
        parts.append(f"{found.num_repeated + found.num_dependent} depend on the others")
    counts = found.lit.sum(axis=0)
    rare = int((counts * rows < units).sum())
    if rare:
        parts.append(f"{rare} are not zero in so few samples s that they reach {rows}·s rows, and not {units}")
    return ", ".join(parts)
