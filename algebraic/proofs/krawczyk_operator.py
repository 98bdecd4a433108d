"""Krawczyk's operator in balls: a box that it maps into its interior holds exactly one solution.

With an approximate inverse Y of the Jacobian at the middle m,

    K(X) = m − Y F(m) + (1 − Y J(X)) (X − m)

maps a box X into its interior only if X holds exactly one solution of F = 0, and that is a regular one (R. Krawczyk,
Computing 4 (1969), 187–201). Everything is computed in balls (python-flint ``arb`` or ``acb``) at the surrounding
precision, so rounding is included. Where F depends on numbers that are balls themselves, the statement holds for each
of their values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import flint

SomeMatrix = TypeVar("SomeMatrix", flint.arb_mat, flint.acb_mat)


def krawczyk_step(
    offsets: SomeMatrix, residuals: SomeMatrix, slopes: SomeMatrix, at_middle: SomeMatrix
) -> SomeMatrix | None:
    """K(X) − m, or ``None`` where the Jacobian at the middle has no inverse.

    Args:
        offsets: X − m, shape (K, 1).
        residuals: F(m), shape (K, 1).
        slopes: J(X), shape (K, K).
        at_middle: J(m), shape (K, K).

    >>> x = flint.arb_mat([[flint.arb(0, 0.1)]])
    >>> step = krawczyk_step(x, flint.arb_mat([[0.5]]), 2 + 2 * x, flint.arb_mat([[2]]))  # 2 x + x² + 1/2 = 0
    >>> step[0, 0].contains(-0.25), step[0, 0].overlaps(flint.arb(0))
    (True, False)
    """
    try:
        inverse = at_middle.inv().mid()
    except ZeroDivisionError:
        return None
    size = slopes.nrows()
    return (type(slopes)(size, size, 1) - inverse * slopes) * offsets - inverse * residuals


def holds_one_solution(
    middle: Sequence[Any], whole: Sequence[Any], residuals: SomeMatrix, slopes: SomeMatrix, at_middle: SomeMatrix
) -> bool:
    """Whether K maps a box into its interior. False says nothing.

    Args:
        middle: m, K balls of the kind of the matrices.
        whole: X, K such balls.
        residuals, slopes, at_middle: F(m), J(X) and J(m), as for :func:`krawczyk_step`.

    >>> one = flint.arb_mat([[1]])
    >>> box = [flint.arb(0, 0.5)]  # x − r = 0
    >>> [holds_one_solution([flint.arb(0)], box, -r * one, one, one) for r in (flint.arb(0.25), flint.arb(0.75))]
    [True, False]
    """
    pairs = list(zip(whole, middle, strict=True))
    offsets = type(slopes)([[x - m] for x, m in pairs])
    step = krawczyk_step(offsets, residuals, slopes, at_middle)
    return step is not None and all(x.contains_interior(m + step[k, 0]) for k, (x, m) in enumerate(pairs))
