"""The weights of zero error strictly inside of one region, up to positive factors of the units, each with a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import flint

from ..census import take_equations
from ..ideals import EquationsProblem
from ..networks import Polynomials
from ..shell import ROLE_SLICE, Budget, random_stream
from ..systems import PolynomialSystem
from .deep_ideal import Ideal, ideal_of
from .deep_question import DeepQuestion, Pattern, copies_of
from .deep_region import Region
from .deep_result import RegionDocument, RegionPoint, RegionStatus
from .deep_signs import Side, decimal_weights, exact_weights, side_of_box, side_of_values

ATTEMPTS = 4  # slices, one after the other, until one has a point inside
LARGEST = 9  # of the random whole numbers of a slice
SOURCE = "a pattern of a ReLU network"


@dataclass(frozen=True)
class Posed:
    """What is left to solve in a region.

    Attributes:
        because: why there is no zero; empty if there may be one.
        equations: all of them that say something new.
        square: as many equations as free weights: the first, and random linear ones where there are too few.
        further: places, among all outputs, of equations that are not in ``square``.
        missing: how many random ones there are.
        ideal: of ``equations``, if it was found.
    """

    because: str
    equations: tuple[Any, ...] = ()
    square: PolynomialSystem | None = None
    further: tuple[int, ...] = ()
    missing: int = 0
    ideal: Ideal | None = None

    @property
    def needs_census(self) -> bool:
        """Whether solutions must be searched for."""
        one = self.ideal is not None and self.ideal.values is not None
        return not self.because and self.square is not None and not one


def posed(region: Region, slices: Sequence[Sequence[int]], *, order: str = "degrevlex") -> Posed:
    """What is to be solved; of ``slices`` (whole coefficients, the constant first) those that are needed are taken."""
    if not region.interior:
        return Posed("some unit takes in 0 from some sample, whatever the weights are")
    if not region.consistent:
        return Posed("all units before the outputs are dead for the first sample, whose targets are not 0")
    names, equations = region.equations()
    if any(p.is_constant() and not p.is_zero() for p in equations):
        return Posed("an equation of the pattern says that a number is 0 which is not")
    places = _independent(equations)
    if not names:
        return Posed("")
    kept = tuple(equations[k] for k in places)
    ideal = ideal_of(names, kept, order=order) if kept else None
    if ideal is not None and ideal.dimension < 0:
        return Posed("the equations of the pattern have no complex solution: 1 is in their ideal")
    ring, missing = Polynomials(names), max(0, len(names) - len(kept))
    forms = [
        reduce(
            lambda total, pair: total + pair[0] * pair[1],
            zip(ring.variables, map(int, row[1:]), strict=True),
            ring.context.constant(int(row[0])),
        )
        for row in slices[:missing]
    ]
    square = PolynomialSystem(names, (*kept[: len(names)], *forms))
    return Posed("", kept, square, tuple(places[len(names) :]), missing, ideal)


def _independent(equations: Sequence[Any]) -> list[int]:
    """Places of the first that no combination of those before is, with numbers: the others say nothing new.

    So it is of a sample that is there twice, and of samples that depend on each other on which all units are alike.
    """
    rows = [{tuple(map(int, e)): c for e, c in polynomial.terms()} for polynomial in equations]
    monomials = sorted(set().union(*rows)) if rows else []
    if not monomials:
        return []
    table = flint.fmpq_mat([[row.get(m, flint.fmpq(0)) for row in rows] for m in monomials])
    reduced, rank = table.rref()
    return [next(j for j in range(len(rows)) if reduced[i, j] != 0) for i in range(rank)]


def random_slices(
    region: Region, seed: int, attempt: int, through: Sequence[Fraction] | None = None
) -> list[list[int]]:
    """As many random linear equations as there are free weights; ``through`` is a point that solves them."""
    size, stream = len(region.free), random_stream(seed, ROLE_SLICE, attempt)
    signs, sizes = stream.choice([-1, 1], (size, size + 1)), stream.integers(1, LARGEST, (size, size + 1))
    rows = [[int(v) for v in row] for row in signs * sizes]
    if through is None:
        return rows
    found = []
    for row in rows:
        constant = -sum((c * v for c, v in zip(row[1:], through, strict=True)), Fraction(0))
        found.append([constant.numerator, *(c * constant.denominator for c in row[1:])])
    return found


def free_weights_of(region: Region, weights: Sequence[Fraction]) -> list[Fraction]:
    """The free weights of a point inside, after each unit took in 1 or −1 from the first sample."""
    question, named = region.question, dict(zip(region.question.names, weights, strict=True))
    sizes = [[Fraction(1)] * question.widths[0]]
    for units in question.signals(weights):
        sizes.append([abs(row[0]) for row in units])
    sizes.append([Fraction(1)] * question.widths[-1])
    for name in named:
        layer, unit, *place = (int(part) for part in name[1:].split("_"))
        named[name] /= sizes[layer][unit - 1]
        if place:
            named[name] *= sizes[layer - 1][place[0] - 1]
    return [named[name] for name in region.free]


def explore_region(
    question: DeepQuestion, pattern: Pattern, seed: int, budget: Budget, at: Sequence[Fraction] | None = None
) -> RegionDocument:
    """What is known of a region; slices go through ``at``, weights in it, once those of zero error were found so."""
    region = Region(question, pattern)
    through = None if at is None else free_weights_of(region, at)
    for attempt in range(ATTEMPTS):
        slices = random_slices(region, seed, attempt, through)
        asked = posed(region, slices)
        census = None
        if asked.needs_census and asked.square is not None:
            census = take_equations(asked.square, seed=seed, budget=budget, source=SOURCE).as_dict()
        found = described(region, asked, slices[: asked.missing], census)
        if not asked.missing or found["points"]:
            break
    return found


def described(region: Region, asked: Posed, slices: list[list[int]], census: Any) -> RegionDocument:
    """A region as plain data: what follows from a census, and no more."""
    found = list[tuple[Side, RegionPoint]]()
    if not asked.because and not asked.needs_census:
        values = () if asked.ideal is None or asked.ideal.values is None else asked.ideal.values
        side = side_of_values(region, values)
        found.append((side, RegionPoint(solution=0, weights=exact_weights(region, values))))
    elif asked.square is not None and census is not None:
        system = EquationsProblem(asked.square).exact
        for number, solution in enumerate(census["solutions"], 1):
            if solution["real"]:
                box = solution["box"]
                side = side_of_box(region, box, system, asked.further)
                weights = decimal_weights(region, box) if side == "inside" else []
                found.append((side, RegionPoint(solution=number, weights=weights)))
    points = [point for side, point in found if side == "inside"]
    undecided = sum(side == "undecided" for side, _ in found)
    status, because = _status(asked, census, len(points), undecided)
    return RegionDocument(
        pattern=[list(layer) for layer in region.pattern],
        copies=copies_of(region.pattern),
        status=status,
        count=None if asked.missing else len(points),
        outside=sum(side == "outside" for side, _ in found),
        undecided=undecided,
        dimension=region.question.num_hidden + asked.missing if points else None,
        because=because,
        dimension_at_most=_dimension_at_most(region, asked),
        degree=None if asked.ideal is None else asked.ideal.degree,
        slices=slices,
        points=points,
        census=census,
    )


def _dimension_at_most(region: Region, asked: Posed) -> int | None:
    """Of weights; nothing where there is no zero, or too little is known."""
    if asked.because or (asked.ideal is None and asked.equations):
        return None
    return region.question.num_hidden + (len(region.free) if asked.ideal is None else asked.ideal.dimension)


def _status(asked: Posed, census: Any, inside: int, undecided: int) -> tuple[RegionStatus, str]:
    if asked.because:
        return "exact", asked.because
    if asked.missing:
        if inside:
            return "positive_dimensional", "a random slice meets it strictly inside, in a regular point"
        return "undecided", "fewer equations than free weights, and no point of a random slice is proved to lie inside"
    if undecided and census is None:
        return "exact", "the one solution lies on the boundary of the region, exactly"
    if undecided:
        return "lower_bound", "a solution lies on the boundary, or is not decided"
    if census is None:
        one = asked.ideal is not None and asked.ideal.values is not None
        return "exact", "the equations have one solution" if one else "all weights follow from the first sample"
    if asked.ideal is not None and asked.ideal.degree == census["count"]:
        return "exact", f"the ideal of the equations has the degree {asked.ideal.degree}, and as many are certified"
    if census["complex_count_status"] in ("exact", "empty") and census["complex_count_evidence"]["proved"]:
        return "exact", "no isolated solution of the equations is missing"
    return "lower_bound", f"solutions may be missing: the count of the equations is {census['complex_count_status']}"
