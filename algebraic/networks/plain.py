"""A network as plain data of a size that fits it: a graph, or for large ones a form that is short.

Nothing that such data say is imported or opened: a name is one of :data:`algebraic.networks.NAMED`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any, NotRequired, TypedDict

import numpy as np

from ..shell import WrongInput, exact_number
from .activation import Activation
from .architectures import NAMED
from .as_data import Graph, describe_graph, network_from_graph
from .layers import Layer
from .network import DEFAULT_ACTIVATION, Network

GRAPH_EDGES = 5_000  # up to which a network is written unit by unit
MOST_PARAMS = 20_000_000
MOST_OUTPUTS = 10_000


class DenseForm(TypedDict):
    """A dense network; activations as coefficients, one for each activated layer."""

    widths: list[int]
    activations: list[list[str]]
    hidden_bias: bool
    output_bias: bool
    output_activation: bool


class NamedForm(TypedDict):
    """One of the networks of the papers."""

    name: str
    activation: list[str]
    outputs: int


class LayerForm(TypedDict):
    """The tables of a :class:`algebraic.networks.Layer`."""

    positions: list[list[int]]
    weight_labels: list[list[list[int]]]
    bias_labels: list[list[int]]
    activation: list[str] | None
    factors: NotRequired[list[list[int]]]


class LayersForm(TypedDict):
    """A network of any kind, layer by layer."""

    input_dim: int
    num_params: int
    layers: list[LayerForm]
    fixed: NotRequired[list[str]]


class PlainNetwork(TypedDict, total=False):
    """A network as plain data: exactly one of these."""

    graph: Graph
    dense: DenseForm
    named: NamedForm
    tables: LayersForm


def plain_network(network: Network) -> PlainNetwork:
    """The shortest of the forms that a check can read without any file.

    >>> list(plain_network(Network.dense([2, 1, 1]))), list(plain_network(Network.dense([100, 100, 1])))
    (['graph'], ['dense'])
    >>> plain_network(NAMED["theory3-conv"]())["named"]["name"]
    'theory3-conv'
    """
    edges = sum(layer.positions.size * layer.units_per_patch for layer in network.layers)
    if edges <= GRAPH_EDGES:
        return {"graph": describe_graph(network)}
    for write in (_dense_form, _named_form):
        found = write(network)
        if found is not None:
            return found
    layers: list[LayerForm] = [
        {
            "positions": layer.positions.tolist(),
            "weight_labels": layer.weight_labels.tolist(),
            "bias_labels": layer.bias_labels.tolist(),
            "activation": None if layer.activation is None else _texts(layer.activation),
        }
        for layer in network.layers
    ]
    for form, layer in zip(layers, network.layers, strict=True):
        if layer.factors is not None:
            form["factors"] = layer.factors.tolist()
    tables: LayersForm = {"input_dim": network.input_dim, "num_params": network.num_params, "layers": layers}
    if network.fixed:
        tables["fixed"] = [str(number) for number in network.fixed]
    return {"tables": tables}


def network_from_plain(plain: Any) -> Network:
    """The network that :func:`plain_network` wrote; of the right form, but perhaps by a stranger.

    Raises:
        WrongInput: the data describe no network, or one that is too large.

    >>> network_from_plain(plain_network(Network.dense([100, 100, 1]))).widths
    (100, 100, 1)
    """
    ((form, content),) = plain.items()
    if form == "graph":
        return network_from_graph(content)
    if form == "dense":
        return _from_dense(content)
    if form == "named":
        if content["name"] not in NAMED or content["outputs"] > MOST_OUTPUTS:
            raise WrongInput(f"no network is named {content['name']!r}", kind="bad_certificate")
        return _built(content["name"], _activation(content["activation"]), content["outputs"])
    return _from_tables(content)


def _dense_form(network: Network) -> PlainNetwork | None:
    if not network.is_dense:
        return None
    form: DenseForm = {
        "widths": list(network.widths),
        "activations": [_texts(activation) for activation in network.activations],
        "hidden_bias": network.hidden_bias,
        "output_bias": network.output_bias,
        "output_activation": network.layers[-1].activation is not None,
    }
    try:
        return {"dense": form} if _from_dense(form) == network else None
    except WrongInput:  # a hidden layer without an activation
        return None


def _named_form(network: Network) -> PlainNetwork | None:
    for name in NAMED:
        activations = {activation: None for activation in network.activations}
        if len(activations) != 1:
            return None
        (activation,) = activations
        if _built(name, activation, network.output_dim) == network:
            return {"named": {"name": name, "activation": _texts(activation), "outputs": network.output_dim}}
    return None


@lru_cache(maxsize=2 * len(NAMED))
def _built(name: str, activation: Activation, outputs: int) -> Network:
    return NAMED[name](activation=activation, outputs=outputs)


def _from_dense(form: DenseForm) -> Network:
    widths = form["widths"]
    if sum((a + 1) * b for a, b in pairwise(widths)) > MOST_PARAMS:
        raise WrongInput(f"a network with widths {widths} is too large", kind="bad_certificate")
    return Network.dense(
        widths,
        [_activation(numbers) for numbers in form["activations"]] or DEFAULT_ACTIVATION,
        hidden_bias=form["hidden_bias"],
        output_bias=form["output_bias"],
        output_activation=form["output_activation"],
    )


def _from_tables(form: LayersForm) -> Network:
    layers, place = [], form["input_dim"]
    used: set[int] = set()
    for layer in form["layers"]:
        positions, weights, biases = (
            np.array(layer[name], dtype=np.int64) for name in ("positions", "weight_labels", "bias_labels")
        )
        patches = len(positions)
        fits = positions.ndim == 2 and weights.ndim == 3 and biases.ndim == 2 and weights.shape[2] == positions.shape[1]
        fits = fits and {len(weights), len(biases)} <= {1, patches} and biases.shape[1] == weights.shape[1]
        if not fits or positions.max(initial=-1) >= place or min(t.min() for t in (positions, weights, biases)) < -1:
            raise WrongInput("the tables of a layer do not fit together", kind="bad_certificate")
        used.update(np.unique(weights).tolist(), np.unique(biases).tolist())
        activation = None if layer["activation"] is None else _activation(layer["activation"])
        factors = None if "factors" not in layer else np.array(layer["factors"], dtype=np.int64)
        if factors is not None and (factors.shape != positions.shape or factors.min() < -1 or factors.max() >= place):
            raise WrongInput("the tables of a layer do not fit together", kind="bad_certificate")
        layers.append(Layer(positions, weights, biases, activation, factors))
        place += layers[-1].num_units
    used.discard(-1)
    fixed = tuple(exact_number(number) for number in form.get("fixed", ()))
    if used != set(range(len(used))) or len(used) != form["num_params"] + len(fixed):
        raise WrongInput("the tables do not use every parameter, or others", kind="bad_certificate")
    return Network(form["input_dim"], tuple(layers), tuple(f"w{k + 1}" for k in range(form["num_params"])), fixed)


def _texts(activation: Activation) -> list[str]:
    return [str(c) for c in activation.coefficients]


def _activation(numbers: list[str]) -> Activation:
    return Activation(tuple(exact_number(c) for c in numbers))
