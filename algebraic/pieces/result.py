"""The number of pieces as a result: bounds, why they hold, and what they rest on."""

from __future__ import annotations

from typing import TypedDict

from ..proofs import Box


class CriticalRecord(TypedDict):
    """A real critical point of the distance, as :class:`algebraic.pieces.CriticalPoint`.

    Attributes:
        box: of the unknowns and the multipliers.
        index: ``None`` where it is not proved.
        ends: of a point of index one, the numbers of the minima in which its two descents end, from 1 on, as far as
            that is proved; of others, and where it was not needed, empty.
    """

    box: Box
    index: int | None
    distance: float
    ends: list[int | None]


class ComponentBounds(TypedDict):
    """Bounds for the number of connected pieces of the real set, as they stand in a document.

    Attributes:
        lower, upper: proved.
        exact: whether they are the same number.
        because: why they hold.
        euler_characteristic: Σ (−1)^index where all critical points are known.
        critical_points: the real ones that are known, by increasing distance.
        other_boxes: complex solutions of the equations of Lagrange, in one box each, that are not proved to be real.
        complex_critical_points: how many are certified, real ones among them.
        at_most: a proved bound for their number, where there is one.
        signs: the different rows of signs of the coordinates ``never_zero``, which are zero nowhere on the set.
        weights: coordinates, those that occur in the equations; each is measured in two to the power in ``exponents``.
        forms: each coordinate as a linear form of the weights; in documents of earlier versions they are weights.
        center, factors: of the distance ½ Σ a (u − p)² of the measured weights u.
        equations: the number of independent ones.
    """

    lower: int
    upper: int
    exact: bool
    because: str
    euler_characteristic: int | None
    critical_points: list[CriticalRecord]
    other_boxes: list[Box]
    complex_critical_points: int
    at_most: int | None
    signs: list[str]
    never_zero: list[str]
    weights: list[str]
    forms: list[str]
    exponents: list[int]
    center: list[str]
    factors: list[str]
    equations: int
    seed: int


def pieces_in_words(found: ComponentBounds) -> str:
    """How many pieces there are, or between which numbers, and the Euler characteristic where it is known."""
    lower, upper = found["lower"], found["upper"]
    number = f"{lower:,}" if found["exact"] else f"between {lower:,} and {upper:,}"
    said = f"{number} connected piece{'s' if (lower, upper) != (1, 1) else ''}"
    if found["euler_characteristic"] is not None and upper > 0:
        said += f", Euler characteristic {found['euler_characteristic']}"
    return said
