"""Zero-error minimisers are real weights, and consistent equations may have none (T2, abstract)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import flint
import numpy as np

from algebraic.shell import as_fraction

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import design, inertia, rational
from .drawn_fits import SHAPES, shape, with_solution
from .second_order import hessian, hessian_rank, jacobian_rank
from .small_fits import (
    CUBE,
    SmallShape,
    activation,
    error_at,
    fitted,
    independent,
    num_weights,
    outputs_along,
    targets_of,
)


def draw(stream: np.random.Generator, settings: Settings) -> SmallShape:
    """A shape with targets at random, or with those of random weights."""
    if settings.drop == "overparametrised":
        while True:
            found = with_solution(stream, SHAPES["bare"](stream, settings.scale))
            if (
                num_weights(found) == len(found["inputs"])
                and independent(found)
                and hessian_rank(found) == num_weights(found)
            ):
                return found
    while True:
        kind = ("bare", "unit", "pencil", "cubes")[int(stream.integers(4))]
        found = SHAPES[kind](stream, settings.scale)
        if settings.drop is None and stream.random() < 0.5:
            found = with_solution(stream, found)
        known = fitted(found)
        right = known is not None and known.complex != (settings.drop == "consistent")
        if right and num_weights(found) > len(found["inputs"]):
            return found


def decide(instance: SmallShape) -> Finding:
    """Whether there are many zero-error minimisers, degenerate ones."""
    known = fitted(instance)
    if known is None:
        return Finding(None, "exact", {}, "not one of the shapes of which this is known")
    measured: dict[str, object] = {
        "K": num_weights(instance),
        "N": len(instance["inputs"]),
        "solvable_over_C": known.complex,
        "solvable_over_R": known.real,
    }
    if not known.real:
        also = "complex weights meet the equations" if known.complex else "nor do complex ones"
        return Finding(False, "exact", measured, f"no real weights have zero error; {also}")
    measured["dimension_of_the_minimisers"] = known.dimension
    if not known.dimension:
        return Finding(False, "exact", measured, "finitely many zero-error minimisers")
    if "weights" in instance:
        measured["rank_of_the_hessian"] = hessian_rank(instance)
        if measured["rank_of_the_hessian"] == num_weights(instance):
            return Finding(False, "exact", measured, "one that is not degenerate")
    return Finding(True, "exact", measured)


@hypothesis
def overparametrised(instance: SmallShape) -> str | None:
    """more weights than data points (§2)"""
    weights, samples = num_weights(instance), len(instance["inputs"])
    return None if weights > samples else f"{weights} weights for {samples} data points"


@hypothesis
def consistent(instance: SmallShape) -> str | None:
    """the equations are not inconsistent: 1 is no polynomial combination of them (§3), so that complex weights meet
    them"""
    known = fitted(instance)
    return "no complex weights meet the equations" if known is not None and not known.complex else None


@hypothesis
def solvable(instance: SmallShape) -> str | None:
    """real weights meet the equations"""
    known = fitted(instance)
    return "no real weights meet the equations" if known is not None and not known.real else None


@claim(
    "T2-25",
    "Many degenerate zero-error minimisers, modulo inconsistent equations",
    source="T2 abstract; §3 (“There are no solutions if the system is inconsistent”)",
    quantifier="for all",
    field="real",
    letters={"f": "the network", "K": "number of weights", "N": "number of data points", "P": "activation"},
    draw=draw,
    hypotheses=(overparametrised, consistent),
    size=lambda instance: 100 * num_weights(instance) + len(str(instance)),
    num_instances=40,
    rests_on=("T2-06", "T2-07"),
    reading="inconsistent as §3 defines it: 1 is a polynomial combination of the equations, which have no complex "
    "solutions then",
    witness=Witness(
        "f = (w·x)², x = (1, 0), target −1 (K = 2, N = 1): the solutions are w₁ = ±i, w₂ any.",
        {"kind": "bare", "activation": ["0", "0", "1"], "bias": False, "inputs": [[1, 0]], "targets": ["-1"]},
    ),
    note="f(x) = (w·x)² with one data point x ≠ 0 and the target −1, K = 2, N = 1: the equation is consistent, its "
    "solutions are w·x = ±i, and no real weights solve it. §3 proves what it proves over ℂ (Nullstellensatz, Bézout, "
    "dimension), and a minimiser of the empirical error is real. It takes no special data: v((w·x)² + 1) has "
    "outputs of one sign only, and v_1(w_1·x)³ + v_2(w_2·x)³ on four inputs of the plane misses all cubics with three "
    "real zeros. "
    "Real minimisers are always degenerate, since the Hessian of Σ (f − y)² is 2JᵀJ at zero error, of rank at most "
    "N < K, and infinitely many where J has rank N. They need not be many: for f = v(P(w·a) + P(w·b)), P = z² + 1, one "
    "filter w ∈ R² whose values at two places are summed (global pooling, as in ResNets), the samples a = b = 0 and "
    "a = e_1, b = e_2, both with the target 2, have 2v = 2 and v(2 + w_1² + w_2²) = 2: K = 3, N = 2, and v = 1, w = 0 "
    "is the only real solution. Both hypotheses are needed: P(w·x) with N = K independent inputs has isolated ones, "
    "not degenerate, and inconsistent equations none.",
)
def degenerate_minimisers(instance: SmallShape) -> Finding:
    """An overparametrised polynomial network has a large number of degenerate global minimisers with zero empirical
    error, unless its equations are inconsistent"""
    return decide(instance)


def draw_shared(stream: np.random.Generator, settings: Settings) -> SmallShape:
    """The same, or a filter whose values are summed."""
    return SHAPES["pooled"](stream, settings.scale) if stream.random() < 0.3 else draw(stream, settings)


@degenerate_minimisers.reading("unused", draw=draw_shared, hypotheses=(overparametrised, solvable), num_instances=40)
def over_the_reals(instance: SmallShape) -> Finding:
    """inconsistent if no real weights meet the equations, which §3 does not mean: then many degenerate ones are left"""
    return decide(instance)


@degenerate_minimisers.false(because="infinitely many")
def finitely_many(instance: SmallShape) -> Finding:
    """if there are real ones, they are finitely many, at most as many as the product of the degrees"""
    known = fitted(instance)
    if known is None or not known.real:
        return Finding(None, "exact", {}, "for equations with real solutions")
    return Finding(known.dimension == 0, "exact", {}, f"infinitely many, in dimension {known.dimension}")


@degenerate_minimisers.broken(because="not of Σ")
def forgotten(instance: SmallShape) -> Finding:
    """the Hessian of Σ f² at the minimiser"""
    if "weights" not in instance or not any(targets_of(instance)):
        return Finding(None, "exact", {}, "at known minimisers")
    moved: SmallShape = {**instance, "targets": ["0"] * len(instance["targets"])}
    same = hessian(moved) == hessian(instance)
    return Finding(same, "exact", {}, "" if same else "another Hessian, not of Σ (f − y)²")


PLANE = [[1, 0], [0, 1], [1, 1], [1, -1]]


def at(kind: str, p: str, inputs: list[list[int]], weights: list[list[int]], *, bias: bool = False) -> SmallShape:
    """A shape with weights that have zero error; for ``wide`` their v is only a first one."""
    units = [[str(w) for w in unit] for unit in weights]
    found: SmallShape = {**shape(kind, p, inputs, [], bias=bias), "weights": units}
    still = [[flint.fmpq_poly([rational(w)]) for w in unit] for unit in units]
    return {**found, "targets": [str(as_fraction(f[0])) for f in outputs_along(found, still)]}


def small_fits() -> Iterator[SmallShape]:
    """Single units of degree 2 and 3 with small targets, and sums of two cubes with weights −1, 0, 1."""
    for p, y in product(("0,0,1", "1,-1,1", "0,-3,0,1"), product((-2, 0, 1), repeat=2)):
        yield shape("bare", p, [[1, 0, 0], [1, 1, 0]], list(y))
    for first, second in product(product((-1, 0, 1), repeat=3), repeat=2):
        yield at("cubes", ",".join(CUBE), PLANE, [list(first), list(second)])


@degenerate_minimisers.corrected_at(
    shape("bare", "0,0,1", [[1, 0]], [-1]),  # no real value
    shape("bare", "1,0,1", [[1, 0]], [1]),  # the least value
    shape("bare", "1,0,1", [[1, 0]], ["999999/1000000"]),  # just below it
    shape("bare", "0,-3,0,1", [[1000, 0, 0], [1, 1, 0]], [2, -2]),  # at both extrema
    at("bare", "0,0,1", [[1, 0]], [[1, 0, 3]]),  # w·x = 0: J = 0
    at("bare", "0,-3,0,1", [[1, 0, 0], [0, 1, 0]], [[1, 1, 2, 0]]),  # one sum at an extremum, one not
    at("bare", "0,1,1", [[2, 1], [1, 1]], [[1, 3, -1]]),  # as many equations as weights
    at("unit", "1,0,1", [[0], [1]], [[2, 1, 1]], bias=True),
    at("unit", "1,0,1", [[0], [1]], [[0, 1, 1]], bias=True),  # all targets 0
    at("cubes", ",".join(CUBE), PLANE, [[1, 1, 0], [1, 0, 1]]),
    at("cubes", ",".join(CUBE), PLANE, [[1, 1, 0], [2, 1, 0]]),  # two equal units
    at("cubes", ",".join(CUBE), PLANE, [[0, 0, 0], [0, 0, 0]]),  # the origin
    {**at("wide", "0,0,1", [[1], [2]], [[1, 1, 0], [1, 1, 1]], bias=True), "targets": ["-1000", "1"]},
    {**at("wide", "1,0,1", [[1], [2], [3]], [[1, 0, 1], [1, 1, 0], [1, 1, 1]], bias=True), "targets": ["-1", "0", "1"]},
    {**at("wide", "0,0,1", [[1], [1]], [[1, 1, 0], [1, 1, 1]], bias=True), "targets": ["-1", "1"]},  # equal inputs
    at("pooled", "1,0,1", [[0, 0, 0, 0], [1, 0, 0, 1]], [[1, 0, 0]]),  # one real solution alone
    search=Search(cases=small_fits, most_cases=80),
)
def real_ones(instance: SmallShape) -> Finding:
    """The zero-error minimisers of a polynomial network are the real solutions of the equations f(x_i) = y_i, of
    which there may be none, or one alone, although there are infinitely many complex ones. f = P(w·x), P not
    constant, on independent inputs has some if and only if every target is a value of P on the real line; f = Σ_j
    v_j P(w_j·x + b_j), j = 1, …, N, has some, for all targets, if there are w and b with P(w_j·x_i + b_j)
    invertible as a matrix. At each zero-error minimiser, with N equations in K weights, the Hessian of Σ (f − y)²
    is positive semidefinite, of rank at most N; where the Jacobian of the equations has rank N so has the Hessian,
    and the minimisers nearby form a manifold of dimension K − N"""
    return corrected(instance)


def corrected(instance: SmallShape, *, rank: str = "at most", field: str = "real", features: str = "free") -> Finding:
    """What the statement says of this instance, or a falsehood beside it."""
    if instance["kind"] == "wide":
        return _wide(instance, features)
    known = fitted(instance)
    if known is None:
        return Finding(None, "exact", {}, "not one of the shapes of which this is known")
    if instance["kind"] == "bare":
        by_roots = all(_is_value(activation(instance), y, field) for y in targets_of(instance))
        if by_roots != known.real:
            return Finding(False, "exact", {}, f"solvable over R: {known.real}, and every target a value: {by_roots}")
    if "weights" not in instance:
        return Finding(True, "exact", {"solvable_over_R": known.real})
    samples = len(instance["inputs"])
    positive, zero, negative = inertia(hessian(instance))
    slopes = jacobian_rank(instance)
    measured = {"inertia": [positive, zero, negative], "rank_of_the_jacobian": slopes, "N": samples}
    if error_at(instance, instance["weights"]) != 0:
        return Finding(None, "exact", measured, "the weights have no zero error")
    if not known.real:
        return Finding(False, "exact", measured, "real weights have zero error, and there are to be none")
    if negative or positive > samples or (slopes == samples and positive != samples):
        return Finding(False, "exact", measured, f"inertia {measured['inertia']} with a Jacobian of rank {slopes}")
    if slopes == samples and (known.dimension or 0) < num_weights(instance) - samples:
        return Finding(False, "exact", measured, f"minimisers of dimension {known.dimension} in all")
    if rank == "exactly" and positive != samples:
        return Finding(False, "exact", measured, f"a Hessian of rank {positive}, not {samples}")
    return Finding(True, "exact", measured)


def _is_value(p: flint.fmpq_poly, y: flint.fmpq, field: str) -> bool:
    """Whether P takes the value y, by the roots of P − y in balls."""
    roots: Any = (p - y).numer().complex_roots()
    return any(field == "complex" or root.imag.is_zero() for root, _ in roots)


def _wide(instance: SmallShape, features: str) -> Finding:
    """Solve for the output weights; then the Hessian there."""
    p, rows = activation(instance), design(instance["inputs"], instance["bias"]).tolist()
    units = [[rational(w) for w in unit[1:]] for unit in instance["weights"]]
    phi = flint.fmpq_mat(
        [[p(sum((a * b for a, b in zip(w, row, strict=True)), flint.fmpq(0))) for w in units] for row in rows]
    )
    if phi.det() == 0:
        y = flint.fmpq_mat([[v] for v in targets_of(instance)])
        both = flint.fmpq_mat([[*a, *b] for a, b in zip(phi.tolist(), y.tolist(), strict=True)])
        missed = features == "any" and both.rank() > phi.rank()
        return Finding(not missed, "exact", {"rank": phi.rank()}, "the features are dependent, and miss the targets")
    v = phi.solve(flint.fmpq_mat([[y] for y in targets_of(instance)]))
    units_at = [[str(v[j, 0]), *unit[1:]] for j, unit in enumerate(instance["weights"])]
    there: SmallShape = {**instance, "weights": units_at}
    positive, zero, negative = inertia(hessian(there))
    samples = len(rows)
    good = error_at(there, units_at) == 0 and not negative and positive == samples
    return Finding(good, "exact", {"inertia": [positive, zero, negative]}, "" if good else f"rank {positive} there")


@real_ones.false(because="not 1")
def exactly(instance: SmallShape) -> Finding:
    """the Hessian has rank N at every zero-error minimiser"""
    return corrected(instance, rank="exactly")


@real_ones.false(because="every target a value: True")
def over_the_complex_numbers(instance: SmallShape) -> Finding:
    """f = P(w·x) has some if every target is a value of P on the complex line"""
    return corrected(instance, field="complex")


@real_ones.false(because="miss the targets")
def any_features(instance: SmallShape) -> Finding:
    """N hidden units are enough, whatever the inputs are"""
    return corrected(instance, features="any")
