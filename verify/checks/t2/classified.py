"""Zeros of the regression against solutions of the classification, and what their number is (T2 §3, §4.1, App. B)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

import flint
import numpy as np

from algebraic.shell import as_fraction

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import grow, num_real_roots, polynomial, rational
from .drawn_fits import random_vector
from .labelled_units import Labelled, labelled, real_roots, regions
from .small_fits import independent_rows

HALVINGS = 200
PAIR, SPLIT = (["-1", "1"], "0"), (["0", "1"], "1/2")


def draw(stream: np.random.Generator, settings: Settings) -> Labelled:
    """P − y = a ∏ (z − r), a often small, for the target y of one label; labels at random."""
    reads = grow(settings.scale, 1, 3, stream)
    coded, threshold = [(["-1", "1"], "0"), (["0", "1"], "1/2")][int(stream.integers(2))]
    if settings.drop == "coded":
        coded, threshold = ["0", "1"], "0"
    roots = [int(r) for r in stream.integers(-3, 4, int(stream.integers(1, 5)))]
    a = flint.fmpq(int(stream.choice([-1, 1])), int(stream.choice([1, 3, 10, 100])))
    p = flint.fmpq_poly([a])
    for r in roots:
        p *= flint.fmpq_poly([-r, 1])
    side = int(stream.integers(2))
    p += rational(coded[side])
    while True:
        inputs = [random_vector(stream, reads) for _ in range(int(stream.integers(1, reads + 1)))]
        if independent_rows(inputs):
            break
    labels = [side if stream.random() < 0.7 else 1 - side for _ in inputs]
    if settings.drop == "coded":
        labels[0] = side = 0
        p += rational(coded[0]) - p(roots[0])  # P takes the target 0
    return labelled([str(c) for c in p.coeffs()], inputs, labels, coded, threshold)


def decide(instance: Labelled, *, by_points: bool = False, number: str = "regions") -> Finding:
    """Whether the zeros are solutions of the classification, and their number is no larger."""
    found = [regions(instance, label) for label in instance["labels"]]
    zeros, solutions = prod(r.zeros for r in found), prod(r.sides for r in found)
    measured: dict[str, object] = {
        "K": len(instance["inputs"][0]),
        "N": len(instance["inputs"]),
        "regions_of_zeros": zeros,
        "regions_of_solutions": solutions,
    }
    if zeros and any(r.stray for r in found):
        return Finding(False, "certified", measured, "a zero of the regression is no solution of the classification")
    if by_points:
        return Finding(True, "certified", measured)
    bound = zeros
    if number == "Z":
        bound = measured["Z"] = polynomial(instance["activation"]).degree() ** len(instance["inputs"])
    if bound > solutions:
        how = f"{bound} regions of zeros" if number == "regions" else f"Z = {bound}"
        return Finding(
            False, "certified", measured, f"{how}, and {solutions} regions of solutions of the classification"
        )
    return Finding(True, "certified", measured)


@hypothesis
def coded_(instance: Labelled) -> str | None:
    """the targets code the labels: an output that is equal to its target is decided rightly, and a tie is an error"""
    low, high = (rational(y) for y in instance["coded"])
    level = rational(instance["threshold"])
    return None if low < level < high else f"the targets {low} and {high}, the threshold {level}"


@claim(
    "T2-26",
    "The zeros of the regression as a lower bound for the classification",
    source="T2 §3 (assumption 2), §4.1 and App. B (“provide a lower bound of the number of solutions”)",
    quantifier="bound",
    field="real",
    letters={
        "f": "the network",
        "P": "activation",
        "Z": "product of the degrees",
        "K, N": "weights, data",
    },
    draw=draw,
    hypotheses=(coded_,),
    size=lambda instance: 100 * len(instance["inputs"][0]) + len(str(instance)),
    num_instances=60,
    rests_on=("T2-13",),
    reading="by regions, as §3 counts infinitely many global minima (“Z regions of zero empirical error”)",
    witness=Witness(
        "f(x) = P(w x), P(z) = z² − 2, x = 1, target −1 and threshold 0: the zeros of the regression are w = −1 and 1, "
        "two regions, and the solutions of the classification, f < 0, are one, |w| < √2.",
        {
            "activation": ["-2", "0", "1"],
            "inputs": [[1]],
            "labels": [0],
            "coded": ["-1", "1"],
            "threshold": "0",
        },
    ),
    note="That the zeros are solutions of the classification is right, if the targets code the labels (with 0 as the "
    "target of one label and as the threshold it fails). Both sets are infinite for an overparametrised network, the "
    "second always (T2-13), so that “number” says nothing of points. Of regions it is false. Nor is Z, the number "
    "that Bézout's theorem provides, a lower bound: P(z) = z² and a label −1 leave no solution, and Z = 2. The "
    "regions of the classification may be more, too: P(z) = z(z² − 1)/10 takes the value 1 once and is positive on "
    "two intervals. Each region of zeros lies in one of solutions.",
)
def lower_bound(instance: Labelled) -> Finding:
    """The solutions of the regression are a subset of those of the classification, and their number is a lower bound
    for the number of solutions of the classification problem"""
    return decide(instance)


@lower_bound.reading("trivial")
def of_points(instance: Labelled) -> Finding:
    """by points: a subset has no more elements than the set, which is infinite"""
    return decide(instance, by_points=True)


@lower_bound.false(because="is no solution")
def other_side(instance: Labelled) -> Finding:
    """the zeros for the opposite labels are solutions, too"""
    turned: Labelled = {**instance, "coded": instance["coded"][::-1]}
    return decide(turned, by_points=True)


@lower_bound.false(because="Z = ")
def bezout(instance: Labelled) -> Finding:
    """Z, the product of the degrees of the equations, is a lower bound"""
    return decide(instance, number="Z")


@lower_bound.broken(because="counted 1 time")
def without_touching(instance: Labelled) -> Finding:
    """double zeros are not counted"""
    p = polynomial(instance["activation"])
    for label in instance["labels"]:
        y = rational(instance["coded"][label])
        once = sum(order == 1 for _, order in real_roots(p - y))
        if once != num_real_roots(p - y):
            reason = f"{num_real_roots(p - y)} zeros, counted 1 time: {once}"
            return Finding(False, "exact", {}, reason)
    return Finding(True, "exact", {})


def small_units() -> Iterator[Labelled]:
    """All of degree 1 to 3 with coefficients −1, 0, 1, and a third of these, both labels."""
    for p, label, part in product(product((-1, 0, 1), repeat=4), (0, 1), ("", "/3")):
        while p and not p[-1]:
            p = p[:-1]
        if len(p) > 1:
            yield labelled([f"{c}{part}" for c in p], [[1]], [label], *PAIR)


@lower_bound.corrected_at(
    labelled(["1", "-1/10", "0", "1/10"], [[1]], [1], *PAIR),  # three zeros in one region
    labelled(["0", "-1/10", "0", "1/10"], [[1]], [1], *PAIR),  # one zero, two regions
    labelled(["0", "0", "1"], [[1]], [0], *PAIR),  # neither
    labelled(["0", "0", "1"], [[1]], [1], *PAIR),  # two regions that touch, with a zero each
    labelled(["1", "0", "1"], [[1]], [1], *PAIR),  # a double zero
    labelled(["1", "0", "-1"], [[1]], [1], *PAIR),  # a double zero at a maximum
    labelled(["1001/1000", "0", "1"], [[1]], [1], *PAIR),  # hardly none
    labelled(["0", "1"], [[1000, 0], [0, 1]], [1, 0], *PAIR),  # linear
    labelled(["1/2", "0", "1000"], [[1, 0, 0], [1, 1, 0]], [1, 1], *SPLIT),  # P touches the threshold
    labelled(["1/2", "0", "0", "1"], [[1, 2], [3, 4]], [1, 0], *SPLIT),  # and crosses it there
    labelled(["1", "-1/10", "0", "1/10"], [[1, 2, 3], [0, 1, 1]], [1, 1], *PAIR),  # nine in one
    search=Search(cases=small_units, most_cases=120),
)
def neither_bounds_the_other(instance: Labelled) -> Finding:
    """If an output equal to its target is decided rightly (and a tie is an error), every real zero of the regression is
    a solution of the classification, and so are all weights in a box around it: infinitely many, for all K and N. For
    regions neither number bounds the other: with f = P(w·x), P not constant, and N independent inputs the zeros have
    Π r_i regions, r_i the number of real roots of P = y_i, and the solutions of the classification Π c_i, c_i the
    number of open intervals on which P is on the side of label i; a region of solutions can hold several regions of
    zeros or none"""
    return counted(instance)


def counted(instance: Labelled, *, said: str = "") -> Finding:
    """The numbers by another route, Sturm's theorem and the orders of the roots; or a falsehood of theirs."""
    p, level = polynomial(instance["activation"]), rational(instance["threshold"])
    if p.degree() < 1:
        return Finding(True, "exact", {"not of this class": "P is constant"})
    radius = None
    for label in instance["labels"]:
        y, sign = rational(instance["coded"][label]), 1 if label else -1
        found = regions(instance, label)
        above = [bool((p[p.degree()] > 0) == (p.degree() % 2 == 0))]  # P on the left of all roots
        for _, order in real_roots(p - level):
            above.append(above[-1] ^ bool(order % 2))
        if found.zeros != num_real_roots(p - y) or found.sides != sum(side == bool(label) for side in above):
            return Finding(False, "certified", found._asdict(), "two routes differ")
        if found.stray:
            return Finding(False, "certified", found._asdict(), "a zero that is no solution")
        if said == "at most" and found.sides > found.zeros:
            return Finding(False, "certified", {}, f"{found.sides} regions of solutions, {found.zeros} of zeros")
        if said == "one each" and found.with_zeros < found.zeros:
            return Finding(False, "certified", {}, f"{found.zeros} zeros in {found.with_zeros} regions of solutions")
        if said == "all hit" and found.zeros and found.with_zeros < found.sides:
            return Finding(False, "certified", {}, f"a region of solutions without a zero, {found.sides} in all")
        for root, _ in real_roots(p - y):
            radius = _radius(p - level, root, sign)
            if radius is None:
                return Finding(None, "certified", {}, "no box was found")
    return Finding(True, "certified", {"a_radius_in_z": radius})


def _radius(p: flint.fmpq_poly, root: flint.arb, sign: int) -> str | None:
    """The largest 2^−k for which P keeps its sign around a root, by ball arithmetic."""
    with flint.ctx.workprec(256):
        for k in range(HALVINGS):
            around = root + flint.arb(0, flint.arb(2) ** -k)
            if flint.arb_poly(p)(around) * sign > 0:
                return str(as_fraction(flint.fmpq(1, 2**k)))
    return None


@neither_bounds_the_other.false(because="regions of solutions, ")
def at_most(instance: Labelled) -> Finding:
    """the classification has at most as many regions"""
    return counted(instance, said="at most")


@neither_bounds_the_other.false(because="zeros in 1 regions")
def one_each(instance: Labelled) -> Finding:
    """every region of solutions holds at most one of zeros"""
    return counted(instance, said="one each")


@neither_bounds_the_other.false(because="without a zero")
def all_hit(instance: Labelled) -> Finding:
    """every region of solutions holds a zero, if there are any"""
    return counted(instance, said="all hit")
