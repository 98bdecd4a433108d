"""The learning coefficient of a model with its data, where it is exact or bounded, with reasons.

K = ½ Σ f² near a zero w* of all residuals f. Three ways, none of which estimates:

* At a zero where the rank of the Jacobian is r and no weights have a larger one, the rank is constant nearby, so that f
  is an immersion of r coordinates: K is of the size of u_1² + … + u_r², hence λ = r/2 with multiplicity 1.
* Otherwise λ ≥ r/2 for a rank of at least r (the splitting lemma), and λ ≤ (K − k)/2 where a manifold of zeros of
  dimension k goes through w*: K is at most a multiple of the squared distance from it.
* Of a polynomial network whose given weights are a zero in exact arithmetic, and of a deep linear network,
  :func:`algebraic.thresholds.learning_coefficient` says it from the equations.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from algebraic.shell import TooLarge, WrongInput

from ..subject import Subject
from .as_network import Unlike, polynomial_network
from .found import ZeroFound
from .inertia import Inertia

if TYPE_CHECKING:
    from algebraic.thresholds import LearningCoefficient

MOST_WEIGHTS, MOST_EQUATIONS = 200, 400  # for polynomials
MOST_NUMBERS = 200_000  # of inputs, for an exact rank
SMALL = 1e-16  # the loss beside that of the outputs 0: the weights may be an exact zero


@dataclass(frozen=True)
class Coefficient:
    """A learning coefficient.

    Attributes:
        status: ``exact``, ``bounds`` or ``not_known``.
        value: λ as text, such as 13/2. lower, upper: bounds that are proved. multiplicity: of the pole.
        at: ``a zero nearby``, ``these weights``, or ``all zeros``: the least value over them.
        reasons: why, or why not.
    """

    status: str
    at: str
    reasons: tuple[str, ...]
    value: str | None = None
    lower: str | None = None
    upper: str | None = None
    multiplicity: int | None = None


@dataclass(frozen=True)
class Coefficients:
    """At one zero, and over all of them where that is known, too."""

    local: Coefficient
    everywhere: Coefficient


def coefficients_of(subject: Subject, inertia: Inertia, zero: ZeroFound) -> Coefficients:
    """What is known; nothing random, nothing that takes long: what would is left out, and said."""
    if subject.loss != "square":
        why = f"the loss is {subject.loss}, and not the square loss"
        return Coefficients(_unknown("these weights", why), _unknown("all zeros", why))
    try:
        network = polynomial_network(subject)
    except Unlike as problem:
        network, why = None, str(problem)
        return Coefficients(_near(subject, inertia, zero, why), _unknown("all zeros", why))
    here = _here(subject, network)
    near = here if here.status != "not_known" else _near(subject, inertia, zero, here.reasons[0])
    return Coefficients(near, _everywhere(subject, network))


def _near(subject: Subject, inertia: Inertia, zero: ZeroFound, besides: str) -> Coefficient:
    """At an exact zero that is proved nearby."""
    if inertia.at_least is None or inertia.at_most is None:
        return _unknown("a zero nearby", f"{inertia.because}; {besides}")
    if inertia.status == "proved":
        half = str(Fraction(inertia.at_least, 2))
        why = f"the Jacobian has rank {inertia.at_least:,} at the zero, and no weights have more: λ is half of it"
        return Coefficient("exact", "a zero nearby", (why,), half, half, half, 1)
    dimension = getattr(zero, "dimension", None) or 0
    lower, upper = Fraction(inertia.at_least, 2), Fraction(subject.num_params - dimension, 2)
    words = f"the zeros have a manifold of dimension {dimension:,} there" if dimension else "there are so many weights"
    reasons = (f"the Jacobian has rank {inertia.at_least:,} at least at the zero", words, besides)
    return Coefficient("bounds", "a zero nearby", reasons, None, str(lower), str(upper))


def _here(subject: Subject, network: Any) -> Coefficient:
    """At the given weights, if they are a zero in exact arithmetic."""
    from algebraic.thresholds import learning_coefficient

    place, size = "these weights", 1.0 + float((subject.targets**2).sum())
    if not subject.loss_value <= SMALL * size:
        return _unknown(place, f"these weights are no exact zero: the loss is {subject.loss_value:.3g}")
    if subject.num_params > MOST_WEIGHTS or subject.num_equations > MOST_EQUATIONS:
        return _unknown(place, f"{subject.num_equations:,} equations in {subject.num_params:,} weights are many")
    try:
        found = learning_coefficient(network.network, network.weights, inputs=network.inputs, targets=network.targets)
    except (WrongInput, TooLarge) as problem:
        return _unknown(place, problem.message)
    return _told(found, place)


def _everywhere(subject: Subject, network: Any) -> Coefficient:
    """The least value over all zeros, of a deep linear network without biases whose targets are reached."""
    from algebraic.thresholds import learning_coefficient

    place = "all zeros"
    if not network.is_linear:
        return _unknown(place, "the network is not deep linear without biases")
    if subject.num_samples * (len(network.inputs[0]) + len(network.targets[0])) > MOST_NUMBERS:
        return _unknown(place, f"{subject.num_samples:,} samples are many for an exact rank")
    reached, rank = network.linear_target()
    if not reached:
        return _unknown(place, "no linear function has these targets")
    try:
        return _told(learning_coefficient(network.widths, rank=rank, inputs=network.inputs), place)
    except (WrongInput, TooLarge) as problem:
        return _unknown(place, problem.message)


def not_found(why: str) -> Coefficients:
    """Where time or memory ended it."""
    return Coefficients(_unknown("these weights", why), _unknown("all zeros", why))


def _told(found: LearningCoefficient, place: str) -> Coefficient:
    value = None if found.value is None else str(found.value)
    bounds = (str(found.lower), str(found.upper))
    return Coefficient(found.status, place, found.reasons, value, *bounds, found.multiplicity)


def _unknown(place: str, *why: str) -> Coefficient:
    return Coefficient("not_known", place, why)
