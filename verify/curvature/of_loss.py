"""The derivatives of a loss by the outputs: its gradient, and products with its Hessian S.

For the square loss S is the identity; for the cross-entropy of n samples with p = softmax(f) it is, for each sample,
(diag(p) − p pᵀ) / n, which maps (1, …, 1) to 0: adding a number to all outputs of a sample changes no loss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from ..subject import Subject


def by_outputs(subject: Subject, outputs: torch.Tensor) -> torch.Tensor:
    """∂ℓ/∂f at outputs (n, output_dim), of the same shape."""
    import torch

    at = outputs.detach().clone().requires_grad_()
    with torch.enable_grad():
        loss = subject.loss_function(at, subject.targets)
        found = torch.autograd.grad(loss, at, allow_unused=True)[0] if loss.requires_grad else None
    return torch.zeros_like(outputs) if found is None else found.detach()


def turned_by_loss(subject: Subject, outputs: torch.Tensor, changes: torch.Tensor) -> torch.Tensor:
    """S u for changes u of the outputs, (k, n, output_dim).

    Args:
        outputs: (n, output_dim), where the Hessian is taken.
    """
    import torch

    if subject.loss == "square":
        return changes
    if subject.loss == "cross-entropy":
        chances = torch.softmax(outputs, 1) / len(outputs)
        weighted = chances * changes
        return weighted - torch.softmax(outputs, 1) * weighted.sum(2, keepdim=True)
    at = outputs.detach().clone().requires_grad_()
    with torch.enable_grad():
        loss = subject.loss_function(at, subject.targets)
        first = torch.autograd.grad(loss, at, create_graph=True, allow_unused=True)[0] if loss.requires_grad else None
        if first is None or not first.requires_grad:
            return torch.zeros_like(changes)
        rows = [
            torch.autograd.grad(first, at, change.reshape(at.shape), retain_graph=True, allow_unused=True)[0]
            for change in changes
        ]
    return torch.stack([torch.zeros_like(at) if row is None else row for row in rows]).detach()
