"""Where a solution of a region's equations lies: strictly inside, outside, or not decided. In numbers, or in balls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import flint

from ..proofs import BallSystem, Box, narrower, precision_of
from ..shell import as_fmpq, as_fraction
from .deep_region import Number, Region

Side = Literal["inside", "outside", "undecided"]
DIGITS = 17


def side_of_values(region: Region, values: Sequence[Fraction]) -> Side:
    """Whether every unit takes in what the pattern says, at rational free weights that solve all equations.

    A point on a boundary, exactly, counts as not decided: other patterns have it, too.
    """
    return _side(region, _exact(region, values), ())


def side_of_box(region: Region, box: Box, system: BallSystem, further: Sequence[int] = ()) -> Side:
    """The same at the real solution in a box, with a margin that is proved.

    Where the box is too wide to tell, a narrower one around the same solution is looked at; what that does not tell,
    such as a solution on a boundary, is not decided.

    Args:
        box: of the free weights, real.
        system: the equations that the box belongs to.
        further: places of equations that it was not computed from, and that must hold, too.
    """
    found = _side_in_balls(region, box, further)
    if found == "undecided":
        closer = narrower(system, box)
        found = found if closer is None else _side_in_balls(region, closer, further)
    return found


def _side_in_balls(region: Region, box: Box, further: Sequence[int]) -> Side:
    with flint.ctx.workprec(precision_of(box)):
        return _side(region, _balls(region, box), further)


def _side(region: Region, values: Mapping[str, Number], further: Sequence[int]) -> Side:
    passed = region.passed(values)
    signals = [z for layer in passed.signals for unit in layer for z in unit]
    rest = [flint.arb(passed.outputs[k]) for k in further]
    if any(z < 0 for z in signals) or any(not value.contains(0) for value in rest):
        return "outside"
    return "inside" if all(z > 0 for z in signals) and not rest else "undecided"


def exact_weights(region: Region, values: Sequence[Fraction]) -> list[str]:
    """All weights, in the order of the network's parameters, as rational numbers.

    >>> from algebraic.relu.deep_question import deep_question_of, read_pattern
    >>> question = deep_question_of([[2]], [3], [1, 1, 1, 1])
    >>> exact_weights(Region(question, read_pattern("1/1", question)), [])
    ['1/2', '1', '3']
    """
    found = region.passed(_exact(region, values)).weights
    return [str(as_fraction(found[name])) for name in region.question.names]


def decimal_weights(region: Region, box: Box) -> list[str]:
    """The middles of all weights, in decimals."""
    with flint.ctx.workprec(precision_of(box)):
        return [w.mid().str(DIGITS, radius=False) for w in weights_in(region, box)]


def weights_in(region: Region, box: Box) -> list[Any]:
    """All weights as real balls, at the surrounding precision, in the order of the network's parameters."""
    found = region.passed(_balls(region, box)).weights
    return [flint.arb(found[name]) for name in region.question.names]


def _exact(region: Region, values: Sequence[Fraction]) -> Mapping[str, Number]:
    return dict(zip(region.free, map(as_fmpq, values), strict=True))


def _balls(region: Region, box: Box) -> Mapping[str, Number]:
    return {name: flint.arb(re, radius) for name, (re, _, radius) in zip(region.free, box, strict=True)}
