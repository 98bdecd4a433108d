"""Bézout's number and the isolated solutions of the square systems of small dense networks (T2 §3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NotRequired, TypedDict

import flint
import numpy as np

from algebraic.bezout import DenseShape, dense_shapes
from algebraic.bounds import bkk_bound
from algebraic.ideals import solutions_modulo
from algebraic.networks import Activation
from algebraic.systems import PolynomialSystem, zero_error_system

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import cooper_network, exact_rows

ACTIVATIONS = ("z**2", "z**2+z", "z**3+z", "2*z**2-z+1", "z**3-2*z**2")
PRIME = 2**31 - 1
COUNTED = 20  # BKK up to which the solutions are counted modulo a prime, too


class Square(DenseShape):
    """A dense network with data; where the targets come from weights, these."""

    inputs: list[list[int]]
    targets: list[str]
    weights: NotRequired[list[int]]


class Measured(TypedDict):
    """Numbers of a system; those of the solutions for square ones.

    Attributes:
        printed: ℓ^(Nd), and ``printed_for_real_ones`` its square root.
        counted: the solutions modulo a prime, where BKK is small and they are finitely many.
    """

    K: int
    N: int
    degrees: list[int]
    Z: int
    BKK: int | None
    counted: int | None
    printed: int
    printed_for_real_ones: float


def draw(stream: np.random.Generator, settings: Settings) -> Square:
    """Any dense network of at most three weights, with random data, or with targets that random weights fit."""
    shapes = [s for s in dense_shapes(2 + (settings.scale > 0.3), [str(stream.choice(ACTIVATIONS))]) if _size(s) > 1]
    shape = shapes[int(stream.integers(len(shapes)))]
    samples = _size(shape) + (0 if settings.drop is None else (-1, 1)[int(stream.integers(2))])
    found = _with_random_targets(stream, shape, samples)
    return _fitted(stream, found) if stream.random() < 0.4 else found


def _size(shape: DenseShape) -> int:
    return cooper_network(shape).num_params


def _with_random_targets(stream: np.random.Generator, shape: DenseShape, samples: int) -> Square:
    inputs = [[int(v) for v in row] for row in stream.choice([-1, 1], (samples, shape["widths"][0]))]
    sizes = stream.integers(1, 100, (samples, shape["widths"][0])).tolist()
    inputs = [[a * b for a, b in zip(row, size, strict=True)] for row, size in zip(inputs, sizes, strict=True)]
    return {**shape, "inputs": inputs, "targets": [str(y) for y in stream.integers(-99, 100, samples)]}


def _fitted(stream: np.random.Generator, instance: Square) -> Square:
    """The same with targets that random weights fit."""
    bare: Square = {**instance, "targets": ["0"] * len(instance["targets"])}
    weights = [int(w) for w in stream.choice([-2, -1, 1, 2], _size(instance))]
    return {**instance, "targets": [str(p(*weights)) for p in equations(bare).polynomials], "weights": weights}


def draw_homogeneous(stream: np.random.Generator, settings: Settings) -> Square:
    """z², no biases, a hidden layer, and targets that random weights fit."""
    shapes = [s for s in dense_shapes(3, ["z**2"]) if len(s["widths"]) > 2]
    shapes = [s for s in shapes if not (s["hidden_bias"] or s["output_bias"])]
    shape = shapes[int(stream.integers(len(shapes)))]
    return _fitted(stream, _with_random_targets(stream, shape, _size(shape)))


def equations(instance: Square) -> PolynomialSystem:
    """f(x_i; w) − y_i, expanded."""
    return zero_error_system(
        cooper_network(instance), exact_rows(instance["inputs"]), exact_rows([[y] for y in instance["targets"]])
    )


def measure(instance: Square) -> Measured:
    """Bézout's number, BKK, the solutions modulo a prime where there are few, and the printed numbers."""
    system = equations(instance)
    samples, size = len(system.polynomials), len(system.names)
    degree = Activation.parse(instance["activation"]).degree
    layers = len(instance["widths"]) - 2 + instance["output_activation"]
    bkk = counted = None
    if samples == size:
        bkk = bkk_bound([frozenset(tuple(map(int, e)) for e in p.monoms()) for p in system.polynomials], affine=True)
        if bkk <= COUNTED:
            counted = solutions_modulo([dict(t) for t in system.integer_terms], size, PRIME).count
    return {
        "K": size,
        "N": samples,
        "degrees": list(system.total_degrees()),
        "Z": prod(system.total_degrees()),
        "BKK": bkk,
        "counted": counted,
        "printed": degree ** (samples * layers),
        "printed_for_real_ones": float(degree ** (samples * layers)) ** 0.5,
    }


