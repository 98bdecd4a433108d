"""Questions to an atlas: rows for which an expression holds, and the smallest for which a conjecture does not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .architectures import architecture_of
from .expressions import Expression, Undecided
from .rows import Row

COLUMNS = (
    "label", "kind", "degree", "depth", "num_params", "ambient", "expected", "dimension", "proved", "upper_bound",
    "reason", "cut", "defect", "fibre_dimension", "filling", "identifiable", "bkk", "minimal_filling",
)  # fmt: skip
OF_KIND = {"dense": ("widths", "bias"), "convolution": ("sizes", "strides")}


def with_minimal(rows: Iterable[Row]) -> list[Row]:
    """Rows with the column ``minimal_filling``, which needs all of them.

    A network is filling, and minimal in its box if no predecessor (a unit less in one hidden layer) is: a network with
    a unit more fills what it filled, so that the immediate ones are enough. ``None`` where a predecessor is not in the
    box, or something is not decided.
    """
    known = {row["label"]: row for row in rows}
    for row in known.values():
        row["minimal_filling"] = _minimal(row, known)
    return list(known.values())


def _minimal(row: Row, known: dict[str, Row]) -> bool | None:
    if row["kind"] != "dense" or not row["filling"]:
        return False if row["filling"] is False else None
    before = [known.get(one.label, {"filling": None})["filling"] for one in architecture_of(row["label"]).predecessors]
    if True in before:
        return False
    return None if None in before else True


def columns_of(kind: str) -> tuple[str, ...]:
    """The names of the columns for one kind of network."""
    return ("label", *OF_KIND[kind], *COLUMNS[1:])


def matching(rows: Iterable[Row], question: Expression) -> Iterator[Row]:
    """The rows for which it holds; where it is not decided, it is not said to hold."""
    for row in rows:
        try:
            if question(row):
                yield row
        except Undecided:
            continue


@dataclass(frozen=True)
class Tested:
    """A conjecture, tested on all rows.

    Attributes:
        num_rows: rows that were looked at.
        num_holding: for which it holds.
        num_undecided: for which it is not decided.
        num_unproved: among those for which it holds, rows whose dimension is not proved from above.
        counterexamples: the rows for which it does not hold, those with the fewest parameters first.
    """

    conjecture: str
    num_rows: int
    num_holding: int
    num_undecided: int
    num_unproved: int
    counterexamples: list[Row]

    def to_json(self) -> str:
        """One JSON document, with the smallest counterexample only."""
        smallest = self.counterexamples[0] if self.counterexamples else None
        return json.dumps({**vars(self), "counterexamples": len(self.counterexamples), "smallest": smallest})

    def __str__(self) -> str:
        if self.counterexamples:
            row = self.counterexamples[0]
            sure = "" if row["proved"] else ", and its dimension is not proved"
            return (
                f"does not hold: {len(self.counterexamples):,} of {self.num_rows:,} rows contradict; the smallest is "
                f"{row['label']} (dimension {row['dimension']}, expected {row['expected']}{sure})"
            )
        text = f"no counterexample: holds for {self.num_holding:,} of {self.num_rows:,} rows"
        if self.num_undecided:
            text += f"; not decided for {self.num_undecided:,}"
        if self.num_unproved:
            text += f"; {self.num_unproved:,} of these dimensions are not proved"
        return text


def try_conjecture(rows: Iterable[Row], conjecture: Expression) -> Tested:
    """A conjecture on all rows: its counterexamples, or how many rows were checked."""
    num_rows = holding = undecided = unproved = 0
    against = []
    for row in rows:
        num_rows += 1
        try:
            holds = conjecture(row)
        except Undecided:
            undecided += 1
            continue
        if holds:
            holding += 1
            unproved += not row["proved"]
        else:
            against.append(row)
    against.sort(key=lambda row: (row["num_params"], row["depth"]))
    return Tested(conjecture.text, num_rows, holding, undecided, unproved, against)
