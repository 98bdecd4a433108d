"""Scalings of the weights that multiply every output by a power of t, in any network.

Let every weight grow as t^rate. If all that a unit adds up grows at one rate, so does the unit; a product grows at the
sum of the rates of its factors, and c·z^ℓ at ℓ times that of z; another activation, an input and a weight that is
fixed to a number do not grow. So the rates solve linear equations, one for each edge.
"""

from __future__ import annotations

from .kernels import whole_kernel
from .layers import NO_EDGE, LayerGraph

MAX_TORUS_EDGES = 5_000


def scaling_rates(network: LayerGraph) -> list[list[int]]:
    """Independent vectors of whole rates, one for each parameter, with which no output changes.

    Networks with more than 5,000 edges have none here.

    >>> from algebraic.networks import Network, lightning_attention
    >>> scaling_rates(Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False))  # v (w x)²
    [[1, -2]]
    >>> scaling_rates(lightning_attention(2, 1, 1))  # A and V
    [[1, -1]]
    """
    rows, place = _equations(network)
    if rows is None:
        return []
    outputs = [{place + k: 1} for k in range(-network.output_dim, 0)]
    return [row[: network.num_params] for row in _kernel([*rows, *outputs], place)]


def scales_outputs(network: LayerGraph) -> bool:
    """Whether rates exist with which all outputs grow alike: the functions are a cone.

    >>> from algebraic.networks import Network
    >>> net = Network.dense([1, 1], "z", output_bias=False)
    >>> scales_outputs(net), scales_outputs(net.fix({"w1_1_1": 2}))
    (True, False)
    """
    rows, place = _equations(network)
    if rows is None:
        return False
    last = range(place - network.output_dim, place)
    alike = [{last[0]: 1, k: -1} for k in last[1:]]
    return any(row[last[0]] for row in _kernel([*rows, *alike], place))


def _equations(network: LayerGraph) -> tuple[list[dict[int, int]] | None, int]:
    """Rows over (rates of parameters, rates of the units behind their activations), and the number of columns."""
    num_params, inputs = network.num_params, network.input_dim
    columns = num_params + sum(network.widths) - inputs
    if sum(layer.positions.size * layer.units_per_patch for layer in network.layers) > MAX_TORUS_EDGES:
        return None, columns
    rows: list[dict[int, int]] = []
    place = inputs
    for layer in network.layers:
        exponents = [1] if layer.activation is None else layer.activation.exponents
        degree = exponents[0] if len(exponents) == 1 else 0
        for edges, bias in layer.units():
            terms = []
            for label, *places in [*edges, *([(bias,)] if bias != NO_EDGE else [])]:
                term = {label: 1} if label < num_params else {}
                for column in [num_params + p - inputs for p in places if p >= inputs]:
                    term[column] = term.get(column, 0) + 1
                terms.append(term)
            unit = num_params + place - inputs
            first = terms[0] if terms else {}
            rows += [_difference(term, first) for term in terms[1:]]
            if degree:  # the unit behind its activation grows at degree · rate
                rows.append(_difference({unit: 1}, {column: degree * times for column, times in first.items()}))
            else:
                rows += [{unit: 1}, dict(first)]
            place += 1
    return [row for row in rows if row], columns


def _difference(term: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    found = {column: term.get(column, 0) - other.get(column, 0) for column in {*term, *other}}
    return {column: value for column, value in found.items() if value}


def _kernel(rows: list[dict[int, int]], columns: int) -> list[list[int]]:
    return whole_kernel([[row.get(k, 0) for k in range(columns)] for row in rows], columns)
