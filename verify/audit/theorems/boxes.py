"""Enclosures of all values of a graph, for all samples and for all weights in a box, with rounding counted.

A value is a centre c and a radius r, arrays of float64 with the samples first: the true number is in [c − r, c + r].
Every step adds what rounding can have cost: a sum of k products in any order is off by at most k·2⁻⁵²·Σ|products|.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ...subject import Graph, Node
from .functions import jumps

UNIT = 2.0**-52
TINY = 1e-290  # more than what underflow can cost
SLACK = 1 + 1e-9  # for the rounding of the radii themselves
UNDERFLOW = 2.0**-10  # exp(−1/z) is 0 in float64 up to here
GELU_SLOPE = 1.2  # the largest |d gelu/dz| is 1.129…, with tanh, too


@dataclass(frozen=True)
class Box:
    """Numbers between ``centre − radius`` and ``centre + radius``."""

    centre: np.ndarray
    radius: np.ndarray

    @property
    def low(self) -> np.ndarray:
        """Lower ends."""
        return self.centre - self.radius - UNIT * np.abs(self.centre)

    @property
    def high(self) -> np.ndarray:
        """Upper ends."""
        return self.centre + self.radius + UNIT * np.abs(self.centre)


def exactly(values: np.ndarray) -> Box:
    """Numbers that are known exactly."""
    return Box(values, np.zeros_like(values))


def between(low: np.ndarray, high: np.ndarray) -> Box:
    """The numbers from ``low`` to ``high``."""
    centre = (low + high) / 2
    return Box(centre, np.maximum(high - centre, centre - low) * SLACK + UNIT * np.abs(centre) + TINY)


def enclose(
    graph: Graph, parameters: Sequence[np.ndarray], inputs: Mapping[str, np.ndarray], radius: float = 0.0
) -> list[Box]:
    """The values of all nodes for all weights that differ by at most ``radius`` from these, entry by entry.

    >>> graph = (Node("input", options={"name": "x"}, shape=(1,)), Node("dense", (0,), (0, None), shape=(1,)))
    >>> (box,) = enclose(graph, [np.array([[2.0]])], {"x": np.array([[3.0]])}, 0.5)[1:]
    >>> bool(box.low[0, 0] <= 4.5), bool(box.high[0, 0] >= 7.5), bool(box.high[0, 0] < 7.501)
    (True, True, True)
    """
    found: list[Box] = []
    for node in graph:
        if node.kind == "input":
            found.append(exactly(np.asarray(inputs[node.options["name"]], dtype=float)))
            continue
        weight, bias = (_parameter(node, k, parameters, radius) for k in (0, 1))
        found.append(STEPS[node.kind](node, [found[source] for source in node.sources], weight, bias))
    return found


def cost_of(graph: Graph) -> int:
    """Multiplications for one sample."""
    total = 0
    for node in graph:
        if node.kind == "dense":
            total += prod(node.shape) * prod(graph[node.sources[0]].shape)
        elif node.kind == "convolution":
            channels = graph[node.sources[0]].shape[0] // node.options["groups"]
            total += prod(node.shape) * channels * prod(node.options["kernel"])
    return total


def _parameter(node: Node, place: int, parameters: Sequence[np.ndarray], radius: float) -> Box | None:
    index, name = node.parameters[place], ("weight", "bias")[place]
    if index is not None:
        return Box(parameters[index], np.full(parameters[index].shape, radius))
    return exactly(np.asarray(node.constants[name], dtype=float)) if name in node.constants else None


def _dense(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    (x,) = sources
    assert weight is not None
    c = x.centre @ weight.centre.T
    sizes = np.abs(x.centre) @ np.abs(weight.centre).T
    r = x.radius @ np.abs(weight.centre).T + (np.abs(x.centre) + x.radius) @ weight.radius.T
    r += (x.centre.shape[1] + 2) * UNIT * (sizes + r)
    return _shifted(c, r, bias, (1, -1))


def _convolution(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    import torch
    from torch.nn import functional

    (x,) = sources
    assert weight is not None
    steps = {name: node.options[name] for name in ("stride", "padding", "dilation", "groups")}

    def apply(values: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            found = functional.conv2d(torch.from_numpy(values), torch.from_numpy(kernel.copy()), None, **steps)
        return np.asarray(found.numpy())

    terms = prod(weight.centre.shape[1:])
    c = apply(x.centre, weight.centre)
    sizes = apply(np.abs(x.centre), np.abs(weight.centre))
    r = apply(x.radius, np.abs(weight.centre)) + apply(np.abs(x.centre) + x.radius, weight.radius)
    r += 4 * (terms + 2) * UNIT * (sizes + r)
    return _shifted(c, r, bias, (1, -1, 1, 1))


def _shifted(c: np.ndarray, r: np.ndarray, bias: Box | None, like: tuple[int, ...]) -> Box:
    if bias is not None:
        shift = bias.centre.reshape(like)
        c, r = c + shift, r + bias.radius.reshape(like)
        r = r + 2 * UNIT * (np.abs(c) + np.abs(shift))
    return Box(c, r * SLACK + TINY)


def times(one: Box, other: Box) -> Box:
    """The product, entry by entry."""
    c = one.centre * other.centre
    r = np.abs(one.centre) * other.radius + one.radius * (np.abs(other.centre) + other.radius)
    return Box(c, (r + UNIT * np.abs(c)) * SLACK + TINY)


def plus(one: Box, other: Box) -> Box:
    """The sum, entry by entry."""
    c = one.centre + other.centre
    return Box(c, (one.radius + other.radius + UNIT * np.abs(c)) * SLACK + TINY)


def _like(box: Box, source: Box) -> Box:
    like = (1, -1, *[1] * (source.centre.ndim - 2))
    return Box(box.centre.reshape(like), box.radius.reshape(like))


def _scale(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    (x,) = sources
    factor, shift = (exactly(np.asarray(node.constants[name], dtype=float)) for name in ("factor", "shift"))
    value = plus(times(x, _like(factor, x)), _like(shift, x))
    value = value if weight is None else times(value, _like(weight, x))
    return value if bias is None else plus(value, _like(bias, x))


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1/(1 + exp(−z)), without overflow."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def smoolu(z: np.ndarray) -> np.ndarray:
    """z exp(−1/z) for z > 0, else 0; what is below 1e-444 is 0."""
    safe = np.maximum(z, UNDERFLOW)
    return np.where(z > UNDERFLOW, safe * np.exp(-1 / safe), 0.0)


def _activation(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    (z,), options = sources, node.options
    name = options["name"]
    if name == "polynomial":
        return _polynomial(z, options["coefficients"])
    if name == "gelu":
        return _gelu(z, options["approximate"])
    if name == "leaky_relu" and not 0 <= options["slope"] <= 1:
        lipschitz = max(1.0, abs(options["slope"]))
        c = np.where(z.centre > 0, z.centre, options["slope"] * z.centre)
        return Box(c, (lipschitz * z.radius + 2 * UNIT * np.abs(c)) * SLACK + TINY)
    monotone: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "relu": lambda t: np.maximum(t, 0),
        "leaky_relu": lambda t: np.where(t > 0, t, options["slope"] * t),
        "tanh": np.tanh,
        "sigmoid": sigmoid,
        "softplus": lambda t: np.logaddexp(0, options["beta"] * t) / options["beta"],
        "smoolu": smoolu,
    }
    low, high = monotone[name](z.low), monotone[name](z.high)
    if name in ("relu", "leaky_relu"):
        return between(low - 2 * UNIT * np.abs(low), high + 2 * UNIT * np.abs(high))
    errors = [16 * UNIT] * 2
    if jumps(options):  # from βz = threshold on it is z, which is less
        low = np.where(options["beta"] * z.high > options["threshold"], np.minimum(low, z.low), low)
    if name == "softplus":  # of βz, which is rounded before exp
        errors = [(16 + 2 * np.abs(options["beta"] * end)) * UNIT for end in (z.low, z.high)]
    if name == "smoolu":  # of −1/z, which is rounded before exp
        errors = [(16 + 2 / np.maximum(end, UNDERFLOW)) * UNIT for end in (z.low, z.high)]
    return between(low - errors[0] * np.abs(low) - TINY, high + errors[1] * np.abs(high) + TINY)


def _polynomial(z: Box, coefficients: Sequence[float]) -> Box:
    """By Horner's rule at the centre, and a bound of |p′| on the box."""
    c = np.zeros_like(z.centre)
    for coefficient in reversed(coefficients):
        c = c * z.centre + coefficient
    reach = np.abs(z.centre) + z.radius
    sizes, slope = np.zeros_like(reach), np.zeros_like(reach)
    for k in range(len(coefficients) - 1, -1, -1):
        sizes = sizes * reach + abs(coefficients[k])
        if k:
            slope = slope * reach + k * abs(coefficients[k])
    r = slope * z.radius + 2 * (len(coefficients) + 1) * UNIT * sizes
    return Box(c, r * SLACK + TINY)


