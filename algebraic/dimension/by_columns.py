"""Dimension of the zero-error set of a network and a data set of the papers' size, from a rank modulo a prime.

The same statements as in :mod:`algebraic.dimension.by_minors`, and no others than the proof carries. N images and m
outputs give N·m equations in K unknowns. More equations than unknowns: generic targets have no solution, by counting.
Independent rows of the Jacobian: dimension K − N·m for generic targets, for these very images. For the labels at hand a
rank proves neither that there is a solution nor that there is none; over the real numbers it speaks of an open set of
targets.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..data import IntegerData, load_integer_data
from ..networks import Network, factory_used
from ..ranks import FEW_DEGREES, RankProof, UpperBound, ambient_dimension, point_for, prove_rank, proved_bound
from ..shell import Budget
from .certificates import columns_certificate, counting_certificate
from .result import Elimination, Extras, FibreDimension
from .statements import KnownRank, columns_statement, left_kernel, these_targets

NO_LARGER = UpperBound("random_points", "no larger rank was found at two random points modulo random primes", False)


def by_columns(
    blank: FibreDimension,
    network: Network,
    data: IntegerData,
    extras: Extras,
    *,
    seed: int,
    budget: Budget,
    resume: Path | None,
    report: Callable[[str], None],
    options: Namespace | None,
) -> FibreDimension:
    """Fill in what a rank modulo a prime proves; the ``extras`` are not attempted.

    Raises:
        TooLarge: the matrix would not fit into the memory.
        OutOfBudget: the time is over.
    """
    known = None
    if blank.num_equations <= network.num_params:
        factory = factory_used(vars(options)) if options else None
        known = _known_rank(network, data, seed, budget, resume, factory, report)
    rank = known.rank if known else None
    reasons = {"generic_rank": "not asked: only these samples were looked at"}
    if known is None:
        reasons["data_rank"] = "not needed: there are more equations than parameters"
    elif rank is None:
        reasons["data_rank"] = f"at least {known.below.rank}; for more columns: {known.below.limit}"
    reasons |= dict.fromkeys(extras.asked(), "not attempted for a system of this size")
    if known and known.below.remade:
        reasons["resume"] = "; ".join(known.below.remade)
    certificate = (
        columns_certificate(network, data, known.below, known.bound, options)
        if known
        else counting_certificate(network, data, options)
    )
    return replace(fill_in(blank, network, data, known), certificate=certificate, reasons=reasons)


def fill_in(blank: FibreDimension, network: Network, data: IntegerData, known: KnownRank | None) -> FibreDimension:
    """All that follows from what is known of the rank; ``known`` is ``None`` with more equations than parameters."""
    empty, generic_empty = _empty(known, blank.num_equations)
    dimension = network.num_params - blank.num_equations
    return replace(
        blank,
        rank_of_generic_samples=_random_rank(known, blank.num_equations),
        data_rank=known.rank if known else None,
        dimension=dimension if empty is False else None,
        empty=empty,
        generic_dimension=dimension if generic_empty is False else None,
        generic_empty=generic_empty,
        proved=known is None or bool(known.bound and known.bound.proved),
        these_targets=these_targets(network, data),
        function_space_ambient=ambient_dimension(network, limit=FEW_DEGREES),
        statement=columns_statement(network, data, known),
        elimination=_elimination(known.below) if known else None,
        left_kernel=left_kernel(network, data, known),
    )


def _known_rank(
    network: Network,
    data: IntegerData,
    seed: int,
    budget: Budget,
    resume: Path | None,
    factory: str | None,
    report: Callable[[str], None],
) -> KnownRank:
    """The rank from below and, where the rows are not independent, from above and for as many random inputs."""
    prove = partial(prove_rank, network, seed=seed, budget=budget, report=report)
    below = prove(data, resume=resume, factory=factory)
    if below.full:
        reason = f"there are {below.num_equations} equations that differ"
        return KnownRank(below, UpperBound("equations", reason, True), None)
    if not below.all_columns:
        return KnownRank(below, None, None)
    bound = column_bound(network, below)
    if bound is None:
        below = max(below, prove(data, index=1), key=lambda proof: proof.rank)
        bound = column_bound(network, below) or NO_LARGER
    others = load_integer_data("random", network, len(data.distinct), seed=seed)
    return KnownRank(below, bound, prove(others).rank)


def column_bound(network: Network, below: RankProof) -> UpperBound | None:
    """A proof that the rank is no larger, if one is cheap."""
    weights = point_for(network, below.prime, below.seed, below.index)
    return proved_bound(network, below.rank, below.prime, weights, sparing=True)


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


def _elimination(below: RankProof) -> Elimination:
    return Elimination(
        rank=below.rank,
        rows=below.num_equations,
        columns=len(below.columns),
        prime=below.prime,
        seconds={name: round(value, 3) for name, value in below.seconds.items()},
    )
