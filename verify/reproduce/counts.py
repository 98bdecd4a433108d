"""Numbers of polynomial systems: degrees, bounds, solutions. Each is proved, or says from which side it is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import prod

from algebraic.bounds import bkk_bound, bkk_with_proof, multihomogeneous_number
from algebraic.census import IsolatedSolutions, solve_system
from algebraic.shell import WrongInput, ZerolocusError
from algebraic.systems import PolynomialSystem

from .enclosure import Enclosure, exactly

SECONDS = 60.0  # for the solutions of one system


def total_degree(system: PolynomialSystem) -> Enclosure:
    """The product of the degrees, Bézout's bound."""
    return exactly(prod(system.total_degrees()), "the product of the degrees")


def bezout_in_groups(system: PolynomialSystem, groups: Sequence[Sequence[str]]) -> Enclosure:
    """The multihomogeneous Bézout number of a partition of the unknowns."""
    return exactly(_in_groups(system, groups), "the coefficient in the product of the degrees, group by group")


def nash_equilibria(options: Sequence[int]) -> Enclosure:
    """The most totally mixed Nash equilibria of generic games in which player i has ``options[i]`` pure strategies.

    The multihomogeneous Bézout number of the equilibrium equations: for each player one equation less than strategies,
    multilinear in the probabilities of all others (McKelvey, McLennan 1997).
    """
    sizes = [count - 1 for count in options]
    rows = [
        [int(other != player) for other in range(len(sizes))] for player, size in enumerate(sizes) for _ in range(size)
    ]
    return exactly(multihomogeneous_number(rows, sizes), "the multihomogeneous Bézout number of the equations")


def hull_volume(points: Sequence[Sequence[int]]) -> Enclosure:
    """Of the convex hull of integer points in K dimensions, K! times the volume.

    The degree of the toric variety of the points, if their differences generate all integer vectors.
    """
    size = len(points[0])
    return exactly(
        bkk_bound([frozenset(map(tuple, points))] * size, affine=False), "a triangulation of the hull, exactly"
    )


def mixed_volume(system: PolynomialSystem, affine: bool = False) -> Enclosure:
    """The mixed volume of the Newton polytopes; ``affine``: after the origin is added to each."""
    volume, because = _volume(system, affine)
    return Enclosure(None, None, because) if volume is None else exactly(volume, because)


def solutions(system: PolynomialSystem, groups: Sequence[Sequence[str]] = (), seed: int = 0) -> Enclosure:
    """Isolated complex solutions: as many as are certified, at most as many as a bound allows.

    Args:
        groups: a partition of the unknowns, whose multihomogeneous Bézout number is tried as a bound.
    """
    found = _solved(system, seed)
    if found.status == "empty" and found.complex_count_evidence["proved"]:
        return exactly(0, found.complex_count_evidence["statement"])
    high, because = _upper_bound(system, groups, found.count)
    certified = f"{found.count} boxes are certified to hold one solution each"
    return Enclosure(Fraction(found.count), Fraction(high), f"{certified}; {because}{_modulo(found, high)}")


def solutions_and_origin(system: PolynomialSystem, groups: Sequence[Sequence[str]] = (), seed: int = 0) -> Enclosure:
    """One more than the solutions: where a system stands for all solutions of another but the origin."""
    found = solutions(system, groups, seed)
    assert found.low is not None
    high = None if found.high is None else found.high + 1
    return Enclosure(found.low + 1, high, f"{found.because}; and the origin")


def real_solutions(system: PolynomialSystem, groups: Sequence[Sequence[str]] = (), seed: int = 0) -> Enclosure:
    """Isolated real solutions: the certified ones that are proved to be real, if others are proved not to exist."""
    found = _solved(system, seed)
    real = sum(solution["real"] for solution in found.solutions)
    high, because = _upper_bound(system, groups, found.count)
    most = high - found.count + real
    said = f"{real} of {found.count} certified solutions are real; {because}{_modulo(found, high)}"
    return Enclosure(Fraction(real), Fraction(most), said)


@lru_cache(maxsize=8)
def _solved(system: PolynomialSystem, seed: int) -> IsolatedSolutions:
    return solve_system(system, seed=seed, timeout=SECONDS)


@lru_cache(maxsize=64)
def _volume(system: PolynomialSystem, affine: bool) -> tuple[int | None, str]:
    origin = {(0,) * len(system.names)} if affine else set()
    supports = [frozenset(support | origin) for support in system.supports()]
    try:
        volume, proved = bkk_with_proof(supports, affine=False)
    except ZerolocusError as problem:
        return None, f"too large for our own cells, and {problem}"
    if proved:
        return volume, "mixed cells that were checked in integers"
    return None, f"gfan says {volume}, and there are too many cells for our own"


def _upper_bound(system: PolynomialSystem, groups: Sequence[Sequence[str]], wanted: int) -> tuple[int, str]:
    """The smallest bound that is quickly had; the search ends where the wanted number is reached."""
    best, because = prod(system.total_degrees()), "Bézout's bound"
    if groups and best > wanted:
        best, because = min((best, because), (_in_groups(system, groups), "Bézout's bound in groups of unknowns"))
    if best > wanted:
        volume, _ = _volume(system, True)
        if volume is not None and volume < best:
            best, because = volume, "the mixed volume with the origin"
    return best, f"{because} allows {best}"


def _in_groups(system: PolynomialSystem, groups: Sequence[Sequence[str]]) -> int:
    if sorted(name for group in groups for name in group) != sorted(system.names):
        raise WrongInput(f"{groups} is no partition of {', '.join(system.names)}", kind="bad_registry")
    places = [[system.names.index(name) for name in group] for group in groups]
    rows = [
        [max(sum(int(term[k]) for k in group) for term in support) for group in places] for support in system.supports()
    ]
    return multihomogeneous_number(rows, [len(group) for group in places])


def _modulo(found: IsolatedSolutions, high: int) -> str:
    degrees = [route["count"] for route in found.routes if route["route"] == "groebner"]
    if found.count == high or not degrees or degrees[0] is None:
        return ""
    return f"; modulo two primes there are {degrees[0]}, with multiplicity"
