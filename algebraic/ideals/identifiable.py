"""Which weights give the function of generic weights: the generic fibre of the map from weights to functions.

It has dimension K − r, where r is the generic rank. A slice on which all but r weights are random numbers meets it in
finitely many points, of which :mod:`algebraic.ideals.generic_fibre` says how many. The slice meets every component of
the fibre, and all equally often, since the weights are an irreducible set: loops permute the components.

Named symmetries are the continuous ones of :mod:`algebraic.networks.symmetry`, and the permutations and changes of sign
of :mod:`algebraic.networks.finite_symmetry`. If they have a smaller dimension than the fibre, the function does not
determine the weights up to these. If K − r is the number s of independent scalings of the weights
(:mod:`algebraic.networks.torus`), an orbit meets the slice in |det R_F| / g · |G / (G ∩ T)| points: R has the rates of
the scalings, F are the weights that are fixed, g is the greatest common divisor of the s × s minors of R, T are all
scalings, and G are the permutations and changes of sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import flint

from ..networks import Group, Network, finite_symmetries, scaling_rates
from ..ranks import RankResult
from ..shell import Budget, TooLarge
from .evidence import Evidence
from .function_problem import FunctionProblem, FunctionQuestion
from .generic_fibre import fibre_size
from .slices import choose_gauge


@dataclass(frozen=True)
class Identifiability:
    """The weights over a generic function.

    Attributes:
        fibre_dimension: K − r; ``fibre_dimension_proved``: whether it is no smaller than that.
        symmetry_dimension: of the named continuous symmetries.
        permutations_and_signs: how many there are, with the identity; ``None`` beyond 50,000.
        slice_points: points of the fibre on a slice with random numbers for K − r weights; ``None`` if not decided.
        slice_status: ``exact_mod_p``, or ``undecided``.
        orbit_points: points of the slice in one orbit of the named symmetries, so that at least so many are proved;
            ``None`` if that is not known.
        orbits: into how many orbits the fibre falls; ``None`` if that is not decided, or infinite.
        identifiable: whether there is one, modulo two primes.
        statement: in words.
        evidence: of ``slice_points``.
    """

    fibre_dimension: int
    fibre_dimension_proved: bool
    symmetry_dimension: int
    permutations_and_signs: int | None
    slice_points: int | None
    slice_status: str
    orbit_points: int | None
    orbits: int | None
    identifiable: bool | None
    statement: str
    evidence: Evidence


def identifiability(
    network: Network, rank: RankResult, symmetry_dimension: int, *, seed: int, budget: Budget
) -> Identifiability:
    """What is known of the generic fibre.

    Args:
        rank: r, from :func:`algebraic.ranks.generic_rank`.
        symmetry_dimension: independent vector fields of :func:`algebraic.networks.symmetries`.

    Raises:
        TooLarge: too many coefficients or dimensions.

    >>> from algebraic.ranks import generic_rank
    >>> from algebraic.shell import UNLIMITED
    >>> net = Network.dense([2, 2, 1], "z**3", hidden_bias=False, output_bias=False)
    >>> found = identifiability(net, generic_rank(net), 2, seed=0, budget=UNLIMITED)
    >>> found.fibre_dimension, found.slice_points, found.orbit_points, found.orbits
    (2, 2, 2, 1)
    """
    size, proved = network.num_params - rank.rank, rank.upper_bound.proved
    gauge = choose_gauge(network, rank.rank, "fixed", seed)
    problem = FunctionProblem(FunctionQuestion(network, gauge, "frobenius", None, [], []), seed)
    fibre = fibre_size(problem, seed, budget)
    rates = scaling_rates(network)
    try:
        group: Group | None = finite_symmetries(network)
    except TooLarge:
        group = None
    points = None
    if len(rates) == size and group is not None:
        points = points_of_torus(rates, sorted(gauge.forms)) * group.order // len(signs_in_torus(rates, group))
    elif symmetry_dimension == size and fibre.size == 1:
        points = 1
    orbits = None
    if symmetry_dimension == size and fibre.size is not None and points is not None and fibre.size % points == 0:
        orbits = fibre.size // points
    identifiable = None if orbits is None else orbits == 1
    if proved and symmetry_dimension < size:
        identifiable = False
    return Identifiability(
        fibre_dimension=size,
        fibre_dimension_proved=proved,
        symmetry_dimension=symmetry_dimension,
        permutations_and_signs=None if group is None else group.order,
        slice_points=fibre.size,
        slice_status=fibre.status,
        orbit_points=points,
        orbits=orbits,
        identifiable=identifiable,
        statement=_words(size, proved, symmetry_dimension, fibre.size, points, orbits),
        evidence=fibre.evidence,
    )


def points_of_torus(rates: Sequence[Sequence[int]], fixed: Sequence[int]) -> int:
    """In how many points a generic orbit of the scalings meets the slice on which the weights ``fixed`` are numbers.

    Args:
        rates: s independent rows, a rate for each weight.
        fixed: s labels.

    >>> points_of_torus([[1, -2]], [0]), points_of_torus([[1, -2]], [1]), points_of_torus([[2, -4]], [1])
    (1, 2, 2)
    """
    if not rates:
        return 1
    minor = flint.fmpz_mat([[row[k] for k in fixed] for row in rates]).det()
    invariants = flint.fmpz_mat([list(row) for row in rates]).snf()
    divisor = 1
    for i in range(len(rates)):
        divisor *= int(invariants[i, i])
    return abs(int(minor)) // abs(divisor)


def signs_in_torus(rates: Sequence[Sequence[int]], group: Group) -> list[int]:
    """The elements of the group that are scalings, too: they move no weight, and their signs are powers t^rates.

    So it is exactly if Π_k sign_k^(m_k) = 1 for every whole vector m with Σ_k m_k · rates_k = 0.
    """
    relations = whole_relations(rates, group.sources.shape[1])
    still = range(group.sources.shape[1])
    return [
        g
        for g in range(group.order)
        if group.sources[g].tolist() == list(still)
        and all(sum(m[k] for k in still if group.signs[g, k] < 0) % 2 == 0 for m in relations)
    ]


def whole_relations(rates: Sequence[Sequence[int]], count: int) -> list[list[int]]:
    """A basis of all whole vectors m with Σ_k m_k · rates_k = 0, by Hermite's form of (rates | 1).

    >>> whole_relations([[2, 4]], 2)
    [[2, -1]]
    """
    height = len(rates)
    rows = [[row[k] for row in rates] + [int(j == k) for j in range(count)] for k in range(count)]
    form = flint.fmpz_mat(rows).hnf().tolist()
    return [[int(v) for v in row[height:]] for row in form if not any(int(v) for v in row[:height])]


def _words(
    size: int, proved: bool, symmetry_dimension: int, found: int | None, points: int | None, orbits: int | None
) -> str:
    said = f"the weights over a generic function have dimension {size} ({'proved' if proved else 'not proved'})"
    if symmetry_dimension < size:
        more = f"{said}, and the named symmetries only {symmetry_dimension}"
        return f"{more}: up to these they are not determined" if proved else more
    if found is None:
        least = f"; at least {points} in one orbit of the named symmetries (proved)" if points else ""
        return f"{said}; how many there are in a slice is not decided{least}"
    where = f"in a slice with {size} weight{'s' * (size > 1)} fixed they are" if size else "they are"
    said = f"{said}; {where} {found} point{'s' * (found > 1)}, modulo two primes"
    if orbits is None:
        return f"{said}; how many of these the named symmetries join is not known"
    if orbits == 1:
        return f"{said}, one orbit of the named symmetries: up to these a function determines its weights"
    return f"{said}, {orbits} orbits of the named symmetries: these are not all, or unlike weights have one function"
