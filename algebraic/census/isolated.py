"""All isolated complex solutions of a square polynomial system: by monodromy in the coefficients, certified.

The given system is a member of the family of all systems with the same monomials and a constant in every equation.
For generic coefficients this has as many solutions as the mixed volume of the Newton polytopes with the origin added,
and every isolated solution of the given system, also with zero coordinates, is the end of a path from there (Li,
Wang, The BKK root count in C^n, Math. Comp. 65 (1996)). The other paths end at infinity or in singular points.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import flint
import numpy as np

from ..bounds import bkk_bound, is_our_own
from ..ideals import Branch, SolutionCount, count_by_leading_ideals
from ..proofs import Box, is_real
from ..shell import (
    ROLE_LOOPS,
    Budget,
    HypothesesNotMet,
    TooLarge,
    WrongInput,
    ZerolocusError,
    interruption,
    random_stream,
)
from ..systems import PolynomialSystem
from ..tracking import Fibre, FibreRecord, find_fibre
from .certify import Certified
from .coefficients import coefficient_branch
from .ends import Ends
from .landing import Landing, land
from .resume import usable
from .routes import Notes, basis_budget, bound_budget
from .seek import FEW_PRECISE, MAX_PRECISE, seek_again

Support = frozenset[tuple[int, ...]]

log = logging.getLogger(__name__)

SEARCH_SHARE = 0.6  # of the time that is left
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
        status: what is known of ``count``: ``exact`` where no isolated solution is missing, ``exact_mod_p`` where none
            is modulo two primes, else ``lower_bound``.
        fibre: where something was cut short, the solutions for generic coefficients, for ``resume``.
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
    status: str
    fibre: FibreRecord | None

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


def solve_system(
    system: PolynomialSystem, *, seed: int = 0, timeout: float | None = None, resume: FibreRecord | None = None
) -> IsolatedSolutions:
    """All isolated complex solutions of as many polynomial equations as unknowns, with rational coefficients.

    Args:
        system: exact; its monomials decide how many paths there are.
        seed: of all random choices.
        timeout: wall time in seconds; what was found and certified until then is returned.
        resume: the ``fibre`` of an earlier result for the same system, to go on from.

    Raises:
        HypothesesNotMet: not as many equations as unknowns, or an equation 0 = 0.
        WrongInput: polynomials that are not over the rationals in these unknowns, or nothing to go on from.

    >>> from algebraic.systems.zoo import noon
    >>> found = solve_system(noon(3))
    >>> found.count, found.real_count, found.mixed_volume, found.all_accounted_for
    (21, 7, 21, True)
    >>> found.status, found.cut_short
    ('exact', [])
    """
    _check_square(system)
    budget, stream, supports = Budget(timeout), random_stream(seed, ROLE_LOOPS, 0), _affine_supports(system)
    bound = _bound(supports, budget)
    log.info("%d equations are searched; BKK allows %s solutions", len(system.names), bound)
    landing, fibre, degree, notes = None, None, None, Notes()
    certified, ends = Certified(), Ends(0)
    if bound != 0 and (bound is not None or _has_solutions(supports, stream)):
        branch = coefficient_branch(system)
        own = budget.part(SEARCH_SHARE)
        claimed = not is_our_own(supports, affine=True)  # gfan's word alone does not end the search
        start = None if resume is None else _earlier(branch, resume)
        fibre = find_fibre(
            branch.family, branch.group, stream, start=start, known_bound=bound, claimed=claimed, budget=own
        )
        if fibre.interrupted:
            raise interruption() or KeyboardInterrupt
        notes += Notes(cut_short=() if fibre.finished else ("monodromy",), num_paths=fibre.num_paths)
        landing = land(branch, fibre, budget)
        landing, ends, degree = _seek(system, landing, bound, seed, budget)
        certified = landing.certified
        notes += Notes(cut_short=landing.cut_short, num_paths=landing.num_paths)
    log.info("%d certified of %d generic ones", len(certified.boxes), 0 if fibre is None else fibre.count)
    return IsolatedSolutions(
        names=system.names,
        boxes=certified.boxes,
        real_count=sum(is_real(box) is True for box in certified.boxes),
        suspected=[(end.point, end.reason) for end in ends.suspected],
        at_infinity=ends.infinity,
        duplicates=0 if landing is None else landing.duplicates,
        conjugates_missing=certified.conjugates_missing,
        generic_count=0 if fibre is None else fibre.count,
        mixed_volume=bound,
        num_paths=notes.num_paths,
        seed=seed,
        cut_short=list(notes.cut_short),
        ends=ends,
        status=_status(len(certified.boxes), bound, degree),
        fibre=fibre.as_dict() if fibre is not None and notes.cut_short else None,
    )


def _status(count: int, bound: int | None, degree: SolutionCount | None) -> str:
    if count == bound:
        return "exact"
    if degree is None or degree.count != count or degree.status not in KNOWN_DEGREES:
        return "lower_bound"
    return "exact_mod_p" if degree.status == "exact_mod_p" else "exact"


def _earlier(branch: Branch, record: FibreRecord) -> Fibre:
    try:
        [fibre], notes = usable([branch], [Fibre.from_dict(record)])
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as problem:
        raise WrongInput(f"this is nothing to go on from: {problem!r}", kind="bad_resume") from None
    if fibre is None:
        raise WrongInput(f"this is nothing to go on from: {'; '.join(notes)}", kind="bad_resume")
    return fibre


def _seek(
    system: PolynomialSystem, landing: Landing, bound: int | None, seed: int, budget: Budget
) -> tuple[Landing, Ends, SolutionCount | None]:
    """The number of solutions with multiplicity where paths have no end of their own, and what is missing of it."""
    if not landing.unsettled:
        return landing, Ends(len(landing.certified.boxes)), None
    try:
        own = basis_budget(landing.fibre.count, bound, budget)
        degree = count_by_leading_ideals(system, seed=seed, budget=own)
    except TooLarge:
        degree = SolutionCount(None, "undecided")
    number = degree.count if degree.status in KNOWN_DEGREES else None
    source, precise = KNOWN_DEGREES.get(degree.status, ""), FEW_PRECISE if number is None else MAX_PRECISE
    [landing], ends = seek_again([landing], number, source, seed, budget, precise=precise)
    return landing, ends, degree


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
