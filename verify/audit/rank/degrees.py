"""The space of functions in which the outputs of a polynomial model lie, on these data.

If every output is a sum of forms of degrees t ∈ T in the inputs, with coefficients that depend on the weights, then
so is every derivative by a weight. On data that span r dimensions the forms of degree t make a space of dimension at
most C(r − 1 + t, t); on data in an affine space of a dimensions all polynomials of degree at most D make one of C(a
+ D, D). The Jacobian, m rows for each sample, has at most m times that rank.
"""

from __future__ import annotations

from math import comb

import numpy as np

from ...subject import Node
from .data_columns import spanning_columns
from .wiring import Wiring

MAX_DEGREE = 60
LINEAR = ("dense", "convolution", "scale", "average_pool")


def function_dimension(wiring: Wiring) -> tuple[int, int] | None:
    """A bound of the dimension for one output, with the largest degree; ``None`` where a model is no polynomial."""
    degrees = _output_degrees(wiring)
    if degrees is None:
        return None
    data = np.concatenate([each.reshape(len(each), -1) for each in wiring.inputs.values()], axis=1)
    linear = spanning_columns(data[:, None, :]).rank
    affine = spanning_columns(np.concatenate([data, np.ones((len(data), 1))], axis=1)[:, None, :]).rank - 1
    forms = sum(comb(linear - 1 + t, t) if linear else int(t == 0) for t in degrees)
    largest = max(degrees, default=0)
    return min(forms, comb(affine + largest, largest)), largest


def _output_degrees(wiring: Wiring) -> frozenset[int] | None:
    """The degrees that forms in the outputs can have."""
    found: list[frozenset[int] | None] = []
    for place, node in enumerate(wiring.graph):
        sources = [found[source] for source in node.sources]
        known = [each for each in sources if each is not None]
        whole = len(known) == len(sources) and wiring.is_alive(place)
        found.append(_degrees(node, frozenset().union(*known)) if whole else None)
    return found[-1]


def _degrees(node: Node, read: frozenset[int]) -> frozenset[int] | None:
    if node.kind == "input":
        return frozenset({1})
    if node.kind in LINEAR:
        shifted = node.parameters[1] is not None or "bias" in node.constants or "shift" in node.constants
        return read | {0} if shifted else read
    if node.kind == "activation":
        if node.options["name"] != "polynomial":
            return None
        return _powers(read, [k for k, c in enumerate(node.options["coefficients"]) if c])
    return None if node.kind == "max_pool" else read


def _powers(read: frozenset[int], exponents: list[int]) -> frozenset[int] | None:
    """The degrees of sums of powers."""
    found: set[int] = set()
    power = frozenset({0})
    for k in range(max(exponents, default=0) + 1):
        if k:
            power = frozenset(a + b for a in power for b in read)
            if max(power, default=0) > MAX_DEGREE:
                return None
        if k in exponents:
            found |= power
    return frozenset(found)
