"""The example (1)–(6) of Theory II, A.2: g(h(x1, x2), h'(x3, x4)) and its zero-error equations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import polynomial, random_activation

CONTEXT = flint.fmpq_mpoly_ctx.get(["x1", "x2", "x3", "x4"], flint.Ordering.degrevlex)
X = CONTEXT.gens()
Polynomial = flint.fmpq_mpoly
Units = list[list[int]]  # of a node: two weights, the bias and the factor of each


class Example(TypedDict):
    """The example.

    Attributes:
        lower: the units of h and of h'.
        top: those of g.
        equation: whether it is that of (5), with one unit a node; otherwise it is (1) on the graph of Figure 7.
    """

    activation: list[str]
    lower: list[Units]
    top: Units
    equation: bool


def draw(stream: np.random.Generator, settings: Settings) -> Example:
    """Integer weights, at most those of h' in g zero: one unit a node with a = A = 1 for (5), or two; shared or not."""
    one = settings.drop == "shared" or stream.random() < 0.5
    shared = settings.drop != "shared" and (one or bool(stream.random() < 0.5))
    number = 1 if one else 2

    def units() -> Units:
        values = (stream.choice([-1, 1], (number, 4)) * stream.integers(1, 6, (number, 4))).tolist()
        return [[*row[:3], 1 if one else row[3]] for row in values]

    first = units()
    second = first if shared else units()
    while second == first and not shared:
        second = units()
    degree = 1 + int(stream.integers(0, 3))
    activation, top = random_activation(stream, degree), units()
    if stream.random() < 0.2:  # g does not read h': nothing is wrong with (4) then
        top = [[row[0], 0, *row[2:]] for row in top]
    return {"activation": activation, "lower": [first, second], "top": top, "equation": one}


def node(instance: Example, units: Units, left: Polynomial, right: Polynomial) -> Polynomial:
    """Σ_q a_q P(⟨v_q, (left, right)⟩ + t_q): a node of Figure 7, and each of (2), (3), (4)."""
    activation = polynomial(instance["activation"])
    total = CONTEXT.constant(0)
    for first, second, bias, factor in units:
        inside, power = first * left + second * right + bias, CONTEXT.constant(1)
        for k in range(activation.degree() + 1):
            total += factor * activation[k] * power
            power *= inside
    return total


def printed(instance: Example, *, right: tuple[int, int] = (0, 1)) -> Polynomial:
    """(2)–(4); ``right``: which inputs stand on the right-hand side of (4), x1 and x2 as printed."""
    h = node(instance, instance["lower"][0], X[0], X[1])
    other = node(instance, instance["lower"][1], X[right[0]], X[right[1]])
    return node(instance, instance["top"], h, other)


def wanted(instance: Example) -> Polynomial:
    """(5) where there is one unit a node, written out; else the graph of Figure 7, h2(h11(x1, x2), h12(x3, x4))."""
    if not instance["equation"]:
        lower = [node(instance, instance["lower"][k], X[2 * k], X[2 * k + 1]) for k in range(2)]
        return node(instance, instance["top"], *lower)
    activation = polynomial(instance["activation"])
    (w1, w2, w3, _), (top1, top2, top3, _) = instance["lower"][0][0], instance["top"][0]

    def p(z: Polynomial) -> Polynomial:
        value = CONTEXT.constant(0)
        for k in range(activation.degree(), -1, -1):
            value = value * z + activation[k]
        return value

    return p(top1 * p(w1 * X[0] + w2 * X[1] + w3) + top2 * p(w1 * X[2] + w2 * X[3] + w3) + top3)


def compare(instance: Example, found: Polynomial) -> Finding:
    """Whether a function is that of (5), or of (1) and Figure 7."""
    right = wanted(instance)
    reads = [str(x) for k, x in enumerate(X) if found.degrees()[k] > 0]
    name = "(5)" if instance["equation"] else "(1) on the graph of Figure 7"
    reason = f"it differs from {name}; it reads only {', '.join(reads) or 'nothing'}"
    return exact(found == right, reason, reads=reads, compared_with=name, terms=[len(found), len(right)])


@hypothesis
def shared(instance: Example) -> str | None:
    """h and h' share their weights, and a = a' = A = 1, where (5) is meant (one unit a node)"""
    if not instance["equation"]:
        return None
    factors = [unit[3] for units in (*instance["lower"], instance["top"]) for unit in units]
    if any(len(units) != 1 for units in (*instance["lower"], instance["top"])) or set(factors) != {1}:
        return f"the factors of the units are {', '.join(map(str, factors))}"
    return None if instance["lower"][0] == instance["lower"][1] else "h and h' have different weights"


