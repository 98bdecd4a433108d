"""Products with the Hessian of a loss of a graph, layer by layer, for several vectors at once.

A pass forward has the values, a pass back the derivatives δ of the loss by them. For a direction V of the weights, a
second pass forward has the changes t of the values, and a second pass back those of the δ, here δ̇. For a dense layer
z = W a + b:

    t_z = W t_a + V_W a + V_b,    δ̇_a = Wᵀ δ̇_z + V_Wᵀ δ_z,    (H V)_W = δ̇_z aᵀ + δ_z t_aᵀ,    (H V)_b = δ̇_z,

and for an activation t = f′(z) t_z, δ̇_z = f′(z) δ̇ + f″(z) t_z δ (B. A. Pearlmutter, Fast exact multiplication by the
Hessian, Neural Computation 6 (1994) 147–160). Without the terms with δ it is the Gauss–Newton part. Vectors are on a
first axis, so that each product of matrices is one for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING, Any

from ..subject import Graph, Subject, evaluate_graph
from .moving import MOVES, Move, plain_move

if TYPE_CHECKING:
    import torch

ACTIVATION = "activation"


class Layered:
    """A graph with its values and derivatives at given weights.

    Args:
        subject: has a graph.
        weights: flat.
        of_loss: S u for directions u of the outputs, (k, n, output_dim).
        by_outputs: the gradient of the loss by the outputs, (n, output_dim).
    """

    def __init__(
        self,
        subject: Subject,
        weights: torch.Tensor,
        of_loss: Callable[[torch.Tensor], torch.Tensor],
        by_outputs: torch.Tensor,
    ) -> None:
        import torch

        assert subject.graph is not None
        self.graph: Graph = subject.graph
        self.of_loss, self.shapes = of_loss, subject.shapes
        self.parameters = [tensor.detach() for tensor in subject.parameters(weights)]
        with torch.no_grad():
            self.values = evaluate_graph(self.graph, self.parameters, subject.batch())
        self.moves: list[Move] = [
            MOVES.get(node.kind, plain_move)(node, [self.values[k] for k in node.sources], self.parameters)
            for node in self.graph
        ]
        self.active = self._active()
        self.deltas = self._back(by_outputs.reshape(1, *self.values[-1].shape), None, None, None)

    def products(self, vectors: torch.Tensor, *, rest: bool = True) -> torch.Tensor:
        """H V, or the Gauss–Newton part of it, for the rows of V, (k, num_params)."""
        import torch

        with torch.no_grad():
            count = len(vectors)
            parts = vectors.split([prod(shape) for shape in self.shapes], 1)
            moved = [part.reshape(count, *shape) for part, shape in zip(parts, self.shapes, strict=True)]
            changes = self._forward(moved)
            last = changes[-1]
            if last is None:
                return torch.zeros_like(vectors)
            outputs = self.of_loss(last.reshape(count, len(self.values[-1]), -1)).reshape(last.shape)
            found = [torch.zeros_like(part) for part in moved]
            self._back(outputs, found, moved if rest else None, changes if rest else None)
            return torch.cat([part.reshape(count, -1) for part in found], 1)

    def _active(self) -> list[bool]:
        """Which values change with a weight."""
        found: list[bool] = []
        for node in self.graph:
            own = any(index is not None for index in node.parameters)
            found.append(own or any(found[k] for k in node.sources))
        return found

    def _forward(self, moved: list[torch.Tensor]) -> list[Any]:
        """The change of every value, (k, n, …); ``None`` where it has none."""
        changes: list[Any] = []
        for node, move, active in zip(self.graph, self.moves, self.active, strict=True):
            if not active:
                changes.append(None)
                continue
            own = [None if index is None else moved[index] for index in node.parameters]
            changes.append(move.forward([changes[k] for k in node.sources], own))
        return changes

    def _back(self, last: torch.Tensor, found: Any, moved: Any, changes: Any) -> list[Any]:
        """The derivatives by every value, from those of the outputs, and what they give to the weights.

        Args:
            last: of the outputs, (k, n, …).
            found: is added to: for each parameter, (k, …); ``None``: nothing is.
            moved, changes: the directions, and the changes of the values; without, the derivatives are those of
                fixed weights.
        """
        above: list[Any] = [None] * len(self.graph)
        above[-1] = last
        for place in reversed(range(len(self.graph))):
            node, move, slope = self.graph[place], self.moves[place], above[place]
            if slope is None or not self.active[place] or node.kind == "input":
                continue
            delta = None if moved is None else self.deltas[place]
            reads = [None] * len(node.sources) if changes is None else [changes[k] for k in node.sources]
            own = [None, None] if moved is None else [None if k is None else moved[k] for k in node.parameters]
            if found is not None:
                for index, share in zip(node.parameters, move.to_weights(slope, delta, reads), strict=True):
                    if index is not None and share is not None:
                        found[index] += share.reshape(found[index].shape)
            if not any(self.active[k] for k in node.sources):
                continue
            for source, share in zip(node.sources, move.back(slope, delta, reads, own), strict=True):
                if self.active[source]:
                    above[source] = share if above[source] is None else above[source] + share
        return above
