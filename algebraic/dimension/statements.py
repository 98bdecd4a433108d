"""What a rank of the Jacobian proves, in words: no more, and no less."""

from __future__ import annotations

from dataclasses import dataclass

from ..data import IntegerData
from ..networks import Network
from ..ranks import RankProof, RankResult, UpperBound
from .result import LeftKernel, TheseTargets


@dataclass(frozen=True)
class KnownRank:
    """What is known of the rank: from below, from above, and for as many random inputs."""

    below: RankProof
    bound: UpperBound | None
    random_inputs: int | None

    @property
    def rank(self) -> int | None:
        """The rank, where more columns could not raise it."""
        return self.below.rank if self.below.full or self.below.all_columns else None


def minor_statement(num_params: int, num_equations: int, rank: RankResult | None) -> str:
    """What :mod:`algebraic.dimension.by_minors` proves."""
    if rank is None:
        return "The dimension is not known."
    if rank.rank == num_equations:
        return (
            f"For generic targets the set has dimension {num_params} − {num_equations} = {num_params - num_equations}: "
            f"the Jacobian has rank {num_equations} (proved)."
        )
    return (
        f"For generic targets the set is empty: {num_equations} equations, and the Jacobian has rank {rank.rank} "
        f"({'proved' if rank.upper_bound.proved else 'not proved'}: {rank.upper_bound.statement}). Through generic "
        f"weights the set has dimension {num_params} − {rank.rank} = {num_params - rank.rank}."
    )


def columns_statement(network: Network, data: IntegerData, known: KnownRank | None) -> str:
    """What :mod:`algebraic.dimension.by_columns` proves; ``known`` is ``None`` with more equations than parameters."""
    num_equations, num_params = len(data.inputs) * network.output_dim, network.num_params
    if known is None:
        return (
            f"For generic targets the set is empty: {len(data.inputs):,} samples with {network.output_dim} outputs "
            f"each are {num_equations:,} equations, and there are {num_params:,} parameters. So the Jacobian has rank "
            f"at most {num_params:,}, and all outputs that the network can give on these samples lie in a set of no "
            "larger dimension (proved by counting)."
        )
    below = known.below
    evidence = f"{below.rank:,} of its columns are independent at one point modulo the prime {below.prime}"
    if below.full and below.num_equations == num_equations:
        return (
            f"For generic targets the set has dimension {num_params:,} − {num_equations:,} = "
            f"{num_params - num_equations:,}: the Jacobian has rank {num_equations:,} (proved: {evidence}). This holds "
            "for these very inputs, over the complex numbers. Over the real numbers the set has this dimension for the "
            "targets of some open set, which need not contain those at hand."
        )
    if below.full:
        return (
            f"For generic targets the set is empty: of {num_equations:,} equations {below.num_equations:,} differ on "
            f"the left. For targets that agree where the inputs do, and are generic otherwise, it has dimension "
            f"{num_params:,} − {below.num_equations:,} = {num_params - below.num_equations:,} (proved: {evidence})."
        )
    if known.rank is None:
        return (
            f"The Jacobian has rank at least {below.rank:,} of {num_equations:,} (proved). Whether it is larger is not "
            f"decided: {len(below.columns):,} of {num_params:,} columns were looked at. The dimension is not known."
        )
    assert known.bound is not None
    through = f"{num_params:,} − {known.rank:,} = {num_params - known.rank:,}"
    if not known.bound.proved:
        return (
            f"The Jacobian has rank at least {known.rank:,} of {num_equations:,} (proved); {known.bound.statement} (no "
            "proof). If there is none, then for generic targets the set is empty, and through generic weights it has "
            f"dimension {through}."
        )
    return (
        f"For generic targets the set is empty: {num_equations:,} equations, and the Jacobian has rank {known.rank:,} "
        f"(proved: {known.bound.statement}). Through generic weights the set has dimension {through}."
    )


def these_targets(network: Network, data: IntegerData) -> TheseTargets:
    """What is decided for the targets at hand: nothing, unless two of them contradict each other."""
    contradictions = data.contradictions
    if contradictions:
        words = f"empty: {contradictions} samples have the input of an earlier one and another target (proved)"
        return TheseTargets(empty=True, infinite=False, statement=words)
    least = network.num_params - len(data.distinct) * network.output_dim
    words = "not decided: a rank is about generic targets, and these can be special"
    if least > 0:
        words += f". Over the complex numbers the set is empty, or every component has dimension at least {least:,}"
    return TheseTargets(empty=None, infinite=None, statement=words)


def left_kernel(network: Network, data: IntegerData, known: KnownRank | None) -> LeftKernel | None:
    """Relations between the rows, as far as something is known of where they come from."""
    num_equations, num_params = len(data.inputs) * network.output_dim, network.num_params
    duplicates = num_equations - len(data.distinct) * network.output_dim
    if known is None:
        least = max(num_equations - num_params, duplicates)
        words = f"at least {least:,} relations between the rows: more equations than parameters"
        return _relations(None, least, duplicates, None, None, words)
    below = known.below
    if below.full and not duplicates:
        return None
    words = f"{duplicates:,} from samples with the input of an earlier one"
    if below.full:
        return _relations(duplicates, duplicates, duplicates, 0, 0, f"{words}, no others (proved)")
    if known.rank is None or known.random_inputs is None:
        return _relations(None, duplicates, duplicates, None, None, f"{words}; others are not decided")
    missing = below.num_equations - known.rank
    shared = min(missing, below.num_equations - known.random_inputs)
    words += f"; {shared:,} that as many random inputs have, too (rank {known.random_inputs:,} of "
    words += f"{below.num_equations:,}); {missing - shared:,} from what is special about these inputs"
    least = num_equations - known.rank if known.bound and known.bound.proved else duplicates
    return _relations(num_equations - known.rank, least, duplicates, shared, missing - shared, words)


def _relations(
    dimension: int | None, least: int, duplicates: int, shared: int | None, rest: int | None, statement: str
) -> LeftKernel:
    return LeftKernel(
        dimension=dimension,
        at_least=least,
        duplicates=duplicates,
        random_inputs=shared,
        unexplained=rest,
        statement=statement,
    )
