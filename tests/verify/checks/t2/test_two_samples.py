"""The non-zero local minima of two units and two samples, against minimisation from random starts."""

# mypy: ignore-errors

from fractions import Fraction

import flint
import numpy as np
from scipy.optimize import minimize

from verify.checks.t2.two_samples import all_families

POWERS = [0, 1, 2, 1]


def found_by_descent(inputs, targets, count=15):
    """Weights w of the points with a loss and without a slope that random starts end in, where the Hessian has no
    negative eigenvalue."""
    p = np.polynomial.Polynomial(POWERS)

    def loss(z):
        (w, v) = z.reshape(2, -1)
        r = p(np.outer(inputs, w)) @ v - targets
        slope = p.deriv()(np.outer(inputs, w)) * np.array(inputs)[:, None]
        return r @ r / 2, np.concatenate([(slope * v).T @ r, p(np.outer(inputs, w)).T @ r])

    ends = []
    stream = np.random.default_rng(0)
    for _ in range(count):
        start = np.concatenate([stream.normal(size=2) * 1.5, stream.normal(size=2) * 3])
        end = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 400})
        value, slope = loss(end.x)
        if value > 1e-4 and np.abs(slope).max() < 1e-6 and np.abs(end.x).max() < 50:
            eps = 1e-5 * np.eye(4)
            hessian = np.array([(loss(end.x + e)[1] - loss(end.x - e)[1]) / 2e-5 for e in eps])
            if np.linalg.eigvalsh((hessian + hessian.T) / 2)[0] > -1e-6:
                ends.append(end.x[:2])
    return ends


def test_random_starts_end_in_the_families_or_at_zero_error():
    inputs, targets = [1, -1], [1, 5]
    families = all_families(POWERS, [flint.fmpq(x) for x in inputs], [flint.fmpq(y) for y in targets])
    assert ([float(Fraction(w)) for w in families.minima], families.saddles) == ([-1.0, 1.0], [])
    ends = found_by_descent(inputs, targets)
    assert ends, "no random start ended in a non-zero minimum"
    for w in ends:
        assert min(np.abs(w - each).max() for each in (-1, 1)) < 1e-3, w


def test_where_all_are_saddles_no_random_start_stays():
    inputs, targets = [1, 2], [1, 1]
    families = all_families(POWERS, [flint.fmpq(x) for x in inputs], [flint.fmpq(y) for y in targets])
    assert (families.minima, len(families.saddles)) == ([], 2)
    assert found_by_descent(inputs, targets) == []


def test_what_is_not_proved():
    one = [flint.fmpq(1), flint.fmpq(2)]
    assert "P(0)" in all_families([1, 1, 1], one, one)
    assert "two samples" in all_families([0, 1, 1], [*one, flint.fmpq(3)], one)
    assert "double root" in all_families([0, 1, 1], one, [flint.fmpq(2), flint.fmpq(-1)])
