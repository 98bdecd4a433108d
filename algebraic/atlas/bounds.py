"""Proved bounds from above on the dimension of a network variety, by arithmetic alone.

- ``ambient``: the outputs lie in a space of polynomials of that dimension.
- ``scalings``: K minus the number of hidden units (of filters but one): that many scalings leave every function as it
  is, and are independent where no weight is zero.
- ``alexander_hirschowitz``: two layers and one output without biases are sums of h powers of linear forms; their
  dimension is known (Alexander, Hirschowitz 1995; r = 2: symmetric matrices of rank at most h).
- ``recursion``: a network cut at a hidden layer of width d is a function of the first part followed by z^r and one of
  the second; the d scalings of the units there act on both and change nothing, so that its dimension is at most the sum
  of theirs minus d (Kileel, Trager, Bruna 2019, for the dimension; here for each proved bound).
- ``mixing``: cut before z^r instead, the second part begins with a layer of d units that read d numbers. Every
  invertible matrix (with biases every affine map) between the parts acts on both and changes nothing. What it moves is
  d times the number of independent functions among the d outputs of the first part (and the constant, with biases),
  which is subtracted in place of d.
- ``few_units``: the outputs lie in a space that the units of the last hidden layer span (and the constant, with
  biases): coefficients in a matrix of bounded rank.
- ``segre_veronese``: two layers, several outputs, no biases: where a published theorem says that the dimension is less
  than expected (:data:`SEGRE_VERONESE`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from .architectures import Architecture, Convolution, Dense, forms

# (variables, degree, powers) for which sums of that many powers have a dimension less by one than expected.
EXCEPTIONS = {(3, 4, 5), (4, 4, 9), (5, 4, 14), (5, 3, 7)}

# (inputs, r, hidden, outputs): London 1890; Carlini, Chipalkatti 2003. Quadrics in 2k + 2 variables: Ottaviani 2007.
SEGRE_VERONESE = {(3, 3, 5, 2), (4, 2, 6, 5), *((2 * k + 2, 2, 3 * k + 2, 3) for k in range(1, 32))}


class Bound(NamedTuple):
    """A bound from above, and by what it is proved."""

    value: int
    reason: str
    cut: int | None = None  # of recursion and mixing: after which layer


def upper_bound(architecture: Architecture) -> Bound:
    """The least of the bounds; at equal value the first that is tried.

    >>> upper_bound(Dense((2, 2, 3, 3), 2))
    Bound(value=11, reason='recursion', cut=1)
    >>> upper_bound(Dense((5, 7, 1), 3))
    Bound(value=34, reason='alexander_hirschowitz', cut=None)
    """
    if isinstance(architecture, Convolution):
        return min(_plain(architecture), key=_value)
    return _of_dense(architecture.widths, architecture.degree, architecture.bias)


def _value(bound: Bound) -> int:
    return bound.value


def _plain(architecture: Architecture) -> list[Bound]:
    scaled = architecture.num_params - architecture.num_scalings
    return [Bound(architecture.ambient, "ambient"), Bound(scaled, "scalings")]


@lru_cache(maxsize=200_000)
def _of_dense(widths: tuple[int, ...], degree: int, bias: bool) -> Bound:
    found = _plain(Dense(widths, degree, bias))
    depth = len(widths) - 1
    if depth == 2 and widths[-1] == 1 and not bias:
        found.append(Bound(sums_of_powers(widths[0], degree, widths[1]), "alexander_hirschowitz"))
    if depth > 1:
        found += _by_last_layer(Dense(widths, degree, bias))
    for cut in range(1, depth):
        width, first = widths[cut], _of_dense(widths[: cut + 1], degree, bias)
        second = _of_dense(widths[cut:], degree, bias)
        found.append(Bound(first.value + second.value - width, "recursion", cut))
        if widths[:cut] != (width,):  # then it says nothing: both parts together are the network again
            second = _of_dense((width, *widths[cut:]), degree, bias)
            moved = width * independent_outputs(widths[: cut + 1], degree, bias)
            found.append(Bound(first.value + second.value - moved, "mixing", cut))
    return min(found, key=_value)


def _by_last_layer(network: Dense) -> list[Bound]:
    *_, units, outputs = network.widths
    coefficients = network.ambient // outputs - network.bias  # of one output, but the constant
    rank = min(units, outputs, coefficients)
    found = [Bound(rank * (outputs + coefficients - rank) + network.bias * outputs, "few_units")]
    known = (network.widths[0], network.degree, units, outputs) in SEGRE_VERONESE
    if known and network.depth == 2 and not network.bias:
        found.append(Bound(network.expected - 1, "segre_veronese"))
    return found


def independent_outputs(widths: tuple[int, ...], degree: int, bias: bool) -> int:
    """At least so many outputs (and the constant, with biases) of a network with generic weights are independent.

    The r-th powers of generic elements of a space S of s polynomials span as much as their number allows of what all
    r-th powers span, which is at least r(s − 1) + 1 (dim S·T ≥ dim S + dim T − 1 for spaces of polynomials, and all
    products of r elements of S are sums of r-th powers).

    >>> independent_outputs((2, 3, 4, 5), 2, False), independent_outputs((5, 1, 4), 2, False)
    (4, 1)
    """
    independent = widths[0] + bias
    for width in widths[1:-1]:
        independent = min(width + bias, degree * (independent - 1) + 1)
    return min(widths[-1] + bias, independent)


def sums_of_powers(num_variables: int, degree: int, num_powers: int) -> int:
    """Dimension of the closure of sums of so many ``degree``-th powers of linear forms, over the complex numbers.

    >>> sums_of_powers(3, 2, 2), sums_of_powers(5, 3, 7), sums_of_powers(3, 3, 4)
    (5, 34, 10)
    """
    space = forms(num_variables, degree)
    if degree == 2:
        rank = min(num_powers, num_variables)
        return rank * num_variables - rank * (rank - 1) // 2
    defect = (num_variables, degree, num_powers) in EXCEPTIONS
    return min(space, num_powers * num_variables) - defect
