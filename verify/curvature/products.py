"""Products of the Hessian of the loss, and of its Gauss–Newton part, with vectors; never a whole matrix.

The loss is L(w) = ℓ(f(w)), f the outputs for all samples. With J the Jacobian of f and S the Hessian of ℓ,

    H = Jᵀ S J + Σ_i (∂ℓ/∂f_i) ∇²f_i,

the Gauss–Newton part and the rest. A graph has its products layer by layer (:mod:`.layered`), after one of them was
compared with torch's. For other models H v is the derivative of the product of the gradient with v: the gradient is
computed once, with all that its derivative needs, and then each product is one pass.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from algebraic.shell import ROLE_PROBES, random_stream

from .layered import Layered
from .of_loss import by_outputs, turned_by_loss

if TYPE_CHECKING:
    import torch

    from ..subject import Subject

SAME = 1e-9  # relative: two ways to one product
ENTRIES = 40_000_000  # of changes of values that are held at once


class Products:
    """Products with matrices at the weights of a subject.

    Args:
        subject: the model with its data.
        weights: other weights, a flat tensor; by default those of the subject.
        by_layers: whether layer by layer, where the model is a graph.

    Attributes:
        count: how many products with H were made.
    """

    def __init__(self, subject: Subject, weights: torch.Tensor | None = None, *, by_layers: bool = True) -> None:
        self.subject, self.count = subject, 0
        self.weights = (subject.weights if weights is None else weights).detach().clone().requires_grad_()
        self._gradient: torch.Tensor | None = None
        self._layered = self._agreeing() if by_layers and subject.graph is not None else None

    @property
    def num_params(self) -> int:
        """The size of the matrices."""
        return self.subject.num_params

    @property
    def by_layers(self) -> bool:
        """Whether the products are made layer by layer."""
        return self._layered is not None

    def hessian(self, vectors: np.ndarray) -> np.ndarray:
        """H V in float64.

        Args:
            vectors: (num_params, k).

        Returns:
            (num_params, k).
        """
        self.count += vectors.shape[1]
        return self._by_layers(vectors, rest=True) if self._layered is not None else self._by_torch(vectors)

    def gauss_newton(self, vectors: np.ndarray) -> np.ndarray:
        """Jᵀ S J V in float64, (num_params, k), for V of that shape."""
        if self._layered is not None:
            return self._by_layers(vectors, rest=False)
        found = np.zeros_like(vectors)
        for column in range(vectors.shape[1]):
            change = self.jacobian(vectors[:, column]).reshape(1, -1, self.subject.output_dim)
            turned = turned_by_loss(self.subject, self._outputs(), change).reshape(-1)
            found[:, column] = self.subject.vjp(turned, self.weights.detach()).cpu().numpy()
        return found

    def jacobian(self, vector: np.ndarray) -> torch.Tensor:
        """J v, (num_equations,)."""
        return self.subject.jvp(self._tensor(vector), self.weights.detach())

    def turned(self, changes: torch.Tensor) -> torch.Tensor:
        """S u for changes of the outputs, (k, n, output_dim)."""
        return turned_by_loss(self.subject, self._outputs(), changes)

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

    def _by_layers(self, vectors: np.ndarray, *, rest: bool) -> np.ndarray:
        assert self._layered is not None
        numbers = self.subject.num_samples * sum(prod(node.shape) for node in self._layered.graph)
        step = max(1, ENTRIES // max(1, numbers + self.num_params))
        parts = [
            self._layered.products(self._tensor(vectors[:, first : first + step].T), rest=rest).cpu().numpy()
            for first in range(0, vectors.shape[1], step)
        ]
        return np.ascontiguousarray(np.concatenate(parts).T) if parts else np.zeros_like(vectors)

    def _by_torch(self, vectors: np.ndarray) -> np.ndarray:
        import torch

        gradient, found = self._gradient_with_graph(), np.zeros_like(vectors)
        for column in range(vectors.shape[1] if gradient.requires_grad else 0):
            (product,) = torch.autograd.grad(
                gradient, self.weights, self._tensor(vectors[:, column]), retain_graph=True, allow_unused=True
            )
            if product is not None:
                found[:, column] = product.detach().cpu().numpy()
        return found

    def _agreeing(self) -> Layered | None:
        """The products layer by layer, if one on a few samples is the same as torch's."""
        from dataclasses import replace

        subject = self.subject
        few = replace(subject, inputs=subject.batch(slice(0, 2)), targets=subject.targets[:2])
        direction = random_stream(0, ROLE_PROBES, 0).standard_normal((self.num_params, 1))
        ours = self._made(few).products(self._tensor(direction.T)).cpu().numpy()[0]
        theirs = Products(few, self.weights, by_layers=False).hessian(direction)[:, 0]
        if not np.abs(ours - theirs).max() <= SAME * max(float(np.abs(theirs).max()), 1e-300):
            return None
        return self._made(subject)

    def _made(self, subject: Subject) -> Layered:
        outputs = subject.outputs(self.weights.detach())
        return Layered(
            subject,
            self.weights.detach(),
            lambda changes: turned_by_loss(subject, outputs, changes),
            by_outputs(subject, outputs),
        )

    def _outputs(self) -> torch.Tensor:
        return self.subject.outputs(self.weights.detach())

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
