"""The whole Hessian of a small model."""

from __future__ import annotations

import numpy as np

from ..spectra import norm
from .products import Products

AT_ONCE = 64  # columns


def dense_hessian(products: Products) -> tuple[np.ndarray, float]:
    """The symmetric part of the computed Hessian, and the norm of what is left: the least that rounding did."""
    size = products.num_params
    found = np.empty((size, size))
    unit = np.eye(size)
    for first in range(0, size, AT_ONCE):
        found[:, first : first + AT_ONCE] = products.hessian(unit[:, first : first + AT_ONCE])
    symmetric = 0.5 * (found + found.T)
    return symmetric, norm(found - symmetric)
