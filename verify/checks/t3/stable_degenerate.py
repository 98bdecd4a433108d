"""Whether a minimum can be asymptotically stable, with the flow of a degenerate quadratic potential (T3 abstract)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import PlainMatrix, grow, plain_matrix, random_matrix
from . import flat_minima
from .flat_minima import LETTERS, ZeroMinimiser, layers_of, network_outputs
from .zero_sets import local_form, residuals


def at_weights(x: PlainMatrix, weights: list[list[list[int]]], activation: list[int]) -> ZeroMinimiser:
    """A network with its own outputs for targets."""
    instance: ZeroMinimiser = {"X": x, "activation": activation, "weights": weights, "Y": [], "directions": []}
    return {**instance, "Y": plain_matrix(flint.fmpq_mat(network_outputs(instance, layers_of(instance))))}


def draw(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """Linear, or one hidden unit z² + z or z (z + a)², which may be at its double zero; as many weights as equations.

    If stability is dropped, networks with more weights.
    """
    while True:
        if settings.drop:
            instance = flat_minima.draw(stream, replace(settings, drop=None))
            if local_form(instance).isolated is False:
                return instance
            continue
        kind = int(stream.integers(4))
        if kind == 0:
            d = grow(settings.scale, 1, 4, stream)
            x = random_matrix(stream, d, d + int(stream.integers(2)), bound=3)
            instance = at_weights(x, [random_matrix(stream, 1, d, bound=3)], [0, 1])
        else:
            a, w = (int(v) for v in stream.choice([-2, -1, 1, 2], 2))
            x = [[int(v) for v in stream.integers(-3, 4, 2)]]
            if kind > 1:  # one sample at the double zero
                x[0][1], a = int(stream.choice([-1, 1])), a * w
                a = -w * x[0][1]
            activation = [0, 1, 1] if kind == 1 else [0, a * a, 2 * a, 1]
            instance = at_weights(x, [[[w]], [[int(stream.integers(1, 4))]]], activation)
        if local_form(instance).isolated:
            return instance


def small_networks() -> Iterator[ZeroMinimiser]:
    """All networks with one hidden unit, or two layers of them, weights −1, 0, 1, and one or two samples, and of all
    activations z, z², z² + z, z³, z (z + 1)²."""
    activations = ([0, 1], [0, 0, 1], [0, 1, 1], [0, 0, 0, 1], [0, 1, 2, 1])
    for activation, x in product(activations, ([0], [1], [2], [1, 2], [1, -1], [1, 1])):
        for depth in (2, 3):
            for weights in product((-1, 0, 1), repeat=depth):
                yield at_weights([x], [[[w]] for w in weights], activation)


def _crossing(instance: ZeroMinimiser) -> bool:
    """Whether the outputs are one product of powers of weights, zero at W* for two factors at least: near W* the zeros
    are hyperplanes that cross."""
    layers, powers = instance["weights"], instance["activation"]
    single = all(len(layer) == 1 and len(layer[0]) == 1 for layer in layers) and not any(powers[:-1])
    zeros = sum(not row[0] for layer in layers for row in layer)
    return single and any(map(any, instance["X"])) and zeros > 1


def degenerate_potential(instance: ZeroMinimiser) -> Finding:
    """Whether the flow near W* is equivalent to Ẇ = −QW for some positive semidefinite Q of a rank below K.

    The equilibria of that flow are a linear space of a dimension of at least 1. If those near W* are a manifold of
    codimension rank H, the flow is equivalent to Ẇ = −HW (T3-36).
    """
    if any(residuals(instance, [v for layer in layers_of(instance) for row in layer for v in row])):
        return Finding(None, "exact", {}, "not a zero minimiser")
    form = local_form(instance)
    measured = {"rank_H": form.rank, "weights": form.size, "isolated": form.isolated, "manifold": form.manifold}
    if form.isolated:
        why = "the flow has one equilibrium near W*, that of a degenerate quadratic potential has a line of them"
        degenerate = f"H has rank {form.rank}, there are {form.size} weights"
        return Finding(False, "exact", measured, f"{why} ({degenerate})")
    if form.manifold:
        return Finding(True, "exact", measured)
    if _crossing(instance):
        return Finding(False, "exact", measured, "the equilibria near W* are hyperplanes that cross, and no manifold")
    return Finding(None, "exact", measured, "the zeros near W* are not known")


def never_both(instance: ZeroMinimiser, *, stable: str) -> Finding:
    """Whether stability and the equivalence exclude each other, stability being decided as is said.

    Args:
        stable: ``isolated``: W* is an isolated zero; ``hyperbolic``: H is positive definite; ``semidefinite``: always.
    """
    form, found = local_form(instance), degenerate_potential(instance)
    if form.isolated is None:
        return Finding(None, "exact", found.measured, "the zeros near W* are not known")
    claimed = {"isolated": form.isolated, "hyperbolic": form.rank == form.size, "semidefinite": True}[stable]
    if claimed != form.isolated:
        why = "asymptotically stable" if form.isolated else "not asymptotically stable"
        return Finding(False, "exact", found.measured, f"H has rank {form.rank} of {form.size}, and W* is {why}")
    if form.isolated and found.holds:
        return Finding(False, "exact", found.measured, "both")
    return Finding(True, "exact", found.measured)


@hypothesis
def asymptotically_stable(instance: ZeroMinimiser) -> str | None:
    """W* is asymptotically stable (an isolated zero of the polynomial L ≥ 0)"""
    isolated = local_form(instance).isolated
    return None if isolated else "there are zeros as near to W* as one likes" if isolated is False else "not known"


def _size(instance: ZeroMinimiser) -> float:
    """Small; first of all with a degenerate Hessian."""
    form = local_form(instance)
    return len(str(instance)) + 10**4 * (form.rank == form.size)


@claim(
    "T3-46",
    "Near asymptotically stable minima the dynamics is that of a degenerate quadratic system",
    source="T3 abstract; §4",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    hypotheses=(asymptotically_stable,),
    draw=draw,
    size=_size,
    num_instances=40,
    rests_on=("T3-02",),
    reading="of asymptotic stability as the word says: all solutions that start near W* tend to W*",
    witness=Witness(
        "f = vσ(wx), σ(z) = z(z + 1)², x = 1 with the target 0 and x = 2 with −2, at v = 1, w = −1: an isolated "
        "zero of L, asymptotically stable, with H of rank 1; the equilibria of any Ẇ = −QW with det Q = 0 fill lines.",
        {**at_weights([[1, 2]], [[[-1]], [[1]]], [0, 1, 2, 1])},
    ),
    note="No minimum can be both. A topological equivalence maps equilibria to equilibria; those of Ẇ = −QW with a "
    "degenerate Q ≥ 0 are a linear space of dimension 1 at least, so that none is isolated, while an "
    "asymptotically stable one is. For a polynomial L ≥ 0 with L(W*) = 0 asymptotically stable means an "
    "isolated zero (near a zero of an analytic L ≥ 0 all critical points are zeros, and L is a Liapunov "
    "function). A degenerate Hessian does not help: f = v σ(w x), σ(z) = z (z + 1)², with the samples x = 1 "
    "and 2 and the targets 0 and −2, has at v = 1, w = −1 an isolated zero with H of rank 1; the smallest "
    "instance of all is f = w x with x ≠ 0. If “stable” is read as in Proposition 1, of a limit which is "
    "stable in the sense of Liapunov, the sentence is right where the zeros are a manifold of codimension rank "
    "H, and fails at crossings, as for f = w2 w1² with the target 0 at the origin: the lines w1 = 0 and w2 = 0 "
    "together are no manifold. “Almost degenerate (for logistic or crossentropy loss)” is T3-44 and T3-45.",
)
def both(instance: ZeroMinimiser) -> Finding:
    """near the asymptotically stable minima of the empirical error (square loss) the gradient dynamics of nonlinear
    networks is topologically equivalent to a gradient system in a quadratic potential with a degenerate Hessian
    """
    return degenerate_potential(instance)


def draw_stable(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """Zero minimisers of networks with more weights than equations; crossings now and then."""
    if stream.random() < 0.2:
        depth = 2 + int(stream.integers(2))
        weights = [[[0]] for _ in range(depth)]
        return at_weights([[int(stream.integers(1, 4))]], weights, [0] * int(stream.integers(1, 4)) + [1])
    return flat_minima.draw(stream, replace(settings, drop=None))


@both.reading("borrowed", draw=draw_stable, num_instances=40)
def in_the_sense_of_liapunov(instance: ZeroMinimiser) -> Finding:
    """of the stability that §4 defines for its “stable limit points”: in the sense of Liapunov, as of each zero
    minimiser with more weights than equations
    """
    return degenerate_potential(instance)


@both.corrected_at(
    at_weights([[1]], [[[2]]], [0, 1]),
    at_weights([[0]], [[[1]]], [0, 1]),
    at_weights([[1, 1000], [1000, 1]], [[[1, -1]]], [0, 1]),
    at_weights([[1, 2], [2, 4]], [[[1, 1]]], [0, 1]),
    at_weights([[1, 2]], [[[-1]], [[1]]], [0, 1, 2, 1]),
    at_weights([[1, 2, 1, 1]], [[[-1]], [[1000]]], [0, 1, 2, 1]),
    at_weights([[1]], [[[-1]], [[1]]], [0, 1, 2, 1]),
    at_weights([[1]], [[[0]], [[1]]], [0, 0, 1]),
    at_weights([[3]], [[[0]], [[0]]], [0, 1]),
    at_weights([[1, 2]], [[[1]], [[1]]], [0, 1, 1]),
    search=Search(cases=small_networks, most_cases=250),
)
def exclude_each_other(instance: ZeroMinimiser) -> Finding:
    """Let L ≥ 0 be a polynomial, L(W*) = 0, and H its Hessian there. W* is asymptotically stable for Ẇ = −∇L(W) if and
    only if it is an isolated zero of L; H may be degenerate or not. The flow near W* is then topologically equivalent
    to no gradient system of a degenerate quadratic form. Where it is equivalent to one, W* is not asymptotically stable
    """
    return never_both(instance, stable="isolated")


@exclude_each_other.false(because="and W* is asymptotically stable")
def hyperbolic_alone(instance: ZeroMinimiser) -> Finding:
    """W* is asymptotically stable if and only if H is positive definite"""
    return never_both(instance, stable="hyperbolic")


@exclude_each_other.false(because="and W* is not asymptotically stable")
def every_minimum(instance: ZeroMinimiser) -> Finding:
    """every zero minimiser is asymptotically stable"""
    return never_both(instance, stable="semidefinite")


@both.false(because="and W* is asymptotically stable")
def hyperbolic(instance: ZeroMinimiser) -> Finding:
    """at the asymptotically stable minima H is positive definite"""
    return never_both(instance, stable="hyperbolic")
