"""The loss of a model above that at the point, for many weights at once, with gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..subject import Subject, pass_on, without_advice

if TYPE_CHECKING:
    import torch

MAX_NUMBERS = 2**23  # held at once by the models of one chunk
MOST_PARAMETERS, MOST_EQUATIONS = 32, 64  # with a metric from the Jacobian
FOR_EACH = 24  # numbers for each output of each sample and model, at a guess


@dataclass(frozen=True, eq=False)
class Energy:
    """H(v) = L(w* + v) − L(w*), where L is the sum over samples, not the mean.

    The square loss is ½ Σ (output − target)², and cross-entropy the sum of −log softmax; a loss of the user's is taken
    as it is. Adding up the samples makes β H the exponent of a posterior at the inverse temperature β.

    Attributes:
        subject: the model with its data.
        factor: what the loss is multiplied by.
        at_point: L(w*).
        together: whether torch maps the loss over several weights (vmap); else they come one after the other.
    """

    subject: Subject
    factor: float
    at_point: float
    together: bool

    @classmethod
    def of(cls, subject: Subject) -> Energy:
        """With the way that the model allows."""
        factor = float(subject.num_samples) if subject.loss == "cross-entropy" else 1.0
        found = cls(subject, factor, factor * subject.loss_value, True)
        steps = subject.weights.new_zeros(2, subject.num_params)
        try:
            found(steps)
        except Exception as problem:  # of the user's code under vmap: tried one by one, where it fails by itself
            pass_on(problem)
            found = cls(subject, factor, found.at_point, False)
            found(steps)
        return found

    def __call__(self, steps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Values (n,) and gradients (n, num_params) at w* + steps (n, num_params), not finite where the loss is not."""
        import torch

        size = max(1, MAX_NUMBERS // (self.subject.num_params + FOR_EACH * self.subject.num_equations))
        parts = [self._chunk(part) for part in steps.split(size)]
        return torch.cat([values for values, _ in parts]), torch.cat([slopes for _, slopes in parts])

    @property
    def has_metric(self) -> bool:
        """Whether there are residuals, and few enough weights for a metric from them."""
        subject = self.subject
        few = subject.num_params <= MOST_PARAMETERS and subject.num_equations <= MOST_EQUATIONS
        return subject.loss == "square" and self.together and few

    def with_jacobian(self, steps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Values and gradients of the square loss, and the Jacobians of the residuals, (n, equations, num_params)."""
        import torch

        def both(step: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            subject = self.subject
            rest = (subject.call(subject.weights + step, subject.batch()) - subject.targets).reshape(-1)
            return rest, rest

        with torch.enable_grad(), without_advice():
            found = torch.func.vmap(torch.func.jacrev(both, has_aux=True))(steps.detach())
        jacobian, residuals = found[0].detach(), found[1].detach()
        slopes = (residuals[:, None, :] @ jacobian)[:, 0]
        return 0.5 * residuals.square().sum(-1) - self.at_point, slopes, jacobian

    def _chunk(self, steps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        import torch

        steps = steps.detach().requires_grad_()
        with torch.enable_grad():
            if self.together:
                values = torch.func.vmap(self._loss)(steps)
            else:
                values = torch.stack([self._loss(step) for step in steps])
            (slopes,) = torch.autograd.grad(values.sum(), steps)
        return values.detach() - self.at_point, slopes

    def _loss(self, step: torch.Tensor) -> torch.Tensor:
        subject = self.subject
        value = subject.loss_function(subject.call(subject.weights + step, subject.batch()), subject.targets)
        found: torch.Tensor = self.factor * value
        return found.reshape(())

    def coldest(self) -> float:
        """The largest β at which rounding changes β H by less than 1/100 where β H is about 1.

        The residuals are rounded by 2⁻⁵² of the outputs: H = ½ Σ r² by r times that, and by 2⁻⁵² of what the loss is at
        the point, from which the differences are taken.
        """
        import torch

        rounding = torch.finfo(torch.float64).eps
        outputs = float(self.subject.outputs().abs().max())
        size = max(outputs, float(self.subject.targets.double().abs().max())) * self.subject.num_equations**0.5
        of_residuals = (0.01 / (rounding * size)) ** 2 if size else float("inf")
        of_difference = 0.01 / (rounding * self.at_point) if self.at_point > 0 else float("inf")
        return min(of_residuals, of_difference)
