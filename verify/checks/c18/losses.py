"""Other losses have the zero set of the square loss (C18 Remark 2.2)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import cooper_network, outputs_at, random_matrix
from . import manifold
from .manifold import LETTERS, Labelled, no_singular_points, units_and_samples, without_change


class Powers(Labelled):
    """An instance of C18-01, the exponent a, and weights that are not on M in general."""

    exponent: str
    point: list[int]


def draw(stream: np.random.Generator, settings: Settings) -> Powers:
    """An instance of C18-01, an exponent, and points on and off M."""
    instance = manifold.draw(stream, replace(settings, drop=None))
    low = ["1/2", "0", "-1", "1/3"]
    chosen = low[int(stream.integers(4))] if settings.drop == "exponent" else stream.choice(["1", "2", "3/2", "4"])
    weights = random_matrix(stream, 1, cooper_network(instance).num_params, bound=3)[0]
    return {**instance, "exponent": str(chosen), "point": weights}


@hypothesis
def exponent(instance: Powers) -> str | None:
    """a ≥ 1"""
    return None if Fraction(instance["exponent"]) >= 1 else f"a = {instance['exponent']} is below 1"


def same_zeros(instance: Powers, *, signed: bool = False, tolerance: float = 0.0) -> Finding:
    """Whether Σ|f_i|^a vanishes where all f_i do and nowhere else; then M is that of C18-01.

    Args:
        signed: Σ f_i instead. tolerance: so small a sum counts as 0.
    """
    a, count = Fraction(instance["exponent"]), len(instance["inputs"])
    tiny = Fraction(1, 10**9)
    cases = [[Fraction(0)] * count, [tiny, *[Fraction(0)] * (count - 1)], [tiny * (-1) ** i for i in range(count)]]
    labels = [Fraction(str(y)) for y in instance["labels"]]
    values = [Fraction(row[0]) for row in outputs_at(cooper_network(instance), instance["point"], instance["inputs"])]
    cases.append([v - y for v, y in zip(values, labels, strict=True)])
    for residuals in cases:
        on = not any(residuals)
        if a <= 0 and not all(residuals):  # 0^a is infinite, or 1 by convention
            return Finding(False, "exact", {"exponent": str(a)}, f"|0|^a is not 0 for a = {a}: the loss is not 0 on M")
        total = sum(residuals, Fraction(0)) if signed else max(abs(r) for r in residuals)
        vanishes = abs(total) <= tolerance  # Σ|f_i|^a = 0 if and only if max|f_i| = 0, for a > 0
        if vanishes != on:
            shown = [str(r) for r in residuals]
            return Finding(False, "exact", {"residuals": shown}, f"the loss vanishes off M, for the residuals {shown}")
    return no_singular_points(instance)


@claim(
    "C18-02",
    "The same for the L1 loss and for Σ|f_i|^a",
    source="C18 Remark 2.2 and §5",
    quantifier="generic",
    field="real",
    letters=LETTERS | {"a": "exponent"},
    draw=draw,
    hypotheses=(exponent,),
    rests_on=("C18-01",),
    size=units_and_samples,
    num_instances=40,
    reading="of what Theorem 2.1 shows: after an arbitrarily small change to the data set if need be",
    note="Remark 2.2 prints no “generically”, but “so Theorem 2.1 also shows that”, and the theorem shows no more than "
    "that. For every data set it is false, as for L itself. a > 0 is enough; for a ≤ 0 the zero set is another. For "
    "a < 2 the loss is not C² on M, which the remark does not need.",
)
def remark_2_2(instance: Powers) -> Finding:
    """Σ|f_i|^a with a ≥ 1 (a = 1: the L1 loss) has the zero set M of L, so that Theorem 2.1 holds for it"""
    return same_zeros(instance)


@remark_2_2.reading("unused")
def every_data_set(instance: Powers) -> Finding:
    """of every data set, as the remark has no “generically”"""
    return without_change(instance)


@remark_2_2.false(because="vanishes off M")
def signed(instance: Powers) -> Finding:
    """Σ f_i without the bars"""
    return same_zeros(instance, signed=True)


@remark_2_2.broken(because="vanishes off M")
def tolerance(instance: Powers) -> Finding:
    """zero up to 1e-6"""
    return same_zeros(instance, tolerance=1e-6)
