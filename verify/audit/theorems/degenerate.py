"""Zero eigenvalues of the Hessian at zero loss, and directions along which the outputs do not change (T3 §6.2.4)."""

from __future__ import annotations

import numpy as np

from algebraic.shell import ROLE_PROBES, random_stream

from .blocks import Block, chain_of_layers
from .case import Case
from .declare import Consequence, hypothesis, theorem
from .functions import KINKED, is_affine, name_of
from .holds import Answer, Holds, no, yes
from .hypotheses import count, kinks_at, layered, layers, smoothness, square_loss, zero_loss

STEP = 0.5  # of the way to the nearest kink
UNCHANGED = 1e-7  # relative to what a random direction of the same length changes


def excesses(case: Case) -> list[tuple[Block, int]]:
    """For each layer p_k − n·min(N_k, …): its weights, less a bound on the rank of their columns in the Jacobian."""
    return [(block, block.excess(case.num_samples)) for block in case.blocks]


def least_zeros(case: Case) -> int:
    """How many zero eigenvalues the proof of Theorem 3 gives."""
    return sum(max(0, excess) for _, excess in excesses(case))


def _inequality(block: Block, num_samples: int) -> str:
    sign = ">" if block.excess(num_samples) > 0 else "≤"
    return f"{block.name}: {block.num_weights:,} weights {sign} {num_samples:,}·{block.narrowest}"


@hypothesis
def overparametrised(case: Case) -> Holds:
    """N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for some k; with biases or shared weights the left side is the number of
    weights of the layer"""
    whole = layered(case)
    if whole.answer != "yes":
        return whole
    found = excesses(case)
    if not found:
        return no("the model has no layer with weights")
    block, excess = max(found, key=lambda each: each[1])
    if excess > 0:
        return yes("; ".join(_inequality(b, case.num_samples) for b, e in found if e > 0))
    return no(f"{_inequality(block, case.num_samples)}, the nearest: it needs {count(1 - excess, 'weight')} more")


@hypothesis
def twice_differentiable(case: Case) -> Holds:
    """L is twice differentiable at the point"""
    if case.has_zero and case.graph is not None and smoothness(case).answer == "no":
        return yes("no sample meets a kink on the ball in which the zero is proved")
    return kinks_at(case)


@hypothesis
def one_hidden_layer(case: Case) -> Holds:
    """there is one hidden layer"""
    whole = layered(case)
    if whole.answer != "yes" or case.graph is None:
        return whole
    chain = chain_of_layers(case.graph)
    if chain is None:
        return no("the layers are no chain")
    hidden = len(chain) - 1
    return (
        yes("one hidden layer") if hidden == 1 else no(f"there are {hidden} hidden layers, and the theorem is about 1")
    )


@hypothesis
def first_block(case: Case) -> Holds:
    """dN > n·min(N, d'); with biases the left side is the number of weights of the first layer"""
    whole = layered(case)
    if whole.answer != "yes" or not case.blocks:
        return whole if whole.answer != "yes" else no("the model has no layer with weights")
    block = case.blocks[0]
    told = _inequality(block, case.num_samples)
    excess = block.excess(case.num_samples)
    return yes(told) if excess > 0 else no(f"{told}: it needs {count(1 - excess, 'weight')} more")


@theorem(
    "T3-01", "The Hessian at zero loss has a zero eigenvalue", (layers, square_loss, overparametrised, zero_loss,
                                                                  twice_differentiable)
)  # fmt: skip
def hessian_has_zeros(case: Case, applies: Answer) -> Consequence:
    """If L(w*) = 0, L is twice differentiable at w*, and N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for some k, then ∇²L(w*)
    has a zero eigenvalue; its proof gives Σ_k max(0, N_k N_{k−1} − n·min(N_k, …)), for layers with biases or shared
    weights with their number of weights in place of N_k N_{k−1}. K > n·m suffices as well"""
    zeros, surplus = least_zeros(case), case.num_params - min(case.num_equations, case.rank.rank_bound)
    follows = ""
    if applies == "yes":
        told = count(max(zeros, surplus), "zero eigenvalue")
        follows = f"the Hessian at that zero has at least {told} of {case.num_params:,}"
    elif surplus > 0 and case.subject.loss == "square":
        follows = (
            f"at any zero where L is twice differentiable there are at least {surplus:,} all the same, since "
            f"the rank of J is at most {case.num_params - surplus:,}"
        )
    return _against_rank(case, follows, zeros, "the Hessian at a zero")


def _against_rank(case: Case, follows: str, zeros: int, what: str) -> Consequence:
    """J's rank is at most K less these zeros, at all weights; and at least n·m near a proved zero."""
    rank, known = case.rank.jacobian_rank, case.rank.status in ("proved", "gap")
    if rank is None or not known:
        return Consequence(follows, "the rank of the Jacobian is undecided" if follows else "")
    measured = f"JᵀJ has rank {rank:,} at these weights, so {count(case.num_params - rank, 'zero eigenvalue')}"
    wrong = bool(case.blocks) and rank > case.num_params - zeros
    if wrong:
        measured += f": more than the theorem allows of {what}, which is {case.num_params - zeros:,}"
    return Consequence(follows, measured if follows or wrong else "", wrong)


