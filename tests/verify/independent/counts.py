"""Degrees by growth along a ray of large integers, identities at random points, networks that are built and tried."""

# mypy: ignore-errors

from contextlib import suppress
from itertools import pairwise, product
from math import ceil, prod

import mpmath
import numpy as np
import sympy
from scipy.special import log_softmax
from sympy.polys.orderings import grevlex

from .tools import Unclear, activated, bends, digits, floats, rank

FAR = 10**30


def _value(instance, w, x):
    """f(x; w) in integers; the weights in any order."""
    w = iter(w)

    def sigma(z):
        return sum(int(c) * z**k for k, c in enumerate(instance["activation"]))

    def unit(values, bias=instance["bias"], last=False):
        z = sum(next(w) * v for v in values) + (next(w) if bias else 0)
        return z if last else sigma(z)

    if instance.get("tree"):
        shared = [next(w) for _ in range(3)]
        h = [sigma(shared[0] * a + shared[1] * b + shared[2]) for a, b in (x[:2], x[2:])]
        return unit(h, bias=True)
    for k, units in enumerate(instance["widths"][1:], 1):
        plain = instance["readout"] and k == len(instance["widths"]) - 1
        x = [unit(x, last=plain) for _ in range(units)]
    return x[0]


def _num_weights(instance):
    if instance.get("tree"):
        return 6
    return sum((a + bool(instance["bias"])) * b for a, b in pairwise(instance["widths"]))


def _degrees(instance):
    """Of each equation: how fast it grows along a ray."""
    stream, size = np.random.default_rng(2), _num_weights(instance)
    ray = [int(v) for v in stream.integers(1, 10**9, size)]
    found = []
    for x in instance["inputs"]:
        near, far = (abs(_value(instance, [scale * v for v in ray], x)) for scale in (FAR, 2 * FAR))
        found.append(round(float(mpmath.log(mpmath.mpf(far) / near, 2))) if near else 0)
    return found


def _claimed(instance):
    layers = 2 if instance.get("tree") else len(instance["widths"]) - 1
    return (len(instance["activation"]) - 1) ** layers


def degree(instance):
    """T2-01."""
    return set(_degrees(instance)) == {_claimed(instance)}


def bezout(instance):
    """T2-04: ℓ^(Nd) is (ℓ^d)^N."""
    return prod(_degrees(instance)) == _claimed(instance) ** len(instance["inputs"])


def counted(instance):
    """T2-03: zeros in a chart of projective space that misses none, by the monomials below a Gröbner basis of sympy."""
    size, degrees = _num_weights(instance), _degrees(instance)
    if not 0 < prod(degrees) <= 9:
        return None
    stream, w = np.random.default_rng(6), sympy.symbols(f"w:{size}")
    chart = 1 + sum(int(c) * v for c, v in zip(stream.integers(1, 10**6, size), w, strict=True))
    equations = []
    for x, y, degree in zip(instance["inputs"], instance["targets"], degrees, strict=True):
        terms = sympy.Poly(_value(instance, w, x) - sympy.Rational(y), *w).terms()
        homogeneous = sum(
            c * chart ** (degree - sum(powers)) * prod(v**k for v, k in zip(w, powers, strict=True))
            for powers, c in terms
        )
        equations.append(sympy.Poly(homogeneous, *w))
    basis = sympy.groebner(equations, *w, order="grevlex", modulus=2_147_483_629)
    leading = [max(each.monoms(), key=grevlex) for each in basis.polys]
    if not basis.is_zero_dimensional:
        return False
    below = product(range(prod(degrees) + 1), repeat=size)
    free = sum(all(any(a < b for a, b in zip(m, top, strict=True)) for top in leading) for m in below)
    return free == prod(degrees)


SMOOTH = {"z**2+z": (0, 1, 1), "z**3+z": (0, 1, 0, 1), "z**3-z**2+2*z": (0, 2, -1, 1)}  # with P(0) = 0


def _roots(function, size, stream, near=1.0):
    """Complex zeros with many digits, from some starts about so far from 0, of a function of so many unknowns."""
    for _ in range(16):
        start = [complex(*pair) for pair in stream.normal(size=(size, 2)) * near]
        with suppress(ValueError, ZeroDivisionError):
            found = mpmath.findroot(function, start if size > 1 else start[0], maxsteps=40)
            yield np.array(list(found) if size > 1 else [found], dtype=object)


def further_solutions(instance):
    """T2-10 where P(0) = 0: critical points with residuals, looked for by Newton's method, and the rank of the Hessian.

    At 0; with outgoing weights 0, where Σ y P vanishes for each unit; and those of one unit, which is split into two.
    """
    (inside, units, _), bias = instance["widths"], instance["bias"]
    if instance["activation"] not in SMOOTH:
        return None
    powers, stream, ends = SMOOTH[instance["activation"]], np.random.default_rng(5), inside + bias
    slope = tuple(k * c for k, c in enumerate(powers))[1:]
    x = digits(np.column_stack([instance["inputs"], np.ones((len(instance["inputs"]), int(bias)))]))
    y, size = digits(instance["targets"])[:, 0], units * ends

    def rest(w):
        hidden = activated(powers, x @ w[:-units].reshape(units, -1).T)
        return hidden @ w[-units:] - y

    def degenerate(w):
        far = max(abs(r) for r in rest(w)) > 1e-3
        return far and rank(bends(lambda v: (rest(v) ** 2).sum() / 2, w, kind=complex)) < len(w)

    if degenerate(digits([0] * (size + units))):
        return False
    if ends > 1:
        sideways = digits(stream.integers(1, 9, ends))
        offset = digits(stream.integers(1, 9, ends))

        def vanishing(t):
            return (y * activated(powers, x @ (offset + t * sideways))).sum()

        for (t,) in _roots(vanishing, 1, stream):
            if degenerate(np.concatenate([*[offset + t * sideways] * units, digits([0] * units)])):
                return False
    if units > 1 and ends == 1:

        def slopes_of_one(w, v):
            z = x[:, 0] * w
            r = v * activated(powers, z) - y
            return [(r * v * activated(slope, z) * x[:, 0]).sum(), (r * activated(powers, z)).sum()]

        for w, v in _roots(slopes_of_one, 2, stream, 2 / np.abs(instance["inputs"]).max()):
            if abs(v) > 1e-3 and degenerate(np.array([w] * units + [v / 2] * 2 + [0 * v] * (units - 2), dtype=object)):
                return False
    return True if units == 1 or len(y) == 1 else None  # Newton's method may have missed some


