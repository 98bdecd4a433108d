"""Systems of other solvers' test suites, with the numbers of solutions that are published with them.

Written down by hand from PHCpack's demonstration files (https://github.com/janverschelde/PHCpack, src/Demo), the tests
of HomotopyContinuation.jl and of msolve, and Bertini's manual. A decimal stands for the rational number that it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import flint

from algebraic import PolynomialSystem
from algebraic.networks import Polynomials
from algebraic.systems import cyclic, eco, katsura, noon

NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:E-?\d+)?)(?!\w)")
POSSO, PHC, HC = "PoSSo test suite", "PHCpack", "HomotopyContinuation.jl"


@dataclass(frozen=True)
class Standard:
    """A system and what is known of it.

    Attributes:
        source: where it comes from, and where the number of its solutions stands.
        regular: isolated regular complex solutions, as published.
        real: how many of these are real, where that is published.
        multiple: the sum of the multiplicities of its other solutions; ``None`` where there are infinitely many.
        make: the system.
        slow: whether it takes more than about a second.
    """

    name: str
    source: str
    regular: int
    real: int | None
    multiple: int | None
    make: Callable[[], PolynomialSystem]
    slow: bool = False

    @cached_property
    def system(self) -> PolynomialSystem:
        """As it is written down."""
        return self.make()


def written(names: str, text: str) -> Callable[[], PolynomialSystem]:
    """A system from its unknowns and its polynomials, which semicolons separate; ``^`` is a power."""

    def make() -> PolynomialSystem:
        unknowns = tuple(names.split())
        variables = dict(zip(unknowns, Polynomials(unknowns).variables, strict=True))
        polynomials = [eval(_exact(part), {"q": _rational, **variables}) for part in text.split(";")]
        return PolynomialSystem(unknowns, tuple(p + 0 * next(iter(variables.values())) for p in polynomials))

    return make


def _exact(text: str) -> str:
    """Powers as Python writes them, and numbers that are no exponents as exact ones."""
    parts = re.split(r"(\^\d+)", " ".join(text.split()))
    return "".join(f"**{part[1:]}" if part.startswith("^") else NUMBER.sub(r"q('\1')", part) for part in parts).strip()


def _rational(text: str) -> flint.fmpq:
    mantissa, _, exponent = text.partition("E")
    whole, _, decimals = mantissa.partition(".")
    value = flint.fmpq(int(whole + decimals), 10 ** len(decimals))
    return value * flint.fmpq(10) ** int(exponent or 0)


def chandra(n: int) -> Callable[[], PolynomialSystem]:
    """The H-equation of Chandrasekhar for c = 0.51234."""
    names = " ".join(f"h{k}" for k in range(1, n + 1))
    rows = [
        f"{2 * n}*h{i} - 0.51234*h{i}*(1 + {' + '.join(f'({i}/{i + j})*h{j}' for j in range(1, n))}) - {2 * n}"
        for i in range(1, n + 1)
    ]
    return written(names, ";".join(rows))


def reimer(n: int) -> Callable[[], PolynomialSystem]:
    """Σ_k (−1)^(k+1) 2 x_k^d = 1 for d = 2, …, n + 1."""
    names = [f"x{k}" for k in range(1, n + 1)]
    rows = [" ".join(f"{'-+'[k % 2]} 2*x{k}^{d}" for k in range(1, n + 1)) + " - 1" for d in range(2, n + 2)]
    return written(" ".join(names), ";".join(rows))


def wilkinson(n: int) -> Callable[[], PolynomialSystem]:
    """(x − 1)(x − 2) ⋯ (x − n)."""
    return written("x", "*".join(f"(x - {k})" for k in range(1, n + 1)))


def wright(n: int) -> Callable[[], PolynomialSystem]:
    """x_k² − x_k + Σ_{j≠k} x_j = 10."""
    names = [f"x{k}" for k in range(1, n + 1)]
    return written(" ".join(names), ";".join(f"{x}^2 - 2*{x} + {'+'.join(names)} - 10" for x in names))


SYSTEMS = (
    Standard("mickey", PHC, 4, 2, 0, written("x y", "x^2 + 4*y^2 - 4; 2*y^2 - x")),
    Standard(
        "ku10",
        PHC,
        2,
        None,
        0,
        written(
            "x1 x2 x3 x4 x5 x6 x7 x8 x9 x10",
            """5*x1*x2 + 5*x1 + 3*x2 + 55; 7*x2*x3 + 9*x2 + 9*x3 + 19; 3*x3*x4 + 6*x3 + 5*x4 - 4;
            6*x4*x5 + 6*x4 + 7*x5 + 118; x5*x6 + 3*x5 + 9*x6 + 27; 6*x6*x7 + 7*x6 + x7 + 72;
            9*x7*x8 + 7*x7 + x8 + 35; 4*x8*x9 + 4*x8 + 6*x9 + 16; 8*x9*x10 + 4*x9 + 3*x10 - 51;
            3*x1*x10 - 6*x1 + x10 + 5""",
        ),
    ),
    Standard("chandra-4", f"{PHC}; {HC}", 8, None, 0, chandra(4)),
    Standard("chandra-6", f"{PHC}; {HC}", 32, None, 0, chandra(6)),
    Standard(
        "lorentz",
        f"{PHC}; Li, Solving polynomial systems (1987)",
        11,
        None,
        0,
        written(
            "x1 x2 x3 x4",
            """x1*x2 - x1*x3 - x4 + 1; x2*x3 - x2*x4 - x1 + 1; -x1*x3 + x3*x4 - x2 + 1; x1*x4 - x2*x4 - x3 + 1""",
        ),
    ),
    Standard(
        "boon",
        f"{PHC}; {HC}",
        8,
        8,
        0,
        written(
            "s1 g1 s2 g2 c1 c2",
            """s1^2 + g1^2 - 1; s2^2 + g2^2 - 1; c1*g1^3 + c2*g2^3 - 1.2; c1*s1^3 + c2*s2^3 - 1.2;
            c1*g1^2*s1 + c2*g2^2*s2 - 0.7; c1*g1*s1^2 + c2*g2*s2^2 - 0.7""",
        ),
    ),
    Standard(
        "caprasse",
        f"{PHC}; {POSSO}",
        24,
        None,
        32,
        written(
            "x y z t",
            """y^2*z + 2*x*y*t - 2*x - z;
            -x^3*z + 4*x*y^2*z + 4*x^2*y*t + 2*y^3*t + 4*x^2 - 10*y^2 + 4*x*z - 10*y*t + 2;
            2*y*z*t + x*t^2 - x - 2*z;
            -x*z^3 + 4*y*z^2*t + 4*x*z*t^2 + 2*y*t^3 + 4*x*z + 4*z^2 - 10*y*t - 10*t^2 + 2""",
        ),
        slow=True,
    ),
    Standard(
        "cassou",
        f"{PHC}; {POSSO}",
        16,
        4,
        0,
        written(
            "b c d e",
            """15*b^4*c*d^2 + 6*b^4*c^3 + 21*b^4*c^2*d - 144*b^2*c - 8*b^2*c^2*e - 28*b^2*c*d*e - 648*b^2*d
            + 36*b^2*d^2*e + 9*b^4*d^3 - 120;
            30*c^3*b^4*d - 32*d*e^2*c - 720*d*b^2*c - 24*c^3*b^2*e - 432*c^2*b^2 + 576*e*c - 576*d*e + 16*c*b^2*d^2*e
            + 16*d^2*e^2 + 16*e^2*c^2 + 9*c^4*b^4 + 5184 + 39*d^2*b^4*c^2 + 18*d^3*b^4*c - 432*d^2*b^2 + 24*d^3*b^2*e
            - 16*c^2*b^2*d*e - 240*c;
            216*d*b^2*c - 162*d^2*b^2 - 81*c^2*b^2 + 5184 + 1008*e*c - 1008*d*e + 15*c^2*b^2*d*e - 15*c^3*b^2*e
            - 80*d*e^2*c + 40*d^2*e^2 + 40*e^2*c^2;
            261 + 4*d*b^2*c - 3*d^2*b^2 - 4*c^2*b^2 + 22*e*c - 22*d*e""",
        ),
        slow=True,
    ),
    Standard(
        "chemequ",
        f"{PHC}; Meintjes, Morgan (1990)",
        16,
        4,
        0,
        written(
            "y1 y2 y3 y4 y5",
            """y1*y2 + y1 - 3*y5;
            2*y1*y2 + y1 + 1.9230E-6*y2^2 + y2*y3^2 + 5.4518E-4*y2*y3 + 3.4074E-5*y2*y4 + 4.4975E-7*y2 - 10*y5;
            2*y2*y3^2 + 5.4518E-4*y2*y3 + 3.8600E-1*y3^2 + 4.1062E-4*y3 - 8*y5;
            3.4074E-5*y2*y4 + 2*y4^2 - 40*y5;
            y1*y2 + y1 + 9.6150E-7*y2^2 + y2*y3^2 + 5.4518E-4*y2*y3 + 3.4074E-5*y2*y4 + 4.4975E-7*y2 + 1.930E-1*y3^2
            + 4.1062E-4*y3 + y4^2 - 1""",
        ),
    ),
    Standard(
        "heart",
        f"{PHC}; {HC}",
        4,
        2,
        0,
        written(
            "a b c d t u v w",
            """a + b - 0.63254; c + d + 1.34534; t*a + u*b - v*c - w*d + 0.8365348; v*a + w*b + t*c + u*d - 1.7345334;
            a*t^2 - a*v^2 - 2*c*t*v + b*u^2 - b*w^2 - 2*d*u*w - 1.352352;
            c*t^2 - c*v^2 + 2*a*t*v + d*u^2 - d*w^2 + 2*b*u*w + 0.843453;
            a*t^3 - 3*a*t*v^2 + c*v^3 - 3*c*v*t^2 + b*u^3 - 3*b*u*w^2 + d*w^3 - 3*d*w*u^2 + 0.9563453;
            c*t^3 - 3*c*t*v^2 - a*v^3 + 3*a*v*t^2 + d*u^3 - 3*d*u*w^2 - b*w^3 + 3*b*w*u^2 - 1.2342523""",
        ),
        slow=True,
    ),
    Standard(
        "trinks",
        f"{PHC}; {POSSO}",
        10,
        None,
        0,
        written(
            "y u v z t x",
            """45*y + 35*u - 165*v - 36; 35*y + 25*z + 40*t - 27*u; 25*y*u - 165*v^2 + 15*x - 18*z + 30*t;
            15*y*z + 20*t*u - 9*x; -11*v^3 + x*y + 2*z*t; -11*u*v + 3*v^2 + 99*x""",
        ),
    ),
    Standard(
        "redeco-5",
        f"{PHC}; Morgan (1987)",
        8,
        None,
        0,
        written(
            "x1 x2 x3 x4 u",
            """x1 + x1*x2 + x2*x3 + x3*x4 - u; x2 + x1*x3 + x2*x4 - 2*u; x3 + x1*x4 - 3*u; x4 - 4*u;
            x1 + x2 + x3 + x4 + 1""",
        ),
    ),
    Standard(
        "sendra",
        f"{PHC}; {POSSO}",
        46,
        None,
        0,
        written(
            "x y",
            """-270*x^4*y^3 - 314*x*y^4 - 689*x*y^3 + 1428;
            36*x^7 + 417*x^6*y - 422*x^5*y^2 - 270*x^4*y^3 + 1428*x^3*y^4 - 1475*x^2*y^5 + 510*x*y^6 - 200*x^6
            - 174*x^5*y - 966*x^4*y^2 + 529*x^3*y^3 + 269*x^2*y^4 + 49*x*y^5 - 267*y^6 + 529*x^4*y + 1303*x^2*y^3
            - 314*x*y^4 + 262*y^5 + 36*x^4 - 788*x^2*y^2 - 689*x*y^3 + 177*y^4""",
        ),
    ),
    Standard(
        "solotarev",
        f"{PHC}; {POSSO}",
        2,
        None,
        4,
        written("x a b y", "3*x^2 - 2*x - a; x^3 - x^2 - x*a + a - 2*b - 2; 3*y^2 - 2*y - a; y^3 - y^2 - y*a - a + 2"),
    ),
    Standard(
        "conform1",
        f"{PHC}; cyclohexane",
        16,
        None,
        0,
        written(
            "t1 t2 t3",
            """-9 - t2^2 - t3^2 - 3*t2^2*t3^2 + 8*t2*t3; -9 - t3^2 - t1^2 - 3*t3^2*t1^2 + 8*t3*t1;
            -9 - t1^2 - t2^2 - 3*t1^2*t2^2 + 8*t1*t2""",
        ),
    ),
    Standard(
        "wood",
        f"{PHC}; Moré's collection",
        9,
        None,
        0,
        written(
            "x1 x2 x3 x4",
            """200*x1^3 - 200*x1*x2 + x1 - 1; -100*x1^2 + 110.1*x2 + 9.9*x4 - 20; 180*x3^3 - 180*x3*x4 + x3 - 1;
            -90*x3^2 + 9.9*x2 + 100.1*x4 - 20""",
        ),
    ),
    Standard("wright", PHC, 32, None, 0, wright(5)),
    Standard(
        "game4two",
        f"{PHC}; totally mixed Nash equilibria",
        9,
        None,
        0,
        written(
            "p1 p2 p3 p4",
            """-1.122525605*p3 - 0.1202590019*p3*p2 + 1.078803537*p2 + 0.7696590455*p4 + 0.1628390188*p4*p3*p2
            - 0.1163105815*p4*p3 - 0.5333928492*p4*p2 - 0.6823118878;
            -0.4266067331*p3 + 0.9756757996*p4 + 0.0646954510*p4*p3 - 0.2142068753*p3*p1 + 2.814522341*p1
            + 0.3980853635*p4*p3*p1 - 2.546266040*p4*p1 - 1.157918209;
            2.023260100*p2 - 0.1342402078*p4 - 0.3904810713*p4*p2 + 0.4274147938*p1 + 0.5269506245*p4*p1
            - 3.069473137*p2*p1 + 0.3284270487*p4*p2*p1 - 0.9128973443;
            -0.6256820158*p3 - 0.1614530476*p3*p2 + 1.080721123*p2 + 1.366746822*p3*p1 - 2.347725424*p1
            + 0.5941402017*p2*p1 - 2.233884240*p3*p2*p1 + 1.026687422""",
        ),
    ),
    Standard(
        "rediff3",
        f"{PHC}, whose list of 7 leaves out the origin",
        8,
        None,
        0,
        written(
            "x1 x2 x3",
            """-2*x1 + x2 + 0.835634534*x1*(1 - x1); x1 - 2*x2 + x3 + 0.835634534*x2*(1 - x2);
            x2 - 2*x3 + 0.835634534*x3*(1 - x3)""",
        ),
    ),
    Standard(
        "quadfor2",
        f"{PHC}; Gaussian quadrature",
        2,
        2,
        0,
        written("w1 w2 x1 x2", "w1 + w2 - 1; w1*x1 + w2*x2; w1*x1^2 + w2*x2^2 - 2/3; w1*x1^3 + w2*x2^3"),
    ),
    Standard(
        "s9_1",
        f"{PHC}; {POSSO}",
        10,
        None,
        0,
        written(
            "a b c d e f g h",
            """-e*g - 2*d*h; 9*e + 4*b; -4*c*h - 2*e*f - 3*d*g; -7*c + 9*a - 8*f; -4*d*f - 5*c*g - 6*h - 3*e;
            -5*d - 6*c*f - 7*g + 9*b; 9*d + 6*a - 5*b; 9*c - 7*a + 8""",
        ),
    ),
    Standard(
        "puma",
        f"{PHC}; Morgan, Shapiro (1987)",
        16,
        None,
        0,
        written(
            "x1 x2 x3 x4 x5 x6 x7 x8",
            """x1^2 + x2^2 - 1; x3^2 + x4^2 - 1; x5^2 + x6^2 - 1; x7^2 + x8^2 - 1;
            0.004731*x1*x3 - 0.3578*x2*x3 - 0.1238*x1 - 0.001637*x2 - 0.9338*x4 + x7 - 0.3571;
            0.2238*x1*x3 + 0.7623*x2*x3 + 0.2638*x1 - 0.07745*x2 - 0.6734*x4 - 0.6022;
            x6*x8 + 0.3578*x1 + 0.004731*x2; -0.7623*x1 + 0.2238*x2 + 0.3461""",
        ),
    ),
    Standard("reimer-5", f"{PHC}; {POSSO}", 144, None, 0, reimer(5), slow=True),
    Standard(
        "Griewank-Osborne",
        "Bertini; Griewank, Osborne (1983)",
        0,
        0,
        3,
        written("x y", "29/16*x^3 - 2*x*y; y - x^2"),
    ),
    Standard("Wilkinson-20", f"{HC}; Wilkinson (1959)", 20, 20, 0, wilkinson(20), slow=True),
    Standard("multy", "msolve", 3, 3, 0, written("x y", "x - y^2; y^3 - y")),
    Standard("xy", "msolve", 1, 1, 0, written("x y", "x; y")),
    Standard("quadratic, not radical", "msolve", 0, 0, 4, written("x y", "x^2; y^2"), slow=True),
    Standard(
        "radical shape",
        "msolve",
        4,
        None,
        0,
        written("x y z", "-2*z^3 - 3*z^2 + x - 5*z - 7; -z^3 + z^2 + y - z + 1; z^4 - z^3 - z^2 - z - 1"),
    ),
    Standard(
        "six on two cubics",
        "the reference page of this project",
        6,
        4,
        0,
        written("u v", "u^2 - 2*v + v^3 + 1; v^3 + 6*u*v + v"),
    ),
    Standard(
        "i1",
        f"{PHC}; interval arithmetic",
        66,
        None,
        0,
        written(
            "x1 x2 x3 x4 x5 x6 x7 x8 x9 x10",
            """x1 - 0.25428722 - 0.18324757*x4*x3*x9; x2 - 0.37842197 - 0.16275449*x1*x10*x6;
            x3 - 0.27162577 - 0.16955071*x1*x2*x10; x4 - 0.19807914 - 0.15585316*x7*x1*x6;
            x5 - 0.44166728 - 0.19950920*x7*x6*x3; x6 - 0.14654113 - 0.18922793*x8*x5*x10;
            x7 - 0.42937161 - 0.21180484*x2*x5*x8; x8 - 0.07056438 - 0.17081208*x1*x7*x6;
            x9 - 0.34504906 - 0.19612740*x10*x6*x8; x10 - 0.42651102 - 0.21466544*x4*x8*x1""",
        ),
        slow=True,
    ),
    Standard(
        "utbikker",
        f"{PHC}; {POSSO}",
        36,
        None,
        0,
        written(
            "x y z t",
            """x^2 + x*y + y^2 - 2*x*z - 4*y*z + 3*z^2 - 3*x*t + 2*y*t + t^2 - 3*x - 2*y + 3*z - 2*t - 2;
            2*x^2 - x*y + y^2 - x*z - y*z - 6*z^2 - x*t + y*t - 5*z*t - 3*t^2 - 5*x + y + 5*z + 2*t + 5;
            -3 - 3*x*y + 2*x*z + x*t^2 - 5*x*z^2 - 5*z^2*t - 3*x*t - 2*z*t + x*y*z + x*y*t - x^2*z + x^2 - y^2 + 2*z^2
            + 11*z - 2*t - x + y + x^3 + y^3 - 3*z^3 + 2*t^3 - 3*t^2 - 5*y^2*z + 7*y*z^2;
            -15 + 2*x*y + 11*x*t^2 + 5*x*z^2 - z*t - 4*x*y*z + 6*x*y*t - x^2*z + 3*x^2 + 2*y^2 - z^2 + 4*z - 10*t
            - 35*x - 14*y - x^3 + 6*y^3 + 15*z^3 + 4*t^3 + 5*t^2 + 6*y^2*z + 4*y*z^2 - x*z*t + 6*x^2*y - 12*x*y^2
            - 7*y^2*t + 2*y*t""",
        ),
        slow=True,
    ),
    Standard(
        "kinema",
        PHC,
        40,
        None,
        0,
        written(
            "z1 z2 z3 z4 z5 z6 z7 z8 z9",
            """z1^2 + z2^2 + z3^2 - 12*z1 - 68; z4^2 + z5^2 + z6^2 - 12*z5 - 68;
            z7^2 + z8^2 + z9^2 - 24*z8 - 12*z9 + 100; z1*z4 + z2*z5 + z3*z6 - 6*z1 - 6*z5 - 52;
            z1*z7 + z2*z8 + z3*z9 - 6*z1 - 12*z8 - 6*z9 + 64; z4*z7 + z5*z8 + z6*z9 - 6*z5 - 12*z8 - 6*z9 + 32;
            2*z2 + 2*z3 - z4 - z5 - 2*z6 - z7 - z9 + 18; z1 + z2 + 2*z3 + 2*z4 + 2*z6 - 2*z7 + z8 - z9 - 38;
            z1 + z3 - 2*z4 + z5 - z6 + 2*z7 - 2*z8 + 8""",
        ),
        slow=True,
    ),
    Standard(
        "rose",
        f"{PHC} (136 with multiplicity); {POSSO}",
        128,
        None,
        8,
        written(
            "x y z",
            """y^4 - 20/7*x^2; x^2*z^4 + 7/10*x*z^4 + 7/48*z^4 - 50/27*x^2 - 35/27*x - 49/216;
            3/5*x^6*y^2*z + x^5*y^3 + 3/7*x^5*y^2*z + 7/5*x^4*y^3 - 7/20*x^4*y*z^2 - 3/20*x^4*z^3 + 609/1000*x^3*y^3
            + 63/200*x^3*y^2*z - 77/125*x^3*y*z^2 - 21/50*x^3*z^3 + 49/1250*x^2*y^3 + 147/2000*x^2*y^2*z
            - 23863/60000*x^2*y*z^2 - 91/400*x^2*z^3 - 27391/800000*x*y^3 + 4137/800000*x*y^2*z - 1078/9375*x*y*z^2
            - 5887/200000*x*z^3 - 1029/160000*y^3 - 24353/1920000*y*z^2 - 343/128000*z^3""",
        ),
        slow=True,
    ),
    Standard(
        "d1",
        f"{PHC}; {HC}; Hong, Stahl (1995)",
        48,
        16,
        0,
        written(
            "x1 x2 x3 x4 x5 x6 x7 x8 x9 x10 x11 x12",
            """x1^2 + x2^2 - 1; x3^2 + x4^2 - 1; x5^2 + x6^2 - 1; x7^2 + x8^2 - 1; x9^2 + x10^2 - 1; x11^2 + x12^2 - 1;
            3*x3 + 2*x5 + x7 - 3.9701; 3*x1*x4 + 2*x1*x6 + x1*x8 - 1.7172; 3*x2*x4 + 2*x2*x6 + x2*x8 - 4.0616;
            x3*x9 + x5*x9 + x7*x9 - 1.9791; x2*x4*x9 + x2*x6*x9 + x2*x8*x9 + x1*x10 - 1.9115;
            -x3*x10*x11 - x5*x10*x11 - x7*x10*x11 + x4*x12 + x6*x12 + x8*x12 - 0.4077""",
        ),
        slow=True,
    ),
    *(Standard(f"katsura-{n}", f"{PHC}; {HC}; msolve", 2**n, None, 0, partial(katsura, n), n > 5) for n in range(2, 8)),
    *(Standard(f"noon-{n}", f"{PHC}", 3**n - 2 * n, None, 0, partial(noon, n), n > 4) for n in range(3, 6)),
    *(Standard(f"eco-{n}", f"{PHC}; msolve", 2 ** (n - 2), None, 0, partial(eco, n), n > 6) for n in range(4, 9)),
    *(
        Standard(f"cyclic-{n}", f"{PHC}; {HC}; msolve", count, None, 0, partial(cyclic, n), n > 5)
        for n, count in ((3, 6), (5, 70), (6, 156), (7, 924))
    ),
)


def quick() -> Iterator[Standard]:
    """Those that take about a second at most."""
    return (one for one in SYSTEMS if not one.slow)
