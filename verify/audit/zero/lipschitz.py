"""A Lipschitz constant of the Jacobian on a ball of weights, layer by layer.

For a sample let a be the value of a node, as a function of the weights v (measured in steps), and over the ball

    |a| ≥ ‖a‖,   P ≥ ‖Da[u]‖,   Q ≥ ‖D²a[u, u′]‖   for all ‖u‖ ≤ 1, ‖u′‖ ≤ 1, in Euclidean norms.

* ``affine``: z = W a + b with W = d_W V, b = d_b c: Dz[u] = d_W U a + d_b u_b + W Da[u], so P_z = d_W |a| + d_b √places
  + ‖W‖ P and Q_z = 2 d_W P + ‖W‖ Q, as ‖U a‖ ≤ ‖U‖_F ‖a‖. In a convolution the patches of a stand for a: an entry is in
  at most ``overlap`` of them, so ‖patches(x)‖ ≤ √overlap ‖x‖ for all x.
* ``scale``: V is diagonal, with ‖U a‖ ≤ ‖u‖ times the largest norm of a channel.
* ``activation``: Da = s′(z) Dz, D²a = s″(z) Dz Dz + s′(z) D²z: P = max|s′| P_z, Q = max|s″| P_z² + max|s′| Q_z, since
  the entrywise product of two vectors is no longer than the product of their lengths.
* ``add``: sums; ``concatenate``: roots of sums of squares; ``select`` and pools: linear maps without weights.

Over the samples ‖D²F[u, u′]‖² = Σ_i ‖D²f_i[u, u′]‖² ≤ Σ_i Q_i²: L is the root of that sum, by the mean value theorem.
Sums, products and roots of numbers ≥ 0 in float64, each result made larger by ``above``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .enclosures import Upper, above, length
from .layers import Layer
from .rings import UP, second_slopes

SQUARINGS = 4


def spectral_norm(matrix: np.ndarray) -> float:
    """An upper bound of the largest singular value of a matrix of floats.

    ‖W‖₂² = ‖G‖₂ for the Gram matrix G, and ‖G‖₂ ≤ ‖G^k‖_F^(1/k) for k = 2, 4, …; what a float product of symmetric
    matrices of n rows is off by has at most the Frobenius norm γ_n ‖·‖_F².

    >>> round(spectral_norm(np.diag([2.0, 1.0])), 3)
    2.0
    """
    largest = float(abs(matrix).max(initial=0.0))
    if not largest or not np.isfinite(largest):
        return largest
    exponent = int(np.frexp(largest)[1])  # exact units, so that powers neither overflow nor vanish
    rows = np.ldexp(matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T, -exponent)
    total = float(np.square(rows).sum()) * UP + 2.0**-500
    power = rows @ rows.T
    off = 2.0**-52 * (rows.shape[1] + 2) * total + 2.0**-500  # bounds ‖G^k − power‖₂
    best = total
    for step in range(SQUARINGS + 1):
        frobenius = float(np.sqrt(np.square(power).sum())) * UP
        best = min(best, float((frobenius + off) * UP) ** (0.5**step) * UP)
        off = ((2 * frobenius + off) * off + 2.0**-52 * (len(power) + 2) * frobenius**2) * UP + 2.0**-500
        power = power @ power
    return float(np.ldexp(np.sqrt(best) * UP, exponent))


def lipschitz_constant(
    layers: Sequence[Layer],
    values: Sequence[Upper],
    slopes: dict[int, Upper],
    weights: Sequence[np.ndarray],
    radii: Sequence[float],
    steps: Sequence[float],
) -> float:
    """An upper bound of ‖J(v) − J(v′)‖ / ‖v − v′‖ on the ball.

    Args:
        layers: the last one is the output.
        values: |a| on the ball, entry by entry, shape (N, size) each.
        slopes: |s′| on the ball, of the activations.
        weights: the middles of the parameters, floats.
        radii: how far each parameter is from its middle, entry by entry and as a whole (Frobenius norm).
        steps: the d of each parameter.
    """
    bounds: list[tuple[np.ndarray, np.ndarray]] = []
    for place, layer in enumerate(layers):
        read = [bounds[n] for n in layer.sources]
        none = np.zeros(len(values[place]))
        if layer.kind == "input":
            found = (none, none)
        elif layer.kind == "affine":
            found = _affine(layer, read[0], values[layer.sources[0]], weights, radii, steps)
        elif layer.kind == "scale":
            found = _scale(layer, read[0], values[layer.sources[0]], weights, radii, steps)
        elif layer.kind == "activation":
            first, second = read[0]
            slope = slopes[place].max(axis=1)
            bend = second_slopes(layer, values[layer.sources[0]]).max(axis=1)
            found = (above(slope * first), above(above(bend * above(first * first)) + slope * second))
        elif layer.kind in ("add", "concatenate"):
            combined = above_sum if layer.kind == "add" else lengths
            found = (
                combined(np.stack([pair[0] for pair in read], axis=1)),
                combined(np.stack([pair[1] for pair in read], axis=1)),
            )
        else:
            factor = _linear_norm(layer, layers[layer.sources[0]].size)
            found = (above(read[0][0] * factor), above(read[0][1] * factor))
        bounds.append(found)
    return length(bounds[-1][1])


def above_sum(rows: np.ndarray) -> np.ndarray:
    """Upper bounds of the sums of rows of numbers ≥ 0."""
    return np.asarray(above(rows.sum(axis=1)))


def lengths(rows: np.ndarray) -> np.ndarray:
    """Upper bounds of the Euclidean lengths of rows of numbers ≥ 0."""
    largest = rows.max(axis=1)
    units = np.ldexp(1.0, np.where((largest > 0) & (largest < np.inf), np.frexp(largest)[1], 0))
    return np.asarray(above(np.sqrt(np.square(rows / units[:, None]).sum(axis=1)) * UP * units))


def _overlap(index: np.ndarray, size: int) -> int:
    """How often an entry of the source is read at most."""
    return int(np.bincount(index.reshape(-1), minlength=size + 1)[:size].max())


def _linear_norm(layer: Layer, size: int) -> float:
    """Upper bound of the norm of a linear map without weights."""
    if layer.kind == "same":
        return 1.0
    assert layer.index is not None
    overlap = _overlap(layer.index, size)
    window = layer.index.shape[-1] if layer.kind == "average" else 1
    return float(np.sqrt(overlap / window)) * UP


def _affine(
    layer: Layer,
    read: tuple[np.ndarray, np.ndarray],
    source: Upper,
    weights: Sequence[np.ndarray],
    radii: Sequence[float],
    steps: Sequence[float],
) -> tuple[np.ndarray, np.ndarray]:
    first, second = read
    place, bias = layer.parameters
    groups, places = (1, 1) if layer.index is None else layer.index.shape[:2]
    spread = 1.0 if layer.index is None else float(np.sqrt(_overlap(layer.index, source.shape[1]))) * UP
    if layer.index is None:
        size = lengths(source)
    else:
        counts = np.bincount(layer.index.reshape(-1), minlength=source.shape[1] + 1)[:-1]
        size = lengths(source * np.sqrt(counts))
    matrix = weights[place] if place is not None else layer.frozen[0]
    assert matrix is not None
    parts = matrix.reshape(groups, len(matrix) // groups, -1)
    norm = max(spectral_norm(part) for part in parts)
    if place is not None:
        norm = above(norm + radii[place])
    step = steps[place] if place is not None else 0.0
    lift = (steps[bias] if bias is not None else 0.0) * float(np.sqrt(places)) * UP
    through = above(norm * spread)
    return above(step * size + lift + through * first), above(2 * step * spread * first + through * second)


def _scale(
    layer: Layer,
    read: tuple[np.ndarray, np.ndarray],
    source: Upper,
    weights: Sequence[np.ndarray],
    radii: Sequence[float],
    steps: Sequence[float],
) -> tuple[np.ndarray, np.ndarray]:
    first, second = read
    assert layer.factor is not None
    assert layer.shift is not None
    grid = source.reshape(len(source), layer.channels, -1)
    inner = above(grid * abs(layer.factor)[:, None] + abs(layer.shift)[:, None])
    size = lengths(inner.reshape(-1, inner.shape[2])).reshape(inner.shape[:2]).max(axis=1)
    place, bias = layer.parameters
    factor = abs(layer.factor)
    stretch = float(factor.max())
    step, norm = 0.0, stretch
    if place is not None:
        step = steps[place]
        norm = float(above(((abs(weights[place]) + radii[place]) * factor).max()))
    elif layer.frozen[0] is not None:
        norm = float(above((abs(layer.frozen[0]) * factor).max()))
    lift = (steps[bias] if bias is not None else 0.0) * float(np.sqrt(grid.shape[2])) * UP
    return above(step * size + lift + norm * first), above(above(2 * step * stretch) * first + norm * second)
