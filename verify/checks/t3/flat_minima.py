"""The loss of a polynomial network at a zero minimiser: flatness (T3 §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    RELU,
    DeepNetwork,
    PlainActivation,
    PlainMatrix,
    grow,
    matrix,
    plain_matrix,
    random_matrix,
    rational,
)

LETTERS = {
    "L": "Σ (f(x_i) − y_i)²",
    "W*": "weights, layer by layer",
    "H": "∇²L(W*), eq. (2)",
    "λ_k": "eigenvalues of H",
    "α_k": "coordinates of w in the eigenvectors",
    "d": "num_weights",
    "d_e": "rank of H",
}
ACTIVATIONS = ([0, 1], [0, 0, 1], [0, 1, 1], [0, 0, 0, 1])


class ZeroMinimiser(DeepNetwork):
    """A network, its own outputs as targets, and directions to look along."""

    Y: PlainMatrix
    directions: list[list[int]]


def draw(stream: np.random.Generator, settings: Settings, *, constant: bool = False) -> ZeroMinimiser:
    """Weights first, then the targets; more weights than equations unless that is dropped; dead points at corners.

    A minimum above zero has zero inputs where ``constant`` asks for it: then it is one for certain.
    """
    drop = settings.drop
    depth = 1 + grow(settings.scale, 1, 2, stream)
    widths = [grow(settings.scale, 1, 3, stream)] + [grow(settings.scale, 1, 2, stream) for _ in range(depth)]
    num_weights = sum(a * b for a, b in pairwise(widths))
    most = (num_weights - 1) // widths[-1]
    if most < 1:
        widths[0] += 1
        num_weights = sum(a * b for a, b in pairwise(widths))
        most = max(1, (num_weights - 1) // widths[-1])
    samples = 1 + int(stream.integers(0, min(3, most)))
    if drop == "overparametrised":
        samples = -(-num_weights // widths[-1])
    weights = [random_matrix(stream, b, a, bound=2) for a, b in pairwise(widths)]
    if stream.random() < 0.15:
        weights = [[[0] * len(row) for row in layer] for layer in weights]
    x = random_matrix(stream, widths[0], samples, bound=3)
    activation: PlainActivation = list(ACTIVATIONS[int(stream.integers(0, len(ACTIVATIONS)))])
    if drop == "polynomial":
        x = [[abs(v) + 1 for v in row] for row in x]
        weights[0] = [[-abs(v) - 1 for v in row] for row in weights[0]]
        activation = RELU
    network: DeepNetwork = {"X": x, "activation": activation, "weights": weights}
    targets = plain_matrix(flint.fmpq_mat(network_outputs(network, layers_of(network))))
    if drop == "zero_minimiser":
        if constant:
            network["X"] = [[0] * samples for _ in x]
        targets[0][0] = str(1 + rational(targets[0][0]))
    return {**network, "Y": targets, "directions": random_matrix(stream, 3, num_weights, bound=2)}


def draw_flat(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """The same; a minimum above zero has zero inputs."""
    return draw(stream, settings, constant=True)


def layers_of(instance: DeepNetwork) -> list[list[list[Any]]]:
    """The weights, exactly."""
    return [[[flint.fmpq(v) for v in row] for row in layer] for layer in instance["weights"]]


def _activate(activation: PlainActivation, z: Any) -> Any:
    if isinstance(activation, str):
        return z if z > 0 else flint.fmpq(0)
    value = z * 0
    for c in reversed(activation):
        value = value * z + c
    return value


def network_outputs(instance: DeepNetwork, layers: Sequence[Sequence[Sequence[Any]]]) -> list[list[Any]]:
    """f(X), over any ring: the activation after every layer but the last."""
    values: list[list[Any]] = [list(row) for row in instance["X"]]
    for k, layer in enumerate(layers):
        columns = list(zip(*values, strict=True))
        values = [[sum((a * b for a, b in zip(row, c, strict=True)), row[0] * 0) for c in columns] for row in layer]
        if k + 1 < len(layers):
            values = [[_activate(instance["activation"], z) for z in row] for row in values]
    return values


def along_line(instance: ZeroMinimiser, direction: Sequence[Any]) -> tuple[flint.fmpq_poly, list[flint.fmpq_poly]]:
    """L and the residuals at W* + t·direction, as polynomials in t."""
    entries = iter(direction)
    layers = [[[flint.fmpq_poly([v, next(entries)]) for v in row] for row in layer] for layer in layers_of(instance)]
    targets = matrix(instance["Y"]).tolist()
    rows = zip(network_outputs(instance, layers), targets, strict=True)
    residuals = [a - b for row, wanted in rows for a, b in zip(row, wanted, strict=True)]
    return sum((r * r for r in residuals), flint.fmpq_poly([0])), residuals


def count_weights(instance: ZeroMinimiser) -> int:
    """Number of weights."""
    return sum(len(row) for layer in instance["weights"] for row in layer)


def ones_at(size: int, *places: int) -> list[int]:
    """Ones at these places, zeros elsewhere."""
    return [int(i in places) for i in range(size)]


def own_targets(x: list[list[int]], *weights: list[list[int]], activation: tuple[int, ...] = (0, 1)) -> ZeroMinimiser:
    """A network with its own outputs as targets, and one direction."""
    size = sum(len(row) for layer in weights for row in layer)
    instance: ZeroMinimiser = {
        "X": x,
        "activation": list(activation),
        "weights": list(weights),
        "Y": [[0] * len(x[0])] * len(weights[-1]),
        "directions": [[1] * size],
    }
    _, residuals = along_line(instance, [0] * size)
    values = [str(r[0]) for r in residuals]
    return {**instance, "Y": [values[k : k + len(x[0])] for k in range(0, len(values), len(x[0]))]}


def small_cases() -> Iterator[ZeroMinimiser]:
    """One unit, one input, one or two samples: all weights of 0 and ±1, inputs 0 and 1, four activations."""
    for powers, a, b, x in product(((0, 1), (0, 0, 1), (0, 1, 1), (1, 0, 1)), (-1, 0, 1), (-1, 0, 1), (0, 1, 2)):
        yield own_targets([[1]] if x == 2 else [[1, x]], [[a]], [[b]], activation=powers)


def grows_along_a_line(instance: ZeroMinimiser, *, axes_only: bool = False, every: bool = False) -> Finding:
    """Whether L is a non-zero polynomial along a line through W*: then L > 0 at points as near as one likes.

    Args:
        axes_only: look along the coordinate axes alone.
        every: whether it is so along every line that is tried.
    """
    there = matrix(instance["Y"])
    here, size = layers_of(instance), count_weights(instance)
    start = [v for layer in here for row in layer for v in row]
    rest = flint.fmpq_mat(network_outputs(instance, here)) - there
    empty = not any(v for row in instance["X"] for v in row)
    if instance["activation"] == RELU:
        first = flint.fmpq_mat(here[0]) * matrix(instance["X"])
        dead = all(v < 0 for v in first.entries()) and not any(there.entries())
        ones = [[[flint.fmpq(1) for _ in row] for row in layer] for layer in here]
        elsewhere = any((flint.fmpq_mat(network_outputs(instance, ones)) - there).entries())
        if dead and elsewhere:
            return Finding(False, "exact", {"dead_units": True}, "L = 0 in a neighbourhood, and not identically")
        return Finding(None, "exact", {}, "a ReLU network that is not dead at W*")
    if any(rest.entries()):
        if empty:
            return Finding(False, "exact", {}, "L is constant and positive: flat, and not identically zero")
        return Finding(None, "exact", {}, "W* is not a zero minimiser, and may be no minimum")
    if empty:
        return Finding(True, "exact", {"identically_zero": True})
    tries = [ones_at(size, i) for i in range(size)]
    if not axes_only:
        tries += [[k + i - v for i, v in enumerate(start)] for k in (1, 2, 3)] + instance["directions"]
    for direction in tries:
        path = along_line(instance, direction)[0]
        if every and not path:
            return Finding(False, "exact", {}, "a direction in which L stays zero")
        if path and not every:
            coefficients = [abs(c) for c in path.coeffs()]
            order = next(k for k, c in enumerate(coefficients) if c)
            low = coefficients[order]
            measured = {
                "direction": [str(v) for v in direction],
                "order": order,
                "positive_for_0<t<": str(low / (low + max(coefficients[order + 1 :], default=flint.fmpq(0)))),
            }
            return Finding(True, "exact", measured)
    if every:
        return Finding(True, "exact")
    return Finding(False if axes_only else None, "exact", {}, "L vanishes along every direction that was tried")


@hypothesis
def zero_minimiser(instance: ZeroMinimiser) -> str | None:
    """L(W*) = 0"""
    rest = flint.fmpq_mat(network_outputs(instance, layers_of(instance))) - matrix(instance["Y"])
    value = sum((v * v for v in rest.entries()), flint.fmpq(0))
    return f"L(W*) = {value}" if value else None


@hypothesis
def polynomial(instance: ZeroMinimiser) -> str | None:
    """L is a polynomial"""
    return "ReLU" if instance["activation"] == RELU else None


@claim(
    "T3-03",
    "A polynomial loss has no minimum flat in a neighbourhood",
    source="T3 §4, after eq. (5)",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    hypotheses=(zero_minimiser, polynomial),
    search=Search(cases=small_cases),
    draw=draw_flat,
    num_instances=40,
    note="W* is the zero minimiser of Proposition 1; a minimum above zero can be flat without L being zero (L is "
    "then constant). Flat in all directions is meant: flat directions exist (T3-02). ReLU networks do have such "
    "minima.",
)
def nowhere_flat(instance: ZeroMinimiser) -> Finding:
    """a polynomial L that is zero in a neighbourhood of its zero minimiser W* is identically zero"""
    return grows_along_a_line(instance)


@nowhere_flat.false(because="stays zero")
def every(instance: ZeroMinimiser) -> Finding:
    """L grows in every direction"""
    return grows_along_a_line(instance, every=True)


@nowhere_flat.broken(because="vanishes along every")
def axes(instance: ZeroMinimiser) -> Finding:
    """only the coordinate axes are looked at"""
    return grows_along_a_line(instance, axes_only=True)
