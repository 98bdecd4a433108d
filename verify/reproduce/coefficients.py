"""Learning coefficients, exactly where the theory has them, and otherwise with their bounds."""

from __future__ import annotations

from collections.abc import Sequence

from algebraic.systems import PolynomialSystem
from algebraic.thresholds import LearningCoefficient, learning_coefficient

from .enclosure import Enclosure, exactly


def linear_coefficient(widths: Sequence[int], rank: int) -> Enclosure:
    """λ of a deep linear network: the least over all weights with a target of this rank."""
    return _value(learning_coefficient(list(widths), rank=rank))


def linear_multiplicity(widths: Sequence[int], rank: int) -> Enclosure:
    """The order of the pole at −λ of a deep linear network."""
    return _multiplicity(learning_coefficient(list(widths), rank=rank))


def coefficient_at_origin(system: PolynomialSystem) -> Enclosure:
    """λ of ½ Σ f_i² at the origin."""
    return _value(learning_coefficient(system))


def multiplicity_at_origin(system: PolynomialSystem) -> Enclosure:
    """The order of the pole at −λ of ½ Σ f_i² at the origin."""
    return _multiplicity(learning_coefficient(system))


def threshold_at_origin(system: PolynomialSystem) -> Enclosure:
    """The real log canonical threshold of one polynomial f at the origin: 2λ, since λ belongs to ½ f²."""
    found = _value(learning_coefficient(system))
    low, high = (None if end is None else 2 * end for end in (found.low, found.high))
    return Enclosure(low, high, f"twice the learning coefficient; {found.because}")


def _value(found: LearningCoefficient) -> Enclosure:
    return Enclosure(found.lower, found.upper, "; ".join(found.reasons))


def _multiplicity(found: LearningCoefficient) -> Enclosure:
    because = "; ".join(found.reasons)
    return Enclosure(None, None, because) if found.multiplicity is None else exactly(found.multiplicity, because)
