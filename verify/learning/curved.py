"""Moves in the metric of the residuals: long where they do not change the outputs, short where they do.

Near a singular zero the posterior has arms whose width differs by many powers of ten along one arm, and no step fits
all of it. With the Jacobian J of the residuals at v the metric is G(v) = β JᵀJ + τ I; one proposal is normal with mean
v − ½ ε² G⁻¹ ∇U and covariance ε² G⁻¹, U the exponent, and is accepted by Metropolis' and Hastings' rule with the
densities of both ways, so that the target stays exact whatever G is. τ is drawn for each chain, from what the box has
to what is usual at this temperature, independently of where the chain is.

Source: M. Girolami, B. Calderhead, Journal of the Royal Statistical Society B 73 (2011): the simplified manifold MALA.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .energy import Energy
from .moves import State, Target

if TYPE_CHECKING:
    import torch

ROUNDING = 4e-15  # of each entry of the diagonal of G, added to τ: rounding is relative to these, and G stays positive


@dataclass
class _Place:
    """Where a chain is, with what a proposal from there needs."""

    state: State
    factor: torch.Tensor  # L with L Lᵀ = G
    mean: torch.Tensor


def curved_move(
    energy: Energy, target: Target, state: State, step: torch.Tensor, stream: torch.Generator
) -> torch.Tensor:
    """One proposal of every chain.

    Args:
        step: ε, (boxes, 1, temperatures).

    Returns:
        The probability with which each was accepted.
    """
    import torch

    def draw(make: object, shape: torch.Size) -> torch.Tensor:
        found: torch.Tensor = make(shape, generator=stream, dtype=torch.float64)  # type: ignore[operator]
        return found.to(state.steps.device)

    relative = target.beta / (target.beta[..., :1] if target.hottest is None else target.hottest)
    tau = target.gamma * relative ** draw(torch.rand, state.values.shape)
    size = step.expand(tau.shape)[..., None]
    here = _place(energy, target, state.steps, tau, size)
    noise = draw(torch.randn, state.steps.shape)
    moved = torch.linalg.solve_triangular(here.factor.mT, noise[..., None], upper=True)[..., 0]
    there = _place(energy, target, here.mean + size * moved, tau, size)
    back = (here.state.steps - there.mean)[..., None]
    back = (there.factor.mT @ back)[..., 0] / size
    gain = target.exponent(here.state) - target.exponent(there.state)
    gain = gain + _log_determinant(there.factor) - _log_determinant(here.factor)
    gain = gain - 0.5 * back.square().sum(-1) + 0.5 * noise.square().sum(-1)
    probability = torch.nan_to_num(gain.clamp(max=0).exp(), nan=0.0)
    probability = probability * torch.isfinite(there.state.values)
    taken = draw(torch.rand, probability.shape) < probability
    for name in ("steps", "values", "slopes"):
        new, old = getattr(there.state, name), getattr(here.state, name)
        setattr(state, name, torch.where(taken[..., None] if new.dim() == 4 else taken, new, old))
    return probability


def _place(energy: Energy, target: Target, steps: torch.Tensor, tau: torch.Tensor, size: torch.Tensor) -> _Place:
    import torch

    shape, flat = steps.shape, steps.reshape(-1, steps.shape[-1])
    values, slopes, jacobian = energy.with_jacobian(flat)
    state = State(steps, values.reshape(shape[:-1]), slopes.reshape(shape))
    beta = target.beta.expand(shape[:-1])
    rows = (jacobian * beta.reshape(-1, 1, 1).sqrt()).reshape(*shape[:-1], *jacobian.shape[1:])
    metric = rows.mT @ rows
    least = tau[..., None] + ROUNDING * metric.diagonal(dim1=-2, dim2=-1)
    metric = torch.nan_to_num(metric + torch.diag_embed(least))
    factor = torch.linalg.cholesky_ex(metric)[0]
    gradient = target.gradient(state)[..., None]
    mean = steps - 0.5 * size.square() * torch.cholesky_solve(gradient, factor)[..., 0]
    return _Place(state, factor, mean)


def _log_determinant(factor: torch.Tensor) -> torch.Tensor:
    return factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)
