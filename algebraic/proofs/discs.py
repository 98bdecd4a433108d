"""Polydiscs that are proved to hold exactly one solution each: thousands of solutions at once, in float64 alone.

:mod:`algebraic.proofs.boxes` proves one solution at a time with balls of any precision. Here a disc {x : |x − m| ≤ r}
has a complex float as middle and a float as radius, and arrays of them have the batch as last axis. The arithmetic is
that of midpoint and radius (S. M. Rump, Fast and parallel interval arithmetic, BIT 39 (1999) 534–554): every operation
is done on the middles, and the radius takes up a bound of its rounding error.

With any matrix Y, here a computed inverse of the Jacobian at the middle m, and X the polydisc |x_k − m_k| ≤ r_k:

    |Y F(m)| + |1 − Y J(X)| r < r  in every coordinate   ⇒   X holds exactly one solution, and that is a regular one.

For X is convex and so are discs: F(x) − F(x') = A (x − x') for x, x' in X, where A is the mean of J over the segment
and lies in J(X). Hence x − Y F(x) = m − Y F(m) + (1 − Y A)(x − m) maps X into its interior, and Brouwer gives a zero
of Y F. Every |1 − Y A| has norm < 1 in the maximum norm weighted by r: Y and all A are invertible, the zero is one of
F, it is regular, and there is no second one (R. Krawczyk 1969; S. M. Rump, Verification methods, Acta Numerica 19
(2010), 287–449, Section 13). If data and middle are real, the conjugate of the solution lies in X, too: it is real.

Rounding, with u = 2⁻⁵³ and operations rounded to nearest:

* Sum: each part has an error of at most u times the result's, so the error is at most u |fl(a + b)|; no underflow.
* Product, with or without fused multiply–add: a part, as Re a Re b − Im a Im b, has an error of at most
  (2u + u²)(|Re a Re b| + |Im a Im b|) ≤ (2u + u²)|ab| by Cauchy and Schwarz, and both together of at most
  (2u + u²) √2 |ab| < 3u |ab|.
  (The sharp constants are √5 u without, Brent, Percival and Zimmermann, Math. Comp. 76 (2007) 1469–1481, and 2u with,
  Jeannerod, Kornerup, Louvet and Muller, Math. Comp. 86 (2017) 881–898.)
* Sum of n products, in any order: a part is a sum of 2n real products, with an error of at most γ_2n times the sum of
  their sizes, γ_k = ku / (1 − ku) (N. J. Higham, Accuracy and Stability, 2nd ed., (3.5)); so √2 γ_2n Σ|a||b| bounds
  the whole and is below 3nu Σ|a||b|; ``np.einsum`` forms such sums by its own loops, without BLAS. Sum of n numbers:
  γ_{n−1} Σ|a| ≤ nu Σ|a|.
* Radii are sums, products and roots of numbers ≥ 0. Each operation loses at most a factor 1 − u, and the factor
  ``UP`` = 1 + 2⁻³⁰ makes up for 8 million of them.
* Underflow loses at most 2⁻¹⁰²² in an operation, even where it flushes to zero, and less than 2⁻⁵¹⁰ in a root of a sum
  of squares: ``TINY`` = 2⁻⁵⁰⁰, added last, is more than all of that. Overflow gives inf or nan, which prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..shell import WrongInput
from ..systems import Family

U = 2.0**-53
UP = 1 + 2.0**-30
TINY = 2.0**-500

BATCH = 1024  # points side by side: few enough for the cache
NUM_RADII = 3  # tried in turn
GROWTH = 2.0  # of a radius over what it must at least be
LARGEST_RADIUS = 1e-6  # relative to the largest coordinate: points must have been polished
NEARLY_REAL = 1e-8  # imaginary parts, relative to the largest coordinate, that may be rounding errors


class Discs:
    """An array of discs |x − middle| ≤ radius. Sums and products hold all sums and products of their points.

    Args:
        middle: real or complex array.
        radius: array of the same shape, or one number for all.

    >>> square = Discs(np.array([3.0]), 0.5) * Discs(np.array([3.0]), 0.5)
    >>> square.middle, bool(3.25 < square.radius[0] < 3.26)  # 2 · 3 · 0.5 + 0.5²
    (array([9.]), True)
    """

    __slots__ = ("_size", "middle", "radius")

    def __init__(self, middle: Any, radius: Any = 0.0) -> None:
        self.middle, self.radius = middle, radius
        self._size: Any = None

    @classmethod
    def constant(cls, value: Fraction) -> Discs:
        """A rational number: its radius is zero only if it is a float."""
        nearest = float(value)
        off = abs(value - Fraction(nearest))
        return cls(np.float64(nearest), float(off) * UP + TINY if off else 0.0)

    @property
    def size(self) -> Any:
        """Upper bound of |middle|."""
        if self._size is None:
            self._size = _upper(self.middle)
        return self._size

    def __add__(self, other: Discs) -> Discs:
        total = Discs(self.middle + other.middle)
        total.radius = (self.radius + other.radius + U * total.size) * UP + TINY
        return total

    def __mul__(self, other: Discs) -> Discs:
        a, r, b, s = self.size, self.radius, other.size, other.radius
        return Discs(self.middle * other.middle, (a * (s + 3 * U * b) + r * (b + s)) * UP + TINY)

    def sum(self, axis: int = 0) -> Discs:
        """Sum along an axis."""
        count = self.middle.shape[axis]
        radius = (np.broadcast_to(self.radius, self.middle.shape) + count * U * self.size).sum(axis) * UP + TINY
        return Discs(self.middle.sum(axis), radius)


def _upper(values: Any) -> Any:
    """Upper bound of |values|, with more than TINY / 2 to spare where they are complex."""
    if np.isrealobj(values):
        return abs(values)
    return np.sqrt(np.square(values.real) + np.square(values.imag)) * UP + TINY


@dataclass(frozen=True)
class Certified:
    """What is proved about a batch of points. A mask that is false says nothing.

    Attributes:
        middles: shape (K, batch): the points, or their projections to the real axis.
        radii: shape (K, batch), nan where nothing is proved.
        proved: the polydisc holds exactly one solution, and that is a regular one.
        real: that solution is real.
        not_real: that solution is not real.
    """

    middles: np.ndarray
    radii: np.ndarray
    proved: np.ndarray
    real: np.ndarray
    not_real: np.ndarray


def certify_batch(family: Family, points: np.ndarray, parameters: np.ndarray, *, real: bool = True) -> Certified:
    """Polydiscs around approximate solutions, each proved to hold exactly one.

    Args:
        family: its fixed arrays count as exactly the floats that they are.
        points: shape (K, batch), polished by Newton's method; nothing is improved here.
        parameters: shape (num_parameters, batch or 1), exact floats as well; columns can be different data sets.
        real: where the data are real, move points with tiny imaginary parts to the real axis. What is not proved
            there is tried again where it was.

    Raises:
        WrongInput: the data are not floats.

    >>> from algebraic.systems.families import zero_error_family
    >>> from algebraic.networks.network import Network
    >>> net = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    >>> family = zero_error_family(net, np.array([[1.0]]), 1)  # w² = y
    >>> found = certify_batch(family, np.array([[2 + 1e-17j, 1j, 1e-9, 1.5]]), np.array([[4.0, -1.0, 0.0, 2.0]]))
    >>> found.proved.tolist(), found.real.tolist(), found.not_real.tolist()
    ([True, True, False, False], [True, False, False, False], [False, True, False, False])
    """
    p = _exact(parameters)
    fixed = {name: Discs(_exact(value)) for name, value in family.fixed.items()}
    middles = np.array(points, dtype=complex)
    p = np.broadcast_to(p, (len(p), middles.shape[1]))
    with np.errstate(all="ignore"):
        is_real = np.full(middles.shape[1], real and all((value.middle.imag == 0).all() for value in fixed.values()))
        is_real &= (p.imag == 0).all(axis=0)
        moved = is_real & (abs(middles.imag).max(axis=0) <= NEARLY_REAL * abs(middles).max(axis=0))
        middles.imag[:, moved] = 0
        radii = _radii(family, fixed, middles, p)
        again = np.flatnonzero(moved & np.isnan(radii[0]) & (points.imag != 0).any(axis=0))
        if len(again):
            middles[:, again] = points[:, again]
            radii[:, again] = _radii(family, fixed, middles[:, again], p[:, again])
        proved = ~np.isnan(radii[0])
        on_axis = is_real & (middles.imag == 0).all(axis=0)
        return Certified(middles, radii, proved, proved & on_axis, proved & (abs(middles.imag) > radii).any(axis=0))


def _exact(values: Any) -> np.ndarray:
    """Data as float64 or complex128, without any rounding."""
    given = np.asarray(values)
    kind = given.dtype.kind
    if kind in "fc" and np.can_cast(given.dtype, complex):
        return given.astype(complex if kind == "c" else float)
    if kind in "iu" and (abs(given) <= 2**53).all():
        return given.astype(float)
    raise WrongInput(
        f"data of type {given.dtype} cannot be taken for floats", hint="for exact data use algebraic.proofs.boxes"
    )


def _radii(family: Family, fixed: dict[Any, Discs], middles: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Radii of polydiscs that hold one solution, nan where none is proved, shape (K, count)."""
    radii = np.full(middles.shape, np.nan)
    for begin in range(0, middles.shape[1], BATCH):
        part = slice(begin, begin + BATCH)
        radii[:, part] = _krawczyk(family, fixed, middles[:, part], p[:, part])
    return radii


