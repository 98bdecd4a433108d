"""A zero-error set as a result: its fields are the keys of the JSON document, and it prints itself."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from ..documents import ResultDocument, schema_name
from ..shell import counted
from .minima_document import MinimaDocument
from .path_document import ReluPath

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Option = str | int | float | bool | None
Json = Option | list["Json"] | dict[str, "Json"]
Status = Literal["exact", "empty", "lower_bound", "upper_bound", "undecided"]


class KindOfComponent(TypedDict):
    """Components that differ in the order of the units only, with a rational point of one of them.

    ``copies`` is how many there are, ``dimension`` theirs in weights. ``num_cells`` counts the cells of all of them, in
    every order of the units; ``cells`` has one of each order, as places of the certificate's pieces, where they are not
    too many. ``cell`` contains the point, unit by unit.
    """

    copies: int
    dimension: int | None
    num_cells: int
    cells: list[list[int]] | None
    cell: list[int]
    signs: list[int]
    products: list[list[str]]
    output_weights: list[list[str]]
    hidden_weights: list[list[str]]


class PieceDocument(TypedDict):
    """A piece of a unit: its sign, the inputs on which it is active, and the rays that span it."""

    sign: int
    pattern: str
    rays: list[int]


class ReluCertificate(TypedDict):
    """What proves the answer.

    ``columns`` are the inputs whose weights are coordinates of u. A ray is a sign with a direction; a piece of a unit
    is spanned by some. Each of the ``combinations`` makes the targets from rays with positive coefficients: a rational
    point of every cell, and of every meeting of cells, that has these rays. Each of the ``separators`` has a positive
    product with the targets, and no positive one with the outputs of some rays: there is no zero in any cell, and in
    no meeting of cells, that has only such rays. Each of the ``faces`` has the product 0 with the targets: beside rays
    with no positive product, those with a negative one are of no use.
    """

    columns: list[int]
    rays: list[tuple[int, list[int]]]
    pieces: list[PieceDocument]
    combinations: list[list[tuple[int, str]]]
    separators: list[list[str]]
    faces: list[list[str]]


class ReluData(TypedDict):
    """The data in words, and as exact text, without the bias."""

    source: str
    inputs: list[list[str]]
    targets: list[list[str]]


@dataclass(frozen=True, repr=False)
class ReluZeroSet(ResultDocument):
    """The weights with which a two-layer ReLU or leaky-ReLU network fits its data; the fields are keys of the document.

    Attributes:
        status: ``exact``; ``empty``: there are none, which is proved; ``lower_bound`` or ``upper_bound``: of the number
            of components; ``undecided``.
        components: the number of connected components.
        components_up_to_permutation: of them up to the order of the units.
        dimension: the largest of a component, in weights.
        num_cells: a cell is a sign and an activation pattern for each unit; in every order.
        num_nonempty_cells: those with a zero of the error.
        points: one for each component up to order.
        minima: local minima of the loss, where they were asked for; see :class:`algebraic.relu.MinimaDocument`.
        path: between two points, where it was asked for; see :class:`algebraic.relu.ReluPath`.
        seed: of the data; nothing else is random.
    """

    widths: list[int]
    num_samples: int
    leak: str
    hidden_bias: bool
    status: Status
    components: int | None
    components_up_to_permutation: int | None
    dimension: int | None
    num_cells: int
    num_nonempty_cells: int | None
    points: list[KindOfComponent]
    certificate: ReluCertificate
    minima: MinimaDocument | None
    path: ReluPath | None
    reasons: dict[str, str]
    data: ReluData
    options: Mapping[str, Option]
    seed: int | None
    versions: dict[str, str]

    KIND = "relu"

    def as_dict(self) -> dict[str, Json]:
        """The JSON document as plain data."""
        found: dict[str, Json] = json.loads(json.dumps({"schema": schema_name("relu"), **asdict(self)}))
        return found

    def decided(self) -> bool:
        """Whether all that was asked is."""
        path = self.path is None or self.path["joined"] is not None
        return self.status in ("exact", "empty") and path and "minima" not in self.reasons

    def plot(self, path: str | os.PathLike[str] | None = None, *, ax: Axes | None = None) -> Any:
        """The products of the units of each point, and the path, in the space of one unit.

        Args:
            path: a file to write, in a format that its name ends in.
            ax: axes of matplotlib to draw on.

        Returns:
            The axes, if given, or the figure.
        """
        from .picture import draw_products
        from .question import question_of

        given = self.data["inputs"], self.data["targets"], self.widths[1], self.leak, self.hidden_bias
        return draw_products(
            question_of(*given),
            self.statement(),
            [(kind["copies"], kind["signs"], kind["products"]) for kind in self.points],
            [(node["output_weights"], node["hidden_weights"]) for node in (self.path["nodes"] if self.path else [])],
            path=path,
            ax=ax,
        )

    def __str__(self) -> str:
        leaky = "ReLU" if self.leak == "0" else f"leaky ReLU (slope {self.leak} below 0)"
        bias = " with hidden biases" if self.hidden_bias else ""
        how = "proved" if self.status in ("exact", "empty") else self.status.replace("_", " ")
        lines = [
            f"{self.statement()} ({how}).",
            "",
            f"network {','.join(map(str, self.widths))}: {leaky}{bias}, {counted(self.num_samples, 'sample')}",
            f"data: {self.data['source']}",
            "",
        ]
        if self.num_nonempty_cells is not None:
            lines.append(
                f"  {self.num_nonempty_cells:,} of {self.num_cells:,} cells of signs and patterns "
                "have a zero of the error"
            )
        for number, kind in enumerate(self.points, 1):
            of_dimension = "" if kind["dimension"] is None else f", dimension {kind['dimension']} in weights"
            copies = (
                "1 component"
                if kind["copies"] == 1
                else f"{kind['copies']:,} components, alike up to the order of units"
            )
            lines.append(f"  {number}. {copies}{of_dimension}, {counted(kind['num_cells'], 'cell')}")
            lines.append(f"     a = {_rows(kind['output_weights'])}, w = {_rows(kind['hidden_weights'])}")
        lines += [] if self.minima is None else _about_minima(self.minima)
        lines += [] if self.path is None else [_about_path(self.path)]
        return "\n".join([*lines, *(f"{key}: {reason}" for key, reason in self.reasons.items())])

    def statement(self) -> str:
        """The number of components in words."""
        match self.status:
            case "empty":
                return "The zero-error set is empty"
            case "undecided":
                return "Whether the zero-error set is empty is not decided"
        least = {"lower_bound": "at least ", "upper_bound": "at most "}.get(self.status, "")
        word = "component" if self.components == 1 else "components"
        found = f"The zero-error set has {least}{self.components:,} connected {word}"
        if self.components_up_to_permutation != self.components:
            found += f", {least}{self.components_up_to_permutation:,} up to the order of the units"
        return found


def _about_minima(minima: MinimaDocument) -> list[str]:
    """Bad local minima in words, one line each."""
    if not minima["bad"]:
        return [f"No local minimum is bad: all have the least loss, {minima['least']}"]
    lines = [f"Local minima above the least loss, {minima['least']}:"]
    for entry in minima["bad"]:
        spot = entry["in_products"] or entry["in_weights"]
        assert spot is not None
        where = "in weights only, " if entry["in_products"] is None else ""
        dead = f", dead units: {', '.join(map(str, spot['dead']))}" if spot["dead"] else ""
        outer, inner = _rows(spot["output_weights"]), _rows(spot["hidden_weights"])
        lines.append(f"  {entry['value']} {where}at a = {outer}, w = {inner}{dead}")
    return lines


def _about_path(path: ReluPath) -> str:
    if path["joined"] is None:
        return "Whether a path joins the two points is not decided"
    if not path["joined"]:
        return "No path joins the two points: they lie in different components"
    steps = [node["step"] for node in path["nodes"][1:]]
    linear, scaled = steps.count("linear"), steps.count("rescale")
    return f"A path of zero error joins the two points: {linear} linear steps, {scaled} rescalings"


def _rows(rows: list[list[str]]) -> str:
    return "; ".join(" ".join(row) for row in rows)
