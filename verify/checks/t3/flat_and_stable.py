"""Flat regions in weight space, stability with respect to weights and to training examples (T3 §6.3.2), exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import (
    column_vector,
    grow,
    half_square,
    inertia,
    kernel_basis,
    least_squares,
    matrix,
    plain_matrix,
    random_matrix,
    rational,
    stack_columns,
)
from ...vary import all_matrices
from .retrained import Measured, Problem, at_one_problem, by_one_example, measure, problem, some_steps


class Pair(TypedDict):
    """Two training problems, the first to be the flatter one, and the place x₀ at which they are compared."""

    first: Problem
    second: Problem
    point: list[str]


def draw(stream: np.random.Generator, settings: Settings) -> Pair:
    """The second problem has the samples of the first and more, or the same ones scaled or mixed; any targets."""
    d, n = grow(settings.scale, 1, 3, stream), grow(settings.scale, 1, 4, stream)
    if settings.drop == "determined":
        d, n = d + 1, min(n, d)
    x = matrix(random_matrix(stream, d, n, bound=3))
    if not any(x.entries()):
        x[0, 0] = 1
    kind = stream.random()
    if kind < 0.4:
        larger = x * rational(str(flint.fmpq(int(stream.integers(4, 13)), 4)))
    elif kind < 0.8:
        larger = stack_columns(x, matrix(random_matrix(stream, d, int(stream.integers(1, 3)), bound=2)))
    else:  # H stays: a reflection of the samples
        larger = x - 2 * x * matrix([[1]] * n) * matrix([[1] * n]) / n
    first, second = (problem(plain_matrix(m), random_matrix(stream, 1, m.ncols(), bound=4)) for m in (x, larger))
    if settings.drop == "flatter":
        first, second = second, first
    place = x * matrix(random_matrix(stream, n, 1, bound=2))
    if settings.drop == "determined":
        place += kernel_basis(x.transpose())[0]
    return {"first": first, "second": second, "point": [str(v) for v in place.entries()]}


def problems(instance: Pair) -> tuple[Problem, Problem]:
    """The two."""
    return instance["first"], instance["second"]


def measured(instance: Pair) -> list[Measured]:
    """Of both problems."""
    return [measure(each, instance["point"]) for each in problems(instance)]


def rises(instance: Pair) -> bool:
    """Whether H₂ − H₁ has no negative eigenvalue: the first minimum is as flat as the second in every direction."""
    first, second = (each.hessian for each in measured(instance))
    return inertia(second - first)[2] == 0


@hypothesis
def flatter(instance: Pair) -> str | None:
    """the first minimum is as flat as the second in every direction: H₁ ≼ H₂"""
    return None if rises(instance) else "the Hessian of the first is the larger one in some direction"


@hypothesis
def determined(instance: Pair) -> str | None:
    """the training examples determine f(x₀): x₀ lies in the span of the samples"""
    found = measure(instance["first"], instance["point"])
    return None if found.determined else "x₀ is not in the span of the samples"


@claim(
    "T3-47",
    "Flat regions in weight space indicate stability with respect to training examples",
    source="T3 §6.3.2",
    quantifier="for all",
    field="real",
    letters={
        "L": "½ Σ (w·x_i − y_i)²",
        "H": "Σ x_i x_iᵀ, its Hessian",
        "f(x; w)": "w·x",
        "z_i": "(x_i, y_i), of which y_i is changed",
        "x₀": "point",
    },
    hypotheses=(flatter, determined),
    draw=draw,
    size=lambda instance: len(str(instance)),
    num_instances=30,
    reading="of two minima the one in the flatter region has the function that changes less with a training example",
    witness=Witness(
        "f = wx, one sample, f(1) = y/x: with x = 1 the Hessian is 1 and f(1) changes by dy, with x = 2 "
        "it is 4 and f(1) changes by dy/2.",
        {"first": {"X": [["1"]], "y": [[1]]}, "second": {"X": [["2"]], "y": [[2]]}, "point": ["1"]},
    ),
    note="Smallest witness: one weight, one sample, f = wx, x₀ = 1. With x = 1 the Hessian is 1, with x = 2 it is 4; "
    "f(1) = y/x changes with y by 1 and by 1/2: the flatter minimum is the less stable one. “Indicate” is decided with "
    "its hedge: H₁ ≼ H₂ implies x₀ᵀH₁⁺x₀ ≥ x₀ᵀH₂⁺x₀ (the inverse is decreasing; on a common range, and a supremum "
    "over a larger set in general), and this number is the square of the largest change of f(x₀) per unit of change of "
    "all targets, so that in this class the relation has the other sign for every pair; fewer samples, too, make a "
    "minimum flatter and less stable. The first step says of the training loss what flat means, and of the outputs "
    "on the training set: Σ(Δf(x_i))² = 2ΔL; for x outside the span of the samples it fails. In deep networks flatness "
    "changes while the function does not: f = w₁w₂x is the same at (aw₁, w₂/a), the trace of the Hessian at zero loss "
    "is (w₂²/a² + a²w₁²)x². The footnote's df = (df/dw)(dw/dS)dS is right; here dw/dy = H⁺X, large where H is small. "
    "What “a natural intuition” expects of trained deep networks as a tendency is not decided here. Dropping that the "
    "first minimum is the flatter one found no counterexample.",
)
def flat_is_stable(instance: Pair) -> Finding:
    """flat regions in weight space of the global minimum of the empirical loss indicate stability with respect to the
    weights; the latter in turn indicates stability with respect to training examples
    """
    first, second = measured(instance)
    if not first.determined or not second.determined:
        return exact(False, "the flat region is unbounded, and f(x₀) takes every value in it: the examples fix nothing")
    one, other = (by_one_example(each, instance["point"]) for each in problems(instance))
    why = f"f(x₀) of the flatter minimum changes by {one} with one target, that of the other by {other}"
    return exact(one <= other, why, change_of_the_first=str(one), change_of_the_second=str(other))


@flat_is_stable.reading("trivial")
def of_the_training_loss(instance: Pair) -> Finding:
    """of the first step, for the loss and the outputs on the training set: where L changes little, these do"""
    for each in problems(instance):
        x, y = matrix(each["X"]), matrix(each["y"])
        best = least_squares(x, y)
        for step in some_steps(x.nrows()):
            rise = half_square((best + step) * x - y) - half_square(best * x - y)
            if half_square(step * x) != rise:
                return exact(False, "½Σ(Δf)² differs from the rise of the loss")
    return exact(True, "")


@flat_is_stable.reading("unused")
def over_the_flat_region(instance: Pair) -> Finding:
    """of the first step, for f(x₀): it varies less within L ≤ min L + t, the larger this region is"""
    first, second = measured(instance)
    why = f"it varies by √(2t · {first.kappa}) in the flatter region, by √(2t · {second.kappa}) in the other"
    return exact(first.kappa <= second.kappa, why)


def small_pairs() -> Iterator[Pair]:
    """One or two weights, a sample and another one beside it, with entries −1, 0, 1, at three places."""
    for d, places in ((1, (["1"], ["0"])), (2, (["1", "0"], ["1", "1"], ["1", "-1"]))):
        for both in all_matrices(d, 2):
            first = problem([row[:1] for row in both], [[1]])
            for point in places:
                yield {"first": first, "second": problem(both, [[1, -1]]), "point": point}


ONE = problem([[1]], [[1]])


@flat_is_stable.corrected_at(
    {"first": ONE, "second": problem([[2]], [[1]]), "point": ["1"]},
    {"first": ONE, "second": ONE, "point": ["1000"]},
    {"first": problem([[0]], [[3]]), "second": problem([[0]], [[0]]), "point": ["0"]},  # no information
    {"first": problem([[0]], [[3]]), "second": ONE, "point": ["1"]},
    {"first": problem([[1], [1]], [[2]]), "second": problem([[1, 1], [1, 1]], [[2, 3]]), "point": ["1", "1"]},
    {"first": problem([[1], [1]], [[2]]), "second": problem([[1, 1], [1, 0]], [[2, 3]]), "point": ["1", "1"]},
    {"first": problem([[1], [0]], [[0]]), "second": problem([[1, 0], [0, 1]], [[0, 0]]), "point": ["0", "1"]},
    {"first": problem([["1/1000"]], [[1]]), "second": problem([[1000]], [[1]]), "point": ["1"]},
    {"first": problem([[1, 1, 1]], [[1, 2, 4]]), "second": problem([[1, 1, 1, 1]], [[5, 1, 2, 4]]), "point": ["-1"]},
    search=Search(cases=small_pairs),
)
def both_from_the_inverse(instance: Pair) -> Finding:
    """for least squares, L = ½Σ(w·x_i − y_i)², with H = Σx_ix_iᵀ and κ = x₀ᵀH⁺x₀: (a) if x₀ is in the range of H,
    f(x₀; w) = w·x₀ is the same at all global minima, covers exactly ±√(2tκ) around that value where L ≤ min L + t, and
    changes by at most √κ‖dy‖ when the targets change by dy, reached for dy_i = x_iᵀH⁺x₀; otherwise it takes every value
    on the set of global minima. (b) If H₁ ≼ H₂ and x₀ is in the range of H₁, then κ₁ ≥ κ₂: the flatter minimum is not
    the more stable one, neither over {L ≤ min L + t} nor with respect to the targets
    """
    return decreasing(instance)


def decreasing(instance: Pair, *, reverse: bool = False, single: bool = False) -> Finding:
    """Whether (a) and (b) are so; or (b) the other way round, or (a) with κ from one example."""
    first, second = measured(instance)
    for name, found, chosen in zip(("first", "second"), (first, second), problems(instance), strict=True):
        kappa = by_one_example(chosen, instance["point"]) ** 2 if single else found.kappa
        why = at_one_problem(chosen, instance["point"], kappa)
        if why:
            return exact(False, f"the {name} problem: {why}")
    shown = {"kappa_of_the_first": str(first.kappa), "kappa_of_the_second": str(second.kappa)}
    if not first.determined or not rises(instance):
        return exact(True, "", **shown)
    low, high = (first.kappa, second.kappa) if reverse else (second.kappa, first.kappa)
    return exact(low <= high and second.determined, f"κ is {first.kappa} and {second.kappa}", **shown)


@both_from_the_inverse.false(because="κ is 1 and 1/4")
def increasing(instance: Pair) -> Finding:
    """κ₁ ≤ κ₂"""
    return decreasing(instance, reverse=True)


@both_from_the_inverse.false(because="the loss by")
def single_target(instance: Pair) -> Finding:
    """κ is the square of the largest change by one example"""
    return decreasing(instance, single=True)


def draw_equal(*_: object) -> Pair:
    """Two problems with H = 1."""
    return {"first": problem([[1, 0]], [[1, 1]]), "second": problem([["3/5", "4/5"]], [[1, 1]]), "point": ["1"]}


@flat_is_stable.false(because="as flat as the other", draw=draw_equal)
def same_for_equal(instance: Pair) -> Finding:
    """minima of one and the same Hessian are equally stable with respect to one example"""
    first, second = measured(instance)
    if first.hessian != second.hessian:
        return exact(True, "")
    one, other = (by_one_example(each, instance["point"]) for each in problems(instance))
    return exact(one == other, f"each minimum is as flat as the other, and f(x₀) changes by {one} and by {other}")


@flat_is_stable.broken(because="differs from the one that is trained again")
def unsolved(instance: Pair) -> Finding:
    """the problem is not solved again: one gradient step in the place of the new minimum"""
    x, place = matrix(instance["first"]["X"]), column_vector(rational(v) for v in instance["point"])
    moved = [abs(v) for v in (place.transpose() * x).entries()]
    right = by_one_example(instance["first"], instance["point"])
    return exact(max(moved) == right, f"the change {max(moved)} differs from the one that is trained again, {right}")
