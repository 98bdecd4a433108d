"""Dimension of the zero-error set of a network and a data set of the papers' size, from a rank modulo a prime.

The same statements as in :mod:`algebraic.dimension.fibre`, and no others than the proof carries. N images and m outputs
give N·m equations in K unknowns. More equations than unknowns: generic targets have no solution, by counting.
Independent rows of the Jacobian: dimension K − N·m for generic targets, for these very images. For the labels at hand a
rank proves neither that there is a solution nor that there is none; over the real numbers it speaks of an open set of
targets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..data import IntegerData, load_integer_data
from ..engines import versions
from ..networks import Network
from ..ranks import (
    FEW_DEGREES,
    MAX_ENTRIES,
    RankProof,
    UpperBound,
    ambient_dimension,
    network_digest,
    point_for,
    prove_rank,
    proved_bound,
)
from ..shell import UNLIMITED, Budget
from .fibre import FibreDimension
from .statements import KnownRank, left_kernel, statement, these_targets

NETWORK_OPTIONS = (
    "layers", "widths", "network", "outputs", "activation", "hidden_bias", "output_bias", "output_activation",
)  # fmt: skip


def is_large(network: Network, num_samples: int) -> bool:
    """Whether the Jacobian has more entries than :func:`algebraic.data_rank` takes."""
    return num_samples * network.output_dim * network.num_params > MAX_ENTRIES


def prove_dimension(
    network: Network,
    data: IntegerData,
    *,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    resume: Path | None = None,
    report: Callable[[str], None] = lambda text: None,
    options: dict[str, Any] | None = None,
) -> FibreDimension:
    """Dimension of the zero-error set for these inputs and generic targets, proved by a rank modulo a prime.

    Args:
        resume: see :func:`algebraic.ranks.prove_rank`.
        report: called with what is being done.
        options: of the command; with them a certificate can be checked without passing the network and the data.

    Raises:
        TooLarge: the matrix would not fit into the memory.
        OutOfBudget: the time is over.

    >>> import numpy as np
    >>> net = Network.dense([3, 4, 1], "z**2+z")
    >>> inputs = np.array([[0, 1, 2], [3, 5, 4], [7, 6, 9]])
    >>> prove_dimension(net, IntegerData(inputs, np.array([[0], [1], [2]]), 1, "by hand")).dimension  # 21 − 3
    18
    """
    num_equations = len(data.inputs) * network.output_dim
    if num_equations > network.num_params:
        return _document(network, data, None, seed, budget, options)
    common: dict[str, Any] = {"seed": seed, "budget": budget, "report": report}
    below = prove_rank(network, data, resume=resume, **common)
    bound, random_inputs = None, None
    if below.full:
        bound = UpperBound("equations", f"there are {below.num_equations} equations that differ", True)
    elif below.all_columns:
        bound = _bound(network, below)
        if bound is None:
            again = prove_rank(network, data, index=1, **common)
            below = max(below, again, key=lambda proof: proof.rank)
            bound = _bound(network, below) or UpperBound(
                "random_points", "no larger rank was found at two random points modulo random primes", False
            )
        others = load_integer_data("random", network, len(data.distinct), seed=seed)
        random_inputs = prove_rank(network, others, **common).rank
    return _document(network, data, KnownRank(below, bound, random_inputs), seed, budget, options)


def _bound(network: Network, below: RankProof) -> UpperBound | None:
    weights = point_for(network, below.prime, below.seed, below.index)
    return proved_bound(network, below.rank, below.prime, weights, sparing=True)


def _document(
    network: Network,
    data: IntegerData,
    known: KnownRank | None,
    seed: int,
    budget: Budget,
    options: dict[str, Any] | None,
) -> FibreDimension:
    """The document; ``known`` is ``None`` where there are more equations than parameters."""
    num_equations, num_params = len(data.inputs) * network.output_dim, network.num_params
    rank = known.rank if known else None
    empty, generic_empty = _empty(known, num_equations)
    reasons = {"generic_rank": "not asked: only these samples were looked at"}
    if known is None:
        reasons["data_rank"] = "not needed: there are more equations than parameters"
    elif rank is None:
        reasons["data_rank"] = f"at least {known.below.rank}; for more columns: {known.below.limit}"
    for name in ("function_space", "groebner", "degree", "points"):
        if (options or {}).get(name):
            reasons[name] = "not attempted for a system of this size"
    dimension = num_params - num_equations
    return FibreDimension(
        widths=list(network.widths),
        num_params=num_params,
        num_samples=len(data.inputs),
        output_dim=network.output_dim,
        num_equations=num_equations,
        generic_rank=None,
        rank_of_generic_samples=_random_rank(known, num_equations),
        data_rank=rank,
        dimension=dimension if empty is False else None,
        empty=empty,
        generic_dimension=dimension if generic_empty is False else None,
        generic_empty=generic_empty,
        proved=known is None or bool(known.bound and known.bound.proved),
        these_targets=these_targets(network, data),
        function_space_dimension=None,
        coefficient_map_rank=None,
        function_space_ambient=ambient_dimension(network, limit=FEW_DEGREES),
        symmetries=None,
        unexplained=None,
        groebner=None,
        degree=None,
        real_points=None,
        statement=statement(network, data, known),
        certificate=_certificate(network, data, known, options),
        reasons=reasons,
        cut_short=[],
        data=data.source,
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **(options or {})},
        seed=seed,
        versions=versions(),
        elimination=_elimination(known),
        left_kernel=left_kernel(network, data, known),
    )


def _empty(known: KnownRank | None, num_equations: int) -> tuple[bool | None, bool | None]:
    """Whether generic targets have no solution, for these inputs and for as many generic ones."""
    if known is None:
        return True, True
    if known.rank is None:
        return None, None
    if known.rank == num_equations:
        return False, False  # generic inputs have no smaller rank
    if known.random_inputs is None:
        return True, None
    most, different = max(known.rank, known.random_inputs), known.below.num_equations
    if most < different:
        return True, True
    return True, False if different == num_equations else None


def _random_rank(known: KnownRank | None, num_equations: int) -> int | None:
    """r_N for generic inputs, where it was looked for or follows from the rank for these."""
    if known is None or known.below.num_equations < num_equations:
        return None
    return num_equations if known.below.full else known.random_inputs


def _elimination(known: KnownRank | None) -> dict[str, Any] | None:
    if known is None:
        return None
    below = known.below
    found = {"rank": below.rank, "rows": below.num_equations, "columns": len(below.columns), "prime": below.prime}
    return {**found, "seconds": {name: round(value, 3) for name, value in below.seconds.items()}}


def _certificate(
    network: Network, data: IntegerData, known: KnownRank | None, options: dict[str, Any] | None
) -> dict[str, Any]:
    given = options or {}
    has_names = {"network", "data", "samples", "seed"} <= set(given)
    found: dict[str, Any] = {
        "kind": "counting",
        "claim": {
            "num_params": network.num_params,
            "num_equations": len(data.inputs) * network.output_dim,
            "num_different_equations": len(data.distinct) * network.output_dim,
        },
        "network": {
            "options": {name: given[name] for name in NETWORK_OPTIONS} if has_names else None,
            "sha256": network_digest(network),
        },
        "data": {
            "options": {**{name: given[name] for name in ("data", "seed")}, "samples": len(data.inputs)}
            if has_names
            else None,
            "sha256": data.digests(),
        },
    }
    if known is None:
        return found
    below = known.below
    found["kind"] = "columns_modulo_prime"
    found["claim"]["rank_at_least"] = below.rank
    found |= {"prime": below.prime, "seed": below.seed, "index": below.index}
    found |= {"columns": below.columns.tolist(), "matrix_sha256": below.matrix_sha256}
    found["upper_bound"] = asdict(known.bound) if known.bound else None
    return found
