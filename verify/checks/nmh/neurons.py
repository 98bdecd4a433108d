"""The neurons of CNN13, counted (NMH Table 3)."""

from __future__ import annotations

import numpy as np

from ...claims import Claim, Settings, Variant
from ...evidence import Finding, Instance

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
PRINTED_TOTAL = 179_840


def draw_total(stream: np.random.Generator, settings: Settings) -> Instance:
    """Table 3 as printed."""
    return {"rows": CNN13, "total": PRINTED_TOTAL}


def decide_total(instance: Instance) -> Finding:
    """Every row from its side, stride and channels; then the sum of the rows."""
    wrong = []
    for k, (side, stride, channels, after, count) in enumerate(instance["rows"]):
        if -(-side // stride) != after or after * after * channels != count:
            wrong.append(k + 1)
    total = sum(row[4] for row in instance["rows"])
    measured = {"rows": len(instance["rows"]), "sum": total, "printed": instance["total"], "rows_that_are_wrong": wrong}
    if wrong:
        return Finding(False, "exact", measured, f"rows {wrong} do not have side² · channels neurons")
    if total != instance["total"]:
        reason = f"the rows add up to {total}, not to {instance['total']}: {total - instance['total']} more"
        return Finding(False, "exact", measured, reason)
    return Finding(True, "exact", measured)


def decide_total_corrected(instance: Instance) -> Finding:
    """The rows as printed, with their sum."""
    return decide_total({**instance, "total": 204_928})


def decide_total_with_inputs(instance: Instance) -> Finding:
    """A broken check: the input pixels counted among the neurons."""
    return decide_total({**instance, "total": 204_928 + 784})


def decide_total_valid(instance: Instance) -> Finding:
    """A planted falsehood: rows of 27 × 27 where the table says 28 × 28."""
    return decide_total({**instance, "rows": [[28, 1, 64, 27, 46656], *instance["rows"][1:]]})


CLAIMS = (
    Claim(
        id="NMH-11",
        title="CNN13 has 179,840 hidden neurons",
        source="NMH Appendix D, Table 3 and its caption; the caption of Table 1",
        statement="The layers of Table 3 have the printed sizes and 179,840 hidden neurons in total",
        quantifier="exists",
        field="none",
        draw=draw_total,
        decide=decide_total,
        corrected=Variant("sum", "The thirteen rows of Table 3 have 204,928 neurons in total", decide_total_corrected),
        planted=(
            Variant("valid", "a first layer of 27 × 27", decide_total_valid, "do not have side²"),
            Variant("inputs", "broken: the inputs counted as neurons", decide_total_with_inputs, "add up to"),
        ),
        num_instances=1,
        note="Every row is right by itself. The sum exceeds the printed total by 25,088, the size of one 14×14×128 "
        "row (rows 4 and 5 are equal) or of rows 7 and 8 together: either the total is wrong, or rows are "
        "printed that were not used; only the authors can say. Our copy has the total twice (lines 336 and "
        "781), and 13 rows of convolutions, as the name CNN13 says. That our copy doubled a row is conceivable "
        "(then 12 convolutions and the output layer would make the 13). M ≥ N = 55,000 is possible with both "
        "numbers.",
    ),
)
