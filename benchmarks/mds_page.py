"""The record of ``benchmarks/mds.py`` as a Markdown page: every number in it comes from the record."""

from __future__ import annotations

from statistics import median
from typing import Any

from formatting import bullets, markdown, median_of, ratio, seconds, short
from page import machine_lines

OURS, CLASSICAL, COMPONENTS = "embed_trajectories", "ClassicalMDS", "PCA, Lanczos"
GOAL_SECONDS = 10.0

TEXT = """\
# Benchmarks: multidimensional scaling

Classical scaling of {num_points:,} models with {num_weights:,} weights in float32 ({num_trajectories} random walks from
one point) to two dimensions, one thread, medians of {repetitions}; programs run in turn, each call in a process of its
own. CPU times, which other programs on the machine disturb less, and our wall time for the goal. `embed_trajectories`
computes the distances in float64, the points by Lanczos steps, the whole spectrum (for the share of negative
eigenvalues) and the stress. scikit-learn's `ClassicalMDS` is given the same vectors (scaled to length 1 for the cosine)
in float64, and computes the distances and all eigenvectors. `PCA` with `svd_solver="arpack"` finds the same points from
the vectors, without distances, spectrum and stress. Sums of all |coordinates| are compared to {tolerance:g}. The number
in brackets is a ratio: that program's time divided by ours.

The floor is the product that gives all distances, n²p floating-point operations (its two halves are the same), at the
rate of a float64 product (numpy, {product_size} × {product_size}) in the same run.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    options = record["options"]
    text = TEXT.format(**{k: record[k] for k in ("num_trajectories", "tolerance", "product_size")}, **options)
    parts = [text, machine_lines(record), _times(record["cases"]), _floor(record["cases"]), _smacof(record["smacof"])]
    parts += [bullets(record["problems"] or ["all programs find the same points"])]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _times(cases: list[dict[str, Any]]) -> str:
    lines = []
    for case in cases:
        ours, elapsed = (median_of(case["results"][OURS], clock) for clock in ("cpu", "wall"))
        met = "–" if elapsed is None else "yes" if elapsed < GOAL_SECONDS else "no"
        line = [case["metric"], seconds(ours), seconds(elapsed), met]
        for name in (CLASSICAL, COMPONENTS):
            cpu = median_of(case["results"][name], "cpu")
            if cpu is None or ours is None:
                line.append(case["results"][name]["status"])
            else:
                line.append(f"{seconds(cpu)} ({ratio(cpu, ours)})")
        lines.append(line)
    return markdown(["metric", f"{OURS}, CPU", "wall", f"under {GOAL_SECONDS:g} s", CLASSICAL, COMPONENTS], lines)


def _floor(cases: list[dict[str, Any]]) -> str:
    names = list(cases[0]["parts"][0])
    lines = []
    for case in cases:
        rate = median(case["flops_per_second"])
        floor, ours = case["flops"] / rate, median_of(case["results"][OURS], "cpu")
        reached = "–" if ours is None else f"{floor / ours:.0%}"
        parts = [seconds(median(part[name] for part in case["parts"])) for name in names]
        lines.append([case["metric"], *parts, short(rate / 1e9), seconds(floor), reached])
    return markdown(["metric", *names, "GFLOP/s", "floor", "floor / ours"], lines)


def _smacof(row: dict[str, Any]) -> str:
    return bullets(
        [
            f"SMACOF (scikit-learn's) from the classical solution, cosine: {seconds(row['cpu'])} more for "
            f"{row['iterations']} steps; stress-1 from {row['stress_before']:.3f} to {row['stress']:.3f}"
        ]
    )
