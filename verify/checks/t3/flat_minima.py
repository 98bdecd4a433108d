"""The loss of a polynomial network at a zero minimiser: flatness (T3 §4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import grow, matrix, random_matrix

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


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
    """Weights first, then the targets; more weights than equations unless that is dropped; dead points at corners."""
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
    activation = list(ACTIVATIONS[int(stream.integers(0, len(ACTIVATIONS)))])
    instance: Instance = {"X": x, "activation": activation, "weights": weights}
    if drop == "polynomial":
        x = [[abs(v) + 1 for v in row] for row in x]
        weights[0] = [[-abs(v) - 1 for v in row] for row in weights[0]]
        instance |= {"X": x, "activation": "relu"}
    instance["Y"] = [[str(v) for v in row] for row in _outputs(instance, _weights(instance))]
    if drop == "zero_minimiser":
        if settings.options.get("constant"):
            instance["X"] = [[0] * samples for _ in x]
        instance["Y"][0][0] = str(flint.fmpq(1) + matrix(instance["Y"])[0, 0])
    instance["directions"] = random_matrix(stream, 3, num_weights, bound=2)
    return instance


def draw_flat(stream: np.random.Generator, settings: Settings) -> Instance:
    """The same; a minimum above zero has zero inputs, so that it is one for certain."""
    return draw(stream, settings.having(constant=True))


def _weights(instance: Instance) -> list[list[list[Any]]]:
    return [[[flint.fmpq(v) for v in row] for row in layer] for layer in instance["weights"]]


def _activate(instance: Instance, z: Any) -> Any:
    if instance["activation"] == "relu":
        return z if z > 0 else flint.fmpq(0)
    value = z * 0
    for c in reversed(instance["activation"]):
        value = value * z + c
    return value


def _outputs(instance: Instance, layers: Sequence[Sequence[Sequence[Any]]]) -> list[list[Any]]:
    """f(X), over any ring: the activation after every layer but the last."""
    values: list[list[Any]] = [list(row) for row in instance["X"]]
    for k, layer in enumerate(layers):
        columns = list(zip(*values, strict=True))
        values = [[sum((a * b for a, b in zip(row, c, strict=True)), row[0] * 0) for c in columns] for row in layer]
        if k + 1 < len(layers):
            values = [[_activate(instance, z) for z in row] for row in values]
    return values


def line(instance: Instance, direction: Sequence[Any]) -> tuple[flint.fmpq_poly, list[flint.fmpq_poly]]:
    """L and the residuals at W* + t·direction, as polynomials in t."""
    entries = iter(direction)
    layers = [[[flint.fmpq_poly([v, next(entries)]) for v in row] for row in layer] for layer in _weights(instance)]
    targets = matrix(instance["Y"]).tolist()
    residuals = [a - b for row, wanted in zip(_outputs(instance, layers), targets, strict=True)
                 for a, b in zip(row, wanted, strict=True)]  # fmt: skip
    return sum((r * r for r in residuals), flint.fmpq_poly([0])), residuals


def count(instance: Instance) -> int:
    """Number of weights."""
    return sum(len(row) for layer in instance["weights"] for row in layer)


def unit(size: int, *places: int) -> list[int]:
    """Ones at these places, zeros elsewhere."""
    return [int(i in places) for i in range(size)]


def _flat(instance: Instance, *, directions_only: bool = False, every: bool = False) -> Finding:
    zeros, there = [flint.fmpq(0)], matrix(instance["Y"])
    size, here = count(instance), _weights(instance)
    start = [v for layer in here for row in layer for v in row]
    rest = flint.fmpq_mat(_outputs(instance, here)) - there
    empty = not any(v for row in instance["X"] for v in row)
    if instance["activation"] == "relu":
        first = flint.fmpq_mat(here[0]) * matrix(instance["X"])
        dead = all(v < 0 for v in first.entries()) and not any(there.entries())
        ones = [[[flint.fmpq(1) for _ in row] for row in layer] for layer in here]
        elsewhere = any((flint.fmpq_mat(_outputs(instance, ones)) - there).entries())
        if dead and elsewhere:
            return Finding(False, "exact", {"dead_units": True}, "L = 0 in a neighbourhood, and not identically")
        return Finding(None, "exact", {}, "a ReLU network that is not dead at W*")
    if any(rest.entries()):
        if empty:
            return Finding(False, "exact", {}, "L is constant and positive: flat, and not identically zero")
        return Finding(None, "exact", {}, "W* is not a zero minimiser, and may be no minimum")
    if empty:
        return Finding(True, "exact", {"identically_zero": True})
    tries = [unit(size, i) for i in range(size)]
    if not directions_only:
        tries += [[k + i - v for i, v in enumerate(start)] for k in (1, 2, 3)] + instance["directions"]
    for direction in tries:
        path = line(instance, direction)[0]
        if every and not path:
            return Finding(False, "exact", {}, "a direction in which L stays zero")
        if path and not every:
            coefficients = [abs(c) for c in path.coeffs()]
            order = next(k for k, c in enumerate(coefficients) if c)
            low = coefficients[order]
            measured = {
                "direction": [str(v) for v in direction],
                "order": order,
                "positive_for_0<t<": str(low / (low + max(coefficients[order + 1 :] or zeros))),
            }
            return Finding(True, "exact", measured)
    if every:
        return Finding(True, "exact")
    return Finding(False if directions_only else None, "exact", {}, "L vanishes along every direction that was tried")


def decide_3(instance: Instance) -> Finding:
    """A line through W* along which L is a non-zero polynomial: L > 0 at points as near as one likes."""
    return _flat(instance)


def decide_3_every(instance: Instance) -> Finding:
    """A planted falsehood: L grows in every direction."""
    return _flat(instance, every=True)


def decide_3_axes(instance: Instance) -> Finding:
    """A broken check: only the coordinate axes are tried."""
    return _flat(instance, directions_only=True)


def _above_zero(instance: Instance) -> str | None:
    rest = flint.fmpq_mat(_outputs(instance, _weights(instance))) - matrix(instance["Y"])
    value = sum((v * v for v in rest.entries()), flint.fmpq(0))
    return f"L(W*) = {value}" if value else None


ZERO = Hypothesis("zero_minimiser", "L(W*) = 0", _above_zero)
POLYNOMIAL = Hypothesis(
    "polynomial", "L is a polynomial", lambda instance: "ReLU" if instance["activation"] == "relu" else None
)

CLAIMS = (
    Claim(
        id="T3-03",
        title="A polynomial loss has no minimum flat in a neighbourhood",
        source="T3 §4, after eq. (5)",
        statement="a polynomial L that is zero in a neighbourhood of its zero minimiser W* is identically zero",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        hypotheses=(ZERO, POLYNOMIAL),
        draw=draw_flat,
        decide=decide_3,
        planted=(
            Variant("every", "L grows in every direction", decide_3_every, "stays zero"),
            Variant("axes", "broken: only the coordinate axes are looked at", decide_3_axes, "vanishes along every"),
        ),
        num_instances=40,
        note="W* is the zero minimiser of Proposition 1; a minimum above zero can be flat without L being zero (L is "
        "then constant). Flat in all directions is meant: flat directions exist (T3-02). ReLU networks do have such "
        "minima.",
    ),
)
