"""A strict local minimum with positive loss where there are fewer skips than samples (NMH Theorem C.3, M < N)."""

from __future__ import annotations

import flint
import numpy as np

from ...evidence import Finding
from ...instruments import ACTIVATIONS_IN_BALLS, DENOMINATOR
from .features import Sampled

BITS = 256


def strict_minimum(instance: Sampled) -> Finding:
    """M < N: a strict local minimum of the square loss with positive loss, for one unit v σ(ux + b) and four samples.

    The targets are F + ρ n with n orthogonal to the three columns of the Jacobian (its cofactors), so that the gradient
    is 0; the Hessian is JᵀJ − ρ Σ n_i ∇²F_i, positive definite by its leading minors.
    """
    stream = np.random.default_rng(instance["seed"])
    xs = [flint.arb(int(x)) / 4 for x in stream.permutation(17)[:4] - 8]
    u, b, v = (flint.arb(int(k)) / DENOMINATOR for k in stream.integers(32, 128, 3))
    with flint.ctx.workprec(BITS):
        rows, seconds = [], []
        for x in xs:
            s = ACTIVATIONS_IN_BALLS["sigmoid"](u * x + b)
            d = s * (1 - s)
            e = d * (1 - 2 * s)
            rows.append([v * d * x, v * d, s])
            seconds.append([[v * e * x * x, v * e * x, d * x], [v * e * x, v * e, d], [d * x, d, flint.arb(0)]])
        normal = [(-1) ** i * flint.arb_mat([r for k, r in enumerate(rows) if k != i]).det() for i in range(4)]
        length = sum((n * n for n in normal), flint.arb(0)).sqrt()
        for shift in range(4, 64, 4):
            rho = flint.arb(2) ** -shift / length
            triples = list(zip(rows, normal, seconds, strict=True))
            matrix = [
                [sum((r[a] * r[c] - rho * n * h[a][c] for r, n, h in triples), flint.arb(0)) for c in range(3)]
                for a in range(3)
            ]
            minors = [flint.arb_mat([row[:k] for row in matrix[:k]]).det() for k in (1, 2, 3)]
            if all(minor > 0 for minor in minors):
                loss = rho * length * rho * length / 2
                measured = {"M": 1, "N": 4, "loss": loss.str(5), "minors": [m.str(5) for m in minors]}
                return Finding(False, "certified", measured, "M < N: a strict local minimum with positive square loss")
    return Finding(None, "certified", {}, "no positive definite Hessian was certified")
