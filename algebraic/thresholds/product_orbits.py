r"""Deep linear networks at a point: the learning coefficient at given weights, from the ranks of partial products.

Let D_s be the weights W_s, s = 1, …, L, of shapes (H_s, H_{s−1}), and I the ideal of the entries of W_L … W_1 − T at a
point with W_L … W_1 = T. **Theorem.** λ is half of the codimension of the zero set at that point, and depends only on
r_ij = rank(D_j … D_{i+1}) there. Proof, in six steps; it uses no formula from the literature.

1. *Intervals.* GL(H_0) × … × GL(H_L) acts, and carries I to itself up to invertible matrices. A tuple D is a
   representation of the quiver 0 → 1 → … → L: up to this action a sum of intervals [a, b] (1-dimensional at a, …, b,
   identities between), n_ab times, and r_ij = Σ_{a≤i, j≤b} n_ab. N is in the closure of the orbits above it: M ≤ N
   if r_ij(M) ≤ r_ij(N) for all i ≤ j (Abeasis–Del Fra). dim Ext([a,b], [c,e]) is 1 for a < c ≤ b + 1 ≤ e, else 0.
2. *Rank r of T.* The r intervals [0, L]: by Schur complements, which are analytic here, I becomes r (H_0 + H_L − r)
   coordinates and, in other variables, the ideal of the product for widths H − r at the rest of the intervals, with
   T = 0. So λ is r (H_0 + H_L − r)/2 more, and the multiplicity the same. From now on T = 0.
3. *Slice.* Near M the variables are an orbit times a slice M + Ext(M, M). Give each interval a level β, 0 where it
   begins at 0, 1 where it ends at L, else between, with β rising along each pair with Ext ≠ 0 (for instance
   (a + b)/2L). The torus scales the part Ext(J, I) of the slice with the weight β_I − β_J > 0, and each entry of the
   product with the weight 1. In polar coordinates of these weights the integral of K^z splits: with
   w_β(M) = ½ Σ n_I n_J dim Ext(J, I) (β_I − β_J),

       λ(M) = min(w_β(M), min_{N > M, product 0} λ(N)),

   and the multiplicity is the largest m(N) among the N > M that attain it, plus 1 if w_β(M) does, too.
4. *Strata.* For ρ_0 = H_0 ≥ ρ_1 ≥ … ≥ ρ_L = 0 the D with rank(D_s … D_1) = ρ_s are irreducible, of codimension
   C(ρ) = Σ_s (ρ_{s−1} − ρ_s)(H_s − ρ_s); their generic orbit N_ρ has r_ij = ρ_j + min_{i≤s≤j} (H_s − ρ_s) for i > 0.
   Every maximal N is one of these, and N_ρ ≥ M means ρ_s − ρ_j ≤ H_s − r_sj(M) for all s < j.
5. *λ.* Let β tend to 0 for intervals that begin at 0 and 1 for all others: 2 w_β(M) tends to C(ρ(M)), ρ_s = r_0s(M),
   which is at least the codimension c(M) = min {C(ρ): N_ρ ≥ M}. By induction from the maximal orbits λ(M) = c(M)/2.
6. *Multiplicity.* It is the length of the longest chain of N ≥ M with w_β(N) = λ(M): call these critical. w_β is linear
   in β and never less than λ, so equal to it for all β if for one. With the limits β = 1 for intervals that begin
   after s or end at L, else 0, a critical N lies in a component of codimension c(M) that has the same r_sj for all j:
   so H_s − r_sj(N) is the maximum of H_s − r_sj(N_ρ) over the minimal ρ with N_ρ ≥ N. Hence every critical orbit is
   found among these maxima over sets of minimal ρ.

With δ_s = ρ_{s−1} − ρ_s, C is Σ (δ_s H_s + δ_s²/2) − H_0²/2 on the simplex Σ δ_s = H_0, and the conditions are bounds
for sums over intervals of s, submodular by Frobenius' inequality: the greedy algorithm finds the minimum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ..shell import WrongInput
from .certificates import LocalCertificate
from .rules import Threshold

RankTable = dict[tuple[int, int], int]  # r_ij for i ≤ j; r_ii are the widths
MAX_TABLES = 500  # of candidates for critical orbits


def at_products(widths: Sequence[int], ranks: Mapping[tuple[int, int], int]) -> Threshold:
    """λ and its multiplicity at a point of the zero set, from the widths and the ranks of all partial products.

    Args:
        widths: H_0, …, H_L.
        ranks: r_ij = rank(W_j … W_{i+1}) for 0 ≤ i < j ≤ L.

    Raises:
        WrongInput: ranks that no weights have.

    >>> at_products([5, 3, 5], {(0, 1): 0, (1, 2): 3, (0, 2): 0}).value  # W_1 = 0, W_2 of full rank
    Fraction(15, 2)
    >>> at_products([5, 3, 5], {(0, 1): 0, (1, 2): 0, (0, 2): 0}).value
    Fraction(13, 2)
    """
    last = len(widths) - 1
    table: RankTable = {(i, i): width for i, width in enumerate(widths)} | dict(ranks)
    if min(intervals(table, last).values()) < 0:
        raise WrongInput("no weights have these ranks of partial products", kind="bad_ranks")
    rank = table[0, last]
    regular = Fraction(rank * (widths[0] + widths[-1] - rank), 2)
    rest = {pair: value - rank for pair, value in table.items()}
    profile, multiplicity = [0] * (last + 1), 1
    value = Fraction(0)
    if all(rest[s, s] for s in range(last + 1)):
        best = _greedy(rest, last)
        profile, value = _profile(best, rest[0, 0]), Fraction(_codimension(best, rest), 2)
        found = _multiplicity(best, rest, last)
    else:  # the rest of the product is 0 whatever the weights are
        found = multiplicity
    certificate: LocalCertificate = {
        "kind": "deep linear, local",
        "widths": list(widths),
        "ranks": [[table[i, j] for j in range(i, last + 1)] for i in range(last + 1)],
        "profile": [each + rank for each in profile],
    }
    reason = "half of the codimension of the zero set at the point, from the ranks of the partial products"
    result = Threshold.exact(regular + value, found, reason, certificate)
    return result if found else result.because("the multiplicity was not sought: too many orbits")


def intervals(table: Mapping[tuple[int, int], int], last: int) -> dict[tuple[int, int], int]:
    """How often each interval [a, b] occurs: n_ab = r_ab − r_{a−1,b} − r_{a,b+1} + r_{a−1,b+1}."""
    return {
        (a, b): table[a, b] - table.get((a - 1, b), 0) - table.get((a, b + 1), 0) + table.get((a - 1, b + 1), 0)
        for a in range(last + 1)
        for b in range(a, last + 1)
    }


def _fits(delta: Sequence[int], table: RankTable, last: int) -> bool:
    """Whether Σ_{s<t≤j} δ_t ≤ H_s − r_sj for all s < j."""
    for s in range(last):
        total = 0
        for j in range(s + 1, last + 1):
            total += delta[j - 1]
            if total > table[s, s] - table[s, j]:
                return False
    return True


def _greedy(table: RankTable, last: int) -> list[int]:
    """The δ that minimises Σ (δ_s H_s + δ_s²/2): the level H_s + δ_s rises, and what cannot rise stays."""
    costs = [table[s, s] for s in range(1, last + 1)]
    delta, active = [0] * last, set(range(last))

    def at(level: int) -> list[int]:
        return [max(delta[s], level - costs[s]) if s in active else delta[s] for s in range(last)]

    while sum(delta) < table[0, 0]:
        low, high = min(costs[s] + delta[s] for s in active), max(costs) + table[0, 0] + 1  # at(low) fits
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _fits(at(middle), table, last) else (low, middle)
        delta = at(low)
        for s in sorted(active):
            if costs[s] + delta[s] == low:
                delta[s] += 1
                if not _fits(delta, table, last):
                    delta[s] -= 1
                    active.discard(s)
    return delta


def _profile(delta: Sequence[int], first: int) -> list[int]:
    return [first - sum(delta[:s]) for s in range(len(delta) + 1)]


def _codimension(delta: Sequence[int], table: RankTable) -> int:
    profile = _profile(delta, table[0, 0])
    return sum(d * (table[s, s] - profile[s]) for s, d in enumerate(delta, 1))


def _generic(delta: Sequence[int], table: RankTable, last: int) -> RankTable:
    """The ranks of N_ρ."""
    profile = _profile(delta, table[0, 0])
    return {
        (i, j): profile[j] + (min(table[s, s] - profile[s] for s in range(i, j + 1)) if i else 0)
        for i in range(last + 1)
        for j in range(i, last + 1)
    }


def _minimal(best: Sequence[int], table: RankTable, last: int) -> set[tuple[int, ...]] | None:
    """All δ of the least codimension: they are connected by steps +1 here, −1 there."""
    found, new = {tuple(best)}, [tuple(best)]
    while new:
        delta = new.pop()
        for s in range(last):
            for t in range(last):
                if s == t or not delta[t] or table[s + 1, s + 1] + delta[s] + 1 != table[t + 1, t + 1] + delta[t]:
                    continue
                moved = tuple(d + (k == s) - (k == t) for k, d in enumerate(delta))
                if moved not in found and _fits(moved, table, last):
                    found.add(moved)
                    new.append(moved)
        if len(found) > MAX_TABLES:
            return None
    return found


def _multiplicity(best: Sequence[int], table: RankTable, last: int) -> int | None:
    """The longest chain of critical orbits above the point (step 6)."""
    minimal = _minimal(best, table, last)
    if minimal is None:
        return None
    pairs = sorted(table)
    generic = {tuple(ranks[p] for p in pairs) for ranks in (_generic(delta, table, last) for delta in minimal)}
    tables, new = set(generic), list(generic)
    while new:  # kernels at their largest: ranks at their smallest
        one = new.pop()
        for other in generic:
            both = tuple(map(min, one, other))
            if both not in tables:
                tables.add(both)
                new.append(both)
        if len(tables) > MAX_TABLES:
            return None
    codimension = _codimension(best, table)
    critical = [t for t in tables if _is_critical(dict(zip(pairs, t, strict=True)), last, codimension)]
    longest: dict[tuple[int, ...], int] = {}
    for one in sorted(critical, key=sum, reverse=True):
        above = (longest[k] for k in longest if all(x <= y for x, y in zip(one, k, strict=True)))
        longest[one] = 1 + max(above, default=0)
    return max(longest.values())


def _is_critical(table: RankTable, last: int, codimension: int) -> bool:
    """Whether these are the ranks of an orbit with 2 w_β = codimension, for β = (a + b)/2L between the ends."""
    found = [(pair, n) for pair, n in intervals(table, last).items() if n]
    if any(n < 0 for _, n in found):
        return False

    def level(a: int, b: int) -> int:
        return 0 if a == 0 else 2 * last if b == last else a + b

    twice = sum(
        n * k * (level(c, e) - level(a, b)) for (a, b), n in found for (c, e), k in found if a < c <= b + 1 <= e
    )
    return twice == 2 * last * codimension
