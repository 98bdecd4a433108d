"""Activations by name: ReLU, its smooth relatives, and polynomials near ReLU.

A polynomial ``polynomial:DEGREE:RADIUS`` is the Chebyshev expansion of ReLU on [−R, R], cut off at an even degree d:
abs(x) = 2/π − 4/π Σ_k (−1)^k T_2k(x) / (4k² − 1). Its sup error there is R / (π (d + 1)), taken at 0 (and, for
``polynomial:10:10``, 0.29). (Theory II, Fig. 2 and A.1; Theory III, Fig. 9, where the degree is 10.)

The papers want a polynomial that is near ReLU “especially near 0”: ``weighted:DEGREE:RADIUS`` has the least squares on
[−R, R] with the weight exp(−z²/2) + 1/100, where normalised neurons are. ``weighted:10:10`` errs by 0.17 at 0 and by
0.076 in the mean square of a standard normal z (Chebyshev: 0.29 and 0.13), by 0.42 at most on [−10, 10] (0.29).

Range control
-------------
Outside of [−R, R] the polynomial grows like x^d, which is why polynomial networks blow up. Nothing is clipped here:
a clipped polynomial is none. What keeps the values inside are

* batch normalisation before every activation, which the papers use and polynomial twins need: values then have mean
  0 and variance 1 in every channel, whatever the scale of the weights is. So the initial weights can be those of the
  ReLU twin (Gaussian, variance 2 / fan-in) and give no further control. N values of a channel have |z| ≤ √(N − 1)
  only, and images have heavy tails;
* the radius. Networks of Theory II and III, degree 10, rate 0.01, batches of 100, 1,000 patches, 8 epochs
  (``python -m netsim sweep E01 --size laptop --over activation=polynomial:10:4,… --set epochs=8 --set models=1
  --set evaluate_every=2``): the training error is 0.41 and 0.39 with ReLU; 0.90 and 0.90 with R = 4 and with R = 5,
  where losses reach 10³ to 10⁷; 0.59 and 0.90 with R = 6; 0.48 and 0.47 with 8; 0.50 and 0.49 with 10; 0.51 and 0.51
  with 12; 0.51 and 0.54 with 16. So R ≥ 8 trains steadily, and the larger R, the farther from ReLU and the slower.

The experiments take R = 10, with room to the radii that fail: in these runs |z| ends at 8.5 and 11.4 at most, and at
most two in a million of the values of a layer are outside, by little. (Degree 10 misses ReLU by 0.48 R at 1.15 R,
but by 1,500 R at 2 R.) It is no guarantee. Under the square loss three of eight nets of one or two channels blew up,
one before the first step (a training loss of 3·10¹⁵), two in the first ten epochs, and never came back (``python -m
netsim run E09 --size laptop --seed 0 --set data=patches --set activation=polynomial:10:10 --set num_train=1000 --set
num_test=1000 --set batch_size=100 --set channels=1,2,4,8,16,32 --set square_learning_rate=0.02``).
Models that end with a training loss above 100, or not finite, are named in the notes of a record, and no check averages
them with others.
:func:`netsim.probes.activation_ranges` says how far the neurons of a trained model go; the records of the
experiments hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite, pi
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import numpy as np

from ..shell import MOST_ITEMS, WrongInput, shown_value

if TYPE_CHECKING:
    import torch

NAMES = ("relu", "softplus", "sigmoid", "tanh", "smoolu", "linear")
QUADRATURE = 400  # nodes
FLOOR = 0.01  # of the weight, so that the polynomial stays near ReLU up to R
HINT = "polynomial:DEGREE:RADIUS, weighted:DEGREE:RADIUS, coefficients:C0,C1,… or softplus:GAMMA"
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
        raise WrongInput(
            f"a polynomial activation of degree {degree}",
            hint=f"even degrees from 2 to {MAX_DEGREE}",
            kind="unknown_activation",
        )
    if not 0 < radius < float("inf"):
        raise WrongInput(
            f"a polynomial activation on [-{radius}, {radius}]",
            hint="give a positive radius",
            kind="unknown_activation",
        )
    series = np.zeros(degree + 1)
    series[0] = 1 / pi
    for k in range(1, degree // 2 + 1):
        series[2 * k] = -2 / pi * (-1) ** k / (4 * k * k - 1)
    monomials = np.polynomial.chebyshev.cheb2poly(series)
    monomials[1] += 0.5
    return tuple(float(c * radius ** (1 - k)) for k, c in enumerate(monomials))


@cache
def weighted_relu_polynomial(degree: int, radius: float) -> tuple[float, ...]:
    """Coefficients, constant first, of the polynomial p with the least ∫(p − ReLU)² (exp(−z²/2) + 1/100) dz on [−R, R].

    The odd part of ReLU is z/2, and stays as it is; the even part of p is fitted to |z|/2, by Gauss and Legendre's
    rule on [0, R].

    Raises:
        WrongInput: as :func:`relu_polynomial`.

    >>> round(weighted_relu_polynomial(10, 10.0)[0], 3), round(relu_polynomial(10, 10.0)[0], 3)
    (0.171, 0.289)
    """
    relu_polynomial(degree, radius)  # refuses what is no degree or no radius
    nodes, rule = np.polynomial.legendre.leggauss(QUADRATURE)
    points = (nodes + 1) / 2  # of [0, 1]
    weight = np.sqrt(rule * (np.exp(-((radius * points) ** 2) / 2) + FLOOR))
    columns = np.polynomial.chebyshev.chebvander(points, degree)[:, ::2]
    series = np.zeros(degree + 1)
    series[::2] = np.linalg.lstsq(columns * weight[:, None], points / 2 * weight, rcond=None)[0]
    monomials = np.polynomial.chebyshev.cheb2poly(series)
    monomials[1] += 0.5
    return tuple(float(c * radius ** (1 - k)) for k, c in enumerate(monomials))


def parse_activation(name: str) -> tuple[str, tuple[float, ...]]:
    """The kind of an activation, with the coefficients where it is a polynomial, or γ of softplus.

    ``polynomial:10:6`` is near ReLU; ``coefficients:0,1,1`` is z + z²; ``softplus:20`` is log(1 + exp(20 z)) / 20.

    Raises:
        WrongInput: none of these.

    >>> parse_activation("coefficients:0,1,1")
    ('polynomial', (0.0, 1.0, 1.0))
    """
    if not isinstance(name, str):
        raise WrongInput(f"activation {shown_value(name)}", hint=f"give text: relu, {HINT}", kind="unknown_activation")
    kind, _, rest = name.partition(":")
    try:
        if kind in FITTED:
            degree, radius = rest.split(":")
            return "polynomial", FITTED[kind](int(degree), float(radius))
        if kind == "coefficients":
            coefficients = tuple(float(c) for c in rest.split(","))
            if not all(map(isfinite, coefficients)):
                raise ValueError(rest)
            return "polynomial", coefficients
        if kind == "softplus" and rest and 0 < float(rest) < float("inf"):
            return "softplus", (float(rest),)
    except ValueError as problem:
        raise WrongInput(
            f"activation {name!r}",
            hint=HINT,
            kind="unknown_activation",
        ) from problem
    if name not in NAMES:
        raise WrongInput(
            f"unknown activation {name!r}",
            hint=f"there are {', '.join(NAMES)}, {HINT}",
            kind="unknown_activation",
        )
    return name, ()


FITTED = {"polynomial": relu_polynomial, "weighted": weighted_relu_polynomial}


def radius_of(name: str) -> float:
    """R of ``polynomial:DEGREE:RADIUS`` or ``weighted:DEGREE:RADIUS``.

    Raises:
        WrongInput: any other activation; it has no radius.

    >>> radius_of("polynomial:10:8")
    8.0
    """
    parse_activation(name)
    if name.split(":")[0] not in FITTED:
        raise WrongInput(f"activation {name!r} has no radius", hint="polynomial:DEGREE:RADIUS", kind="no_radius")
    return float(name.split(":")[2])


def activate(name: str, inputs: torch.Tensor, *, in_place: bool = False) -> torch.Tensor:
    """The activation, entry by entry; ``in_place`` where nothing else needs the inputs.

    smooLU(x) = x exp(−1/x) for x > 0, else 0 (C18 §3.1); softplus(x) = log(1 + exp(γ x)) / γ (NMH, eq. 3), where
    γ = 1 unless given.

    >>> import torch
    >>> round(activate("polynomial:2:1", torch.zeros(1)).item(), 4) == round(1 / (3 * pi), 4)
    True
    """
    import torch

    kind, coefficients = parse_activation(name)
    match kind:
        case "linear":
            return inputs
        case "relu":
            return torch.relu_(inputs) if in_place else torch.relu(inputs)
        case "sigmoid":
            return torch.sigmoid(inputs)
        case "tanh":
            return torch.tanh(inputs)
        case "softplus":
            return torch.nn.functional.softplus(inputs, beta=coefficients[0] if coefficients else 1.0)
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


@dataclass(frozen=True)
class AnActivation:
    """An activation by name, see :func:`parse_activation`."""

    items = 1
    most_items = MOST_ITEMS
    ascending = repeats = False

    def __str__(self) -> str:
        return "an activation: relu, softplus:20, polynomial:10:10, coefficients:0,1,1, …"

    def check(self, name: str, value: Any) -> None:
        """Refuse what is none."""
        parse_activation(value)


Activation: TypeAlias = Annotated[str, AnActivation()]
