"""Numbers and derivatives for decisions that share nothing with the checks: differences of functions in 60 digits."""

# mypy: ignore-errors

from fractions import Fraction

import mpmath
import numpy as np

DIGITS = 60
STEP = mpmath.mpf(10) ** -15
NOTHING, SOMETHING = 1e-13, 1e-9  # of the largest eigenvalue or singular value; between them nothing is decided


class Unclear(Exception):
    """No gap between what is zero and what is not."""


def floats(rows):
    """A matrix or vector in double precision, from numbers or text."""
    if isinstance(rows, (list, tuple)):
        return np.array([floats(row) for row in rows])
    return float(Fraction(rows))


def digits(rows):
    """The same with many digits, as an array of objects."""
    flat = [mpmath.mpf(Fraction(str(v)).numerator) / Fraction(str(v)).denominator for v in np.ravel(rows)]
    return np.array(flat, dtype=object).reshape(np.shape(rows))


def cut(vector, *shapes):
    """Matrices of these shapes, row by row, one after the other."""
    found, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        found.append(np.array(vector[at : at + size], dtype=object).reshape(shape))
        at += size
    return found


def joined(*matrices):
    """The entries of matrices, row by row, one after the other."""
    return np.concatenate([np.ravel(m) for m in matrices])


def slopes(function, point):
    """First derivatives of a number or an array, by central differences, one row for each unknown."""
    rows = []
    with mpmath.workdps(DIGITS):
        for k in range(len(point)):
            step = np.array([STEP * (j == k) for j in range(len(point))], dtype=object)
            rows.append(np.asarray((function(point + step) - function(point - step)) / (2 * STEP)).ravel())
    return np.array(rows).astype(float)


def bends(function, point, kind=float):
    """Second derivatives of a number, by differences."""
    size = len(point)
    with mpmath.workdps(DIGITS):
        steps = [np.array([STEP * (j == k) for j in range(size)], dtype=object) for k in range(size)]
        found = np.zeros((size, size), dtype=kind)
        here = function(point)
        ahead = [function(point + step) for step in steps]
        back = [function(point - step) for step in steps]
        for i in range(size):
            found[i, i] = (ahead[i] + back[i] - 2 * here) / STEP**2
            for j in range(i):
                corner = function(point + steps[i] + steps[j]) + function(point - steps[i] - steps[j])
                both = corner - ahead[i] - ahead[j] - back[i] - back[j] + 2 * here
                found[i, j] = found[j, i] = both / (2 * STEP**2)
    return found


def _sorted_out(values):
    largest = np.max(np.abs(values), initial=0)
    if largest < 1e-12:
        return np.zeros(len(values), dtype=bool)
    relative = np.abs(values) / largest
    if ((relative > NOTHING) & (relative < SOMETHING)).any():
        raise Unclear
    return relative >= SOMETHING


def rank(matrix):
    """The number of singular values that are not 0, if there is a gap."""
    return int(_sorted_out(np.linalg.svd(np.atleast_2d(matrix), compute_uv=False)).sum())


def signs(symmetric):
    """How many eigenvalues are positive, zero, negative, if there is a gap."""
    values = np.linalg.eigvalsh(symmetric)
    other = _sorted_out(values)
    return int((other & (values > 0)).sum()), int((~other).sum()), int((other & (values < 0)).sum())


def same(one, other):
    """Whether two arrays agree up to rounding."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return one.shape == other.shape and np.allclose(
        one, other, rtol=1e-8, atol=1e-8 * (1 + np.max(np.abs(other), initial=0))
    )


def activated(activation, z):
    """Entry by entry: a polynomial by its coefficients from the constant term upwards, or ``relu``."""
    if activation == "relu":
        return np.where(z > 0, z, 0 * z)
    value = 0 * z
    for c in reversed(activation):
        value = value * z + digits(c)[()]
    return value


def through(x, layers, activation):
    """Outputs of a network without biases and with a linear last layer; the samples are the columns."""
    for k, w in enumerate(layers):
        x = w @ (x if k == 0 else activated(activation, x))
    return x
