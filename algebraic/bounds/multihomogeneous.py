"""Bézout's bound and its multihomogeneous refinements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import factorial, inf, lgamma, log, log2, prod

import numpy as np

from ..shell import UNLIMITED, Budget, TooLarge

Partition = tuple[tuple[int, ...], ...]

EXHAUSTIVE_PARAMS = 11  # equal equations: a recursion over subsets, 3^K steps
ENUMERATED_PARAMS = 8  # different equations: every partition is expanded, at most 4,140 of them
EXHAUSTIVE = "exhaustive over all partitions of the unknowns"
MAX_STATES = 1_000_000  # of the expansion in multihomogeneous_number
LOCAL_SEARCH_STEPS = 2_000


def bezout_bound(degrees: Sequence[int]) -> int:
    """The product of the degrees (Theory II, §3): no system of such equations has more isolated solutions.

    >>> bezout_bound([7, 7, 7, 7])
    2401
    """
    return prod(degrees)


def bezout_log2(degrees: Sequence[int]) -> float | None:
    """log2 of Bézout's bound; ``None`` when an equation is constant.

    >>> bezout_log2([8, 2])
    4.0
    """
    if any(d == 0 for d in degrees):
        return None
    return float(sum(count * log2(d) for d, count in Counter(degrees).items()))


def multihomogeneous_number(rows: Sequence[Sequence[int]], sizes: Sequence[int]) -> int:
    """The multihomogeneous Bézout number: the coefficient of Π_g α_g^(n_g) in Π_i Σ_g d_ig α_g.

    Args:
        rows: degree d_ig of equation i in the unknowns of group g; as many rows as unknowns.
        sizes: n_g, the number of unknowns in each group.

    Raises:
        TooLarge: different rows and more than a million intermediate terms.

    >>> multihomogeneous_number([(4, 2, 1)] * 4, (2, 1, 1))
    384
    """
    kinds = Counter(map(tuple, rows))
    if len(kinds) == 1:
        common = next(iter(kinds))
        multinomial = factorial(sum(sizes)) // prod(factorial(n) for n in sizes)
        return multinomial * prod(d**n for d, n in zip(common, sizes, strict=True))
    if prod(n + 1 for n in sizes) > MAX_STATES:
        raise TooLarge(
            f"the multihomogeneous number of {len(kinds)} kinds of equations in {len(sizes)} groups",
            kind="too_many_terms",
        )
    # Multiply out, dropping every power above n_g.
    terms = np.zeros([n + 1 for n in sizes], dtype=object)
    terms[(0,) * len(sizes)] = 1
    for row in rows:
        grown = np.zeros_like(terms)
        for g, degree in enumerate(row):
            if degree:
                lower = [slice(None)] * len(sizes)
                upper = [slice(None)] * len(sizes)
                lower[g], upper[g] = slice(0, -1), slice(1, None)
                grown[tuple(upper)] += degree * terms[tuple(lower)]
        terms = grown
    return int(terms[tuple(sizes)])


def multihomogeneous_log2(row: Sequence[int], sizes: Sequence[int]) -> float | None:
    """log2 of the multihomogeneous number of equal rows, in floating point; ``None`` when it is 0.

    >>> round(multihomogeneous_log2((4, 2, 1), (2, 1, 1)), 6) == round(log2(384), 6)
    True
    """
    if any(d == 0 and n > 0 for d, n in zip(row, sizes, strict=True)):
        return None
    multinomial = lgamma(sum(sizes) + 1) - sum(lgamma(n + 1) for n in sizes)
    return multinomial / log(2) + sum(n * log2(d) for d, n in zip(row, sizes, strict=True) if n)


@dataclass(frozen=True)
class BestPartition:
    """The smallest multihomogeneous number found, its partition of the unknowns, and the effort made."""

    number: int
    partition: Partition
    effort: str


def best_partition(vertices: Sequence[np.ndarray], start: Partition, *, budget: Budget = UNLIMITED) -> BestPartition:
    """Search the partitions of the unknowns for the smallest multihomogeneous number.

    Exhaustive over all partitions up to K = 11 when the equations share one Newton polytope (by a recursion
    over subsets), up to K = 8 when they do not. Otherwise a local search from several partitions, which moves
    one unknown or joins two groups for at most 2,000 steps. The number itself is always computed exactly.

    Args:
        vertices: for each equation, exponent vectors that contain the vertices of its Newton polytope, shape
            (num_points, num_params).
        start: partition to start from, such as the layer-wise one.

    >>> triangle = np.array([[0, 0], [1, 1]])
    >>> best_partition([triangle] * 2, ((0, 1),)).number
    2
    """
    num_params = vertices[0].shape[1]
    kinds: dict[bytes, np.ndarray] = {v.tobytes(): v for v in vertices}
    order = [v.tobytes() for v in vertices]

    def number(partition: Partition) -> int:
        degrees = {
            key: [int(v[:, list(group)].sum(axis=1).max(initial=0)) for group in partition] for key, v in kinds.items()
        }
        return multihomogeneous_number([degrees[key] for key in order], [len(g) for g in partition])

    if len(kinds) == 1 and num_params <= EXHAUSTIVE_PARAMS:
        partition = _exhaustive(next(iter(kinds.values())), budget)
        return BestPartition(number(partition), partition, EXHAUSTIVE)
    if num_params <= ENUMERATED_PARAMS:
        smallest = None
        for candidate in _all_partitions(num_params):
            budget.check("searching the partitions of the unknowns")
            value = number(candidate)
            if smallest is None or value < smallest.number:
                smallest = BestPartition(value, candidate, EXHAUSTIVE)
        assert smallest is not None
        return smallest
    starts = [start, (tuple(range(num_params)),), tuple((k,) for k in range(num_params))]
    return _local_search(number, starts, budget)


def _exhaustive(points: np.ndarray, budget: Budget) -> Partition:
    """Minimize Σ_g (n_g log d_g − log n_g!) over all partitions, by a recursion over subsets as bit masks."""
    num_params = points.shape[1]
    masks = np.arange(2**num_params)
    members = (masks[:, None] >> np.arange(num_params)) & 1
    degrees = (members @ points.T).max(axis=1)
    sizes = members.sum(axis=1).tolist()
    cost = [(n * log(d) if d > 0 else -inf) - lgamma(n + 1) for n, d in zip(sizes, degrees.tolist(), strict=True)]
    best, choice = [0.0] * len(masks), [0] * len(masks)
    for mask in range(1, len(masks)):
        if mask % 256 == 0:
            budget.check("searching the partitions of the unknowns")
        lowest = mask & -mask
        rest = mask ^ lowest
        sub, low, pick = rest, inf, 0
        while True:  # every group that holds the lowest unknown of the mask
            group = sub | lowest
            value = cost[group] + best[mask ^ group]
            if value < low:
                low, pick = value, group
            if sub == 0:
                break
            sub = (sub - 1) & rest
        best[mask], choice[mask] = low, pick
    groups, mask = [], len(masks) - 1
    while mask:
        groups.append(tuple(k for k in range(num_params) if choice[mask] >> k & 1))
        mask ^= choice[mask]
    return tuple(groups)


def _all_partitions(size: int) -> Iterator[Partition]:
    """Every partition of 0, …, size − 1."""
    if size == 0:
        yield ()
        return
    last = size - 1
    for smaller in _all_partitions(last):
        yield (*smaller, (last,))
        for i, group in enumerate(smaller):
            yield (*smaller[:i], (*group, last), *smaller[i + 1 :])


def _local_search(number: Callable[[Partition], int], starts: Sequence[Partition], budget: Budget) -> BestPartition:
    best, steps = None, 0
    for current in starts:
        try:
            value = number(current)
        except TooLarge:
            continue
        improved = True
        while improved and steps < LOCAL_SEARCH_STEPS:
            improved = False
            for candidate in _neighbours(current):
                budget.check("searching the partitions of the unknowns")
                steps += 1
                if steps >= LOCAL_SEARCH_STEPS:
                    break
                try:
                    found = number(candidate)
                except TooLarge:
                    continue
                if found < value:
                    current, value, improved = candidate, found, True
                    break
        if best is None or value < best.number:
            best = BestPartition(value, current, "")
    if best is None:
        raise TooLarge("every partition has too many groups to expand", kind="too_many_terms")
    return BestPartition(best.number, best.partition, f"local search, {steps} partitions from {len(starts)} starts")


def _neighbours(partition: Partition) -> list[Partition]:
    groups = [frozenset(g) for g in partition]
    found = []
    for i, group in enumerate(groups):
        for j in range(i + 1, len(groups)):
            others = [g for k, g in enumerate(groups) if k not in (i, j)]
            found.append([*others, group | groups[j]])
        for unknown in group:
            for j in range(len(groups) + 1):
                if j == i or (j == len(groups) and len(group) == 1):
                    continue
                moved = [*groups, frozenset()]
                moved[i], moved[j] = group - {unknown}, moved[j] | {unknown}
                found.append([g for g in moved if g])
    return [tuple(tuple(sorted(g)) for g in candidate) for candidate in found]
