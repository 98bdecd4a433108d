"""One forward and one reverse pass through a network, over any ring."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .layers import LayerGraph
from .rings import Ring


@dataclass(frozen=True, eq=False)
class Trace:
    """What the forward pass keeps for the reverse pass.

    ``patches`` and ``preactivations`` hold one array for each layer, of shapes (num_patches, num_samples,
    patch_size) and (num_samples, num_units); ``output`` has shape (num_samples, output_dim), and ``signal``
    (num_samples, width): what the last layer could read, the zero for padding at its end.
    """

    patches: list[np.ndarray]
    preactivations: list[np.ndarray]
    output: np.ndarray
    signal: np.ndarray


def forward(network: LayerGraph, ring: Ring, weights: np.ndarray, inputs: np.ndarray) -> Trace:
    """The forward pass f(x; w) over ``ring``.

    Args:
        weights: over the ring, shape (num_params,).
        inputs: over the ring, shape (num_samples, input_dim).

    Returns:
        A :class:`Trace` whose ``output`` has shape (num_samples, output_dim).

    >>> from algebraic.networks import Network, Rationals
    >>> net, ring = Network.dense([1, 1], output_bias=False), Rationals()
    >>> forward(net, ring, ring.array([3]), ring.array([[2], [5]])).output.tolist()
    [[6], [15]]
    """
    weights = _with_fixed(network, ring, weights)
    signals, patches, preactivations = [inputs], [], []
    padding = _zeros(ring, (len(inputs), 1))
    for layer in network.layers:
        signal = np.concatenate([*signals, padding], axis=1)
        patch = _at(signal, layer.positions)
        if layer.factors is not None:
            patch = ring.multiply(patch, _second_factors(ring, signal, layer.factors))
        z = ring.matmul(patch, np.swapaxes(_gather(ring, weights, layer.weight_labels), -1, -2))
        if layer.has_bias:
            z = ring.add(z, _gather(ring, weights, layer.bias_labels)[:, None, :])
        z = np.swapaxes(z, 0, 1).reshape(len(inputs), layer.num_units)
        patches.append(patch)
        preactivations.append(z)
        signals.append(z if layer.activation is None else ring.polynomial(layer.activation.coefficients, z))
    return Trace(patches, preactivations, signals[-1], signal)


def reverse(
    network: LayerGraph,
    ring: Ring,
    weights: np.ndarray,
    trace: Trace,
    cotangents: np.ndarray,
    columns: np.ndarray | None = None,
) -> np.ndarray:
    """The reverse pass: for each sample, combinations of the gradients of its outputs.

    Args:
        cotangents: over the ring, shape (num_samples, num_combinations, output_dim).
        columns: labels of the parameters to derive by, all different (default: all).

    Returns:
        ``cotangents @ (d output / d w)``, of shape (num_samples, num_combinations, num_columns).
    """
    num_samples, num_combinations, _ = cotangents.shape
    shape = (num_samples, num_combinations)
    columns = np.arange(network.num_params) if columns is None else columns
    weights = _with_fixed(network, ring, weights)
    place = np.full(len(weights) + 1, -1)  # the last for the label −1: no parameter
    place[columns] = np.arange(len(columns))
    gradient = _zeros(ring, (*shape, len(columns)))
    slopes = _zeros(ring, (*shape, sum(network.widths)))  # of the combinations by every entry of the signal
    slopes[..., network.offsets[-1] :] = cotangents
    for k in reversed(range(len(network.layers))):
        layer, offset, patch = network.layers[k], network.offsets[k], trace.patches[k]
        delta = slopes[..., offset : offset + layer.num_units]
        if layer.activation is not None:
            outer = ring.polynomial(layer.activation.derivative_coefficients(), trace.preactivations[k])
            delta = ring.multiply(delta, outer[:, None, :])
        delta = delta.reshape(*shape, layer.num_patches, layer.units_per_patch)
        biases = np.broadcast_to(place[layer.bias_labels], delta.shape[2:])
        _scatter(ring, gradient, biases, delta)
        by_sample = np.swapaxes(patch, 0, 1)[:, None]  # (num_samples, 1, num_patches, patch_size)
        wanted = place[layer.weight_labels]
        _scatter(ring, gradient, *_products(ring, wanted, layer.num_patches, delta, by_sample))
        if k > 0:
            by_patch = np.moveaxis(delta, 2, 0).reshape(layer.num_patches, -1, layer.units_per_patch)
            back = ring.matmul(by_patch, _gather(ring, weights, layer.weight_labels))
            back = np.moveaxis(back.reshape(layer.num_patches, *shape, -1), 0, 2)
            if layer.factors is None:
                _scatter(ring, slopes, layer.positions, back)
            else:  # the slope by one factor is that by the product, times the other
                first, second = _at(trace.signal, layer.positions), _second_factors(ring, trace.signal, layer.factors)
                for places, other in ((layer.positions, second), (layer.factors, first)):
                    _scatter(ring, slopes, places, ring.multiply(back, np.swapaxes(other, 0, 1)[:, None]))
    return gradient


def jacobian(
    network: LayerGraph, ring: Ring, weights: np.ndarray, inputs: np.ndarray, columns: np.ndarray | None = None
) -> np.ndarray:
    """Derivatives of all outputs by all parameters, shape (num_samples · output_dim, num_params).

    Rows run over the samples, and within a sample over the outputs. With ``columns`` only the derivatives by these
    parameters, in this order.

    >>> from algebraic.networks import Network, Rationals
    >>> net, ring = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False), Rationals()
    >>> jacobian(net, ring, ring.array([3, 5]), ring.array([[2]])).tolist()  # f = v (w x)^2
    [[120, 36]]
    """
    trace = forward(network, ring, weights, inputs)
    identity = ring.array(np.eye(network.output_dim, dtype=np.int64))
    cotangents = np.broadcast_to(identity, (len(inputs), *identity.shape))
    gradient = reverse(network, ring, weights, trace, cotangents, columns)
    return gradient.reshape(len(inputs) * network.output_dim, gradient.shape[-1])


def _products(
    ring: Ring, wanted: np.ndarray, num_patches: int, delta: np.ndarray, by_sample: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Columns of the gradient (−1: none), and what is added there: each Σ_patch delta[patch, unit] · input[patch, j].

    Where few are wanted, no others are formed.
    """
    own, unit, entry = np.nonzero(wanted >= 0)
    shared = len(wanted) == 1 < num_patches
    if len(unit) * num_patches < wanted.size and shared:
        left = np.ascontiguousarray(np.swapaxes(delta, -1, -2))[..., unit, :]
        right = np.ascontiguousarray(np.swapaxes(by_sample, -1, -2))[..., entry, :]
        products = ring.multiply(left, right)  # (num_samples, num_combinations, num_wanted, num_patches)
        products = products.reshape(*products.shape[:2], -1)
        return wanted[own, unit, entry], ring.sum_groups(products, np.arange(0, products.shape[-1], num_patches))
    if len(unit) < wanted.size and not shared:
        return wanted[own, unit, entry], ring.multiply(delta[..., own, unit], by_sample[..., own, entry])
    if shared:  # the sum over the patches at once
        return wanted, ring.matmul(np.swapaxes(delta, -1, -2), by_sample)[:, :, None]
    return wanted, ring.multiply(delta[..., None], by_sample[..., None, :])


