"""λ and multiplicity of a product of matrices at every orbit, by the recursion over all orbits, literally.

λ(M) = min(w(M), min over N > M of λ(N)), the multiplicity one more where w(M) attains it.
Exponential; small widths only.
"""

from fractions import Fraction


def orbits(widths):
    """All sums of intervals [a, b] other than [0, L] with these dimensions, as {interval: multiplicity}."""
    last = len(widths) - 1
    kinds = [(a, b) for a in range(last + 1) for b in range(a, last + 1) if (a, b) != (0, last)]

    def extend(k, rest):
        if k == len(kinds):
            if not any(rest):
                yield {}
            return
        a, b = kinds[k]
        if any(rest[:a]):
            return
        for n in range(min(rest[a : b + 1]) + 1):
            for more in extend(k + 1, [r - n * (a <= s <= b) for s, r in enumerate(rest)]):
                yield {kinds[k]: n, **more} if n else more

    return list(extend(0, list(widths)))


def ranks(orbit, last):
    """rank(D_j … D_{i+1}) for i ≤ j."""
    return {
        (i, j): sum(n for (a, b), n in orbit.items() if a <= i and j <= b)
        for i in range(last + 1)
        for j in range(i, last + 1)
    }


def weight(orbit, last):
    """Half the weights of the slice, where each entry of the product has the weight 1."""

    def level(a, b):
        return Fraction(0) if a == 0 else Fraction(1) if b == last else Fraction(a + b, 2 * last)

    return sum(
        Fraction(n * k, 2) * (level(c, e) - level(a, b))
        for (a, b), n in orbit.items()
        for (c, e), k in orbit.items()
        if a < c <= b + 1 <= e
    )


def all_coefficients(widths):
    """(ranks, λ, multiplicity) of each orbit whose product is 0."""
    last = len(widths) - 1
    known = sorted(((ranks(o, last), weight(o, last)) for o in orbits(widths)), key=lambda each: -sum(each[0].values()))
    found = []
    for table, own in known:
        above = [(value, m) for other, value, m in found if other != table and all(other[p] >= table[p] for p in table)]
        least = min([own, *(value for value, _ in above)])
        order = max((m for value, m in above if value == least), default=0) + (own == least)
        found.append((table, least, order))
    return found
