"""Linear networks: their global minimisers (T3-18), and weight decay (T3-08)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .blocks import chain_of_layers
from .case import Case
from .declare import Consequence, hypothesis, theorem
from .functions import is_affine
from .holds import Answer, Holds, no, yes
from .hypotheses import activations_of, count, layered, listed, smoothness, square_loss
from .samples import exact_rank

CLOSE = 1e-9


@dataclass(frozen=True)
class LinearNetwork:
    """W_{H+1} ⋯ W_1 X, with biases or without.

    Attributes:
        widths: d, the hidden widths, d'.
        biases: of which layers.
        inputs: X, one row for each sample, with a column of ones at the end if the last layer has a bias.
    """

    widths: tuple[int, ...]
    biases: tuple[bool, ...]
    inputs: np.ndarray

    @property
    def is_whole(self) -> bool:
        """Whether biases are free: none, or one at the output, which takes all values whatever the others are."""
        return self.biases[-1] or not any(self.biases)


def linear_network(case: Case) -> LinearNetwork | str:
    """The model as a linear network, or what shows that it is none."""
    if case.graph is None:
        return "the model was not read as layers"
    chain = chain_of_layers(case.graph)
    if chain is None:
        return "the layers are no chain"
    nodes = [case.graph[k] for k in chain]
    if not chain or any(node.kind != "dense" for node in nodes):
        return "not all layers are dense"
    if any(node.kind not in ("input", "dense", "flatten", "activation") for node in case.graph):
        return "there are other layers than dense ones"
    before, after = case.graph[: chain[0]], case.graph[chain[0] :]
    if any(node.kind == "activation" for node in after) or not all(
        is_affine(n.options) and n.options["coefficients"][0] == 0 for n in before if n.kind == "activation"
    ):
        return f"the activation is {listed(activations_of(case)) or 'an affine function'}"
    if any(node.parameters[0] is None or "bias" in node.constants for node in nodes):
        return "there are frozen weights"
    if any(len(block.nodes) > 1 for block in case.blocks):
        return "two layers share weights"
    widths = (case.rows.shape[1], *(node.shape[0] for node in nodes))
    biases = tuple(node.parameters[1] is not None for node in nodes)
    ones = np.ones((case.num_samples, 1 if biases[-1] else 0))
    return LinearNetwork(widths, biases, np.concatenate([case.rows, ones], axis=1))


@hypothesis
def linear(case: Case) -> Holds:
    """the network is linear, Ŷ = W_{H+1} ⋯ W_1 X"""
    found = linear_network(case)
    if isinstance(found, LinearNetwork):
        if found.is_whole:
            return yes(f"linear layers {'-'.join(map(str, found.widths))}")
        return no("hidden layers have biases and the output has none")
    whole = layered(case)
    return whole if whole.answer != "yes" else no(found)


@hypothesis
def every_product(case: Case) -> Holds:
    """N ≥ min(d, d'), so that every matrix A is a product (printed: N, d ≥ n ≥ d')"""
    found = linear_network(case)
    if not isinstance(found, LinearNetwork):
        whole = layered(case)
        return whole if whole.answer != "yes" else no(found)
    d, outputs = found.widths[0], found.widths[-1]
    hidden, needed = found.widths[1:-1], min(d, outputs)
    if not hidden:
        return yes("there is no hidden layer")
    told = f"the narrowest hidden layer has {count(min(hidden), 'unit')}, min(d, d') = {needed}"
    return yes(told) if min(hidden) >= needed else no(f"{told}: {needed - min(hidden)} too few")


@theorem("T3-18", "The global minimisers of a linear network", (square_loss, linear, every_product))
def minimisers(case: Case, applies: Answer) -> Consequence:
    """The global minimisers are {A = YXᵀ(XXᵀ)⁺ + B_X : B_X X = 0}, the one without elements of Null(Xᵀ) in its rows
    has minimum norm and is YXᵀ(XXᵀ)⁺, and every A is a product W2W1; with a bias at the output X has one more row, of
    ones"""
    found = linear_network(case)
    if applies != "yes" or not isinstance(found, LinearNetwork):
        return Consequence()
    x, y = found.inputs, case.targets.reshape(case.num_samples, -1)
    rank, both = exact_rank(x), exact_rank(np.concatenate([x, y], axis=1))
    outputs = case.outputs
    best = x @ np.linalg.lstsq(x, y, rcond=None)[0]
    least, here = 0.5 * float(((best - y) ** 2).sum()), 0.5 * float(((outputs - y) ** 2).sum())
    scale = 0.5 * float((y**2).sum()) + 1e-300
    if rank is None or both is None:
        follows = f"the least loss ½‖AX − Y‖² is {least:.6g} in float64; the data are too large for an exact rank"
        return Consequence(follows, f"½‖AX − Y‖² is {here:.6g} at these weights")
    free = case.subject.output_dim * (x.shape[1] - rank)
    follows = (
        f"X has rank {rank:,} of {x.shape[1]:,}, so that the minimisers A are an affine space of dimension {free:,}; "
    )
    follows += (
        "the least loss is 0" if both == rank else f"the least loss is {least:.6g}, not 0: Y is not of the form AX"
    )
    wrong = here < least - CLOSE * scale
    if case.has_zero:
        wrong = wrong or both != rank
    elif case.zero.status == "excluded":
        wrong = wrong or both == rank
    return Consequence(follows, f"½‖AX − Y‖² is {here:.6g} at these weights", wrong)


@hypothesis
def smooth_loss(case: Case) -> Holds:
    """L is twice differentiable"""
    return smoothness(case)


@theorem("T3-08", "Weight decay and hyperbolic minima", (square_loss, smooth_loss), corrected=True)
def weight_decay(case: Case, applies: Answer) -> Consequence:
    """For γ > 0 the Hessian of L_γ = L + γ‖W‖² at a point is that of L plus 2γI, so that a minimum is hyperbolic if and
    only if −2γ is no eigenvalue of the latter: always without a hidden layer. For a linear network with N hidden units,
    one sample x ≠ 0 and one output, the Hessian at every global minimum of L_γ has exactly N − 1 zero eigenvalues if
    2γ < ‖x‖|y|, N if 2γ = ‖x‖|y|, and none if 2γ > ‖x‖|y|"""
    if applies != "yes":
        return Consequence()
    found = linear_network(case)
    if isinstance(found, LinearNetwork):
        if len(found.widths) == 2:
            return Consequence("no hidden layer: every minimum of L + γ‖W‖² is hyperbolic, for every γ > 0")
        wide = [n for n in found.widths[1:-1] if n >= 2]
        one_of_each = case.num_samples == 1 and case.subject.output_dim == 1 and len(found.widths) == 3
        if one_of_each and not any(found.biases) and case.rows.any():
            size = float(np.linalg.norm(case.rows[0])) * abs(float(case.targets.reshape(-1)[0]))
            n = found.widths[1]
            return Consequence(
                f"‖x‖|y| = {size:.6g}: {count(n - 1, 'zero eigenvalue')} at every global minimum of L + γ‖W‖² for 2γ "
                f"below that, {n} at it, none above"
            )
        if wide:
            return Consequence(
                "hidden units are linear, and rotating them changes neither L nor ‖W‖², so that a "
                f"minimum of L + γ‖W‖² at which the weights of the {max(wide)} units are not all 0 has at least "
                f"{count(max(wide) - 1, 'zero eigenvalue')}, for every γ"
            )
    return Consequence(
        "a minimum of L + γ‖W‖² is hyperbolic if and only if −2γ is no eigenvalue of ∇²L there; with hidden layers "
        "this is not always so, and must be looked at for each minimum. For almost every W₀ all critical points of "
        "L + γ‖W − W₀‖² are hyperbolic"
    )
