"""How the operations of a graph move with a change of what they read and of their weights.

A ``Move`` is one operation at fixed values x and weights. ``forward`` has the change of its value, ``back`` that of
the derivatives by what it reads, ``to_weights`` that of the derivatives by its weights. Changes have a first axis for
the vectors, (k, n, …); ``delta`` is the derivative of the loss by the value, (1, n, …), or ``None`` where its terms are
left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..subject import evaluate_node

if TYPE_CHECKING:
    from ..subject import Node

Changes = Sequence[Any]


class Move:
    """An operation that is linear in what it reads and has no weights; others say what differs."""

    def __init__(self, node: Node, reads: list[Any], parameters: Sequence[Any]) -> None:
        self.node, self.reads = node, reads
        index = node.parameters[0]
        self.weight: Any = None if index is None else parameters[index]

    def forward(self, changes: Changes, own: Changes) -> Any:
        """The change of the value."""
        known = next(each for each in changes if each is not None)
        folded = [
            read.new_zeros(len(known) * len(read), *read.shape[1:]) if change is None else change.flatten(0, 1)
            for change, read in zip(changes, self.reads, strict=True)
        ]
        found = evaluate_node(self.node, folded)
        return found.reshape(len(known), -1, *found.shape[1:])

    def back(self, slope: Any, delta: Any, changes: Changes, own: Changes) -> list[Any]:
        """The change of the derivatives by what it reads."""
        import torch

        count = len(slope)
        with torch.enable_grad():
            sources = [read.new_zeros(count * len(read), *read.shape[1:]).requires_grad_() for read in self.reads]
            value = evaluate_node(self.node, sources)
            found = torch.autograd.grad(value, sources, slope.reshape(value.shape))
        return [each.reshape(count, -1, *each.shape[1:]) for each in found]

    def to_weights(self, slope: Any, delta: Any, changes: Changes) -> list[Any]:
        """The change of the derivatives by weight and bias."""
        return [None, None]


plain_move = Move


class Dense(Move):
    """W x + b."""

    def __init__(self, node: Node, reads: list[Any], parameters: Sequence[Any]) -> None:
        super().__init__(node, reads, parameters)
        (self.x,) = reads
        if self.weight is None:
            self.weight = self.x.new_tensor(node.constants["weight"])

    def forward(self, changes: Changes, own: Changes) -> Any:
        found = None if changes[0] is None else changes[0] @ self.weight.T
        if own[0] is not None:
            count, outputs, width = own[0].shape
            if count == 1 and found is not None:
                found.baddbmm_(self.x[None], own[0].mT)
            else:
                moved = (self.x @ own[0].reshape(-1, width).T).reshape(len(self.x), count, outputs).transpose(0, 1)
                found = moved if found is None else found.add_(moved)
        if own[1] is not None:
            moved = own[1][:, None]
            found = moved.expand(-1, len(self.x), -1).clone() if found is None else found.add_(moved)
        return found

    def back(self, slope: Any, delta: Any, changes: Changes, own: Changes) -> list[Any]:
        found = slope @ self.weight
        if own[0] is not None:
            found.baddbmm_(delta.expand(len(found), -1, -1), own[0])
        return [found]

    def to_weights(self, slope: Any, delta: Any, changes: Changes) -> list[Any]:
        weight, bias = (index is not None for index in self.node.parameters)
        found = None
        if weight:
            count, samples, outputs = slope.shape
            found = slope.transpose(1, 2).reshape(count * outputs, samples) @ self.x
            found = found.reshape(count, outputs, -1)
            if delta is not None and changes[0] is not None:
                found.baddbmm_(delta.mT.expand(len(found), -1, -1), changes[0])
        return [found, slope.sum(1) if bias else None]


class Convolution(Move):
    """Torch's convolution, by torch's own derivatives of first order."""

    def __init__(self, node: Node, reads: list[Any], parameters: Sequence[Any]) -> None:
        super().__init__(node, reads, parameters)
        (self.x,) = reads
        if self.weight is None:
            self.weight = self.x.new_tensor(node.constants["weight"])
        self.steps = {name: node.options[name] for name in ("stride", "padding", "dilation", "groups")}

    def forward(self, changes: Changes, own: Changes) -> Any:
        import torch
        from torch.nn.functional import conv2d

        found = []
        for k in range(len(next(each for each in (*changes, *own) if each is not None))):
            part = 0.0 if changes[0] is None else conv2d(changes[0][k], self.weight, **self.steps)
            if own[0] is not None:
                part = part + conv2d(self.x, own[0][k], **self.steps)
            if own[1] is not None:
                part = part + own[1][k][:, None, None] + self.x.new_zeros(len(self.x), *self.node.shape)
            found.append(part)
        return torch.stack(found)

    def back(self, slope: Any, delta: Any, changes: Changes, own: Changes) -> list[Any]:
        import torch
        from torch.nn.grad import conv2d_input

        found = []
        for k in range(len(slope)):
            part = conv2d_input(self.x.shape, self.weight, slope[k], **self.steps)
            if own[0] is not None:
                part = part + conv2d_input(self.x.shape, own[0][k], delta[0], **self.steps)
            found.append(part)
        return [torch.stack(found)]

    def to_weights(self, slope: Any, delta: Any, changes: Changes) -> list[Any]:
        import torch
        from torch.nn.grad import conv2d_weight

        weight, bias = (index is not None for index in self.node.parameters)
        found = []
        for k in range(len(slope) if weight else 0):
            part = conv2d_weight(self.x, self.weight.shape, slope[k], **self.steps)
            if delta is not None and changes[0] is not None:
                part = part + conv2d_weight(changes[0][k], self.weight.shape, delta[0], **self.steps)
            found.append(part)
        return [torch.stack(found) if found else None, slope.sum((1, 3, 4)) if bias else None]


class Scale(Move):
    """w (factor x + shift) + b for each channel."""

    def __init__(self, node: Node, reads: list[Any], parameters: Sequence[Any]) -> None:
        super().__init__(node, reads, parameters)
        (read,) = reads
        self.like = (-1, *[1] * (read.dim() - 2))
        factor, shift = (read.new_tensor(node.constants[name]).reshape(self.like) for name in ("factor", "shift"))
        self.factor, self.standard = factor, factor * read + shift
        if self.weight is None:
            constant = node.constants.get("weight")
            self.weight = read.new_ones(len(factor)) if constant is None else read.new_tensor(constant)

    def forward(self, changes: Changes, own: Changes) -> Any:
        found = 0.0 if changes[0] is None else changes[0] * (self.factor * self.weight.reshape(self.like))
        if own[0] is not None:
            found = found + own[0].reshape(-1, 1, *self._wide(own[0])) * self.standard
        if own[1] is not None:
            found = found + own[1].reshape(-1, 1, *self._wide(own[1])) + 0 * self.standard
        return found

    def back(self, slope: Any, delta: Any, changes: Changes, own: Changes) -> list[Any]:
        found = slope * (self.factor * self.weight.reshape(self.like))
        if own[0] is not None:
            found = found + delta * (self.factor * own[0].reshape(-1, 1, *self._wide(own[0])))
        return [found]

    def to_weights(self, slope: Any, delta: Any, changes: Changes) -> list[Any]:
        weight, bias = (index is not None for index in self.node.parameters)
        total = slope * self.standard if weight else None
        if weight and delta is not None and changes[0] is not None:
            total = total + delta * (self.factor * changes[0])
        return [_by_channel(total), _by_channel(slope) if bias else None]

    def _wide(self, own: Any) -> tuple[int, ...]:
        """The shape of a weight for each channel, beside values."""
        return (own.shape[1], *self.like[1:])


class Activation(Move):
    """A function of each number, with its first two derivatives."""

    def __init__(self, node: Node, reads: list[Any], parameters: Sequence[Any]) -> None:
        import torch

        super().__init__(node, reads, parameters)
        z = reads[0].detach().requires_grad_()
        with torch.enable_grad():
            value = evaluate_node(node, [z])
            (self.slope,) = torch.autograd.grad(value.sum(), z, create_graph=True)
            bent = None
            if self.slope.requires_grad:
                (bent,) = torch.autograd.grad(self.slope.sum(), z, allow_unused=True)
        self.slope, self.bent = self.slope.detach(), None if bent is None else bent.detach()

    def forward(self, changes: Changes, own: Changes) -> Any:
        return self.slope * changes[0]

    def back(self, slope: Any, delta: Any, changes: Changes, own: Changes) -> list[Any]:
        found = slope * self.slope
        if delta is not None and self.bent is not None:
            found.addcmul_(changes[0], self.bent * delta[0])
        return [found]


class LargestOf(Move):
    """Maxima over windows: at fixed values, a choice of entries."""

    def __init__(self, node: Node, reads: list[Any], parameters: Sequence[Any]) -> None:
        from torch.nn.functional import max_pool2d

        super().__init__(node, reads, parameters)
        names = ("kernel", "stride", "padding", "dilation")
        _, places = max_pool2d(reads[0], *(node.options[name] for name in names), return_indices=True)
        self.places = places.flatten(2)

    def forward(self, changes: Changes, own: Changes) -> Any:
        flat = changes[0].flatten(3)
        return flat.gather(3, self.places.expand(len(flat), *self.places.shape)).reshape(
            len(flat), -1, *self.node.shape
        )

    def back(self, slope: Any, delta: Any, changes: Changes, own: Changes) -> list[Any]:
        read = self.reads[0]
        found = slope.new_zeros(len(slope), *read.flatten(2).shape)
        found.scatter_add_(3, self.places.expand(len(slope), *self.places.shape), slope.flatten(3))
        return [found.reshape(len(slope), *read.shape)]


def _by_channel(total: Any) -> Any:
    return None if total is None else total.flatten(3).sum(3).sum(1) if total.dim() > 3 else total.sum(1)


MOVES: dict[str, Callable[[Any, list[Any], Sequence[Any]], Move]] = {
    "dense": Dense,
    "convolution": Convolution,
    "scale": Scale,
    "activation": Activation,
    "max_pool": LargestOf,
}
