"""One hidden unit: the pieces on which its part of the outputs is linear in the product of its weights.

For one output u = |a| w with the sign s of a: the part of the unit is s σ(u · x), linear in u on each chamber of the
hyperplanes u · x_i = 0. A piece is a sign and a chamber. The pieces of the two signs meet at u = 0 only, where a = 0 or
w = 0.

Several outputs are taken for inputs on one line only, x_i = t_i e: with ω = w · e the part is |ω| a σ(±t_i), linear in
u = |ω| a for each sign of ω. Then there are two pieces, of all u, which meet at u = 0, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm

import flint

from ..shell import Budget
from .hyperplanes import chambers
from .linear_program import Vector, primitive
from .question import Question, Row, whole_rows


@dataclass(frozen=True)
class Ray:
    """A half-line of a piece: its sign, its direction in the coordinates of u, and its part of all outputs."""

    sign: int
    direction: Vector
    outputs: Row


@dataclass(frozen=True)
class Piece:
    """A closed cone of u on which the unit's part is linear.

    Attributes:
        sign: of a, or of ω where there are several outputs.
        pattern: for each sample, whether the unit is active inside of the cone.
        rays: that span it, as the bits of a number.
        moves: pieces beside it, each with the rays in both: through a wall, or through u = 0 to the other sign. If two
            pieces meet in u, such moves lead from one to the other through pieces that contain u.
    """

    sign: int
    pattern: str
    rays: int
    moves: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Unit:
    """All rays and pieces.

    Attributes:
        dead_dimension: of the weights of a unit with u = 0: a = 0 or w · x_i = 0.
        live_dimension: what a unit with u ≠ 0 has beyond the dimension of u: the scale, and inputs that never vary.
    """

    rays: tuple[Ray, ...]
    pieces: tuple[Piece, ...]
    dead_dimension: int
    live_dimension: int

    def span(self, rays: int) -> int:
        """The dimension of what some rays span."""
        rows = [list(ray.direction) for k, ray in enumerate(self.rays) if rays >> k & 1]
        return int(flint.fmpz_mat(rows).rank()) if rows else 0


def unit_of(question: Question, budget: Budget) -> Unit:
    """The pieces of each unit.

    >>> from .question import question_of
    >>> unit = unit_of(question_of([[1, 0], [0, 1]], [1, 1], 3), Budget())
    >>> len(unit.rays), len(unit.pieces), unit.pieces[0].pattern
    (8, 8, '11')
    """
    rank, width = len(question.columns), question.input_dim
    rays, pieces = _several_outputs(question) if question.output_dim > 1 else _one_output(question, budget)
    return Unit(tuple(rays), tuple(pieces), max(width, width - rank + question.output_dim), width - rank + 1)


def _one_output(question: Question, budget: Budget) -> tuple[list[Ray], list[Piece]]:
    rows = whole_rows(question.reduced())
    lines = [_line(row) for row in rows]
    normals = sorted({line for line in lines if line is not None})
    directions, found = chambers(normals, budget)
    count, shift = len(found), len(directions)
    rays = [
        Ray(sign, direction, tuple(sign * question.activated(_times(x, direction)) for x in question.reduced()))
        for sign in (1, -1)
        for direction in directions
    ]
    pieces = []
    for number, sign in enumerate((1, -1)):
        for place, chamber in enumerate(found):
            side = dict(zip(normals, chamber.signs, strict=True))
            pattern = "".join(
                str(int(line is not None and side[line] * _orientation(row, line) > 0))
                for row, line in zip(rows, lines, strict=True)
            )
            walls = [(other + number * count, mask << number * shift) for other, mask in chamber.walls]
            flip = (place + (1 - number) * count, 0)
            pieces.append(Piece(sign, pattern, chamber.rays << number * shift, (*walls, flip)))
    return rays, pieces


def _several_outputs(question: Question) -> tuple[list[Ray], list[Piece]]:
    size = question.output_dim
    line = [row[0] if row else Fraction(0) for row in question.reduced()]
    rays, pieces = [], []
    for number, sign in enumerate((1, -1)):
        signals = [question.activated(sign * t) for t in line]
        for k, side in product(range(size), (1, -1)):
            direction = tuple(side if i == k else 0 for i in range(size))
            rays.append(
                Ray(sign, direction, tuple(side * s if i == k else Fraction(0) for s in signals for i in range(size)))
            )
        pattern = "".join(str(int(sign * t > 0)) for t in line)
        pieces.append(Piece(sign, pattern, ((1 << 2 * size) - 1) << number * 2 * size, ((1 - number, 0),)))
    return rays, pieces


def _times(x: Row, direction: Vector) -> Fraction:
    return sum((a * b for a, b in zip(x, direction, strict=True)), Fraction(0))


def _line(row: list[int]) -> Vector | None:
    """The primitive vector on the line of a row with its first entry that is not 0 positive."""
    if not any(row):
        return None
    vector = primitive(row)
    return vector if next(v for v in vector if v) > 0 else tuple(-v for v in vector)


def _orientation(row: list[int], line: Vector) -> int:
    return 1 if sum(a * b for a, b in zip(row, line, strict=True)) > 0 else -1


def whole_column(values: Row) -> tuple[Vector, Fraction]:
    """Whole numbers and a factor: values = factor · numbers.

    >>> whole_column((Fraction(1, 2), Fraction(-3, 2)))
    ((1, -3), Fraction(1, 2))
    """
    common = lcm(*(value.denominator for value in values))
    whole = [int(value * common) for value in values]
    numbers = primitive(whole)
    factor = next((Fraction(w, common * n) for w, n in zip(whole, numbers, strict=True) if n), Fraction(1))
    return numbers, factor
