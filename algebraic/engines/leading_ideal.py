"""Dimension and degree of a monomial ideal: what a leading ideal says about the solution set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

Monomial = tuple[int, ...]


def dimension(generators: Iterable[Monomial], num_variables: int) -> int:
    """Krull dimension of k[x]/I for a monomial ideal I; -1 for the whole ring (no solution).

    It is the number of variables less the smallest set of variables that meets every generator.

    >>> dimension([(2, 0), (1, 1)], 2), dimension([(2, 0), (0, 3)], 2), dimension([(0, 0)], 2)
    (1, 0, -1)
    """
    supports = {frozenset(i for i, e in enumerate(g) if e) for g in generators}
    if frozenset() in supports:
        return -1

    @cache
    def cover(remaining: frozenset[frozenset[int]]) -> int:
        if not remaining:
            return 0
        smallest = min(remaining, key=lambda s: (len(s), sorted(s)))
        return 1 + min(cover(frozenset(s for s in remaining if v not in s)) for v in smallest)

    minimal = frozenset(s for s in supports if not any(t < s for t in supports))
    return num_variables - cover(minimal)


def num_standard_monomials(generators: Sequence[Monomial], num_variables: int) -> int:
    """Number of monomials outside a zero-dimensional monomial ideal, the degree of k[x]/I.

    Raises ``ValueError`` when there are infinitely many.

    >>> num_standard_monomials([(2, 0), (1, 1), (0, 3)], 2)  # 1, x, y, y^2
    4
    """
    generators = list(set(generators))
    if dimension(generators, num_variables) > 0:
        raise ValueError("the ideal is not zero-dimensional")

    @cache
    def count(ideal: frozenset[Monomial], variables: int) -> int:
        # Slice by the exponent e of the last variable: the ideal grows with e until nothing is left.
        if any(not any(g) for g in ideal):
            return 0
        if variables == 0:
            return 1
        steps = sorted({g[-1] for g in ideal} | {0})
        total = 0
        for low, high in zip(steps, [*steps[1:], steps[-1] + 1], strict=True):
            slice_ = _minimal({g[:-1] for g in ideal if g[-1] <= low})
            size = count(slice_, variables - 1)
            if size == 0:
                break
            total += size * (high - low)
        return total

    return count(_minimal(set(generators)), num_variables)


def _minimal(generators: set[Monomial]) -> frozenset[Monomial]:
    kept: list[Monomial] = []
    for g in sorted(generators, key=sum):
        if not any(all(a <= b for a, b in zip(h, g, strict=True)) for h in kept):
            kept.append(g)
    return frozenset(kept)
