"""Continuous symmetries of a network: vector fields on the weights along which no output changes.

Each field is an identity in w and x, so its values at any w lie in the kernel of every Jacobian. With s
independent ones, no Jacobian has rank above K − s. For an activation of the form P(z) = c(z+s)^ℓ + e:

* scaling, in any graph: the weights into a unit and b + s grow at rate 1, those out of it shrink at rate ℓ, and
  the biases it feeds take up e; units that share weights (a channel of a convolution) scale together;
* ℓ = 1, dense networks: any linear mixing of the units of a layer, and shifts of their biases;
* ℓ = 2, dense networks, a single next unit: rotations of two units, weighted by their output weights.

Of networks with product nodes or fixed weights: the scalings of all weights (:mod:`algebraic.networks.torus`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np

from .layers import NO_EDGE, Layer
from .network import Network
from .rings import Ring
from .torus import scaling_rates

ShiftedPower = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True, eq=False)
class Symmetry:
    """One vector field: its kind (scaling, mixing, shift, rotation), its layer (from 1), its values at a point."""

    kind: str
    layer: int
    values: np.ndarray


def symmetry_fields(network: Network, ring: Ring, weights: np.ndarray) -> np.ndarray:
    """Values at ``weights`` of the known symmetries, shape (num_fields, num_params).

    >>> from algebraic.networks.network import Network
    >>> from algebraic.networks.passes import jacobian
    >>> from algebraic.networks.rings import Rationals
    >>> net, ring = Network.dense([1, 1, 1], "z**2+z"), Rationals()
    >>> weights = ring.array([3, 1, 2, 5])
    >>> field = symmetry_fields(net, ring, weights)
    >>> field.tolist(), (jacobian(net, ring, weights, ring.array([[7], [8]])) @ field.T).tolist()
    ([[3, 3/2, -4, -1]], [[0], [0]])
    """
    found = [symmetry.values for symmetry in symmetries(network, ring, weights)]
    return np.stack(found) if found else ring.array(np.zeros((0, network.num_params), dtype=np.int64))


def symmetries(network: Network, ring: Ring, weights: np.ndarray) -> list[Symmetry]:
    """The known symmetries of a network, with their values at ``weights`` (over ``ring``)."""
    if network.has_products or network.fixed:
        return [_growing(network, ring, weights, rates) for rates in scaling_rates(network)]
    found = list(_scalings(network, ring, weights))
    if network.is_dense:
        for k in range(len(network.layers) - 1):
            found += _dense_symmetries(network, k, ring, weights)
    return found


def _growing(network: Network, ring: Ring, weights: np.ndarray, rates: list[int]) -> Symmetry:
    """Every weight grows at its own rate; the layer is the first that moves."""
    field = _Field(ring, weights)
    moved = {label for label, rate in enumerate(rates) if rate}
    for label in moved:
        field.add({label}, rates[label])
    layers = (k + 1 for k in range(len(network.layers)) if moved & {*network.layer_labels(k)})
    return Symmetry("scaling", next(layers, 1), field.values)


def _form(layer: Layer) -> tuple[ShiftedPower | None, int]:
    if layer.activation is None:
        return (Fraction(1), Fraction(0), Fraction(0)), 1
    return layer.activation.as_shifted_power(), layer.activation.degree


@dataclass
class _Unit:
    """A unit with the labels of its own edges and bias; ``outgoing`` is filled in from the layers above."""

    layer: int
    edges: list[tuple[int, int]]
    bias: int


def _scalings(network: Network, ring: Ring, weights: np.ndarray) -> Iterator[Symmetry]:
    if all(_form(layer)[0] is None for layer in network.layers[:-1]):
        return
    units = [
        _Unit(k, [(label, place) for label, place in edges], bias)
        for k, layer in enumerate(network.layers)
        for edges, bias in layer.units()
    ]  # unit i stands at place input_dim + i of the signal
    readers: dict[int, set[int]] = {}  # units that use a label
    sources: dict[int, set[int]] = {}  # places of the signal that a label multiplies
    fed: dict[int, list[int]] = {}  # units that read a place
    sharing_bias: dict[int, list[int]] = {}
    for i, unit in enumerate(units):
        for label, place in unit.edges:
            readers.setdefault(label, set()).add(i)
            sources.setdefault(label, set()).add(place)
            fed.setdefault(place, []).append(i)
        if unit.bias >= 0:
            readers.setdefault(unit.bias, set()).add(i)
            sharing_bias.setdefault(unit.bias, []).append(i)
    done: set[int] = set()
    for i in range(len(units) - network.output_dim):
        if i in done:
            continue
        group = _joined(i, units, readers)
        done |= group
        form, degree = _form(network.layers[units[i].layer])
        if form is None or any(units[j].layer != units[i].layer for j in group):
            continue
        _, shift, offset = form
        places = {network.input_dim + j for j in group}
        incoming = {label for j in group for label, _ in units[j].edges}
        biases = {units[j].bias for j in group} - {NO_EDGE}
        outgoing = {label for p in places for j in fed.get(p, ()) for label, place in units[j].edges if place == p}
        if outgoing & (incoming | biases) or any(not sources[label] <= places for label in outgoing):
            continue
        if any(label in sharing_bias for label in outgoing | incoming) or (
            shift and any(units[j].bias < 0 for j in group)
        ):
            continue
        taken_up = _absorbed(places, units, fed, sharing_bias) if offset else {}
        if taken_up is None:
            continue
        field = _Field(ring, weights)
        field.add(incoming, 1)
        field.add(biases, 1, shift)
        field.add(outgoing, -degree)
        for bias, labels in taken_up.items():
            for label, times in labels.items():
                field.move(bias, label, degree * offset * times)
        yield Symmetry("scaling", units[i].layer + 1, field.values)


def _joined(start: int, units: list[_Unit], readers: dict[int, set[int]]) -> set[int]:
    """All units that are linked to ``start`` by a shared weight or bias."""
    group, waiting = {start}, [start]
    while waiting:
        unit = units[waiting.pop()]
        for label in [label for label, _ in unit.edges] + ([unit.bias] if unit.bias >= 0 else []):
            fresh = readers[label] - group
            group |= fresh
            waiting += fresh
    return group


def _absorbed(
    places: set[int], units: list[_Unit], fed: dict[int, list[int]], sharing_bias: dict[int, list[int]]
) -> dict[int, Counter[int]] | None:
    """For each bias fed from ``places``, the labels of the edges; ``None`` when a bias cannot take up e."""

    def from_group(j: int) -> Counter[int]:
        return Counter(label for label, place in units[j].edges if place in places)

    absorbed: dict[int, Counter[int]] = {}
    for j in {j for place in places for j in fed.get(place, ())}:
        bias = units[j].bias
        if bias < 0 or any(from_group(other) != from_group(j) for other in sharing_bias[bias]):
            return None
        absorbed[bias] = from_group(j)
    return absorbed


class _Field:
    """A vector field under construction: values of dw at one point."""

    def __init__(self, ring: Ring, weights: np.ndarray) -> None:
        self.ring, self.weights = ring, weights
        self.values = ring.full((len(weights),), Fraction(0))

    def _number(self, value: Fraction | int) -> np.ndarray:
        return self.ring.full((1,), Fraction(value))

    def change(self, label: int, amount: np.ndarray) -> None:
        """Add ``amount`` (shape (1,)) to the rate of one parameter."""
        self.values[[label]] = self.ring.add(self.values[[label]], amount)

    def move(self, label: int, source: int, factor: Fraction | int, shift: Fraction = Fraction(0)) -> None:
        """Let parameter ``label`` grow at ``factor`` times (parameter ``source`` + shift)."""
        value = self.ring.add(self.weights[[source]], self._number(shift)) if shift else self.weights[[source]]
        self.change(label, self.ring.multiply(value, self._number(factor)))

    def add(self, labels: set[int], factor: int, shift: Fraction = Fraction(0)) -> None:
        """Let every parameter grow at ``factor`` times (itself + shift)."""
        for label in labels:
            self.move(label, label, factor, shift)


def _dense_symmetries(network: Network, k: int, ring: Ring, weights: np.ndarray) -> Iterator[Symmetry]:
    layer, following = network.layers[k], network.layers[k + 1]
    form, degree = _form(layer)
    if form is None or degree > 2:
        return
    scale, shift, offset = form
    into = [
        [*layer.weight_labels[0, i]] + ([layer.bias_labels[0, i]] if layer.has_bias else [])
        for i in range(layer.num_units)
    ]
    shifts = [Fraction(0)] * layer.positions.shape[1] + [shift]
    out = following.weight_labels[0]
    if degree == 1 and (offset == 0 or following.has_bias):
        for i, j in permutations(range(layer.num_units), 2):  # z_i grows at rate z_j
            field = _Field(ring, weights)
            for target, source in zip(into[i], into[j], strict=True):
                field.move(target, source, 1)
            for unit in range(following.num_units):
                field.move(out[unit, j], out[unit, i], -1)
                if offset:
                    field.move(following.bias_labels[0, unit], out[unit, i], offset)
            yield Symmetry("mixing", k + 1, field.values)
    if degree == 1 and layer.has_bias and following.has_bias:
        for i in range(layer.num_units):
            field = _Field(ring, weights)
            field.change(layer.bias_labels[0, i], ring.full((1,), Fraction(1)))
            for unit in range(following.num_units):
                field.move(following.bias_labels[0, unit], out[unit, i], -scale)
            yield Symmetry("shift", k + 1, field.values)
    if degree == 2 and following.num_units == 1 and (shift == 0 or layer.has_bias):
        for i, j in combinations(range(layer.num_units), 2):
            field = _Field(ring, weights)
            for one, other, sign in ((i, j, 1), (j, i, -1)):  # z_i + s grows at rate ±v_j (z_j + s)
                for target, source, by in zip(into[one], into[other], shifts, strict=False):
                    moved = _Field(ring, weights)
                    moved.move(target, source, sign, by)
                    rate = ring.multiply(moved.values[[target]], weights[[out[0, other]]])
                    field.change(target, rate)
            yield Symmetry("rotation", k + 1, field.values)
