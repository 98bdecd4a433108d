"""Moves that leave the tempered posteriors as they are: along trajectories, and between neighbouring temperatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

SHORTEST, LONGEST = 0.1, 10**0.5  # of a step, as parts of the usual one: thin and wide places are both visited

Evaluate = Callable[["torch.Tensor"], tuple["torch.Tensor", "torch.Tensor"]]


@dataclass
class State:
    """Where the chains are, with axes (boxes, chains, temperatures) and, for vectors, the weights.

    Attributes:
        steps: w − w*.
        values: H there. slopes: its gradient.
    """

    steps: torch.Tensor
    values: torch.Tensor
    slopes: torch.Tensor


@dataclass(frozen=True)
class Target:
    """The densities exp(−β H(v) − ½ γ ‖v‖²).

    Attributes:
        beta: (boxes, 1, temperatures). gamma: (boxes, 1, 1).
        hottest: the least β of each box, (boxes, 1, 1), where these are not all.
    """

    beta: torch.Tensor
    gamma: torch.Tensor
    hottest: torch.Tensor | None = None

    def exponent(self, state: State) -> torch.Tensor:
        """β H + ½ γ ‖v‖²."""
        return self.beta * state.values + 0.5 * self.gamma * state.steps.square().sum(-1)

    def gradient(self, state: State) -> torch.Tensor:
        """Of the exponent."""
        return self.beta[..., None] * state.slopes + self.gamma[..., None] * state.steps


def start(evaluate: Evaluate, steps: torch.Tensor) -> State:
    """The chains at these places."""
    values, slopes = evaluate(steps.reshape(-1, steps.shape[-1]))
    return State(steps, values.reshape(steps.shape[:-1]), slopes.reshape(steps.shape))


def move(
    evaluate: Evaluate,
    target: Target,
    state: State,
    step: torch.Tensor,
    scale: torch.Tensor,
    length: int,
    stream: torch.Generator,
) -> torch.Tensor:
    """Hamiltonian Monte Carlo: a trajectory of some leapfrog steps, accepted or refused (Metropolis).

    The size of the steps is drawn for each chain independently of where it is, and the momenta are normal in the
    coordinates v / scale; both leave the target as it is. A trajectory on which the loss is not finite is refused.

    Args:
        step: (boxes, 1, temperatures). scale: (boxes, 1, temperatures, weights).
        length: leapfrog steps.

    Returns:
        The probability with which each trajectory was accepted.
    """
    import torch

    def draw(shape: torch.Size, normal: bool) -> torch.Tensor:
        make = torch.randn if normal else torch.rand
        return make(shape, generator=stream, dtype=torch.float64).to(state.steps.device)

    powers = draw(state.values.shape, False)
    size = (step * SHORTEST * (LONGEST / SHORTEST) ** powers)[..., None] * scale
    momentum = draw(state.steps.shape, True)
    before = target.exponent(state) + 0.5 * momentum.square().sum(-1)
    new = state
    momentum = momentum - 0.5 * size * target.gradient(new)
    for k in range(1, length + 1):
        new = start(evaluate, new.steps + size * momentum)
        momentum = momentum - (1.0 if k < length else 0.5) * size * target.gradient(new)
    after = target.exponent(new) + 0.5 * momentum.square().sum(-1)
    probability = torch.nan_to_num((before - after).clamp(max=0).exp(), nan=0.0, posinf=0.0)
    finite = torch.isfinite(new.values) & torch.isfinite(new.slopes).all(-1)
    probability = probability * finite
    taken = draw(probability.shape, False) < probability
    state.steps = torch.where(taken[..., None], new.steps, state.steps)
    state.values = torch.where(taken, new.values, state.values)
    state.slopes = torch.where(taken[..., None], new.slopes, state.slopes)
    return probability


def swap(target: Target, state: State, first: int, stream: torch.Generator) -> torch.Tensor:
    """Exchange the places of neighbouring temperatures first, first + 1; first + 2, first + 3; … (Metropolis).

    The ratio of the densities is exp((β_a − β_b)(H_a − H_b)): localisation is the same on both sides.

    Returns:
        The probability for each pair.
    """
    import torch

    last = state.values.shape[2] - 1
    low = torch.arange(first, last, 2, device=state.values.device)
    high = low + 1
    gain = (target.beta[..., low] - target.beta[..., high]) * (state.values[..., low] - state.values[..., high])
    probability = gain.clamp(max=0).exp()
    drawn = torch.rand(probability.shape, generator=stream, dtype=torch.float64).to(gain.device)
    taken = drawn < probability
    for name in ("steps", "values", "slopes"):
        array = getattr(state, name).clone()
        mask = taken[..., None] if array.dim() == 4 else taken
        below, above = array[:, :, low], array[:, :, high]
        array[:, :, low], array[:, :, high] = torch.where(mask, above, below), torch.where(mask, below, above)
        setattr(state, name, array)
    return probability
