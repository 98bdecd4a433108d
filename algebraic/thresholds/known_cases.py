"""Learning coefficients that are known from the literature or by hand: what an estimator can be judged on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class ExactCase:
    """K = ½ Σ f_i² near the origin.

    Attributes:
        equations: the f_i, as text; the unknowns are in the order in which they occur.
        value: λ over the real numbers.
        multiplicity: the order of the pole −λ.
        singular: whether the rank of the Jacobian at the origin is less than the codimension of the zero set there, so
            that λ is not half of that rank.
        source: where the value is from, or how it is found by hand.
    """

    name: str
    equations: tuple[str, ...]
    value: Fraction
    multiplicity: int
    singular: bool
    source: str


_CURVES = "resolution of a plane curve singularity, e.g. Arnold, Gusein-Zade, Varchenko, vol. II, ch. 13"
_PRODUCT = "∫ (x^a y^b)^(2z): poles at 1/(2a) and 1/(2b)"
_ADDS = "parts in different variables"
_PIECES = "the least value of the normal fan, by hand"
_REDUCED = "Aoyagi, Watanabe, Neural Networks 18 (2005)"
_TANH = "Aoyagi, Communications in Statistics 39 (2010): Vandermonde type, H = 2"
_CASES = """
a coordinate            | x                       | 1/2  | 1 | regular
two coordinates         | x; y                    | 1    | 1 | regular
five coordinates        | a; b; c; d; e           | 5/2  | 1 | regular
a parabola              | x + y^2                 | 1/2  | 1 | regular
a hyperbola's tangent   | x*y + x + y             | 1/2  | 1 | regular
a line counted twice    | x^2                     | 1/4  | 1 | {_PRODUCT}
a line counted thrice   | x^3                     | 1/6  | 1 | {_PRODUCT}
two lines (A1)          | x*y                     | 1/2  | 2 | {_PRODUCT}
a double line and one   | x^2*y                   | 1/4  | 1 | {_PRODUCT}
two double lines        | x^2*y^2                 | 1/4  | 2 | {_PRODUCT}
three planes            | x*y*z                   | 1/2  | 3 | {_PRODUCT}
the cusp (A2)           | x^2 - y^3               | 5/12 | 1 | {_CURVES}
two parabolas (A3)      | x^2 - y^4               | 3/8  | 1 | {_CURVES}
A4                      | x^2 - y^5               | 7/20 | 1 | {_CURVES}
three lines (D4)        | x^2*y - y^3             | 1/3  | 1 | {_CURVES}
E6                      | x^3 + y^4               | 7/24 | 1 | {_CURVES}
E7                      | x^3 + x*y^3             | 5/18 | 1 | {_CURVES}
E8                      | x^3 + y^5               | 4/15 | 1 | {_CURVES}
a turned cusp           | x^2 - 2*x*y + y^2 - y^3 | 5/12 | 1 | the cusp in x − y and y
a real point            | x^2 + y^2 + z^2         | 3/4  | 1 | polar coordinates: 3/(2·2); 1/2 over C
a real curve            | x^2*y^2 + z^4           | 3/8  | 2 | {_ADDS}
a plane and a line      | x*y; x*z                | 1/2  | 1 | ½ at the plane, 1 at the line
three axes              | x*y; y*z; x*z           | 3/4  | 1 | {_PIECES}
a cusp and a line       | x^2 - y^3; x*z          | 2/3  | 2 | {_PIECES}
a quadric cone          | x*y + z*w               | 1/2  | 1 | polar coordinates: 4/(2·2), and ½ off the origin
widths 2, 1, 2          | a*c; a*d; b*c; b*d      | 1    | 2 | {_REDUCED}
two units, z^1, z^2     | a*b + c*d; a*b^2 + c*d^2 | 3/4 | 1 | {_TANH}, Q = 1
two units, odd          | a*b + c*d; a*b^3 + c*d^3 | 2/3 | 1 | {_TANH}, Q = 2
"""


def exact_cases() -> tuple[ExactCase, ...]:
    """The table, regular cases first; 23 of 28 are singular.

    >>> cases = exact_cases()
    >>> len(cases), sum(case.singular for case in cases)
    (28, 23)
    """
    sources = {"_CURVES": _CURVES, "_PRODUCT": _PRODUCT, "_ADDS": _ADDS, "_PIECES": _PIECES}
    sources |= {"_REDUCED": _REDUCED, "_TANH": _TANH}
    found = []
    for line in _CASES.strip().splitlines():
        name, equations, value, multiplicity, source = (part.strip() for part in line.split("|"))
        regular = source == "regular"
        found.append(
            ExactCase(
                name,
                tuple(each.strip() for each in equations.split(";")),
                Fraction(value),
                int(multiplicity),
                not regular,
                "the implicit function theorem" if regular else source.format(**sources),
            )
        )
    return tuple(found)
