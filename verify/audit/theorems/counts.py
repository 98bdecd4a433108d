"""Weights against equations (T2-22), and the margin that zero classification error leaves (T2-13)."""

from __future__ import annotations

import numpy as np

from .boxes import Box
from .case import MOST_WORK, Case
from .declare import Consequence, hypothesis, theorem
from .functions import jumps
from .holds import Answer, Holds, no, unknown, yes
from .hypotheses import count, more_weights
from .traced_operations import continuity_of

ROUNDING = 1e-9  # a margin that is smaller than this, relative to the outputs, says nothing without an enclosure
SMALLEST = 60  # of a radius, as a power of two


@theorem("T2-22", "Underdetermined: more weights than equations", (more_weights,), corrected=True)
def underdetermined(case: Case, applies: Answer) -> Consequence:
    """The system has N·m equations for m outputs and is underdetermined if and only if K > N·m"""
    weights, samples, equations = case.num_params, case.num_samples, case.num_equations
    bound = case.rank.rank_bound
    if applies == "yes":
        follows = f"{weights - equations:,} more unknowns than equations; that does not yet give a solution"
        if bound < equations:
            follows += (
                f": the outputs fill at most {bound:,} of {equations:,} dimensions, and generic targets have none"
            )
    elif weights == equations:
        follows = "as many unknowns as equations: the system is square, not underdetermined"
    else:
        follows = f"the outputs fill at most {weights:,} of {equations:,} dimensions: generic targets have no solution"
        if weights > samples:
            follows += (
                f" (as printed, with {weights:,} weights for {samples:,} data points, it would be overparametrised)"
            )
    rank = case.rank.jacobian_rank
    if rank is None or case.rank.status not in ("proved", "gap"):
        return Consequence(follows, "the rank of the Jacobian is undecided")
    wrong = rank > min(weights, equations)
    return Consequence(follows, f"the Jacobian has rank {rank:,} of {equations:,} at these weights", wrong)


def margins_of(case: Case, outputs: Box) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bounds of all margins: y f for one output, else the output of the class less each other."""
    classes = case.labels.classes
    assert classes is not None
    low, high = outputs.low, outputs.high
    if case.subject.output_dim == 1:
        positive = (classes > 0)[:, None]
        return np.where(positive, low, -high).ravel(), np.where(positive, high, -low).ravel()
    rows, m = np.arange(len(classes)), low.shape[1]
    others = np.arange(m)[None, :] != classes[:, None]
    return (low[rows, classes][:, None] - high)[others], (high[rows, classes][:, None] - low)[others]


def enclosed_outputs(case: Case, radius: float = 0.0) -> Box:
    """The outputs with what rounding can have cost; without a graph that is a guess."""
    if case.graph is not None and case.values is not None:
        last = case.values[-1] if radius == 0 else case.values_within(radius)[-1]
        return Box(last.centre.reshape(case.outputs.shape), last.radius.reshape(case.outputs.shape))
    scale = float(np.abs(case.outputs).max(initial=0.0))
    return Box(case.outputs, np.full(case.outputs.shape, ROUNDING * scale))


@hypothesis
def zero_error(case: Case) -> Holds:
    """every sample is classified right, and a tie between classes counts as an error"""
    return classified_right(case)


def classified_right(case: Case) -> Holds:
    """Whether the outputs at these weights classify every sample, without ties."""
    labels = case.labels
    if labels.classes is None:
        return no(labels.why)
    low, high = margins_of(case, enclosed_outputs(case))
    per_sample = 1 if case.subject.output_dim == 1 else case.subject.output_dim - 1
    wrong = int((high <= 0).reshape(-1, per_sample).any(axis=1).sum())
    if wrong:
        return no(f"{count(wrong, 'sample')} of {case.num_samples:,} wrong, the smallest margin is {low.min():.3g}")
    unclear = int((low <= 0).reshape(-1, per_sample).any(axis=1).sum())
    if unclear:
        return unknown(f"the margins of {count(unclear, 'sample')} are too near to 0 for float64")
    return yes(f"all {case.num_samples:,} samples are right, with margins from {low.min():.3g} on")


@hypothesis
def continuous(case: Case) -> Holds:
    """the outputs are continuous in the weights at these weights"""
    if case.graph is None:
        answer, why = continuity_of(case.operations)
        return yes(why) if answer == "yes" else unknown(why)
    if any(node.kind == "activation" and jumps(node.options) for node in case.bent):
        return unknown("the activation jumps, and how near values come to that was not looked at")
    return yes("all layers and activations are continuous")


@theorem("T2-13", "Zero classification error implies a flat region of full dimension", (zero_error, continuous))
def margin(case: Case, applies: Answer) -> Consequence:
    """Where the classification error is zero, and the outputs are continuous in the weights, there is a box around the
    weights, of the dimension of the whole weight space, on which the classification error stays zero"""
    if applies != "yes":
        return Consequence()
    follows = f"a box of dimension {case.num_params:,} around these weights has no error"
    if case.graph is None:
        return Consequence(follows, "its size was not computed: the model is not read as a graph")
    if case.work * 2 * SMALLEST / 10 > MOST_WORK:
        return Consequence(follows, "its size was not computed, for its cost")
    radius = certified_radius(case)
    if not radius:
        return Consequence(follows, "enclosures were too wide to prove a size")
    return Consequence(follows, f"every weight may move by {radius:.3g} at once: proved by enclosures")


def certified_radius(case: Case) -> float:
    """The largest power of two, up to 1, by which all weights may move at once; 0 if none is proved."""
    below, above = -SMALLEST, 1  # of exponents: proved (or the end), and not proved
    while above - below > 1:
        middle = (above + below) // 2
        right = bool((margins_of(case, enclosed_outputs(case, 2.0**middle))[0] > 0).all())
        below, above = (middle, above) if right else (below, middle)
    return 2.0**below if below > -SMALLEST else 0.0
