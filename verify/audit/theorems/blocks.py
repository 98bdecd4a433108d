"""The weights of each layer, and through how few values all that they do must pass."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from ...subject import Graph, Subject

WEIGHED = ("dense", "convolution", "scale")


@dataclass(frozen=True)
class Block:
    """The weights of one layer, or of several that share some.

    Attributes:
        name: of the layer in the module.
        nodes: of the graph that have these weights.
        parameters: places of the tensors among the parameters of the subject.
        num_weights: how many numbers they are.
        narrowest: the least number of values of one sample through which they act on the outputs: N_k, or less where a
            later layer that everything passes is narrower; 0 if nothing reads them.
    """

    name: str
    nodes: tuple[int, ...]
    parameters: tuple[int, ...]
    num_weights: int
    narrowest: int

    def excess(self, num_samples: int) -> int:
        """How many more weights than n·narrowest, the bound on the rank of their columns in the Jacobian."""
        return self.num_weights - num_samples * self.narrowest


def passed_by_all(graph: Graph) -> list[set[int] | None]:
    """For each node the nodes that every path from it to the output passes, itself among them; ``None``: no path."""
    last = len(graph) - 1
    readers: list[list[int]] = [[] for _ in graph]
    for place, node in enumerate(graph):
        for source in node.sources:
            readers[source].append(place)
    found: list[set[int] | None] = [None] * len(graph)
    for place in range(last, -1, -1):
        after = [found[reader] for reader in readers[place]]
        known = [each for each in after if each is not None]
        if place == last:
            found[place] = {last}
        elif known:
            found[place] = {place} | set.intersection(*known)
    return found


def moved_by_weights(graph: Graph) -> frozenset[int]:
    """The nodes whose values depend on trained weights, and not on the inputs alone."""
    found: set[int] = set()
    for place, node in enumerate(graph):
        if any(index is not None for index in node.parameters) or not found.isdisjoint(node.sources):
            found.add(place)
    return frozenset(found)


def blocks_of(subject: Subject, graph: Graph) -> tuple[Block, ...]:
    """The blocks of a model, in the order of its layers.

    J's columns of a block have rank at most n·narrowest: by the chain rule they are, sample by sample, a product with
    the derivatives by the values that are passed (T3 §6.2.4, the proof of Theorem 3, for any graph).
    """
    groups: list[tuple[set[int], set[int]]] = []  # nodes, parameters
    for place, node in enumerate(graph):
        own = {index for index in node.parameters if index is not None}
        if not own:
            continue
        nodes = {place}
        for group in [each for each in groups if each[1] & own]:
            groups.remove(group)
            nodes, own = nodes | group[0], own | group[1]
        groups.append((nodes, own))
    passed = passed_by_all(graph)
    found = []
    for nodes, own in sorted(groups, key=lambda each: min(each[0])):
        common = [passed[place] for place in nodes]
        ways = [each for each in common if each is not None]
        narrowest = min((prod(graph[k].shape) for k in set.intersection(*ways)), default=0) if ways else 0
        first = subject.parameter_names[min(own)]
        found.append(
            Block(
                f"layer {first.rpartition('.')[0] or first}",
                tuple(sorted(nodes)),
                tuple(sorted(own)),
                sum(prod(subject.shapes[index]) for index in own),
                narrowest,
            )
        )
    return tuple(found)


def chain_of_layers(graph: Graph) -> list[int] | None:
    """The dense layers and convolutions, first to last, if each node reads just the one before; else ``None``."""
    if any(node.sources != (place - 1,) for place, node in enumerate(graph) if place):
        return None
    return [place for place, node in enumerate(graph) if node.kind in ("dense", "convolution")]
