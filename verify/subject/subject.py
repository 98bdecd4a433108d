"""A model with its data, as a function of its weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from algebraic.shell import TooLarge, WrongInput
from netsim.shell import free_memory, in_bytes

from .derivatives import DEFAULT, Ways, forward_product, one_sample
from .graph import Graph
from .guards import Guard
from .kernels import plain_kernels

if TYPE_CHECKING:
    import torch

SHARE = 0.25  # of the free memory, for the derivatives that are computed at once


@dataclass(frozen=True, eq=False)
class Subject:
    """What is audited: the function that takes weights to the outputs for all samples, in float64.

    Attributes:
        module: a copy of the user's, in evaluation mode and float64.
        parameter_names: every trainable tensor once; what is tied stands under its first name.
        shapes: of these tensors.
        weights: (num_params,) float64, the tensors one after the other, rows first.
        inputs: the samples first; a tensor, or tensors by the names of the module's arguments.
        targets: (num_samples, output_dim) float64 for the square loss, classes (num_samples,) for cross-entropy.
        loss: ``square``, ``cross-entropy`` or ``module:function``.
        guards: what was taken otherwise than in training.
        graph: the model as data, or ``None`` with ``graph_reason``.
        graph_reason: why there is none.
        output_dim: numbers in the output for one sample.
        choices: what was chosen about the data and the weights, in sentences.
        loss_function: of outputs and targets. loss_value: at the weights, on all samples.
        ways: to the derivatives.
    """

    module: Any
    parameter_names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    weights: torch.Tensor
    inputs: Any
    targets: torch.Tensor
    loss: str
    guards: tuple[Guard, ...]
    graph: Graph | None
    graph_reason: str
    output_dim: int
    choices: tuple[str, ...] = ()
    loss_function: Any = None
    loss_value: float = 0.0
    ways: Ways = DEFAULT

    @property
    def num_params(self) -> int:
        """How many numbers are trained."""
        return sum(map(prod, self.shapes))

    @property
    def num_samples(self) -> int:
        """How many samples there are."""
        return len(self.targets)

    @property
    def num_equations(self) -> int:
        """Samples times outputs."""
        return self.num_samples * self.output_dim

    def parameters(self, weights: torch.Tensor | None = None) -> list[torch.Tensor]:
        """The tensors of the parameters, in the order of their names, as views of a flat tensor."""
        flat = self.weights if weights is None else weights
        parts = flat.split([prod(shape) for shape in self.shapes])
        return [part.reshape(shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def batch(self, samples: Any = slice(None)) -> dict[str, torch.Tensor]:
        """The inputs of some samples, by the names of the module's arguments."""
        return {name: tensor[samples] for name, tensor in self.inputs.items()}

    def call(self, weights: torch.Tensor, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """The outputs for given inputs, (n, output_dim)."""
        import torch

        named = dict(zip(self.parameter_names, self.parameters(weights), strict=True))
        with plain_kernels():
            found = torch.func.functional_call(self.module, named, kwargs=inputs, tie_weights=True)
        return found.reshape(-1, self.output_dim)

    def outputs(self, weights: torch.Tensor | None = None, samples: Any = slice(None)) -> torch.Tensor:
        """The outputs, (n, output_dim)."""
        import torch

        with torch.no_grad():
            return self.call(self.weights if weights is None else weights, self.batch(samples))

    def residuals(self, weights: torch.Tensor | None = None, samples: Any = slice(None)) -> torch.Tensor:
        """Outputs less targets, (n·output_dim,): output k of sample i is row i·output_dim + k.

        Raises:
            WrongInput: the loss is not the square loss.
        """
        if self.loss != "square":
            raise WrongInput(
                f"residuals under the loss {self.loss}", hint="they are of the square loss", kind="bad_loss"
            )
        return (self.outputs(weights, samples) - self.targets[samples]).reshape(-1)

    def jacobian(self, weights: torch.Tensor | None = None, samples: Any = slice(None)) -> torch.Tensor:
        """Derivatives of the outputs by the weights, (n·output_dim, num_params), rows as in :meth:`residuals`.

        Raises:
            TooLarge: it does not fit into the memory that is free.
        """
        import torch

        count = len(self.targets[samples])
        bytes_needed, free = 8 * count * self.output_dim * self.num_params, free_memory(self._device)
        if free is not None and bytes_needed > free:
            raise TooLarge(
                f"the Jacobian has {count * self.output_dim:,} × {self.num_params:,} entries, "
                f"{in_bytes(bytes_needed)}, and {in_bytes(free)} are free",
                hint="take fewer samples, or a smaller model",
                kind="memory_limit",
            )
        found = torch.empty((count * self.output_dim, self.num_params), dtype=torch.float64, device=self.weights.device)
        for first, block in self.jacobian_chunks(weights, samples):
            found[first : first + len(block)] = block
        return found

    def jacobian_chunks(
        self, weights: torch.Tensor | None = None, samples: Any = slice(None)
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """The Jacobian in blocks of rows, each with the number of its first row."""
        import torch

        at = self.weights if weights is None else weights
        chosen = self.batch(samples)
        count = len(self.targets[samples])
        step = self._samples_at_once(count)
        one = torch.func.jacrev(one_sample(self.call))
        many = torch.func.vmap(one, in_dims=(None, 0))
        for first in range(0, count, step):
            part = {name: tensor[first : first + step] for name, tensor in chosen.items()}
            if self.ways.at_once:
                block = many(at, part)
            else:
                rows = min(step, count - first)
                block = torch.stack([one(at, {name: t[i] for name, t in part.items()}) for i in range(rows)])
            yield first * self.output_dim, block.reshape(-1, self.num_params).detach()

    def jvp(self, vector: torch.Tensor, weights: torch.Tensor | None = None) -> torch.Tensor:
        """J v, (num_equations,), without J."""
        import torch

        at = self.weights if weights is None else weights
        if self.ways.forward:
            return forward_product(self.call, at, self.batch(), vector)
        return torch.cat([block @ vector for _, block in self.jacobian_chunks(at)])

    def vjp(self, vector: torch.Tensor, weights: torch.Tensor | None = None) -> torch.Tensor:
        """Jᵀ u, (num_params,), without J."""
        import torch

        at = (self.weights if weights is None else weights).detach().requires_grad_()
        with torch.enable_grad():
            found = torch.autograd.grad(self.call(at, self.batch()).reshape(-1), at, vector, allow_unused=True)[0]
        return torch.zeros_like(at) if found is None else found.detach()

    @property
    def _device(self) -> str:
        return str(self.weights.device)

    def _samples_at_once(self, count: int) -> int:
        free = free_memory(self._device) or 2**31
        return max(1, min(count, int(SHARE * free / (8 * self.output_dim * self.num_params))))
