"""One layer of the passes by float64 matrix products: its weights as residues, what it reads, where derivatives go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..networks import Layer, Network, PrimeField
from .residue_arrays import ResidueArrays


class LayerPlan:
    """One layer: its weights as residues, and where its derivatives go."""

    def __init__(
        self, owner: ResidueArrays, network: Network, index: int, values: np.ndarray, place: np.ndarray
    ) -> None:
        self.owner, self._num_inputs = owner, network.input_dim
        layer = network.layers[index]
        self.num_units, self.num_patches, self.units = layer.num_units, layer.num_patches, layer.units_per_patch
        self.patch_size = layer.positions.shape[1]
        padding = sum(network.widths)
        self._positions = owner.indices(np.where(layer.positions < 0, padding, layer.positions).ravel())
        self._factors = self._alone = None  # of product nodes: the second factors, and where there is none
        if layer.factors is not None:
            self._factors = owner.indices(np.where(layer.factors < 0, padding, layer.factors).ravel())
            self._alone = owner.array(layer.factors < 0)[..., None]
        own_weights, own_biases = _per_patch(layer)
        self._own_weights = own_weights
        self._weights = owner.array(values[layer.weight_labels if own_weights else layer.weight_labels[0]])
        self._biases = owner.array(np.broadcast_to(values[layer.bias_labels], (self.num_patches, self.units)))
        self._coefficients: list[float] | None = None
        if layer.activation is not None:
            ring = PrimeField(owner.prime)
            self._coefficients = [float(ring.constant(c)) for c in layer.activation.coefficients]
            self._derivative = [float(ring.constant(c)) for c in layer.activation.derivative_coefficients()]
        # Weights: which (unit, entry of the patch), or with labels of their own which (patch, …), for which column.
        group, unit, entry = np.nonzero(place[layer.weight_labels] >= 0)
        targets = place[layer.weight_labels[group, unit, entry]]
        if own_weights:
            unit, entry = group * self.units + unit, group * self.patch_size + entry
        self._weight_targets = [
            (owner.indices(where), owner.indices(unit[chosen]), owner.indices(entry[chosen]))
            for where, chosen in _without_repeats(targets)
        ]
        own, unit = np.nonzero(place[layer.bias_labels] >= 0)
        targets = place[layer.bias_labels[own, unit]]
        self._own_biases = own_biases
        self._bias_targets = [
            (owner.indices(where), owner.indices((own * self.units + unit if own_biases else unit)[chosen]))
            for where, chosen in _without_repeats(targets)
        ]
        # Backwards: entries of the patches to the places of the signal that they were read from, but for the inputs.
        self._readers = self._read_backwards(layer.positions)
        self._second_readers = [] if layer.factors is None else self._read_backwards(layer.factors)

    def forward(self, signal: Any) -> tuple[Any, Any, Any]:
        """The patches, shape (patches, patch_size, samples), the values of the units, and P′ there."""
        patch = self.patches(signal)
        z = self.linear(patch, 1.0)
        if self._coefficients is None:
            return patch, z, None
        return patch, self._polynomial(self._coefficients, z), self._polynomial(self._derivative, z)

    def patches(self, signal: Any) -> Any:
        """What each patch reads, shape (patches, patch_size, samples)."""
        first = self._at(signal, self._positions)
        return first if self._factors is None else self._times(first, self._seconds(signal))

    def moved_patches(self, signal: Any, speed: Any) -> Any:
        """How fast what each patch reads changes where the signal changes at ``speed``."""
        first = self._at(speed, self._positions)
        if self._factors is None:
            return first
        return self._times(first, self._seconds(signal)) + self._times(
            self._at(signal, self._positions), self._at(speed, self._factors)
        )

    def _at(self, signal: Any, places: Any) -> Any:
        shape = (self.num_patches, self.patch_size, signal.shape[-1])
        return self.owner.xp.reshape(self.owner.xp.take(signal, places, axis=0), shape)

    def _seconds(self, signal: Any) -> Any:
        """The second factors: one where there is none."""
        return self._at(signal, self._factors) + self._alone

    def _times(self, first: Any, second: Any) -> Any:
        product = first * second
        self.owner.reduce(product)
        return product

    def _read_backwards(self, places: np.ndarray) -> list[tuple[Any, Any]]:
        flat = places.ravel()
        inner = np.flatnonzero(flat >= self._num_inputs)
        indices = self.owner.indices
        return [(indices(where), indices(inner[chosen])) for where, chosen in _without_repeats(flat[inner])]

    def linear(self, patch: Any, bias: float) -> Any:
        """W · patch + ``bias`` · b, shape (units, samples)."""
        z = self.owner.product(self._weights, patch)
        z += bias * self._biases[:, :, None]
        z = self.owner.xp.reshape(z, (self.num_units, patch.shape[-1]))
        self.owner.reduce(z)
        return z

    def backward(self, delta: Any, patch: Any, signal: Any, slopes: Any, block: Any) -> None:
        """Add what this layer contributes to the derivatives, and to the slopes of what it reads."""
        owner, xp = self.owner, self.owner.xp
        samples, outputs = delta.shape[1:]
        by_patch = xp.reshape(delta, (self.num_patches, self.units, samples, outputs))
        left, right = by_patch, patch
        if self._own_weights:  # no sum over the patches
            left = xp.reshape(delta, (1, self.num_units, samples, outputs))
            right = xp.reshape(patch, (1, -1, samples))
        for where, unit, entry in self._weight_targets:
            block[where, ...] = block[where, ...] + owner.sum_of_products(left, unit, right, entry)
        if self._bias_targets:
            totals = delta if self._own_biases else xp.sum(by_patch, axis=0)
            for where, unit in self._bias_targets:
                block[where, ...] = block[where, ...] + xp.take(totals, unit, axis=0)
        if self._readers or self._second_readers:
            flat = xp.reshape(by_patch, (self.num_patches, self.units, samples * outputs))
            axes = (0, 2, 1) if self._own_weights else (1, 0)
            back = owner.product(xp.permute_dims(self._weights, axes), flat)
            back = xp.reshape(back, (self.num_patches * self.patch_size, samples, outputs))
            parts = [(self._readers, back)]
            if self._factors is not None:  # the slope by one factor is that by the product, times the other
                first, second = self._at(signal, self._positions), self._seconds(signal)
                by_place = (-1, samples, 1)
                parts = [
                    (self._readers, self._times(back, xp.reshape(second, by_place))),
                    (self._second_readers, self._times(back, xp.reshape(first, by_place))),
                ]
            for readers, own in parts:
                for where, chosen in readers:
                    slopes[where, ...] = slopes[where, ...] + xp.take(own, chosen, axis=0)

    def _polynomial(self, coefficients: Sequence[float], z: Any) -> Any:
        """By Horner's rule."""
        value = z * 0.0 + coefficients[-1]
        for coefficient in reversed(coefficients[:-1]):
            value *= z
            value += coefficient
            self.owner.reduce(value)
        return value


def _per_patch(layer: Layer) -> tuple[bool, bool]:
    """Whether the weights, and the biases, of a layer are others on every patch (or there is one patch)."""
    return layer.weight_labels.shape[0] == layer.num_patches, layer.bias_labels.shape[0] == layer.num_patches


def _without_repeats(targets: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cut targets into parts without repetition, each with the places that it was taken from.

    >>> [(a.tolist(), b.tolist()) for a, b in _without_repeats(np.array([4, 7, 4]))]
    [([4, 7], [0, 1]), ([4], [2])]
    """
    order = np.argsort(targets, kind="stable")
    values = targets[order]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]) if len(values) else np.zeros(0, dtype=np.int64)
    lengths = np.diff(np.append(starts, len(values)))
    turn = np.arange(len(values)) - np.repeat(starts, lengths)  # the how-manieth time this target stands here
    return [(values[turn == k], order[turn == k]) for k in range(int(turn.max()) + 1 if len(turn) else 0)]
