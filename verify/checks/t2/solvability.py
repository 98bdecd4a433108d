"""Hilbert's Nullstellensatz: inconsistent equations have cofactors with Σ c_i p_i = 1 (T2 §3, A.2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypedDict

import flint
import numpy as np

from algebraic.ideals import check_cofactors, find_cofactors

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import SmallFit, activation_of, grow, polynomial, rational, system_of

SEARCHED = 2  # degrees above the largest equation at which a consistent system is searched, in vain
Point = list[flint.fmpq]


class Known(TypedDict, total=False):
    """From which the solutions follow: arguments of ``unit`` at which its targets are taken, or weights."""

    roots: list[int]
    weights: list[int]


class Solvable(SmallFit, Known):
    """A network of one of three kinds with data; over which numbers solutions are sought."""

    kind: str
    over: str


def draw(stream: np.random.Generator, settings: Settings) -> Solvable:
    """Systems whose solutions are known in closed form, with a further equation that they meet or not.

    ``unit``: P(w·x), one sample more than weights. ``chain``: a P(u x), three samples. ``repeated``: three layers,
    the same sample twice with targets that agree or not. ``P(z) = c z² + b z`` throughout.
    """
    real = settings.drop == "complex"
    kind = "unit" if real else ["unit", "chain", "repeated"][int(stream.integers(0, 3))]
    activation = ["0", "0" if real else str(stream.integers(-3, 4)), str(stream.integers(1, 4))]
    if kind != "unit" and activation[1] == "0":
        activation[1] = "1"
    p = polynomial(activation)
    known: Known = {}
    consistent = bool(stream.random() < 0.5)
    if kind == "unit":
        size = grow(settings.scale, 1, 3, stream)
        while True:
            inputs = stream.integers(-5, 6, (size + (not real), size))
            if flint.fmpq_mat(inputs[:size].tolist()).det() != 0:
                break
        roots = stream.integers(1, 6, size).tolist()
        targets = [str((-1 if real else 1) * p(r)) for r in roots]
        widths, known = [size, 1], {"roots": roots}
        if not real:
            weights = flint.fmpq_mat(inputs[:size].tolist()).solve(flint.fmpq_mat(size, 1, roots))
            value = sum((weights[k, 0] * int(v) for k, v in enumerate(inputs[size])), flint.fmpq(0))
            targets.append(str(p(value) if consistent else int(stream.integers(-9, 10))))
    elif kind == "chain":
        targets = ["0", "0"]
        while "0" in targets[:2]:
            u, a, *x = (int(v) for v in stream.choice([-1, 1], 5) * stream.permutation(np.arange(1, 8))[:5])
            targets = [str(a * p(u * v)) for v in x]
        inputs = np.array([[v] for v in x])
        if not consistent:
            targets[2] = str(int(stream.integers(-9, 10)))
        widths = [1, 1, 1]
    else:
        inputs = np.array([[int(stream.integers(1, 6))]] * 2)
        w1, w2, w3 = (int(v) for v in stream.integers(1, 4, 3))
        target = w3 * p(w2 * p(w1 * int(inputs[0, 0])))
        widths, known = [1, 1, 1, 1], {"weights": [w1, w2, w3]}
        targets = [str(target), str(target if consistent else target + 1)]
    return {
        "kind": kind,
        "activation": activation,
        "bias": False,
        "readout": kind != "unit",
        "widths": widths,
        **known,
        "inputs": inputs.tolist(),
        "targets": targets,
        "over": "real" if real else "complex",
    }


def solutions(instance: Solvable) -> list[Point]:
    """The rational solutions, which are all there are, or one of infinitely many for ``repeated``; exact.

    ``unit``: P(z) = P(r) has the roots r and −b/c − r, and z determines w. ``chain``: the first two equations give u
    by a linear equation (u ≠ 0 since their targets are not 0), then a. The remaining equation accepts or rejects each.
    """
    activation, found = activation_of(instance), []
    inputs = flint.fmpq_mat([[rational(v) for v in row] for row in instance["inputs"]])
    targets = [rational(y) for y in instance["targets"]]
    if instance["kind"] == "unit":
        size = inputs.ncols()
        square = flint.fmpq_mat(inputs.tolist()[:size])
        mirror = -activation[1] / activation[2]
        pairs = [{rational(r), mirror - rational(r)} for r in instance["roots"]]
        for choice in product(*(sorted(pair) for pair in pairs)):
            weights = square.solve(flint.fmpq_mat(size, 1, list(choice)))
            found.append([row[0] for row in weights.tolist()])
    elif instance["kind"] == "chain":
        (x, y), (v, w) = ([inputs[k, 0] for k in range(2)], targets[:2])
        numerator = activation[1] * (v * y - w * x)
        denominator = activation[2] * (w * x * x - v * y * y)
        if denominator != 0 and numerator != 0 and activation(numerator / denominator * x) != 0:
            u = numerator / denominator
            found.append([u, v / activation(u * x)])
    else:
        found.append([rational(w) for w in instance["weights"]])
    return [point for point in found if all(p(*point) == 0 for p in system_of(instance).polynomials)]


def decide(instance: Solvable, *, cofactor_degree: int | None = None, broken: bool = False) -> Finding:
    """No solution if and only if there are cofactors; both sides found by different routes."""
    system = system_of(instance)
    measured: dict[str, str | int | list[str]] = {"kind": instance["kind"], "equations": len(system.polynomials)}
    if instance["over"] == "real":
        # P(z) = y < 0 for P = c z² has no real z, but independent samples make the system solvable over C.
        negative = [y for y in instance["targets"] if rational(y) < 0]
        if not negative or activation_of(instance)[1] != 0:
            return Finding(None, "exact", measured, "real solutions are not decided here")
        reason = f"no real solution ({negative[0]} is no real square), but a complex one, so 1 is no combination"
        return Finding(False, "exact", measured, reason)
    points = solutions(instance)
    measured["consistent"] = bool(points)
    if points:
        top = max(system.total_degrees()) + (SEARCHED if len(system.names) < 3 else 0)
        searched = find_cofactors(system, max_degree=top)
        measured |= {"solution": [str(w) for w in points[0]], "searched_up_to_degree": top}
        if searched.cofactors is not None:
            return Finding(False, "exact", measured, "cofactors were found for equations that have a solution")
        return Finding(True, "exact", measured)
    limit = None if cofactor_degree is None else max(system.total_degrees()) + cofactor_degree
    found = find_cofactors(system, max_degree=limit)
    if found.cofactors is None:
        reason = f"no solution, and no cofactors with products of degree up to {found.degree}"
        return Finding(None if limit is None else False, "exact", measured, reason)
    cofactors = [terms for k, terms in enumerate(found.cofactors) if k or not broken]
    cofactors = [[], *cofactors] if broken else cofactors
    measured["degree"] = found.degree
    if not check_cofactors(system, cofactors, found.denominator):
        return Finding(False, "exact", measured, "the cofactors do not expand to 1")
    certificate = {
        "names": list(system.names),
        "polynomials": [str(p) for p in system.polynomials],
        "cofactors": cofactors,
        "denominator": found.denominator,
    }
    return Finding(True, "exact", measured, certificate=certificate)


@hypothesis
def complex_(instance: Solvable) -> str | None:
    """solutions are complex (“complex solutions” in the next sentence)"""
    return "solutions are sought over the real numbers" if instance["over"] == "real" else None


def small_units() -> Iterator[Solvable]:
    """One weight and two samples, P(z) = z² + b z: a second equation that is met or not, also with the input 0."""
    for root, b, x, y in product((1, 2), (-2, -1, 0, 1), (-1, 0, 1, 2), (-1, 0, 1, 2)):
        fit: SmallFit = {
            "widths": [1, 1],
            "activation": ["0", str(b), "1"],
            "bias": False,
            "readout": False,
            "inputs": [[1], [x]],
            "targets": [str(root * root + b * root), str(y)],
        }
        yield {**fit, "kind": "unit", "roots": [root], "over": "complex"}


@claim(
    "T2-06",
    "Inconsistent if and only if 1 is a combination of the equations",
    source="T2 §3 and A.2 (“no solutions if the system is inconsistent – which happens if and only if …”)",
    quantifier="for all",
    field="complex",
    letters={"N": "num_samples", "K": "num_params", "0 = 1": "1 as a combination of the equations p_i"},
    draw=draw,
    hypotheses=(complex_,),
    num_instances=24,
    search=Search(cases=small_units, most_cases=60),
    note="Both sides are decided by different routes: the solutions in closed form, the cofactors by linear "
    "algebra and expansion. Over the real numbers it fails: an equation c(w·x)² = −1 has no real solution and no "
    "cofactor. So the criterion says nothing about real weights.",
)
def nullstellensatz(instance: Solvable) -> Finding:
    """The zero-error equations p_i = 0 have no solution if and only if 1 = Σ c_i p_i with polynomials c_i"""
    return decide(instance)


@nullstellensatz.false(because="no cofactors with products of degree")
def degree(instance: Solvable) -> Finding:
    """the products c_i p_i need no higher degree than the equations"""
    return decide(instance, cofactor_degree=0)


@nullstellensatz.broken(because="do not expand to 1")
def lost(instance: Solvable) -> Finding:
    """the first cofactor is lost"""
    return decide(instance, broken=True)
