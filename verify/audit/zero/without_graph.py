"""What float64 sees where nothing is proved: of modules that are no data, or of too many equations for a matrix."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .polish import CLOSE
from .result import Zero

if TYPE_CHECKING:
    from ...subject import Subject

MAX_STEPS = 40
MAX_PRODUCTS = 400  # with J and Jᵀ, in one step


def seen_only(subject: Subject, memory: float, why: str, report: Callable[[int, float], None] | None = None) -> Zero:
    """Steps of Gauss and Newton of minimal length; ``not_found`` with what was seen, never more.

    Args:
        subject: with the square loss.
        memory: bytes that may be used: where J does not fit, the steps are found by LSQR, from products with J and Jᵀ.
        why: nothing is proved.
        report: is told the number of every step and ‖F‖.
    """
    import torch

    dense = 16.0 * subject.num_equations * (subject.num_params + 2 * subject.num_equations) < memory
    weights = subject.weights.clone()
    residuals = subject.residuals(weights)
    norm, scale = float(residuals.norm()), float(subject.targets.norm() * 2)
    damping, taken, least, reason = 1e-3, 0, None, f"{MAX_STEPS} steps were taken"
    while taken < MAX_STEPS and norm > 0 and math.isfinite(norm):
        step, least = (_dense_step if dense else _lsqr_step)(subject, weights, residuals, damping, norm)
        if step is None:
            reason = "the equations of a step cannot be solved"
            break
        moved = weights - step
        after = subject.residuals(moved)
        norm_after = float(after.norm())
        if norm_after < norm:
            slow = norm_after > 0.5 * norm and norm_after < CLOSE * scale
            weights, residuals, norm, taken, damping = moved, after, norm_after, taken + 1, max(damping * 0.03, 1e-14)
            scale = float(subject.outputs(weights).norm() + subject.targets.norm())
            if report:
                report(taken, norm)
            if not slow:
                continue
        elif norm > CLOSE * scale:
            damping *= 30
            if damping < 1e8:
                continue
        reason = "no step makes the residuals smaller"
        break
    near = norm <= CLOSE * scale
    seen = f"the residuals fell to {norm:.3g} in length where the outputs are {scale:.3g}" + (
        ", as at a zero up to rounding" if near else f", and {reason}"
    )
    return Zero(
        "not_found",
        f"in float64 {seen}; nothing is proved: {why}",
        residual=norm,
        distance=float(torch.linalg.vector_norm(weights - subject.weights)),
        smallest_singular_value=least,
        weights=weights.cpu().numpy(),
        numerical=True,
    )


def _dense_step(
    subject: Subject, weights: Any, residuals: Any, damping: float, norm: float
) -> tuple[Any, float | None]:
    import torch

    jacobian = subject.jacobian(weights)
    gram = jacobian @ jacobian.T
    values = torch.linalg.eigvalsh(gram)
    gram.diagonal().add_(damping * values.mean())
    root, failed = torch.linalg.cholesky_ex(gram)
    if failed or not torch.isfinite(values).all():
        return None, None
    step = jacobian.T @ torch.cholesky_solve(residuals[:, None], root)[:, 0]
    return step, math.sqrt(max(float(values[0]), 0.0))


def _lsqr_step(subject: Subject, weights: Any, residuals: Any, damping: float, norm: float) -> tuple[Any, float | None]:
    import torch
    from scipy.sparse.linalg import LinearOperator, lsqr

    def tensor(vector: np.ndarray) -> Any:
        return torch.from_numpy(np.ascontiguousarray(vector.reshape(-1))).to(weights.device)

    operator = LinearOperator(
        (subject.num_equations, subject.num_params),
        matvec=lambda v: subject.jvp(tensor(v), weights).cpu().numpy(),
        rmatvec=lambda u: subject.vjp(tensor(u), weights).cpu().numpy(),
        dtype=np.float64,
    )
    found = lsqr(operator, residuals.cpu().numpy(), damp=damping * norm, iter_lim=MAX_PRODUCTS, atol=1e-14, btol=1e-14)
    return (tensor(found[0]), None) if np.isfinite(found[0]).all() else (None, None)
