"""Cross-entropy: no global minimum at finite weights where some weights classify all samples (T3-04)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import log

import numpy as np

from .assumptions import assumptions, skips_of
from .case import Case
from .counts import classified_right
from .declare import Consequence, hypothesis, theorem
from .holds import Answer, Holds, no, unknown, yes
from .hypotheses import classes, cross_entropy, repeats
from .linear import LinearNetwork, every_product, linear_network
from .samples import first_of_each
from .skips import mean_cross_entropy

MOST_ROWS = 3000  # of a linear program
ROUNDED = 2**40  # weights of a linear classifier are looked for among these parts
MOST_MULTIPLIERS = 60  # of an exact proof that there is no separator


@hypothesis
def scalable_readout(case: Case) -> Holds:
    """the outputs are linear in weights of the last layer, so that they can be scaled"""
    if case.graph is None:
        name = scaled_layer(case)
        if name:
            return yes(f"the outputs are linear in {name}, as float64 sees it at several weights")
        return unknown("whether the outputs are linear in weights of a last layer is not known")
    found = skips_of(case)
    if isinstance(found, Holds):
        return found
    if isinstance(linear_network(case), LinearNetwork):
        return yes("the network is linear")
    if not found.readout.layers or "no linear layer" in found.readout.objection or "frozen" in found.readout.objection:
        return no(found.readout.objection)
    if any("bias" in found.graph[place].constants for place in found.readout.layers):
        return no("the output has a frozen bias")
    return yes("the last layer is linear, with weights of its own")


def scaled_layer(case: Case) -> str:
    """A layer of a model without a graph whose weights scale the outputs, as is seen at drawn weights; or empty."""
    import torch

    subject = case.subject
    ends = np.cumsum([0, *(p.size for p in case.parameters)])
    name = subject.parameter_names[-1].rpartition(".")[0]
    own = [k for k, each in enumerate(subject.parameter_names) if each.rpartition(".")[0] == name]
    factor = np.ones(subject.num_params)
    for k in own:
        factor[ends[k] : ends[k + 1]] = 2.0
    stream = np.random.default_rng(0)
    for _ in range(3):
        at = subject.weights.cpu().numpy() * stream.uniform(0.5, 1.5, subject.num_params)
        one, two = (subject.outputs(torch.from_numpy(w).to(subject.weights)).cpu().numpy() for w in (at, at * factor))
        if not np.abs(two - 2 * one).max() <= 1e-10 * np.abs(one).max():
            return ""
    return f"layer {name}"


@hypothesis
def separable(case: Case) -> Holds:
    """some weights classify every sample right, without ties"""
    if case.subject.loss != "cross-entropy" or case.labels.classes is None:
        return unknown("whether some weights classify every sample right was not asked under another loss")
    clash = repeats(case).contradiction
    if clash is not None:
        return no(f"samples {clash[0]} and {clash[1]} are equal and have different classes")
    here = classified_right(case)
    if here.answer == "yes":
        return yes(f"these weights do: {here.why}")
    if assumptions.ask(case).answer == "yes":
        return yes("by Lemma 3.2 of NMH (M ≥ N) almost all hidden weights allow it")
    if isinstance(linear_network(case), LinearNetwork) and every_product.ask(case).answer == "yes":
        return linearly_separable(case)
    return unknown(f"these weights do not ({here.why}), and whether others do is not known")


def constraints(case: Case, inputs: np.ndarray) -> list[list[Fraction]]:
    """Rows a with a·w > 0 for all exactly if the linear classifier w is right: (x at the class, −x at another one)."""
    labels = case.labels.classes
    assert labels is not None
    rows = [[Fraction(float(v)) for v in row] for row in inputs]
    m, zero = case.subject.output_dim, Fraction(0)
    found = []
    for x, label in zip(rows, labels, strict=True):
        for other in (k for k in range(m) if k != label):
            found.append([v if k == label else -v if k == other else zero for k in range(m) for v in x])
    return found


def linearly_separable(case: Case) -> Holds:
    """Decided by a linear program, whose answer is then checked in rational numbers."""
    from scipy.optimize import linprog

    found = linear_network(case)
    assert isinstance(found, LinearNetwork)
    count = case.num_samples * (case.subject.output_dim - 1)
    if count > MOST_ROWS:
        return unknown(f"{count:,} inequalities of a linear classifier are too many to decide exactly here")
    rows = constraints(case, found.inputs)
    table = np.array([[float(v) for v in row] for row in rows])
    sizes = np.abs(table).max(axis=1, initial=0.0)
    if (sizes == 0).any():
        return no("a sample is 0, and the network has no bias: its outputs are equal for all weights")
    table = table / sizes[:, None]
    width = table.shape[1]
    goal = np.append(np.zeros(width), -1.0)  # the largest margin in a box of weights
    solved = linprog(goal, A_ub=np.hstack([-table, np.ones((len(table), 1))]), b_ub=np.zeros(len(table)),
                     bounds=[(-1, 1)] * width + [(None, 1)], method="highs")  # fmt: skip
    if solved.status == 0:
        weights = [Fraction(round(float(v) * ROUNDED), ROUNDED) for v in solved.x[:-1]]
        if all(sum((a * w for a, w in zip(row, weights, strict=True) if a), Fraction(0)) > 0 for row in rows):
            return yes("a linear classifier is right for all samples, checked in rational numbers")
        if positive_dependence(rows, -solved.ineqlin.marginals):
            return no("a positive combination of the samples, with their classes, is 0: no linear classifier is right")
    return unknown("the samples are too near to the boundary of being separable for a linear program in float64")


def positive_dependence(rows: list[list[Fraction]], guess: np.ndarray) -> bool:
    """Whether Σ α_i a_i = 0 with α ≥ 0, α ≠ 0: solved exactly on the support of a guess (Gordan's alternative)."""
    import flint

    chosen = [k for k in np.argsort(-guess)[:MOST_MULTIPLIERS] if guess[k] > 1e-9 * guess.max(initial=0.0)]
    if not chosen or guess.max(initial=0.0) <= 0:
        return False
    matrix = flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator) for v in rows[k]] for k in chosen]).transpose()
    reduced, rank = matrix.rref()
    if len(chosen) - rank != 1:
        return False
    pivots = [next(j for j in range(reduced.ncols()) if reduced[i, j] != 0) for i in range(rank)]
    (free,) = set(range(len(chosen))) - set(pivots)
    return all(reduced[i, free] <= 0 for i in range(rank))


