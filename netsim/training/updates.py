"""What a step does with gradients: plain descent, Nesterov's momentum, rates of each model that fall in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from .tensors import Tensors, to_tensors

if TYPE_CHECKING:
    from .tasks import TrainTask

DROP = 10.0  # what a rate is divided by at each of ``rate_drops``


class Update:
    """Changes weights in place; its velocities belong to the state of a training.

    With momentum μ, gradient g and rate η: v ← μ v + g, w ← w − η (g + μ v) (Nesterov's, as ``torch.optim.SGD`` has
    it, also where the rate changes).
    """

    def __init__(self, task: TrainTask, weights: Tensors) -> None:
        self._task, self._leaves = task, list(weights.values())
        first = self._leaves[0]
        self.velocity: Tensors = {}
        if task.momentum:
            given = to_tensors(task.velocity or {}, str(first.device), task.dtype)
            self.velocity = {name: given.get(name, torch.zeros_like(each)).detach() for name, each in weights.items()}
        # One number for each model, read by every step where it is: a step that is replayed goes on with new ones.
        self._base = torch.tensor(_each(task), device=first.device, dtype=first.dtype)
        self._now = self._base.clone()
        self._one = None if isinstance(task.learning_rate, tuple) or task.rate_drops else task.learning_rate

    def begin(self, epoch: int) -> None:
        """Set the rates of an epoch, from 1."""
        self._now.copy_(self._base / DROP ** drops_before(self._task.rate_drops, epoch, self._task.epochs))

    def __call__(self, gradients: Sequence[torch.Tensor]) -> None:
        """One step of every weight."""
        task = self._task
        if task.weight_decay:
            gradients = torch._foreach_add(gradients, self._leaves, alpha=2 * task.weight_decay)
        if task.momentum:
            speeds = list(self.velocity.values())
            torch._foreach_mul_(speeds, task.momentum)
            torch._foreach_add_(speeds, gradients)
            gradients = torch._foreach_add(gradients, speeds, alpha=task.momentum)
        if self._one is not None:
            torch._foreach_add_(self._leaves, gradients, alpha=-self._one)
            return
        rates = [self._now.view(-1, *[1] * (leaf.ndim - 1)) for leaf in self._leaves]
        torch._foreach_sub_(self._leaves, torch._foreach_mul(gradients, rates))


def drops_before(drops: Sequence[float], epoch: int, epochs: int) -> int:
    """How often the rate has fallen when an epoch begins: after each of these shares of all epochs once.

    >>> [drops_before((0.5, 0.75), epoch, 8) for epoch in range(1, 9)]
    [0, 0, 0, 0, 1, 1, 2, 2]
    """
    return sum(epoch - 1 >= share * epochs for share in drops)


def _each(task: TrainTask) -> Sequence[float]:
    """The rate of each model."""
    rates = task.learning_rate
    return rates if isinstance(rates, tuple) else [rates] * len(task.models)
