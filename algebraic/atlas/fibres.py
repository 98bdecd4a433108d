"""A bound on how many weights, up to scaling, compute one function: the BKK bound, where it is small.

A network with one output, K weights and h hidden units has values f(x_i; w) = y_i at K − h inputs. One incoming weight
of each hidden unit can be scaled to 1 where it is not 0, as for generic weights it is. What is left is a square system
with one Newton polytope for all its equations, the constant among its points, so that (K − h)! times its volume bounds
the isolated solutions (Bernstein; Kushnirenko; Li, Wang for zero coordinates). It is no count: where the network is not
identifiable no solution is isolated, and the bound still holds.
"""

from __future__ import annotations

from functools import lru_cache

from ..bounds import bkk_bound, newton_polytopes
from .architectures import Architecture, Dense

MOST_UNKNOWNS = 6


def scaled_bkk(architecture: Architecture) -> int | None:
    """The bound; ``None`` for several outputs, convolutions, and more than six weights up to scaling.

    >>> scaled_bkk(Dense((2, 2, 1), 2)), scaled_bkk(Dense((3, 1, 1), 3)), scaled_bkk(Dense((2, 3, 2), 2))
    (4, 9, None)
    """
    if not isinstance(architecture, Dense) or architecture.widths[-1] > 1:
        return None
    if architecture.num_params - architecture.num_scalings > MOST_UNKNOWNS:
        return None
    return _of_dense(architecture)


@lru_cache(maxsize=10_000)
def _of_dense(architecture: Dense) -> int:
    network = architecture.network
    generic = list(range(2, 2 + network.input_dim))
    (support,) = newton_polytopes(network, [generic], [[1]])
    fixed, place = set(), 0
    for read, units in zip(architecture.widths[:-2], architecture.widths[1:-1], strict=True):
        fixed |= {place + unit * read for unit in range(units)}
        place += units * (read + architecture.bias)
    rest = frozenset(tuple(e for k, e in enumerate(point) if k not in fixed) for point in support)
    return bkk_bound([rest] * len(next(iter(rest))), affine=True)
