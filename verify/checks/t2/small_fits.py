"""Small networks of which is known which data they fit, and whether their squared error has a minimum.

Seven shapes with one output, P a polynomial that is not constant, x with a 1 at its end where there is a bias:

``linear``: w·x. The sums form a linear space, so that there is a minimum, on an affine space of weights.

``bare``: P(w·x), independent inputs. The sums s_i = w·x_i are free, and the error grows with each: there is a minimum.
The equations have a complex solution, and a real one where every target is a value of P on the line.

``unit``: v P(w·x), independent inputs. If P takes both signs, v > 0 large makes every y_i / v a value: all targets are
fitted. Let P ≥ m ≥ 0. The outputs are, for v > 0, all of [vm, ∞)^N, and their mirror images: with 0, the two closed
orthants if m = 0; if m > 0, the two open ones and the origin. A target has its nearest points in the closed orthants
among y⁺ and y⁻. So there is no minimum exactly if m > 0, y is not 0 and has a zero or two signs. Over ℂ all is fitted.

``pencil``: v P(w·x) with P = a z² + b z, ab ≠ 0, no bias, inputs c_i e. With z = w·e the outputs are A c_i² + B c_i,
(A, B) = (v a z², v b z): both not 0, or both 0. Two different c_i ≠ 0 make (A, B) of the least error unique.

``wide``: Σ_j v_j P(w_j·x), one hidden layer of any width; of it nothing is known but what its own weights show.

``cubes``: v_1 (w_1·x)³ + v_2 (w_2·x)³ in the plane, without biases, four inputs of which no two are proportional: the
outputs determine a binary cubic c. A sum of two cubes over ℝ is 0, a cube, or has one real root and two complex ones
(discriminant D < 0); over ℂ, 0, a cube or D ≠ 0 (Sylvester). In the inner product that the inputs give, a nearest
point p among these is c itself: those with D < 0 are an open set; if p = ± l³ or 0 then p + t m³ is one, too, for
every linear form m and small t of both signs, so c − p is orthogonal to all cubes, which span the cubics. So there is
a minimum only where the equations have a real solution. (Without one: de Silva, Lim 2008, of tensors of rank 2.)

``pooled``: v (P(w·a) + P(w·b)) with P = c + d z², cd > 0: one filter, whose values at two places are summed; an input
is a and b. Two samples with one target y ≠ 0: with q_i = (w·a_i)² + (w·b_i)² they are fitted where q_1 = q_2, by one v.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, NotRequired, TypedDict

import flint

from algebraic.shell import as_fraction

from ...instruments import design, inertia, least_loss, least_squares, num_real_roots, polynomial, rational

CUBE = ["0", "0", "0", "1"]


class SmallShape(TypedDict):
    """A shape with data.

    Attributes:
        kind: linear, bare, unit, pencil, wide, cubes or pooled.
        activation: coefficients of P from the constant term upwards.
        weights: for each unit its v (1 where there is none) and its w; where the targets come from these, they fit.
    """

    kind: str
    activation: list[str]
    bias: bool
    inputs: list[list[int]]
    targets: list[str]
    weights: NotRequired[list[list[str]]]


class Fitted(NamedTuple):
    """What is known of the equations and of the squared error Σ (f(x_i) − y_i)².

    Attributes:
        real, complex: whether the equations have a solution in such weights.
        minimum: whether the error has one.
        infimum: of the error over real weights, where it is known.
        dimension: of the set of minima; ``None`` without one.
    """

    real: bool
    complex: bool
    minimum: bool
    infimum: flint.fmpq | None
    dimension: int | None


def num_weights(shape: SmallShape) -> int:
    """K."""
    reads = len(shape["inputs"][0]) + shape["bias"]
    if shape["kind"] == "pooled":
        return reads // 2 + 1
    if shape["kind"] in ("linear", "bare"):
        return reads
    units = {"cubes": 2, "wide": len(shape.get("weights", ()))}.get(shape["kind"], 1)
    return units * (reads + 1)


def targets_of(shape: SmallShape) -> list[flint.fmpq]:
    """y."""
    return [rational(y) for y in shape["targets"]]


def activation(shape: SmallShape) -> flint.fmpq_poly:
    """P."""
    return polynomial(shape["activation"])


def independent(shape: SmallShape) -> bool:
    """Whether the inputs are, so that the sums w·x_i are free."""
    return design(shape["inputs"], shape["bias"]).rank() == len(shape["inputs"])


def independent_rows(inputs: list[list[int]]) -> bool:
    """Whether inputs without a bias are."""
    return design(inputs, False).rank() == len(inputs)


def fitted(shape: SmallShape) -> Fitted | None:
    """What is known of a shape; ``None`` if it is not as the module says."""
    kind, free = shape["kind"], activation(shape).degree() > 0
    if kind == "linear":
        return _linear(shape)
    if kind == "bare" and free and independent(shape):
        return _bare(shape)
    if kind == "unit" and free and independent(shape):
        return _unit(shape)
    if kind in ("pencil", "pooled"):
        return _pencil(shape) if kind == "pencil" else _pooled(shape)
    return _cubes(shape) if kind == "cubes" else None


def certainly_fitted(shape: SmallShape) -> Fitted:
    """The same, of a shape that is as the module says."""
    known = fitted(shape)
    if known is None:
        raise ValueError(f"not a shape of which this is known: {shape}")
    return known


def _linear(shape: SmallShape) -> Fitted:
    x, y = design(shape["inputs"], shape["bias"]).transpose(), flint.fmpq_mat([targets_of(shape)])
    least = 2 * least_loss(x, y)
    return Fitted(least == 0, least == 0, True, least, num_weights(shape) - x.rank())


def _bare(shape: SmallShape) -> Fitted:
    real = all(num_real_roots(activation(shape) - y) for y in targets_of(shape))
    rest = num_weights(shape) - len(shape["inputs"])
    return Fitted(real, True, True, flint.fmpq(0) if real else None, rest)


def signs(p: flint.fmpq_poly) -> tuple[bool, bool]:
    """Whether P takes both signs on the line, and whether it is zero anywhere there."""
    factors = [(num_real_roots(q), order) for q, order in p.factor()[1]]
    return any(roots and order % 2 for roots, order in factors), any(roots for roots, _ in factors)


def _unit(shape: SmallShape) -> Fitted:
    y, (both, zero) = targets_of(shape), signs(activation(shape))
    above, below = sum((v * v for v in y if v > 0), flint.fmpq(0)), sum((v * v for v in y if v < 0), flint.fmpq(0))
    orthant = not (above and below)  # y lies in one of the closed orthants
    real = both or not any(y) or (orthant and (zero or all(y)))
    least = flint.fmpq(0) if both or orthant else min(above, below)
    k = num_weights(shape)
    dimension = k - 1 if not any(y) else k - len(y)  # v = 0; or v in an interval, and finitely many sums for each
    minimum = real or zero
    return Fitted(real, True, minimum, least, dimension if minimum else None)


def pencil_factors(shape: SmallShape) -> list[flint.fmpq] | None:
    """c_i with x_i = c_i e, e the first input that is not 0; ``None`` where there are none, or not two different."""
    first = next((x for x in shape["inputs"] if any(x)), None)
    if first is None:
        return None
    j = next(j for j, v in enumerate(first) if v)
    factors = [flint.fmpq(x[j], first[j]) for x in shape["inputs"]]
    parallel = all(
        v == c * w for c, x in zip(factors, shape["inputs"], strict=True) for v, w in zip(x, first, strict=True)
    )
    return factors if parallel and len({(c.p, c.q) for c in factors if c}) > 1 else None


def _pencil(shape: SmallShape) -> Fitted | None:
    factors, p = pencil_factors(shape), activation(shape)
    if factors is None or shape["bias"] or p.degree() != 2 or p[0] or not p[1]:
        return None
    least, (a, b) = pencil_fit(shape)
    real = least == 0 and bool(a) == bool(b)
    minimum, k = bool(a) == bool(b), num_weights(shape)
    return Fitted(real, real, minimum, least, (k - 2 if a else k - 1) if minimum else None)


def pencil_fit(shape: SmallShape) -> tuple[flint.fmpq, tuple[flint.fmpq, flint.fmpq]]:
    """The least error of A c_i² + B c_i, and its A and B."""
    factors = pencil_factors(shape) or []
    x, y = flint.fmpq_mat([[c * c for c in factors], factors]), flint.fmpq_mat([targets_of(shape)])
    best = least_squares(x, y)
    return 2 * least_loss(x, y), (best[0, 0], best[0, 1])


def cubic_of(shape: SmallShape) -> list[flint.fmpq] | None:
    """The binary cubic Σ c_k x1^(3−k) x2^k with these values; ``None`` if no cubic, or more than one, has them."""
    inputs = shape["inputs"]
    if len(inputs) != 4 or any(len(x) != 2 for x in inputs) or shape["bias"] or shape["activation"] != CUBE:
        return None
    rows = flint.fmpq_mat([[a ** (3 - k) * b**k for k in range(4)] for a, b in inputs])
    return [r[0] for r in rows.solve(flint.fmpq_mat([[y] for y in targets_of(shape)])).tolist()] if rows.det() else None


def discriminant(c: list[flint.fmpq]) -> flint.fmpq:
    """Of a binary cubic: positive for three real roots, negative for one and two complex ones."""
    p, q, r, s = c
    return 18 * p * q * r * s - 4 * q**3 * s + q * q * r * r - 4 * p * r**3 - 27 * p * p * s * s


def is_cube(c: list[flint.fmpq]) -> bool:
    """Whether a binary cubic is a multiple of a cube: its Hessian is zero."""
    p, q, r, s = c
    return q * q == 3 * p * r and q * r == 9 * p * s and r * r == 3 * q * s


def _cubes(shape: SmallShape) -> Fitted | None:
    c = cubic_of(shape)
    if c is None:
        return None
    bend, pure = discriminant(c), is_cube(c)
    real = pure or bend < 0
    least = flint.fmpq(0) if bend <= 0 else None
    dimension = 2 if not pure else 3 if any(c) else 4
    return Fitted(real, pure or bend != 0, real, least, dimension if real else None)


def _pooled(shape: SmallShape) -> Fitted | None:
    p, y = activation(shape), targets_of(shape)
    size = len(shape["inputs"][0]) // 2
    if shape["bias"] or p.degree() != 2 or p[1] or p[0] * p[2] <= 0 or len(y) != 2 or y[0] != y[1] or not y[0]:
        return None
    form = flint.fmpq_mat(size, size)  # q_2 − q_1
    for sign, row in zip((-1, 1), shape["inputs"], strict=True):
        for patch in (row[:size], row[size:]):
            column = flint.fmpq_mat([[v] for v in patch])
            form += column * column.transpose() * sign
    positive, zero, negative = inertia(form)
    dimension = size - 1 if positive and negative else zero
    return Fitted(True, True, True, flint.fmpq(0), dimension)


def outputs(shape: SmallShape, weights: Sequence[Sequence[Fraction | str]]) -> list[Fraction]:
    """f(x_i), exactly, for each unit its v and its w."""
    still = [[flint.fmpq_poly([rational(w)]) for w in unit] for unit in weights]
    return [as_fraction(value[0]) for value in outputs_along(shape, still)]


def outputs_along(shape: SmallShape, weights: Sequence[Sequence[flint.fmpq_poly]]) -> list[flint.fmpq_poly]:
    """f(x_i) for weights that are polynomials in one unknown."""
    p, zero = activation(shape), flint.fmpq_poly([0])
    found = []
    if shape["kind"] == "pooled":
        half = len(shape["inputs"][0]) // 2
        v, *w = weights[0]
        for places in shape["inputs"]:
            sums = [
                sum((a * b for a, b in zip(w, patch, strict=True)), zero) for patch in (places[:half], places[half:])
            ]
            found.append(v * (p(sums[0]) + p(sums[1])))
        return found
    for row in design(shape["inputs"], shape["bias"]).tolist():
        sums = [sum((a * b for a, b in zip(unit[1:], row, strict=True)), zero) for unit in weights]
        values = sums if shape["kind"] == "linear" else [p(s) for s in sums]
        found.append(sum((u[0] * v for u, v in zip(weights, values, strict=True)), zero))
    return found


def error_at(shape: SmallShape, weights: Sequence[Sequence[Fraction | str]]) -> Fraction:
    """Σ (f(x_i) − y_i)²."""
    found = outputs(shape, weights)
    return sum(((f - Fraction(y)) ** 2 for f, y in zip(found, shape["targets"], strict=True)), Fraction(0))