@theorem(
    "T3-25",
    "One hidden layer: zero eigenvalues of the first block and of the Hessian",
    (one_hidden_layer, square_loss, first_block, zero_loss, twice_differentiable),
)
def first_block_has_zeros(case: Case, applies: Answer) -> Consequence:
    """For one hidden layer, E = 0 and dN > n·min(N, d') the first block of the Hessian has at least dN − n·min(N, d')
    zero eigenvalues, and so has the Hessian"""
    if applies != "yes":
        return Consequence()
    block = case.blocks[0]
    zeros = block.excess(case.num_samples)
    follows = f"the first block has at least {count(zeros, 'zero eigenvalue')} of {block.num_weights:,}"
    jacobian = case.jacobian
    if jacobian is None:
        return Consequence(follows)
    values = np.linalg.svd(jacobian[:, case.columns_of(block)], compute_uv=False)
    clear = int((values > 1e-8 * values.max(initial=0.0)).sum())
    measured = f"{clear} singular values of the first block of J are clearly not 0 at these weights"
    return Consequence(follows, measured, clear > block.num_weights - zeros)


@hypothesis
def piecewise_linear(case: Case) -> Holds:
    """the activation is ReLU"""
    whole = layered(case)
    if whole.answer != "yes" or case.graph is None:
        return whole
    nodes = [node for node in case.bent if node.kind == "activation" and not is_affine(node.options)]
    if not nodes:
        return no("there is no activation")
    other = [name_of(node.options) for node in nodes if node.options["name"] not in KINKED]
    return (
        no(f"the activation is {other[0]}, not ReLU")
        if other
        else yes(f"the activation is {name_of(nodes[0].options)}")
    )


@hypothesis
def differentiable(case: Case) -> Holds:
    """the outputs are differentiable in the weights at these weights"""
    return kinks_at(case)


@theorem(
    "T3-26", "ReLU: outputs that do not change along the degenerate directions of a layer",
    (piecewise_linear, differentiable),
)  # fmt: skip
def outputs_stay(case: Case, applies: Answer) -> Consequence:
    """For ReLU and weights at which the outputs are differentiable: if ∇_k vec(Ŷ)ᵀ ΔW_k = 0 for the weights of one
    layer, which no other shares, the outputs do not change along ε ΔW_k for all sufficiently small ε > 0"""
    if applies != "yes":
        return Consequence()
    known = [(block, excess) for block, excess in excesses(case) if excess > 0 and len(block.nodes) == 1]
    if not known:
        return Consequence(
            "it holds along every such direction; the inequality of T3-01, which makes sure that there is one, fails"
        )
    block = max(known, key=lambda each: each[1])[0]
    follows = "; ".join(f"{b.name}: at least {count(e, 'such direction')}" for b, e in known)
    moved = _moved_outputs(case, block)
    if moved is None:
        return Consequence(follows)
    along, other = moved
    measured = (
        f"{block.name}: outputs change by {along:.1e} along one of them, and by {other:.1e} along a random direction"
    )
    return Consequence(follows, measured, along > max(UNCHANGED * other, 1e-12 * float(np.abs(case.outputs).max())))


def _moved_outputs(case: Case, block: Block) -> tuple[float, float] | None:
    """The largest change of an output along a kernel direction of a block and along a random one, short of kinks."""
    import torch

    jacobian, columns = case.jacobian, case.columns_of(block)
    if jacobian is None:
        return None
    own = jacobian[:, columns]
    start = random_stream(0, ROLE_PROBES, 0).standard_normal(len(columns))
    kernel = start - np.linalg.pinv(own, rcond=1e-10) @ (own @ start)
    radius = _radius_without_kinks(case)
    if not radius or not np.abs(kernel).max() > 1e-6:
        return None
    changes = []
    for direction in (kernel, start):
        step = np.zeros(case.num_params)
        step[columns] = direction * (STEP * radius / np.abs(direction).max())
        at = case.subject.weights + torch.from_numpy(step).to(case.subject.weights)
        changes.append(float(np.abs(case.subject.outputs(at).cpu().numpy() - case.outputs).max()))
    return changes[0], changes[1]


def _radius_without_kinks(case: Case) -> float:
    """A box around the weights in which no value before a kinked activation is 0, by enclosures."""
    assert case.graph is not None
    places = [n.sources[0] for n in case.bent if n.kind == "activation" and n.options["name"] in KINKED]
    for k in range(2, 60, 2):
        values = case.values_within(2.0**-k)
        if all((np.abs(values[place].centre) > values[place].radius).all() for place in places):
            return 2.0**-k
    return 0.0
