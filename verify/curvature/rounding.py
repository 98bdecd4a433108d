"""How wrong a computed Hessian may be, where no arithmetic encloses it: an estimate, and called so.

The products are made again at weights whose last digits are changed at random in both directions. What this changes,
and by how much the computed matrix fails to be symmetric, is about what rounding does in between; four times the
largest is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..spectra import norms
from .products import Products

if TYPE_CHECKING:
    from ..subject import Subject

EPS = 2.0**-52
FACTOR = 4.0
DRAWS = 2  # each in both directions
FEW = 16  # vectors that are tried


def estimated_error(
    subject: Subject, vectors: np.ndarray, products: np.ndarray, seed: int, least: float = 0.0
) -> float:
    """About how far H x is wrong for the unit vectors given: the largest norm of a change, times four.

    Args:
        vectors: (n, k), some of them are tried.
        products: H times these.
        seed: of the digits that are changed.
        least: what is known to be wrong already.
    """
    import torch

    stream = torch.Generator().manual_seed(seed)
    chosen = np.unique(np.linspace(0, vectors.shape[1] - 1, min(FEW, vectors.shape[1])).round().astype(int))
    largest = least
    for _ in range(DRAWS):
        signs = (torch.randint(0, 2, subject.weights.shape, generator=stream) * 2 - 1).to(subject.weights)
        for step in (EPS, -EPS):
            other = Products(subject, subject.weights * (1 + step * signs)).hessian(vectors[:, chosen])
            largest = max(largest, float(norms(other - products[:, chosen]).max(initial=0.0)))
    return FACTOR * largest
