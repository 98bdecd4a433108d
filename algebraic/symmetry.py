"""Continuous symmetries of a dense network: vector fields on the weights along which no output changes.

Each field is an identity in w and x, so its values at any w lie in the kernel of every Jacobian. With s
independent ones, no Jacobian has rank above K − s. For an activation of the form P(z) = c(z+s)^ℓ + e:

* scaling: (w_in, b+s) grows at rate 1, w_out shrinks at rate ℓ, the next biases take up e;
* ℓ = 1: any linear mixing of the units of a layer, and shifts of their biases;
* ℓ = 2 and a single next unit: rotations of two units, weighted by their output weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np

from .network import NO_EDGE, Layer, Network
from .rings import Ring


def symmetry_fields(network: Network, ring: Ring, weights: np.ndarray) -> np.ndarray:
    """Values at ``weights`` of the known symmetry fields, shape (num_fields, num_params).

    Only dense networks have fields listed here.

    >>> from algebraic.network import Network, jacobian
    >>> from algebraic.rings import Rationals
    >>> net, ring = Network.dense([1, 1, 1], "z**2+z"), Rationals()
    >>> weights = ring.array([3, 1, 2, 5])
    >>> field = symmetry_fields(net, ring, weights)
    >>> field.tolist(), (jacobian(net, ring, weights, ring.array([[7], [8]])) @ field.T).tolist()
    ([[3, 3/2, -4, -1]], [[0], [0]])
    """
    rows: list[np.ndarray] = []
    if network.is_dense:
        for k in range(len(network.layers) - 1):
            rows += _layer_fields(network, k, ring, weights)
    if not rows:
        return ring.array(np.zeros((0, network.num_params), dtype=np.int64))
    return np.stack(rows)


def _layer_fields(network: Network, k: int, ring: Ring, weights: np.ndarray) -> Iterator[np.ndarray]:
    layer, following = network.layers[k], network.layers[k + 1]
    if layer.activation is None:
        form, degree = (Fraction(1), Fraction(0), Fraction(0)), 1
    else:
        shifted = layer.activation.as_shifted_power()
        if shifted is None:
            return
        form, degree = shifted, layer.activation.degree
    scale, shift, offset = form
    has_bias, next_bias = layer.has_bias, following.has_bias
    if shift != 0 and not has_bias:
        return
    units = range(layer.num_units)

    def new() -> _Field:
        return _Field(ring, weights, layer, following, shift)

    if offset == 0 or next_bias:
        for i in units:
            field = new()
            field.move_unit(i, i, 1)
            field.move_outgoing(i, i, -degree, degree * offset)
            yield field.values
    if degree == 1 and (offset == 0 or next_bias):
        for i, j in permutations(units, 2):
            field = new()
            field.move_unit(i, j, 1)
            field.move_outgoing(j, i, -1, offset)
            yield field.values
    if degree == 1 and has_bias and next_bias:
        for i in units:
            field = new()
            field.move_bias(i)
            field.move_outgoing(None, i, 0, -scale)
            yield field.values
    if degree == 2 and following.num_units == 1:
        for i, j in combinations(units, 2):
            field = new()
            field.rotate(i, j)
            yield field.values


class _Field:
    """One vector field under construction."""

    def __init__(self, ring: Ring, weights: np.ndarray, layer: Layer, following: Layer, shift: Fraction) -> None:
        self.ring, self.weights, self.layer, self.following, self.shift = (
            ring,
            weights,
            layer,
            following,
            shift,
        )
        self.values = ring.array(np.zeros(len(weights), dtype=np.int64))

    def _add(self, labels: np.ndarray, amounts: np.ndarray) -> None:
        self.values[labels] = self.ring.add(self.values[labels], amounts)

    def _times(self, amounts: np.ndarray, factor: Fraction | int) -> np.ndarray:
        return self.ring.multiply(amounts, self.ring.full(amounts.shape, Fraction(factor)))

    def move_unit(self, i: int, j: int, factor: int, times: np.ndarray | None = None) -> None:
        """Let the shifted pre-activation of unit i grow by that of unit j, times ``factor`` (and ``times``)."""
        weight_labels, bias = self.layer.weight_labels[0], self.layer.bias_labels[0]
        amounts = self.weights[weight_labels[j]]
        if bias[j] != NO_EDGE:
            shifted = self.ring.add(self.weights[bias[[j]]], self.ring.full((1,), self.shift))
            amounts = np.concatenate([amounts, shifted])
            labels = np.append(weight_labels[i], bias[i])
        else:
            labels = weight_labels[i]
        amounts = self._times(amounts, factor)
        self._add(labels, amounts if times is None else self.ring.multiply(amounts, times))

    def move_bias(self, i: int) -> None:
        """Let the bias of unit i grow at rate 1."""
        self._add(self.layer.bias_labels[0][[i]], self.ring.full((1,), Fraction(1)))

    def move_outgoing(self, to: int | None, source: int, factor: Fraction | int, bias: Fraction) -> None:
        """Add multiples of the weights out of ``source`` to those out of ``to`` and to the next biases."""
        outgoing = self.weights[self.following.weight_labels[0][:, source]]
        if to is not None:
            self._add(self.following.weight_labels[0][:, to], self._times(outgoing, factor))
        if bias != 0:
            self._add(self.following.bias_labels[0], self._times(outgoing, bias))

    def rotate(self, i: int, j: int) -> None:
        """Rotate units i and j into each other; their output weights to the single next unit stay."""
        outgoing = self.weights[self.following.weight_labels[0][0]]
        self.move_unit(i, j, 1, times=outgoing[[j]])
        self.move_unit(j, i, -1, times=outgoing[[i]])
