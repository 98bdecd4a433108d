"""Units whose weights can be rescaled without a change of the outputs: each makes one column of the Jacobian
superfluous.

Let a unit compute a = P(z) with z = w·x + b, all of these parameters its own, and let a be read by one layer only,
with weights v that are its own, too. If P is homogeneous of degree ℓ (ReLU, leaky ReLU and the identity in z: ℓ = 1;
a monomial), then P′(z) z = ℓ P(z), and Euler's identity is a relation between columns of the Jacobian J, at all
weights:

    Σ_j J_{w_j} w_j + J_b b  =  δ_z z  =  ℓ δ_a a  =  ℓ Σ_k J_{v_k} v_k.

Pooling in between changes nothing: it is linear where it is. A shifted monomial P(z) = c (z + s)^ℓ + t has the same
relation with b + s for b, and J_{v_k} + t J_{c_k} for J_{v_k}, where z has a bias and the reader has a bias c_k.

Where some v_k is not zero, the column of v_k is a combination of the others. Do this for all such units, those
nearest to the inputs first: the remaining columns span all, for the column that a unit loses belongs to the layer
that reads it. For generic weights that is so, and hence the bounds that rest on it hold there; they hold at all
weights, since for given signs of the z (given P′, that is) J is continuous in the weights, and where matrices have a
rank of at most r their limit has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ...subject import Node
from .wiring import Wiring

POSITIVE = ("relu", "leaky_relu")
LAYERS = ("dense", "convolution")
PASSED = ("flatten", "concatenate", "average_pool", "max_pool")


@dataclass(frozen=True)
class Rescaled:
    """The units of an activation, each of which makes one column of its reader superfluous.

    Attributes:
        activation: the place of the activation.
        reader: the place of the layer that reads it.
        units: how many there are.
    """

    activation: int
    reader: int
    units: int


@dataclass(frozen=True)
class Power:
    """P(z) = c (z + shift)^degree + constant, where c may depend on the sign of z if the degree is 1."""

    shift: Fraction = Fraction(0)
    constant: Fraction = Fraction(0)
    degree: int = 1


def power_of(node: Node) -> Power | None:
    """An activation as a homogeneous one up to shifts, if it is.

    >>> power_of(Node("activation", options={"name": "polynomial", "coefficients": (0.0, 1.0, 1.0)})).shift
    Fraction(1, 2)
    >>> power_of(Node("activation", options={"name": "polynomial", "coefficients": (0.0, 1.0, 0.0, 1.0)}))
    """
    if node.options["name"] in POSITIVE:
        return Power()
    if node.options["name"] != "polynomial":
        return None
    given = [Fraction(c) for c in node.options["coefficients"]]
    while given and given[-1] == 0:
        given.pop()
    degree = len(given) - 1
    if degree < 1:
        return None
    shift = given[-2] / (degree * given[-1])
    expanded, binomial = [], Fraction(1)  # of c (z + s)^ℓ, highest first
    for k in range(degree + 1):
        expanded.append(given[-1] * binomial * shift**k)
        binomial = binomial * (degree - k) / (k + 1)
    if expanded[:-1] != given[:0:-1]:
        return None
    return Power(shift, given[0] - expanded[-1], degree)


def rescaled_units(wiring: Wiring) -> Iterator[Rescaled]:
    """The activations whose units can be rescaled."""
    for place, node in enumerate(wiring.graph):
        if node.kind != "activation" or not wiring.is_alive(place):
            continue
        power = power_of(node)
        if power is None or not _is_own_layer(wiring, node.sources[0], power.shift != 0):
            continue
        if wiring.readers[node.sources[0]] != [place]:
            continue
        reader = _reader(wiring, place, power.constant != 0)
        if reader is not None:
            yield Rescaled(place, reader, node.shape[0])


def _is_own_layer(wiring: Wiring, place: int, needs_bias: bool) -> bool:
    """Whether each unit of a layer is a linear function of parameters of its own."""
    node = wiring.graph[place]
    weight, bias = node.parameters
    if node.kind not in (*LAYERS, "scale") or not wiring.is_own(weight):
        return False
    if bias is None:
        return "bias" not in node.constants and not needs_bias
    return wiring.is_own(bias)


def _reader(wiring: Wiring, place: int, needs_bias: bool) -> int | None:
    """The only layer that reads a value, through nodes that are linear where they are."""
    at = place
    while len(wiring.readers[at]) == 1:
        (reader,) = wiring.readers[at]
        node = wiring.graph[reader]
        if node.sources.count(at) > 1:
            return None
        if node.kind in LAYERS:
            weight, bias = node.parameters
            absorbs = node.kind == "dense" and wiring.is_own(bias)
            return reader if wiring.is_own(weight) and (absorbs or not needs_bias) else None
        if node.kind not in (PASSED[:2] if needs_bias else PASSED):
            return None
        at = reader
    return None
