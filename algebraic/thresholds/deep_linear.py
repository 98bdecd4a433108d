"""Deep linear networks, globally: the least learning coefficient over all weights with a given product."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..shell import check_whole
from .certificates import GlobalCertificate
from .rules import Threshold


def deep_linear(widths: Sequence[int], rank: int) -> Threshold:
    """The least λ over {W_L … W_1 = T}, rank T = r, with its multiplicity: Aoyagi's formula, for any depth.

    For K(W) = ½ ‖W_L … W_1 − T‖² (population loss with inputs whose covariance is invertible) and widths H_0, …, H_L
    let M_s = H_s − r in ascending order, k the largest number ≥ 2 with M_1 + … + M_k ≥ (k − 1) M_k, ℓ = k − 1,
    S = M_1 + … + M_k, M = ⌈S/ℓ⌉ and a = S − (M − 1)ℓ. Then

        λ = r (H_0 + H_L − r) / 2 + a (ℓ − a) / (4ℓ) − (ℓ − 1) S² / (4ℓ) + ½ Σ_{i<j≤k} M_i M_j,   m = a (ℓ − a) + 1.

    Aoyagi's conditions on the subset (max inside < min outside, S ≥ ℓ max inside, S < ℓ min outside) hold for exactly
    this k: g(k) = S_k − (k − 1) M_k never rises with k, since g(k + 1) − g(k) = −(k − 1)(M_{k+1} − M_k), and the three
    say g(k) ≥ 0 > g(k + 1). Twice λ is the codimension of the zero set (``product_orbits``
    proves it at every point).

    Args:
        widths: input dimension, hidden widths, output dimension.
        rank: of the target T.

    Raises:
        WrongInput: a rank that no product of such matrices has.

    Source: M. Aoyagi, "Consideration on the learning efficiency of multiple-layered neural networks with linear units",
    Neural Networks 172 (2024), Theorem 1; two layers: M. Aoyagi, S. Watanabe, Neural Networks 18 (2005).

    >>> found = deep_linear([3, 3, 3, 3], 1)
    >>> found.value, found.multiplicity
    (Fraction(4, 1), 3)
    """
    rank = check_whole("rank", rank, 0, min(widths), kind="bad_rank")
    rests = sorted(width - rank for width in widths)
    total, size = rests[0], 1
    while size < len(rests) and total + rests[size] >= size * rests[size]:
        total += rests[size]
        size += 1
    ell = size - 1
    a = total - (-(-total // ell) - 1) * ell
    squares = sum(rest * rest for rest in rests[:size])
    value = Fraction(rank * (widths[0] + widths[-1] - rank), 2) + Fraction(a * (ell - a), 4 * ell)
    value += Fraction(total * total - squares, 4) - Fraction((ell - 1) * total * total, 4 * ell)
    certificate: GlobalCertificate = {
        "kind": "deep linear, global",
        "widths": list(widths),
        "rank": rank,
        "subset": rests[:size],
        "ell": ell,
        "a": a,
    }
    reason = f"Aoyagi's formula for deep linear networks: ℓ = {ell}, a = {a} at rank {rank}"
    return Threshold.exact(value, a * (ell - a) + 1, reason, certificate)
