"""All isolated complex solutions of a square polynomial system: by monodromy in the coefficients, certified.

The given system is a member of the family of all systems with the same monomials and a constant in every equation.
For generic coefficients this has as many solutions as the mixed volume of the Newton polytopes with the origin added,
and every isolated solution of the given system, also with zero coordinates, is the end of a path from there (Li,
Wang, The BKK root count in C^n, Math. Comp. 65 (1996)). The other paths end at infinity or in singular points.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import log2
from operator import mul

import flint
import numpy as np

from ..bounds import bkk_bound, is_our_own
from ..ideals import Branch, count_by_leading_ideals
from ..networks import Group
from ..proofs import BallSystem, Box, is_real
from ..shell import (
    ROLE_LOOPS,
    Budget,
    HypothesesNotMet,
    OutOfBudget,
    TooLarge,
    WrongInput,
    ZerolocusError,
    as_fraction,
    interruption,
    random_stream,
)
from ..systems import PolynomialSystem, coefficient_family
from ..tracking import find_fibre
from .certify import Certified
from .ends import Ends
from .landing import FEW_PRECISE, MAX_PRECISE, Landing, land, seek_again
from .routes import Notes, bound_budget

Support = frozenset[tuple[int, ...]]

SEARCH_SHARE = 0.6  # of the time that is left
DEGREE_SHARE, DEGREE_SECONDS = 0.5, 60.0  # of the time that is left, for the number of solutions modulo two primes
KNOWN_DEGREES = {
    "exact": "over the complex numbers there are",
    "exact_mod_p": "modulo two primes there are",
    "empty": "by cofactors there are",
}


@dataclass(frozen=True, eq=False)
class IsolatedSolutions:
    """The isolated solutions that were found, each in a box that is proved to hold exactly one.

    If nothing is in ``cut_short``, then

        ``count + at_infinity + gave_up + len(suspected) + duplicates = generic_count + conjugates_missing``.

    Attributes:
        names: the unknowns.
        boxes: pairwise disjoint, as :mod:`algebraic.proofs.boxes` writes them, non-singular solutions.
        real_count: how many of them are proved to be real; the others are proved not to be.
        suspected: approximate ends of paths that could not be certified, each with the reason; m paths end in an
            isolated solution of multiplicity m, several in a set of positive dimension.
        at_infinity: paths that are known to have no limit, as ``ends.support`` says.
        duplicates: paths that came to a solution of another path, so that one of them went wrong.
        conjugates_missing: boxes to which no path came, only to their conjugates.
        generic_count: solutions found for generic coefficients, at which the paths begin.
        mixed_volume: how many there are, at most so many isolated solutions; ``None`` if it could not be had.
        num_paths: paths tracked in all.
        seed: of all random choices.
        cut_short: what the time limit cut short.
        ends: what became of the paths: those that were given up, and what supports that others have no limit.
    """

    names: tuple[str, ...]
    boxes: list[Box]
    real_count: int
    suspected: list[tuple[np.ndarray, str]]
    at_infinity: int
    duplicates: int
    conjugates_missing: int
    generic_count: int
    mixed_volume: int | None
    num_paths: int
    seed: int
    cut_short: list[str]
    ends: Ends

    @property
    def count(self) -> int:
        """Certified solutions."""
        return len(self.boxes)

    @property
    def gave_up(self) -> int:
        """Paths that grew as long as they were followed, and nothing is known of a limit."""
        return len(self.ends.gave_up)

    @property
    def proved_complete(self) -> bool:
        """Whether no isolated solution is missing, since there are as many as the mixed volume."""
        return self.count == self.mixed_volume

    @property
    def all_accounted_for(self) -> bool:
        """Whether as many paths as the mixed volume began, and it is known where each of them went.

        That is so if each has a certified end of its own, or if these and the suspected ends are all solutions that
        there are, with multiplicity: then the others have no limit (``ends.support``).
        """
        ends = self.count + self.at_infinity + len(self.suspected)
        whole = not (self.cut_short or self.duplicates or self.conjugates_missing)
        known = self.proved_complete or self.ends.support is not None
        return whole and known and self.mixed_volume == self.generic_count == ends


def solve_system(system: PolynomialSystem, *, seed: int = 0, timeout: float | None = None) -> IsolatedSolutions:
    """All isolated complex solutions of as many polynomial equations as unknowns, with rational coefficients.

    Args:
        system: exact; its monomials decide how many paths there are.
        seed: of all random choices.
        timeout: wall time in seconds; what was found and certified until then is returned.

    Raises:
        HypothesesNotMet: not as many equations as unknowns, or an equation 0 = 0.
        WrongInput: polynomials that are not over the rationals in these unknowns.

    >>> from algebraic.systems.zoo import noon
    >>> found = solve_system(noon(3))
    >>> found.count, found.real_count, found.mixed_volume, found.all_accounted_for
    (21, 7, 21, True)
    """
    _check_square(system)
    budget, stream, supports = Budget(timeout), random_stream(seed, ROLE_LOOPS, 0), _affine_supports(system)
    bound = _bound(supports, budget)
    landing, generic_count, notes = None, 0, Notes()
    certified, ends = Certified(), Ends(0)
    if bound != 0 and (bound is not None or _has_solutions(supports, stream)):
        branch = coefficient_branch(system)
        own = budget.part(SEARCH_SHARE)
        claimed = not is_our_own(supports, affine=True)  # gfan's word alone does not end the search
        fibre = find_fibre(branch.family, branch.group, stream, known_bound=bound, claimed=claimed, budget=own)
        if fibre.interrupted:
            raise interruption() or KeyboardInterrupt
        generic_count = fibre.count
        notes += Notes(cut_short=() if fibre.finished else ("monodromy",), num_paths=fibre.num_paths)
        try:
            landing = land(branch, fibre, budget)
        except OutOfBudget:
            notes += Notes(cut_short=("arrival",))
    if landing is not None:
        landing, ends = _seek(system, landing, seed, budget)
        certified = landing.certified
        notes += Notes(cut_short=() if landing.finished else ("certificates",), num_paths=landing.num_paths)
    return IsolatedSolutions(
        names=system.names,
        boxes=certified.boxes,
        real_count=sum(is_real(box) is True for box in certified.boxes),
        suspected=[(end.point, end.reason) for end in ends.suspected],
        at_infinity=ends.infinity,
        duplicates=0 if landing is None else landing.duplicates,
        conjugates_missing=certified.conjugates_missing,
        generic_count=generic_count,
        mixed_volume=bound,
        num_paths=notes.num_paths,
        seed=seed,
        cut_short=list(notes.cut_short),
        ends=ends,
    )


def _seek(system: PolynomialSystem, landing: Landing, seed: int, budget: Budget) -> tuple[Landing, Ends]:
    """The number of solutions with multiplicity where paths have no end of their own, and what is missing of it."""
    if not landing.unsettled:
        return landing, Ends(len(landing.certified.boxes))
    degree = count_by_leading_ideals(system, seed=seed, budget=budget.part(DEGREE_SHARE, at_most=DEGREE_SECONDS))
    number = degree.count if degree.status in KNOWN_DEGREES else None
    source, precise = KNOWN_DEGREES.get(degree.status, ""), FEW_PRECISE if number is None else MAX_PRECISE
    [landing], ends = seek_again([landing], number, source, seed, budget, precise=precise)
    return landing, ends


def _check_square(system: PolynomialSystem) -> None:
    """Raise unless the system is square, over the rationals, and none of its equations is 0 = 0."""
    size = len(system.names)
    for polynomial in system.polynomials:
        if not isinstance(polynomial, flint.fmpq_mpoly):
            raise WrongInput(
                f"a polynomial is a {type(polynomial).__name__}",
                hint="give fmpq_mpoly of python-flint: only exact rational coefficients can be certified",
                kind="inexact",
            )
        if polynomial.context().nvars() != size:
            raise WrongInput(f"a polynomial in {polynomial.context().nvars()} unknowns, {size} names", kind="bad_names")
    if len(system.polynomials) != size or not size:
        fewer = len(system.polynomials) < size
        raise HypothesesNotMet(
            f"{len(system.polynomials)} equations in {size} unknowns",
            hint="no solution is isolated; add equations" if fewer else "leave out or combine equations",
            kind="not_square",
        )
    if any(polynomial.is_zero() for polynomial in system.polynomials):
        raise HypothesesNotMet("an equation is 0 = 0, so no solution is isolated", kind="not_square")


def _bound(supports: list[Support], budget: Budget) -> int | None:
    own = bound_budget(budget)
    try:
        with own.alarm("the mixed volume was being computed"):
            return bkk_bound(supports, affine=True, budget=own)
    except ZerolocusError:
        return None


def coefficient_branch(system: PolynomialSystem) -> Branch:
    """The given system as a member of the family of all coefficients on its monomials, and exact.

    Raises:
        TooLarge: coefficients beyond the range of floating point.
    """
    size = len(system.names)
    known = [{tuple(map(int, e)): as_fraction(c) for e, c in p.terms()} for p in system.polynomials]
    shifts, heights = _balance(known, size)
    try:
        family, _ = coefficient_family(system)
        names = [name for name, _ in family.parameters]
        exact = [known[i].get(exponents, Fraction(0)) for _, i, exponents in names]
        scales = [Fraction(2) ** (heights[i] + sum(map(mul, exponents, shifts))) for _, i, exponents in names]
        target = [float(c * scale) for c, scale in zip(exact, scales, strict=True)]
        units = np.array([1 / 2.0**-s for s in shifts])
    except (OverflowError, ZeroDivisionError):
        raise TooLarge(
            "the coefficients are beyond the range of floating point", hint="scale the unknowns", kind="too_large"
        ) from None
    identity = Group(np.arange(size)[None], np.ones((1, size), dtype=int))
    return Branch(
        family,
        np.array(target, complex),
        BallSystem(family, exact),
        identity,
        list(range(size)),
        units,
        [1 / scale for scale in scales],
        range(len(exact)),
    )


def _balance(terms: list[dict[tuple[int, ...], Fraction]], size: int) -> tuple[list[int], list[int]]:
    """Binary exponents s for the unknowns and r for the equations that bring all coefficients near 1.

    Minimizes Σ (log2 |c| + r_i + Σ_k a_k s_k)² over all terms c x^a (Meintjes, Morgan, Chemical equilibrium systems as
    numerical test problems, ACM TOMS 16 (1990)).
    """
    rows, logs = [], []
    for i, equation in enumerate(terms):
        for exponents, c in equation.items():
            rows.append([*exponents, *(int(i == j) for j in range(len(terms)))])
            logs.append(log2(abs(c.numerator)) - log2(c.denominator))
    best = np.linalg.lstsq(np.array(rows, float), -np.array(logs), rcond=None)[0]
    rounded = [round(v) for v in best.tolist()]
    return rounded[:size], rounded[size:]


def _affine_supports(system: PolynomialSystem) -> list[Support]:
    origin = (0,) * len(system.names)
    return [frozenset({tuple(map(int, e)) for e in support} | {origin}) for support in system.supports()]


def _has_solutions(supports: list[Support], stream: np.random.Generator) -> bool:
    """Whether generic systems with these monomials, the constants among them, have solutions in the torus.

    They do if and only if there are linearly independent vectors, one in the span of each support (Bernstein). Random
    ones are tried: a yes is proved, a no is wrong with a probability below 1e-6.
    """
    rows = [
        stream.integers(-(2**31), 2**31, len(s)).astype(object) @ np.array(sorted(s), dtype=object) for s in supports
    ]
    return flint.fmpz_mat([[int(v) for v in row] for row in rows]).det() != 0
