"""The Jacobian of a polynomial network modulo a prime, by float64 matrix products, for some of its columns only.

The reverse pass of :mod:`algebraic.networks.passes` forms the derivatives by all K parameters. A proof of a rank needs
about as many columns as there are equations, so this one runs the same recursion and then forms no others: the
derivative by a weight is the sum over the patches of delta[patch, unit] · input[patch, j]. Numbers are residues as in
:mod:`algebraic.modular.residues`, every sum of products stays below 2^53, and the samples stand last, so that to look
something up means to copy runs of them. The arrays decide where it runs: numpy, or torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from ..modular import check_prime, longest_inner, reduce_in_place
from ..networks import Layer, Network, PrimeField

BATCH_ENTRIES = 2**19  # of the largest array of one batch (4 MB)
GPU_BATCH_ENTRIES = 2**26
_NUMPY = np.zeros(0)


class ModularJacobian:
    """Derivatives of all outputs by chosen parameters, at one point modulo a prime below 2^23.

    Args:
        weights: the point, shape (num_params,), integers modulo the prime.
        columns: labels of parameters, all different, shape (num_columns,).
        like: an array (numpy, torch) whose kind and device all others take.

    Raises:
        WrongInput: no prime below 2^23, or one that divides a denominator of an activation.

    >>> net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> at_point = ModularJacobian(net, 101, np.array([3, 5]), np.array([1, 0]))
    >>> at_point.rows(np.array([[2.0]])) % 101  # f = v (w x)², at w = 3, v = 5, x = 2
    array([[36., 19.]])
    """

    def __init__(
        self, network: Network, prime: int, weights: np.ndarray, columns: np.ndarray, *, like: Any = _NUMPY
    ) -> None:
        self.network, self.prime, self.num_columns = network, check_prime(prime), len(columns)
        self._columns, self._like = columns, like
        self.xp, self._device = array_namespace(like), device(like)
        self._longest = longest_inner(prime)
        place = np.full(network.num_params + 1, -1)  # the last for the label −1: no parameter
        place[columns] = np.arange(len(columns))
        values = np.append(weights % prime, 0)
        self._layers = [_LayerPlan(self, k, values, place) for k in range(len(network.layers))]

    def batch_size(self) -> int:
        """Samples to take at a time."""
        widest = max(
            self.num_columns, sum(self.network.widths), *(layer.positions.size for layer in self.network.layers)
        )
        entries = BATCH_ENTRIES if str(self._device).startswith("cpu") else GPU_BATCH_ENTRIES
        return max(1, entries // (widest * self.network.output_dim))

    def rows(self, inputs: np.ndarray) -> Any:
        """The rows of some samples, shape (num_samples · output_dim, num_columns): residues of size at most p/2 + 2.

        Args:
            inputs: integers, shape (num_samples, input_dim).
        """
        xp, network, outputs = self.xp, self.network, self.network.output_dim
        num_samples = len(inputs)
        height = sum(network.widths)
        signal = self.zeros((height + 1, num_samples))  # the last row stays zero: padding
        signal[: network.input_dim, :] = self.array(inputs.T)
        patches, slopes_of_activation = [], []
        for layer, offset in zip(self._layers, network.offsets, strict=True):
            patch, value, slope = layer.forward(signal)
            signal[offset : offset + value.shape[0], :] = value
            patches.append(patch)
            slopes_of_activation.append(slope)
        # From here on the last two axes are the samples and the outputs.
        block = self.zeros((self.num_columns, num_samples, outputs))
        slopes = self.zeros((height, num_samples, outputs))
        for output in range(outputs):
            slopes[network.offsets[-1] + output, :, output] = 1.0
        for k in reversed(range(len(self._layers))):
            layer, offset = self._layers[k], network.offsets[k]
            delta = slopes[offset : offset + layer.num_units, :, :]
            if slopes_of_activation[k] is not None:
                self.reduce(delta)  # a view: nobody reads it again
                delta = delta * slopes_of_activation[k][:, :, None]
            self.reduce(delta)
            layer.backward(delta, patches[k], slopes, block)
        self.reduce(block)
        return xp.reshape(block, (self.num_columns, num_samples * outputs)).T

    def along(self, inputs: np.ndarray, direction: np.ndarray) -> Any:
        """The product of the same rows with a vector, shape (num_samples · output_dim,), by a forward pass alone.

        Args:
            inputs: integers, shape (num_samples, input_dim).
            direction: integers, shape (num_columns,).

        >>> net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)
        >>> at_point = ModularJacobian(net, 101, np.array([3, 5]), np.array([1, 0]))
        >>> at_point.along(np.array([[2.0]]), np.array([1, 2])) % 101  # 36 + 2 · 19
        array([74.])
        """
        xp, network = self.xp, self.network
        values = np.zeros(network.num_params, dtype=np.int64)
        values[self._columns] = direction
        moved = ModularJacobian(network, self.prime, values, self._columns[:0], like=self._like)
        signal = self.zeros((sum(network.widths) + 1, len(inputs)))  # the last row stays zero: padding
        signal[: network.input_dim, :] = self.array(inputs.T)
        speed = self.zeros(signal.shape)
        for layer, rate, offset in zip(self._layers, moved._layers, network.offsets, strict=True):
            patch, value, slope = layer.forward(signal)
            change = layer.linear(layer.patches(speed), 0.0) + rate.linear(patch, 1.0)
            self.reduce(change)
            if slope is not None:
                change = change * slope
                self.reduce(change)
            signal[offset : offset + value.shape[0], :] = value
            speed[offset : offset + value.shape[0], :] = change
        return xp.reshape(speed[network.offsets[-1] : -1, :].T, (-1,))

    def array(self, values: Any) -> Any:
        """Residues of integers, over there."""
        found = self.xp.asarray(np.array(values, dtype=np.float64, order="C"), device=self._device)
        self.reduce(found)
        return found

    def indices(self, values: np.ndarray) -> Any:
        """Whole numbers to look things up with."""
        return self.xp.asarray(np.ascontiguousarray(values, dtype=np.int64), device=self._device)

    def zeros(self, shape: tuple[int, ...]) -> Any:
        """Zeros over there."""
        return self.xp.zeros(shape, dtype=self.xp.float64, device=self._device)

    def reduce(self, values: Any) -> None:
        """To residues, in place."""
        reduce_in_place(self.xp, values, self.prime)

    def product(self, left: Any, right: Any) -> Any:
        """Matrix product over the last two axes of ``left`` and two axes of ``right``, exact modulo the prime."""
        total: Any = None
        for start in range(0, left.shape[-1], self._longest):
            part = left[..., start : start + self._longest] @ right[..., start : start + self._longest, :]
            self.reduce(part)
            total = part if total is None else total + part
        if left.shape[-1] > self._longest:
            self.reduce(total)
        return total

    def sum_of_products(self, left: Any, left_rows: Any, right: Any, right_rows: Any) -> Any:
        """Σ_patch left[patch, left_rows] · right[patch, right_rows], exact modulo the prime."""
        take = self.xp.take
        total: Any = None
        for patch in range(left.shape[0]):
            part = take(left[patch, ...], left_rows, axis=0)
            part *= take(right[patch, ...], right_rows, axis=0)[..., None]
            if total is None:
                total = part
            else:
                total += part
            if patch % (self._longest - 1) == 0:
                self.reduce(total)
        self.reduce(total)
        return total


class _LayerPlan:
    """One layer: its weights as residues, and where its derivatives go."""

    def __init__(self, owner: ModularJacobian, index: int, values: np.ndarray, place: np.ndarray) -> None:
        self.owner = owner
        layer = owner.network.layers[index]
        self.num_units, self.num_patches, self.units = layer.num_units, layer.num_patches, layer.units_per_patch
        self.patch_size = layer.positions.shape[1]
        self._positions = owner.indices(
            np.where(layer.positions < 0, sum(owner.network.widths), layer.positions).ravel()
        )
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
        flat = layer.positions.ravel()
        inner = np.flatnonzero(flat >= owner.network.input_dim)
        self._readers = [
            (owner.indices(where), owner.indices(inner[chosen])) for where, chosen in _without_repeats(flat[inner])
        ]

    def forward(self, signal: Any) -> tuple[Any, Any, Any]:
        """The patches, shape (patches, patch_size, samples), the values of the units, and P′ there."""
        patch = self.patches(signal)
        z = self.linear(patch, 1.0)
        if self._coefficients is None:
            return patch, z, None
        return patch, self._polynomial(self._coefficients, z), self._polynomial(self._derivative, z)

    def patches(self, signal: Any) -> Any:
        """What each patch reads, shape (patches, patch_size, samples)."""
        shape = (self.num_patches, self.patch_size, signal.shape[-1])
        return self.owner.xp.reshape(self.owner.xp.take(signal, self._positions, axis=0), shape)

    def linear(self, patch: Any, bias: float) -> Any:
        """W · patch + ``bias`` · b, shape (units, samples)."""
        z = self.owner.product(self._weights, patch)
        z += bias * self._biases[:, :, None]
        z = self.owner.xp.reshape(z, (self.num_units, patch.shape[-1]))
        self.owner.reduce(z)
        return z

    def backward(self, delta: Any, patch: Any, slopes: Any, block: Any) -> None:
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
        if self._readers:
            flat = xp.reshape(by_patch, (self.num_patches, self.units, samples * outputs))
            axes = (0, 2, 1) if self._own_weights else (1, 0)
            back = owner.product(xp.permute_dims(self._weights, axes), flat)
            back = xp.reshape(back, (self.num_patches * self.patch_size, samples, outputs))
            for where, chosen in self._readers:
                slopes[where, ...] = slopes[where, ...] + xp.take(back, chosen, axis=0)

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
