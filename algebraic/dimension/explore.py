"""The dimension of the zero-error set: one question, two routes, chosen by the size of the Jacobian and the data."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..data import DataSet, IntegerData, check_data, whole_numbers
from ..networks import Network, check_network
from ..options import MAX_POINTS
from ..ranks import MAX_ENTRIES
from ..shell import UNLIMITED, Budget, check_seed, check_truth, check_whole
from .by_columns import by_columns
from .by_minors import by_minors
from .result import NO_EXTRAS, Extras, FibreDimension, nothing_known


def dimension_of(
    network: Network,
    inputs: Any,
    targets: Any,
    *,
    function_space: bool = False,
    groebner: bool = False,
    degree: bool = False,
    points: int = 0,
    components: bool = False,
    identifiable: bool = False,
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
) -> FibreDimension:
    """Dimension of {w : f(x_i; w) = y_i for all i}, for these inputs.

    Where the Jacobian has more than 20 million entries, it is proved by a rank modulo a prime, and what else is asked
    for is not attempted; ``reasons`` says so.

    Args:
        inputs: exact numbers, shape (num_samples, input_dim).
        targets: exact numbers, shape (num_samples, output_dim).
        function_space: also compute the rank of the coefficient map, the second route to the dimension of the
            function space.
        groebner: also compute the dimension for these very targets from a Gröbner basis modulo two primes.
        degree: also compute the degree of the set, from a random slice.
        points: also look for so many real points, certify them, and try to join the first to each other one.
        components: also bounds for the number of connected pieces of the real set.
        identifiable: also which weights have the same function as generic ones.

    Raises:
        WrongInput: data that do not fit the network (see :func:`algebraic.data.check_data`).
        TooLarge: the Jacobian is large, and the part of it that is needed would not fit into the memory.
        OutOfBudget: the Jacobian is large, and the time is over.

    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> [dimension_of(net, [[1, 2], [3, 4], [5, 7], [2, 9]][:n], [1, 2, 3, 4][:n]).dimension for n in (1, 2, 3, 4)]
    [8, 7, 6, None]
    """
    check_network(network)
    seed = check_seed(seed)
    extras = Extras(
        check_truth("function_space", function_space),
        check_truth("groebner", groebner),
        check_truth("degree", degree),
        check_whole("points", points, 0, MAX_POINTS),
        check_truth("components", components),
        check_truth("identifiable", identifiable),
    )
    data, budget = check_data(inputs, targets, network), Budget(timeout, memory)
    return explore_fibre(network, data, extras, seed=seed, budget=budget)


def explore_fibre(
    network: Network,
    data: DataSet | IntegerData,
    extras: Extras = NO_EXTRAS,
    *,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    resume: Path | None = None,
    report: Callable[[str], None] = lambda text: None,
    options: Namespace | None = None,
) -> FibreDimension:
    """:func:`dimension_of` for checked data.

    Whole numbers, a Jacobian that is large, and ``resume`` lead to :mod:`algebraic.dimension.by_columns`, all else to
    :mod:`algebraic.dimension.by_minors`.

    Args:
        extras: what is wanted beyond the dimension.
        resume: a folder for finished blocks of the Jacobian (see :func:`algebraic.ranks.prove_rank`).
        report: called with what is being done.
        options: of the command; with them a certificate can be checked without passing the network and the data, and
            ``resume`` knows the code that made the network.

    >>> import numpy as np
    >>> net, inputs = Network.dense([3, 4, 1], "z**2+z"), np.array([[0, 1, 2], [3, 5, 4], [7, 6, 9]])
    >>> explore_fibre(net, IntegerData(inputs, np.array([[0], [1], [2]]), 1, "by hand")).dimension  # 21 − 3
    18
    """
    num_samples, given = len(data.inputs), {**vars(extras), **(vars(options) if options else {})}
    if isinstance(data, DataSet) and resume is None and not is_large(network, num_samples):
        blank = nothing_known(network, data, seed=seed, budget=budget, options=given)
        return by_minors(blank, network, data, extras, seed=seed, budget=budget)
    whole = whole_numbers(data) if isinstance(data, DataSet) else data
    blank = nothing_known(network, whole, seed=seed, budget=budget, options=given)
    return by_columns(
        blank, network, whole, extras, seed=seed, budget=budget, resume=resume, report=report, options=options
    )


def is_large(network: Network, num_samples: int) -> bool:
    """Whether the Jacobian has more entries than :func:`algebraic.data_rank` takes."""
    return num_samples * network.output_dim * network.num_params > MAX_ENTRIES
