"""The record of ``benchmarks/lost.py`` as a section of a page: every number in it comes from the record."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from formatting import markdown

FEWER = ("exact", "exact_mod_p", "empty")  # what is said where special data have fewer: as in lost.py

SECTION = """\
## Is a solution ever lost?

`python -m benchmarks.lost` solves random data sets of the network [2,1,1,1] with z^2+z and no biases, which has 21
solutions for generic data: integers up to 99, times a power of ten that inputs and targets share. Nothing but the
units changes within a row of such powers, so that nothing may be lost at one of them. "fewer": special data, of which
BKK or a degree modulo two primes says that they have fewer solutions. "lost": any other answer that is not 21.

{sets:,} data sets, {scales} scales each, {cpu:,.0f} CPU s, {date}: **{lost:,} lost**.
"""


def section(record: dict[str, Any], complete: int = 21) -> str:
    """The section; ``complete`` is the number of solutions for generic data."""
    times: dict[int, dict[str, int]] = defaultdict(lambda: {"all": 0, "fewer": 0, "lost": 0})
    for answer in record["answers"]:
        kind = "all" if answer["count"] == complete else "fewer" if answer["status"] in FEWER else "lost"
        times[answer["scale"]][kind] += answer["times"]
    said = SECTION.format(
        sets=sum(last - first + 1 for first, last in record["runs"]),
        scales=len(times),
        cpu=record["cpu"],
        date=record["date"][:10],
        lost=sum(own["lost"] for own in times.values()),
    )
    header = ["data times", f"all {complete}", "fewer", "lost"]
    rows = [[f"10^{scale}", own["all"], own["fewer"], own["lost"]] for scale, own in sorted(times.items())]
    return said + "\n" + markdown(header, rows)
