"""A model with its data, as a function of its weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from algebraic.shell import WrongInput

from .calling import Slots, call_with
from .derivatives import DEFAULT, Ways, forward_product, one_sample
from .graph import Graph, Tensors
from .guards import Guard
from .kernels import without_advice
from .layerwise import factors, fill, numbers_for_one
from .products import check_room, gram_of_chunks, gram_of_factors, gram_of_weights, room

if TYPE_CHECKING:
    import torch


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
        slots: where the parameters stand in the module.
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
    slots: Slots = ()

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

    def batch(self, samples: Any = slice(None)) -> Tensors:
        """The inputs of some samples, by the names of the module's arguments."""
        return {name: tensor[samples] for name, tensor in self.inputs.items()}

    def call(self, weights: torch.Tensor, inputs: Tensors) -> torch.Tensor:
        """The outputs for given inputs, (n, output_dim)."""
        found = call_with(self.module, self.slots, self.parameters(weights), inputs)
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
        count = len(self.targets[samples])
        check_room(count * self.output_dim, self.num_params, "the Jacobian", self._device)
        found = self.weights.new_empty(count * self.output_dim, self.num_params)
        for first, block in self._chunks(weights, samples, found):
            if block.data_ptr() != found[first:].data_ptr():
                found[first : first + len(block)] = block
        return found

    def jacobian_chunks(
        self, weights: torch.Tensor | None = None, samples: Any = slice(None)
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """The Jacobian in blocks of rows, each with the number of its first row."""
        return self._chunks(weights, samples, None)

    def _chunks(
        self, weights: torch.Tensor | None, samples: Any, out: torch.Tensor | None
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """The blocks, written into the rows of ``out`` where that saves a copy."""
        at = self.weights if weights is None else weights
        chosen = self.batch(samples)
        count = len(self.targets[samples])
        step = self._samples_at_once(count)
        for first in range(0, count, step):
            part = {name: tensor[first : first + step] for name, tensor in chosen.items()}
            rows = slice(first * self.output_dim, (first + step) * self.output_dim)
            yield rows.start, self._rows(at, part, min(step, count - first), None if out is None else out[rows])

    def gram(self, weights: torch.Tensor | None = None, samples: Any = slice(None)) -> torch.Tensor:
        """J Jᵀ in float64, (n·output_dim, n·output_dim), layer by layer where the model is a graph.

        Raises:
            TooLarge: it does not fit into the memory that is free.
        """
        at = self.weights if weights is None else weights
        count = len(self.targets[samples])
        equations = count * self.output_dim
        check_room(3 * equations, equations, "the Gram matrix, with what makes it,", self._device)
        if self.graph is not None and 8 * count * numbers_for_one(self.graph, self.output_dim) <= room(self._device):
            found = factors(self.graph, self.parameters(at), self.batch(samples), self.output_dim)
            return gram_of_factors(found, self.shapes, self.output_dim)
        return gram_of_chunks(lambda: self.jacobian_chunks(at, samples), equations, self.num_params, at)

    def gram_of_weights(self, weights: torch.Tensor | None = None, samples: Any = slice(None)) -> torch.Tensor:
        """Jᵀ J in float64, (num_params, num_params).

        Raises:
            TooLarge: it does not fit into the memory that is free.
        """
        at = self.weights if weights is None else weights
        check_room(self.num_params, self.num_params, "the Gram matrix of the weights", self._device)
        return gram_of_weights(lambda: self.jacobian_chunks(at, samples), self.num_params, at)

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
        with torch.enable_grad(), without_advice():
            outputs = self.call(at, self.batch()).reshape(-1)
            if not outputs.requires_grad:
                return torch.zeros_like(at)
            found = torch.autograd.grad(outputs, at, vector, allow_unused=True)[0]
        return torch.zeros_like(at) if found is None else found.detach()

    def _rows(self, at: torch.Tensor, part: Tensors, count: int, out: torch.Tensor | None) -> torch.Tensor:
        """The rows of some samples: layer by layer in a graph, else for many samples at once, else one by one."""
        import torch

        if self.graph is not None:
            shape = (count, self.output_dim, self.num_params)
            block = at.new_empty(shape) if out is None else out.view(shape)
            fill(block, factors(self.graph, self.parameters(at), part, self.output_dim), self.shapes)
        else:
            one = torch.func.jacrev(one_sample(self.call))
            with without_advice():
                if self.ways.at_once:
                    block = torch.func.vmap(one, in_dims=(None, 0))(at, part)
                else:
                    rows = [one(at, {name: tensor[i] for name, tensor in part.items()}) for i in range(count)]
                    block = torch.stack(rows)
        return block.reshape(-1, self.num_params).detach()

    @property
    def _device(self) -> str:
        return str(self.weights.device)

    def _samples_at_once(self, count: int) -> int:
        numbers = self.output_dim * self.num_params
        if self.graph is not None:
            numbers += numbers_for_one(self.graph, self.output_dim)
        return max(1, min(count, room(self._device) // (8 * numbers)))
