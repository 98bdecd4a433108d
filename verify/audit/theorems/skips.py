"""No bad local valleys (NMH): what follows for the features Ψ of this model."""

from __future__ import annotations

import numpy as np

from .assumptions import ASSUMPTIONS, assumptions, skips_of
from .boxes import Box
from .case import MOST_ENTRIES, Case
from .declare import Consequence, hypothesis, theorem
from .full_rank import FullRank, full_rank
from .holds import Answer, Holds, no, unknown, yes
from .hypotheses import CLEARLY, classes, count, cross_entropy
from .units import features, readout_of


def feature_rank(case: Case) -> FullRank | None:
    """Whether Ψ has rank N at these weights; ``None`` where that was not looked at."""
    if "features" not in case.ranks:
        found, values = skips_of(case), case.values
        case.ranks["features"] = None
        if not isinstance(found, Holds) and values is not None and found.readout.units:
            units = found.readout.units
            if case.num_samples * len(units) <= MOST_ENTRIES:
                psi = Box(features([v.centre for v in values], units), features([v.radius for v in values], units))
                case.ranks["features"] = full_rank(psi)
    return case.ranks["features"]


def _rank_words(case: Case) -> str:
    found = feature_rank(case)
    if found is None:
        return ""
    if found.proved:
        return f"Ψ has rank N = {found.size:,} at these weights: proved (singular values from {found.smallest:.2g} on)"
    if not found.smallest:
        return ""
    sizes = f"from {found.smallest:.2g} to {found.largest:.2g}"
    return f"the singular values of Ψ go {sizes}: that it has rank N here is not proved"


@theorem("NMH-02", "The features have full rank for almost every U", ASSUMPTIONS)
def features_full_rank(case: Case, applies: Answer) -> Consequence:
    """Under Assumption 3.1 the set of U for which Ψ(U) has not rank N has Lebesgue measure zero"""
    if applies != "yes":
        return Consequence()
    m = len(readout_of(case.graph).units) if case.graph else 0
    measured, least = _rank_words(case), case.num_equations
    found = feature_rank(case)
    rank = case.rank.jacobian_rank if case.rank.status in ("proved", "gap") else None
    wrong = found is not None and found.proved and rank is not None and rank < least
    if wrong:
        measured += f"; then the output weights alone give the Jacobian rank {least:,}, and {rank:,} was measured"
    follows = f"Ψ, {case.num_samples:,} × {m:,}, has rank {case.num_samples:,} for almost all U"
    return Consequence(follows, measured, wrong)


@theorem("NMH-04", "Uncountably many solutions with zero training error", (assumptions,))
def solutions(case: Case, applies: Answer) -> Consequence:
    """For almost all U and every Y, Ψ(U)V = Y is solvable; so there are uncountably many solutions"""
    if applies != "yes":
        return Consequence()
    follows = "for almost all hidden weights some output weights fit all targets exactly, whatever the targets are"
    wrong = case.zero.status == "excluded"
    measured = f"but an exact zero is excluded: {case.zero.because}" if wrong else _rank_words(case)
    return Consequence(follows, measured, wrong)


@theorem("NMH-05", "No bad local valley", (cross_entropy, classes, assumptions))
def no_bad_valley(case: Case, applies: Answer) -> Consequence:
    """From (U, V) and for every α > Φ(U, V) a path on which the cross-entropy Φ stays below α leads to losses
    arbitrarily close to 0"""
    if applies != "yes":
        return Consequence()
    loss = mean_cross_entropy(case)
    return Consequence(
        f"from these weights, where Φ = {loss:.4g}, a path below every level α > {loss:.4g} leads to Φ as near to 0 as "
        "one likes"
    )


def mean_cross_entropy(case: Case) -> float:
    """Φ of NMH (2)."""
    outputs, labels = case.outputs, case.labels.classes
    assert labels is not None
    top = outputs.max(axis=1, keepdims=True)
    sums = np.log(np.exp(outputs - top).sum(axis=1)) + top[:, 0]
    return float((sums - outputs[np.arange(len(labels)), labels]).mean())


