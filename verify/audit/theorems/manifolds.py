"""The zero set as a manifold, and the Hessian on it (C18)."""

from __future__ import annotations

from .blocks import chain_of_layers
from .case import Case
from .declare import Consequence, hypothesis, theorem
from .functions import is_affine, is_rectified_smooth, name_of
from .holds import Answer, Holds, no, unknown, yes
from .hypotheses import (
    count,
    distinct,
    layered,
    more_weights,
    one_output,
    smooth,
    square_loss,
    zero_loss,
)
from .units import has_own_bias, readout_of

KNOWN = "verify.subject.smoolu()"
ALMOST = "for almost all targets, which says nothing of a single data set"


def _dimension(case: Case, follows: str) -> Consequence:
    """What is said of the dimension, and whether what was measured agrees."""
    surplus, bound = case.num_params - case.num_equations, case.rank.rank_bound
    measured, wrong = "", False
    if bound < case.num_equations:
        follows += (
            f"; the outputs fill at most {bound:,} of {case.num_equations:,} dimensions, so that for almost all "
            "targets it is empty"
        )
    if case.has_zero and not case.onto_at_zero:
        measured = "a zero near these weights is proved, for these targets, which are not generic: J is not onto there"
    elif case.has_zero:
        found = getattr(case.zero, "dimension", None)
        measured = "a zero near these weights is proved, with J onto, for these targets"
        measured += "" if found is None else f": near it the zero set is a manifold of dimension {found:,}"
        wrong = bound < case.num_equations or (found is not None and found != surplus)
    elif case.zero.status in ("not_found", "excluded"):
        measured = f"no zero is known: {case.zero.because}"
    return Consequence(follows, measured, wrong)


@theorem("C18-01", "The zero set is a manifold of dimension n − d, or empty", (one_output, square_loss, smooth,
                                                                              more_weights, distinct))  # fmt: skip
def manifold(case: Case, applies: Answer) -> Consequence:
    """After an arbitrarily small change to the data set if need be, M = L⁻¹(0) is a smooth submanifold of dimension
    n − d of R^n, possibly empty"""
    if applies != "yes":
        return Consequence()
    surplus = case.num_params - case.num_samples
    return _dimension(case, f"the zero set is empty or a manifold of dimension {surplus:,}, {ALMOST}")


@theorem("C18-08", "With ℓ outputs the zero set has codimension ℓd, or is empty", (square_loss, smooth, more_weights))
def several_outputs(case: Case, applies: Answer) -> Consequence:
    """With labels in R^ℓ, generically in the data M is empty or a smooth submanifold of codimension ℓd"""
    if applies == "yes":
        surplus = case.num_params - case.num_equations
        told = f"dimension {surplus:,} (codimension {case.num_equations:,})"
        return _dimension(case, f"the zero set is empty or a manifold of {told}, {ALMOST}")
    is_small = case.num_params <= case.num_equations and case.subject.loss == "square"
    if is_small and smooth.ask(case).answer == "yes":
        kind = "empty or a set of isolated points" if case.num_params == case.num_equations else "empty"
        return _dimension(case, f"n > ℓd is not needed: the zero set is {kind} for almost all targets")
    return Consequence()


@theorem(
    "C18-03",
    "The Hessian at a zero has rank J positive eigenvalues, the others are 0",
    (square_loss, smooth, zero_loss),
    corrected=True,
)
def hessian_on_zeros(case: Case, applies: Answer) -> Consequence:
    """Let f_i be smooth and f_i(m) = 0 for i = 1, …, d. Then the Hessian of L = Σ f_i² at m is 2 JᵀJ: it has rank J(m)
    positive eigenvalues, and the others are 0; d are positive if and only if the gradients of the f_i at m are
    independent"""
    if applies != "yes":
        return Consequence()
    equations, weights = case.num_equations, case.num_params
    if not case.onto_at_zero:
        least = int(getattr(case.zero, "independent", 0) or 0)
        follows = (
            f"at the zero near these weights, where J is not onto, the Hessian has at least {least:,} positive "
            "eigenvalues and no negative one"
        )
        return Consequence(
            follows, "the zero is proved after samples that repeat, and outputs that follow, are left out"
        )
    follows = (
        f"at the zero near these weights, where J is onto, the Hessian has {count(equations, 'positive eigenvalue')}, "
        f"{weights - equations:,} zero ones and no negative one"
    )
    rank = case.rank.jacobian_rank
    if rank is None or case.rank.status == "undecided":
        return Consequence(follows, "the rank of J at these weights is undecided", case.rank.rank_bound < equations)
    wrong = case.rank.rank_bound < equations
    return Consequence(follows, f"J has rank {rank:,} of {equations:,} at these weights", wrong)


