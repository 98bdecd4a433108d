"""The numbers that come with a learning coefficient, so that what they prove can be checked."""

from __future__ import annotations

from typing import TypedDict


class GlobalCertificate(TypedDict):
    """What Aoyagi's formula was evaluated at: the differences M in the subset, ℓ and a."""

    kind: str
    widths: list[int]
    rank: int
    subset: list[int]
    ell: int
    a: int


class LocalCertificate(TypedDict):
    """The ranks at the point, and a stratum whose closure contains it and whose codimension is 2 λ."""

    kind: str
    widths: list[int]
    ranks: list[list[int]]  # row i: r_ij for j = i, …, L
    profile: list[int]


class PolyhedronCertificate(TypedDict):
    """Optimal solutions of both programs: Σ c = Σ w, Σ c_k α_k ≤ (1, …, 1), w·α ≥ 1 for each exponent vector α."""

    kind: str
    variables: list[str]
    weights: list[str]
    combination: list[tuple[list[int], str]]


Certificate = GlobalCertificate | LocalCertificate | PolyhedronCertificate
