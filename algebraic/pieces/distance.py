"""The real critical points of a distance on the set: all of them, with a proof, and the index of each.

On the set F = 0, which is regular at its real points, the critical points of g(w) = ½ Σ_k a_k (w_k − p_k)² are the w of
the real solutions (w, λ) of the equations of Lagrange,

    a_k (w_k − p_k) = Σ_i λ_i ∂F_i/∂w_k,   F(w) = 0.

A solution where these are regular is a nondegenerate critical point: their Jacobian is, but for signs, the bordered
matrix B = [[H, Jᵀ], [J, 0]] with H = diag(a) − Σ λ_i ∇²F_i, which has m negative eigenvalues more than H has on the
tangent space. If the m + K equations have as many regular solutions as their mixed volume with the origin added, and
one at least, then they have no others at all (:class:`algebraic.ideals.EquationsProblem`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import flint
import numpy as np

from ..bounds import bkk_with_proof
from ..census import negative_pivots, take_equations
from ..ideals import EquationsProblem
from ..networks import Polynomials
from ..proofs import Box, holds_one, overlapping, precision_of, read_box
from ..shell import ROLE_CENTERS, Budget, ZerolocusError, as_fmpq, random_stream
from ..systems import PolynomialSystem
from .in_balls import BallPolynomials

MULTIPLIER = "multiplier"


@dataclass(frozen=True)
class Distance:
    """g(w) = ½ Σ_k a_k (w_k − p_k)².

    Attributes:
        center: p. factors: a, positive.
    """

    center: tuple[Fraction, ...]
    factors: tuple[Fraction, ...]

    def at(self, point: list[flint.arb]) -> flint.arb:
        """g at a point, or over a box."""
        total = flint.arb(0)
        for a, p, w in zip(self.factors, self.center, point, strict=True):
            offset = w - flint.arb(as_fmpq(p))
            total = total + flint.arb(as_fmpq(a)) * offset * offset
        return total / 2

    def slopes(self, point: list[flint.arb]) -> list[flint.arb]:
        """∇g at a point, or over a box."""
        return [
            flint.arb(as_fmpq(a)) * (w - flint.arb(as_fmpq(p)))
            for a, p, w in zip(self.factors, self.center, point, strict=True)
        ]


@dataclass(frozen=True)
class CriticalPoint:
    """A real critical point, nondegenerate.

    Attributes:
        box: of w and λ, which holds exactly one solution, a real one.
        index: of the distance on the set; ``None`` where it is not proved.
        point: w, multipliers: λ, and level: g there, enclosed.
    """

    box: Box
    index: int | None
    point: list[flint.arb]
    multipliers: list[flint.arb]
    level: flint.arb


def random_distance(size: int, seed: int, attempt: int = 0) -> Distance:
    """A distance to a random point, with random factors, so that nothing special is likely.

    >>> distance = random_distance(2, 0)
    >>> all(0 < abs(p) <= 2 for p in distance.center), all(1 / 2 <= a <= 3 / 2 for a in distance.factors)
    (True, True)
    """
    stream = random_stream(seed, ROLE_CENTERS, attempt)
    signs = stream.choice([-1, 1], size)
    center = tuple(Fraction(int(s * n), 1024) for s, n in zip(signs, stream.integers(256, 2049, size), strict=True))
    factors = stream.choice(np.arange(512, 1537), size, replace=False)  # all different: equal ones are special
    return Distance(center, tuple(Fraction(int(n), 1024) for n in factors))


def lagrange_system(system: PolynomialSystem, distance: Distance) -> PolynomialSystem:
    """The equations of Lagrange, with one more unknown for each equation.

    >>> from algebraic.systems import as_system
    >>> plane = Distance((Fraction(1), Fraction(2)), (Fraction(1), Fraction(3)))
    >>> lagrange_system(as_system(["x*y - 1"]), plane).polynomials
    (x*y - 1, -y*multiplier_1 + x - 1, -x*multiplier_1 + 3*y - 6)
    """
    count, size = len(system.polynomials), len(system.names)
    ring = Polynomials([*system.names, *(f"{MULTIPLIER}_{i + 1}" for i in range(count))])
    known, nothing = ring.variables, (0,) * count
    equations = [
        ring.context.from_dict({(*map(int, e), *nothing): c for e, c in p.terms()}) for p in system.polynomials
    ]
    found = list(equations)
    for k in range(size):
        pull = as_fmpq(distance.factors[k]) * (known[k] - as_fmpq(distance.center[k]))
        for i, equation in enumerate(equations):
            pull = pull - known[size + i] * equation.derivative(k)
        found.append(pull)
    return PolynomialSystem(tuple(map(str, ring.context.names())), tuple(found))


def find_solutions(lagrange: PolynomialSystem, *, seed: int, budget: Budget) -> list[Box]:
    """Boxes with one complex solution each, no two with the same; a lower bound for their number, however many."""
    return [solution["box"] for solution in take_equations(lagrange, seed=seed, budget=budget).solutions]


def solutions_hold(lagrange: PolynomialSystem, boxes: Sequence[Box], budget: Budget) -> bool:
    """Whether boxes are proved to hold exactly one solution each, and to be disjoint.

    >>> from algebraic.systems import as_system
    >>> from algebraic.shell import UNLIMITED
    >>> system, box, other = as_system(["x^2 - 1"]), [["1", "0", "1e-9"]], [["2", "0", "0.1"]]
    >>> [solutions_hold(system, boxes, UNLIMITED) for boxes in ([box], [box, box], [other])]
    [True, False, False]
    """
    exact = EquationsProblem(lagrange).exact
    for box in boxes:
        budget.check("critical points were being proved")
        if len(box) != len(lagrange.names) or not holds_one(exact, box):
            return False
    return not overlapping(boxes)


def proved_bound(lagrange: PolynomialSystem, budget: Budget) -> int | None:
    """The mixed volume with the origin, if code of our own proves it; what gfan alone says is no proof."""
    supports = [frozenset(tuple(map(int, e)) for e in support) for support in lagrange.supports()]
    try:
        bound, proved = bkk_with_proof(supports, affine=True, budget=budget)
    except ZerolocusError:
        return None
    return bound if proved else None


def describe(balls: BallPolynomials, distance: Distance, box: Box) -> CriticalPoint:
    """A critical point with its index.

    Args:
        box: proved to hold one solution of the equations of Lagrange, a real one.
    """
    with flint.ctx.workprec(precision_of(box)):
        values = [value.real for value in read_box(box)[1]]
        point, multipliers = values[: balls.num_unknowns], values[balls.num_unknowns :]
        negative, index = _negative(bordered(balls, distance, point, multipliers)), None
        if negative is not None and 0 <= negative - balls.num_equations <= balls.num_unknowns - balls.num_equations:
            index = negative - balls.num_equations
        return CriticalPoint(box, index, point, multipliers, distance.at(point))


def bordered(
    balls: BallPolynomials, distance: Distance, point: list[flint.arb], multipliers: list[flint.arb]
) -> flint.arb_mat:
    """The matrix B = [[H, Jᵀ], [J, 0]]."""
    size, count = balls.num_unknowns, balls.num_equations
    whole = flint.arb_mat(size + count, size + count)
    slopes, bends = balls.slopes(point), balls.bends(point)
    for j in range(size):
        for k in range(size):
            bend = flint.arb(as_fmpq(distance.factors[j])) if j == k else flint.arb(0)
            for multiplier, hessian in zip(multipliers, bends, strict=True):
                bend = bend - multiplier * hessian[j, k]
            whole[j, k] = bend
        for i in range(count):
            whole[j, size + i] = whole[size + i, j] = slopes[i, j]
    return whole


def _negative(matrix: flint.arb_mat) -> int | None:
    """The number of negative eigenvalues: in nearly the coordinates of its eigenvectors pivots have clear signs."""
    rough = np.array([[float(x.mid()) for x in row] for row in matrix.tolist()])
    if not np.isfinite(rough).all():
        return None
    change = flint.arb_mat(np.linalg.eigh(rough)[1].tolist())
    return negative_pivots(change.transpose() * matrix * change)
