"""λ and multiplicity of K = ½ f² for f in two variables, by blowing up points until everything is normal crossing.

Only where all centres have rational coordinates, which is asserted.
"""

from fractions import Fraction

import sympy

x, y = sympy.symbols("x y")


def plane_curve(text):
    """(λ, multiplicity) at the origin."""
    return _resolve(sympy.Poly(sympy.sympify(text.replace("^", "**")), x, y), (0, 0))


def _resolve(f, jacobian):
    """Of x^a y^b g with dx dy = x^j y^k: poles of normal crossings, or the least of the charts."""
    a, b = (min(m[i] for m in f.monoms()) for i in (0, 1))
    g = sympy.Poly({(m - a, n - b): c for (m, n), c in f.as_dict().items()}, x, y)
    poles = [Fraction(j + 1, 2 * e) for j, e in zip(jacobian, (a, b), strict=True) if e]
    if g.as_dict().get((0, 0), 0) != 0:
        return _of_poles(poles)
    # one divisor and a smooth curve across it, perhaps counted several times, or the curve alone
    here = [(p, e) for p, e in sympy.factor_list(g.as_expr())[1] if p.subs({x: 0, y: 0}) == 0]
    if len(here) == 1:
        (curve, power), at = here[0], {x: 0, y: 0}
        across_x, across_y = curve.diff(y).subs(at) != 0, curve.diff(x).subs(at) != 0
        if (not b and not jacobian[1] and across_x) or (not a and not jacobian[0] and across_y):
            return _of_poles([*poles, Fraction(1, 2 * power)])
    found = [_resolve(_pulled(f, x * y, y), (jacobian[0], sum(jacobian) + 1))]  # the vertical direction
    chart = _pulled(f, x, x * y)
    order = min(m for m, _ in chart.monoms())
    on_divisor = sympy.Poly(sum(c * y**n for (m, n), c in chart.as_dict().items() if m == order), y)
    for root in {0, *sympy.real_roots(on_divisor)}:
        assert sympy.sympify(root).is_rational
        moved = sympy.Poly(chart.as_expr().subs(y, y + root), x, y)
        found.append(_resolve(moved, (sum(jacobian) + 1, jacobian[1] if root == 0 else 0)))
    least = min(value for value, _ in found)
    return least, max(order for value, order in found if value == least)


def _pulled(f, u, v):
    return sympy.Poly(sympy.expand(f.as_expr().subs({x: u, y: v}, simultaneous=True)), x, y)


def _of_poles(poles):
    least = min(poles)
    return least, poles.count(least)