def in_a_box(instance):
    """T2-13: no random perturbation of a millionth changes a class."""
    stream, x = np.random.default_rng(3), floats(instance["inputs"])

    def right(layers):
        h = x
        for k, w in enumerate(layers):
            h = activated(instance["activation"], h) if k else h
            h = np.column_stack([np.ones(len(h)), h]) @ w.T
        others = h if h.shape[1] > 1 else np.column_stack([h, 0 * h])  # one output: positive for the first class
        own = np.array(instance["labels"])
        margins = [row[k] - max(np.delete(row, k)) for row, k in zip(others, own, strict=True)]
        return min(margins) > 0

    layers = [floats(w) for w in instance["weights"]]
    return right(layers) and all(right([w + 1e-6 * stream.uniform(-1, 1, w.shape) for w in layers]) for _ in range(50))


def reads_all_four(instance):
    """T2-14: both sides at random integers."""
    stream = np.random.default_rng(4)

    def node(units, left, right):
        total = 0
        for a, b, bias, factor in units:
            z = a * left + b * right + bias
            total += factor * sum(int(c) * z**k for k, c in enumerate(instance["activation"]))
        return total

    lower, top = instance["lower"], instance["top"]
    for _ in range(20):
        x = [int(v) for v in stream.integers(-(10**6), 10**6, 4)]
        h = node(lower[0], x[0], x[1])
        if node(top, h, node(lower[1], x[0], x[1])) != node(top, h, node(lower[1], x[2], x[3])):
            return False
    return True


def below(instance):
    """NMH-01: the mean cross-entropy in floating point, times N."""
    outputs = floats(instance["G"]) / 1024
    total, right = 0.0, True
    for row, label in zip(outputs, instance["labels"], strict=True):
        total -= log_softmax(row)[label]
        right = right and all(row[label] > v for k, v in enumerate(row) if k != label)
    if abs(total / np.log(2) - 1) < 1e-9:
        raise Unclear
    return total >= np.log(2) or right


def neurons(instance):
    """NMH-11: units that are counted one by one along a side."""
    sizes = [
        (len(range(0, side, stride)), channels * ceil(side / stride) ** 2)
        for side, stride, channels, *_ in instance["rows"]
    ]
    printed = [(row[3], row[4]) for row in instance["rows"]]
    return sizes == printed and sum(size for _, size in sizes) == instance["total"]


def _smoolu(x):
    return x * mpmath.exp(-1 / x) if x > 0 else mpmath.mpf(0)


def smooth(instance):
    """C18-04: at 0 from the right all difference quotients of this order vanish, and at x the function increases."""
    order, x, h = instance["order"], digits(instance["x"])[()], mpmath.mpf(10) ** -5
    with mpmath.workdps(400):
        quotient = sum((-1) ** (order - k) * mpmath.binomial(order, k) * _smoolu(k * h) for k in range(order + 1))
        flat = abs(quotient / h**order) < mpmath.mpf(10) ** -20
        rising = x <= 0 or _smoolu(x) < _smoolu(x * (1 + mpmath.mpf(10) ** -50))
    return bool(flat and rising)


SIGMAS = {
    "smoolu": _smoolu,
    "exp(-1/x)": lambda x: mpmath.exp(-1 / x) if x > 0 else mpmath.mpf(0),
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "square": lambda x: max(x, mpmath.mpf(0)) ** 2,
}


def memorised(instance):
    """C18-05 with one hidden layer: built by Gauss's algorithm in 1000 digits, and tried."""
    if len(instance["widths"]) > 1:
        return None
    sigma, d = SIGMAS[instance["activation"]], len(instance["inputs"])
    with mpmath.workdps(1000):
        heights = digits(instance["inputs"]) @ digits(instance["direction"])
        order = np.argsort(heights.astype(float), kind="stable")
        heights, labels = heights[order], digits(instance["labels"])[order]
        thresholds = [heights[0] - 1, *((a + b) / 2 for a, b in pairwise(heights))]
        matrix = mpmath.matrix([[sigma(height - b) for b in thresholds] for height in heights])
        m = mpmath.lu_solve(matrix, mpmath.matrix(list(labels)))
        errors = [sum(m[j] * sigma(height - thresholds[j]) for j in range(d)) - y
                  for height, y in zip(heights, labels, strict=True)]  # fmt: skip
        fits = max(abs(e) for e in errors) < mpmath.mpf(10) ** -100
    return bool(fits) and instance["widths"][0] >= d


TABLE = {
    "C18-04": smooth,
    "C18-05": memorised,
    "NMH-01": below,
    "NMH-11": neurons,
    "T2-01": degree,
    "T2-03": counted,
    "T2-04": bezout,
    "T2-10": further_solutions,
    "T2-13": in_a_box,
    "T2-14": reads_all_four,
}
