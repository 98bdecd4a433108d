"""Minimum-norm polynomials through points of a sine: in float64, with many digits, and how far they are apart."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np

from ...data import polynomial_features, sine_points
from ...runs import Arrays, Values


class Below(TypedDict):
    """Test errors where the fitted polynomial is unique."""

    degree: Values
    test: Values


def in_double(num_train: int, num_test: int, frequency: float, max_degree: int, cutoff: float) -> Arrays:
    """Minimum-norm least squares in monomials, singular values below ``cutoff`` times the largest left out.

    Returns:
        for degrees 1, 2, …: ``test`` and ``train`` mean squares, ``norm`` of the weights and the ``rank`` that is left.
    """
    (x, y), (test_x, test_y) = _points(num_train, num_test, frequency)
    features, test_features = polynomial_features(x, max_degree), polynomial_features(test_x, max_degree)
    rows = []
    for degree in range(1, max_degree + 1):
        weights, _, rank, _ = np.linalg.lstsq(features[:, : degree + 1], y, rcond=cutoff)
        errors = [np.mean((f[:, : degree + 1] @ weights - t) ** 2) for f, t in ((test_features, test_y), (features, y))]
        rows.append((*errors, np.linalg.norm(weights), float(rank)))
    return dict(zip(("test", "train", "norm", "rank"), np.array(rows).T, strict=True))


def rounding_errors(
    num_train: int,
    num_test: int,
    frequency: float,
    spacing: str,
    degrees: tuple[int, ...],
    cutoff: float,
    values: np.ndarray,
) -> Arrays:
    """How far the minimum-norm polynomials in float64 are from the exact ones.

    Args:
        values: of the exact ones on the test points, (num_degrees, num_test).

    Returns:
        ``errors`` (num_degrees,): root mean squares on the test points, of that of the targets.
    """
    (x, y), (test_x, test_y) = _points(num_train, num_test, frequency, spacing)
    errors = []
    for degree, exact in zip(degrees, values, strict=True):
        weights = np.linalg.lstsq(polynomial_features(x, degree), y, rcond=cutoff)[0]
        errors.append(np.sqrt(np.mean((polynomial_features(test_x, degree) @ weights - exact) ** 2)))
    return {"errors": np.array(errors) / np.sqrt(np.mean(test_y**2))}


def below_interpolation(num_train: int, num_test: int, frequency: float) -> Below:
    """Test errors below ``num_train``, where the fitted polynomial is unique: in the Chebyshev basis, which is well
    conditioned at these points, it costs no digits."""
    (x, y), (test_x, test_y) = _points(num_train, num_test, frequency)
    chebyshev = np.polynomial.chebyshev
    fits = [chebyshev.chebval(test_x, chebyshev.chebfit(x, y, degree)) for degree in range(1, num_train)]
    return {"degree": np.arange(1, num_train), "test": np.array([np.mean((fit - test_y) ** 2) for fit in fits])}


def in_many_digits(
    num_train: int, num_test: int, frequency: float, degree: int, digits: int, spacing: str = "chebyshev"
) -> Arrays:
    """The minimum-norm interpolant w = Φᵀ(ΦΦᵀ)⁻¹y from its kernel (ΦΦᵀ)_ij = (1 − q^(d+1)) / (1 − q), q = x_i x_j.

    The points are the float64 numbers, taken as exact. ‖w‖² = yᵀ(ΦΦᵀ)⁻¹y.

    Returns:
        mean squares ``test`` and ``train``, the ``norm`` of w, and the ``values`` on the test points, rounded.

    >>> found = in_many_digits(4, 9, 0.5, degree=7, digits=50)
    >>> weights = np.linalg.pinv(polynomial_features(sine_points(4, "chebyshev")[0], 7)) @ sine_points(
    ...     4, "chebyshev", frequency=0.5)[1]
    >>> bool(abs(found["norm"] - np.linalg.norm(weights)) < 1e-12)
    True
    """
    import mpmath

    (x, y), (test_x, test_y) = _points(num_train, num_test, frequency, spacing)
    with mpmath.workdps(digits):
        points, targets = [[mpmath.mpf(float(v)) for v in values] for values in (x, y)]

        def kernel(a: Any, b: Any) -> Any:
            q = a * b
            return (1 - q ** (degree + 1)) / (1 - q) if q != 1 else mpmath.mpf(degree + 1)

        gram = mpmath.matrix(num_train, num_train)
        for i, a in enumerate(points):
            for j, b in enumerate(points[: i + 1]):
                gram[i, j] = gram[j, i] = kernel(a, b)
        dual = list(mpmath.cholesky_solve(gram, mpmath.matrix(targets)))

        def at(places: np.ndarray) -> list[Any]:
            return [
                mpmath.fsum(c * kernel(p, t) for c, p in zip(dual, points, strict=True))
                for t in map(mpmath.mpf, map(float, places))
            ]

        def mean_square(values: list[Any], wanted: np.ndarray) -> float:
            left = [value - float(target) for value, target in zip(values, wanted, strict=True)]
            return float(mpmath.fsum(e * e for e in left) / len(left))

        values = at(test_x)
        found = {"test": mean_square(values, test_y), "train": mean_square(at(x), y)}
        found["norm"] = float(mpmath.sqrt(mpmath.fdot(dual, targets)))
        rounded = np.array([float(value) for value in values])
    return {name: np.array(value) for name, value in found.items()} | {"values": rounded}


def _points(
    num_train: int, num_test: int, frequency: float, spacing: str = "chebyshev"
) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    return sine_points(num_train, spacing, frequency=frequency), sine_points(num_test, frequency=frequency)
