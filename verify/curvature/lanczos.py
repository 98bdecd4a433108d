"""The ends of the spectrum of a large symmetric matrix from products with vectors: Lanczos' method with full
reorthogonalisation, thick restarts, and a search for what it missed.

The basis V is orthonormal, W = HV is kept beside it, and values are those of VᵀW (Rayleigh and Ritz), so that nothing
rests on a recurrence. The next vector is what W's last column has outside of V. Where the basis is full, the wanted
vectors and some beside them stay (K. Wu, H. Simon, Thick-restart Lanczos method for large symmetric eigenvalue
problems, SIAM J. Matrix Anal. Appl. 22 (2000) 602–616).

From one start, exact arithmetic finds one vector for each eigenvalue. So when all that is wanted has converged, the
search begins anew from a random vector orthogonal to what was found, until its own extreme values have settled: further
vectors of a multiple eigenvalue, and eigenvalues that the first start had no part of, appear then. It ends when a
search brings nothing new. That none is missing is not proved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

TOLERANCE = 1e-7  # of residuals, relative to the largest eigenvalue in size
BASIS = 60  # vectors, and three for each that is wanted
SPARE = 10  # vectors that stay at a restart beside those wanted, at each end
SEARCH = 40  # products of one search for what was missed
SETTLED = 1e-3  # the residual of an end of the spectrum that a search sees, relative to how far it is from those wanted
FULL = 1e-10  # relative: what is left of a vector that lies in the basis
PRODUCTS = 100  # at most, and 20 for each that is wanted

Apply = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Ends:
    """Ritz values and vectors at the ends of a spectrum.

    Attributes:
        values: the largest first. vectors: as columns, (n, k). images: H times these, without further products.
        converged: whether all residuals are estimated to be as small as asked for.
        settled: whether the last search for what was missed came to its end, and brought nothing.
        restarts: how often the basis was full. searches: how often the search began anew.
    """

    values: np.ndarray
    vectors: np.ndarray
    images: np.ndarray
    converged: bool
    settled: bool
    restarts: int
    searches: int


def find_ends(
    apply: Apply, size: int, top: int, lowest: int, *, seed: int = 0, tolerance: float = TOLERANCE,
    products: int | None = None, basis: int | None = None,
) -> Ends:  # fmt: skip
    """The largest and the least eigenvalues of a symmetric matrix.

    Args:
        apply: products with (n, 1).
        size: n.
        top, lowest: how many; together at most n.
        seed: of the starts.
        tolerance: of residuals, relative to the largest eigenvalue in size.
        products: how many at most.
        basis: how many vectors are kept at most.
    """
    search = _Search(apply, size, top, lowest, seed, tolerance, basis)
    most = products or PRODUCTS + 20 * (top + lowest)
    return search.run(most)


class _Search:
    """A basis with its images, and the Ritz pairs in it."""

    def __init__(
        self, apply: Apply, size: int, top: int, lowest: int, seed: int, tolerance: float, basis: int | None
    ) -> None:
        self.apply, self.size, self.top, self.lowest, self.tolerance = apply, size, top, lowest, tolerance
        wanted = top + lowest
        self.most = min(size, basis or BASIS + 3 * wanted)
        self.basis, self.images = np.empty((self.most, size)), np.empty((self.most, size))  # vectors are rows
        self.small = np.zeros((self.most, self.most))
        self.count = self.used = self.restarts = self.searches = 0
        self.stream = np.random.default_rng([seed, 1])
        self.next: np.ndarray | None = None
        self.left = 0.0  # the norm of what the last image has outside of the basis
        self.locked = 0  # vectors that the present search began from

    def run(self, most: int) -> Ends:
        """Go on until all has converged and a search brings nothing new, or the products are used up."""
        self._begin()
        known: np.ndarray | None = None
        begun, settled = 0, False
        while True:
            values, turned, residuals = self._ritz()
            chosen = self._wanted(values)
            scale = float(np.abs(values).max(initial=0.0))
            small = residuals <= self.tolerance * scale
            converged = len(chosen) == self.top + self.lowest and bool(small[chosen].all())
            if self.count == self.size or (scale == 0 and self.used > self.top + self.lowest):
                settled = converged = True
                break
            news = converged and (known is None or _differ(values[chosen], known, 2 * self.tolerance * scale))
            if converged and known is not None:
                if not news and self._done(values, scale):
                    settled = True
                    break
                if not news and (self.used - begun >= SEARCH or self.count == self.most):
                    break
            if self.used >= most:
                break
            if news:
                known, begun = values[chosen].copy(), self.used
                self._again(turned, values, small, chosen)
                continue
            if self.count == self.most:
                self._restart(values, turned)
                known = None
            self._extend()
        vectors, images = (
            np.ascontiguousarray((turned[:, chosen].T @ rows[: self.count]).T) for rows in (self.basis, self.images)
        )
        return Ends(values[chosen], vectors, images, converged, settled, self.restarts, self.searches)

    def _ritz(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values, the largest first, coefficients of the vectors, and estimates of their residuals."""
        m = self.count
        values, turned = np.linalg.eigh(0.5 * (self.small[:m, :m] + self.small[:m, :m].T))
        values, turned = values[::-1], turned[:, ::-1]
        return values, turned, self.left * np.abs(turned[-1])

    def _wanted(self, values: np.ndarray) -> np.ndarray:
        """Places of the ends; fewer than asked for while the basis is small."""
        m = len(values)
        top = min(self.top, m)
        lowest = min(self.lowest, m - top)
        return np.r_[np.arange(top), np.arange(m - lowest, m)].astype(int)

    def _done(self, values: np.ndarray, scale: float) -> bool:
        """Whether the ends of the spectrum that the search itself sees, orthogonal to what it began from, have settled:
        they lie inside of those wanted, or are further vectors of the last of these."""
        own = self.small[self.locked : self.count, self.locked : self.count]
        if not len(own):
            return False
        seen, turned = np.linalg.eigh(0.5 * (own + own.T))
        residuals = self.left * np.abs(turned[-1])
        m, much = len(values), 10 * self.tolerance * scale
        top = not self.top or residuals[-1] <= max(much, SETTLED * (values[self.top - 1] - seen[-1]))
        return bool(
            top and (not self.lowest or residuals[0] <= max(much, SETTLED * (seen[0] - values[m - self.lowest])))
        )

    def _begin(self) -> None:
        """A random vector, orthogonal to the basis."""
        for _ in range(5):
            self.next = self._outside(self.stream.standard_normal(self.size))
            if self.next is not None:
                break
        self._extend()

    def _again(self, turned: np.ndarray, values: np.ndarray, small: np.ndarray, chosen: np.ndarray) -> None:
        """Keep what has converged, and begin a search from a random vector."""
        kept = np.flatnonzero(small) if small.sum() <= self.most // 2 else chosen
        self._keep(turned[:, kept], values[kept])
        self.locked = self.count
        self.searches += 1
        self.left, self.next = 0.0, None
        self._begin()

    def _restart(self, values: np.ndarray, turned: np.ndarray) -> None:
        """Keep the ends of the spectrum, with the next vector."""
        m = self.count
        room = (self.most - self.top - self.lowest - 2) // 3
        spare = max(1, min(SPARE, room))
        first = min(m, self.top + spare)
        last = max(first, m - self.lowest - spare)
        chosen = np.r_[np.arange(first), np.arange(last, m)]
        self._keep(turned[:, chosen], values[chosen])
        self.restarts += 1

    def _keep(self, turned: np.ndarray, values: np.ndarray) -> None:
        m, kept = self.count, turned.shape[1]
        self.basis[:kept] = turned.T @ self.basis[:m]
        self.images[:kept] = turned.T @ self.images[:m]
        self.small[:] = 0
        self.small[:kept, :kept] = np.diag(values)
        self.count = kept

    def _extend(self) -> None:
        """One more vector, its image, and what that has outside of the basis."""
        if self.next is None:
            self.left = 0.0
            for _ in range(5):
                self.next = self._outside(self.stream.standard_normal(self.size))
                if self.next is not None:
                    break
            else:
                return
        assert self.next is not None
        if self.count == self.most:
            return
        m = self.count
        self.basis[m] = self.next
        image = self.apply(self.next[:, None])[:, 0]
        self.images[m] = image
        self.count, self.used = m + 1, self.used + 1
        inner = self.basis[: m + 1] @ image
        self.small[m, : m + 1] = self.small[: m + 1, m] = inner
        rest = image - inner @ self.basis[: m + 1]
        self.next = self._outside(rest, float(np.linalg.norm(image)))
        if self.next is None:
            self.left = 0.0

    def _outside(self, vector: np.ndarray, scale: float = 0.0) -> np.ndarray | None:
        """The unit vector of what a vector has outside of the basis; ``None`` where that is rounding."""
        before = max(scale, float(np.linalg.norm(vector)))
        if before == 0:
            return None
        own = self.basis[: self.count]
        norm = float(np.linalg.norm(vector))
        for _ in range(3):
            vector = vector - (own @ vector) @ own
            after = float(np.linalg.norm(vector))
            if after <= FULL * before:
                return None
            if after >= 0.7 * norm:
                break
            norm = after
        self.left = after
        found: np.ndarray = vector / after
        return found


def _differ(one: np.ndarray, other: np.ndarray, much: float) -> bool:
    return len(one) != len(other) or bool(np.abs(one - other).max(initial=0.0) > much)
