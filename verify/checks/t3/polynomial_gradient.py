"""The gradient of the one-hidden-layer polynomial network (T3 §6.2.3 and §6.2.4), by expansion along the axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    DATA_LETTERS,
    OneHiddenLayer,
    exact_array,
    grow,
    losses_along,
    outputs_along,
    random_matrix,
    unit_directions,
)

LETTERS = DATA_LETTERS | {"E": "Ŷ − Y", "∘": "the entrywise product; powers of matrices are entrywise too"}


class PowerNetwork(OneHiddenLayer):
    """The network with activation z^m."""

    m: int


class QuadraticNetwork(OneHiddenLayer):
    """The network with activation az + bz²."""

    a: int
    b: int


def _matrices(stream: np.random.Generator, settings: Settings) -> OneHiddenLayer:
    input_dim, width, output_dim, num_samples = (grow(settings.scale, 1, 4, stream) for _ in range(4))
    zero = int(stream.integers(0, 8))  # now and then a zero matrix, since the claim is for all weights
    return {
        "X": random_matrix(stream, input_dim, num_samples, bound=4),
        "Y": random_matrix(stream, output_dim, num_samples, bound=9),
        "W1": random_matrix(stream, width, input_dim, bound=0 if zero == 1 else 4),
        "W2": random_matrix(stream, output_dim, width, bound=0 if zero == 2 else 4),
    }


def draw_power(stream: np.random.Generator, settings: Settings) -> PowerNetwork:
    """Integer matrices of all sizes from 1 on, and a power m from 1 to 5."""
    return {"m": grow(settings.scale, 1, 5, stream), **_matrices(stream, settings)}


def draw_quadratic(stream: np.random.Generator, settings: Settings) -> QuadraticNetwork:
    """Integer matrices of all sizes from 1 on, and σ(z) = a z + b z², also with a or b zero."""
    a, b = (int(v) for v in stream.integers(-3, 4, 2))
    return {"a": a, "b": b, **_matrices(stream, settings)}


def _arrays(instance: OneHiddenLayer) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """X, Y, W1, W2."""
    x, y = exact_array(instance["X"]), exact_array(instance["Y"])
    return x, y, exact_array(instance["W1"]), exact_array(instance["W2"])


def true_gradients(instance: OneHiddenLayer, activation: Sequence[int]) -> list[np.ndarray]:
    """∂L/∂W1 and ∂L/∂W2 for L = ½‖W2 σ(W1 X) − Y‖²_F: the linear terms of L along every axis."""
    x, y, *weights = _arrays(instance)
    directions = unit_directions([w.shape for w in weights])
    losses = losses_along(outputs_along(weights, directions, x, activation, 1), y)
    return [np.tensordot(losses[:, 1], part, axes=1) for part in directions]


def compare(printed: Sequence[np.ndarray], wanted: Sequence[np.ndarray], more: Sequence[str] = ()) -> Finding:
    """Whether the printed expressions for W1 and W2 are the derivatives; ``more`` lists what else is wrong."""
    wrong = []
    for name, found, right in zip(("W1", "W2"), printed, wanted, strict=True):
        differing = int((found != right).sum())
        if differing:
            turned = ": the sign is wrong everywhere" if (found == -right).all() else ""
            wrong.append(f"{differing} of {right.size} entries differ from the derivative by {name}{turned}")
    wrong += more
    measured = {
        "entries": sum(right.size for right in wanted),
        "printed": [[[str(v) for v in row] for row in part.tolist()] for part in printed],
        "derivative": [[[str(v) for v in row] for row in part.tolist()] for part in wanted],
    }
    return Finding(not wrong, "exact", measured, "; ".join(wrong))


def _power_parts(instance: PowerNetwork) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """X, W1 X, (W1 X)^m, E and E′ = m (W1 X)^(m−1) ∘ (W2ᵀ E)."""
    x, y, w1, w2 = _arrays(instance)
    m, hidden = instance["m"], w1 @ x
    residual = w2 @ hidden**m - y
    return x, hidden, hidden**m, residual, m * hidden ** (m - 1) * (w2.T @ residual)


def compare_gradients(instance: PowerNetwork, first: np.ndarray, more: Sequence[str] = ()) -> Finding:
    x, _, powers, residual, _ = _power_parts(instance)
    wanted = true_gradients(instance, [0] * instance["m"] + [1])
    return compare([first @ x.T, residual @ powers.T], wanted, more)


@claim(
    "T3-22",
    "Gradients of the one-hidden-layer network with activation z^m, and their shapes",
    source="T3 §6.2.3, eqs. (15)–(17)",
    quantifier="for all",
    field="real",
    letters=LETTERS | {"E'": "m (W1 X)^(m−1) ∘ (W2ᵀ E)", "m": "the degree of the activation, from 1 on"},
    draw=draw_power,
    misprint=True,
    num_instances=30,
    witness=Witness(
        "m = 1, d = d′ = N = 1, n = 2: E′ = W2ᵀE is a row of two numbers, not of d = 1.",
        {"m": 1, "X": [[1, 1]], "Y": [[0, 0]], "W1": [[1]], "W2": [[1]]},
    ),
    note="Both formulas are the gradients. Only the shape of E′ is wrong: E′ is N×n, and E′ Xᵀ could not be formed "
    "with a d′×d matrix unless d = n. The opening bracket of (16) is missing in our copy, and the exponent 2 of "
    "the norm stands apart from it there; both are read as meant. The remark on n > d is not needed.",
)
def equations_16_17(instance: PowerNetwork) -> Finding:
    """L = ½‖W2 (W1 X)^m − Y‖²_F has ∇_W1 L = [m (W1 X)^(m−1) ∘ (W2ᵀ E)] Xᵀ = E′ Xᵀ with E′ ∈ R^(d′×d), and
    ∇_W2 L = E ((W1 X)^m)ᵀ
    """
    *_, inner = _power_parts(instance)
    stated = (len(instance["Y"]), len(instance["X"]))
    more = [] if inner.shape == stated else [f"E′ has the shape (N, n) = {inner.shape}, not (d′, d) = {stated}"]
    return compare_gradients(instance, inner, more)


BOUNDARIES: tuple[PowerNetwork, ...] = (
    {"m": 1, "X": [[0]], "Y": [[1]], "W1": [[0]], "W2": [[0]]},  # 0⁰ = 1
    {"m": 1, "X": [[1, 1]], "Y": [[0, 2]], "W1": [[0], [3]], "W2": [[1, -1]]},
    {"m": 2, "X": [[1], [-1]], "Y": [[0]], "W1": [[1, 1]], "W2": [[1]]},  # a pre-activation of 0
    {"m": 7, "X": [[1, 2, 2]], "Y": [[1, 1, 1], [0, 0, 0]], "W1": [[-1]], "W2": [[2], [0]]},
    {"m": 3, "X": [[10**6], [1]], "Y": [[-(10**6)]], "W1": [[1, 0], [0, 1], [1, -1]], "W2": [[1, 10**6, 0]]},
)


def small_powers() -> Iterator[PowerNetwork]:
    """One sample, input and output, one or two units: all data and weights of 0 and ±1, m from 1 to 3."""
    for m, x, y, a, b in product((1, 2, 3), *[(-1, 0, 1)] * 4):
        yield {"m": m, "X": [[x]], "Y": [[y]], "W1": [[a], [b]], "W2": [[b, 1]]}


@equations_16_17.corrected_at(*BOUNDARIES, search=Search(cases=small_powers))
def shape(instance: PowerNetwork) -> Finding:
    """L = ½‖W2 (W1 X)^m − Y‖²_F, m ≥ 1, has ∇_W1 L = E′ Xᵀ with E′ = m (W1 X)^(m−1) ∘ (W2ᵀ E) ∈ R^(N×n),
    E = W2 (W1 X)^m − Y, and ∇_W2 L = E ((W1 X)^m)ᵀ
    """
    *_, inner = _power_parts(instance)
    stated = (len(instance["W1"]), len(instance["X"][0]))
    return compare_gradients(instance, inner, [] if inner.shape == stated else [f"E′ has the shape {inner.shape}"])


@shape.false(because="differ from the derivative by W1")
def power(instance: PowerNetwork) -> Finding:
    """the same with E′ = m (W1 X)^m ∘ (W2ᵀE)"""
    _, hidden, *_, inner = _power_parts(instance)
    return compare_gradients(instance, inner * hidden)


@equations_16_17.false(because="differ from the derivative by W1")
def factor(instance: PowerNetwork) -> Finding:
    """∇_W1 L without the factor m"""
    _, hidden, _, residual, _ = _power_parts(instance)
    return compare_gradients(instance, hidden ** (instance["m"] - 1) * (exact_array(instance["W2"]).T @ residual))


@equations_16_17.broken(because="the sign is wrong everywhere")
def flow(instance: PowerNetwork) -> Finding:
    """−∇_W1 L"""
    *_, inner = _power_parts(instance)
    return compare_gradients(instance, -inner)


def _quadratic_flow(instance: QuadraticNetwork, factor: int = 2) -> list[np.ndarray]:
    x, y, w1, w2 = _arrays(instance)
    a, b, hidden = instance["a"], instance["b"], w1 @ x
    residual = w2 @ (a * hidden + b * hidden**2) - y
    first = -(a * w2.T @ residual + factor * b * (hidden * (w2.T @ residual))) @ x.T
    return [first, -(a * residual @ x.T @ w1.T + b * residual @ (hidden**2).T)]


def compare_flow(instance: QuadraticNetwork, flow: Sequence[np.ndarray]) -> Finding:
    wanted = true_gradients(instance, [0, instance["a"], instance["b"]])
    return compare(flow, [-part for part in wanted])


def small_quadratics() -> Iterator[QuadraticNetwork]:
    """One sample, input, unit and output: all data, weights and coefficients of 0 and ±1."""
    for a, b, x, y, first, second in product((-1, 0, 1), repeat=6):
        yield {"a": a, "b": b, "X": [[x]], "Y": [[y]], "W1": [[first]], "W2": [[second]]}


@claim(
    "T3-23",
    "Gradient flow of the one-hidden-layer network with activation az + bz²",
    source="T3 §6.2.4, eqs. (18) and (19)",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    draw=draw_quadratic,
    num_instances=30,
    search=Search(cases=small_quadratics),
    note="Titled “polynomial multilayer networks” in the paper; the formulas are those of one hidden layer.",
)
def equations_18_19(instance: QuadraticNetwork) -> Finding:
    """Ẇ1 = −(a W2ᵀ E + 2b [(W1 X) ∘ (W2ᵀ E)]) Xᵀ and Ẇ2 = −[a E Xᵀ W1ᵀ + b E ((W1 X)²)ᵀ] are −∇L for
    L = ½‖W2 σ(W1 X) − Y‖²_F, σ(z) = az + bz²
    """
    return compare_flow(instance, _quadratic_flow(instance))


@equations_18_19.false(because="differ from the derivative by W1")
def factor_(instance: QuadraticNetwork) -> Finding:
    """(18) with b in place of 2b"""
    return compare_flow(instance, _quadratic_flow(instance, factor=1))


@equations_18_19.broken(because="the sign is wrong")
def flow_(instance: QuadraticNetwork) -> Finding:
    """the gradient in place of the flow"""
    return compare_flow(instance, [-part for part in _quadratic_flow(instance)])
