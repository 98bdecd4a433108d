"""A network as plain data, unit by unit, for certificates that stand alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NotRequired, TypedDict

import numpy as np

from ..shell import WrongInput, exact_number
from .activation import Activation
from .layers import MAX_FIXED, NO_EDGE, Layer, check_size
from .network import DEFAULT_ACTIVATION, Network


class GraphLayer(TypedDict):
    """A layer: for each unit its edges, and its bias label or -1.

    An edge is a label and a place in the signal, or two places that are multiplied.
    """

    units: list[list[Any]]
    activation: list[str] | None


class Graph(TypedDict):
    """A network as plain data; the coefficients of activations are exact numbers as text.

    ``fixed``, where it is there, has the numbers that the labels from ``num_params`` on stand for, as text.
    """

    input_dim: int
    num_params: int
    layers: list[GraphLayer]
    fixed: NotRequired[list[str]]


def describe_graph(network: Network) -> Graph:
    """The network as plain data, unit by unit."""
    found: Graph = {
        "input_dim": network.input_dim,
        "num_params": network.num_params,
        "layers": [
            {
                "units": [[[list(edge) for edge in edges], bias] for edges, bias in layer.units()],
                "activation": [str(c) for c in layer.activation.coefficients] if layer.activation else None,
            }
            for layer in network.layers
        ],
    }
    if network.fixed:
        found["fixed"] = [str(number) for number in network.fixed]
    return found


def network_from_graph(graph: Graph) -> Network:
    """The network that :func:`describe_graph` described: dense where it is, else every unit with a patch of its own.

    Raises:
        WrongInput: the data describe no network.

    >>> network_from_graph(describe_graph(Network.dense([2, 1, 1], "z**3+z"))).widths
    (2, 1, 1)
    """
    try:
        _check_types(graph)
        dense = _dense(graph)
        if dense is not None:
            return dense
        layers = []
        place = graph["input_dim"]
        fixed = tuple(exact_number(number) for number in graph.get("fixed", ()))
        for layer in graph["layers"]:
            units = layer["units"]
            width = max(1, *(len(edges) for edges, _ in units))
            positions = np.full((len(units), width), NO_EDGE)
            factors = np.full((len(units), width), NO_EDGE)
            labels = np.full((len(units), 1, width), NO_EDGE)
            biases = np.array([[bias] for _, bias in units])
            for unit, (edges, _) in enumerate(units):
                for j, (label, position, *factor) in enumerate(edges):
                    labels[unit, 0, j], positions[unit, j] = label, position
                    if factor:
                        [factors[unit, j]] = factor
            largest = max(positions.max(), factors.max())
            if largest >= place or max(labels.max(), biases.max()) >= graph["num_params"] + len(fixed):
                raise ValueError("an edge points to nothing")
            coefficients = layer["activation"]
            activation = Activation(tuple(exact_number(c) for c in coefficients)) if coefficients else None
            layers.append(Layer(positions, labels, biases, activation, factors if factors.max() >= 0 else None))
            place += len(units)
        names = tuple(f"w{k + 1}" for k in range(graph["num_params"]))
        return Network(graph["input_dim"], tuple(layers), names, fixed)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        raise WrongInput(f"no network is described: {str(problem)[:200]}", kind="bad_certificate") from None


def _check_types(graph: Graph) -> None:
    """Whole numbers where an array would round or count from its end, and nothing larger than a network may be."""
    layers, inputs = graph["layers"], _whole(graph["input_dim"], 1)
    units = [len(layer["units"]) for layer in layers]
    edges = sum(len(layer["units"]) * max([1, *(len(edges) for edges, _ in layer["units"])]) for layer in layers)
    parameters = _whole(graph["num_params"], 0)
    check_size(parameters=parameters, units=inputs + sum(units), edges=edges, layers=len(layers))
    if len(graph.get("fixed", ())) > MAX_FIXED:
        raise ValueError(f"more than {MAX_FIXED:,} weights are fixed to a number")
    for layer in layers:
        if not isinstance(layer["activation"], list | None):
            raise TypeError("an activation is no list")
        for edges_of_unit, bias in layer["units"]:
            _whole(bias, NO_EDGE)
            for label, position, *factor in edges_of_unit:
                for value in (label, position, *factor):
                    _whole(value, 0)


def _whole(value: object, least: int) -> int:
    if type(value) is not int or value < least:
        raise ValueError(f"{repr(value)[:60]} is not a whole number from {least} on")
    return value


def _dense(graph: Graph) -> Network | None:
    """The dense network that has this graph, if one has."""
    layers = graph["layers"]
    activations = [
        Activation(tuple(exact_number(c) for c in layer["activation"])) for layer in layers if layer["activation"]
    ]
    hidden, last = layers[:-1], layers[-1]
    if len(activations) != len(hidden) + bool(last["activation"]):
        return None
    widths = [graph["input_dim"], *(len(layer["units"]) for layer in layers)]
    if sum(a * b for a, b in pairwise(widths)) > graph["num_params"]:
        return None
    network = Network.dense(
        widths,
        activations or DEFAULT_ACTIVATION,
        hidden_bias=any(bias >= 0 for layer in hidden for _, bias in layer["units"]),
        output_bias=any(bias >= 0 for _, bias in last["units"]),
        output_activation=bool(last["activation"]),
    )
    return network if describe_graph(network) == graph else None
