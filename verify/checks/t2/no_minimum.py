"""Inconsistent equations, and whether their squared error has a global minimum at all (T2 §3, A.1, A.3)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import flint
import numpy as np

from algebraic.shell import as_fraction

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import num_real_roots
from ...vary import entries_moved
from .drawn_fits import SHAPES, shape, with_solution
from .far_weights import attained, far_out
from .small_fits import (
    CUBE,
    Fitted,
    SmallShape,
    activation,
    certainly_fitted,
    cubic_of,
    discriminant,
    error_at,
    fitted,
    num_weights,
    pencil_fit,
)


def draw(stream: np.random.Generator, settings: Settings) -> SmallShape:
    """A shape with targets that it does not fit; with targets that it does, or too many samples, where that is
    dropped."""
    if settings.drop == "overparametrised":
        inputs = [[1, 0], [0, 1], [1, 1], *([2, 1],) * int(stream.integers(0, 2))]
        return shape("linear", "0,1", inputs, [1, 1, 1, 5][: len(inputs)])
    kind = ("pencil", "pencil", "unit", "unit", "cubes", "linear")[int(stream.integers(6))]
    while True:
        found = SHAPES[kind](stream, settings.scale)
        if settings.drop == "inconsistent":
            found = with_solution(stream, found)
        what = fitted(found)
        if what is not None and what.real == (settings.drop == "inconsistent"):
            return found


def decide(instance: SmallShape, *, printed: bool = True) -> Finding:
    """Whether there are many global minima; or, not ``printed``, what the falsehood beside it says of the infimum."""
    known = fitted(instance)
    if known is None:
        return Finding(None, "exact", {}, "not one of the shapes for which this is known")
    measured = _measured(instance, known)
    if not printed:
        if known.infimum is None or known.infimum == 0:
            return Finding(None, "exact", measured, "for others")
        return Finding(False, "exact", measured, f"no weights have an error below {known.infimum}")
    if not known.minimum:
        near = "its infimum" if known.infimum is None else f"its infimum {known.infimum}"
        reason = f"no global minimum: the error of weights comes as near as one likes to {near}, and none has it"
        return Finding(False, "exact", measured, reason)
    if known.dimension == 0:
        return Finding(False, "exact", measured, "finitely many global minima")
    return Finding(True, "exact", measured)


def _measured(instance: SmallShape, known: Fitted) -> dict[str, object]:
    return {
        "K": num_weights(instance),
        "N": len(instance["inputs"]),
        "solvable_over_C": known.complex,
        "solvable_over_R": known.real,
        "infimum": None if known.infimum is None else str(known.infimum),
        "dimension_of_the_minima": known.dimension,
    }


def rule(instance: SmallShape) -> bool:
    """Whether there is a minimum, as the corrected statement says."""
    kind, p = instance["kind"], activation(instance)
    known = certainly_fitted(instance)
    if kind == "unit":
        return known.real or num_real_roots(p) > 0
    if kind == "pencil":
        a, b = pencil_fit(instance)[1]
        return bool(a) == bool(b)
    return known.real if kind == "cubes" else True


@hypothesis
def inconsistent(instance: SmallShape) -> str | None:
    """the equations are inconsistent: no real weights meet them, in some of the instances no complex ones either"""
    known = fitted(instance)
    return "real weights meet the equations" if known is not None and known.real else None


@hypothesis
def overparametrised(instance: SmallShape) -> str | None:
    """more weights than data points (§2)"""
    weights, samples = num_weights(instance), len(instance["inputs"])
    return None if weights > samples else f"{weights} weights for {samples} data points"


def size(instance: SmallShape) -> float:
    """First those without complex solutions, which are inconsistent by the paper's criterion, too."""
    known = fitted(instance)
    return len(str(instance)) + 10**4 * (known is None or known.complex)