def _zeros(ring: Ring, shape: tuple[int, ...]) -> np.ndarray:
    return ring.full(shape, Fraction(0))


def _with_fixed(network: LayerGraph, ring: Ring, weights: np.ndarray) -> np.ndarray:
    """What the labels name: the parameters, and then the weights that are fixed to a number."""
    return np.concatenate([weights, ring.array(np.array(network.fixed, object))]) if network.fixed else weights


def _at(signal: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Shape (num_patches, num_samples, patch_size); the last entry of ``signal`` stands at the position −1: padding."""
    return np.moveaxis(np.take(signal, places, axis=1), 1, 0)


def _second_factors(ring: Ring, signal: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """What each entry of the patches is multiplied by: one where it has one factor only."""
    found = _at(signal, factors)
    alone = np.broadcast_to((factors < 0)[:, None, :], found.shape)
    if alone.any():
        found = found.copy()
        found[alone] = ring.full((int(alone.sum()),), Fraction(1))
    return found


def _gather(ring: Ring, weights: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The array of parameters that ``labels`` names, zero where there is none."""
    return _erase(ring, weights[np.maximum(labels, 0)], labels < 0)


def _erase(ring: Ring, values: np.ndarray, where: np.ndarray) -> np.ndarray:
    if where.any():
        values = values.copy()
        values[where] = _zeros(ring, (int(where.sum()),))
    return values


def _scatter(ring: Ring, totals: np.ndarray, labels: np.ndarray, values: np.ndarray) -> None:
    """Add ``values`` to the columns of ``totals`` that ``labels`` names; several may name one column.

    ``values`` has the axes of ``totals`` but the last, and then those of ``labels``.
    """
    flat = labels.ravel()
    edges = np.flatnonzero(flat >= 0)
    if not len(edges):
        return
    edges = edges[np.argsort(flat[edges], kind="stable")]
    columns, starts = np.unique(flat[edges], return_index=True)
    values = values.reshape(*totals.shape[:-1], -1)[..., edges]
    if len(columns) < len(edges):
        values = ring.sum_groups(values, starts)
    totals[..., columns] = ring.add(totals[..., columns], values)