def decide(instance: Square, *, printed: bool = False) -> Finding:
    """Whether there are at most so many isolated solutions; BKK, which bounds them, is compared exactly."""
    found = measure(instance)
    bkk, count, bound = found["BKK"], found["counted"], found["printed"] if printed else found["Z"]
    if bkk is None:
        # Fewer equations: every component has dimension K − N or more, and nothing is isolated. More: K generic
        # combinations of the equations have the isolated solutions among theirs, and degrees that are among these.
        return Finding(True, "exact", found)
    if count is not None and count > bkk:
        return Finding(None, "exact", found, f"{count} solutions modulo a prime, and BKK allows {bkk}")
    if bkk <= bound:
        return Finding(True, "exact", found)
    if count is None:
        return Finding(None, "exact", found, f"BKK allows {bkk}, and they were not counted")
    return Finding(count <= bound, "exact", found, f"{count} solutions, more than {bound}" if count > bound else "")


def curve(instance: Square) -> bool:
    """Whether the first layer times t and the second through t² solve the equations, too, for nine t: so for all."""
    system, network = equations(instance), cooper_network(instance)
    first, second = network.layer_labels(0), network.layer_labels(1)
    for t in range(1, 10):
        moved = [flint.fmpq(w) for w in instance.get("weights", [])]
        moved = [w * t if k in first else w / (t * t) if k in second else w for k, w in enumerate(moved)]
        if len(moved) != network.num_params or any(p(*moved) for p in system.polynomials):
            return False
    return True


def small_systems() -> Iterator[Square]:
    """All networks of two weights with inputs up to 2 and targets −1, 0, 1."""
    for shape in dense_shapes(2, ACTIVATIONS[:3]):
        for y in product((-1, 0, 1), repeat=_size(shape)):
            inputs = [[k + 1, (-1) ** k][: shape["widths"][0]] for k in range(_size(shape))]
            yield {**shape, "inputs": inputs, "targets": [str(v) for v in y]}


@hypothesis
def square(instance: Square) -> str | None:
    """as many equations as weights (“well-determined”)"""
    samples, size = len(instance["inputs"]), _size(instance)
    return None if samples == size else f"{samples} equations, {size} weights"


@claim(
    "T2-28",
    "Bézout's number bounds the isolated solutions of every square system",
    source="T2 §3 (“Bezout theorem provides an upper bound on the number of solutions”), A.1, A.2",
    quantifier="bound",
    field="complex",
    letters={"Z": "product of the degrees", "ℓ": "degree of the activation", "d": "layers with an activation"},
    draw=draw,
    hypotheses=(square,),
    size=lambda instance: 100 * len(instance["inputs"]) + len(str(instance)),
    num_instances=40,
    rests_on=("T2-03",),
    search=Search(cases=small_systems, most_cases=30),
    reading="of isolated solutions, degenerate cases excluded, as the next sentence of §3 says",
    note="This is Bézout's theorem. On each instance it is decided by an exact comparison: isolated solutions ≤ BKK ≤ "
    "Z, mixed volumes after the origin is added to every support; where BKK is at most 20 they are counted modulo a "
    "prime, too. The page “All small networks” has Bézout, BKK, complex and real solutions of all dense networks up to "
    "a stated size: there Z is reached by single units alone; ℓ^(Nd), which is no Bézout number (T2-04), is exceeded "
    "by none of them (with one hidden layer never: the page has a proof); and ℓ^(Nd/2) is not what the real ones are. "
    "Without “square” no counterexample was found: fewer equations have no isolated solution, and more have no more of "
    "them than K of their combinations.",
)
def bounded_by_bezout(instance: Square) -> Finding:
    """As many equations as weights have, by Bézout's theorem, no more solutions than the product of their degrees"""
    return decide(instance)


@bounded_by_bezout.reading("unhedged", draw=draw_homogeneous, num_instances=6)
def of_all_solutions(instance: Square) -> Finding:
    """of all solutions, isolated or not"""
    if curve(instance):
        return Finding(False, "exact", {"Z": measure(instance)["Z"]}, "infinitely many: a curve of solutions")
    return decide(instance)


@bounded_by_bezout.reading("borrowed")
def by_the_printed_number(instance: Square) -> Finding:
    """with ℓ^(Nd), d the layers with an activation, which §3 gives as Bézout's number later on: on these instances"""
    return decide(instance, printed=True)


@bounded_by_bezout.false(because="fewer than")
def attained(instance: Square) -> Finding:
    """there are exactly as many, if they are finitely many and there are any"""
    found = measure(instance)
    count = found["counted"]
    if not count:
        return Finding(None, "exact", found, "for those that are counted")
    return Finding(count == found["Z"], "exact", found, f"{count}, fewer than {found['Z']}")


@bounded_by_bezout.false(because="and BKK allows")
def newton(instance: Square) -> Finding:
    """BKK is always reached"""
    found = measure(instance)
    count = found["counted"]
    if not count:
        return Finding(None, "exact", found, "for those that are counted")
    return Finding(count == found["BKK"], "exact", found, f"{count}, and BKK allows {found['BKK']}")


@bounded_by_bezout.broken(because="more than")
def last(instance: Square) -> Finding:
    """the last equation is left out of the product"""
    found = measure(instance)
    count, degrees = found["counted"], found["degrees"]
    if not count:
        return Finding(None, "exact", found, "for those that are counted")
    return Finding(count <= prod(degrees[:-1]), "exact", found, f"{count}, more than {prod(degrees[:-1])}")