@claim(
    "T2-24",
    "Many global minima of the squared error of inconsistent equations",
    source="T2 §3 (third paragraph), A.1 (end), A.3",
    quantifier="for all",
    field="real",
    letters={"f": "the network", "K": "number of weights", "N": "number of data points", "P": "activation"},
    draw=draw,
    hypotheses=(inconsistent, overparametrised),
    size=size,
    num_instances=40,
    reading="as §3 and A.1 print it, without a hedge",
    witness=Witness(
        "f = v(z² + z), z = w·x, at x = ±(1, 0) with both targets 1: at w₁ = t, v = 1/t² the squared "
        "error is 2/t², and no weights have the error 0.",
        {
            "kind": "pencil",
            "activation": ["0", "1", "1"],
            "bias": False,
            "inputs": [[1, 0], [-1, 0]],
            "targets": ["1", "1"],
        },
    ),
    note="The smallest witness: f(x) = v P(w·x), P(z) = z² + z, at two inputs e and −e of the plane, with both targets "
    "1: K = 3, N = 2. Its values are A + B and A − B with A = v(w·e)², B = v(w·e), so that B = 0 ≠ A would be needed: "
    "no complex solution, 1 is a combination of the two equations. At w·e = t, v = 1/t² the error is 2/t²: its infimum "
    "is 0, and there is no minimum. Nor does it take special data: with P(z) = z² + 1, as every P without a real zero, "
    "f = v P(w·x + b) has only outputs of one sign, and comes near to 0 with v alone; two different inputs and any "
    "targets of two signs leave no minimum (K = 3, N = 2). With two units z³ and four inputs of the plane it is so for "
    "the targets of all cubics with three real zeros, an open set, which has complex solutions. All of this is by "
    "closed forms (verify/checks/t2/small_fits.py has the proofs), and found again by weights far out or by Sturm's "
    "theorem. Where there is a minimum and K > N, there are infinitely many in all shapes decided here. Without "
    "“overparametrised” there may be one alone; without “inconsistent” no counterexample was found.",
)
def still_many(instance: SmallShape) -> Finding:
    """If the equations are inconsistent, there are still many global minima of the squared error"""
    return decide(instance)


@still_many.reading("borrowed", open=True)
def as_likely(instance: SmallShape) -> Finding:
    """with the hedge of A.3: “it seems likely” that global minima with similar properties exist"""
    found = decide(instance)
    if found.holds is False:
        return Finding(None, "exact", found.measured, "what seems likely is not decided by instances; here are none")
    return found


@still_many.false(because="no weights have an error below")
def near_zero(instance: SmallShape) -> Finding:
    """the infimum of the squared error is 0 all the same"""
    return decide(instance, printed=False)


@still_many.false(because="weights have the least error")
def never(instance: SmallShape) -> Finding:
    """inconsistent equations leave no global minimum"""
    found = attained(instance)
    return Finding(not found, "exact", {}, "weights have the least error" if found else "")


@still_many.broken(because="not 0")
def lost(instance: SmallShape) -> Finding:
    """weights far out that have the opposite sign"""
    if instance["kind"] != "pencil" or attained(instance) is not False:
        return Finding(None, "exact", {}, "for pencils without a minimum")
    turned = [[-unit[0], *unit[1:]] for unit in far_out(instance)]
    least = certainly_fitted(instance).infimum
    error = error_at(instance, turned)
    return Finding(error < 1 + as_fraction(least), "exact", {}, f"the error is {float(error):.3g}, not 0")


ONE = [[1, 0], [-1, 0]]
PLANE = [[1, 0], [0, 1], [1, 1], [1, -1]]
CUBIC = ",".join(CUBE)


def beside_the_boundary(instance: SmallShape) -> float:
    """How far A or B, a target of a unit, or the discriminant is from 0, where the sides of the equivalence change; on
    the boundary itself there are cases enough."""
    if instance["kind"] == "pencil":
        found = min(abs(float(v)) for v in pencil_fit(instance)[1])
    elif instance["kind"] == "cubes":
        c = cubic_of(instance) or []
        found = abs(float(discriminant(c))) / float(1 + sum((v**4 for v in c), flint.fmpq(0)))
    else:
        found = min(abs(float(Fraction(y))) for y in instance["targets"])
    return found or math.inf


def small_shapes() -> Iterator[SmallShape]:
    """Units on 0 and 1, pencils on three points, and cubics with four small values."""
    for p, y in product(product((-1, 0, 1), repeat=2), product((-1, 0, 1, 2), repeat=2)):
        yield shape("unit", f"{p[0]},{p[1]},1", [[0], [1]], list(y), bias=True)
    for y in product((-1, 0, 1), repeat=3):
        yield shape("pencil", "0,1,1", [[1, 0, 0], [-1, 0, 0], [2, 0, 0]], list(y))
    for y in product((-1, 0, 1), repeat=4):
        yield shape("cubes", CUBIC, PLANE, list(y))


