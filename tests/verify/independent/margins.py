"""Linear classifiers: quadratic programs by scipy's SLSQP, and the worst perturbations by it and by going through."""

# mypy: ignore-errors

from itertools import product
from math import comb

import numpy as np
from scipy.optimize import minimize

from .tools import Unclear, floats, rank


def _widest(x, y, bias):
    """min ‖w‖ subject to y(w·x + b) ≥ 1, as w and b."""
    rows = y[:, None] * np.column_stack([x, np.ones(len(x)) * bias])
    constraint = {"type": "ineq", "fun": lambda v: rows @ v - 1, "jac": lambda v: rows}
    start = 10 * np.linalg.lstsq(rows, np.ones(len(rows)), rcond=None)[0]
    found = minimize(
        lambda v: v[:-1] @ v[:-1] / 2,
        start,
        jac=lambda v: np.append(v[:-1], 0),
        constraints=[constraint],
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-14},
    )
    if not found.success or (rows @ found.x).min() < 1 - 1e-6:
        raise Unclear
    return found.x[:-1], found.x[-1]


def _close(a, b):
    return abs(a - b) <= 1e-5 * (1 + abs(b))


def _furthest(x, radius):
    """The largest δ·x over ‖δ‖₂ ≤ radius."""
    if not radius:
        return 0.0
    inside = {"type": "ineq", "fun": lambda v: 1 - v @ v, "jac": lambda v: -2 * v}
    start = np.full(len(x), 0.1)
    found = minimize(lambda v: -v @ x, start, jac=lambda v: -x, constraints=[inside], method="SLSQP", tol=1e-12)
    return float(-found.fun) * radius


def flattest(instance):
    """T3-30: (22) by the worst δw for the widest classifier, and for others beside it, which are no flatter."""
    x, y = floats(instance["x"]), np.array(instance["y"])
    w, b = _widest(x, y, 1)
    longest = [_furthest(point, 1.0) for point in x]

    def flatness(w, b):
        return min(v / far for v, far in zip(y * (x @ w + b), longest, strict=True)) / np.linalg.norm(w)

    stream = np.random.default_rng(0)
    others = [flatness(w + size * stream.normal(size=len(w)), b + size * stream.normal())
              for size in (0.01, 0.1, 1.0) for _ in range(50)]  # fmt: skip
    best = flatness(w, b)
    return _close(best, 1 / np.linalg.norm(w)) and max(others) <= best + 1e-6


def same_direction(instance):
    """T3-37."""
    x, y = floats(instance["x"]), np.array(instance["y"])
    shortest, (widest, _) = np.linalg.pinv(x) @ y, _widest(x, y, 0)
    cosine = shortest @ widest / np.linalg.norm(shortest) / np.linalg.norm(widest)
    if 1e-9 < 1 - cosine < 1e-6:
        raise Unclear
    return cosine > 1 - 1e-9


def _perturbed(instance):
    w, b, rho = floats(instance["w"]), floats(instance["b"]), floats(instance["rho"])
    return w, b, rho * np.linalg.norm(w), floats(instance["x"])


def hinge(instance):
    """T3-31."""
    (w, b, radius, x), labels = _perturbed(instance), instance["y"]
    cube = all(
        y * (np.array(signs) * radius) @ corner >= -radius - 1e-9
        for corner, y in zip(floats(instance["corners"]), labels, strict=True)
        for signs in product((-1, 1), repeat=len(w))
    )
    rest = np.array([1 - y * (point @ w + b) for point, y in zip(x, labels, strict=True)])
    worst = np.array([max(0, r + _furthest(-y * point, radius)) for r, point, y in zip(rest, x, labels, strict=True)])
    ball = all(_close(a, max(0, r + radius)) for a, r in zip(worst, rest, strict=True))
    return cube and ball and worst.mean() <= np.maximum(rest, 0).mean() + radius + 1e-6


def squares(instance):
    """T3-32."""
    w, _, radius, x = _perturbed(instance)
    for point, y in zip(x, instance["targets"], strict=True):
        rest = y - point @ w
        worst = max((rest + _furthest(sign * point, radius) * sign) ** 2 for sign in (1, -1))
        if not _close(worst, rest**2 + radius**2):
            return False
    return True


def ridge(instance):
    """T3-33: dimensions of the span of powers of random forms, by their values at random points; parameters."""
    d, k, stream = instance["d"], instance["k"], np.random.default_rng(1)
    points, forms = stream.normal(size=(200, d)), stream.normal(size=(100, d))

    def dimension(values):
        return rank(values / np.linalg.norm(values, axis=0))

    r, n = comb(d - 1 + k, k), comb(d + k, k)
    if n > 40:
        return None
    pure = (points @ forms.T) ** k
    spans = dimension(pure) == r and dimension(pure[:, :r]) == r
    shifted = (points @ forms.T + stream.normal(size=100)) ** k
    lower = np.hstack([(points @ forms[:r].T) ** j for j in range(k + 1)])
    return spans and dimension(shifted) == dimension(shifted[:, :n]) == dimension(lower) == n


TABLE = {
    "T3-30": flattest,
    "T3-31": hinge,
    "T3-32": squares,
    "T3-33": ridge,
    "T3-37": same_direction,
}
