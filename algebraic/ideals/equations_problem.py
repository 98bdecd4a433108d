"""Equations as they are written, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import flint
import numpy as np

from ..bounds import Support
from ..proofs import BallSystem
from ..shell import ROLE_SPANS, Budget, random_stream
from ..systems import PolynomialSystem, check_square
from .any_problem import Problem
from .branches import Branch
from .by_ideals import count_by_leading_ideals
from .coefficients import coefficient_branch
from .evidence import SolutionCount

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..shell import Drawn


class EquationsProblem(Problem):
    """As many polynomial equations as unknowns, in the family of all systems with the same monomials and constants.

    For generic coefficients this has as many solutions as the mixed volume of the Newton polytopes with the origin
    added, and every isolated solution of the given system, also with zero coordinates, is the end of a path from there
    (Li, Wang, The BKK root count in C^n, Math. Comp. 65 (1996)).

    Raises:
        HypothesesNotMet: not as many equations as unknowns, or an equation 0 = 0.
        WrongInput: polynomials that are not over the rationals in these unknowns.
    """

    name = "equations"
    one_family = False
    infinite_is_an_answer = True
    isolated_beside_others = True

    def __init__(self, system: PolynomialSystem) -> None:
        check_square(system)
        self._system = system

    @property
    def num_equations(self) -> int:
        """See :class:`Problem`."""
        return len(self._system.polynomials)

    def vacuous(self) -> str | None:
        """See :class:`Problem`: an equation 0 = 0 was refused."""
        return None

    def supports(self) -> list[Support]:
        """See :class:`Problem`; the origin is in each, as in the family."""
        origin = (0,) * len(self._system.names)
        return [frozenset({tuple(map(int, e)) for e in support} | {origin}) for support in self._system.supports()]

    def expand(self) -> PolynomialSystem:
        """See :class:`Problem`."""
        return self._system

    @cached_property
    def _branch(self) -> Branch:
        return coefficient_branch(self._system)

    @cached_property
    def exact(self) -> BallSystem:
        """See :class:`Problem`."""
        return self._branch.exact

    def branches(self) -> list[Branch]:
        """See :class:`Problem`."""
        return [self._branch]

    def not_finite(self, seed: int, budget: Budget) -> SolutionCount | None:
        """See :class:`Problem`: where generic systems of the family have no solution.

        Where they have some, n of them, and n isolated ones of the given system are known, with multiplicity, there
        are no others, nor a set of positive dimension: the solved systems (x, F) are a vector bundle over C^K, hence
        irreducible, and of the dimension of the family. So next to a further solution of the given system there would
        be one of each generic system nearby, and these had more than n.
        """
        if _have_solutions(self.supports()):
            return None
        return count_by_leading_ideals(self._system, seed=seed, budget=budget)

    @staticmethod
    def draw(axes: Axes, title: str, solutions: Sequence[Drawn]) -> None:
        """See :class:`Problem`: the solutions in the complex plane."""
        from ..shell import draw_solutions

        draw_solutions(axes, title, solutions)


def _have_solutions(supports: Sequence[Support]) -> bool:
    """Whether generic systems with these monomials, the constants among them, have solutions in the torus.

    They do if and only if there are linearly independent vectors, one in the span of each support (Bernstein). Random
    ones are tried: a yes is proved, a no is wrong with a probability below 1e-6.
    """
    stream = random_stream(0, ROLE_SPANS, 0)
    rows = [
        stream.integers(-(2**31), 2**31, len(s)).astype(object) @ np.array(sorted(s), dtype=object) for s in supports
    ]
    return bool(flint.fmpz_mat([[int(v) for v in row] for row in rows]).det() != 0)
