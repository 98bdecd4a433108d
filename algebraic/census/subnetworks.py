"""The networks with fewer hidden units: their functions are among those of the whole, which is often singular there."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from ..ideals import FunctionProblem, choose_gauge, measured
from ..networks import Network
from ..ranks import generic_rank
from ..shell import Budget
from ..systems import comparison
from .function_set import SubnetworkCount
from .slice_count import count_on_slice
from .stages import Tracker

MAX_SUBNETWORKS = 12
SHARE = 0.4  # of the time that is left


def smaller_networks(network: Network) -> tuple[list[Network], str | None]:
    """The dense networks with fewer hidden units, or the reason why they are not named.

    Of linear networks only those with all hidden layers of one width below the least: the others have the same
    functions as one of these.

    >>> net = Network.dense([3, 3, 2, 4], "z", hidden_bias=False, output_bias=False)
    >>> [smaller.widths for smaller in smaller_networks(net)[0]]
    [(3, 1, 1, 4)]
    >>> [smaller.widths for smaller in smaller_networks(Network.dense([3, 2, 1], "z**2"))[0]]
    [(3, 1, 1)]
    """
    if not network.is_dense:
        return [], "named for dense networks only"
    hidden = network.widths[1:-1]
    if hidden and all(a.degree == 1 for a in network.activations) and not network.hidden_bias:
        shapes = [(width,) * len(hidden) for width in range(1, min(*hidden, network.input_dim, network.output_dim))]
    else:
        shapes = [shape for shape in product(*(range(1, width + 1) for width in hidden)) if shape != hidden]
    if len(shapes) > MAX_SUBNETWORKS:
        return [], f"there are {len(shapes):,} smaller networks (limit {MAX_SUBNETWORKS})"
    return [_with_widths(network, shape) for shape in shapes], None


def _with_widths(network: Network, hidden: tuple[int, ...]) -> Network:
    return Network.dense(
        [network.input_dim, *hidden, network.output_dim],
        list(network.activations) or "z",
        hidden_bias=network.hidden_bias,
        output_bias=network.output_bias,
        output_activation=network.layers[-1].activation is not None,
    )


def count_smaller(
    problem: FunctionProblem, dimension: int, seed: int, budget: Budget, tracker: Tracker | None
) -> tuple[list[SubnetworkCount] | None, str | None]:
    """The critical functions of each smaller network on its own set, or the reason why they are not counted.

    Args:
        dimension: of the functions of the whole network; sets of the same dimension are left out.
    """
    asked = problem.question
    networks, reason = smaller_networks(asked.network)
    if reason is not None:
        return None, reason
    found: list[SubnetworkCount] = []
    own = budget.part(SHARE)
    for number, network in enumerate(networks):
        rank = generic_rank(network, seed=seed, budget=own).rank
        if rank >= dimension:
            continue
        slice_of = measured(choose_gauge(network, rank, "fixed", seed), network, asked.inputs, asked.targets)
        if comparison(network, slice_of, asked.metric, asked.inputs, asked.scales).names != problem.compared.names:
            return None, f"the network with the widths {list(network.widths)} has other coefficients"
        smaller = FunctionProblem(replace(asked, network=network, gauge=slice_of), seed)
        counted = count_on_slice(smaller, seed, own.part(1 / (len(networks) - number)), tracker)
        found.append(
            SubnetworkCount(
                widths=list(network.widths),
                dimension=rank,
                complex_count=None if counted.status == "infinite" else counted.functions.count,
                complex_count_status=counted.status,
                statement=counted.evidence["statement"],
            )
        )
    return found, None