@claim(
    "T2-14",
    "The example with four inputs",
    source="T2 A.2, (1)–(6) and Fig. 7",
    quantifier="for all",
    field="both",
    letters={
        "P": "the polynomial activation in the place of (·)₊",
        "w, v, w', v'": "lower[0], lower[1] of h and of h' (two weights and a bias for each unit)",
        "a, b, a', b'": "the last entry of each unit of lower",
        "W, W'": "top: two weights and a bias for each unit, then A, B",
    },
    draw=draw,
    hypotheses=(shared,),
    misprint=True,
    size=lambda instance: len(instance["lower"][0]) * 10 + len(str(instance)) / 1000,
    witness=Witness(
        "One unit a node, P(z) = z, all weights 1 and all biases 0: (5) is x₁ + x₂ + x₃ + x₄, and "
        "(2)–(4) as printed are 2x₁ + 2x₂.",
        {"activation": ["0", "1"], "lower": [[[1, 1, 0, 1]], [[1, 1, 0, 1]]], "top": [[1, 1, 0, 1]], "equation": True},
    ),
    note="(4) prints h'(x3, x4) = a' (w1' x1 + w2' x2 + w3')+ + b' (v1' x1 + v2' x2 + v3')+, while (1), (5) and "
    "Figure 7 have x3, x4. Only copy 000 has the formulas. There a prime is rendered as 0, which cannot turn x3 "
    "into x1. (2) stands there as g(h, h) with W1 h + W2 h; it is read as g(h, h'), since a prime may be lost. (5) "
    "takes a = a' = A = 1, B = b = b' = 0 and w' = w. With unshared weights (“--drop shared”) (5) is another "
    "network.",
)
def figure_7(instance: Example) -> Finding:
    """(2)–(4), with P for the ReLU, are a network for f = g(h(x1, x2), h'(x3, x4)) of (1); with one unit for each node
    and shared weights it is that of (5), P(W1 P(w1 x1 + w2 x2 + w3) + W2 P(w1 x3 + w2 x4 + w3) + W3)"""
    return compare(instance, printed(instance))


BOUNDARIES: tuple[Example, ...] = (
    {"activation": ["0", "1"], "lower": [[[1, 1, 0, 1]]] * 2, "top": [[1, 1, 0, 1]], "equation": True},  # all is linear
    {"activation": ["7"], "lower": [[[1, 2, 3, 1]]] * 2, "top": [[1, 1, 1, 1]], "equation": True},  # a constant
    {"activation": ["0", "0", "1"], "lower": [[[0, 0, 0, 1]]] * 2, "top": [[0, 0, 0, 1]], "equation": True},
    {"activation": ["0", "0", "1"], "lower": [[[1, 2, 3, 1]]] * 2, "top": [[1, 0, 1, 1]], "equation": True},  # no h'
    {"activation": ["1", "0", "0", "1"], "lower": [[[1, -1, 0, 2]], [[10**6, 1, 1, -1]]], "top": [[2, 3, 0, 1]],
     "equation": False},
    {"activation": ["0", "1", "1"], "lower": [[[1, 2, 0, 1], [1, 2, 0, -1]]] * 2, "top": [[1, 1, 0, 1]],
     "equation": False},  # the units of a node cancel
)  # fmt: skip


def small_examples() -> Iterator[Example]:
    """Weights of 0 and ±1: those of (5), and of (1) with h' = h, h' = −h, and h' that does not read h's weights."""
    triples = list(product((-1, 0, 1), repeat=3))
    for activation, (first, top) in product(("0,1", "1,1", "0,0,1", "1,0,0,-1"), product(triples, triples)):
        unit, other = [*first, 1], [*first[::-1], -1]
        above, powers = [[*top, 1]], activation.split(",")
        yield {"activation": powers, "lower": [[unit], [unit]], "top": above, "equation": True}
        yield {"activation": powers, "lower": [[unit, other], [other, unit]], "top": above, "equation": False}
        yield {"activation": powers, "lower": [[unit], [[*first, -1]]], "top": above * 2, "equation": False}


@figure_7.corrected_at(*BOUNDARIES, search=Search(cases=small_examples))
def with_all_inputs(instance: Example) -> Finding:
    """With h'(x3, x4) = a' P(w1' x3 + w2' x4 + w3') + b' P(v1' x3 + v2' x4 + v3') for (4), (2)–(4) are a network for
    f = g(h(x1, x2), h'(x3, x4)); with one unit for each node, a = a' = A = 1, and shared weights it is that of (5),
    P(W1 P(w1 x1 + w2 x2 + w3) + W2 P(w1 x3 + w2 x4 + w3) + W3), for every polynomial P
    """
    if outside := shared.violated(instance):
        return Finding(True, "exact", {"not of this class": outside})
    return compare(instance, printed(instance, right=(2, 3)))


@with_all_inputs.false(because="it differs from")
def crossed(instance: Example) -> Finding:
    """the same with x4, x3 in the place of x3, x4"""
    return compare(instance, printed(instance, right=(3, 2)))


@figure_7.false(because="it differs from")
def half(instance: Example) -> Finding:
    """(4) with x3 twice"""
    return compare(instance, printed(instance, right=(2, 2)))


@figure_7.broken(because="it differs from")
def bias(instance: Example) -> Finding:
    """W3 is lost"""
    top = [[first, second, 0, factor] for first, second, _, factor in instance["top"]]
    return compare(instance, printed(instance | {"top": top}, right=(2, 3)))