def _gelu(z: Box, approximate: str) -> Box:
    from scipy.special import ndtr

    x = z.centre
    exact = approximate != "tanh"
    c = x * (ndtr(x) if exact else sigmoid(2 * np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return Box(c, (GELU_SLOPE * z.radius + 64 * UNIT * np.abs(x) * (1 + x * x)) * SLACK + TINY)


def _add(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    found = sources[0]
    for source in sources[1:]:
        found = plus(found, source)
    return found


def _each(change: Callable[[list[np.ndarray]], np.ndarray]) -> Callable[..., Box]:
    """A step that moves numbers and computes nothing."""

    def step(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
        return Box(change([s.centre for s in sources]), change([s.radius for s in sources]))

    return step


def _flatten(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    (x,) = sources
    return Box(x.centre.reshape(-1, *node.shape), x.radius.reshape(-1, *node.shape))


def _select(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    columns = list(node.options["columns"])
    return Box(sources[0].centre[:, columns], sources[0].radius[:, columns])


def _average_pool(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    import torch
    from torch.nn import functional

    (x,), steps = sources, [node.options[name] for name in ("kernel", "stride", "padding")]
    c, r, sizes = (
        functional.avg_pool2d(torch.from_numpy(each), *steps).numpy() for each in (x.centre, x.radius, np.abs(x.centre))
    )
    return Box(c, (r + 4 * (prod(node.options["kernel"]) + 2) * UNIT * (sizes + r)) * SLACK + TINY)


def _max_pool(node: Node, sources: list[Box], weight: Box | None, bias: Box | None) -> Box:
    import torch
    from torch.nn import functional

    steps = [node.options[name] for name in ("kernel", "stride", "padding", "dilation")]
    ends = (functional.max_pool2d(torch.from_numpy(end), *steps).numpy() for end in (sources[0].low, sources[0].high))
    return between(*ends)


STEPS: dict[str, Callable[[Node, list[Box], Any, Any], Box]] = {
    "dense": _dense,
    "convolution": _convolution,
    "scale": _scale,
    "activation": _activation,
    "add": _add,
    "concatenate": _each(lambda parts: np.concatenate(parts, axis=1)),
    "select": _select,
    "flatten": _flatten,
    "average_pool": _average_pool,
    "max_pool": _max_pool,
}
