"""One real solution of the zero-error equations with a proof: that a set is not empty rests on no engine then."""

from __future__ import annotations

import flint
import numpy as np
import scipy  # its parts are loaded when they are used: 0.3 s

from ..networks import FloatingPoint, Network, forward, jacobian
from ..proofs import krawczyk, refine
from ..shell import ROLE_WITNESS, Budget, random_stream

NUM_STARTS = 10
RADII = (1e-6, 1e-9, 1e-12, 1e-16)


def has_real_solution(network: Network, inputs: np.ndarray, targets: np.ndarray, *, seed: int, budget: Budget) -> bool:
    """Whether a real solution was found from random starts, and enclosed (:func:`algebraic.proofs.krawczyk`).

    Args:
        inputs, targets: exact rationals, shapes (num_samples, input_dim) and (num_samples, output_dim).

    Returns:
        True only with a proof; False says nothing.

    Raises:
        OutOfBudget: the time is over.

    >>> from algebraic.shell import UNLIMITED, rationals
    >>> net = Network.dense([1, 1, 1], "z**2")  # v (w x + b)² + c
    >>> [has_real_solution(net, rationals([[1], [2]]), rationals(y), seed=0, budget=UNLIMITED) for y in ([[3], [5]],)]
    [True]
    """
    if targets.size > network.num_params:
        return False
    ring = FloatingPoint(np.float64)
    x, y = ring.array(inputs), ring.array(targets).ravel()
    scale = 1 / max(1.0, float(np.abs(x).max()))
    for k in range(NUM_STARTS):
        budget.check("a real solution was being looked for")
        start = random_stream(seed, ROLE_WITNESS, k).normal(size=network.num_params)
        start[network.layer_labels(0)] *= scale
        with np.errstate(all="ignore"):
            found = scipy.optimize.least_squares(
                lambda w: forward(network, ring, w, x).output.ravel() - y,
                start,
                jac=lambda w: jacobian(network, ring, w, x),
                x_scale="jac",
                max_nfev=300,
            ).x
        if np.isfinite(found).all() and _enclosed(network, inputs, targets, found):
            return True
    return False


def _enclosed(network: Network, inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> bool:
    """Whether a box around these weights holds a solution, all but as many weights as equations fixed."""
    ring = FloatingPoint(np.float64)
    slopes = jacobian(network, ring, weights, ring.array(inputs))
    order = scipy.linalg.qr(slopes, pivoting=True, mode="economic")[2]
    free = sorted(int(k) for k in order[: len(slopes)])
    middle = refine(network, inputs, targets, [flint.arb(float(w)) for w in weights], free)
    return any(
        krawczyk(network, inputs, targets, [flint.arb(m, r) if k in free else m for k, m in enumerate(middle)], free)
        for r in RADII
    )
