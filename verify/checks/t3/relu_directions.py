"""Directions of one layer along which a ReLU network keeps its outputs for small steps (T3 §6.2.4), exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TypedDict

import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    RELU,
    PlainMatrix,
    exact_array,
    exact_arrays,
    grow,
    integer_null_space,
    output_jacobian,
    outputs_along,
    preactivations,
    random_matrix,
    split_by_layer,
)

NUM_HALVINGS = 200


class ReluNetwork(TypedDict):
    """X (d, n) and W_1, …, W_{H+1}."""

    X: PlainMatrix
    weights: list[list[list[int]]]


def draw(stream: np.random.Generator, settings: Settings) -> ReluNetwork:
    """ReLU networks with few samples, so that there are directions.

    One in four has a unit at the kink on every sample whose outgoing weights are zero: Ŷ is differentiable there too.
    """
    while True:
        depth = grow(settings.scale, 1, 3, stream)
        widths = [grow(settings.scale, 1, 3, stream) for _ in range(depth + 2)]
        widths[0] += 1
        weights = [random_matrix(stream, widths[k + 1], widths[k], bound=4) for k in range(depth + 1)]
        samples = int(stream.integers(1, widths[0] * widths[1] // min(widths[1:]) + 1))
        instance: ReluNetwork = {"X": random_matrix(stream, widths[0], samples, bound=4), "weights": weights}
        dead, kinked = stream.integers(4) == 0, settings.drop == "differentiable"
        if dead or kinked:
            weights[0][0] = [0] * widths[0]
        if dead and not kinked:
            for row in weights[1]:
                row[0] = 0
        hidden = _layers(instance, exact_arrays(weights))[:-1]
        free = hidden if not dead else [hidden[0][1:], *hidden[1:]]
        if kinked or not any((h == 0).any() for h in free):
            return instance


def _layers(instance: ReluNetwork, weights: Sequence[np.ndarray]) -> list[np.ndarray]:
    return preactivations(weights, exact_array(instance["X"]), RELU)


def _signs_kept(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> bool:
    """Whether no hidden unit went from one side of the kink to the other; it may leave the kink."""
    return all(((a * b > 0) | (a == 0)).all() for a, b in zip(before[:-1], after[:-1], strict=True))


def _moved(weights: Sequence[np.ndarray], step: Sequence[np.ndarray], size: Fraction) -> list[np.ndarray]:
    return [w + size * part for w, part in zip(weights, step, strict=True)]


def follow(instance: ReluNetwork, weights: list[np.ndarray], step: list[np.ndarray]) -> tuple[Fraction | None, bool]:
    """An ε up to which no unit crosses its kink when one layer moves along ``step``, and whether Ŷ is the same there.

    Up to that ε every pre-activation is linear in the step, and with it Ŷ: the same at both ends, it is constant.
    """
    before, size = _layers(instance, weights), Fraction(1)
    for _ in range(NUM_HALVINGS):
        after = _layers(instance, _moved(weights, step, size))
        if _signs_kept(before, after):
            return size, bool((after[-1] == before[-1]).all())
        size /= 2
    return None, False


def follow_kernels(instance: ReluNetwork, *, nudge: int = 0) -> Finding:
    """Follow a basis of the kernel of every ∇k vec(Ŷ)ᵀ in both senses."""
    weights = exact_arrays(instance["weights"])
    slopes, shapes = output_jacobian(weights, exact_array(instance["X"]), RELU), [w.shape for w in weights]
    starts = np.cumsum([0] + [w.size for w in weights])
    smallest, count = Fraction(1), 0
    for k in range(len(weights)):
        vectors = integer_null_space(slopes[:, starts[k] : starts[k + 1]])
        vectors[:, :1] += nudge
        padded = np.zeros((len(vectors), starts[-1]), dtype=object)
        padded[:, starts[k] : starts[k + 1]] = vectors
        for sign in (1, -1):
            parts = split_by_layer(sign * padded, shapes)
            for j in range(len(vectors)):
                size, same = follow(instance, weights, [part[j] for part in parts])
                measured = {"layer": k + 1, "direction": [int(sign * v) for v in vectors[j]], "epsilon": str(size)}
                if size is None:
                    return Finding(None, "exact", measured, f"a unit crosses its kink within 2^−{NUM_HALVINGS}")
                if not same:
                    reason = f"the outputs change along a direction of layer {k + 1} before any unit crosses its kink"
                    return Finding(False, "exact", measured, reason)
                smallest, count = min(smallest, size), count + 1
    measured = {
        "directions_followed": count,
        "smallest_epsilon": str(smallest),
        "pre_activations_at_the_kink": sum(int((h == 0).sum()) for h in _layers(instance, weights)[:-1]),
    }
    return Finding(True, "exact", measured)


@hypothesis
def differentiable(instance: ReluNetwork) -> str | None:
    """Ŷ_n is differentiable in the weights at w*"""
    weights = exact_arrays(instance["weights"])
    if not any((h == 0).any() for h in _layers(instance, weights)[:-1]):
        return None
    shapes = [w.shape for w in weights]
    units = np.eye(sum(w.size for w in weights), dtype=int).astype(object)
    rows, columns = np.triu_indices(len(units))
    vectors = units[rows] + units[columns]
    ahead, behind = (
        outputs_along(weights, split_by_layer(sign * vectors, shapes), exact_array(instance["X"]), RELU, 1)[:, 1]
        for sign in (1, -1)
    )
    for k in np.argwhere((ahead != -behind).any(axis=(1, 2))).ravel():
        return f"the outputs have a kink in the direction of parameters {rows[k]} and {columns[k]}"
    return None


def small_cases() -> Iterator[ReluNetwork]:
    """Two inputs, one unit or a second one that is off, one output, one sample: inputs and weights of 0 and ±1."""
    for a, b, c, d, v, second in product(*[(-1, 0, 1)] * 5, (False, True)):
        off = [[-a, -b]] if second else []
        yield {"X": [[a], [b]], "weights": [[[c, d], *off], [[v, *[1] * len(off)]]]}


@claim(
    "T3-26",
    "ReLU: along the degenerate directions of a layer the outputs do not change for small steps",
    source="T3 §6.2.4, after the proof of Theorem 3",
    quantifier="for all",
    field="real",
    letters={
        "Ŷ_n(w)": "outputs on the n samples in X, one column for each",
        "W_k": "weights[k − 1]",
        "ε": "the step; for a linear map ∇k this is the paper's ε ΔW_k",
    },
    hypotheses=(differentiable,),
    search=Search(cases=small_cases),
    draw=draw,
    rests_on=("T3-24",),
    num_instances=30,
    note="Holds at every point where Ŷ_n is differentiable, also where a pre-activation is zero behind vanishing "
    "outgoing weights: with one layer moving Ŷ_n is piecewise linear along the ray. Zero loss and the inequality "
    "of Theorem 3 are not needed (the inequality only makes sure that there are such directions), so they are no "
    "hypotheses here. Directions that move several layers at once change the outputs to second order.",
)
def kept_outputs(instance: ReluNetwork) -> Finding:
    """For ReLU and w* at which the network is differentiable in the weights: if ∇k vec(Ŷ_n(w*))ᵀ ΔW_k = 0 then
    Ŷ_n(w* + ε (0, …, 0, ΔW_k, 0, …, 0)) = Ŷ_n(w*) for all sufficiently small ε > 0
    """
    return follow_kernels(instance)


@kept_outputs.false(because="the outputs change for ε = 2⁻²⁰")
def all_layers(instance: ReluNetwork) -> Finding:
    """the same for every vector of the kernel of the whole ∇vec(Ŷ_n)ᵀ"""
    weights = exact_arrays(instance["weights"])
    vectors = integer_null_space(output_jacobian(weights, exact_array(instance["X"]), RELU))
    parts, before = split_by_layer(vectors, [w.shape for w in weights]), _layers(instance, weights)[-1]
    for j in range(len(vectors)):
        sizes = [Fraction(1, 2**k) for k in (20, 40, 60)]
        ends = [_layers(instance, _moved(weights, [part[j] for part in parts], size))[-1] for size in sizes]
        if all((end != before).any() for end in ends):
            measured = {"direction": [int(v) for v in vectors[j]], "steps": [str(size) for size in sizes]}
            return Finding(False, "exact", measured, "the outputs change for ε = 2⁻²⁰, 2⁻⁴⁰ and 2⁻⁶⁰")
    return Finding(True, "exact", {"directions_followed": len(vectors)})


@kept_outputs.false(because="the outputs change for ε =")
def large_steps(instance: ReluNetwork) -> Finding:
    """for every ε"""
    weights = exact_arrays(instance["weights"])
    slopes, before = output_jacobian(weights, exact_array(instance["X"]), RELU), _layers(instance, weights)[-1]
    vectors = integer_null_space(slopes[:, : weights[0].size])
    for part in split_by_layer(vectors, [weights[0].shape])[0]:
        for size in (10**6, -(10**6)):
            if (_layers(instance, [weights[0] + size * part, *weights[1:]])[-1] != before).any():
                return Finding(False, "exact", {"epsilon": size}, f"the outputs change for ε = {size}")
    return Finding(True, "exact", {"directions_followed": len(vectors)})


@kept_outputs.broken(because="before any unit crosses its kink")
def nudged(instance: ReluNetwork) -> Finding:
    """directions off the kernel by one entry"""
    return follow_kernels(instance, nudge=1)