def _krawczyk(family: Family, fixed: dict[Any, Discs], middles: np.ndarray, p: np.ndarray) -> np.ndarray:
    size = len(middles)
    unit = 3 * size * U  # of a sum of K products
    residuals, slopes = _evaluate(family, fixed, middles, 0.0, p)
    inverses = _inverses(slopes.middle)
    sizes = _upper(inverses)
    step = _upper(np.einsum("ijb,jb->ib", inverses, residuals.middle))
    step = (step + _apply(sizes, residuals.radius + unit * residuals.size)) * UP + TINY  # over |Y F(m)|
    largest = abs(middles).max(axis=0)
    radii = np.full(middles.shape, np.nan)
    left, r = np.arange(middles.shape[1]), GROWTH * step + U * abs(middles)
    for _ in range(NUM_RADII):
        _, slopes = _evaluate(family, fixed, middles[:, left], r, p[:, left])
        rest = np.eye(size)[:, :, None] - np.einsum("ijb,jkb->ikb", inverses[:, :, left], slopes.middle)
        image = _apply(_upper(rest), r) + _apply(sizes[:, :, left], _apply(slopes.radius + unit * slopes.size, r))
        image = (step[:, left] + image) * UP + TINY
        good = ((image < r) & (r <= LARGEST_RADIUS * largest[left])).all(axis=0)
        radii[:, left[good]] = r[:, good]
        left, r = left[~good], GROWTH * image[:, ~good]
        if not len(left):
            break
    return radii


