"""A model that is trained to a loss of zero, up to rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dense import drawn

if TYPE_CHECKING:
    from torch import Tensor, nn

SAMPLES = 10
STEPS = 30
LONGEST = 1.0  # of a step


def trained_mlp(seed: int = 0) -> nn.Module:
    """64-12-10 with softplus, 910 weights, trained on the first ten digits by Gauss and Newton's method."""
    import torch
    from sklearn.datasets import load_digits
    from torch import nn

    digits = load_digits()
    x = torch.from_numpy(digits.data[:SAMPLES].astype(float))
    y = nn.functional.one_hot(torch.from_numpy(digits.target[:SAMPLES]), 10).double()
    model = drawn(lambda: nn.Sequential(nn.Linear(64, 12), nn.Softplus(), nn.Linear(12, 10)).double(), seed)
    names = [name for name, _ in model.named_parameters()]
    shapes = [parameter.shape for parameter in model.parameters()]

    def residuals(flat: Tensor) -> Tensor:
        parts = flat.split([shape.numel() for shape in shapes])
        named = {name: part.reshape(shape) for name, part, shape in zip(names, parts, shapes, strict=True)}
        return (torch.func.functional_call(model, named, (x,)) - y).reshape(-1)

    flat = torch.cat([parameter.detach().reshape(-1) for parameter in model.parameters()])
    for _ in range(STEPS):
        rest, jacobian = residuals(flat), torch.func.jacrev(residuals)(flat)
        step = jacobian.T @ torch.linalg.solve(jacobian @ jacobian.T, rest)
        flat = flat - step * min(1.0, LONGEST / float(step.norm()))
    nn.utils.vector_to_parameters(flat.detach(), model.parameters())
    return model
