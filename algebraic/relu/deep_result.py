"""Zeros of deep ReLU networks, pattern by pattern, as a result: its fields are the keys of the JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypedDict

from ..documents import ResultDocument, schema_name
from ..shell import counted
from .result import Json, Option, ReluData

RegionStatus = Literal["exact", "lower_bound", "positive_dimensional", "undecided"]


class RegionPoint(TypedDict):
    """Weights of zero error strictly inside of a region, in the order of the network's parameters.

    ``solution`` is the place, from 1 on, of the certified solution of the region's census that they come from: then
    they are middles of balls, in decimals. It is 0 where there was no census, and the weights are exact.
    """

    solution: int
    weights: list[str]


class RegionDocument(TypedDict):
    """One activation pattern: what is known of its isolated zeros strictly inside, up to positive factors of the units.

    ``pattern`` has 1 or 0 of each layer, unit and sample, and ``copies`` says how many patterns are alike up to the
    order of units. ``count`` is null where there are fewer equations than unknowns: then ``slices`` are random linear
    equations (the constant first) in their place, and ``dimension``, in weights, is that of the set near the points
    that were found; it is ``dimension_at_most`` anywhere. ``degree`` is the number of complex solutions with
    multiplicity; both follow from a Gröbner basis over Q. Real solutions of the equations that lie ``outside`` are no
    zeros of the network; of ``undecided`` ones it is not known, as on a boundary. ``census`` is the document of the
    equations, of the kind ``equations``.
    """

    pattern: list[list[str]]
    copies: int
    status: RegionStatus
    count: int | None
    outside: int
    undecided: int
    dimension: int | None
    dimension_at_most: int | None
    because: str
    degree: int | None
    slices: list[list[int]]
    points: list[RegionPoint]
    census: Any


@dataclass(frozen=True, repr=False)
class ReluRegions(ResultDocument):
    """Weights with which a deep ReLU network fits its data, strictly inside of regions of activation patterns.

    Attributes:
        status: ``exact``: all isolated zeros in these regions are known; ``lower_bound``: these are proved, and there
            may be more; ``positive_dimensional``: some region has a set of positive dimension, up to positive factors;
            ``undecided``.
        count: of isolated zeros, up to positive factors of the units, in all regions and in every order of the units;
            null where the set is of positive dimension.
        dimension: the largest, in weights, that is proved somewhere: each unit has a positive factor.
        undecided: real solutions on a boundary of their region, and those of which it is not known where they lie.
        chosen: ``all`` patterns, or one that was ``given``.
        num_patterns: in every order of the units.
        regions: one for each pattern up to the order of units; with ``all``, those without any zero are left out where
            that needs no census.
        seed: of the data, the search and the slices.
    """

    widths: list[int]
    num_samples: int
    leak: str
    hidden_bias: bool
    status: RegionStatus
    count: int | None
    dimension: int | None
    undecided: int
    chosen: Literal["all", "given"]
    num_patterns: int
    regions: list[RegionDocument]
    reasons: dict[str, str]
    data: ReluData
    options: Mapping[str, Option]
    seed: int
    versions: dict[str, str]

    KIND = "regions"

    def as_dict(self) -> dict[str, Json]:
        """The JSON document as plain data."""
        found: dict[str, Json] = json.loads(json.dumps({"schema": schema_name("regions"), **asdict(self)}))
        return found

    def decided(self) -> bool:
        """Whether all that was asked is: the number of zeros, or the dimension of the set."""
        return self.status == "exact" or (self.status == "positive_dimensional" and self._is_bounded())

    def _is_bounded(self) -> bool:
        """Whether all regions were looked at, and none can have a set of a larger dimension than the one proved."""
        open_regions = [region["dimension_at_most"] for region in self.regions if region["status"] != "exact"]
        least = self.dimension or 0
        return "regions" not in self.reasons and all(most is not None and most <= least for most in open_regions)

    def statement(self) -> str:
        """What is known, in one sentence."""
        where = "of all patterns" if self.chosen == "all" else "of the pattern"
        match self.status:
            case "positive_dimensional":
                size = f"{'' if self._is_bounded() else 'at least '}{self.dimension}"
                return f"Zeros strictly inside the regions {where} form a set of dimension {size} in weights"
            case "undecided":
                return f"Whether there is a zero strictly inside the regions {where} is not decided"
        least = "at least " if self.status == "lower_bound" else ""
        zeros = "1 isolated zero" if self.count == 1 else f"{self.count:,} isolated zeros"
        return f"{least}{zeros} strictly inside the regions {where}, up to positive factors of units".capitalize()

    def __str__(self) -> str:
        leaky = "ReLU" if self.leak == "0" else f"leaky ReLU (slope {self.leak} below 0)"
        bias = " with hidden biases" if self.hidden_bias else ""
        lines = [
            f"{self.statement()} ({self.status.replace('_', ' ')}).",
            "",
            f"network {','.join(map(str, self.widths))}: {leaky}{bias}, {counted(self.num_samples, 'sample')}",
            f"data: {self.data['source']}",
            "",
            f"  patterns, in every order of the units: {self.num_patterns:,}",
        ]
        if unknown := sum(region["status"] == "undecided" for region in self.regions):
            lines.append(f"  regions of which it is not decided whether they have a zero: {unknown:,}, up to order")
        if self.undecided:
            lines.append(f"  on a boundary, or not decided: {self.undecided:,}")
        for region in self.regions:
            if region["status"] == "exact" and not region["points"]:
                continue
            pattern = "/".join(",".join(layer) for layer in region["pattern"])
            alike = "" if region["copies"] == 1 else f", {region['copies']} alike"
            number = "" if region["count"] is None else f"{region['count']:,} inside, {region['outside']:,} outside, "
            lines.append(f"  {pattern}{alike}: {number}{region['status']}: {region['because']}")
            lines += [f"    w = {' '.join(point['weights'])}" for point in region["points"][:4]]
        return "\n".join([*lines, *(f"{key}: {reason}" for key, reason in self.reasons.items())])
