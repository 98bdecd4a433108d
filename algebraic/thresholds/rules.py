"""What is known of one learning coefficient, and the rules by which those of parts become that of the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from .certificates import Certificate


@dataclass(frozen=True)
class Threshold:
    """lower ≤ λ ≤ upper, for K = ½ Σ f_i² at a point (or for the least value over a zero set).

    Attributes:
        multiplicity: the order of the pole; ``None`` where it is not known.
        reasons: why, one line each.
        certificates: numbers that prove parts of it.
    """

    lower: Fraction
    upper: Fraction
    multiplicity: int | None
    reasons: tuple[str, ...] = ()
    certificates: tuple[Certificate, ...] = ()

    @classmethod
    def exact(
        cls, value: Fraction, multiplicity: int | None, reason: str, certificate: Certificate | None = None
    ) -> Threshold:
        """A value with its reason."""
        return cls(value, value, multiplicity, (reason,), () if certificate is None else (certificate,))

    @property
    def value(self) -> Fraction | None:
        """λ, where it is known."""
        return self.lower if self.lower == self.upper else None

    def plus(self, other: Threshold) -> Threshold:
        """Ideals in different variables, together: λ adds, and multiplicities m1 + m2 − 1.

        V(ε) = vol{K1 + K2 ≤ ε} is, up to constants, the volume of {K1 ≤ ε, K2 ≤ ε}, a product: ε^(λ1+λ2) times
        (log 1/ε)^(m1−1+m2−1).

        >>> one = Threshold.exact(Fraction(1, 2), 2, "xy")
        >>> one.plus(one).value, one.plus(one).multiplicity
        (Fraction(1, 1), 3)
        """
        known = self.multiplicity is not None and other.multiplicity is not None
        multiplicity = self.multiplicity + other.multiplicity - 1 if known else None  # type: ignore[operator]
        return self._with(other, self.lower + other.lower, self.upper + other.upper, multiplicity)

    def times(self, other: Threshold) -> Threshold:
        """The product of ideals in different variables: λ is the smaller one; of equal ones multiplicities add.

        ∫ (K1 K2)^z = ∫ K1^z ∫ K2^z: poles at the same place add their orders, since no largest pole cancels (its
        coefficient is positive).

        >>> x, y = Threshold.exact(Fraction(1, 2), 1, "x"), Threshold.exact(Fraction(1, 4), 1, "y^2")
        >>> x.times(y).value, x.times(y).multiplicity, x.times(x).multiplicity
        (Fraction(1, 4), 1, 2)
        """
        multiplicity = None
        if self.upper < other.lower:
            multiplicity = self.multiplicity
        elif other.upper < self.lower:
            multiplicity = other.multiplicity
        elif None not in (self.value, other.value, self.multiplicity, other.multiplicity):
            multiplicity = self.multiplicity + other.multiplicity  # type: ignore[operator]
        return self._with(other, min(self.lower, other.lower), min(self.upper, other.upper), multiplicity)

    def root(self, power: int) -> Threshold:
        """The power of an ideal: K^e instead of K, hence λ / e and the same multiplicity."""
        return replace(self, lower=self.lower / power, upper=self.upper / power)

    def because(self, *reasons: str) -> Threshold:
        """The same, with reasons before its own."""
        return replace(self, reasons=(*reasons, *self.reasons))

    def within(self, lower: Fraction, upper: Fraction) -> Threshold:
        """The same, between better bounds where these are better."""
        return replace(self, lower=max(self.lower, lower), upper=min(self.upper, upper))

    def _with(self, other: Threshold, lower: Fraction, upper: Fraction, multiplicity: int | None) -> Threshold:
        certificates = (*self.certificates, *other.certificates)
        return Threshold(lower, upper, multiplicity, (*self.reasons, *other.reasons), certificates)


NOTHING = Threshold(Fraction(0), Fraction(0), 1)  # K = 0 on the rest of the variables
