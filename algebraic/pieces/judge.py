"""The judgement: bounds for the number of pieces from certified critical points, and from nothing else.

It is the same for who found the points and for who reads them in a file. Whatever is uncertain makes the bounds wider.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..proofs import Box, is_real
from ..shell import Budget, OutOfBudget
from .descents import descents
from .distance import CriticalPoint, Distance, describe
from .in_balls import BallPolynomials
from .reduced import Prepared
from .regular import Regularity
from .result import ComponentBounds, CriticalRecord
from .signs import rows_of_signs, without_zeros
from .tree import Counted, count

Ends = dict[int, list[int | None]]


def decided_at_once(given: Prepared, seed: int) -> ComponentBounds | None:
    """The answer where the reduced equations are none, or a contradiction."""
    plain, blank = given.system, _blank(given, seed)
    if any(p.is_constant() for p in plain.polynomials):
        words = "there is no real point: the equations contradict each other, by a sum of their multiples by numbers"
        return {**blank, "because": words, "euler_characteristic": 0}
    if not plain.polynomials:
        words = "every weight solves the equations: the set is the whole space"
        return {**blank, "lower": 1, "upper": 1, "because": words, "euler_characteristic": 1}
    return None


def judged(
    given: Prepared,
    regular: Regularity,
    distance: Distance,
    boxes: Sequence[Box],
    bound: int | None,
    *,
    seed: int,
    budget: Budget,
    most_saddles: int | None = None,
) -> ComponentBounds:
    """Bounds for the number of pieces of a set that is regular.

    Args:
        boxes: each proved to hold one solution of the equations of Lagrange, no two the same.
        bound: how many there can be, if that is proved.
        most_saddles: from how many points of index one descents are followed, if the time ended them once.
    """
    plain = given.system
    balls = BallPolynomials(plain)
    points = [describe(balls, distance, box) for box in boxes if is_real(box)]
    points.sort(key=lambda point: float(point.level.mid()))
    told = sum(is_real(box) is not None for box in boxes)  # a box that does not tell if it is real tells nothing
    missing = None if bound is None or len(boxes) > bound or not boxes else bound - told
    never = without_zeros(plain, seed=seed, budget=budget)
    signs = rows_of_signs([point.point for point in points], never) if never else []
    ends, counted = _joined(balls, distance, points, missing, len(signs), budget, most_saddles)
    degree = max(plain.total_degrees())
    most = degree * (2 * degree - 1) ** (len(plain.names) - 1)
    lower, upper = max(counted.lower, len(signs)), most if counted.upper is None else min(counted.upper, most)
    complete = missing == 0 and all(point.index is not None for point in points)
    words = _words(points, len(boxes), bound, ends, signs, None if counted.upper is not None else most)
    return {
        **_blank(given, seed),
        "lower": lower,
        "upper": upper,
        "exact": lower == upper,
        "because": "; ".join([regular.statement, *words]),
        "euler_characteristic": sum((-1) ** point.index for point in points if point.index is not None)
        if complete
        else None,
        "critical_points": [
            CriticalRecord(
                box=point.box,
                index=point.index,
                distance=float(point.level.mid()),
                ends=[None if end is None else end + 1 for end in ends.get(k, [])],
            )
            for k, point in enumerate(points)
        ],
        "other_boxes": [box for box in boxes if not is_real(box)],
        "complex_critical_points": len(boxes),
        "at_most": bound,
        "signs": signs,
        "never_zero": [plain.names[k] for k in never],
        "center": [str(p) for p in distance.center],
        "factors": [str(a) for a in distance.factors],
    }


def _joined(
    balls: BallPolynomials,
    distance: Distance,
    points: Sequence[CriticalPoint],
    missing: int | None,
    least: int,
    budget: Budget,
    most: int | None,
) -> tuple[Ends, Counted]:
    """The ends of the descents from points of index one, the lowest first, until the bounds meet."""
    minima = [point for point in points if point.index == 0]
    saddles = [k for k, point in enumerate(points) if point.index == 1]
    unclear, ends = sum(point.index is None for point in points), Ends()

    def counted() -> Counted:
        each = [ends.get(k, [None, None]) for k in saddles]
        return count(len(minima), each, missing=missing, unclear=unclear, others=len(points) > 0)

    for k in saddles[:most]:
        now = counted()
        if now.upper == max(now.lower, least):
            break
        try:
            ends[k] = [each.end for each in descents(balls, distance, points[k], minima, budget)]
        except OutOfBudget:
            break
    return ends, counted()


def _words(
    points: Sequence[CriticalPoint],
    certified: int,
    bound: int | None,
    ends: Ends,
    signs: Sequence[str],
    most: int | None,
) -> list[str]:
    indices = [point.index for point in points]
    real = f"{len(indices)} real critical points of a distance are certified, {indices.count(0)} of them minima"
    if bound == certified > 0:
        said = [f"{real}; there are no others, since {certified} complex ones are certified, as many as there can be"]
    elif bound is None:
        said = [f"{real}; it is not proved that there are no others"]
    else:
        said = [f"{real}; of {bound} complex ones at most, {certified} are certified, and others may be real"]
    if None in indices:
        said.append(f"the index of {indices.count(None)} is not proved")
    if most is not None:
        said.append(f"no set of this degree in so many unknowns has more than {most:,} pieces (Milnor)")
    if 1 in indices:
        proved = sum(None not in pair for pair in ends.values())
        tried = f"the descents from {len(ends)} of {indices.count(1)} points of index one were followed"
        said.append(f"{tried}, and those from {proved} are proved" if ends else f"{tried}: no more are needed")
    if signs:
        said.append(f"the weights that are zero nowhere have {len(signs)} different rows of signs")
    return said


def _blank(given: Prepared, seed: int) -> ComponentBounds:
    return ComponentBounds(
        lower=0,
        upper=0,
        exact=True,
        because="",
        euler_characteristic=None,
        critical_points=[],
        other_boxes=[],
        complex_critical_points=0,
        at_most=None,
        signs=[],
        never_zero=[],
        weights=list(given.system.names),
        forms=given.forms,
        exponents=given.exponents,
        center=[],
        factors=[],
        equations=len(given.system.polynomials),
        seed=seed,
    )
