"""Layers as plain data, and what each is given and gives: a network is a graph of them.

Every layer has weights and a number, from 1; 0 is the input. It reads the layer before it, or those that ``reads``
names, side by side in the channels. A layer applies its weights, then its batch normalisation and activation, then
its pooling; one with ``activation_first`` (DenseNet, Huang et al. 2017) normalises, activates and pools what it reads,
and applies its weights last. The neurons of a layer are what its activation gives, before any pooling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Annotated

from ..shell import OneOf, Range, Units, WrongInput, check_fields

SIDE = Range(0, 10_000)
POOLS = ("none", "max", "mean", "all")
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """A dense layer, or a convolution when ``size`` is given.

    Attributes:
        units: outputs, or channels of a convolution.
        size, stride, padding: of a convolution.
        bias: whether there is one.
        pool: after the activation, the largest or the mean value of each 2×2 positions, with stride 2 (a last odd row
            is left out), or ``all``, the mean of all positions.
        reads: numbers of the layers that it reads, ascending; none is the one before.
        activation_first: whether what is read is normalised, activated and pooled, and then weighted.
    """

    units: Units
    size: Annotated[int, SIDE] = 0
    stride: Annotated[int, Range(1, 10_000)] = 1
    padding: Annotated[int, SIDE] = 0
    bias: bool = True
    pool: Annotated[str, OneOf(POOLS)] = "none"
    reads: Annotated[tuple[int, ...], Range(0, 10_000, items=0, ascending=True, most_items=10_000)] = ()
    activation_first: bool = False

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True)
class Node:
    """Shapes of one sample at a layer: (channels, height, width), or (units,).

    Attributes:
        layer: which.
        given: what its weights are applied to.
        weight: of its weights.
        normal: what is normalised and activated, () at a last layer where nothing is.
        value: what other layers read.
    """

    layer: Layer
    given: Shape
    weight: Shape
    normal: Shape
    value: Shape

    @property
    def neurons(self) -> int:
        """How many the activation gives."""
        return prod(self.normal) if self.normal else 0

    @property
    def multiplications(self) -> int:
        """Of the weights with what they are applied to, for one sample."""
        positions = self.value if self.layer.activation_first or not self.normal else self.normal
        return prod(self.weight) * prod(positions[1:])


@lru_cache(maxsize=256)
def walk(layers: tuple[Layer, ...], input_shape: Shape) -> tuple[Node, ...]:
    """The shapes at every layer, in order.

    Raises:
        WrongInput: layers that do not fit together; the first is named.

    >>> [node.value for node in walk((Layer(4, 3, 1, 1, pool="max"), Layer(2)), (1, 8, 8))]
    [(4, 4, 4), (2,)]
    """
    nodes: list[Node] = []
    for number, layer in enumerate(layers, start=1):
        given = _read([tuple(input_shape), *(node.value for node in nodes)], layer, number)
        is_last = number == len(layers)
        if is_last and layer.pool != "none" and not layer.activation_first:
            raise unfit("the last layer pools its outputs", "pool what it reads: activation_first=True")
        if layer.activation_first:
            pooled = _pooled(given, layer.pool, number)
            weight, value = _weighted(pooled, layer, number)
            nodes.append(Node(layer, pooled, weight, given, value))
        else:
            weight, normal = _weighted(given, layer, number)
            nodes.append(Node(layer, given, weight, () if is_last else normal, _pooled(normal, layer.pool, number)))
    if prod(nodes[-1].value[1:]) != 1:
        rows, columns = nodes[-1].value[1:]
        raise unfit(
            f"the last layer is a convolution and leaves {rows}×{columns} numbers for every output",
            "end with a dense layer, or with a convolution that leaves one",
        )
    return tuple(nodes)


def reads_of(layer: Layer, number: int) -> tuple[int, ...]:
    """The numbers of the layers that a layer reads."""
    return layer.reads or (number - 1,)


def last_readers(layers: tuple[Layer, ...]) -> dict[int, int]:
    """By layer the last one that reads it: until there its values are kept."""
    return {read: number for number, layer in enumerate(layers, start=1) for read in reads_of(layer, number)}


def unfit(cause: str, hint: str) -> WrongInput:
    """The error about a network whose parts do not fit."""
    return WrongInput(cause, hint=hint, kind="bad_network")


def _read(values: list[Shape], layer: Layer, number: int) -> Shape:
    """What a layer reads: one value, or several of one height and width with their channels added up."""
    places = reads_of(layer, number)
    if max(places) >= number:
        raise unfit(f"layer {number} reads layer {max(places)}", "a layer reads those before it")
    shapes = [values[place] for place in places]
    if len({(len(shape), shape[1:]) for shape in shapes}) > 1:
        listed = ", ".join(f"{shape} of layer {place}" for place, shape in zip(places, shapes, strict=True))
        raise unfit(f"layer {number} reads side by side {listed}", "only images of one height and width go together")
    return (sum(shape[0] for shape in shapes), *shapes[0][1:])


def _weighted(given: Shape, layer: Layer, number: int) -> tuple[Shape, Shape]:
    """Shapes of the weights, and of what they give."""
    if not layer.size:
        return (layer.units, prod(given)), (layer.units,)
    if len(given) != 3:
        raise unfit(f"layer {number} is a convolution, its input has shape {given}", "give (channels, height, width)")
    sides = tuple((side + 2 * layer.padding - layer.size) // layer.stride + 1 for side in given[1:])
    if min(sides) < 1:
        raise unfit(f"layer {number} leaves nothing of an input of shape {given}", "pad it")
    return (layer.units, given[0], layer.size, layer.size), (layer.units, *sides)


def _pooled(given: Shape, pool: str, number: int) -> Shape:
    if pool == "none":
        return given
    if len(given) != 3:
        raise unfit(f"layer {number} pools values of shape {given}", "only images are pooled")
    if pool == "all":
        return (given[0], 1, 1)
    if min(given[1:]) < 2:
        raise unfit(f"layer {number} leaves nothing of values of shape {given} when they are pooled", "pool less")
    return (given[0], given[1] // 2, given[2] // 2)


def hidden_neurons(layers: tuple[Layer, ...], input_shape: Shape) -> Iterator[tuple[int, int]]:
    """(layer, how many neurons) of each layer that has some."""
    for number, node in enumerate(walk(layers, tuple(input_shape)), start=1):
        if node.neurons:
            yield number, node.neurons
