"""λ and multiplicity of K = ½ Σ f_i² for f_i in two variables, by blowing up points until there are normal crossings.

Only where all centres have rational coordinates: otherwise :class:`NotRational` is raised.
"""

from fractions import Fraction
from functools import reduce

import sympy

x, y = sympy.symbols("x y")
MAX_DEPTH = 14


class NotRational(Exception):
    """A centre without rational coordinates, or too many of them."""


def plane_curve(text):
    """(λ, multiplicity) of one equation at the origin."""
    return plane_ideal([text])


def plane_ideal(texts):
    """(λ, multiplicity) of several equations at the origin."""
    equations = [sympy.Poly(sympy.sympify(text.replace("^", "**")), x, y) for text in texts]
    return _resolve([f for f in equations if not f.is_zero], (0, 0), MAX_DEPTH)


def _resolve(ideal, jacobian, depth):
    """Of x^a y^b (g_1, …, g_n) with dx dy = x^j y^k: poles of normal crossings, or the least of the charts."""
    if not depth:
        raise NotRational
    a, b = (min(m[i] for f in ideal for m in f.monoms()) for i in (0, 1))
    rest = [sympy.Poly({(m - a, n - b): c for (m, n), c in f.as_dict().items()}, x, y) for f in ideal]
    poles = [Fraction(j + 1, 2 * e) for j, e in zip(jacobian, (a, b), strict=True) if e]
    if any(g.as_dict().get((0, 0), 0) != 0 for g in rest):
        return _of_poles(poles)
    common = reduce(sympy.gcd, rest)
    if any(sympy.quo(g, common).as_dict().get((0, 0), 0) != 0 for g in rest):  # one equation, up to a unit
        # one divisor and a smooth curve across it, perhaps counted several times, or the curve alone
        here = [(p, e) for p, e in sympy.factor_list(common.as_expr())[1] if p.subs({x: 0, y: 0}) == 0]
        if len(here) == 1:
            (curve, power), at = here[0], {x: 0, y: 0}
            across_x, across_y = curve.diff(y).subs(at) != 0, curve.diff(x).subs(at) != 0
            if (not b and not jacobian[1] and across_x) or (not a and not jacobian[0] and across_y):
                return _of_poles([*poles, Fraction(1, 2 * power)])
    # the vertical direction
    found = [_resolve([_pulled(f, x * y, y) for f in ideal], (jacobian[0], sum(jacobian) + 1), depth - 1)]
    chart = [_pulled(f, x, x * y) for f in ideal]
    order = min(m for f in chart for m, _ in f.monoms())
    lines = [sympy.Poly(sum(c * y**n for (m, n), c in f.as_dict().items() if m == order), y) for f in chart]
    on_divisor = reduce(sympy.gcd, [line for line in lines if not line.is_zero])
    for root in {0, *(sympy.real_roots(on_divisor) if on_divisor.degree() else [])}:
        if not sympy.sympify(root).is_rational:
            raise NotRational
        moved = [sympy.Poly(f.as_expr().subs(y, y + root), x, y) for f in chart]
        found.append(_resolve(moved, (sum(jacobian) + 1, jacobian[1] if root == 0 else 0), depth - 1))
    least = min(value for value, _ in found)
    return least, max(order for value, order in found if value == least)


def _pulled(f, u, v):
    return sympy.Poly(sympy.expand(f.as_expr().subs({x: u, y: v}, simultaneous=True)), x, y)


def _of_poles(poles):
    least = min(poles)
    return least, poles.count(least)
