"""What weight decay makes of the flat valley of a zero minimiser (T3 §4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, final

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    column_vector,
    grow,
    identity,
    inertia,
    least_squares,
    matrix,
    plain_matrix,
    random_matrix,
    rational,
)
from . import flat_minima, weight_decay
from .flat_minima import LETTERS, ZeroMinimiser, along_line, count_weights, ones_at, zero_minimiser


@final
class Decayed(ZeroMinimiser):
    """A zero minimiser of L and the γ of L_γ = L + γ‖W‖²."""

    gamma: str


def draw(stream: np.random.Generator, settings: Settings) -> Decayed:
    """A network of any depth, or no hidden layer, at a zero minimiser (the origin now and then); γ from 0.1 to 10⁻⁶."""
    gamma = "0" if settings.drop == "decay" else str(flint.fmpq(1, 10 ** int(stream.integers(1, 7))))
    if stream.random() < 0.4:
        d, n = grow(settings.scale, 1, 4, stream), grow(settings.scale, 1, 3, stream)
        x, w = random_matrix(stream, d, n, bound=3), random_matrix(stream, 1, d, bound=3)
        if stream.random() < 0.2:
            w = [[0] * d]
        y = plain_matrix(matrix(w) * matrix(x) + matrix([[int(settings.drop == "zero_minimiser")] * n]))
        linear = {"X": x, "activation": [0, 1], "weights": [w], "Y": y}
        return {**linear, "directions": random_matrix(stream, 3, d, bound=2), "gamma": gamma}  # type: ignore[typeddict-item]
    inherited = replace(settings, drop=None if settings.drop == "decay" else settings.drop)
    return {**flat_minima.draw(stream, inherited), "gamma": gamma}


def draw_boundary(stream: np.random.Generator, settings: Settings) -> Decayed:
    """W* = 0, no inputs, γ so large that it is all, and so small that it is almost nothing."""
    instance = draw(stream, settings)
    chosen = int(stream.integers(4))
    if chosen == 0:
        instance["weights"] = [[[0] * len(row) for row in layer] for layer in instance["weights"]]
    elif chosen == 1:
        instance["X"] = [[0] * len(row) for row in instance["X"]]
    if chosen < 2:
        instance["Y"] = [[0] * len(row) for row in instance["Y"]]
    return {**instance, "gamma": ("1", "1", "100000000", "1/100000000")[chosen]}


class Regularised:
    """L_γ near W*, exactly."""

    def __init__(self, instance: Decayed) -> None:
        self.instance, self.gamma = instance, rational(instance["gamma"])
        self.here = [flint.fmpq(v) for layer in instance["weights"] for row in layer for v in row]
        size = count_weights(instance)
        alone = [along_line(instance, ones_at(size, i))[0] for i in range(size)]
        self.gradient = [path[1] + 2 * self.gamma * w for path, w in zip(alone, self.here, strict=True)]
        hessian = flint.fmpq_mat(size, size)
        for i in range(size):
            hessian[i, i] = 2 * alone[i][2]
            for j in range(i):
                both = along_line(instance, ones_at(size, i, j))[0][2] - alone[i][2] - alone[j][2]
                hessian[i, j] = hessian[j, i] = both
        self.hessian = hessian + identity(size) * 2 * self.gamma

    def value(self, direction: list[Any], step: Any) -> flint.fmpq:
        """L_γ(W* + step · direction)."""
        moved = [w + flint.fmpq(step) * v for w, v in zip(self.here, direction, strict=True)]
        return along_line(self.instance, direction)[0](flint.fmpq(step)) + self.gamma * _square(moved)

    def along_the_valley(self) -> list[flint.fmpq] | None:
        """From W* to another zero minimiser, 2W1 and W2/2^m, for activations z^m."""
        layers, powers = self.instance["weights"], self.instance["activation"]
        if len(layers) < 2 or isinstance(powers, str) or any(powers[:-1]) or powers[-1] != 1:
            return None
        first, second = (sum(len(row) for row in layer) for layer in layers[:2])
        factors = [flint.fmpq(2)] * first + [flint.fmpq(1, 2 ** (len(powers) - 1))] * second
        factors += [flint.fmpq(1)] * (len(self.here) - first - second)
        return [w * (f - 1) for w, f in zip(self.here, factors, strict=True)]


def _square(values: list[flint.fmpq]) -> flint.fmpq:
    return sum((v * v for v in values), flint.fmpq(0))


def convex_bowl(instance: Decayed) -> Finding:
    """Whether W* is critical for L_γ, its Hessian is positive, and L_γ convex between two points of the valley."""
    found = Regularised(instance)
    faults, valley = [], found.along_the_valley()
    if any(found.gradient):
        at = [str(w) for w in found.here]
        faults.append(f"∇L_γ(W*) = {[str(v) for v in found.gradient]} for γ = {instance['gamma']}, W* = {at}")
    if inertia(found.hessian)[0] < len(found.here):
        faults.append("the Hessian of L_γ is degenerate at W*")
    if valley is not None:
        ends, middle = (found.value(valley, 0) + found.value(valley, 1)) / 2, found.value(valley, flint.fmpq(1, 2))
        if middle > ends:
            faults.append(f"between two points of the valley L_γ is {middle}, and at them {ends} on the average")
    return Finding(not faults, "exact", {"gamma": instance["gamma"], "faults": len(faults)}, "; ".join(faults))


def sloped(instance: Decayed, *, slope: int = 2, critical: str = "at the origin", centre: str = "γ") -> Finding:
    """The corrected statement; the rest is for falsehoods.

    Args:
        slope: ∇L_γ(W*) is this many times γW*.
        critical: where W* is said to be critical: ``at the origin`` or in ``Null H``.
        centre: the point of L_γ without a hidden layer is (XXᵀ + γI)⁻¹Xy; ``0``: that with γ = 0.
    """
    found = Regularised(instance)
    size, gamma, here = len(found.here), found.gamma, column_vector(found.here)
    if found.gradient != [slope * gamma * w for w in found.here]:
        return Finding(False, "exact", {}, f"∇L_γ(W*) is not {slope}γW*")
    if critical == "Null H":
        flat = not any(((found.hessian - identity(size) * 2 * gamma) * here).entries())
        if flat and any(found.gradient):
            return Finding(False, "exact", {}, "W* is in Null(H), and is not critical for L_γ")
    if inertia(found.hessian)[0] < size:
        return Finding(False, "exact", {}, "H + 2γI is not positive definite")
    lowest = gamma * _square(found.here)
    for v in instance["directions"]:
        moved = [w + d for w, d in zip(found.here, v, strict=True)]
        if _square(moved) > _square(found.here) and found.value(list(v), 1) <= lowest:
            return Finding(False, "exact", {}, "a point of larger norm is as low as W*")
    if len(instance["weights"]) > 1:
        return Finding(True, "exact", {"gradient_is": "2γW*"})
    x, y = matrix(instance["X"]), matrix(instance["Y"])
    metric = x * x.transpose() + identity(size) * (gamma if centre == "γ" else flint.fmpq(1, 10**9))
    w = y * x.transpose() * metric.inv()
    if any((2 * (w * x - y) * x.transpose() + 2 * gamma * w).entries()):
        return Finding(False, "exact", {}, "the point named is not critical for L_γ")
    shortest = least_squares(x, y)
    if shortest - w != gamma * shortest * metric.inv():
        return Finding(False, "exact", {}, "the centre is not at the distance γ A⁺(XXᵀ + γI)⁻¹ from A⁺")
    inside = _square(w.entries()) < _square(found.here)
    measured = {"centre": plain_matrix(w)}
    return Finding(inside or not any(found.here), "exact", measured, "the centre is as far out as W*")


def _size(instance: Decayed) -> float:
    """Small; first of all a nonlinear network with an input and more weights than equations, that is, a valley."""
    if "directions" not in instance:  # of a reading
        return len(str(instance))
    valley = count_weights(instance) > len(instance["Y"]) * len(instance["Y"][0]) and any(map(any, instance["X"]))
    linear = len(instance["weights"]) < 2 or instance["activation"] == [0, 1]
    return len(str(instance)) + 10**6 * (not valley) + 10**5 * linear


@hypothesis
def decay(instance: Decayed) -> str | None:
    """γ > 0"""
    return None if rational(instance["gamma"]) > 0 else f"γ = {instance['gamma']}"


@claim(
    "T3-43",
    "Weight decay turns the valley into a convex bowl centred in W*",
    source="T3 §4.2",
    quantifier="for all",
    field="real",
    letters={**LETTERS, "γ": "gamma", "L_γ": "L + γ‖W‖²"},
    hypotheses=(decay, zero_minimiser),
    draw=draw,
    size=_size,
    num_instances=40,
    rests_on=("T3-08",),
    reading="of W* as in all of §4, a zero minimiser of L in the valley",
    witness=Witness(
        "f = w₂w₁, target 1, W* = (1, 1), γ = 1/100: ∇L_γ(W*) = 2γW* = (1/50, 1/50).",
        {
            "X": [[1]],
            "activation": [0, 1],
            "weights": [[[1]], [[1]]],
            "Y": [["1"]],
            "directions": [[1, -1], [-1, 1], [1, 1]],
            "gamma": "1/100",
        },
    ),
    note="L(W*) = 0 and ∇L(W*) = 0, so that ∇L_γ(W*) = 2γW*: the bowl is centred in W* for W* = 0 alone, however "
    "small γ > 0 is; and in the limit γ → 0 its lowest points tend to those of least norm in the whole valley, "
    "not to W*. Smallest witness: f = w x, x = 1, y = 1, W* = 1, where L_γ = (w − 1)² + γw² has its minimum at "
    "1/(1 + γ); with a valley f = w1 x1 + w2 x2, x = (1, 0), W* = (1, 1), where the minimum is (1/(1 + γ), 0). "
    "Nor is what the valley becomes convex: with f = w2 w1 and the target 1 the points (1, 1) and (2, 1/2) are "
    "in it, and between them L is positive whatever γ is. If W* is the stable point of L_γ instead, as in the "
    "theorem that the section goes on to, T3-08 has circles of minima, and the minima of a convex function "
    "form a convex set. Proof of the corrected statement: H is positive semidefinite at a zero minimiser; "
    "L_γ(W) ≥ γ‖W‖² > γ‖W*‖² = L_γ(W*) if ‖W‖ > ‖W*‖. γ > 0 is needed (for γ = 0 the Hessian is degenerate), "
    "and L(W*) = 0, too: elsewhere ∇L need not vanish.",
)
def centred(instance: Decayed) -> Finding:
    """L + γ‖W‖² with an arbitrarily small γ > 0 turns the flat valley of a zero minimiser W* into a gentle convex bowl
    centred in W*: W* is critical for L_γ with a positive Hessian, and L_γ convex between points of the valley
    """
    return convex_bowl(instance)


@centred.reading("borrowed", draw=weight_decay.draw, num_instances=40)
def stable_point(instance: Any) -> Finding:
    """of W* as the stable point of L_γ, which the paper calls W* in the next sentences: L_γ is a convex bowl near it"""
    found = weight_decay.zero_eigenvalues(instance, claimed="hyperbolic")
    if found.holds is not False:
        return found
    if not found.measured["dimension_of_orbit"]:
        return Finding(None, "exact", found.measured, "a degenerate Hessian: not decided by second derivatives")
    return Finding(False, "exact", found.measured, "the minima near W* lie on a sphere, and are no convex set")


def small_bowls() -> Iterator[Decayed]:
    """Those of T3-03, and two weights without a hidden layer, all of 0 and ±1; γ = 1/1000, 1, 1000."""
    linear = (
        flat_minima.own_targets([[a], [b]], [[v, w]]) for a, b, v, w in product((0, 1), (0, 1), *[(-1, 0, 1)] * 2)
    )
    for zero, gamma in product([*flat_minima.small_cases(), *linear], ("1/1000", "1", "1000")):
        yield {**zero, "gamma": gamma}


@centred.corrected_on(draw_boundary, 24, Search(cases=small_bowls, most_cases=150))
def sloped_towards_the_origin(instance: Decayed) -> Finding:
    """Let L ≥ 0 be twice continuously differentiable, L(W*) = 0, γ > 0 and L_γ = L + γ‖W‖². Then ∇L_γ(W*) = 2γW*, and
    the Hessian of L_γ at W* is H + 2γI, positive definite: near W* the function L_γ is strictly convex, and W* is its
    minimum if W* = 0 and no critical point otherwise. No minimiser of L_γ has a larger norm than W*. Without a hidden
    layer, L = ‖WX − Y‖², the only critical point is W_γ = YXᵀ(XXᵀ + γI)⁻¹, of a smaller norm than W* ≠ 0, and with
    A⁺ = YXᵀ(XXᵀ)⁺ the least zero minimiser A⁺ − W_γ = γA⁺(XXᵀ + γI)⁻¹, so that W_γ → A⁺ for γ → 0
    """
    return sloped(instance)


@sloped_towards_the_origin.false(because="is not critical")
def null_space(instance: Decayed) -> Finding:
    """W* is the centre wherever it lies in the null space of H"""
    return sloped(instance, critical="Null H")


@sloped_towards_the_origin.false(because="is not 1γW*")
def half(instance: Decayed) -> Finding:
    """∇L_γ(W*) = γW*"""
    return sloped(instance, slope=1)


@centred.broken(because="not critical for L_γ")
def no_gamma(instance: Decayed) -> Finding:
    """the centre is computed with γ = 10⁻⁹ whatever γ is"""
    return sloped(instance, centre="0")
