"""A model as data: nodes, each of which reads earlier ones; the last one is the output.

What a node of each kind computes from its sources, for one sample:

* ``input``: the input of the name ``options["name"]``, as numbers.
* ``dense``: W x + b, for x of one axis; W (outputs, inputs).
* ``convolution``: torch's cross-correlation of (channels, height, width), padded with zeros, with the ``options``
  ``kernel``, ``stride``, ``padding``, ``dilation`` (pairs) and ``groups``.
* ``scale``: w·(factor·x + shift) + b for each channel (the first axis); ``constants`` have ``factor`` and ``shift``: a
  batch normalisation in evaluation mode.
* ``activation``: ``options["name"]`` entry by entry: ``relu``, ``leaky_relu`` (``slope``), ``tanh``, ``sigmoid``,
  ``softplus`` (``beta``, ``threshold``: log(1 + exp(βz))/β, which torch replaces by z from βz > threshold on), ``gelu``
  (``approximate``: ``none`` for zΦ(z), or ``tanh``), ``smoolu`` (z exp(−1/z) for z > 0, else 0), ``polynomial``
  (``coefficients``, constant first, exact).
* ``add``: the sum of the sources, of equal shapes.
* ``concatenate``: the sources one after the other along the first axis.
* ``select``: the entries ``options["columns"]`` of a source of one axis.
* ``flatten``: the same numbers in the shape of the node, rows first.
* ``average_pool``: means over windows with ``kernel``, ``stride``, ``padding`` (pairs, zeros count as numbers).
* ``max_pool``: maxima over windows with ``kernel``, ``stride``, ``padding``, ``dilation`` (pairs).

``parameters`` are (weight, bias), as places in the names of a subject's parameters. Where one is ``None`` there is no
such parameter: then it is the constant ``weight`` or ``bias`` of ``constants``, a frozen one, or absent (1, or 0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import torch

KINDS = (
    "input",
    "dense",
    "convolution",
    "scale",
    "activation",
    "add",
    "concatenate",
    "select",
    "flatten",
    "average_pool",
    "max_pool",
)
ACTIVATIONS = ("relu", "leaky_relu", "tanh", "sigmoid", "softplus", "gelu", "smoolu", "polynomial")


Options: TypeAlias = dict[str, Any]  # plain data by name
Tensors: TypeAlias = "dict[str, torch.Tensor]"  # of inputs, by the names of a module's arguments


@dataclass(frozen=True)
class Node:
    """One value of a model.

    Attributes:
        kind: one of those above.
        sources: the places of the nodes that it reads.
        parameters: (weight, bias) as places among the parameters of a subject, or ``None``.
        constants: numbers that are no parameters, as lists.
        options: whole numbers, pairs of them, text.
        shape: of the value for one sample.
    """

    kind: str
    sources: tuple[int, ...] = ()
    parameters: tuple[int | None, int | None] = (None, None)
    constants: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    options: Options = field(default_factory=dict)
    shape: tuple[int, ...] = ()

    def as_dict(self) -> Options:
        """As a JSON document.

        >>> Node("flatten", (0,), shape=(64,)).as_dict()["shape"]
        [64]
        """
        document = asdict(self)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in document.items()}


Graph: TypeAlias = tuple[Node, ...]
