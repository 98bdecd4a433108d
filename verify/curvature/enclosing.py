"""Products of the Hessian of the real function with vectors, enclosed: every rounding is bounded.

The graph of the model is computed once forward and once back over numbers a + εb in balls (:mod:`.duals`): the part
with ε of the gradient at w + εv is H v. Weights, data and constants of the graph are floats, and taken as what they
are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import flint
import numpy as np

from ..audit import Balls, Pass, Unprovable
from ..spectra import TINY, UP, U, norms
from .duals import Dual, DualBalls

if TYPE_CHECKING:
    from ..subject import Graph, Node, Subject

CHUNK = 3_000_000  # numbers of values and derivatives at a time
OPERATIONS = 6e10  # multiplications of a proof, about
PASSES = 30  # products of matrices for one of a pass forward
BITS = 80


def enclosed_products(subject: Subject, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """H V, and bounds of the norms of the errors of its columns.

    Args:
        vectors: (num_params, k).

    Raises:
        Unprovable: the model is no graph, has a kink here, or is too large.
    """
    if subject.graph is None:
        raise Unprovable(f"the model is no graph: {subject.graph_reason}")
    if subject.loss not in ("square", "cross-entropy"):
        raise Unprovable(f"the loss {subject.loss} is not enclosed")
    if any(node.kind == "max_pool" for node in subject.graph):
        raise Unprovable("maxima over windows have kinks")
    size = subject.num_params + sum(prod(node.shape) for node in subject.graph)
    if PASSES * float(size) * subject.num_samples * vectors.shape[1] > OPERATIONS:
        raise Unprovable("the products in balls are too many")
    found = np.zeros_like(vectors)
    wide = np.zeros_like(vectors)
    inputs = {name: tensor.detach().cpu().numpy() for name, tensor in subject.inputs.items()}
    targets = subject.targets.cpu().numpy()
    parameters = [tensor.detach().cpu().numpy() for tensor in subject.parameters()]
    ends = np.cumsum([prod(shape) for shape in subject.shapes])[:-1]
    moved = [
        [part.reshape(shape) for part, shape in zip(np.split(column, ends), subject.shapes, strict=True)]
        for column in vectors.T
    ]
    step = max(1, CHUNK // size)
    with np.errstate(all="ignore"):  # infinities prove nothing, and are seen below
        for first in range(0, subject.num_samples, step):
            part = {name: array[first : first + step] for name, array in inputs.items()}
            ring = DualBalls()
            for column, direction in enumerate(moved):
                ring.again()
                run = Along(ring, subject.graph, parameters, part, direction)
                blocks = run.gradient(_by_outputs(subject, run.outputs, targets[first : first + step]), subject.shapes)
                middle = np.concatenate([block.middle.ravel() for block in blocks])
                radius = np.concatenate([block.spread.ravel() for block in blocks])
                found[:, column] += middle
                wide[:, column] = (wide[:, column] + radius + U * np.abs(found[:, column])) * UP + TINY
    if not (np.isfinite(found).all() and np.isfinite(wide).all()):
        raise Unprovable("numbers are too large for floats")
    return found, norms(wide)


class Along(Pass):
    """A pass with weights that move along a direction."""

    def __init__(
        self,
        ring: DualBalls,
        graph: Graph,
        parameters: Sequence[np.ndarray],
        inputs: Mapping[str, np.ndarray],
        direction: Sequence[np.ndarray],
    ) -> None:
        self.direction = direction
        super().__init__(ring, graph, parameters, inputs)

    @property
    def outputs(self) -> Dual:
        """Of all samples, (n, output_dim)."""
        found: Dual = self.values[-1].map(lambda a: a.reshape(self.num_samples, -1))
        return found

    def _tensor(self, node: Node, which: int) -> Any:
        index = node.parameters[which]
        if index is None:
            return super()._tensor(node, which)
        return Dual(Balls(self.parameters[index]), Balls(self.direction[index]))

    def gradient(self, by_outputs: Dual, shapes: Sequence[tuple[int, ...]]) -> list[Balls]:
        """The part with ε of the gradient by each tensor, the sum over the samples."""
        above: list[Any] = [None] * len(self.graph)
        last = (self.num_samples, 1, *self.graph[-1].shape)
        above[-1] = by_outputs.map(lambda a: a.reshape(last))
        found: list[Balls] = [Balls(np.zeros(shape)) for shape in shapes]
        for place in reversed(range(len(self.graph))):
            node, slope = self.graph[place], above[place]
            above[place] = None
            if slope is None or node.kind == "input":
                continue
            for which, block in self._summed(node, slope):
                index = node.parameters[which]
                if index is not None and block.change is not None:
                    found[index] = found[index] + block.change.map(lambda a, s=shapes[index]: a.reshape(s))
            for source, share in self._back(place, node, slope):
                above[source] = share if above[source] is None else above[source] + share
        return found

    def _summed(self, node: Node, slope: Any) -> list[tuple[int, Any]]:
        """The derivatives by weight and bias, summed over the samples: of a dense layer by one product of matrices."""
        if node.kind != "dense":
            return [(which, block.map(lambda a: a.reshape(self.num_samples, -1)).sum(0))
                    for which, block in self._own(node, slope)]  # fmt: skip
        flat = slope.map(lambda a: a[:, 0])
        read = self.values[node.sources[0]]
        return [(0, flat.map(np.transpose) @ read), (1, flat.sum(0))]


def _by_outputs(subject: Subject, outputs: Dual, targets: np.ndarray) -> Dual:
    """The derivatives of the loss by the outputs, with their changes."""
    if subject.loss == "square":
        return outputs + Dual(Balls(-targets))
    chances = _softmax(outputs.value)
    share = Balls(np.float64(1 / subject.num_samples), np.float64(U / subject.num_samples * UP))
    hit = np.zeros(outputs.shape)
    hit[np.arange(len(targets)), targets] = -1.0
    value = (chances + Balls(hit)) * share
    if outputs.change is None:
        return Dual(value)
    weighted = chances * outputs.change
    total = weighted.sum(1).map(lambda a: a[:, None])
    back = chances * total
    return Dual(value, (weighted + Balls(-back.middle, back.spread)) * share)


def _softmax(outputs: Balls) -> Balls:
    middle, wide = np.empty(outputs.shape), np.empty(outputs.shape)
    before = flint.ctx.prec
    flint.ctx.prec = BITS
    try:
        for row, (own, spread) in enumerate(zip(outputs.middle.tolist(), outputs.spread.tolist(), strict=True)):
            largest = max(own)
            parts = [(flint.arb(z, r) - largest).exp() for z, r in zip(own, spread, strict=True)]
            total = sum(parts[1:], parts[0])
            for column, each in enumerate(parts):
                ball = each / total
                middle[row, column], wide[row, column] = float(ball.mid()), float(ball.rad())
    finally:
        flint.ctx.prec = before
    return Balls(middle, (wide * UP + 2 * U * abs(middle)) * UP + TINY)
