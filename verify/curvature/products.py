"""Products of the Hessian of the loss, and of its Gauss–Newton part, with vectors; never a whole matrix.

The loss is L(w) = ℓ(f(w)), f the outputs for all samples. With J the Jacobian of f and S the Hessian of ℓ,

    H = Jᵀ S J + Σ_i (∂ℓ/∂f_i) ∇²f_i,

the Gauss–Newton part and the rest. H v is the derivative of the product of the gradient with v: the gradient is
computed once, with all that its derivative needs, and then each product is one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

    from ..subject import Subject


class Products:
    """Products with matrices at the weights of a subject.

    Args:
        subject: the model with its data.
        weights: other weights, a flat tensor; by default those of the subject.

    Attributes:
        count: how many products with H were made.
    """

    def __init__(self, subject: Subject, weights: torch.Tensor | None = None) -> None:
        self.subject, self.count = subject, 0
        self.weights = (subject.weights if weights is None else weights).detach().clone().requires_grad_()
        self._gradient: torch.Tensor | None = None

    @property
    def num_params(self) -> int:
        """The size of the matrices."""
        return self.subject.num_params

    def hessian(self, vectors: np.ndarray) -> np.ndarray:
        """H V in float64.

        Args:
            vectors: (num_params, k).

        Returns:
            (num_params, k).
        """
        import torch

        self.count += vectors.shape[1]
        gradient = self._gradient_with_graph()
        found = np.zeros_like(vectors)
        if not gradient.requires_grad:
            return found
        for column in range(vectors.shape[1]):
            (product,) = torch.autograd.grad(
                gradient, self.weights, self._tensor(vectors[:, column]), retain_graph=True, allow_unused=True
            )
            if product is not None:
                found[:, column] = product.detach().cpu().numpy()
        return found

    def gradient(self) -> np.ndarray:
        """∇L, (num_params,)."""
        found: np.ndarray = self._gradient_with_graph().detach().cpu().numpy().copy()
        return found

    def loss(self) -> torch.Tensor:
        """L, with what its derivatives need."""
        import torch

        with torch.enable_grad():
            outputs = self.subject.call(self.weights, self.subject.batch())
            found: torch.Tensor = self.subject.loss_function(outputs, self.subject.targets)
        return found

    def gauss_newton(self, vectors: np.ndarray) -> np.ndarray:
        """Jᵀ S J V in float64, (num_params, k), for V of that shape."""
        found = np.zeros_like(vectors)
        for column in range(vectors.shape[1]):
            turned = self.of_loss(self.jacobian(vectors[:, column]))
            found[:, column] = self.subject.vjp(turned, self.weights.detach()).cpu().numpy()
        return found

    def jacobian(self, vector: np.ndarray) -> torch.Tensor:
        """J v, (num_equations,)."""
        return self.subject.jvp(self._tensor(vector), self.weights.detach())

    def of_loss(self, directions: torch.Tensor) -> torch.Tensor:
        """S u, (num_equations,): the Hessian of the loss by the outputs, times directions of the outputs."""
        import torch

        subject = self.subject
        at = subject.outputs(self.weights.detach()).detach().requires_grad_()
        with torch.enable_grad():
            (first,) = torch.autograd.grad(subject.loss_function(at, subject.targets), at, create_graph=True)
            if not first.requires_grad:
                return torch.zeros_like(directions)
            (found,) = torch.autograd.grad(first, at, directions.reshape(at.shape), allow_unused=True)
        return torch.zeros_like(directions) if found is None else found.detach().reshape(-1)

    def _gradient_with_graph(self) -> torch.Tensor:
        """The gradient, with what its derivative needs."""
        import torch

        if self._gradient is None:
            with torch.enable_grad():
                loss = self.loss()
                found = (
                    torch.autograd.grad(loss, self.weights, create_graph=True, allow_unused=True)[0]
                    if loss.requires_grad
                    else None
                )
            self._gradient = torch.zeros_like(self.weights).detach() if found is None else found
        return self._gradient

    def _tensor(self, vector: np.ndarray) -> Any:
        import torch

        return torch.as_tensor(np.ascontiguousarray(vector), dtype=self.weights.dtype, device=self.weights.device)
