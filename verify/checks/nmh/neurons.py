"""The neurons of CNN13, counted on its graph (NMH Table 3)."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from ...claims import Settings, Witness
from ...declare import claim
from ...evidence import Finding

# Table 3 (lines 766–781): size of the side before, stride, channels, printed side, printed number of neurons
CNN13 = [
    [28, 1, 64, 28, 50176],
    [28, 1, 64, 28, 50176],
    [28, 2, 64, 14, 12544],
    [14, 1, 128, 14, 25088],
    [14, 1, 128, 14, 25088],
    [14, 2, 128, 7, 6272],
    [7, 1, 256, 7, 12544],
    [7, 1, 256, 7, 12544],
    [7, 2, 256, 4, 4096],
    [4, 1, 256, 4, 4096],
    [4, 2, 256, 2, 1024],
    [2, 1, 256, 2, 1024],
    [2, 2, 256, 1, 256],
]
PRINTED_TOTAL, SUM = 179_840, 204_928


class Table(TypedDict):
    """Rows of Table 3, and the number of neurons that is said to be theirs."""

    rows: list[list[int]]
    total: int


def draw(stream: np.random.Generator, settings: Settings) -> Table:
    """Each row of Table 3 with its number, and last the table with its total."""
    row = round(settings.scale * len(CNN13))
    if row < len(CNN13):
        return {"rows": [CNN13[row]], "total": CNN13[row][4]}
    return {"rows": CNN13, "total": PRINTED_TOTAL}


def of_graph(rows: list[list[int]]) -> list[tuple[int, int]]:
    """Side and neurons of each layer: convolutions of 3×3, padded by 1, one after the other or each by itself."""
    from netsim.models import Layer, walk

    if len(rows) == len(CNN13):
        layers = (*(Layer(row[2], 3, row[1], 1) for row in rows), Layer(10))
        nodes = walk(layers, (1, rows[0][0], rows[0][0]))[:-1]
    else:
        nodes = tuple(walk((Layer(row[2], 3, row[1], 1), Layer(10)), (1, row[0], row[0]))[0] for row in rows)
    return [(node.normal[1], node.neurons) for node in nodes]


def count(table: Table) -> Finding:
    """Every row from its side, stride and channels, and from the graph of the network; then the sum of the rows."""
    rows, printed = table["rows"], table["total"]
    wrong = []
    for k, ((side, stride, channels, after, neurons), graph) in enumerate(zip(rows, of_graph(rows), strict=True)):
        if -(-side // stride) != after or after * after * channels != neurons or graph != (after, neurons):
            wrong.append(k + 1)
    total = sum(row[4] for row in rows)
    measured = {"rows": len(rows), "sum": total, "printed": printed, "rows_that_are_wrong": wrong}
    if wrong:
        return Finding(False, "exact", measured, f"rows {wrong} do not have side² · channels neurons")
    if total != printed:
        reason = f"the rows add up to {total}, not to {printed}: {total - printed} more"
        return Finding(False, "exact", measured, reason)
    return Finding(True, "exact", measured)


@claim(
    "NMH-11",
    "CNN13 has 179,840 hidden neurons",
    source="NMH Appendix D, Table 3 and its caption; the caption of Table 1",
    quantifier="for all",
    field="none",
    draw=draw,
    num_instances=len(CNN13) + 1,
    witness=Witness(
        "28² · (64 + 64) + 14² · (64 + 128 + 128) + 7² · (128 + 256 + 256) + 4² · (256 + 256) + 2² · (256 + 256) + "
        f"1² · 256 = {SUM:,} = {PRINTED_TOTAL:,} + 14² · 128.",
        {"rows": CNN13, "total": PRINTED_TOTAL},
    ),
    note="Every row is right by itself. The sum exceeds the printed total by 25,088, the size of one 14×14×128 "
    "row (rows 4 and 5 are equal) or of rows 7 and 8 together: either the total is wrong, or rows are "
    "printed that were not used; only the authors can say. Our copy has the total twice (lines 336 and "
    "781), and 13 rows of convolutions, as the name CNN13 says. That our copy doubled a row is conceivable "
    "(then 12 convolutions and the output layer would make the 13). M ≥ N = 55,000 is possible with both "
    "numbers.",
)
def table_3(instance: Table) -> Finding:
    """The layers of Table 3 have the printed sizes and 179,840 hidden neurons in total"""
    return count(instance)


BOUNDARIES: tuple[Table, ...] = (
    {"rows": [CNN13[0]], "total": CNN13[0][4]},  # stride 1
    {"rows": [CNN13[8]], "total": CNN13[8][4]},  # an odd side and stride 2: 7 becomes 4
    {"rows": [CNN13[12]], "total": CNN13[12][4]},  # the last one, of one position
    {"rows": CNN13, "total": PRINTED_TOTAL},
)


@table_3.corrected_at(*BOUNDARIES)
def added_up(instance: Table) -> Finding:
    """Each of the thirteen rows of Table 3 has the printed number of neurons; in total they have 204,928"""
    return count({**instance, "total": SUM} if instance["rows"] == CNN13 else instance)


@added_up.false(because="rows [1]")
def rounded_down(instance: Table) -> Finding:
    """the side after a stride is rounded down"""
    rows = [
        [side, stride, channels, side // stride, neurons] for side, stride, channels, _, neurons in instance["rows"]
    ]
    return added_up({**instance, "rows": rows})


@table_3.false(because="do not have side²")
def valid(instance: Table) -> Finding:
    """a first layer of 27 × 27"""
    return count({**instance, "rows": [[28, 1, 64, 27, 46656], *instance["rows"][1:]]})


@table_3.broken(because="add up to")
def inputs(instance: Table) -> Finding:
    """the inputs counted as neurons"""
    return count({**instance, "total": SUM + 784})
