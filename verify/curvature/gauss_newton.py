"""The Gauss–Newton part Jᵀ S J of a Hessian apart from the rest, in float64.

Of every interval the computed vectors x say how much of xᵀHx is xᵀJᵀSJx. Of a small model the whole matrices have
their own extreme eigenvalues.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..spectra import Cluster, Pairs
from .products import Products


@dataclass(frozen=True)
class Parts:
    """The extreme eigenvalues of the two parts; ``None`` where the matrix was not taken as a whole.

    Attributes:
        gauss_newton, rest: the largest and the least.
        error: by how much the parts fail to add up to the Hessian, as a norm.
    """

    gauss_newton: tuple[float, float] | None
    rest: tuple[float, float] | None
    error: float | None


def shares(products: Products, pairs: Pairs, clusters: Sequence[Cluster]) -> list[tuple[float, float]]:
    """The largest and the least xᵀJᵀSJx of each cluster, for orthonormal x in the span of its vectors."""
    turned = products.gauss_newton(pairs.vectors)
    found = []
    for each in clusters:
        members = list(each.members)
        own = pairs.vectors[:, members].T @ turned[:, members]
        values = np.linalg.eigvalsh(0.5 * (own + own.T))
        found.append((float(values[-1]), float(values[0])))
    return found


def parts_of(products: Products, pairs: Pairs) -> Parts:
    """The parts of a whole matrix."""
    if pairs.matrix is None:
        return Parts(None, None, None)
    first = products.gauss_newton(np.eye(len(pairs.matrix)))
    first = 0.5 * (first + first.T)
    rest = pairs.matrix - first
    ends = [np.linalg.eigvalsh(matrix)[[-1, 0]] for matrix in (first, rest)]
    sizes = [(float(values[0]), float(values[1])) for values in ends]
    return Parts(sizes[0], sizes[1], float(np.linalg.norm(first + rest - pairs.matrix)))