def _apply(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Upper bounds of products of numbers ≥ 0, but for a factor (1 − u)^2K: an ``UP`` that follows makes up for it."""
    return np.einsum("ijb,jb->ib", matrices, vectors) + TINY


def _evaluate(
    family: Family, fixed: dict[Any, Discs], middles: np.ndarray, radii: Any, p: np.ndarray
) -> tuple[Discs, Discs]:
    """F and its Jacobian on polydiscs, shapes (K, count) and (K, K, count)."""
    size, count = middles.shape
    radii = np.broadcast_to(radii, middles.shape)
    values = {**fixed, **{("w", k): Discs(middles[k], radii[k]) for k in range(size)}}
    begin = 0
    for name, length in family.parameters:
        values[name] = Discs(p[begin] if length == 1 else p[begin : begin + length])
        values["rate", name] = Discs(np.float64(0))  # nothing moves
        begin += length
    found = family.program(values, Discs.constant)  # laid out as Family.evaluate says
    num_outputs = len(found) // (size + 2)
    num_rows = size // num_outputs
    residuals = Discs(np.empty((size, count), dtype=complex), np.empty((size, count)))
    slopes = Discs(np.empty((size, size, count), dtype=complex), np.empty((size, size, count)))
    for i in range(num_outputs):
        rows = slice(i * num_rows, (i + 1) * num_rows)
        columns = found[num_outputs + i * size : num_outputs + (i + 1) * size]
        residuals.middle[rows], residuals.radius[rows] = found[i].middle, found[i].radius
        for k, value in enumerate(columns):
            slopes.middle[rows, k], slopes.radius[rows, k] = value.middle, value.radius
    return residuals, slopes


def _inverses(matrices: np.ndarray) -> np.ndarray:
    """Approximate inverses, shape (K, K, count); nan where a matrix is singular."""
    try:
        return np.ascontiguousarray(np.linalg.inv(matrices.transpose(2, 0, 1)).transpose(1, 2, 0))
    except np.linalg.LinAlgError:
        if matrices.shape[2] == 1:
            return np.full(matrices.shape, np.nan, dtype=complex)
        return np.concatenate([_inverses(half) for half in np.array_split(matrices, 2, axis=2)], axis=2)


def pairwise_disjoint(points: np.ndarray, radii: np.ndarray, group_labels: np.ndarray) -> np.ndarray:
    """For each data set, whether its polydiscs are proved to be pairwise disjoint.

    Two polydiscs are disjoint where |m_k − m'_k| > r_k + r'_k in some coordinate. Only those are compared whose real
    parts overlap in the first coordinate.

    Args:
        points: middles, shape (K, batch).
        radii: shape (K, batch); a nan makes the answer false for its data set.
        group_labels: to which data set a column belongs, shape (batch,).

    Returns:
        One boolean for each of ``np.unique(group_labels)``.

    >>> middles, radii = np.array([[0, 1, 1j, 0.001]]), np.array([[0.01, 0.01, 0.01, 0.01]])
    >>> pairwise_disjoint(middles, radii, np.array([0, 0, 0, 1])).tolist()
    [True, True]
    >>> pairwise_disjoint(middles, radii, np.array([0, 0, 1, 0])).tolist()
    [False, True]
    """
    labels, groups = np.unique(group_labels, return_inverse=True)
    disjoint = np.ones(len(labels), dtype=bool)
    sane = (np.isfinite(points) & np.isfinite(radii) & (radii >= 0)).all(axis=0)
    disjoint[groups[~sane]] = False
    chosen = np.flatnonzero(sane)
    low = np.nextafter(points[0].real - radii[0], -np.inf)
    high = np.nextafter(points[0].real + radii[0], np.inf)
    order = chosen[np.lexsort((low[chosen], groups[chosen]))]
    first = np.arange(len(order))  # places that may overlap the one that is ``step`` further on
    for step in range(1, len(order)):
        first = first[first < len(order) - step]
        i, j = order[first], order[first + step]
        near = (groups[i] == groups[j]) & (low[j] <= high[i]) & disjoint[groups[i]]
        first, i, j = first[near], i[near], j[near]
        if not len(first):
            break
        gap = points[:, i] - points[:, j]  # each part is right up to a factor 1 ± u
        distance = np.maximum(abs(gap.real), abs(gap.imag))
        apart = (distance > (radii[:, i] + radii[:, j]) * UP).any(axis=0)
        disjoint[groups[i[~apart]]] = False
    return disjoint
