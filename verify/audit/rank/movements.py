"""Movements of the weights that change no output: directions v with J v = 0, at all weights and for all data.

A layer P makes values a from z = W x + b, of parameters of its own, and all that reads a are layers R with weights of
their own. What the one layer does to a the others can undo:

* **scale** a_u by 1 + ε, where between z and a there is nothing, or an activation that is homogeneous of degree ℓ
  (ReLU, leaky ReLU, powers, shifted ones too): rows W_u and b_u move by themselves, columns of R by −ℓ times
  themselves. Pooling in between changes nothing.
* **add** ε a_v to a_u, where there is no activation: row u moves by row v, and column v of R by −column u. Means over
  windows change nothing.
* **shift** a_u by ε, where there is no activation: b_u moves by 1, and the bias of R by −Σ of the columns that read
  a_u. Sums with others, and pooling without a padding, change nothing.
* **exchange** of shifts between two layers whose values are added.

These are identities between columns of J, whatever activations and kinks come later: Euler's δ_z z = ℓ δ_a a for the
first one, δ_a = R δ for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod

import numpy as np

from ...subject import Node
from .data_columns import binary_fractions, residues_of_fractions
from .rescaling import Power
from .sinks import LAYERS, Sink, Sinks
from .wiring import Wiring

Movement = dict[int, np.ndarray]  # what each parameter moves by, modulo a prime


@dataclass(frozen=True)
class _Plan:
    """Which movements a layer has, and the layers that undo them."""

    node: Node
    sinks: tuple[Sink, ...]
    power: Power
    scales: bool
    mixes: bool
    shifts: bool

    def count(self, mixing: bool) -> int:
        units = self.node.shape[0]
        return units * (self.scales + self.shifts) + units * (units - 1) * (self.mixes and mixing)


class Movements:
    """The movements of a graph at some weights.

    Args:
        parameters: the weights modulo a prime, whole numbers.
        mixing: whether units are added to others, which are many movements.
    """

    def __init__(self, wiring: Wiring, parameters: Sequence[np.ndarray], prime: int, mixing: bool = True) -> None:
        self.wiring, self.parameters, self.prime, self.mixing = wiring, parameters, prime, mixing
        self._behind = Sinks(wiring)

    def __iter__(self) -> Iterator[Movement]:
        for plan in self._plans:
            units = range(plan.node.shape[0])
            if plan.scales:
                yield from (self._scaled(plan.node, plan.sinks, u, plan.power) for u in units)
            if plan.mixes and self.mixing:
                pairs = ((u, v) for u in units for v in units if u != v)
                yield from (self._mixed(plan.node, plan.sinks, u, v) for u, v in pairs)
            if plan.shifts:
                yield from (self._shifted(plan.node, plan.sinks, u) for u in units)
        for place, node in enumerate(self.wiring.graph):
            if node.kind == "add" and self.wiring.is_alive(place):
                yield from self._exchanged(place, node)

    def __len__(self) -> int:
        """An upper bound of how many there are."""
        sums = sum(node.shape[0] * (len(node.sources) - 1) for node in self.wiring.graph if node.kind == "add")
        return sums + sum(plan.count(self.mixing) for plan in self._plans)

    @cached_property
    def _plans(self) -> list[_Plan]:
        layers = (
            (place, node)
            for place, node in enumerate(self.wiring.graph)
            if node.kind in LAYERS and self.wiring.is_alive(place)
        )
        return [plan for place, node in layers if (plan := self._plan(place, node))]

    def _plan(self, place: int, node: Node) -> _Plan | None:
        after, power = self._behind.activation(place)
        sinks = self._behind.sinks(after, Sink(-1, np.arange(node.shape[0]))) if power is not None else None
        if not sinks or power is None:
            return None
        own, has_bias = self._behind.has_own(node), self.wiring.is_own(node.parameters[1])
        linear, shifted = after == place, power.constant != 0
        single = node.kind != "scale" and int(node.options.get("groups", 1)) == 1
        return _Plan(
            node,
            tuple(sinks),
            power,
            scales=own
            and (has_bias or not power.shift)
            and all(s.scales and self._behind.absorbs(s, shifted) and (s.shifts or not shifted) for s in sinks),
            mixes=own and linear and single and all(s.mixes and self._behind.absorbs(s, False) for s in sinks),
            shifts=linear and has_bias and all(s.shifts and self._behind.absorbs(s, True) for s in sinks),
        )

    # Movements

    def _scaled(self, node: Node, sinks: Sequence[Sink], unit: int, power: Power) -> Movement:
        found = self._rows(node, unit, unit)
        bias = node.parameters[1]
        if bias is not None:
            found[bias][unit] += self._residue(power.shift)
        for sink in sinks:
            self._move_columns(found, sink, unit, unit, power.degree)
            if power.constant:
                self._move_bias(found, sink, unit, power.degree * self._residue(power.constant))
        return found

    def _mixed(self, node: Node, sinks: Sequence[Sink], unit: int, other: int) -> Movement:
        found = self._rows(node, unit, other)
        for sink in sinks:
            self._move_columns(found, sink, other, unit, 1)
        return found

    def _shifted(self, node: Node, sinks: Sequence[Sink], unit: int) -> Movement:
        bias = node.parameters[1]
        assert bias is not None
        found = {bias: np.zeros_like(self.parameters[bias])}
        found[bias][unit] = 1
        for sink in sinks:
            self._move_bias(found, sink, unit, -1)
        return found

    def _exchanged(self, place: int, node: Node) -> Iterator[Movement]:
        biases = [
            self.wiring.graph[source].parameters[1]
            for source in dict.fromkeys(node.sources)
            if self.wiring.graph[source].kind in LAYERS
            and self.wiring.readers[source] == [place]
            and node.sources.count(source) == 1
            and self.wiring.is_own(self.wiring.graph[source].parameters[1])
        ]
        for one, other in pairwise(each for each in biases if each is not None):
            for unit in range(node.shape[0]):
                found = {each: np.zeros_like(self.parameters[each]) for each in (one, other)}
                found[one][unit], found[other][unit] = 1, -1
                yield found

    def _rows(self, node: Node, unit: int, other: int) -> Movement:
        """Row ``unit`` of a layer moves by row ``other``."""
        found: Movement = {}
        for index in node.parameters:
            if index is not None:
                found[index] = np.zeros_like(self.parameters[index])
                found[index][unit] = self.parameters[index][other]
        return found

    def _move_columns(self, found: Movement, sink: Sink, unit: int, by: int, factor: int) -> None:
        """The columns that read ``unit`` move by −factor times those that read ``by``."""
        node = self.wiring.graph[sink.place]
        (index, bias), prime = node.parameters, self.prime
        assert index is not None
        weight, moved = self.parameters[index], self._entry(found, index)
        if node.kind == "scale":
            chosen = np.flatnonzero(sink.origin == unit)
            moved[chosen] -= factor * weight[chosen]
            if bias is not None and any(node.constants["shift"]):
                shift = residues(np.array(node.constants["shift"]), prime)[chosen]
                self._entry(found, bias)[chosen] += factor * (weight[chosen] * shift % prime)
            return
        groups = int(node.options.get("groups", 1)) if node.kind == "convolution" else 1
        height, width = weight.shape[0] // groups, weight.shape[1]
        places = (np.flatnonzero(sink.origin == each) for each in (unit, by))
        for to, of in zip(*places, strict=True):
            rows = slice(to // width * height, (to // width + 1) * height)
            moved[rows, to % width] -= factor * weight[rows, of % width]

    def _move_bias(self, found: Movement, sink: Sink, unit: int, factor: int) -> None:
        """The bias moves by a factor times the sum of the columns that read a unit."""
        node = self.wiring.graph[sink.place]
        index, bias = node.parameters
        assert index is not None
        assert bias is not None
        weight, moved = self.parameters[index], self._entry(found, bias)
        chosen = np.flatnonzero(sink.origin == unit)
        if node.kind == "scale":
            factors = residues(np.array(node.constants["factor"]), self.prime)[chosen]
            moved[chosen] += factor * (weight[chosen] * factors % self.prime) % self.prime
            return
        groups = int(node.options.get("groups", 1)) if node.kind == "convolution" else 1
        height, width = weight.shape[0] // groups, weight.shape[1]
        for each in chosen:
            rows = slice(each // width * height, (each // width + 1) * height)
            total = weight[rows, each % width].reshape(height, -1).sum(axis=1) % self.prime
            moved[rows] += factor * total % self.prime

    def _entry(self, found: Movement, index: int) -> np.ndarray:
        return found.setdefault(index, np.zeros_like(self.parameters[index]))

    def _residue(self, number: object) -> int:
        numerator, denominator = number.numerator, number.denominator  # type: ignore[attr-defined]
        return int(numerator) * pow(int(denominator), -1, self.prime) % self.prime


def residues(values: np.ndarray, prime: int) -> np.ndarray:
    """Floats, which are binary fractions, modulo a prime, as whole numbers.

    >>> residues(np.array([0.5, 3.0]), 7)
    array([4, 3])
    """
    found = residues_of_fractions(*binary_fractions(np.asarray(values, dtype=np.float64)), prime)
    return found.astype(np.int64) % prime if prod(found.shape) else found.astype(np.int64)
