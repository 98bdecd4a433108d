"""Where the chains start: populations that are cooled down from the box, one for each chain.

Far down, a singular posterior has arms along which chains move slowly, and what a chain is started from stays with it
for long. So each chain has a population of its own: drawn from the normal density of the box, where β is 0, and then
cooled in steps of β by a factor of at most two. At each step the members are drawn anew with weights exp(−Δβ H), and
then move within the new posterior; what the weights bring, positions along the arms among it, need not be found by
moves. The member that a chain starts from at one of its temperatures is one of the population there.

Source: P. Del Moral, A. Doucet, A. Jasra, Journal of the Royal Statistical Society B 68 (2006): samplers of this kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from typing import TYPE_CHECKING

from algebraic.shell import Budget

from .curved import curved_move
from .energy import Energy
from .moves import State, Target, move, start
from .plan import Plan

if TYPE_CHECKING:
    import torch

WANTED, WANTED_CURVED = 0.7, 0.4  # acceptance: of trajectories, of moves in the metric
LARGEST_CURVED = 1.5  # there
QUICKNESS = 0.15  # of the changes of the step size
QUICK = 0.5  # here, where each step has few moves
FACTOR = 2.0  # of β between two steps, at most
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Cooled:
    """What the chains begin with.

    Attributes:
        steps: w − w*, (boxes, chains, temperatures, weights).
        step, curved: sizes of both kinds of moves, (boxes, temperatures).
        scale: of the weights, (boxes, temperatures, weights).
        gradients: that were computed.
    """

    steps: torch.Tensor
    step: torch.Tensor
    curved: torch.Tensor
    scale: torch.Tensor
    gradients: int


def cool(energy: Energy, target: Target, plan: Plan, stream: torch.Generator, budget: Budget) -> Cooled:
    """Populations at all temperatures of the target."""
    import torch

    boxes, _, temperatures = target.beta.shape
    size = energy.subject.num_params
    shape = (boxes, plan.chains, plan.population)
    drawn = torch.randn((*shape, size), generator=stream, dtype=torch.float64).to(target.beta.device)
    state = start(energy, drawn / target.gamma[..., None].sqrt())
    step = torch.full((boxes, 1), 0.5 / size**0.25, dtype=torch.float64, device=target.beta.device)
    curved = torch.ones_like(step)
    kept: list[tuple[torch.Tensor, ...]] = []
    gradients = state.values.numel()
    before = torch.zeros_like(target.beta[..., :1])
    for place in range(temperatures):
        budget.check("the chains were being started")
        aim = target.beta[..., place : place + 1]
        parts = 1 if not place else ceil(float((aim / before).max().log()) / log(FACTOR) - 1e-9)
        for part in range(1, parts + 1):
            beta = aim if part == parts else before * (aim / before) ** (1 / (parts + 1 - part))
            _drawn_anew(state, beta - before, stream)
            before = beta
            now = Target(beta, target.gamma, target.beta[..., :1])
            scale = usual_scale((state.steps.abs() + TINY).log().mean((1, 2)))[:, None]
            length = int(torch.randint(1, plan.steps + 1, (1,), generator=stream))
            accepted = move(energy, now, state, step[:, None], scale[:, None], length, stream).mean((1, 2))
            step = step * (QUICK * (accepted[:, None] - WANTED)).exp()
            gradients += length * state.values.numel()
            if energy.has_metric:
                accepted = curved_move(energy, now, state, curved[:, None], stream).mean((1, 2))
                curved = (curved * (QUICK * (accepted[:, None] - WANTED_CURVED)).exp()).clamp(max=LARGEST_CURVED)
                gradients += 2 * state.values.numel()
        kept.append((state.steps[:, :, 0], step, curved, scale))
    steps, *sizes = (torch.stack(each, 2 if k == 0 else 1) for k, each in enumerate(zip(*kept, strict=True)))
    return Cooled(steps, sizes[0][..., 0], sizes[1][..., 0], sizes[2][:, :, 0], gradients)


def _drawn_anew(state: State, more: torch.Tensor, stream: torch.Generator) -> None:
    """Each population anew from itself, with weights exp(−Δβ H); where the loss is not finite, with none."""
    import torch

    weights = torch.nan_to_num(-more * state.values, nan=-torch.inf, posinf=-torch.inf)
    weights = torch.softmax(weights, -1)
    count = weights.shape[-1]
    drawn = torch.rand((*weights.shape[:-1], 1), generator=stream, dtype=torch.float64)
    places = (torch.arange(count, dtype=torch.float64) + drawn) / count
    chosen = torch.searchsorted(weights.cumsum(-1).contiguous(), places.to(weights.device)).clamp(max=count - 1)
    shuffled = torch.rand(chosen.shape, generator=stream, dtype=torch.float64).argsort(-1).to(weights.device)
    chosen = chosen.gather(-1, shuffled)
    state.values = state.values.gather(-1, chosen)
    wide = chosen[..., None].expand_as(state.steps)
    state.steps, state.slopes = state.steps.gather(2, wide), state.slopes.gather(2, wide)


def usual_scale(logarithms: torch.Tensor) -> torch.Tensor:
    """Of each weight, from the mean of log |w − w*|, (…, weights).

    The geometric mean: at a singular point some chains are far out along thin parts of the posterior, and would be all
    that a mean of squares sees. A tenth of what is usual among the weights is mixed in.
    """
    found = logarithms.exp()
    usual = found.square().mean(-1, keepdim=True).sqrt()
    return (0.9 * found.square() + 0.1 * usual.square()).sqrt().clamp(min=1e-150)
