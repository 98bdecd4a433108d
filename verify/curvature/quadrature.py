"""Gauss quadratures of xᵀ f(H) x for random unit vectors x, by Lanczos' method with full reorthogonalisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .products import Products

INVARIANT = 1e-12  # relative: what is left of an image in a space that it does not leave


@dataclass(frozen=True, eq=False)
class Rule:
    """The quadrature of a symmetric matrix, that of H in the basis: nodes are its eigenvalues.

    >>> Rule(np.diag([1.0, 2.0])).weights
    array([1., 0.])
    """

    small: np.ndarray

    @cached_property
    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        values, vectors = np.linalg.eigh(self.small)
        return values, vectors[0] ** 2

    @property
    def nodes(self) -> np.ndarray:
        """The Ritz values."""
        return self._pairs[0]

    @property
    def weights(self) -> np.ndarray:
        """The squares of the first components of their vectors; their sum is 1."""
        return self._pairs[1]

    def first(self, steps: int) -> Rule:
        """That of the first steps."""
        return Rule(self.small[:steps, :steps])


def quadratures(products: Products, seed: int, probes: int, steps: int) -> list[Rule]:
    """A quadrature for each of some random vectors."""
    stream = np.random.default_rng([seed, 4])
    size = products.num_params
    current = stream.standard_normal((size, probes))
    current /= np.linalg.norm(current, axis=0)
    basis = np.empty((probes, steps, size))
    small = np.zeros((probes, steps, steps))
    ends = np.zeros(probes, int)
    going = list(range(probes))
    for step in range(steps):
        images = products.hessian(current[:, going])
        for probe, image in zip(list(going), images.T, strict=True):
            basis[probe, step] = current[:, probe]
            own = basis[probe, : step + 1]
            inner = own @ image
            small[probe, step, : step + 1] = small[probe, : step + 1, step] = inner
            ends[probe] = step + 1
            rest = image - inner @ own
            rest -= (own @ rest) @ own
            norm = float(np.linalg.norm(rest))
            if norm <= INVARIANT * float(np.linalg.norm(image)):
                going.remove(probe)  # the space is invariant: the quadrature is exact
            else:
                current[:, probe] = rest / norm
        if not going:
            break
    return [Rule(small[probe, : ends[probe], : ends[probe]]) for probe in range(probes)]
