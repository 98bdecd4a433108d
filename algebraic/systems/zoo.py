"""Standard polynomial systems with known numbers of solutions, exact: what a solver can be tried on.

The first four are the test systems of Verschelde's PHCpack and of Li's HOM4PS; the last two are random.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from math import factorial, prod, sqrt

import flint
import numpy as np

from ..networks import Polynomials
from ..shell import WrongInput, as_fmpq
from .system import PolynomialSystem

MAX_TERMS = 100_000


def katsura(n: int) -> PolynomialSystem:
    """Katsura-n, the magnetization of a spin glass: n + 1 unknowns u_0, …, u_n, 2^n solutions.

    Σ_l u_|l| u_|m−l| = u_m for m = 0, …, n − 1, the sum over all l with |l|, |m − l| ≤ n, and u_0 + 2 Σ_{l≥1} u_l = 1.

    Source: Katsura, Sagami, Users Manual for Polynomial Systems (1990); PHCpack's list.

    >>> katsura(1).polynomials
    (u0^2 + 2*u1^2 - u0, u0 + 2*u1 - 1)
    """
    _at_least(1, n)
    names, u = _unknowns("u", range(n + 1))
    equations = [sum((u[abs(k)] * u[abs(m - k)] for k in range(-n, n + 1) if abs(m - k) <= n), -u[m]) for m in range(n)]
    return PolynomialSystem(names, (*equations, u[0] + 2 * sum(u[1:]) - 1))


def noon(n: int) -> PolynomialSystem:
    """Noonburg's neural network of n ≥ 2 units: 3^n − 2n solutions.

    10 x_i Σ_{j≠i} x_j² − 11 x_i + 10 = 0 for i = 1, …, n.

    Source: Noonburg, A neural network modeled by an adaptive Lotka–Volterra system, SIAM J. Appl. Math. 49 (1989).

    >>> noon(2).polynomials
    (10*x1*x2^2 - 11*x1 + 10, 10*x1^2*x2 - 11*x2 + 10)
    """
    _at_least(2, n)
    names, x = _unknowns("x", range(1, n + 1))
    equations = [10 * x[i] * sum(x[j] ** 2 for j in range(n) if j != i) - 11 * x[i] + 10 for i in range(n)]
    return PolynomialSystem(names, tuple(equations))


def eco(n: int) -> PolynomialSystem:
    """The economics problem of Morgan with n ≥ 2 unknowns: 2^(n−2) solutions.

    (x_k + Σ_{i=1}^{n−k−1} x_i x_{i+k}) x_n = k for k = 1, …, n − 1, and x_1 + … + x_{n−1} = −1.

    Source: Morgan, Solving polynomial systems using continuation (1987), page 148.

    >>> eco(3).polynomials
    (x1*x2*x3 + x1*x3 - 1, x2*x3 - 2, x1 + x2 + 1)
    """
    _at_least(2, n)
    names, x = _unknowns("x", range(1, n + 1))
    equations = [sum((x[i - 1] * x[i + k - 1] for i in range(1, n - k)), x[k - 1]) * x[n - 1] - k for k in range(1, n)]
    return PolynomialSystem(names, (*equations, sum(x[:-1]) + 1))


def cyclic(n: int) -> PolynomialSystem:
    """The cyclic n-roots: 70, 156, 924 solutions for n = 5, 6, 7, as many as the mixed volume.

    Σ_{i=1}^{n} x_i x_{i+1} ⋯ x_{i+k−1} = 0 for k = 1, …, n − 1 (indices modulo n), and x_1 ⋯ x_n = 1. For n divisible
    by a square, n = 4 for instance, the set is infinite.

    Source: Björck, Fröberg, A faster way to count the solutions of inhomogeneous systems, J. Symb. Comput. 12 (1991);
    Backelin, Square multiples n give infinitely many cyclic n-roots (1989).

    >>> cyclic(3).polynomials
    (x1 + x2 + x3, x1*x2 + x1*x3 + x2*x3, x1*x2*x3 - 1)
    """
    _at_least(2, n)
    names, x = _unknowns("x", range(1, n + 1))
    equations = [sum(prod(x[(i + j) % n] for j in range(k)) for i in range(n)) for k in range(1, n)]
    return PolynomialSystem(names, (*equations, prod(x) - 1))


def kac(degree: int, stream: np.random.Generator) -> PolynomialSystem:
    """A polynomial in one unknown with independent standard normal coefficients, as exact binary numbers.

    Expected number of real roots for degrees 1 to 5: 1, 1.29702, 1.49276, 1.64049, 1.75960.

    Source: Kac, On the average number of real roots of a random algebraic equation, Bull. AMS 49 (1943); Edelman,
    Kostlan, How many zeros of a random polynomial are real?, Bull. AMS 32 (1995).

    >>> kac(3, np.random.default_rng(0)).total_degrees()
    [3]
    """
    _at_least(1, degree)
    names, x = _unknowns("x", [""])
    return PolynomialSystem(names, (sum((_exact(stream.normal()) * x[0] ** k for k in range(degree + 1)), 0 * x[0]),))


def kostlan(degrees: Sequence[int], stream: np.random.Generator) -> PolynomialSystem:
    """n polynomials of the given degrees in n unknowns with independent centred normal coefficients.

    The coefficient of x^a in a polynomial of degree d has variance d! / (a_1! ⋯ a_n! (d − |a|)!). All ∏ d_i solutions
    are finite with probability one; √(∏ d_i) of them are expected to be real.

    Source: Shub, Smale, Complexity of Bézout's theorem II (1993); Edelman, Kostlan, Bull. AMS 32 (1995).

    Raises:
        WrongInput: a degree below 1, no degree, or more than 100,000 terms.

    >>> [len(list(p.terms())) for p in kostlan([2, 3], np.random.default_rng(0)).polynomials]
    [6, 10]
    """
    _at_least(1, len(degrees), *degrees)
    size = len(degrees)
    if sum((d + 1) ** size for d in degrees) > MAX_TERMS:
        raise WrongInput(f"degrees {list(degrees)} are too many or too large", kind="too_many_terms")
    names, x = _unknowns("x", range(1, size + 1))
    polynomials = []
    for d in degrees:
        polynomial = 0 * x[0]
        for exponents in product(range(d + 1), repeat=size):
            if sum(exponents) <= d:
                variance = factorial(d) // prod(map(factorial, (*exponents, d - sum(exponents))))
                monomial = prod(v**e for v, e in zip(x, exponents, strict=True))
                polynomial = polynomial + _exact(sqrt(variance) * stream.normal()) * monomial
        polynomials.append(polynomial)
    return PolynomialSystem(names, tuple(polynomials))


def _unknowns(letter: str, indices: Iterable[int | str]) -> tuple[tuple[str, ...], list[flint.fmpq_mpoly]]:
    names = tuple(f"{letter}{k}" for k in indices)
    return names, list(Polynomials(names).variables)


def _exact(value: float) -> flint.fmpq:
    """The float as the binary rational that it is."""
    return as_fmpq(Fraction(value))


def _at_least(least: int, *values: int) -> None:
    for value in values:
        if value < least:
            raise WrongInput(f"{value} is too small", hint=f"give at least {least}", kind="bad_size")