@still_many.corrected_at(
    shape("pencil", "0,1,1", ONE, [1, 1]),  # B = 0
    shape("pencil", "0,1,1", ONE, [1, -1]),  # A = 0
    shape("pencil", "0,1,1", ONE, [0, 0]),  # both
    shape("pencil", "0,1,1", ONE, ["1/1000000", 0]),  # beside B = 0
    shape("pencil", "0,-2000,3", [[0, 5, 0], [0, 0, 0], [0, 10, 0]], [1, 7, 4]),  # an input 0
    shape("unit", "1,0,1", [[0], [1]], [1, -1], bias=True),  # equally far from both orthants
    shape("unit", "1,0,1", [[0], [1]], [1, 0], bias=True),  # infimum 0
    shape("unit", "1,0,1", [[0], [1]], [0, 0], bias=True),  # v = 0
    shape("unit", "1,0,1", [[5]], [-3], bias=False),  # one sample
    shape("unit", "1/1000000,0,1", [[0], [1]], [3, -1], bias=True),  # P hardly above 0
    shape("unit", "0,0,1", [[0], [1]], [3, -1], bias=True),  # P just touches 0
    shape("unit", "-1/1000000,0,1", [[0], [1]], [3, -1], bias=True),  # P just below 0
    shape("unit", "-1,0,-1", [[0], [1000]], [-3000, 1000], bias=True),  # P < 0, large
    shape("unit", "0,1", [[0], [1]], [-3, 1], bias=True),  # P linear
    shape("cubes", CUBIC, PLANE, [0, 0, 1, -1]),  # x²y: infimum 0
    shape("cubes", CUBIC, PLANE, [0, 0, 0, 0]),
    shape("cubes", CUBIC, PLANE, [1, 0, 1, 1]),  # a cube
    shape("cubes", CUBIC, PLANE, [1, 1, 2, 0]),  # x³ + y³
    shape("cubes", CUBIC, PLANE, [1000, 0, 0, 0]),  # three real zeros: x³ − xy²
    shape("linear", "0,1", [[1, 2], [1, 2]], [0, 1]),  # equal inputs
    shape("linear", "0,1", [[0, 0]], [1]),
    shape("unit", "1,0,1", [[0], [1]], ["1/1000000", "-1/1000000"], bias=True),  # tiny targets
    shape("unit", "2,0,-2,0,1", [[2], [1]], ["1/100000", "1/100000"], bias=True),
    shape("cubes", CUBIC, [[100 * a, 100 * b] for a, b in PLANE], [0, 0, 1, -1]),  # large inputs
    search=Search(beside_the_boundary, entries_moved("targets"), evaluations=100, cases=small_shapes, most_cases=100),
)
def when_there_is_one(instance: SmallShape) -> Finding:
    """The squared error of underdetermined equations without a solution need not have a minimum. It always has one for
    f = w·x. For one hidden unit, f = v P(w·x + b) with or without b, P a real polynomial that is not constant, and N
    inputs that are independent (with a 1 at their end where there is a b), it has one if and only if the equations
    have a real solution or P has a real zero. For f = v(a (w·x)² + b w·x), ab ≠ 0, and inputs c_i e, e ≠ 0, with two
    different c_i ≠ 0, it has one if and only if the least-squares fit A c² + B c of the targets has A = B = 0 or AB ≠
    0. For f = v_1(w_1·x)³ + v_2(w_2·x)³ and four inputs of the plane, no two of them proportional, it has one if and
    only if the equations have a real solution"""
    return by_rule(instance, rule(instance))


def by_rule(instance: SmallShape, said: bool) -> Finding:
    """Whether weights of the least error, or weights far out, agree with what is said."""
    found = attained(instance)
    if found is None:
        return Finding(None, "exact", {}, "neither a minimum was found, nor weights next to the infimum")
    reason = "weights have the least error" if found else "weights far out come near to the infimum, and none has it"
    return Finding(found == said, "exact", {"minimum": found}, "" if found == said else reason)


@when_there_is_one.false(because="none has it")
def with_zero_infimum(instance: SmallShape) -> Finding:
    """there is a minimum wherever the infimum is 0"""
    known = certainly_fitted(instance)
    return by_rule(instance, known.minimum or known.infimum == 0)


@when_there_is_one.false(because="weights have the least error")
def signs_needed(instance: SmallShape) -> Finding:
    """a unit has one only if the equations have a real solution, as two units z³ do"""
    return by_rule(instance, rule(instance) if instance["kind"] != "unit" else certainly_fitted(instance).real)


@when_there_is_one.false(because="none has it")
def complex_is_enough(instance: SmallShape) -> Finding:
    """it has one wherever the equations have a complex solution"""
    return by_rule(instance, rule(instance) or certainly_fitted(instance).complex)
