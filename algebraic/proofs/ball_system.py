"""A member of a family with exact data, evaluated in complex balls (python-flint ``acb``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import flint
import numpy as np

from ..networks import Balls
from ..shell import object_array, rationals
from ..systems import Family, Program, all_moving, lifted_family


class BallSystem:
    """One member of a family with exact data, evaluated in complex balls at the surrounding working precision.

    Args:
        family: with exact numbers in ``fixed``.
        parameters: exact numbers, as many as the family has.
    """

    def __init__(self, family: Family, parameters: Sequence[Any]) -> None:
        self._family = family
        self._parameters = rationals([[value] for value in parameters])
        self.num_unknowns = family.num_unknowns
        self._num_outputs = len(family.program.entries) // (family.num_unknowns + 2)
        self._equations = family.program.first(self._num_outputs)
        self._with_slopes = family.program.first(self._num_outputs * (family.num_unknowns + 1))
        self._in_balls: dict[int, _InBalls] = {}  # by working precision

    @property
    def parameters(self) -> list[flint.acb]:
        """The parameters of the member, in balls."""
        return list(self._here().parameters)

    def evaluate(self, w: Sequence[flint.acb]) -> tuple[flint.acb_mat, flint.acb_mat]:
        """F (as a column) and its Jacobian."""
        size, num_outputs = self.num_unknowns, self._num_outputs
        found = self._run(self._with_slopes, w)
        columns = (found[begin : begin + size] for begin in range(num_outputs, len(found), size))
        return _column(found[:num_outputs]), flint.acb_mat([row for own in columns for row in zip(*own, strict=True)])

    def residuals(self, w: Sequence[flint.acb]) -> flint.acb_mat:
        """F alone, as a column: a fraction of the work."""
        return _column(self._run(self._equations, w))

    def move(
        self, w: Sequence[flint.acb], p: Sequence[flint.acb], rate: Sequence[flint.acb]
    ) -> tuple[flint.acb_mat, flint.acb_mat, flint.acb_mat]:
        """F at another member of the family, its Jacobian, and ∂F/∂p · rate, the first and the last as columns."""
        columns = (object_array([[value] for value in values]) for values in (w, p, rate))
        residuals, slopes, rates = self._here().family.evaluate(*columns)
        return flint.acb_mat(residuals.tolist()), flint.acb_mat(slopes[0].tolist()), flint.acb_mat(rates.tolist())

    @property
    def places(self) -> dict[Any, int]:
        """Where the parameters of each name begin."""
        names = self._family.parameters
        return {name: sum(count for _, count in names[:i]) for i, (name, _) in enumerate(names)}

    def moving(self) -> BallSystem:
        """The member among those whose fixed numbers are parameters, too (:func:`algebraic.systems.all_moving`)."""
        family, fixed = all_moving(self._family), self._family.fixed
        given = [value for name, _ in family.parameters if name in fixed for value in np.ravel(fixed[name]).tolist()]
        return BallSystem(family, [*given, *self._parameters[:, 0].tolist()])

    def lifted(self, support: Sequence[int]) -> tuple[BallSystem, Callable[..., list[flint.acb]]]:
        """The member with an unknown for every sum, all but some unknowns being zero; and the way to its unknowns.

        That way takes unknowns and parameters, in balls.

        Raises:
            TooLarge: too many unknowns (:func:`algebraic.systems.lifted_family`).
        """
        found = lifted_family(self._family, support)
        ring = Balls(flint.acb)

        def lift(w: Sequence[flint.acb], p: Sequence[flint.acb]) -> list[flint.acb]:
            family = found.family.over(ring.array, ring.constant)
            columns = (object_array([[value] for value in values]) for values in (w, p))
            lifted: list[flint.acb] = replace(found, family=family).lift(*columns)[:, 0].tolist()
            return lifted

        return BallSystem(found.family, self._parameters[:, 0].tolist()), lift

    def _here(self) -> _InBalls:
        bits = flint.ctx.prec
        if bits not in self._in_balls:
            self._in_balls[bits] = _InBalls(self._family, self._parameters)
        return self._in_balls[bits]

    def _run(self, program: Program, w: Sequence[flint.acb]) -> list[list[flint.acb]]:
        """What a program gives at one point, each of its entries for all samples."""
        here, num_rows = self._here(), self.num_unknowns // self._num_outputs
        found = program(here.values | {("w", k): value for k, value in enumerate(w)}, here.constant)
        return [value.tolist() if isinstance(value, np.ndarray) else [value] * num_rows for value in found]


class _InBalls:
    """Everything that does not depend on the point, at the working precision at which it is made."""

    def __init__(self, family: Family, parameters: np.ndarray) -> None:
        ring = Balls(flint.acb)
        self.constant = cache(ring.constant)
        self.family = family.over(ring.array, self.constant)
        self.parameters = [value[0] for value in ring.array(parameters)]
        self.values = {name: _without_batch(value) for name, value in self.family.fixed.items()}
        self.values |= self.family.by_name(object_array(self.parameters))


def _without_batch(values: np.ndarray) -> Any:
    """One number for each sample, or one for all."""
    if values.ndim == 1:
        return values[0] if len(values) == 1 else values
    return values[..., 0]


def _column(blocks: list[list[flint.acb]]) -> flint.acb_mat:
    return flint.acb_mat([[value] for block in blocks for value in block])
