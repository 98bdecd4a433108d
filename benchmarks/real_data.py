"""(c) Certified numbers of real solutions over many random data sets."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any

from decimal_cases import COUNTS, DecimalCase
from stages import cpu_seconds, stages

from algebraic.bounds import activation_degree, paper_real_estimate
from algebraic.census import real_counts
from algebraic.networks import degree_bound
from algebraic.tracking import tracker_on

# What the seconds go to: the search for one generic set of solutions, tracking it to the data sets, certificates.
STAGES = {
    "find_fibre": "search",
    "follow": "tracking",
    "certify_batch": "certificates",
    "pairwise_disjoint": "certificates",
}

TRACKER = tracker_on("cpu", kernel=None)  # as `python -m algebraic.count` takes it


def measure_real_counts(case: DecimalCase, num_data_sets: int) -> dict[str, Any]:
    """Statistics, seconds, and the formulas that they are compared with."""
    network, size = case.network, case.num_params
    begun, used = perf_counter(), cpu_seconds()
    with stages(sys.modules["algebraic.census.over_data_sets"], list(STAGES)) as seconds:
        found = real_counts(network, num_data_sets, known_bound=case.bkk, tracker=TRACKER)
    cpu, wall = cpu_seconds() - used, perf_counter() - begun
    shares = dict.fromkeys(STAGES.values(), 0.0)
    for name, stage in STAGES.items():
        shares[stage] += seconds[name] / cpu
    carrying = cpu * (1 - shares["search"])
    row = {
        "case": case.name,
        "network": case.describe(),
        "num_params": size,
        "expected": COUNTS[case.name],
        "statistics": found.as_dict(),
        "bkk": case.bkk,
        "sqrt_bezout": degree_bound(network) ** (size / 2),
        "paper_estimate": paper_real_estimate(activation_degree(network), size, len(network.layers)),
        "cpu": cpu,
        "wall": wall,
        "shares": shares,
        "data_sets_per_second": found.data_sets / carrying,
        "paths_certified_per_second": found.data_sets * found.complex_count / carrying,
    }
    row["problems"] = (
        []
        if found.complex_count == COUNTS[case.name]
        else [f"{case.name}: real counts rest on {found.complex_count} solutions, not {COUNTS[case.name]}"]
    )
    return row
