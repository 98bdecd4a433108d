"""The second derivatives of cross-entropy in the output weights: as printed, and from a power series (NMH 3.4.4)."""

from __future__ import annotations

import flint


def curvature(psi: flint.arb_mat, v: flint.arb_mat, labels: list[int], column: int, along: list[int]) -> flint.arb:
    """Second derivative of t ↦ Φ(V + t e), e in one column of V, from a power series in t: without any Hessian."""
    total = flint.arb_series([0], 3)
    slopes = (psi * flint.arb_mat([[k] for k in along])).tolist()
    for row, (slope,), y in zip((psi * v).tolist(), slopes, labels, strict=True):
        line = [flint.arb_series([g, slope if k == column else 0], 3) for k, g in enumerate(row)]
        powers = [each.exp() for each in line]
        total += sum(powers[1:], powers[0]).log() - line[y]
    return 2 * total[2] / len(labels)


def hessian(psi: flint.arb_mat, v: flint.arb_mat, column: int) -> flint.arb_mat:
    """As printed: Σ_i p_ij (1 − p_ij) Ψ_i:ᵀ Ψ_i:, p the softmax of the outputs."""
    weights = []
    for row in (psi * v).tolist():
        powers = [g.exp() for g in row]
        others = sum((e for k, e in enumerate(powers) if k != column), flint.arb(0))  # 1 − p without cancellation
        total = powers[column] + others
        weights.append(powers[column] / total * (others / total))
    size, rows = psi.ncols(), psi.tolist()
    return flint.arb_mat(
        [
            [sum((w * r[a] * r[b] for w, r in zip(weights, rows, strict=True)), flint.arb(0)) for b in range(size)]
            for a in range(size)
        ]
    )
