"""Small networks that are trained in plain floats, and their second derivatives at the weights reached, in balls.

f = Σ v_k σ(w_k·x + b_k) + c with σ(z) = z/√(1 + z²): additions, products, quotients and square roots, which round alike
everywhere, so that a run is a function of its instance. The weights reached are exact numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import TypedDict

import flint
import numpy as np

from ...evidence import Finding

BITS, MOST_BITS = 384, 4096
MOMENTUM = 0.9
Vector = list[flint.arb]


class Run(TypedDict):
    """Samples in quarters, and how the network is trained: steps on mini-batches, then Gauss–Newton in balls."""

    inputs: list[list[int]]
    labels: list[int]
    width: int
    seed: int
    steps: int
    batch: int
    polish: int


def num_weights(run: Run) -> int:
    """n = width (inputs + 2) + 1: the w_k with b_k, then the v_k, then c."""
    return run["width"] * (len(run["inputs"][0]) + 2) + 1


def weights_reached(run: Run) -> Vector:
    """The weights at the end of training and polishing, as exact numbers; each run is made once."""
    return list(_trained(json.dumps(run, sort_keys=True)))


@lru_cache(maxsize=256)
def _trained(text: str) -> tuple[flint.arb, ...]:
    run: Run = json.loads(text)
    stream = np.random.default_rng(run["seed"])
    weights = [float(v) / 32 for v in stream.integers(-32, 33, num_weights(run))]
    samples = [([v / 4 for v in x] + [1.0], y / 4) for x, y in zip(run["inputs"], run["labels"], strict=True)]
    speed, rate = [0.0] * len(weights), 0.02
    for step in range(run["steps"]):
        start = step * run["batch"] % len(samples)
        chosen = (samples + samples)[start : start + run["batch"]]
        for k, g in enumerate(_slopes(weights, chosen, run["width"])):
            speed[k] = MOMENTUM * speed[k] - rate * g
            weights[k] += speed[k]
    with flint.ctx.workprec(BITS):
        exact = [flint.arb(v) for v in weights]
        for _ in range(run["polish"]):
            exact = _gauss_newton(run, exact)
        return tuple(exact)


def _slopes(weights: list[float], samples: list[tuple[list[float], float]], width: int) -> list[float]:
    """The gradient of the mean of f² over samples, in floats."""
    size = len(samples[0][0])
    found = [0.0] * len(weights)
    for x, y in samples:
        values, bends, f = [], [], weights[-1] - y
        for k in range(width):
            z = 0.0
            for w, a in zip(weights[k * size : (k + 1) * size], x, strict=True):
                z += w * a
            root = sqrt(1 + z * z)
            values.append(z / root)
            bends.append(1 / (root * root * root))
            f += weights[width * size + k] * values[k]
        factor = 2 * f / len(samples)
        found[-1] += factor
        for k in range(width):
            found[width * size + k] += factor * values[k]
            slope = factor * weights[width * size + k] * bends[k]
            for j in range(size):
                found[k * size + j] += slope * x[j]
    return found


def _units(run: Run, w: Vector) -> list[tuple[Vector, list[tuple[flint.arb, flint.arb, flint.arb]], flint.arb]]:
    """For each sample (x, 1), the values σ, σ′, σ″ of all units, and the residual f − y."""
    size, width = len(run["inputs"][0]) + 1, run["width"]
    found = []
    for row, y in zip(run["inputs"], run["labels"], strict=True):
        x = [flint.arb(v) / 4 for v in row] + [flint.arb(1)]
        units = []
        for k in range(width):
            z = sum((a * b for a, b in zip(w[k * size : (k + 1) * size], x, strict=True)), flint.arb(0))
            root = (1 + z * z).sqrt()
            units.append((z / root, 1 / root**3, -3 * z / root**5))
        f = sum((w[width * size + k] * units[k][0] for k in range(width)), w[-1]) - flint.arb(y) / 4
        found.append((x, units, f))
    return found


def residuals_and_slopes(run: Run, w: Vector) -> tuple[flint.arb_mat, flint.arb_mat]:
    """F as a column and J, one row for each sample."""
    size, width = len(run["inputs"][0]) + 1, run["width"]
    rows, column = [], []
    for x, units, f in _units(run, w):
        row = [w[width * size + k] * units[k][1] * a for k in range(width) for a in x]
        rows.append([*row, *(unit[0] for unit in units), flint.arb(1)])
        column.append([f])
    return flint.arb_mat(column), flint.arb_mat(rows)


def bends_of(run: Run, w: Vector) -> list[flint.arb_mat]:
    """∇²f_i for each sample."""
    size, width, n = len(run["inputs"][0]) + 1, run["width"], num_weights(run)
    found = []
    for x, units, _ in _units(run, w):
        whole = flint.arb_mat(n, n)
        for k, (_, first, second) in enumerate(units):
            v = width * size + k
            for i, a in enumerate(x):
                whole[k * size + i, v] = whole[v, k * size + i] = first * a
                for j, b in enumerate(x):
                    whole[k * size + i, k * size + j] = w[v] * second * a * b
        found.append(whole)
    return found


def hessian_parts(run: Run, w: Vector) -> tuple[flint.arb_mat, flint.arb_mat]:
    """2 JᵀJ and 2 Σ f_i ∇²f_i, the two parts of the Hessian of Σ f_i²."""
    f, j = residuals_and_slopes(run, w)
    rest = flint.arb_mat(num_weights(run), num_weights(run))
    for k, bend in enumerate(bends_of(run, w)):
        rest += 2 * f[k, 0] * bend
    return 2 * (j.transpose() * j), rest


def curvature(run: Run, w: Vector, along: list[int]) -> flint.arb:
    """The second derivative of L on a line, from power series: another way to the Hessian."""
    size, width, total = len(run["inputs"][0]) + 1, run["width"], flint.arb_series([0], 3)
    lines = [flint.arb_series([a, s], 3) for a, s in zip(w, along, strict=True)]
    for row, y in zip(run["inputs"], run["labels"], strict=True):
        x = [flint.arb(v) / 4 for v in row] + [flint.arb(1)]
        f = lines[-1] - flint.arb(y) / 4
        for k in range(width):
            z = sum((a * b for a, b in zip(lines[k * size : (k + 1) * size], x, strict=True)), flint.arb_series([0], 3))
            f += lines[width * size + k] * z / (1 + z * z).sqrt()
        total += f * f
    return 2 * total[2]


def _gauss_newton(run: Run, w: Vector) -> Vector:
    """w − J⁺F, rounded to exact numbers; w itself where JJᵀ is not seen to be regular."""
    f, j = residuals_and_slopes(run, w)
    try:
        step = j.transpose() * (j * j.transpose()).solve(f)
    except ZeroDivisionError:
        return w
    return [(a - step[k, 0]).mid() for k, a in enumerate(w)]


def signs(symmetric: flint.arb_mat) -> tuple[int, int] | None:
    """How many eigenvalues are positive and how many negative, where none is 0: Descartes' rule in balls.

    ``None`` where the sign of a coefficient of the characteristic polynomial is not seen.
    """
    found = symmetric.charpoly().coeffs()
    if not all(c > 0 or c < 0 for c in found):
        return None
    positive = sum(bool(a > 0) != bool(b > 0) for a, b in pairwise(found))
    return positive, symmetric.nrows() - positive


def in_enough_bits(decide: Callable[[], Finding]) -> Finding:
    """A finding that balls decide, with the precision doubled until they do."""
    bits = BITS
    while True:
        with flint.ctx.workprec(bits):
            found = decide()
        if found.holds is not None or bits >= MOST_BITS:
            return found
        bits *= 2


def moving(run: Run) -> flint.arb_mat:
    """A basis, in columns, of directions that with the null vectors of every Hessian span all.

    Where the (x_i, 1) do not span R^(p + 1), moving (w_k, b_k) across their span changes nothing.
    """
    rows = flint.fmpq_mat([[flint.fmpq(v) for v in (*x, 4)] for x in run["inputs"]])
    reduced, rank = rows.rref()
    size, width, n = rows.ncols(), run["width"], num_weights(run)
    found = flint.arb_mat(n, width * (rank + 1) + 1)
    for k in range(width):
        for i in range(rank):
            for j in range(size):
                found[k * size + j, k * rank + i] = flint.arb(reduced[i, j])
    for k in range(width + 1):
        found[width * size + k, width * rank + k] = 1
    return found


def shifted(symmetric: flint.arb_mat, by: flint.arb) -> flint.arb_mat:
    """M + by I."""
    found = flint.arb_mat(symmetric)
    for k in range(found.nrows()):
        found[k, k] += by
    return found


def frobenius(values: flint.arb_mat) -> flint.arb:
    """An upper bound of the Frobenius norm, as an exact number."""
    squares = sum((v * v for v in values.entries()), flint.arb(0)).upper()
    return flint.arb(flint.arb(squares).sqrt().upper())


def zero_near(run: Run, w: Vector) -> flint.arb | str:
    """A radius within which a zero of all residuals is proved (Newton–Kantorovich) and J is onto, or what is missing.

    With β ≥ ‖J⁺‖, η = β‖F‖ and L a Lipschitz constant of J within 2η there is one within 2η if βLη < ½. So J changes by
    less than 1/β there, and stays onto.
    """
    f, j = residuals_and_slopes(run, w)
    square = j * j.transpose()
    if square.det().contains(0):
        return "J is not seen to be onto"
    beta = frobenius(square.inv()).sqrt()
    eta = beta * frobenius(f)
    box = [flint.arb(a, (2 * eta).upper()) for a in w]
    lipschitz = sum((frobenius(bend) ** 2 for bend in bends_of(run, box)), flint.arb(0)).sqrt()
    if not beta * lipschitz * eta < flint.arb(0.5):
        return "the loss is too large for a zero near by to be proved"
    return 2 * eta
