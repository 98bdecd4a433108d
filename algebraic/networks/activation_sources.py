"""Activations from what people have: text, coefficients, polynomials of numpy and sympy, ``relu:10``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import flint
import numpy as np

from ..shell import WrongInput, as_fmpq, as_fraction, shown_value
from .activation import MAX_DEGREE, Activation
from .relu_approximation import relu_approximant

if TYPE_CHECKING:
    import sympy

ActivationSource: TypeAlias = "str | Activation | Sequence[Any] | np.ndarray | np.polynomial.Polynomial | sympy.Expr"
MAX_DIGITS = 20  # of a degree
OTHERS = (
    *("relu", "leaky_relu", "leakyrelu", "prelu", "relu6", "elu", "selu", "gelu", "silu", "swish", "mish"),
    *("tanh", "sigmoid", "logistic", "softplus", "softmax", "erf", "sin", "cos", "exp", "heaviside", "step", "sign"),
)
EXAMPLES = "z**3+z, [0, 1, 0, 1] (the constant first) or relu:10"


def as_activation(given: ActivationSource) -> Activation:
    """The polynomial that text, a list of coefficients, or a polynomial of numpy or sympy means, exactly.

    * Text is a polynomial in ``z`` (:meth:`Activation.parse`), or ``relu:DEGREE`` or ``relu:DEGREE:RADIUS``: the best
      polynomial of this degree near ReLU on [−RADIUS, RADIUS] (1 without it), as
      :func:`algebraic.networks.relu_approximant` finds it and proves how near it is.
    * Coefficients run from the constant term upwards. Floats count with their binary value.
    * A numpy ``Polynomial`` is taken with its domain and window; a sympy expression or ``Poly`` has one symbol.

    Raises:
        WrongInput: anything else; a Python function, too, since it could only be evaluated.

    >>> as_activation([0, 1, 0, 1]), as_activation(np.polynomial.Polynomial([0, 0.5, 1]))
    (Activation('z**3+z'), Activation('z**2+1/2*z'))
    >>> as_activation("relu:1"), as_activation("relu:10:5").degree
    (Activation('1/2*z+1/4'), 10)
    """
    if isinstance(given, Activation):
        return given
    if isinstance(given, str):
        return _from_text(given)
    try:
        if isinstance(given, np.polynomial.Polynomial):
            return Activation(_composed(given))
        if type(given).__module__.partition(".")[0] == "sympy":
            return Activation(_from_sympy(given))
        if callable(given):
            _refuse(given, "a function can be evaluated only, and the equations need its coefficients")
        if isinstance(given, list | tuple | np.ndarray):
            return Activation(_coefficients(given.tolist() if isinstance(given, np.ndarray) else given))
    except (TypeError, ValueError, ArithmeticError) as problem:
        _refuse(given, str(problem)[:200])
    _refuse(given, f"it is of the type {type(given).__name__}")


def as_activations(given: ActivationSource | Sequence[ActivationSource]) -> list[Activation]:
    """One activation, or one for each layer: a list of numbers is the coefficients of one.

    >>> [str(found) for found in as_activations(["z**2", [0, 1, 1]])]
    ['z**2', 'z**2+z']
    """
    if isinstance(given, list | tuple) and not any(_is_number(entry) for entry in given):
        return [as_activation(entry) for entry in given]
    return [as_activation(given)]


def _from_text(text: str) -> Activation:
    name, colon, rest = text.strip().partition(":")
    if name.lower() == "relu" and colon:
        degree, _, radius = rest.partition(":")
        if len(degree) > MAX_DIGITS:
            _refuse(text, f"its degree has {len(degree):,} digits", hint="take a smaller degree")
        if not (degree.isascii() and degree.isdigit()):
            _refuse(text, "its degree is no whole number", hint="write relu:DEGREE or relu:DEGREE:RADIUS, as relu:10:5")
        try:
            return relu_approximant(int(degree), radius or 1).activation
        except (ValueError, ArithmeticError) as problem:
            _refuse(text, str(problem), hint="write relu:DEGREE or relu:DEGREE:RADIUS, as relu:10:5")
    if name.lower() in OTHERS:
        near = "relu:10, a polynomial of degree 10 near ReLU on [−1, 1] (relu:10:5: on [−5, 5]), with a proved error"
        if name.lower() != "relu":
            near = f"a polynomial near it, such as one of Taylor's or Chebyshev's, as text or coefficients ({EXAMPLES})"
        _refuse(text, "it is no polynomial", hint=f"take {near}")
    return Activation.parse(text)


def _composed(given: np.polynomial.Polynomial) -> list[Fraction]:
    """Σ c_k (off + scl·z)^k with the exact values of the floats: numpy rounds when it converts."""
    try:
        (a, b), (c, d) = ([as_fraction(end) for end in ends] for ends in (given.domain, given.window))
    except (TypeError, ValueError, ArithmeticError):
        raise ValueError("its domain or window is no interval of finite numbers") from None
    if a == b:
        raise ValueError("its domain is a point")
    scale = (d - c) / (b - a)
    inner = flint.fmpq_poly([as_fmpq(c - scale * a), as_fmpq(scale)])
    if len(given.coef) > MAX_DEGREE + 1:
        raise ValueError(f"its degree is {len(given.coef) - 1} (limit {MAX_DEGREE})")
    outer = flint.fmpq_poly([as_fmpq(entry) for entry in _coefficients(given.coef.tolist())])
    return [as_fraction(entry) for entry in outer(inner).coeffs()]


def _coefficients(entries: Sequence[Any]) -> list[Fraction]:
    """Exact numbers, or an error that names the first coefficient that is none."""
    found = []
    for power, entry in enumerate(entries):
        try:
            found.append(as_fraction(entry))
        except (TypeError, ValueError, ArithmeticError):
            raise ValueError(
                f"the coefficient of z**{power} is {shown_value(entry, 40)}, which is not a finite real number"
            ) from None
    return found


def _from_sympy(given: Any) -> list[Fraction]:
    import sympy

    symbols = sorted(given.free_symbols, key=str)
    if len(symbols) != 1:
        raise ValueError(f"it has {len(symbols)} symbols, not one")
    try:
        poly = sympy.Poly(given, symbols[0])
    except sympy.PolynomialError as problem:
        raise ValueError(f"it is no polynomial in {symbols[0]}") from problem
    if poly.degree() > MAX_DEGREE:
        raise ValueError(f"its degree is {poly.degree()} (limit {MAX_DEGREE})")
    return [_of_sympy(entry) for entry in reversed(poly.all_coeffs())]


def _of_sympy(number: Any) -> Fraction:
    if not (number.is_Rational or number.is_Float):
        raise ValueError(f"the coefficient {str(number)[:60]} is not rational")
    if number.is_Float:  # its binary value, as of any float
        sign, mantissa, exponent, _ = number._mpf_
        return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return Fraction(int(number.p), int(number.q))


def _is_number(entry: Any) -> bool:
    if isinstance(entry, Activation):
        return False
    try:
        as_fraction(entry)
    except (TypeError, ValueError, ArithmeticError):
        return False
    return True


def _refuse(given: object, cause: str, hint: str = f"give for example {EXAMPLES}") -> NoReturn:
    raise WrongInput(
        f"the activation {shown_value(given, 80)} cannot be taken: {cause}",
        hint=hint,
        kind="bad_activation",
    )
