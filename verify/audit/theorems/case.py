"""What theorems are asked about: a model with its data, what was measured of it, and views that several share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Protocol

import numpy as np

from ...subject import Graph, Node, Subject
from .blocks import Block, blocks_of, moved_by_weights
from .boxes import Box, cost_of, enclose
from .full_rank import FullRank
from .holds import Holds
from .samples import Labels, labels_of, rows_of
from .traced_operations import operations_of

MOST_WORK = 4e9  # multiplications for which enclosures are computed once
MOST_NUMBERS = 5e7  # in all values of all samples
BENT = ("activation", "max_pool")
MOST_ENTRIES = 2e6  # of a matrix whose singular values are computed here


class Measured(Protocol):
    """What the audit measured of the Jacobian."""

    @property
    def jacobian_rank(self) -> int | None:
        """In float64 or proved, as the status says."""

    @property
    def status(self) -> str:
        """``proved``, ``gap`` or ``undecided``."""

    @property
    def rank_bound(self) -> int:
        """From the data and the widths, for all weights."""

    @property
    def zero_set_dimension(self) -> int | None:
        """Of the fibre through these weights."""


class Sought(Protocol):
    """Whether an exact zero was found."""

    @property
    def status(self) -> str:
        """``proved``, ``not_found``, ``excluded`` or ``not_applicable``."""

    @property
    def radius(self) -> float | None:
        """How far from the polished weights it is at most; a ``distance``, if there is one, is of these."""

    @property
    def because(self) -> str:
        """Why."""


@dataclass(frozen=True, eq=False)
class Case:
    """A model with its data, what was measured, what hypotheses were found to be, and ranks that were computed."""

    subject: Subject
    rank: Measured
    zero: Sought
    asked: dict[str, Holds] = field(default_factory=dict)
    ranks: dict[str, FullRank | None] = field(default_factory=dict)

    @property
    def has_zero(self) -> bool:
        """Whether an exact zero near these weights is proved."""
        return self.zero.status == "proved" and not getattr(self.zero, "numerical", False)

    @property
    def onto_at_zero(self) -> bool:
        """Whether J is proved to be onto at it; not where samples repeat, or targets have relations."""
        return self.has_zero and bool(getattr(self.zero, "onto", True))

    @property
    def distance_to_zero(self) -> float:
        """How far from these weights the proved zero is at most: to the polished weights, and from there."""
        return float(self.zero.radius or 0.0) + float(getattr(self.zero, "distance", None) or 0.0)

    @property
    def num_params(self) -> int:
        """K."""
        return self.subject.num_params

    @property
    def num_samples(self) -> int:
        """N."""
        return self.subject.num_samples

    @property
    def num_equations(self) -> int:
        """N·m."""
        return self.subject.num_equations

    @property
    def graph(self) -> Graph | None:
        """The model as data, if it is."""
        return self.subject.graph

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The weights by layers; none without a graph."""
        return () if self.graph is None else blocks_of(self.subject, self.graph)

    @cached_property
    def bent(self) -> tuple[Node, ...]:
        """The activations and poolings that what the weights do goes through; not those of the inputs alone."""
        graph = self.graph or ()
        moved = moved_by_weights(graph)
        return tuple(node for node in graph if node.kind in BENT and not moved.isdisjoint(node.sources))

    @cached_property
    def parameters(self) -> list[np.ndarray]:
        """The tensors of the parameters."""
        return [tensor.detach().cpu().numpy() for tensor in self.subject.parameters()]

    @cached_property
    def inputs(self) -> dict[str, np.ndarray]:
        """By the names of the module's arguments."""
        return {name: tensor.detach().cpu().numpy() for name, tensor in self.subject.batch().items()}

    @cached_property
    def targets(self) -> np.ndarray:
        """As the subject has them."""
        return np.asarray(self.subject.targets.detach().cpu().numpy())

    @cached_property
    def outputs(self) -> np.ndarray:
        """(num_samples, output_dim)."""
        return np.asarray(self.subject.outputs().detach().cpu().numpy())

    @cached_property
    def rows(self) -> np.ndarray:
        """One row of numbers for each sample, all inputs side by side."""
        return rows_of(self.inputs)

    @cached_property
    def labels(self) -> Labels:
        """The classes that the targets stand for, or why they stand for none."""
        return labels_of(self.targets, self.subject.loss, self.subject.output_dim)

    @cached_property
    def work(self) -> int:
        """Multiplications for the outputs of all samples."""
        return 0 if self.graph is None else self.num_samples * cost_of(self.graph)

    @cached_property
    def values(self) -> list[Box] | None:
        """Enclosures of all values at these weights; ``None`` without a graph, or where they cost too much."""
        numbers = self.num_samples * sum(prod(node.shape) for node in self.graph or ())
        return self.values_within(0.0) if 0 < self.work <= MOST_WORK and numbers <= MOST_NUMBERS else None

    def values_within(self, radius: float) -> list[Box]:
        """Enclosures of all values for all weights that differ by at most ``radius``, entry by entry."""
        assert self.graph is not None
        return enclose(self.graph, self.parameters, self.inputs, radius)

    @cached_property
    def operations(self) -> frozenset[str]:
        """The operations of torch that what the model does with its weights goes through."""
        return operations_of(self.subject)

    def columns_of(self, block: Block) -> np.ndarray:
        """Which weights are a block's."""
        ends = np.cumsum([0, *(p.size for p in self.parameters)])
        return np.concatenate([np.arange(ends[k], ends[k + 1]) for k in block.parameters])

    @cached_property
    def jacobian(self) -> np.ndarray | None:
        """(num_equations, num_params), where it is small; its rows as the subject has them."""
        if self.num_equations * self.num_params > MOST_ENTRIES:
            return None
        return np.asarray(self.subject.jacobian().detach().cpu().numpy())
