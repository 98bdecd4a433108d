"""The Jacobian of a polynomial network modulo a prime, by float64 matrix products, for some of its columns only.

The reverse pass of :mod:`algebraic.networks.passes` forms the derivatives by all K parameters. A proof of a rank needs
about as many columns as there are equations, so this one runs the same recursion and then forms no others: the
derivative by a weight is the sum over the patches of delta[patch, unit] · input[patch, j]. Numbers are residues as in
:mod:`algebraic.modular.residues`, every sum of products stays below 2^53, and the samples stand last, so that to look
something up means to copy runs of them. The arrays decide where it runs: numpy, or torch.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..networks import Network, PrimeField
from .layer_plan import LayerPlan
from .residue_arrays import ResidueArrays

BATCH_ENTRIES = 2**19  # of the largest array of one batch (4 MB)
GPU_BATCH_ENTRIES = 2**26
_NUMPY = np.zeros(0)


class ModularJacobian(ResidueArrays):
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
        super().__init__(prime, like)
        self.network, self.num_columns = network, len(columns)
        self._columns, self._like = columns, like
        place = np.full(network.num_params + len(network.fixed) + 1, -1)  # the last for the label −1: no parameter
        place[columns] = np.arange(len(columns))
        ring = PrimeField(prime)
        values = np.concatenate([weights % prime, [int(ring.constant(number)) for number in network.fixed], [0]])
        values = values.astype(np.int64)
        self._layers = [LayerPlan(self, network, k, values, place) for k in range(len(network.layers))]

    def batch_size(self) -> int:
        """Samples to take at a time."""
        widest = max(
            self.num_columns, sum(self.network.widths), *(layer.positions.size for layer in self.network.layers)
        )
        entries = BATCH_ENTRIES if str(self.device).startswith("cpu") else GPU_BATCH_ENTRIES
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
            layer.backward(delta, patches[k], signal, slopes, block)
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
        still = replace(network, fixed=(Fraction(0),) * len(network.fixed))
        moved = ModularJacobian(still, self.prime, values, self._columns[:0], like=self._like)
        signal = self.zeros((sum(network.widths) + 1, len(inputs)))  # the last row stays zero: padding
        signal[: network.input_dim, :] = self.array(inputs.T)
        speed = self.zeros(signal.shape)
        for layer, rate, offset in zip(self._layers, moved._layers, network.offsets, strict=True):
            patch, value, slope = layer.forward(signal)
            change = layer.linear(layer.moved_patches(signal, speed), 0.0) + rate.linear(patch, 1.0)
            self.reduce(change)
            if slope is not None:
                change = change * slope
                self.reduce(change)
            signal[offset : offset + value.shape[0], :] = value
            speed[offset : offset + value.shape[0], :] = change
        return xp.reshape(speed[network.offsets[-1] : -1, :].T, (-1,))
