"""Activations by name: ReLU, its smooth relatives, and polynomials near ReLU.

A polynomial ``polynomial:DEGREE:RADIUS`` is the Chebyshev expansion of ReLU on [−R, R], cut off at an even degree d,
plus nothing else: abs(x) = 2/π − 4/π Σ_k (−1)^k T_2k(x) / (4k² − 1). Its sup error there is R / (π (d + 1)).
Outside of [−R, R] it grows like x^d, which is why polynomial networks blow up: see :func:`outside`.
(Theory II, Fig. 2 and A.1; Theory III, Fig. 9, where the degree is 10.)
"""

from __future__ import annotations

from functools import cache
from math import pi
from typing import TYPE_CHECKING

import numpy as np

from .errors import WrongInput

if TYPE_CHECKING:
    import torch

NAMES = ("relu", "softplus", "sigmoid", "tanh", "smoolu", "linear")
MAX_DEGREE = 30  # beyond, monomial coefficients lose too many digits in float32


@cache
def relu_polynomial(degree: int, radius: float) -> tuple[float, ...]:
    """Coefficients, constant first, of the cut Chebyshev expansion of ReLU on [−radius, radius].

    Raises:
        WrongInput: a degree that is not even and between 2 and 30, or a radius that is not positive.

    >>> import numpy as np
    >>> x = np.linspace(-5, 5, 2001)
    >>> error = np.polynomial.polynomial.polyval(x, relu_polynomial(10, 5.0)) - np.maximum(x, 0)
    >>> bool(abs(abs(error).max() - 5 / (np.pi * 11)) < 1e-9)
    True
    """
    if degree % 2 or not 2 <= degree <= MAX_DEGREE:
        raise WrongInput(f"a polynomial activation of degree {degree}", hint=f"even degrees from 2 to {MAX_DEGREE}")
    if not 0 < radius < float("inf"):
        raise WrongInput(f"a polynomial activation on [-{radius}, {radius}]", hint="give a positive radius")
    series = np.zeros(degree + 1)
    series[0] = 1 / pi
    for k in range(1, degree // 2 + 1):
        series[2 * k] = -2 / pi * (-1) ** k / (4 * k * k - 1)
    monomials = np.polynomial.chebyshev.cheb2poly(series)
    monomials[1] += 0.5
    return tuple(float(c * radius ** (1 - k)) for k, c in enumerate(monomials))


def parse_activation(name: str) -> tuple[str, tuple[float, ...]]:
    """The kind of an activation, with the coefficients where it is a polynomial.

    ``polynomial:10:6`` is near ReLU; ``coefficients:0,1,1`` is z + z².

    Raises:
        WrongInput: none of these.

    >>> parse_activation("coefficients:0,1,1")
    ('polynomial', (0.0, 1.0, 1.0))
    """
    kind, _, rest = name.partition(":")
    try:
        if kind == "polynomial":
            degree, radius = rest.split(":")
            return "polynomial", relu_polynomial(int(degree), float(radius))
        if kind == "coefficients":
            return "polynomial", tuple(float(c) for c in rest.split(","))
    except ValueError as problem:
        raise WrongInput(
            f"activation {name!r}", hint="polynomial:DEGREE:RADIUS or coefficients:C0,C1,…", kind="unknown_activation"
        ) from problem
    if name not in NAMES:
        raise WrongInput(
            f"unknown activation {name!r}",
            hint=f"there are {', '.join(NAMES)}, polynomial:DEGREE:RADIUS and coefficients:C0,C1,…",
            kind="unknown_activation",
        )
    return name, ()


def activate(name: str, inputs: torch.Tensor) -> torch.Tensor:
    """The activation, entry by entry.

    smooLU(x) = x exp(−1/x) for x > 0, else 0 (C18 §3.1).

    >>> import torch
    >>> activate("polynomial:2:1", torch.tensor([0.0])).item() == relu_polynomial(2, 1.0)[0]
    True
    """
    import torch

    kind, coefficients = parse_activation(name)
    match kind:
        case "linear":
            return inputs
        case "relu":
            return torch.relu(inputs)
        case "sigmoid":
            return torch.sigmoid(inputs)
        case "tanh":
            return torch.tanh(inputs)
        case "softplus":
            return torch.nn.functional.softplus(inputs)
        case "smoolu":
            positive = inputs > 0
            safe = torch.where(positive, inputs, 1.0)  # keeps 1/x, and so the gradient, finite where x <= 0
            return torch.where(positive, safe * torch.exp(-1 / safe), 0.0)
        case _:
            return _polynomial()(inputs, coefficients)


@cache
def _polynomial():  # type: ignore[no-untyped-def]
    """A function whose backward pass needs the input alone; autograd through Horner's rule would keep d tensors."""
    import torch

    class Polynomial(torch.autograd.Function):
        @staticmethod
        def forward(context, inputs, coefficients):  # type: ignore[no-untyped-def]
            context.save_for_backward(inputs)
            context.coefficients = coefficients
            return _horner(inputs, coefficients)

        @staticmethod
        def backward(context, gradient):  # type: ignore[no-untyped-def]
            (inputs,) = context.saved_tensors
            slopes = tuple(k * c for k, c in enumerate(context.coefficients))[1:]
            return gradient * _horner(inputs, slopes), None

    return Polynomial.apply


def _horner(inputs: torch.Tensor, coefficients: tuple[float, ...]) -> torch.Tensor:
    import torch

    if len(coefficients) < 2:
        return torch.full_like(inputs, coefficients[0] if coefficients else 0.0)
    value = inputs * coefficients[-1]
    for coefficient in coefficients[-2:0:-1]:
        value.add_(coefficient).mul_(inputs)
    return value.add_(coefficients[0])