@hypothesis
def own_weights(case: Case) -> Holds:
    """every layer reads all of the one before, with weights and biases of its own"""
    whole = layered(case)
    if whole.answer != "yes" or case.graph is None:
        return whole
    chain = chain_of_layers(case.graph)
    if chain is None:
        return no("the layers are no chain, each reading all of the one before")
    if any(case.graph[k].kind == "convolution" for k in chain):
        return no("a convolution shares weights")
    if any(node.kind in ("scale", "max_pool", "average_pool", "select") for node in case.graph):
        return no("there are other layers than those of b + Wa and an activation")
    if any(len(block.nodes) > 1 for block in case.blocks):
        return no("two layers share weights")
    if any(None in case.graph[k].parameters for k in chain):
        return no("a layer has no bias of its own, or frozen weights")
    return yes("dense layers with weights and biases of their own")


@hypothesis
def rectified(case: Case) -> Holds:
    """σ is rectified smooth: smooth, 0 for z ≤ 0 and increasing for z > 0"""
    whole = layered(case)
    if case.graph is None:
        return (
            whole
            if whole.answer == "no"
            else unknown(f"{whole.why}; of rectified smooth ones the layer {KNOWN} is read")
        )
    bent = [node.options for node in case.bent if node.kind == "activation" and not is_affine(node.options)]
    if not bent:
        return no("there is no activation")
    other = [options for options in bent if not is_rectified_smooth(options)]
    if not other:
        return yes(f"{name_of(bent[0])} is smooth, 0 for z ≤ 0 and increasing for z > 0")
    if any(options["name"] == "relu" or options == {"name": "leaky_relu", "slope": 0.0} for options in other):
        return no("ReLU is rectified, but not smooth")
    return no(f"{name_of(other[0])} is not 0 for all z ≤ 0")


@hypothesis
def wide_last_layer(case: Case) -> Holds:
    """the last hidden layer has width h ≥ d, the number of samples"""
    whole = layered(case)
    if whole.answer != "yes" or case.graph is None:
        return whole
    readout = readout_of(case.graph)
    if readout.objection:
        return no(readout.objection)
    own = sum(has_own_bias(case.graph, unit) for unit in readout.units)
    n = case.num_samples
    told = f"the last hidden layer has {count(len(readout.units), 'unit')} for {count(n, 'sample')}"
    if len(readout.units) < n:
        return no(f"{told}: {n - len(readout.units):,} too few")
    return yes(told) if own >= n else no(f"{told}, but only {own:,} have a bias of their own")


@theorem(
    "C18-07",
    "With a rectified smooth activation and a wide last layer the zero set is not empty",
    (own_weights, one_output, square_loss, rectified, distinct, wide_last_layer),
    corrected=True,
)
def not_empty(case: Case, applies: Answer) -> Consequence:
    """Let every layer of a network read all of the one before, with weights and biases of its own; let σ be rectified
    and smooth, the x_i distinct, and the last hidden layer of width h ≥ d. Then for almost all labels the minimum of L
    is 0 and M is a non-empty smooth submanifold of dimension n − d of R^n"""
    if applies != "yes":
        return Consequence()
    return _dimension(case, f"the zero set is a manifold of dimension {case.num_params - case.num_samples:,}, {ALMOST}")