@theorem(
    "NMH-06", "From any point a path to 0, with a loss below every α > Φ", (cross_entropy, classes, assumptions),
    corrected=True,
)  # fmt: skip
def path(case: Case, applies: Answer) -> Consequence:
    """Under Assumption 3.1 and M ≥ N, for every (U, V) and every α > Φ(U, V) a continuous path leads from (U, V) to
    losses arbitrarily close to 0 on which Φ < α. On one of them Φ does not increase if rank Ψ(U) = N, or if (U, V) is
    no local minimum, or if there is one hidden layer, no two units of which share a weight or a bias"""
    if applies != "yes":
        return Consequence()
    found = feature_rank(case)
    if found is not None and found.proved:
        return Consequence(
            "from these weights Φ need not increase on the way to 0, as Ψ has rank N here", _rank_words(case)
        )
    slope = _slope_in_readout(case)
    if slope > CLEARLY * max(1.0, mean_cross_entropy(case)):
        return Consequence(
            "from these weights Φ need not increase on the way to 0, as they are no local minimum",
            f"the gradient in the output weights has an entry of size {slope:.2g}",
        )
    return Consequence(
        "from these weights a path leads to Φ arbitrarily near 0 below every α > Φ; that Φ need not increase on it "
        "follows if these weights are no local minimum",
        _rank_words(case),
    )


def _slope_in_readout(case: Case) -> float:
    """The largest entry of Ψᵀ(p − Y)/N."""
    labels, outputs = case.labels.classes, case.outputs
    if case.graph is None or case.values is None or labels is None:
        return 0.0
    psi = features([v.centre for v in case.values], readout_of(case.graph).units)
    p = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return float(np.abs(psi.T @ p).max() / len(labels))


@hypothesis
def linear_readout(case: Case) -> Holds:
    """the outputs read features linearly, with weights of their own, and Ψ ≠ 0"""
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    if found.readout.objection or not found.readout.units:
        return no(found.readout.objection or "there are no hidden units")
    if case.values is None:
        return unknown("whether Ψ ≠ 0 was not looked at, for its cost")
    psi = features([np.abs(v.centre) - v.radius for v in case.values], found.readout.units)
    told = f"the outputs read {count(len(found.readout.units), 'unit')} linearly"
    return yes(f"{told}, and Ψ ≠ 0") if (psi > 0).any() else unknown(f"{told}, and Ψ may be 0")


@theorem(
    "NMH-07", "No strict local minimum, no local maximum", (cross_entropy, classes, linear_readout), corrected=True
)
def no_strict_minimum(case: Case, applies: Answer) -> Consequence:
    """For m ≥ 2 and Ψ ≠ 0, Φ of (2) has no strict local minimum and no local maximum, and its Hessian in the column
    V_:j is (1/N) Σ_i p_ij (1 − p_ij) Ψ_i:ᵀΨ_i:"""
    if applies != "yes":
        return Consequence()
    return Consequence("these weights are no strict local minimum of the cross-entropy and no local maximum")


@hypothesis
def convex_loss(case: Case) -> Holds:
    """C.1: the loss is convex in the outputs and bounded from below"""
    loss = case.subject.loss
    if loss in ("square", "cross-entropy"):
        return yes(
            f"the {loss} loss is convex and at least 0" if loss == "square" else f"{loss} is convex and at least 0"
        )
    return unknown(f"whether the loss {loss} is convex in the outputs is not known")


@hypothesis
def several_classes(case: Case) -> Holds:
    """m ≥ 2 classes with cross-entropy, which is 0 everywhere for one; with the square loss one output will do"""
    m = case.subject.output_dim
    return classes.ask(case) if case.subject.loss == "cross-entropy" else yes(count(m, "output"))


@theorem("NMH-08", "The same for convex losses bounded below", (convex_loss, several_classes, assumptions))
def convex_losses(case: Case, applies: Answer) -> Consequence:
    """For cross-entropy and the square loss: solutions with φ → p* = 0 for full-rank Ψ(U), no bad valley, no suboptimal
    strict local minimum, and no local maximum"""
    if applies != "yes":
        return Consequence()
    wrong = case.zero.status == "excluded" and case.subject.loss == "square"
    return Consequence(
        "from every point a path below every level above its loss leads to losses arbitrarily near 0; there is no "
        "suboptimal strict local minimum and no local maximum",
        f"but an exact zero is excluded: {case.zero.because}" if wrong else "",
        wrong,
    )
