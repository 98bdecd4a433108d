"""The rank of the Jacobian of a model on its data: bounded, measured, proved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from algebraic.shell import TooLarge

from .arithmetic import Unprovable
from .bounds import Bound, least, upper_bounds
from .limits import MAX_OPERATIONS, check_proof, check_work
from .proof import Enclosed, dead_units, prove_singular_value, rank_modulo, rank_over_rationals
from .result import GAP, PROVED, UNDECIDED, Rank
from .rounding import Scaled, scale
from .saturation import saturated_words
from .spectrum import Spectrum, Verdict, decide, decompose, qr_operations

if TYPE_CHECKING:
    from ...subject import Subject

MUCH = 1e-6  # a change by the last digits that is worth a word


def measure_rank(subject: Subject, *, prove: bool = False, seed: int = 0) -> Rank:
    """The rank at the given weights, with what bounds it and what is proved.

    The upper bounds are theorems. A polynomial model (data and weights are binary fractions) has its rank modulo a
    prime as a lower bound, and where it is small its rank over the rational numbers. Otherwise, or where these do
    not meet, the singular values decide if they can (:mod:`.spectrum`).

    Args:
        prove: also bound the smallest singular value that counts from below by floats that are rounded outward.
        seed: of primes and perturbations.

    Raises:
        Nothing of its own; what takes too long or does not fit into memory is left undecided, and said in ``cut``.
    """
    bounds = upper_bounds(subject, dead_units(subject))
    bound = least(bounds).bound
    method: list[str] = []
    lower, exact = _exactly(subject, seed, bound, method)
    if exact is not None and exact < bound:
        bounds.insert(0, Bound(exact, "the rank of the Jacobian over the rational numbers", everywhere=False))
        bound = exact
    try:
        check_work(subject)
        matrix = subject.jacobian().cpu().numpy()
    except TooLarge as problem:
        method.append(f"no singular values: {problem.message}")
        found = _result(subject, bounds, None, None, lower, None, method)
        return found if found.status == PROVED else replace(found, cut=problem.message)
    scaled = scale(subject, matrix, seed)
    spectrum, verdict = _seen(matrix, scaled, bound, method)
    if verdict.decided and verdict.rank < bound and (lost := saturated_words(subject)):
        words = f"float64 shows {verdict.rank:,}, but it has lost the digits of {lost}: the rank may be larger"
        verdict = replace(verdict, decided=False, because=words)
        method.append(words)
    if not prove or not verdict.rank:
        return _result(subject, bounds, spectrum, verdict, lower, None, method)
    del matrix
    wanted = min(verdict.rank, bound) if lower < bound else lower
    verified, cut = _verified(subject, spectrum, scaled, wanted, method)
    if verified is not None and verified.proved:
        lower = max(lower, wanted)
    return replace(_result(subject, bounds, spectrum, verdict, lower, verified, method), cut=cut)


def _exactly(subject: Subject, seed: int, bound: int, method: list[str]) -> tuple[int, int | None]:
    """A lower bound of the rank, and the rank if it is known, by exact arithmetic."""
    lower = 0
    for index in range(2):
        found = rank_modulo(subject, seed, index)
        if found is None:
            return 0, None
        lower = max(lower, found)
        if lower >= bound:
            method.append(f"the rank modulo a random prime is {lower:,}, which proves it from below")
            return lower, lower
    exact = rank_over_rationals(subject)
    if exact is not None:
        method.append(f"the rank over the rational numbers is {exact:,}: weights and data are binary fractions")
        return exact, exact
    method.append(f"the rank modulo two random primes is {lower:,}, which proves it from below only")
    return lower, None


def _seen(matrix: np.ndarray, scaled: Scaled, bound: int, method: list[str]) -> tuple[Spectrum, Verdict]:
    """The singular values of a scaled matrix and their verdict; once more with all digits if half are too few."""
    noise = scaled.noise
    spectrum = decompose(matrix)
    verdict = decide(spectrum.values, max(spectrum.floor, noise), bound)
    if not verdict.decided and "Gram" in spectrum.method and _affordable(matrix):
        spectrum = decompose(matrix, exact=True)
        verdict = decide(spectrum.values, max(spectrum.floor, noise), bound)
    if noise > max(spectrum.floor, MUCH) and not verdict.decided:
        method.append(f"the last digits of weights and data change the scaled Jacobian by {noise:.1e}")
    if scaled.num_drowned:
        which = f"{scaled.num_drowned:,} of the {matrix.shape[1]:,} columns of the Jacobian"
        if scaled.explained:
            method.append(f"{which} are nothing but rounding, which grows in single precision: they count as zero")
        elif verdict.decided and verdict.rank < bound:
            words = (
                f"the singular values show {verdict.rank:,}, but {which} change by more than they are with the last "
            )
            verdict = replace(verdict, decided=False, because=f"{words}digits of weights and data")
    method.append(f"{spectrum.method}, of the Jacobian with rows and columns scaled to norm 1: {verdict.because}")
    return spectrum, verdict


def _affordable(matrix: np.ndarray) -> bool:
    """Whether two more copies fit into memory, and a few minutes suffice."""
    from netsim.shell import free_memory

    free = free_memory("cpu")
    small, large = sorted(matrix.shape)
    return (free is None or 2 * matrix.nbytes < free) and qr_operations(small, large) < MAX_OPERATIONS / 2


def _verified(
    subject: Subject, spectrum: Spectrum, scaled: Scaled, rank: int, method: list[str]
) -> tuple[Enclosed | None, str]:
    """The proof, if there is one, and what a limit ended."""
    try:
        check_proof(subject)
        found = prove_singular_value(subject, spectrum, scaled.rows, scaled.columns, rank)
    except Unprovable as problem:
        method.append(f"no proof by floats that are rounded outward: {problem}")
        return None, ""
    except TooLarge as problem:
        method.append(f"no proof by floats that are rounded outward: {problem.message}")
        return None, problem.message
    method.append(found.because)
    return found, ""


def _result(
    subject: Subject,
    bounds: list[Bound],
    spectrum: Spectrum | None,
    verdict: Verdict | None,
    lower: int,
    verified: Enclosed | None,
    method: list[str],
) -> Rank:
    bound, equations = bounds[0].bound, subject.num_equations
    if lower > bound:
        method.append(f"a rank of {lower:,} is proved from below and {bound:,} from above: one of both proofs is wrong")
        status, rank = UNDECIDED, None
    elif lower == bound:
        status, rank = PROVED, lower
    elif verdict is None:
        status, rank = UNDECIDED, None
    elif verdict.decided and verdict.rank >= lower:
        status, rank = GAP, verdict.rank
    else:
        status, rank = UNDECIDED, max(verdict.rank, lower)
        if verdict.decided:
            method.append(f"the singular values show {verdict.rank:,}, and {lower:,} is proved from below")
    everywhere = least(bounds, everywhere=True).bound
    dimension, because = _dimension(subject, rank, status, everywhere)
    values = None if spectrum is None or not len(spectrum.values) else spectrum.values
    return Rank(
        jacobian_rank=rank,
        status=status,
        rank_bound=everywhere,
        rank_bound_here=bound,
        singular_gap=None if verdict is None else verdict.gap,
        zero_set_dimension=dimension,
        zero_set_because=because,
        largest_singular_value=None if values is None else float(values[0]),
        smallest_singular_value=None if values is None or not rank else float(values[rank - 1]),
        verified_singular_value=None if verified is None else verified.of_jacobian,
        lower_bound=min(lower, bound),
        empty_for_generic_targets=everywhere < equations,
        bounds=tuple(bounds),
        method=tuple(method),
    )


def _dimension(subject: Subject, rank: int | None, status: str, everywhere: int) -> tuple[int | None, str]:
    """The dimension of the set of zeros, where the rank says it."""
    equations, weights = subject.num_equations, subject.num_params
    if everywhere < equations:
        return None, (
            f"the Jacobian has rank at most {everywhere:,} < {equations:,} equations at all weights: for generic "
            "targets there is no zero"
        )
    if rank != equations or status == UNDECIDED:
        told = "undecided" if status == UNDECIDED else f"{rank:,}"
        return None, f"the rank at these weights is {told}, and only {equations:,}, that of all equations, would say it"
    how = "is proved to have" if status == PROVED else "has (by its singular values)"
    return weights - equations, (
        f"the Jacobian {how} full rank {equations:,} here, hence at generic weights: for generic targets with a zero "
        f"the set of zeros has dimension {weights:,} − {equations:,}"
    )
