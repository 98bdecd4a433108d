"""Dimension of the zero-error set from the rank of the Jacobian, with a minor as certificate; and more, on request.

Let r_N be the rank of the Jacobian at generic weights, for N samples with m outputs each. If r_N = N·m, the set
has dimension K − N·m for generic targets; if r_N < N·m it is empty for generic targets. r_N grows with N to r.
Both sides hold over the complex numbers, for the inputs at hand: this is the exact condition under which the
papers' "dimension K − N with probability one" is true (Theory II, §3).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from ..data import DataSet, random_data, within_float64
from ..ideals import count_solutions, identifiability
from ..modular import modular_rank
from ..networks import Network, PrimeField, symmetries
from ..pieces import ComponentBounds, pieces_of
from ..ranks import RankResult, ambient_dimension, coefficient_map_rank, data_rank, generic_rank
from ..shell import ROLE_SYMMETRIES, Attempts, Budget, HypothesesNotMet, OutOfBudget, random_primes, random_stream
from ..systems import zero_error_system
from .certificates import minor_certificate
from .modulo_primes import degree_by_slice, groebner_dimension
from .real_paths import points_and_paths
from .real_points import IN_VAIN
from .result import Extras, FibreDimension, GroebnerDimension, KnownSymmetries, RealPoints, TheseTargets
from .statements import minor_statement

TARGETS_SHARE = 0.5  # of the time, for these targets, where more is asked for


def by_minors(
    blank: FibreDimension, network: Network, data: DataSet, extras: Extras, *, seed: int, budget: Budget
) -> FibreDimension:
    """Fill in what can be had; every step that fails leaves its reason."""
    num_samples, inputs, targets = len(data.inputs), data.inputs, data.targets
    attempt = Attempts(budget, late="was being computed")
    here = attempt("data_rank", lambda: data_rank(network, inputs, seed=seed, budget=budget))
    generic_inputs = random_data(network, num_samples, seed=seed).inputs
    few = attempt("rank_of_generic_samples", lambda: data_rank(network, generic_inputs, seed=seed, budget=budget))
    generic = attempt("generic_rank", lambda: generic_rank(network, seed=seed, budget=budget))
    known = attempt("symmetries", lambda: known_symmetries(network, seed, budget))
    coefficients = basis = sliced = real = decided = pieces = same = None

    def decide(rank: RankResult, own: Budget) -> TheseTargets | None:
        return attempt("these_targets", lambda: _these_targets(network, data, rank, seed, own))

    if here is not None:  # before what is asked for beyond it, which leaves it no time
        decided = decide(here, budget.part(TARGETS_SHARE) if extras.asked() else budget)
    if extras.function_space:
        coefficients = attempt("coefficient_map_rank", lambda: coefficient_map_rank(network, seed=seed, budget=budget))
    dimension, empty = _fibre(blank, here)
    if extras.identifiable and generic is not None and known is not None:
        found = (generic, known["dimension"])
        same = attempt("identifiable", lambda: identifiability(network, *found, seed=seed, budget=budget))
    if extras.groebner:
        basis = attempt(
            "groebner",
            lambda: groebner_dimension(network, inputs, targets, expected=dimension, seed=seed, budget=budget),
        )
    if extras.degree:
        sliced = attempt("degree", lambda: degree_by_slice(network, inputs, targets, seed=seed, budget=budget))
    if extras.components:
        pieces = attempt("component_bounds", lambda: _pieces(network, data, seed, attempt.budget), ends_itself=True)
    if extras.points:
        real = _points(network, data, extras.points, seed, attempt)
    if here is not None and "these_targets" in attempt.cut_short and budget.remaining() != 0:
        decided = decide(here, budget)  # in the time that the rest has left
    if here is not None and decided is None:
        words = f"not decided: {attempt.reasons.get('these_targets', '')}"
        decided = TheseTargets(empty=None, infinite=None, statement=words)
    generic_dimension, generic_empty = _fibre(blank, few)
    rank = generic.rank if generic else None
    return replace(
        blank,
        generic_rank=rank,
        rank_of_generic_samples=few.rank if few else None,
        data_rank=here.rank if here else None,
        dimension=dimension,
        empty=empty,
        generic_dimension=generic_dimension,
        generic_empty=generic_empty,
        proved=bool(here and here.upper_bound.proved),
        these_targets=decided or blank.these_targets,
        function_space_dimension=rank,
        coefficient_map_rank=coefficients,
        function_space_ambient=ambient_dimension(network),
        symmetries=known,
        unexplained=None if rank is None or known is None else network.num_params - rank - known["dimension"],
        groebner=basis and _compared(basis, dimension, empty),
        degree=sliced,
        real_points=real,
        component_bounds=pieces,
        identifiable=same,
        statement=minor_statement(network.num_params, blank.num_equations, here),
        certificate=minor_certificate(network, num_samples, here, blank.data_set),
        reasons=attempt.reasons,
        cut_short=attempt.cut_short,
    )


def _pieces(network: Network, data: DataSet, seed: int, budget: Budget) -> ComponentBounds:
    """Bounds for the number of connected pieces of the real set."""
    with within_float64(data):
        return pieces_of(zero_error_system(network, data.inputs, data.targets), seed=seed, budget=budget)


def _points(network: Network, data: DataSet, wanted: int, seed: int, attempt: Attempts) -> RealPoints | None:
    """Real points and paths, as many as there was time for, and a reason where that is not all."""

    def look() -> tuple[RealPoints, OutOfBudget | None]:
        with within_float64(data):
            return points_and_paths(network, data.inputs, data.targets, wanted, seed=seed, budget=attempt.budget)

    found = attempt("real_points", look, ends_itself=True)
    if found is None:
        return None
    real, limit = found
    if limit is not None:
        attempt.note("real_points", limit)
    elif len(real["points"]) < wanted:
        said = f"{len(real['points'])} different ones of {wanted}: {IN_VAIN} random starts in a row brought no other"
        attempt.note("real_points", HypothesesNotMet(said))
    return real


def _fibre(blank: FibreDimension, rank: RankResult | None) -> tuple[int | None, bool | None]:
    """Dimension for generic targets, and whether they have no solution."""
    if rank is None:
        return None, None
    full = rank.rank == blank.num_equations
    return (blank.num_params - blank.num_equations, False) if full else (None, True)


def known_symmetries(network: Network, seed: int, budget: Budget) -> KnownSymmetries:
    """The continuous symmetries, counted at random weights modulo a prime."""
    denominators = network.denominators
    prime = random_primes(1, seed, denominators=denominators)[0]
    weights = random_stream(seed, ROLE_SYMMETRIES, 0).integers(0, prime, network.num_params, dtype=np.int64)
    found = symmetries(network, PrimeField(prime), weights)
    values = np.stack([s.values for s in found]) if found else np.zeros((0, network.num_params), dtype=np.int64)
    return KnownSymmetries(
        dimension=modular_rank(values, prime, budget),
        kinds=dict(Counter(s.kind for s in found)),
        layers=dict(Counter(str(s.layer) for s in found)),
    )


def _these_targets(network: Network, data: DataSet, rank: RankResult, seed: int, budget: Budget) -> TheseTargets:
    system = zero_error_system(network, data.inputs, data.targets)
    found = count_solutions(system, network, data.inputs, data.targets, rank, seed=seed, budget=budget)
    if found.limit is not None:
        raise found.limit
    return TheseTargets(
        empty={"empty": True, "undecided": None}.get(found.status, False),
        infinite={"infinite": True, "undecided": None}.get(found.status, False),
        statement=f"{found.status}: {found.evidence['statement']}",
        evidence=found.evidence,
    )


def _compared(basis: GroebnerDimension, dimension: int | None, empty: bool | None) -> GroebnerDimension:
    """Beside what the rank says of generic targets."""
    if empty is None or basis["empty"] is None:
        return basis
    agrees = (basis["dimension"], basis["empty"]) == (dimension, empty)
    words = ", as by the rank" if agrees else ", not as by the rank: special targets"
    return {**basis, "agrees": agrees, "statement": basis["statement"] + words}