@theorem(
    "T3-04",
    "Cross-entropy has no global minimum at finite weights",
    (cross_entropy, classes, scalable_readout, separable),
    corrected=True,
)
def no_minimum(case: Case, applies: Answer) -> Consequence:
    """Where the outputs are linear in weights of the last layer and some weights classify all samples right, without
    ties, the infimum of the cross-entropy is 0 and attained at no finite weights; without such weights it may have a
    minimum"""
    if case.subject.loss != "cross-entropy" or case.labels.classes is None:
        return Consequence()
    loss = mean_cross_entropy(case)
    measured = f"the mean cross-entropy is {loss:.4g} at these weights"
    if applies == "yes":
        return Consequence(
            "the loss tends to 0 as weights that classify all samples grow, and is 0 at no weights", measured
        )
    floor = least_of_equal_samples(case)
    if floor:
        follows = f"the loss is at least {floor:.4g} for all weights, the entropy of the classes of equal samples"
        return Consequence(follows, measured, loss < floor * (1 - 1e-9))
    right = classified_right(case).answer == "yes"
    wrong = right and separable.ask(case).answer == "no"
    return Consequence("the loss is 0 at no weights", measured, wrong)


def least_of_equal_samples(case: Case) -> float:
    """The mean over all samples of the entropy of the classes that equal samples have."""
    labels = case.labels.classes
    assert labels is not None
    groups: dict[int, Counter[int]] = {}
    for first, label in zip(first_of_each(case.rows).tolist(), labels.tolist(), strict=True):
        groups.setdefault(first, Counter())[label] += 1
    total = 0.0
    for group in groups.values():
        size = sum(group.values())
        total += sum(times * log(size / times) for times in group.values())
    return total / case.num_samples
