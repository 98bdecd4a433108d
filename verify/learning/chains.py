"""Chains at all temperatures of both boxes: step sizes are found first, and then stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from algebraic.shell import Budget

from .cooling import LARGEST_CURVED, QUICKNESS, TINY, WANTED, WANTED_CURVED, cool, usual_scale
from .curved import curved_move
from .energy import Energy
from .moves import State, Target, move, start, swap
from .plan import NARROWER, Plan

if TYPE_CHECKING:
    import torch

WINDOW = 50  # moves, after which the scales are found anew
BURN_IN = 2  # times the draws
ADAPTED = 0.8  # of the burn-in: afterwards only the step size still changes


@dataclass(frozen=True, eq=False)
class Trace:
    """What the chains gave, after the burn-in.

    Attributes:
        beta: (boxes, temperatures).
        energies: β H, (boxes, chains, temperatures, draws).
        virial: means over the draws of v_i ∂_i U − 1, (boxes, chains, temperatures, weights).
        acceptance: of the moves, (boxes, temperatures). swaps: between neighbours, (boxes, temperatures − 1).
        farthest: the largest γ ‖w − w*‖² met, (boxes, temperatures).
        lowest: the least β H met, (boxes, temperatures).
        step: (boxes, temperatures), as it was frozen.
        moves: of all chains together, burn-in among them. gradients: that were computed.
    """

    beta: np.ndarray
    energies: np.ndarray
    virial: np.ndarray
    acceptance: np.ndarray
    swaps: np.ndarray
    farthest: np.ndarray
    lowest: np.ndarray
    step: np.ndarray
    moves: int
    gradients: int


def run_chains(energy: Energy, beta: torch.Tensor, plan: Plan, stream: torch.Generator, budget: Budget) -> Trace:
    """Burn-in and draws. The chains start where populations that were cooled down from the box are (:mod:`.cooling`).

    Args:
        energy: H and its gradient of many v at once.
        beta: (boxes, temperatures), rising.
    """
    import torch

    (boxes, temperatures), num_params = beta.shape, energy.subject.num_params
    radii = plan.radius / NARROWER ** torch.arange(boxes, dtype=torch.float64, device=beta.device)
    target = Target(beta[:, None, :], (1 / radii**2)[:, None, None])
    shape = (boxes, plan.chains, temperatures, num_params)
    cooled = cool(energy, target, plan, stream, budget)
    state = start(energy, cooled.steps)
    adapt = _Adaptation(cooled.step, cooled.curved, cooled.scale, torch.zeros_like(cooled.scale))
    burn_in, gradients = BURN_IN * plan.draws, cooled.gradients + state.values.numel()
    energies = torch.empty(*shape[:3], plan.draws, dtype=torch.float64)
    virial = torch.zeros_like(state.steps)
    acceptance, swaps = torch.zeros_like(beta), torch.zeros_like(beta[:, 1:])
    farthest, lowest = torch.zeros_like(beta), torch.full_like(beta, float("inf"))
    for k in range(burn_in + plan.draws):
        if k % WINDOW == 0:
            budget.check("the chains were running")
        length = int(torch.randint(1, plan.steps + 1, (1,), generator=stream))
        step, scale = adapt.step[:, None, :], adapt.scale[:, None]
        accepted = move(energy, target, state, step, scale, length, stream).mean(1)
        curved = None
        if energy.has_metric:
            curved = curved_move(energy, target, state, adapt.curved[:, None, :], stream).mean(1)
            gradients += 2 * state.values.numel()
        exchanged = swap(target, state, k % 2, stream).mean(1)
        gradients += length * state.values.numel()
        if k < burn_in:
            adapt.after(accepted, curved, state, k, burn_in)
            continue
        acceptance += accepted / plan.draws
        swaps[:, k % 2 :: 2] += 2 * exchanged / plan.draws
        tempered = target.beta * state.values
        energies[..., k - burn_in] = tempered.cpu()
        virial += (state.steps * target.gradient(state) - 1) / plan.draws
        farthest = torch.maximum(farthest, (target.gamma * state.steps.square().sum(-1)).amax(1))
        lowest = torch.minimum(lowest, tempered.amin(1))
    return Trace(
        beta=_array(beta),
        energies=_array(energies),
        virial=_array(virial),
        acceptance=_array(acceptance),
        swaps=_array(swaps.clamp(max=1)),
        farthest=_array(farthest),
        lowest=_array(lowest),
        step=_array(adapt.step),
        moves=(burn_in + plan.draws) * int(np.prod(shape[:3])),
        gradients=gradients,
    )


def _array(tensor: torch.Tensor) -> np.ndarray:
    found: np.ndarray = tensor.cpu().numpy()
    return found


@dataclass
class _Adaptation:
    """The usual step for each temperature, and a scale for each weight, which chains of one temperature share.

    The scale is the geometric mean of |w − w*|: at a singular point some chains are far out along thin parts of the
    posterior, and would be all that a mean of squares sees.
    """

    step: torch.Tensor
    curved: torch.Tensor
    scale: torch.Tensor
    sizes: torch.Tensor
    count: int = 0

    def after(self, accepted: torch.Tensor, curved: torch.Tensor | None, state: State, k: int, burn_in: int) -> None:
        """Learn from one move."""
        self.step = self.step * (QUICKNESS * (accepted - WANTED)).exp()
        if curved is not None:
            self.curved = (self.curved * (QUICKNESS * (curved - WANTED_CURVED)).exp()).clamp(max=LARGEST_CURVED)
        if k >= ADAPTED * burn_in:
            return
        self.sizes += (state.steps.abs() + TINY).log().mean(1)
        self.count += 1
        if self.count == WINDOW:
            self.scale = usual_scale(self.sizes / self.count)
            self.sizes.zero_()
            self.count = 0
