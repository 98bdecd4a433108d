"""Weights of several models stacked: every array has the models first, ``(num_models, …)``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, TypeAlias

import numpy as np

from ..shell import Range, WrongInput, held, shown_value
from .weights import Weights

Number: TypeAlias = Annotated[int, Range(0)]


@held
def num_models(weights: Weights) -> int:
    """How many models there are.

    Raises:
        WrongInput: no arrays, or arrays with different numbers of models.

    >>> import numpy as np
    >>> num_models({"layer1.weight": np.zeros((4, 2, 3)), "layer1.bias": np.zeros((4, 2))})
    4
    """
    return len(next(iter(weights.values())))


def in_order(names: Iterable[str]) -> list[str]:
    """Names of arrays as a network has them: layers by number, the weight before the bias, skip-connections last.

    Whatever depends on the order of arrays (which entry a draw falls on, a sum) goes by this one: in which order
    somebody put weights together, or a file gave them back, is no property of a model.

    >>> in_order(["skip.weight", "layer10.weight", "layer2.bias", "layer2.weight"])
    ['layer2.weight', 'layer2.bias', 'layer10.weight', 'skip.weight']
    """
    return sorted(names, key=_place)


def _place(name: str) -> tuple[list[str | int], bool, str]:
    layer, _, kind = name.rpartition(".")
    parts = re.split("([0-9]+)", layer)  # texts and numbers take turns, so that each is compared with its like
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], kind != "weight", name


@held
def by_layer(weights: Weights) -> dict[str, list[str]]:
    """Names of the arrays of each layer, its weight first, the layers in the order of :func:`in_order`.

    Raises:
        WrongInput: a layer without a weight, or an array that is neither a weight nor a bias.

    >>> import numpy as np
    >>> by_layer({"layer1.bias": np.zeros((1, 2)), "layer1.weight": np.zeros((1, 2, 3))})
    {'layer1': ['layer1.weight', 'layer1.bias']}
    """
    for name in weights:
        if name.rpartition(".")[2] not in ("weight", "bias"):
            raise WrongInput(
                f"an array called {name!r}", hint="names are like layer1.weight and layer1.bias", kind="wrong_value"
            )
    layers: dict[str, list[str]] = {}
    for name in in_order(weights):
        layer = name.rpartition(".")[0]
        if name.endswith(".bias") and layer not in layers:
            raise WrongInput(f"{name} has no {layer}.weight beside it", hint="give it, too", kind="wrong_value")
        layers.setdefault(layer, []).append(name)
    return layers


@held
def check_same_shapes(first: Weights, second: Weights) -> None:
    """Raise :class:`WrongInput` unless both are stacks of models of the same network."""
    shapes = [{name: array.shape[1:] for name, array in weights.items()} for weights in (first, second)]
    if shapes[0] != shapes[1]:
        names = sorted(name for name in {*first, *second} if shapes[0].get(name) != shapes[1].get(name))
        shown = ", ".join(f"{name}: {shapes[0].get(name)} and {shapes[1].get(name)}" for name in names)
        raise WrongInput(
            f"the models are of different networks ({shown})", hint="give models of one", kind="wrong_value"
        )


@held
def copies(weights: Weights, model: Number, count: Number) -> Weights:
    """One of the models, so many times.

    Raises:
        WrongInput: there is no such model.
    """
    return {name: np.repeat(array, count, axis=0) for name, array in one_model(weights, model).items()}


def together(parts: Iterable[Weights]) -> Weights:
    """Several stacks of models of one network as one.

    Raises:
        WrongInput: none, or of different networks.
    """
    stacks = list(parts) if isinstance(parts, Iterable) and getattr(parts, "ndim", None) != 0 else []
    if not stacks:
        raise WrongInput(f"stacks are {shown_value(parts)}", hint="give a list of weights", kind="wrong_value")
    for stack in stacks:
        check_same_shapes(stacks[0], stack)
    return {name: np.concatenate([stack[name] for stack in stacks]) for name in stacks[0]}


@held
def one_model(weights: Weights, model: Number) -> Weights:
    """A stack of one.

    Raises:
        WrongInput: there is no such model.
    """
    if model >= (count := num_models(weights)):
        raise WrongInput(f"model {model} of {count}", hint=f"give a number from 0 to {count - 1}", kind="wrong_value")
    return {name: array[model : model + 1] for name, array in weights.items()}
