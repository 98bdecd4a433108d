"""Cross-entropy below log(2)/N means zero training error (NMH Lemma 2.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import cross_entropy, grow
from ...vary import entries_moved

BITS = 256


class Outputs(TypedDict):
    """Outputs in 1024ths, one row for each sample, and the labels."""

    G: list[list[int]]
    labels: list[int]


def draw(stream: np.random.Generator, settings: Settings) -> Outputs:
    """Outputs near the bound: one sample with a small margin, the others with large ones.

    With the hypothesis dropped the small margin is 0 or negative, so that the loss is just above the bound.
    """
    count, classes = grow(settings.scale, 1, 12, stream), grow(settings.scale, 2, 6, stream)
    labels = [int(v) for v in stream.integers(0, classes, count)]
    outputs = stream.integers(-1024, 1025, (count, classes))
    for row, y in zip(outputs, labels, strict=True):
        row[y] = row.max() + 1024 * int(stream.integers(12, 40))  # a loss below 1e-4
    y, row = labels[0], outputs[0]
    others = [k for k in range(classes) if k != y]
    row[others] = row[y] - 1024 * 30
    margin = int(stream.integers(1, 512))
    row[others[0]] = row[y] + (int(stream.integers(0, 3)) if settings.drop else -margin)
    return {"G": outputs.tolist(), "labels": labels}


def scaled(instance: Outputs) -> tuple[flint.arb, int, int]:
    """N Φ / log 2 in a ball, and how many samples are wrong (not the largest output), and how many of them tie."""
    with flint.ctx.workprec(BITS):
        rows = [[flint.arb(v) / 1024 for v in row] for row in instance["G"]]
        ratio = cross_entropy(rows, instance["labels"]) * len(rows) / flint.arb(2).log()
    pairs = zip(instance["G"], instance["labels"], strict=True)
    best = [max(g for k, g in enumerate(row) if k != y) - row[y] for row, y in pairs]
    return ratio, sum(gap >= 0 for gap in best), sum(gap == 0 for gap in best)


def implies(instance: Outputs, premise: Callable[[flint.arb], bool], words: str) -> Finding:
    """Whether no sample is wrong, where the premise holds for N Φ / log 2."""
    ratio, wrong, ties = scaled(instance)
    measured = {"ratio": ratio.str(20), "wrong": wrong, "ties": ties}
    if premise(ratio) and wrong:
        return Finding(False, "certified", measured, f"{words}, and {wrong} samples are not classified correctly")
    return Finding(True, "certified", measured)


def ratio_of(instance: Outputs) -> float:
    """The size of an instance: N Φ / log 2."""
    return float(scaled(instance)[0].mid())


@hypothesis
def below(instance: Outputs) -> str | None:
    """Φ < log(2)/N"""
    ratio = scaled(instance)[0]
    return None if ratio < 1 else f"N Φ / log 2 = {ratio.str(5)}"


def distance(instance: Outputs) -> float:
    """The larger of N Φ / log 2 − 1 and the smallest margin of a sample: negative where the statement fails."""
    g, labels = np.array(instance["G"], dtype=float) / 1024, instance["labels"]
    right = g[np.arange(len(labels)), labels]
    top = g.max(axis=1)
    losses = np.log(np.exp(g - top[:, None]).sum(axis=1)) + top - right
    others = g.copy()
    others[np.arange(len(labels)), labels] = -np.inf
    return float(max(losses.sum() / np.log(2) - 1, (right - others.max(axis=1)).min()))


def small_cases() -> Iterator[Outputs]:
    """Two samples and two classes, outputs 0, ±1/1024 and ±20: ties, and losses at the bound."""
    for entries in product((-20480, -1, 0, 1, 20480), repeat=4):
        for labels in ([0, 0], [0, 1]):
            yield {"G": [list(entries[:2]), list(entries[2:])], "labels": labels}


@claim(
    "NMH-01",
    "Cross-entropy below log(2)/N means zero training error",
    source="NMH §2, Lemma 2.1",
    quantifier="for all",
    field="real",
    letters={"N": "num_samples", "Φ": "mean cross-entropy", "G": "outputs, one row for each sample"},
    draw=draw,
    hypotheses=(below,),
    size=ratio_of,
    num_instances=60,
    search=Search(margin=distance, vary=entries_moved("G"), cases=small_cases),
    note="The constant is tight for every N and m ≥ 2: with one sample tied or wrong by η and all others certain, "
    "N Φ / log 2 → 1 as η → 0 (dropping “below” finds ratios as near to 1 as the drawn margins allow). The "
    "inequality may be non-strict for N ≥ 2, as all losses are positive; for N = 1, m = 2 and Φ = log 2 the two "
    "outputs tie.",
)
def lemma_2_1(instance: Outputs) -> Finding:
    """If Φ < log(2)/N for the mean cross-entropy Φ of N samples, every sample is classified correctly"""
    return implies(instance, lambda ratio: True, f"N Φ / log 2 = {scaled(instance)[0].str(10)}")


@lemma_2_1.false(because="Φ < 1.001")
def larger(instance: Outputs) -> Finding:
    """Φ < 1.001 log(2)/N is enough"""
    rows = [list(row) for row in instance["G"]]
    for row, y in zip(rows, instance["labels"], strict=True):
        row[y] += 1024 * 40  # all but certain
    y = instance["labels"][0]
    rows[0] = [-(2**17)] * len(rows[0])
    rows[0][y], rows[0][(y + 1) % len(rows[0])] = 0, 1  # wrong by 1/1024
    tight: Outputs = {"G": rows, "labels": instance["labels"]}
    return implies(tight, lambda ratio: ratio < flint.arb(1.001), "Φ < 1.001 log(2)/N")


@lemma_2_1.broken(because="Φ < log(2)")
def mean(instance: Outputs) -> Finding:
    """compared with log(2), without 1/N"""
    worse: Outputs = {"G": [list(row) for row in instance["G"]], "labels": instance["labels"]}
    worse["G"][0][worse["labels"][0]] -= 600
    return implies(worse, lambda ratio: ratio < len(worse["labels"]), "Φ < log(2)")
