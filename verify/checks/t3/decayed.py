"""Linear networks with weight decay at a minimum of L + γ‖W‖², and its learning coefficient there (T3 §4.2)."""

from __future__ import annotations

from typing import NotRequired, TypedDict, final

import flint

from algebraic.thresholds import learning_coefficient

from ...instruments import LocalCoefficient, PlainMatrix, computed, matrix, rational, weight_vector


@final
class Decayed(TypedDict):
    """γ, data, and the weights of a minimum of L_γ unless ``width`` is 0: no hidden layer."""

    width: int
    gamma: str
    X: PlainMatrix
    Y: PlainMatrix
    W1: NotRequired[PlainMatrix]
    W2: NotRequired[PlainMatrix]


def across(instance: Decayed) -> LocalCoefficient | None:
    """λ of L_γ less its minimum, for a linear network with N hidden units where 0 < 2γ ≤ ‖x‖|y|.

    With q = ‖x‖, σ the sign of y, a = W1x/q, b = W2ᵀ and P the projector across x, L_γ is a constant and
    ½(q a·b − y + 2γσ/q)² + γ‖a − σb‖² + γ‖W1P‖², as polynomials, which is checked; at a minimum all squares are 0.
    """
    x, y, gamma = matrix(instance["X"]).entries(), matrix(instance["Y"])[0, 0], rational(instance["gamma"])
    width, square = instance["width"], sum((v * v for v in x), flint.fmpq(0))
    q, sign = _root(square), -1 if y < 0 else 1
    if not width or not gamma > 0 or q is None or not q or 2 * gamma > q * abs(y):
        return None
    names = [f"a{i}_{j}" for i in range(width) for j in range(len(x))] + [f"b{i}" for i in range(width)]
    unknowns = list(flint.fmpq_mpoly_ctx.get(names, flint.Ordering.degrevlex).gens())
    first, last = [unknowns[i * len(x) : (i + 1) * len(x)] for i in range(width)], unknowns[width * len(x) :]
    seen = [sum((v * c for v, c in zip(row, x, strict=True)), unknowns[0] * 0) for row in first]
    output = sum((a * b for a, b in zip(seen, last, strict=True)), unknowns[0] * 0)
    equations = [output - y + 2 * sign * gamma / q]
    equations += [a * (1 / q) - b * sign for a, b in zip(seen, last, strict=True)]
    equations += [v - a * (c / square) for row, a in zip(first, seen, strict=True) for v, c in zip(row, x, strict=True)]
    factors = [flint.fmpq(1, 2)] + [gamma] * (len(equations) - 1)
    squares = sum((e * e * c for e, c in zip(equations, factors, strict=True)), unknowns[0] * 0)
    loss = (output - y) * (output - y) * flint.fmpq(1, 2) + sum((v * v for v in unknowns), unknowns[0] * 0) * gamma
    if (loss - squares).total_degree() > 0:
        return LocalCoefficient(None, None, None, "L_γ is not that sum of squares")
    at = [str(v) for v in weight_vector(matrix(instance["W1"]), matrix(instance["W2"]))]
    return computed(lambda: learning_coefficient([e for e in equations if e != 0], at))


def _root(square: flint.fmpq) -> flint.fmpq | None:
    """The square root, where it is rational."""
    found = flint.fmpq(flint.fmpz(square.p).isqrt(), flint.fmpz(square.q).isqrt())
    return found if found * found == square else None


def critical_number(instance: Decayed) -> flint.fmpq:
    """‖x‖²y² − (2γ)²."""
    x, y, gamma = matrix(instance["X"]), matrix(instance["Y"]), rational(instance["gamma"])
    return (x.transpose() * x)[0, 0] * y[0, 0] ** 2 - 4 * gamma**2
