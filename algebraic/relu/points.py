"""A rational point: the products u of its units, and weights that have these products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import flint

from .cells import Cell
from .known import Combination
from .question import Question, Row
from .unit import Unit


@dataclass(frozen=True)
class Point:
    """A point of the product space, and one of the weights over it.

    Attributes:
        signs: of each unit: 1, −1, or 0 where u = 0.
        products: u of each unit.
        output_weights: a of each unit: its sign, or u where there are several outputs.
        hidden_weights: w of each unit, a bias last.
    """

    signs: tuple[int, ...]
    products: tuple[Row, ...]
    output_weights: tuple[Row, ...]
    hidden_weights: tuple[Row, ...]


def point_of(question: Question, unit: Unit, cell: Cell, live: Cell, combination: Combination) -> Point:
    """The point of a combination of rays: each ray is shared by the live units whose pieces have it.

    Args:
        cell: all units; those that are not live have u = 0.
    """
    left, shares, signs = list(live), list[int](), list[int]()
    for piece in cell:
        used = piece in left
        if used:
            left.remove(piece)
        shares.append(unit.pieces[piece].rays if used else 0)
        signs.append(unit.pieces[piece].sign)
    products = shared(unit, shares, combination)
    signs = [sign if any(u) else 0 for sign, u in zip(signs, products, strict=True)]
    return point_at(question, signs, products)


def shared(unit: Unit, shares: Sequence[int], combination: Combination) -> list[Row]:
    """The products u, where each ray is shared by the units that may use it.

    Args:
        shares: for each unit the rays that it may use, as bits.
    """
    size = len(unit.rays[0].direction) if unit.rays else 0
    products = []
    for own in shares:
        u = [Fraction(0)] * size
        for k, c in combination.items():
            if own >> k & 1:
                part = c / sum(rays >> k & 1 for rays in shares)
                u = [value + part * d for value, d in zip(u, unit.rays[k].direction, strict=True)]
        products.append(tuple(u))
    return products


def point_at(question: Question, signs: Sequence[int], products: Sequence[Row]) -> Point:
    """The weights a = s and w = u, which have these products; of several outputs a = u and |ω| = 1."""
    outer, inner = [], []
    for sign, u in zip(signs, products, strict=True):
        if question.output_dim > 1:
            outer.append(tuple(u) if u else (Fraction(0),) * question.output_dim)
            inner.append(_spread(question, (Fraction(sign),) * len(question.columns)))
        else:
            outer.append((Fraction(sign),))
            inner.append(_spread(question, u))
    return Point(tuple(signs), tuple(products), tuple(outer), tuple(inner))


def products_at(question: Question, output_weights: Sequence[Row], hidden_weights: Sequence[Row]) -> Point:
    """The products of given weights."""
    signs, products = [], []
    reduced = coordinates(question, hidden_weights)
    for a, v in zip(output_weights, reduced, strict=True):
        if question.output_dim > 1:
            omega = v[0] if v else Fraction(0)
            u = tuple(abs(omega) * value for value in a)
            sign = (omega > 0) - (omega < 0)
        else:
            u = tuple(abs(a[0]) * value for value in v)
            sign = (a[0] > 0) - (a[0] < 0)
        products.append(u)
        signs.append(sign if any(u) else 0)
    return Point(tuple(signs), tuple(products), tuple(output_weights), tuple(hidden_weights))


def coordinates(question: Question, hidden_weights: Sequence[Row]) -> list[Row]:
    """What the units compute on the data depends on these coordinates of w: those in the chosen columns, once all
    other columns are written by them."""
    chosen = [[flint.fmpq(v.numerator, v.denominator) for v in row] for row in question.reduced()]
    found = []
    for w in hidden_weights:
        if len(question.columns) in (0, question.input_dim):
            found.append(tuple(w) if question.columns else ())
            continue
        values = [sum((a * b for a, b in zip(x, w, strict=True)), Fraction(0)) for x in question.inputs]
        found.append(_solved(chosen, values))
    return found


def _solved(rows: list[list[flint.fmpq]], values: list[Fraction]) -> Row:
    """v with rows · v = values, where the rows have full column rank and there is one."""
    size = len(rows[0])
    table = [[*row, flint.fmpq(v.numerator, v.denominator)] for row, v in zip(rows, values, strict=True)]
    reduced, rank = flint.fmpq_mat(table).rref()
    assert rank == size
    return tuple(Fraction(int(reduced[i, size].p), int(reduced[i, size].q)) for i in range(size))


def _spread(question: Question, values: Sequence[Fraction]) -> Row:
    """All inputs, with 0 where a column was not chosen."""
    row = [Fraction(0)] * question.input_dim
    for k, value in zip(question.columns, values, strict=True):
        row[k] = value
    return tuple(row)
