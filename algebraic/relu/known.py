"""Which sets of rays can make the targets: asked once, answered by a proof, and read off proofs that are known.

Rays S can make y if y is a sum of their outputs with coefficients ≥ 0. A combination with positive coefficients answers
for every set that contains its rays; a λ with λ · y > 0 for every set whose outputs g have λ · g ≤ 0. Both are few,
where the sets are many.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import flint

from .intervals import Intervals
from .linear_program import Vector, dot, in_cone
from .question import Row
from .unit import Unit, whole_column

Combination = dict[int, Fraction]


class Known:
    """Proofs, and the sets that they answer for.

    Args:
        unit: the rays.
        target: y.
        closed: answer from what is known only; a set that nothing answers for is an error.

    Attributes:
        combinations: pairs of rays (bits) and coefficients.
        separators: pairs of all rays with λ · g ≤ 0 (bits), and λ.
        faces: pairs of rays with λ · g ≤ 0 and those of them with λ · g = 0, where λ · y = 0, and λ: whatever makes y
            from the former uses the latter only.
    """

    def __init__(self, unit: Unit, target: Row, *, closed: bool = False) -> None:
        pairs = [whole_column(ray.outputs) for ray in unit.rays]
        self.columns = [numbers for numbers, _ in pairs]
        self.factors = [factor for _, factor in pairs]
        self.target, self.target_factor = whole_column(target)
        self.closed = closed
        self.combinations: list[tuple[int, Combination]] = []
        self.separators: list[tuple[int, Vector]] = []
        self.faces: list[tuple[int, int, Vector]] = []
        self.strict: dict[int, Combination] = {}
        self._ranks: dict[int, int] = {}
        self._feasible, self._infeasible = Intervals(len(unit.rays)), Intervals(len(unit.rays))
        self._every = (1 << len(unit.rays)) - 1
        self.programs = 0

    def can(self, rays: int) -> bool:
        """Whether these rays can make the target.

        Raises:
            KeyError: nothing that is known answers, and nothing may be asked.
        """
        if self._feasible.find(rays) is not None:
            return True
        if self._infeasible.find(rays) is not None:
            return False
        if self.closed:
            raise KeyError(rays)
        self.programs += 1
        places = bits(rays)
        found, separator = in_cone([self.columns[k] for k in places], self.target)
        if found is not None:
            self.add_combination(
                {places[k]: c * self.target_factor / self.factors[places[k]] for k, c in found.items()}
            )
        elif separator is not None:
            self.add_separator(separator)
        return found is not None

    def add_combination(self, combination: Combination) -> None:
        """Know a combination, which must be one."""
        mask = sum(1 << k for k in combination)
        self.combinations.append((mask, combination))
        self._feasible.add(mask, 0)

    def add_separator(self, separator: Vector) -> None:
        """Know a λ with λ · y > 0."""
        mask = sum(1 << k for k, column in enumerate(self.columns) if dot(separator, column) <= 0)
        self.separators.append((mask, separator))
        self._infeasible.add(0, self._every & ~mask)

    def add_face(self, face: Vector) -> None:
        """Know a λ with λ · y = 0."""
        values = [dot(face, column) for column in self.columns]
        below = sum(1 << k for k, value in enumerate(values) if value <= 0)
        on = sum(1 << k for k, value in enumerate(values) if value == 0)
        self.faces.append((below, on, face))

    def combination_in(self, rays: int) -> Combination:
        """A combination of these rays, which can make the target."""
        assert self.can(rays)
        return next(combination for mask, combination in self.combinations if mask & ~rays == 0)

    def reduced(self, rays: int) -> int:
        """Without the rays that the known faces show to be of no use."""
        changed = True
        while changed:
            changed = False
            for below, on, _ in self.faces:
                if rays & ~below == 0 and rays & ~on:
                    rays, changed = rays & on, True
        return rays

    def useful(self, rays: int) -> int:
        """Of rays that can make the target, those with a positive coefficient in some combination.

        All of them at once have one if −Σ g is a combination of them and of −y; otherwise a λ shows some to be of none.
        """
        while True:
            rays = self.reduced(rays)
            if rays in self.strict:
                return rays
            places = bits(rays)
            columns = [self.columns[k] for k in places]
            total = tuple(-sum(column[i] for column in columns) for i in range(len(self.target)))
            self.programs += 1
            found, face = in_cone([*columns, tuple(-v for v in self.target)], total)
            if face is not None:
                self.add_face(face)
                continue
            assert found is not None
            self.strict[rays] = self._positive(rays, places, found)
            return rays

    def _positive(self, rays: int, places: Sequence[int], found: dict[int, Fraction]) -> Combination:
        """A combination in which all of these rays have a positive coefficient."""
        times = found.get(len(places), Fraction(0))
        values = {k: 1 + found.get(i, Fraction(0)) for i, k in enumerate(places)}  # Σ values · column = times · target
        if times:
            whole = {k: v / times for k, v in values.items()}
        else:
            one = self.combination_in(rays)
            whole = {k: v + one.get(k, 0) * self.factors[k] / self.target_factor for k, v in values.items()}
        found_all = {k: v * self.target_factor / self.factors[k] for k, v in whole.items()}
        return found_all

    def rank(self, rays: int) -> int:
        """Of the outputs of these rays."""
        if rays not in self._ranks:
            rows = [list(self.columns[k]) for k in bits(rays)]
            self._ranks[rays] = int(flint.fmpz_mat(rows).rank()) if rows else 0
        return self._ranks[rays]


class Lenient(Known):
    """What is known, as a whole: what it does not answer counts as impossible.

    What is not known to meet is then not joined: components are too many, never too few.
    """

    def __init__(self, known: Known) -> None:
        vars(self).update(vars(known))
        self.closed = True

    def can(self, rays: int) -> bool:
        try:
            return super().can(rays)
        except KeyError:
            return False


def bits(mask: int) -> list[int]:
    """The places of the bits that are 1.

    >>> bits(10)
    [1, 3]
    """
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
