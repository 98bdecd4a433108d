"""The critical set without a ridge, part by part: it is not finite from two hidden units on.

A network with one hidden layer of h units contains the critical points of those with fewer units h' < h: each of
their units can be split, a → (a, a), v → (λ v, (1 − λ) v), on a line of critical points for every further copy
(Fukumizu and Amari 2000), and further units can be dead, v = 0, with incoming weights a on the hypersurface
Σ_i r_i σ(a·x_i) = 0 where r are the residuals. What remains is the set where the Jacobian of the outputs has its
generic rank r: there the loss is critical on the set of functions, and the dimension is K − r. If r is the number of
equations, then the residuals vanish there: it is the zero set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypedDict

import flint
import numpy as np

from ..data import DataSet
from ..networks import Balls, Network, forward
from ..proofs import Box, precision_of, read_box
from ..shell import object_array


class RealPoint(TypedDict):
    """A real critical point by its values."""

    loss: float | None
    index: int | None


# The isolated critical points of a smaller network: boxes, status, and the real ones.
Smaller = Callable[[Network], tuple[list[Box], str, list[RealPoint]]]


@dataclass(frozen=True)
class Stratum:
    """A part of the critical set.

    Attributes:
        name: ``zero set``, ``critical on the set of functions``, ``split units``, ``dead units``,
            ``split and dead units``.
        active_units: units of the network that its functions need.
        groups: how many copies the split units have, largest first; ``dead_units``: units without effect.
        dimension: complex dimension; for dead units a lower bound.
        base_points: isolated critical points of the network with ``active_units`` that it is built on, all units
            active and the residuals not zero; ``None`` where these are not isolated or were not counted.
        base_status: what is known about their number.
        base_real: loss and index (in the smaller network) of the real ones.
        proved: whether the stratum is proved not to be empty.
    """

    name: str
    active_units: int
    groups: list[int]
    dead_units: int
    dimension: int
    base_points: int | None
    base_status: str
    base_real: list[RealPoint]
    proved: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def has_strata(network: Network) -> bool:
    """Whether the parts of the critical set can be named: dense, with one hidden layer and a linear output."""
    return network.is_dense and len(network.layers) == 2 and network.layers[-1].activation is None


def strata(network: Network, data: DataSet, rank_of: Callable[[Network], int], smaller: Smaller) -> list[Stratum]:
    """Name the parts of the critical set of ½ Σ (f − y)², with dimensions, from the largest number of active units.

    Args:
        rank_of: generic rank of the Jacobian of the outputs of a network for these inputs.
        smaller: isolated critical points of a network with fewer hidden units, or of the network itself.
    """
    num_units = network.layers[0].num_units
    num_equations = len(data.inputs) * network.output_dim
    incoming = network.input_dim + int(network.layers[0].has_bias)
    free = max(incoming - network.output_dim, 0)  # of the incoming weights of a dead unit
    found = []
    for active in range(num_units, -1, -1):
        net = with_units(network, active)
        num_params = net.num_params if net else 0
        rank = rank_of(net) if net else 0
        regular = num_params - rank
        if rank == num_equations and active < num_units:
            continue  # its zero set lies in that of the network
        base: list[Box] = []
        real: list[RealPoint] = []
        status = "exact" if net is None else "not isolated"  # without units there is one function
        if net is not None and not regular:
            base, status, real = smaller(net)
        count = None if regular else sum(is_proper(net, data, box) for box in base) if net else 1
        if active == num_units:
            ones = [1] * num_units
            name = "zero set" if rank == num_equations else "critical on the set of functions"
            found.append(Stratum(name, active, ones, 0, regular, count, status, real, bool(count)))
            continue
        if count == 0:
            continue
        for dead in range(num_units - active + 1):
            for groups in _partitions(num_units - dead, active):
                dimension = regular + sum(g - 1 for g in groups) + dead * free
                split = any(g > 1 for g in groups)
                name = "split and dead units" if split and dead else "split units" if split else "dead units"
                proved = split and not dead and bool(count)
                found.append(Stratum(name, active, groups, dead, dimension, count, status, real, proved))
    return found


def with_units(network: Network, num_units: int) -> Network | None:
    """The same network with another number of hidden units; ``None`` for none of them."""
    if num_units == 0:
        return None
    activation = network.layers[0].activation
    return Network.dense(
        [network.input_dim, num_units, network.output_dim],
        activation if activation is not None else "z",
        hidden_bias=network.layers[0].has_bias,
        output_bias=network.layers[1].has_bias,
    )


def is_proper(network: Network, data: DataSet, box: Box) -> bool:
    """Whether all hidden units are proved to be active in a box, and the residuals not to vanish."""
    with flint.ctx.workprec(precision_of(box)):
        ring = Balls(flint.acb)
        w = object_array(read_box(box)[1])
        outgoing = network.layers[1].weight_labels[0]
        active = all(any(not w[label].contains(0) for label in unit) for unit in outgoing.T.tolist())
        residuals = forward(network, ring, w, ring.array(data.inputs)).output - ring.array(data.targets)
        return active and any(not r.contains(0) for r in np.ravel(residuals))


def _partitions(total: int, parts: int, largest: int | None = None) -> list[list[int]]:
    """Ways to write ``total`` as so many positive numbers, largest first.

    >>> _partitions(4, 2)
    [[3, 1], [2, 2]]
    """
    if parts == 0:
        return [[]] if total == 0 else []
    top = min(total - parts + 1, total if largest is None else largest)
    return [[first, *rest] for first in range(top, 0, -1) for rest in _partitions(total - first, parts - 1, first)]
