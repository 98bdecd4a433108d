"""Hypotheses that several theorems share: of the loss, the activations, the numbers of weights and equations."""

from __future__ import annotations

import numpy as np

from .case import Case
from .declare import hypothesis
from .functions import KINKED, is_affine, is_smooth, jumps, name_of
from .holds import Holds, no, unknown, yes
from .samples import Repeats, repeats_in
from .traced_operations import VALUES, smoothness_of

CLEARLY = 1e-6  # a loss is not zero where residuals exceed this, relative to outputs and targets


def activations_of(case: Case) -> list[str]:
    """The names of the activations, each once, in their order."""
    own = [node.options for node in case.bent if node.kind == "activation" and not is_affine(node.options)]
    return list(dict.fromkeys(map(name_of, own)))


def listed(words: list[str]) -> str:
    """With commas and “and”.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count(number: int, word: str) -> str:
    """A number with its word, in the plural where it is not one.

    >>> count(1, "weight"), count(1510, "weight")
    ('1 weight', '1,510 weights')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def repeats(case: Case) -> Repeats:
    """Equal samples of the case."""
    return repeats_in(case.rows, case.targets)


@hypothesis
def square_loss(case: Case) -> Holds:
    """the loss is the square loss"""
    loss = case.subject.loss
    return yes("the loss is the square loss") if loss == "square" else no(f"the loss is {loss}, not the square loss")


@hypothesis
def cross_entropy(case: Case) -> Holds:
    """the loss is cross-entropy"""
    loss = case.subject.loss
    return yes("the loss is cross-entropy") if loss == "cross-entropy" else no(f"the loss is {loss}, not cross-entropy")


@hypothesis
def classes(case: Case) -> Holds:
    """there are m ≥ 2 classes, one output for each"""
    m = case.subject.output_dim
    return yes(f"{m} classes") if m >= 2 else no("there is one output, and m ≥ 2 is asked for")


@hypothesis
def one_output(case: Case) -> Holds:
    """the labels are real numbers"""
    m = case.subject.output_dim
    return yes("one output") if m == 1 else no(f"there are {m} outputs, and the theorem is about one (see C18-08)")


@hypothesis
def smooth(case: Case) -> Holds:
    """every f_i is a smooth function of the weights"""
    return smoothness(case)


def smoothness(case: Case) -> Holds:
    """Whether the outputs have all derivatives in the weights, everywhere."""
    if case.graph is None:
        answer, why = smoothness_of(case.operations)
        return Holds(answer, why)  # type: ignore[arg-type]
    kinked = [n.options for n in case.bent if n.kind == "activation" and not is_smooth(n.options)]
    if kinked:
        return no(f"{name_of(kinked[0])} is not smooth")
    if any(node.kind == "max_pool" for node in case.bent):
        return no("max-pooling is not smooth")
    names = activations_of(case)
    return yes(f"{listed(names)} {'is' if len(names) == 1 else 'are'} smooth" if names else "the model is linear")


@hypothesis
def more_weights(case: Case) -> Holds:
    """n > d: more weights than equations, of which each sample gives one for each output"""
    weights, equations = case.num_params, case.num_equations
    told = f"{count(weights, 'weight')} for {count(equations, 'equation')}"
    if weights > equations:
        return yes(told)
    return no(f"{told}: it needs {equations + 1 - weights:,} more")


@hypothesis
def distinct(case: Case) -> Holds:
    """the inputs x_i are distinct"""
    found = repeats(case)
    if found.pair is None:
        return yes(f"the {case.num_samples:,} inputs are distinct")
    i, j = found.pair
    return no(f"{count(found.count, 'input')} of {case.num_samples:,} repeated, first {j} as {i}")


@hypothesis
def zero_loss(case: Case) -> Holds:
    """the loss is 0 at the point"""
    zero = case.zero
    if case.has_zero:
        return yes(f"a zero within {case.distance_to_zero:.2g} of these weights is proved")
    if zero.status == "excluded":
        return no(f"there is no zero at all: {zero.because}")
    if case.subject.loss != "square":
        return no(f"the loss is {case.subject.loss}, not the square loss")
    outputs, targets = case.outputs, case.targets.reshape(case.outputs.shape)
    size = float(np.abs(outputs - targets).max(initial=0.0))
    scale = float(max(np.abs(outputs).max(initial=0.0), np.abs(targets).max(initial=0.0), 1e-300))
    half = 0.5 * float(((outputs - targets) ** 2).sum())
    if size > CLEARLY * scale:
        return no(f"½Σ(f − y)² = {half:.3g} at these weights, and no zero near them is proved")
    return unknown(f"½Σ(f − y)² = {half:.3g} is small, and no exact zero is proved")


@hypothesis
def layers(case: Case) -> Holds:
    """the outputs are computed by layers, each of which applies weights of its own to values below"""
    return layered(case)


FOREIGN = ("attention", "softmax", "LayerNorm", "layer_norm", "bmm", "matmul", "einsum", "Embedding", "embedding")


def layered(case: Case) -> Holds:
    """Whether the model could be read as layers of weights."""
    if case.graph is not None:
        return yes(listed([block.name for block in case.blocks]))
    foreign = foreign_part(case)
    if foreign:
        return no(f"the model has {foreign}, and the theorem is about layers of the form b + Wa")
    return unknown(f"the model was not read as layers: {case.subject.graph_reason}")


def foreign_part(case: Case) -> str:
    """What shows that a model without a graph is no network of layers b + Wa and activations; or empty."""
    kinds = [type(own).__name__ for own in case.subject.module.modules()]
    if any("attention" in kind.lower() for kind in kinds) or "attention" in " ".join(case.operations):
        return "attention, which multiplies values by values"
    for kind in kinds:
        if kind in ("LayerNorm", "GroupNorm", "Softmax", "Bilinear", "GRU"):
            return f"a {kind}"
        if kind in ("RMSNorm", "LSTM", "RNN"):
            return f"an {kind}"
    if VALUES in case.operations:
        return "a product of values by values"
    others = sorted(case.operations & {"softmax", "native_layer_norm"})
    return f"the operation {others[0]}" if others else ""


def kinks_at(case: Case) -> Holds:
    """Whether the outputs are differentiable in the weights at these weights: no kink is met for any sample."""
    smooth_everywhere = smoothness(case)
    if smooth_everywhere.answer == "yes":
        return smooth_everywhere
    if case.graph is None:
        return unknown(f"{smooth_everywhere.why}, and how far its kinks are is not known without a graph")
    values = case.values
    if values is None:
        return unknown("how far the kinks are was not computed, for its cost")
    nearest = np.inf
    for node in case.bent:
        if node.kind == "activation" and jumps(node.options):
            return unknown(
                f"the activation is {name_of(node.options)}, and how near values come to it was not looked at"
            )
        if node.kind == "max_pool":
            return unknown(
                "where two numbers of a window are equal, max-pooling may have a kink; that is not looked at"
            )
        if node.kind == "activation" and node.options["name"] in KINKED:
            z = values[node.sources[0]]
            gap = float((np.abs(z.centre) - z.radius).min(initial=np.inf))
            if gap <= 0:
                met = int((np.abs(z.centre) <= z.radius).sum())
                return unknown(
                    f"{count(met, 'value')} before {name_of(node.options)} may be 0 at these weights, a kink"
                )
            nearest = min(nearest, gap)
    return yes(f"no value before an activation is nearer than {nearest:.2g} to a kink")
