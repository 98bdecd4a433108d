"""What is known of a module while its operations are gone through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .entrywise import Entrywise
from .graph import Node, Options


class Unreadable(Exception):
    """What a graph cannot say; its text completes "the model is not read as data: ..."."""


class Reading:
    """What is known while the operations are gone through: nodes, and the value of each operation."""

    def __init__(self, places: Mapping[int, int]) -> None:
        self.nodes: list[Node] = []
        self._places = places  # of parameters, by the identity of the tensor

    def add(self, node: Node) -> Entrywise:
        """A new node, as the value x itself; a single number without an axis has one here."""
        self.nodes.append(node if node.shape else replace(node, shape=(1,)))
        return Entrywise(len(self.nodes) - 1)

    def place(self, value: Any, what: str) -> int:
        """The node of a value; what was computed of it entry by entry becomes an activation."""
        if not isinstance(value, Entrywise):
            raise Unreadable(f"{what} reads what is no value of a sample")
        if value.is_itself:
            return value.base
        coefficients = value.floats()
        if coefficients is None:
            raise Unreadable(f"the coefficients of a polynomial that {what} reads are no floats")
        node = Node(
            "activation",
            (value.base,),
            options={"name": "polynomial", "coefficients": coefficients},
            shape=self.nodes[value.base].shape,
        )
        return self.add(node).base

    def shape(self, value: Entrywise) -> tuple[int, ...]:
        """Of a value, for one sample."""
        return self.nodes[value.base].shape

    def parameters(self, **tensors: Any) -> Options:
        """The fields ``parameters`` and ``constants`` for a weight and a bias."""
        found: list[int | None] = [None, None]
        constants: Options = {}
        for number, name in enumerate(("weight", "bias")):
            tensor = tensors.get(name)
            if tensor is None:
                continue
            found[number] = self._places.get(id(tensor))
            if found[number] is None:
                if tensor.requires_grad:
                    raise Unreadable(f"a {name} is computed from parameters")
                constants[name] = tensor.detach().cpu().tolist()
        return {"parameters": tuple(found), "constants": constants}
