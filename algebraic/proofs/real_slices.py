"""Certified real points of the zero-error set, one on each square slice of it.

As many unknowns are left free as there are equations, the other weights are fixed, or lie in small boxes. Krawczyk's
operator (:mod:`algebraic.proofs.krawczyk_operator`), in real balls, then proves for every value of the fixed weights
that there is exactly one solution in the box of the free ones, and that the Jacobian of the slice is regular on it.
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
import numpy as np

from ..networks import Balls, Network, forward, jacobian
from ..shell import object_array
from .krawczyk_operator import holds_one_solution, krawczyk_step

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

    >>> from algebraic.shell.exact import rationals
    >>> net = Network.dense([1, 1], output_bias=False)  # 2 w = 3
    >>> x, y = rationals([[2]]), rationals([[3]])
    >>> [krawczyk(net, x, y, [flint.arb(middle, 0.1)], [0]) for middle in (1.48, 1.7)]
    [True, False]
    """
    with flint.ctx.workprec(bits):
        ring = Balls()
        x, y = ring.array(inputs), ring.array(targets)
        whole, middle = object_array(box), object_array(box)
        for k in free:
            middle[k] = whole[k].mid()
        residuals = _column((forward(network, ring, middle, x).output - y).ravel())
        slopes, at_middle = _slopes(network, x, whole, free)
        return holds_one_solution([middle[k] for k in free], [whole[k] for k in free], residuals, slopes, at_middle)


def krawczyk_segment(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    start: Sequence[flint.arb],
    end: Sequence[flint.arb],
    free: Sequence[int],
    *,
    bits: int = DEFAULT_BITS,
) -> bool:
    """Whether two enclosed solutions are proved to be joined by a path inside the real set.

    ``start`` and ``end`` are boxes that are known to hold a solution each (:func:`krawczyk`).

    On the line w(τ) = middle + τ·half from start to end, the test shows that for every τ in [−1, 1] there is
    exactly one correction u(τ) of the free coordinates in a box X with f(w(τ) + u) = 0, since

        − Y (f(middle) + J half [−1, 1]) + (1 − Y J) X

    lies inside X, with J over the whole neighbourhood. Along the set J·half is of second order, so that long
    segments pass. The solutions at both ends lie in X, too, so u(±1) are they.
    """
    with flint.ctx.workprec(bits):
        ring = Balls()
        x, y = ring.array(inputs), ring.array(targets)
        first, last = object_array(start), object_array(end)
        middle, half = (first + last) / 2, (last - first) / 2
        interval = flint.arb(0, 1)
        line = object_array([m + interval * h for m, h in zip(middle, half, strict=True)])
        residuals = _column((forward(network, ring, middle, x).output - y).ravel())
        ends = max(max(first[k].rad(), last[k].rad()) for k in free)

        def image(box: flint.arb_mat, around: np.ndarray) -> flint.arb_mat | None:
            drift = _column((jacobian(network, ring, around, x) @ half) * interval)
            return krawczyk_step(box, residuals + drift, *_slopes(network, x, around, free))

        guess = image(_column([flint.arb(0) for _ in free]), line)
        if guess is None:
            return False
        box = _column([interval * (2 * guess[i, 0].abs_upper() + 2 * ends) for i in range(len(free))])
        around = line.copy()
        for i, k in enumerate(free):
            around[k] = around[k] + box[i, 0]
        mapped = image(box, around)
        return mapped is not None and all(
            box[i, 0].contains_interior(mapped[i, 0]) and box[i, 0].contains_interior(interval * ends)
            for i in range(len(free))
        )


def _slopes(
    network: Network, x: np.ndarray, whole: np.ndarray, free: Sequence[int]
) -> tuple[flint.arb_mat, flint.arb_mat]:
    """The Jacobian of a slice over a box and at its middle."""
    over, at_middle = (jacobian(network, Balls(), weights, x)[:, list(free)] for weights in (whole, _mids(whole)))
    return flint.arb_mat(over.tolist()), flint.arb_mat(at_middle.tolist())


def _column(values: Sequence[flint.arb] | np.ndarray) -> flint.arb_mat:
    return flint.arb_mat([[value] for value in values])


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
        current = _mids(object_array(point))
        for _ in range(steps):
            slopes = flint.arb_mat(jacobian(network, ring, current, x)[:, list(free)].tolist()).mid()
            residual = _column((forward(network, ring, current, x).output - y).ravel())
            try:
                step = slopes.solve(residual.mid())
            except ZeroDivisionError:
                break
            for i, k in enumerate(free):
                current[k] = (current[k] - step[i, 0]).mid()
        return list(current)


def _mids(values: np.ndarray) -> np.ndarray:
    return object_array([value.mid() for value in values])
