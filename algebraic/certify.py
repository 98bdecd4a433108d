"""Certified real points of the zero-error set, by Krawczyk's interval Newton operator on a square slice.

With as many unknowns left free as there are equations, the other weights fixed (or in small boxes), let m be the
middle of a box X and Y an approximate inverse of the Jacobian there. If

    K(X) = m − Y f(m) + (1 − Y J(X)) (X − m)

lies inside X, then for every value of the fixed weights there is exactly one solution in X, and the Jacobian of
the slice is regular on it. All of it is computed in balls, so rounding is included.
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
import numpy as np

from .network import Network, forward, jacobian
from .rings import Balls

DEFAULT_BITS = 128


def krawczyk(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    box: Sequence[flint.arb],
    free: Sequence[int],
    *,
    bits: int = DEFAULT_BITS,
) -> bool:
    """Whether Krawczyk's test proves one solution in the free coordinates of a box.

    Args:
        inputs, targets: exact rationals, shapes (num_samples, input_dim) and (num_samples, output_dim).
        box: a real ball for each of the K weights; those not in ``free`` may have a radius too: the statement then
            holds for each of their values.
        free: indices of the weights to solve for, as many as there are equations.

    Returns:
        True only with a proof; False says nothing.

    >>> from algebraic.exact import rationals
    >>> net = Network.dense([1, 1], output_bias=False)  # 2 w = 3
    >>> x, y = rationals([[2]]), rationals([[3]])
    >>> [krawczyk(net, x, y, [flint.arb(middle, 0.1)], [0]) for middle in (1.48, 1.7)]
    [True, False]
    """
    with flint.ctx.workprec(bits):
        ring = Balls()
        x, y = ring.array(inputs), ring.array(targets)
        whole, middle = _objects(box), _objects(box)
        for k in free:
            middle[k] = whole[k].mid()
        size = len(free)
        slopes = flint.arb_mat(jacobian(network, ring, whole, x)[:, list(free)].tolist())
        try:
            inverse = flint.arb_mat(jacobian(network, ring, _mids(whole), x)[:, list(free)].tolist()).inv().mid()
        except ZeroDivisionError:
            return False
        residual = flint.arb_mat([[r] for r in (forward(network, ring, middle, x).output - y).ravel()])
        identity = flint.arb_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
        offset = flint.arb_mat([[whole[k] - middle[k]] for k in free])
        step = (identity - inverse * slopes) * offset - inverse * residual
        return all(whole[k].contains_interior(middle[k] + step[i, 0]) for i, k in enumerate(free))


def refine(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    point: Sequence[flint.arb],
    free: Sequence[int],
    *,
    steps: int = 8,
    bits: int = DEFAULT_BITS,
) -> list[flint.arb]:
    """Newton's method in the free coordinates at the given precision; returns exact (radius 0) numbers."""
    with flint.ctx.workprec(bits):
        ring = Balls()
        x, y = ring.array(inputs), ring.array(targets)
        current = _mids(_objects(point))
        for _ in range(steps):
            slopes = flint.arb_mat(jacobian(network, ring, current, x)[:, list(free)].tolist()).mid()
            residual = flint.arb_mat([[r] for r in (forward(network, ring, current, x).output - y).ravel()])
            try:
                step = slopes.solve(residual.mid())
            except ZeroDivisionError:
                break
            for i, k in enumerate(free):
                current[k] = (current[k] - step[i, 0]).mid()
        return list(current)


def _objects(values: Sequence[flint.arb]) -> np.ndarray:
    out = np.empty(len(values), dtype=object)
    out[:] = list(values)
    return out


def _mids(values: np.ndarray) -> np.ndarray:
    return _objects([value.mid() for value in values])
