"""The real counts of a ladder: what follows from their histogram by other arithmetic, and the histogram once more."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt
from statistics import median
from typing import Any

import scipy  # its parts are loaded when they are used: 0.3 s

from ..documents import Findings
from ..shell import OutOfBudget
from .counts import MAX_REAL_COUNT, REAL_PATHS, CountRungs, real_range
from .question import Question

LEVEL = Fraction(95, 100)
ROUNDING = 1e-9


def check_real_range(document: Any, asked: Question, findings: Findings) -> None:
    """Check real counts, which the document has."""
    said, count = document["real_counts"], document["complex_count"]
    findings.looked_at("real_counts")
    for fault in range_faults(said, document["seed"]):
        findings.false(f"real_counts: {fault}", "real_counts")
    if not count or document["complex_count_status"] not in ("exact", "exact_mod_p") or count > MAX_REAL_COUNT:
        findings.false("real_counts of a number of complex solutions that has none", "real_counts")
        return
    drawn, asked_for = said["data_sets"] + said["undecided"], min(1000, REAL_PATHS // count)
    if drawn > asked_for or (drawn < asked_for and "real_counts" not in document["cut_short"]):
        findings.false(f"real_counts: {drawn} data sets were drawn, and {asked_for} were to be", "real_counts")
    if said["complex_count"] < count:
        findings.false(f"real_counts: {said['complex_count']} complex solutions, and there are {count}", "real_counts")
    if findings.problems:  # false already: nothing is counted for it
        return
    counted = CountRungs(count, None, document["complex_count_status"], None, None, document["complex_count_evidence"])
    true = real_range(asked, counted, document["bkk"], drawn)
    again = true["data_sets"] + true["undecided"]
    if again < drawn:  # which is no fault of the document
        raise OutOfBudget(f"there was time to count real solutions again for {again:,} of {drawn:,} data sets")
    findings.again("real_counts", said, dict(true))


def range_faults(said: Any, seed: int) -> list[str]:
    """What contradicts in real counts, with exact sums where the search takes floating-point ones.

    >>> said = {"histogram": {"1": 2}, "data_sets": 3, "complex_count": 3, "seed": 0}
    >>> range_faults(said, 0)
    ['data_sets is 3, and the histogram has 2']
    """
    values = sorted(int(value) for value, times in said["histogram"].items() for _ in range(times))
    size = len(values)
    if size != said["data_sets"]:
        return [f"data_sets is {said['data_sets']}, and the histogram has {size}"]
    faults = []
    if any(value < 0 or value > said["complex_count"] or (value - said["complex_count"]) % 2 for value in values):
        faults.append(f"solutions that are not real come in pairs, of {said['complex_count']}")
    mean = Fraction(sum(values), size)
    below = 0  # order statistics: P(Binomial(size, ½) ≤ k) at most half of what is left out
    while sum(comb(size, j) for j in range(below + 1)) <= (1 - LEVEL) / 2 * 2**size:
        below += 1
    low, high = max(0, below - 1), min(size - 1, size - below)
    spread = sqrt(sum((value - mean) ** 2 for value in values) / (size - 1) / size) if size > 1 else float("inf")
    half = float(scipy.special.stdtrit(size - 1, float((1 + LEVEL) / 2))) * spread if size > 1 else spread
    true = {
        "min": values[0],
        "max": values[-1],
        "median": float(median(values)),
        "mean": float(mean),
        "seed": seed,
        "distribution": "inputs and targets independent standard normal",
    }
    faults += [
        f"{name} is {said[name]}, but it is {value}" for name, value in true.items() if not _near(said[name], value)
    ]
    interval = said["confidence"]
    expected = {"level": float(LEVEL), "median": [values[low], values[high]]}
    faults += [
        f"{name} is {interval[name]}, but it is {value}" for name, value in expected.items() if interval[name] != value
    ]
    if not all(_near(end, float(mean) + side * half) for end, side in zip(interval["mean"], (-1, 1), strict=True)):
        faults.append(f"the interval for the mean is {interval['mean']}, but its half width is {half}")
    return faults


def _near(said: Any, true: Any) -> bool:
    if isinstance(true, float) and isinstance(said, int | float):
        return said == true or abs(said - true) <= ROUNDING * max(1, abs(true))
    return bool(said == true)
