"""λ and multiplicity from the mean of β H at many temperatures.

Near a zero of H the integral Z(β) = ∫ exp(−β H(v) − ½ γ ‖v‖²) dv is a sum of β^−λ_k times polynomials in log β over
the poles. Of the first one, λ of order m, and the next one, δ farther, the slope that the chains measure is

    E_β[β H] = −d log Z / d log β = λ − (m − 1) / (log β + c) − a β^−δ

with one λ, m and δ for both boxes, and a and c for each. For every m this is fitted to means over a few ranges of
temperatures, of which the chains give the covariance, first with a = 0; Hotelling's T² says whether the noise explains
what is left. Where it does not for any m, m = 1 is also fitted with a and δ free.

Source: S. Watanabe, Algebraic Geometry and Statistical Learning Theory, Cambridge 2009, theorem 4.8 and section 7.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

BINS = 5  # ranges of temperatures
FIRST = 0.3  # of the temperatures are left out: there the box decides
COLDER = 0.6  # left out where it is asked whether the answer is the same for the colder ones
LARGEST_SHIFT = 6.0  # c, from log β = 0 where β H is about 1 in the box
SLOWEST, FASTEST = 1 / 12, 1.0  # δ: poles that are nearer are not told apart
SLOW = 1 / 5  # δ below that may be a logarithm: it leaves the multiplicity open
MAX_MULTIPLICITY = 6
FLOOR = 1e-3  # of a mean: errors are not taken to be smaller, so that faint tails of other poles do not count
ACCEPTED = 0.01  # probability of a worse fit, of one at least
POSSIBLE = 0.001  # of those that the interval has, too
RULED_OUT = 1e-4  # below that the multiplicity is another one
SURE = 0.99  # of the interval


@dataclass(frozen=True)
class Fit:
    """One multiplicity.

    Attributes:
        value: λ. error: its standard error.
        shifts: c of each box; nothing for m = 1.
        decay: δ where a is not 0, else ``None``.
        probability: of a worse fit where the model is right.
    """

    multiplicity: int
    value: float
    error: float
    shifts: tuple[float, ...]
    decay: float | None
    probability: float

    @property
    def accepted(self) -> bool:
        """Whether the noise explains what is left."""
        return self.probability >= ACCEPTED

    @property
    def possible(self) -> bool:
        """Whether the interval is to have it once another one is accepted."""
        return self.probability >= POSSIBLE

    @property
    def slow(self) -> bool:
        """Whether the second pole is so near that a logarithm may look the same."""
        return self.decay is not None and self.decay < SLOW


@dataclass(frozen=True, eq=False)
class Slopes:
    """Means of β H over ranges of temperatures.

    Attributes:
        logs: log β of each temperature, from the first, (boxes, bins, temperatures of a bin).
        means: (boxes, bins). covariances: of these means, (boxes, bins, bins).
        chains: independent ones in each box.
    """

    logs: Array
    means: Array
    covariances: Array
    chains: int

    @classmethod
    def of(cls, beta: Array, of_chains: Array, first: float = FIRST) -> Slopes:
        """Of the means of each chain.

        Args:
            beta: (boxes, temperatures), rising.
            of_chains: the mean of β H over the draws, (boxes, chains, temperatures).
            first: the part of the temperatures that is left out.
        """
        count = beta.shape[1]
        size = max(1, int(count * (1 - first)) // BINS)
        bins = min(BINS, count // size)
        kept = slice(count - size * bins, count)
        logs = np.log(beta / beta[:, :1])[:, kept].reshape(len(beta), bins, size)
        chains = of_chains[..., kept].reshape(*of_chains.shape[:2], bins, size).mean(-1)
        covariances = np.stack([np.cov(each.T).reshape(bins, bins) / each.shape[0] for each in chains])
        means = chains.mean(1)
        covariances = covariances + np.stack([np.diag((FLOOR * each) ** 2) for each in means])
        return cls(logs, means, covariances, of_chains.shape[1])

    def fit(self, multiplicity: int, decays: bool = False) -> Fit:
        """The best λ, c, a and δ for this multiplicity, by generalised least squares."""
        from scipy.optimize import minimize
        from scipy.stats import f

        boxes = len(self.means)
        lowest = max(0.5 - float(self.logs[:, 0, 0].min()), -LARGEST_SHIFT)
        bounds = [(lowest, LARGEST_SHIFT)] * (boxes if multiplicity > 1 else 0) + [(SLOWEST, FASTEST)] * decays
        inverse = np.stack([np.linalg.pinv(each, hermitian=True) for each in self.covariances])

        def rest(bent: Array) -> float:
            return float(self._solved(multiplicity, decays, bent, inverse)[1])

        bent = np.zeros(0)
        if bounds:
            starts = [np.array([low + part * (high - low) for low, high in bounds]) for part in (0.15, 0.5, 0.85)]
            found = [minimize(rest, each, bounds=bounds, method="L-BFGS-B") for each in starts]
            bent = min(found, key=lambda each: float(each.fun)).x
        linear, left = self._solved(multiplicity, decays, bent, inverse)
        degrees = max(1, self.means.size - len(linear) - len(bent))
        whole = boxes * (self.chains - 1)
        freedom = max(1, whole - degrees + 1)
        shifts = tuple(map(float, bent[:boxes])) if multiplicity > 1 else ()
        return Fit(
            multiplicity=multiplicity,
            value=float(linear[0]),
            error=self._error(multiplicity, decays, bent, linear, inverse),
            shifts=shifts,
            decay=float(bent[-1]) if decays else None,
            probability=float(f.sf(left / degrees * freedom / whole, degrees, freedom)),
        )

    def _columns(self, decays: bool, bent: Array) -> Array:
        """What λ and the a multiply, (boxes, bins, 1 + number of a)."""
        boxes, bins = self.means.shape
        columns = np.zeros((boxes, bins, 1 + boxes * decays))
        columns[..., 0] = 1
        if decays:
            for g in range(boxes):
                columns[g, :, 1 + g] = -np.exp(-bent[-1] * self.logs[g]).mean(-1)
        return columns

    def _logarithms(self, multiplicity: int, bent: Array) -> Array:
        if multiplicity == 1:
            return np.zeros(self.means.shape)
        shifts = bent[: len(self.means), None, None]
        found: Array = -(multiplicity - 1) * (1 / (self.logs + shifts)).mean(-1)
        return found

    def _solved(self, multiplicity: int, decays: bool, bent: Array, inverse: Array) -> tuple[Array, float]:
        """λ and the a for given c and δ, and what is left."""
        columns = self._columns(decays, bent)
        aim = self.means - self._logarithms(multiplicity, bent)
        normal = np.einsum("gik,gij,gjl->kl", columns, inverse, columns)
        linear = np.linalg.lstsq(normal, np.einsum("gik,gij,gj->k", columns, inverse, aim), rcond=None)[0]
        rest = aim - columns @ linear
        return linear, float(np.einsum("gi,gij,gj->", rest, inverse, rest))

    def _error(self, multiplicity: int, decays: bool, bent: Array, linear: Array, inverse: Array) -> float:
        """From the model linearised at the solution; c and δ are not known better than their bounds say."""

        def model(at: Array) -> Array:
            found: Array = self._columns(decays, at) @ linear + self._logarithms(multiplicity, at)
            return found

        slopes = [(model(bent + h) - model(bent - h)) / 2e-5 for h in 1e-5 * np.eye(len(bent))]
        columns = np.concatenate([self._columns(decays, bent), *(each[..., None] for each in slopes)], axis=-1)
        information = np.einsum("gik,gij,gjl->kl", columns, inverse, columns)
        widths = [LARGEST_SHIFT] * (len(bent) - decays) + [FASTEST / 2] * decays
        for place, width in enumerate(widths, len(linear)):
            information[place, place] += 1 / width**2
        return float(np.sqrt(max(np.linalg.pinv(information, hermitian=True)[0, 0], 0.0)))

    def box(self, number: int) -> Slopes:
        """One box alone."""
        part = slice(number, number + 1)
        return Slopes(self.logs[part], self.means[part], self.covariances[part], self.chains)


def interval(fits: Sequence[Fit], chains: int) -> tuple[float, float]:
    """From the lowest to the highest value that one of the fits allows."""
    from scipy.stats import t

    factor = float(t.ppf(0.5 + SURE / 2, max(chains - 1, 1)))
    return min(f.value - factor * f.error for f in fits), max(f.value + factor * f.error for f in fits)
