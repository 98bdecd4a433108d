"""Piecewise polynomial activations and polynomials near them, with errors that are proved."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple, TypedDict

import flint
import numpy as np

from ...instruments import largest_square, polynomial, rational

DISC = flint.fmpq_poly([1, 0, -1])  # φ²
X = flint.fmpq_poly([0, 1])
NODES = 1024
ROUNDED = 2**40


class Activation(TypedDict):
    """A continuous, piecewise polynomial σ on a bounded interval, and the accuracy that is wanted.

    Attributes:
        interval: its ends; or ``line`` for the whole line.
        knots: where the pieces meet, inside the interval.
        pieces: coefficients, from left to right.
    """

    interval: list[str] | Literal["line"]
    knots: list[str]
    pieces: list[list[str]]
    epsilon: str


class Piece(NamedTuple):
    """σ on a part of [−1, 1], to which the interval is brought."""

    low: flint.fmpq
    high: flint.fmpq
    value: flint.fmpq_poly


def pieces_of(instance: Activation) -> tuple[list[Piece], flint.fmpq]:
    """σ on [−1, 1], and the factor of its argument."""
    low, high = (rational(v) for v in instance["interval"])
    if not low < high:
        raise ValueError(f"an interval from {low} to {high}")
    middle, half = (low + high) / 2, (high - low) / 2
    brought = [polynomial(p)(X * half + middle) for p in instance["pieces"]]
    places = [(v - middle) / half for v in (low, *(rational(k) for k in instance["knots"]), high)]
    placed = [
        Piece(max(a, flint.fmpq(-1)), min(b, flint.fmpq(1)), p)
        for (a, b), p in zip(pairwise(places), brought, strict=True)
    ]
    kept = [p for p in placed if p.low < p.high]
    if any(a.value(a.high) != b.value(a.high) for a, b in pairwise(kept)):
        raise ValueError("the pieces do not meet")
    return kept, half


def largest_jump(pieces: list[Piece], half: flint.fmpq) -> flint.fmpq:
    """The square of the largest φ(c)|σ′(c+) − σ′(c−)|/2 over the knots inside."""
    jumps = ((p.high, (q.value - p.value).derivative()(p.high) / half) for p, q in pairwise(pieces))
    return max((DISC(c) * jump * jump / 4 for c, jump in jumps), default=flint.fmpq(0))


def approximant(pieces: list[Piece], degree: int) -> flint.fmpq_poly:
    """∫Q, with Q the Chebyshev series of σ′ under Jackson's kernel, which is positive: Q stays within the values of σ′.

    Floating point: what it is worth is proved afterwards, for the rational polynomial that comes out.
    """
    angles = (np.arange(NODES) + 0.5) * np.pi / NODES
    places = np.cos(angles)
    values = np.zeros(NODES)
    for piece in pieces:
        inside = (places >= float(piece.low)) & (places <= float(piece.high))
        slope = [float(c) for c in piece.value.derivative().coeffs()]
        values[inside] = np.polynomial.polynomial.polyval(places[inside], slope or [0.0])
    orders = np.arange(degree)
    turn = np.pi / (degree + 1)
    kernel = (degree - orders + 1) * np.cos(turn * orders) + np.sin(turn * orders) / np.tan(turn)
    series = np.cos(np.outer(orders, angles)) @ values * (2 / NODES) * kernel / (degree + 1)
    series[0] /= 2
    rounded = flint.fmpq_poly([0])
    for k, c in enumerate(series):
        rounded += flint.fmpq_poly(flint.fmpz_poly.chebyshev_t(k)) * flint.fmpq(round(c * ROUNDED), ROUNDED)
    found = rounded.integral()
    rests = [p.value(x) - found(x) for p in pieces for x in (p.low, (p.low + p.high) / 2, p.high)]
    return found + (max(rests) + min(rests)) / 2


class Errors(NamedTuple):
    """Squares of sup |σ − P| and of sup |σ′ − P′|φ, as balls; the integral of (σ′ − P′)², exactly."""

    value: flint.arb
    slope: flint.arb
    mean: flint.fmpq


def errors(pieces: list[Piece], half: flint.fmpq, found: flint.fmpq_poly) -> Errors:
    """Of an approximant, on [−1, 1]; slopes by the argument of σ."""
    value, slope, mean = flint.arb(0), flint.arb(0), flint.fmpq(0)
    for p in pieces:
        rest = p.value - found
        bend = rest.derivative()
        value = value.max(largest_square(rest, p.low, p.high))
        slope = slope.max(largest_square(bend, p.low, p.high, base=DISC, power=1))
        area = (bend * bend).integral()
        mean += (area(p.high) - area(p.low)) / half  # dx = half du
    return Errors(value, slope / (half * half), mean)


def legendre_expansion(pieces: list[Piece], degree: int) -> flint.fmpq_poly:
    """Σ (k + ½) ∫σP_k P_k, exactly."""
    total = flint.fmpq_poly([0])
    for k in range(degree + 1):
        wave = flint.fmpq_poly.legendre_p(k)
        areas = [((p.value * wave).integral(), p) for p in pieces]
        total += wave * sum((a(p.high) - a(p.low) for a, p in areas), flint.fmpq(0)) * flint.fmpq(2 * k + 1, 2)
    return total
