"""One pass forward and one back through the layers, over floats or over balls.

What they run over is a ring: arrays whose entries add and multiply by ``+`` and ``*``, with products of matrices and
the activations of its own. Nothing here rounds on its own account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from .layers import Layer


class Ring(Protocol):
    """What the passes ask of a kind of numbers."""

    def zeros(self, shape: tuple[int, ...]) -> Any:
        """An array of zeros."""

    def number(self, value: Fraction) -> Any:
        """A rational number."""

    def numbers(self, values: np.ndarray) -> Any:
        """An array of floats, exactly."""

    def product(self, left: Any, right: Any) -> Any:
        """left · rightᵀ for arrays of shapes (rows, inner) and (columns, inner)."""

    def activate(self, name: str, options: tuple[Fraction, ...], values: Any) -> tuple[Any, Any]:
        """Values and slopes of an activation, entry by entry."""

    def largest(self, windows: Any) -> np.ndarray:
        """Which entry along the last axis is the largest."""


@dataclass(frozen=True)
class Forward:
    """What a pass forward leaves behind, for each layer.

    Attributes:
        values: shape (N, size).
        slopes: of activations, shape (N, size).
        chosen: of maxima, which entries of the source they are, shape (N, size).
    """

    values: list[Any]
    slopes: dict[int, Any]
    chosen: dict[int, np.ndarray]


def weight_of(ring: Ring, layer: Layer, which: int, weights: Sequence[Any]) -> Any:
    """The weight (0) or bias (1) of a layer as an array of the ring, or ``None`` for 1 or 0."""
    place = layer.parameters[which]
    if place is not None:
        return weights[place]
    frozen = layer.frozen[which]
    return None if frozen is None else ring.numbers(frozen)


def patches_of(ring: Ring, layer: Layer, source: Any) -> Any:
    """What an affine layer multiplies its weights with, shape (N, groups, places, inputs)."""
    if layer.index is None:
        return source[:, None, None, :]
    padded = np.concatenate([source, ring.zeros((len(source), 1))], axis=1)
    return padded[:, layer.index]


def normalised(ring: Ring, layer: Layer, source: Any) -> Any:
    """What a scale multiplies its weights with: factor · x + shift, shape (N, channels, places)."""
    assert layer.factor is not None
    assert layer.shift is not None
    grid = source.reshape(len(source), layer.channels, -1)
    return grid * ring.numbers(layer.factor)[:, None] + ring.numbers(layer.shift)[:, None]


def forward(layers: Sequence[Layer], ring: Ring, inputs: Mapping[str, Any], weights: Sequence[Any]) -> Forward:
    """The value of every layer.

    Args:
        layers: the last one is the output.
        ring: what is computed with.
        inputs: for each name an array of the ring, shape (N, size).
        weights: arrays of the ring in the shapes of the parameters.
    """
    run = Forward([], {}, {})
    for place, layer in enumerate(layers):
        read = [run.values[n] for n in layer.sources]
        if layer.kind == "input":
            value = inputs[layer.name]
        elif layer.kind == "affine":
            value = _affine(ring, layer, read[0], weights)
        elif layer.kind == "scale":
            grid = normalised(ring, layer, read[0])
            weight, bias = (weight_of(ring, layer, which, weights) for which in (0, 1))
            grid = grid if weight is None else grid * weight[:, None]
            grid = grid if bias is None else grid + bias[:, None]
            value = grid.reshape(len(grid), -1)
        elif layer.kind == "activation":
            value, run.slopes[place] = ring.activate(layer.name, layer.options, read[0])
        elif layer.kind == "add":
            value = sum(read[1:], read[0])
        elif layer.kind == "concatenate":
            value = np.concatenate(read, axis=1)
        elif layer.kind == "select":
            value = read[0][:, layer.index]
        elif layer.kind == "same":
            value = read[0]
        else:
            value = _pool(ring, layer, read[0], run.chosen, place)
        run.values.append(value)
    return run


def _affine(ring: Ring, layer: Layer, source: Any, weights: Sequence[Any]) -> Any:
    patches = patches_of(ring, layer, source)
    num_samples, groups, places, inner = patches.shape
    weight = weight_of(ring, layer, 0, weights).reshape(groups, -1, inner)
    parts = [ring.product(patches[:, g].reshape(-1, inner), weight[g]) for g in range(groups)]
    value = np.stack([part.reshape(num_samples, places, -1) for part in parts], axis=1)  # samples, groups, places, out
    bias = weight_of(ring, layer, 1, weights)
    if bias is not None:
        value = value + bias.reshape(groups, 1, -1)
    return value.transpose(0, 1, 3, 2).reshape(num_samples, -1)


def _pool(ring: Ring, layer: Layer, source: Any, chosen: dict[int, np.ndarray], place: int) -> Any:
    index, size = layer.index, source.shape[1]
    assert index is not None
    if layer.kind == "average":
        padded = np.concatenate([source, ring.zeros((len(source), 1))], axis=1)
        total = padded[:, index[:, 0]]
        for column in index.T[1:]:
            total = total + padded[:, column]
        return total * ring.number(Fraction(1, index.shape[1]))
    inside = np.where(index == size, index.min(axis=1, keepdims=True), index)  # zeros around are no candidates
    chosen[place] = np.take_along_axis(
        np.broadcast_to(inside, (len(source), *inside.shape)), ring.largest(source[:, inside])[..., None], axis=2
    )[..., 0]
    return np.take_along_axis(source, chosen[place], axis=1)


def reverse(layers: Sequence[Layer], ring: Ring, run: Forward, weights: Sequence[Any], seeds: Any) -> list[Any]:
    """The derivatives of combinations of outputs by the value of every layer that a parameter stands before.

    Args:
        layers: the last one is the output.
        ring: what is computed with.
        run: the pass forward.
        weights: as there.
        seeds: coefficients of the combinations, shape (N, combinations, outputs).

    Returns:
        For each layer an array of shape (N, combinations, size), or ``None`` where no parameter needs it.
    """
    above = _needed(layers)
    found: list[Any] = [None] * len(layers)
    found[-1] = seeds
    for place in range(len(layers) - 1, -1, -1):
        layer, cotangent = layers[place], found[place]
        if cotangent is None:
            continue
        start = 0
        for n in layer.sources:
            size = layers[n].size
            part = cotangent[:, :, start : start + size] if layer.kind == "concatenate" else cotangent
            start += size
            if above[n]:
                part = _back(ring, layer, part, size, run, place, weights)
                found[n] = part if found[n] is None else found[n] + part
    return found


def _needed(layers: Sequence[Layer]) -> list[bool]:
    """Whether the value of a layer depends on a parameter."""
    found: list[bool] = []
    for layer in layers:
        found.append(layer.parameters != (None, None) or any(found[n] for n in layer.sources))
    return found


def _back(ring: Ring, layer: Layer, part: Any, size: int, run: Forward, place: int, weights: Sequence[Any]) -> Any:
    num_samples, count = part.shape[:2]
    if layer.kind == "activation":
        return part * run.slopes[place][:, None, :]
    if layer.kind == "scale":
        factor = ring.numbers(layer.factor)  # type: ignore[arg-type]  # a scale has one
        weight = weight_of(ring, layer, 0, weights)
        each = factor if weight is None else factor * weight
        return (part.reshape(num_samples, count, layer.channels, -1) * each[:, None]).reshape(part.shape)
    if layer.kind == "affine":
        return _affine_back(ring, layer, part, size, weights)
    if layer.kind in ("select", "average", "maximum"):
        sums = ring.zeros((num_samples, count, size + 1))
        if layer.kind == "average":
            assert layer.index is not None
            part = part * ring.number(Fraction(1, layer.index.shape[1]))
            columns = [np.broadcast_to(column, (num_samples, len(column))) for column in layer.index.T]
        elif layer.kind == "select":
            columns = [np.broadcast_to(layer.index, (num_samples, layer.size))]  # type: ignore[arg-type]
        else:
            columns = [run.chosen[place]]
        rows, each = np.arange(num_samples)[:, None, None], np.arange(count)[None, :, None]
        for column in columns:
            np.add.at(sums, (rows, each, column[:, None, :]), part)
        return sums[:, :, :size]
    return part


def _affine_back(ring: Ring, layer: Layer, part: Any, size: int, weights: Sequence[Any]) -> Any:
    num_samples, count = part.shape[:2]
    index = layer.index
    groups, places, inner = (1, 1, size) if index is None else index.shape
    weight = weight_of(ring, layer, 0, weights).reshape(groups, -1, inner)
    grid = part.reshape(num_samples, count, groups, -1, places)
    pieces = []
    for g in range(groups):
        rows = grid[:, :, g].transpose(0, 1, 3, 2).reshape(num_samples * count * places, -1)
        pieces.append(ring.product(rows, weight[g].T).reshape(num_samples, count, places, inner))
    if index is None:
        return pieces[0].reshape(num_samples, count, size)
    sums = ring.zeros((num_samples, count, size + 1))
    for g, piece in enumerate(pieces):
        for q in range(inner):  # within one column no entry of the source is met twice, but the zero around it
            sums[:, :, index[g, :, q]] += piece[:, :, :, q]
    return sums[:, :, :size]
