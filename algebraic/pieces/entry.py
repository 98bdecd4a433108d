"""From the equations of a set to bounds for the number of its connected pieces."""

from __future__ import annotations

from typing import Any

from ..bounds import bkk_bound
from ..data import check_data
from ..networks import Network, check_network
from ..shell import Budget, TooLarge, ZerolocusError, check_seed
from ..systems import PolynomialSystem, SystemSource, as_system, zero_error_system
from .distance import find_solutions, lagrange_system, proved_bound, random_distance
from .judge import decided_at_once, judged
from .reduced import prepared
from .regular import prove_regular
from .result import ComponentBounds

MAX_CRITICAL = 10_000  # complex critical points
BOUND_SHARE, CENSUS_SHARE = 0.1, 0.6  # of the time that is left


def count_pieces(
    network: Network,
    inputs: Any,
    targets: Any,
    *,
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
) -> ComponentBounds:
    """Bounds for the number of connected pieces of {w real : f(x_i; w) = y_i for all i}.

    Args:
        network: a polynomial network.
        inputs: exact numbers, shape (num_samples, input_dim).
        targets: exact numbers, shape (num_samples, output_dim), or (num_samples,) for one output.
        seed: of the center of the distance, and of all other random choices.

    Raises:
        WrongInput: data that do not fit the network.
        HypothesesNotMet: the set is singular, or it is not proved to be regular.
        TooLarge: too many terms, or complex critical points.

    >>> from algebraic.networks import Network
    >>> net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    >>> found = count_pieces(net, [[1]], [1])  # the hyperbola w_1 w_2 = 1
    >>> found["lower"], found["upper"], found["exact"], found["euler_characteristic"]
    (2, 2, True, 2)
    """
    check_network(network)
    data = check_data(inputs, targets, network, repeated=True)
    system = zero_error_system(network, data.inputs, data.targets)
    return pieces_of(system, seed=check_seed(seed), budget=Budget(timeout, memory))


def pieces_of_equations(
    system: SystemSource, *, seed: int = 0, timeout: float | None = None, memory: float | None = None
) -> ComponentBounds:
    """:func:`count_pieces` for a set that is given by equations (:func:`algebraic.systems.as_system`).

    >>> circle = pieces_of_equations(["x^2 + y^2 = 1"])
    >>> circle["lower"], circle["upper"], circle["euler_characteristic"]
    (1, 1, 0)
    """
    return pieces_of(as_system(system), seed=check_seed(seed), budget=Budget(timeout, memory))


def pieces_of(system: PolynomialSystem, *, seed: int, budget: Budget) -> ComponentBounds:
    """:func:`count_pieces` for polynomial equations."""
    given = prepared(system)
    plain = given.system
    known = decided_at_once(given, seed)
    if known is not None:
        return known
    regular = prove_regular(plain, seed=seed, budget=budget)
    distance = random_distance(len(plain.names), seed)
    lagrange = lagrange_system(plain, distance)
    _refuse_many(lagrange, budget)
    boxes = find_solutions(lagrange, seed=seed, budget=budget.part(CENSUS_SHARE))
    bound = proved_bound(lagrange, budget)
    return judged(given, regular, distance, boxes, bound, seed=seed, budget=budget)


def _refuse_many(lagrange: PolynomialSystem, budget: Budget) -> None:
    supports = [frozenset(tuple(map(int, e)) for e in support) for support in lagrange.supports()]
    try:
        bound = bkk_bound(supports, affine=True, budget=budget.part(BOUND_SHARE))
    except ZerolocusError:
        return  # the census says what it can do
    if bound > MAX_CRITICAL:
        raise TooLarge(
            f"the distance may have {bound:,} complex critical points (limit {MAX_CRITICAL:,})",
            hint="take a smaller network or fewer samples",
            kind="too_many_critical_points",
        )
