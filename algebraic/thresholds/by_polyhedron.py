"""The learning coefficient of an ideal from its Newton polyhedron, where a condition on the faces is proved.

Two statements are used, for f_1, …, f_n at the origin, K = ½ Σ f_i², 1/t = V as in
``linear_program.distance`` and c the codimension of the face that the diagonal meets.

* **Always** λ ≤ V/2: |f_i| ≤ C Σ_α |x^α| over the exponents α that occur, and the ideal of these monomials has
  λ = V/2 and multiplicity c (integrate over the cones of the normal fan).
* **No face system has a zero.** If for each compact face γ the sums f_i|γ of the terms on γ have no common zero in
  (R \\ 0)^d, then Σ |x^α| ≤ C Σ |f_i| near 0, hence λ = V/2 with multiplicity c. Otherwise the curve selection lemma
  gives an arc x_j = c_j t^(w_j) + …, c_j ≠ 0, w_j > 0, on which Σ |f_i| / Σ |x^α| tends to 0; but both have the order
  min w·α there, attained on a compact face γ, since f_i|γ(c) are not all 0.

What these do not decide is left to ``regular_faces``.

Source: M. Saia, Annales de l'Institut Fourier 46 (1996); K. Yamazaki, M. Aoyagi, S. Watanabe, "Asymptotic analysis of
Bayesian generalization error with Newton diagram", Neural Networks 23 (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..shell import TooLarge
from .certificates import PolyhedronCertificate
from .linear_program import Exponents, distance
from .polyhedron import compact_faces, flatten, vertices_first
from .regular_faces import by_regular_faces
from .rules import Threshold
from .torus_zeros import Terms, common_divisor, no_common_zero, rational_roots


@dataclass(frozen=True)
class Shift:
    """A change of coordinates x_i → x_i + c x^β that removes a multiple zero of a face."""

    variable: int
    constant: Fraction
    exponents: Exponents


def by_polyhedron(equations: Sequence[Terms], names: Sequence[str]) -> tuple[Threshold, list[Shift]]:
    """λ at the origin, or bounds with what was not proved and coordinates in which it may be.

    Args:
        equations: polynomials without constant term, as terms.
        names: of the variables.
    """
    support = sorted({e for terms in equations for e in terms})
    corners = vertices_first(support)
    found = distance(corners)
    value = found.value / 2
    certificate: PolyhedronCertificate = {
        "kind": "Newton polyhedron",
        "variables": list(names),
        "weights": [str(w) for w in found.weights],
        "combination": [(list(e), str(c)) for e, c in zip(corners, found.combination, strict=True) if c],
    }
    if all(len(terms) == 1 for terms in equations):
        return Threshold.exact(value, found.codimension, "a monomial ideal: Newton polyhedron", certificate), []
    bounds = Threshold(Fraction(0), value, None, ("at most the value of the Newton polyhedron",), (certificate,))
    try:
        faces = compact_faces(support)
    except TooLarge as refusal:
        return bounds.because(str(refusal)), []
    with_zeros: list[_Face] = []
    for face in sorted(faces, key=len):
        each = _Face.of(face, equations)
        if not each.is_empty:
            with_zeros.append(each)
            if len(each.directions) > 1:
                break
    if not with_zeros:
        reason = "Newton polyhedron: no face system has a real zero without a zero coordinate"
        return Threshold.exact(value, found.codimension, reason, certificate), []
    shifts = [shift for face in with_zeros for shift in face.shifts()]
    regular = by_regular_faces(equations)
    if regular is not None:
        return regular, []
    shown = ", ".join(_monomial(e, names) for e in with_zeros[0].points[:4])
    return bounds.because(f"not known to be Newton non-degenerate (the face of {shown})"), shifts


@dataclass(frozen=True)
class _Face:
    """A compact face with the parts of the equations on it, in its own coordinates; no part is a monomial."""

    points: tuple[Exponents, ...]
    equations: tuple[Terms, ...]
    directions: list[list[int]]
    is_empty: bool

    @classmethod
    def of(cls, points: tuple[Exponents, ...], equations: Sequence[Terms]) -> _Face:
        on = set(points)
        parts = [part for part in ({e: c for e, c in terms.items() if e in on} for terms in equations) if part]
        if any(len(part) == 1 for part in parts):
            return cls(points, (), [], True)
        flat, directions = flatten(points)
        place = dict(zip(points, flat, strict=True))
        own = tuple({place[e]: c for e, c in part.items()} for part in parts)
        return cls(points, own, directions, bool(no_common_zero(own)))

    def shifts(self) -> list[Shift]:
        """For an edge with a rational zero y = x_i / x^β = c."""
        if len(self.directions) != 1:
            return []
        (direction,) = self.directions
        found = []
        for root in rational_roots(common_divisor(self.equations)):
            for sign in (1, -1):
                signed = [sign * u for u in direction]
                raised = [i for i, u in enumerate(signed) if u > 0]
                if len(raised) == 1 and signed[raised[0]] == 1:
                    (i,) = raised
                    exponents = tuple(0 if j == i else -u for j, u in enumerate(signed))
                    found.append(Shift(i, root if sign == 1 else 1 / root, exponents))
                    break  # the other one, where there is one, does the same
        return found


def _monomial(exponents: Exponents, names: Sequence[str]) -> str:
    factors = [f"{n}^{e}" if e > 1 else n for n, e in zip(names, exponents, strict=True) if e]
    return "*".join(factors)
