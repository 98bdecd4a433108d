"""Weights of several models stacked: every array has the models first, ``(num_models, …)``."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from ..shell import WrongInput
from .networks import Weights


def num_models(weights: Weights) -> int:
    """How many models there are.

    Raises:
        WrongInput: no arrays, or arrays with different numbers of models.

    >>> import numpy as np
    >>> num_models({"layer1.weight": np.zeros((4, 2, 3)), "layer1.bias": np.zeros((4, 2))})
    4
    """
    counts = {name: array.shape[0] if array.ndim else 0 for name, array in weights.items()}
    if not counts:
        raise WrongInput("weights without arrays", kind="wrong_value")
    if len(set(counts.values())) > 1:
        raise WrongInput(
            f"the arrays have different numbers of models: {counts}", hint="stack the models first", kind="wrong_value"
        )
    return next(iter(counts.values()))


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
            raise WrongInput(f"{name} has no {layer}.weight beside it", kind="wrong_value")
        layers.setdefault(layer, []).append(name)
    return layers


def check_same_shapes(first: Weights, second: Weights) -> None:
    """Raise :class:`WrongInput` unless both are stacks of models of the same network."""
    shapes = [{name: array.shape[1:] for name, array in weights.items()} for weights in (first, second)]
    if shapes[0] != shapes[1]:
        names = sorted(name for name in {*first, *second} if shapes[0].get(name) != shapes[1].get(name))
        shown = ", ".join(f"{name}: {shapes[0].get(name)} and {shapes[1].get(name)}" for name in names)
        raise WrongInput(f"the models are of different networks ({shown})", kind="wrong_value")


def copies(weights: Weights, model: int, count: int) -> Weights:
    """One of the models, so many times."""
    return {name: np.repeat(array[model : model + 1], count, axis=0) for name, array in weights.items()}


def together(parts: Iterable[Weights]) -> Weights:
    """Several stacks of models as one."""
    parts = list(parts)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def one_model(weights: Weights, model: int) -> Weights:
    """A stack of one."""
    return {name: array[model : model + 1] for name, array in weights.items()}
