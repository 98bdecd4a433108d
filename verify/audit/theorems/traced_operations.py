"""Which operations of torch what a model does with its weights goes through: for models that no graph can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...subject import Options, Subject
from .functions import SMALL_JUMP

# Analytic for all values of their arguments, or moving numbers about; and what has kinks or jumps.
_ANALYTIC = """
adaptive_avg_pool2d add addbmm addcmul addmm addmv alias as_strided avg_pool1d avg_pool2d avg_pool3d baddbmm bmm cat
channel_shuffle clone constant_pad_nd contiguous convolution copy cos cosh cumsum detach diag_embed diagonal dot
einsum embedding embedding_bag empty_like erf exp expand expm1 fill flatten flip full_like gather gelu glu im2col
index index_add index_select layer_norm lift_fresh linear log_sigmoid_forward log_softmax logaddexp logsumexp
masked_fill matmul mean mish mm mul multiply mv narrow native_batch_norm native_batch_norm_legit_no_training
native_group_norm native_layer_norm neg new_empty new_ones new_zeros ones_like permute pixel_shuffle pixel_unshuffle
reflection_pad1d reflection_pad2d repeat replication_pad1d replication_pad2d reshape reshape_alias roll rsub
safe_softmax scaled_dot_product_attention scaled_dot_product_attention_math scaled_dot_product_flash_attention_for_cpu
select select_scatter sigmoid silu sin sinh slice slice_scatter softmax softplus split split_with_sizes square squeeze
stack sub sum t tanh to_copy trace transpose tril trilinear triu unbind unfold unsafe_split unsafe_split_with_sizes
unsafe_view unsqueeze upsample_bilinear2d upsample_nearest2d var vdot view zeros_like
"""
_BENT = """
abs adaptive_max_pool2d amax amin ceil celu clamp clamp_max clamp_min elu floor frac hardshrink hardsigmoid hardswish
hardtanh heaviside leaky_relu max max_pool2d max_pool2d_with_indices max_pool3d_with_indices maximum median min
minimum prelu prelu_kernel relu relu6 round rrelu_with_noise sign softshrink sort threshold topk trunc
"""
STARRED = {
    "copy*": "a conversion to another type",
    "div*": "a quotient by a value",
    "embedding_bag*": "maxima over a bag",
    "pow*": "a power that is no whole one",
    "softplus*": "a softplus with a jump",
    "to_copy*": "a conversion to another type",
    "true_divide*": "a quotient by a value",
}
ANALYTIC = frozenset([*_ANALYTIC.split(), "pow", "div", "true_divide"])
BENT = frozenset([*_BENT.split(), "embedding_bag*", "softplus*"])
_CONTINUOUS = """
abs acos adaptive_max_pool2d amax amin asin atan celu clamp clamp_max clamp_min div* elu embedding_bag* hardsigmoid
hardswish hardtanh leaky_relu linalg_vector_norm log log1p log2 max max_pool2d max_pool2d_with_indices
max_pool3d_with_indices maximum min minimum norm pow* prelu prelu_kernel reciprocal relu relu6 rsqrt softshrink sqrt std
true_divide* weight_norm_interface
"""
CONTINUOUS = frozenset(_CONTINUOUS.split())
PRODUCTS, VALUES = ("bmm", "baddbmm"), "values*values"
LARGEST_OF_BAG = 2  # the mode of an embedding bag that takes maxima
NOWHERE = 0
AT_ONCE = 64  # samples


def operations_of(subject: Subject) -> frozenset[str]:
    """The names of the operations, without ``aten::`` and variants, on values that depend on trained weights.

    What follows a value is found by its memory, so that detaching it hides nothing. A star marks what is not smooth for
    all arguments: a power that is no whole one, a quotient by a value or one that is rounded, a conversion to another
    type, a softplus that jumps, a bag that takes maxima. Matrices of values times such are ``values*values``, too.
    """
    seen: set[str] = set()
    for first in range(0, subject.num_samples, AT_ONCE):  # all samples: a branch that data choose may be theirs alone
        _follow(subject, slice(first, first + AT_ONCE), seen)
    return frozenset(seen)


def _follow(subject: Subject, samples: slice, seen: set[str]) -> None:
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode

    kept: list[Any] = []  # so that their memory is not given to others
    of_weights: set[int] = set()
    of_inputs: set[int] = set()

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            found = func(*args, **(kwargs or {}))
            given = set(map(_memory, _tensors((args, kwargs))))
            for marked in (of_weights, of_inputs):
                if not marked.isdisjoint(given):
                    kept.extend(_tensors(found))
                    marked.update(map(_memory, _tensors(found)))
                    marked.discard(NOWHERE)
            if not of_weights.isdisjoint(given):
                name = func._schema.name.removeprefix("aten::").strip("_")
                seen.add(name + ("" if _is_plain(name, args, kwargs or {}, of_weights) else "*"))
                if name in PRODUCTS and all(_memory(tensor) in of_inputs for tensor in _tensors(args[-2:])):
                    seen.add(VALUES)
            return found

    weights = subject.weights.detach().clone().requires_grad_()
    batch = subject.batch(samples)
    kept += [weights, *batch.values()]
    of_weights.add(_memory(weights))
    of_inputs.update(map(_memory, batch.values()))
    with torch.enable_grad(), Watch():  # with gradients, since torch has other, fused operations without
        subject.call(weights, batch)


def _tensors(value: Any) -> Iterator[Any]:
    from torch.utils._pytree import tree_leaves

    return (leaf for leaf in tree_leaves(value) if hasattr(leaf, "untyped_storage"))


def _memory(tensor: Any) -> int:
    """Where its numbers are, views of it as well."""
    try:
        return int(tensor.untyped_storage().data_ptr())
    except (NotImplementedError, RuntimeError):  # it has no memory of its own, as what is sparse
        return NOWHERE


def _is_plain(name: str, args: tuple[Any, ...], options: Options, of_weights: set[int]) -> bool:
    """Whether an operation of this name does here what its name says, for all arguments."""
    if name == "pow":
        return _is_whole(args)
    if name in ("div", "true_divide"):
        by_value = any(_memory(tensor) in of_weights for tensor in _tensors(args[1:]))
        return not by_value and options.get("rounding_mode") is None
    if name in ("to_copy", "copy"):
        kinds = [options.get("dtype"), *(tensor.dtype for tensor in _tensors(args))]
        return {str(kind) for kind in kinds if kind is not None} == {"torch.float64"}
    if name == "softplus":
        return float([*args[1:], 1.0, SMALL_JUMP][1]) >= SMALL_JUMP if len(args) > 2 else True
    if name == "embedding_bag":
        return [*args, 0, 0][4] != LARGEST_OF_BAG if len(args) > 4 else True
    return True


def _is_whole(args: tuple[Any, ...]) -> bool:
    exponent = args[1]
    return isinstance(exponent, int | float) and exponent == int(exponent) and exponent >= 0


def smoothness_of(operations: frozenset[str]) -> tuple[str, str]:
    """``yes``, ``no`` or ``unknown``: whether a model of these operations is smooth, and why.

    >>> smoothness_of(frozenset({"addmm", "tanh"}))[0], smoothness_of(frozenset({"mm", "relu"}))[0]
    ('yes', 'no')
    """
    if bent := sorted(operations & BENT):
        return "no", f"it has {_words(bent)}, which {'is' if len(bent) == 1 else 'are'} not smooth everywhere"
    if left := sorted(operations - ANALYTIC - {VALUES}):
        are = "is" if len(left) == 1 else "are"
        return "unknown", f"it is not known whether {_words(left)} {are} smooth where this model has it"
    return "yes", "all operations that its weights go through are smooth"


def continuity_of(operations: frozenset[str]) -> tuple[str, str]:
    """``yes`` or ``unknown``: whether a model of these operations is continuous where its outputs are finite, and why.

    >>> continuity_of(frozenset({"mm", "relu", "div*"}))[0], continuity_of(frozenset({"mm", "gt"}))[0]
    ('yes', 'unknown')
    """
    if left := sorted(operations - ANALYTIC - CONTINUOUS - {VALUES}):
        return "unknown", f"it is not known whether {_words(left)} {'is' if len(left) == 1 else 'are'} continuous here"
    return "yes", "all operations that its weights go through are continuous where they are finite"


def _words(operations: list[str]) -> str:
    """Operations of torch by name, others by what they are."""
    plain = [name for name in operations if name not in STARRED]
    said = [f"the operation{'s' if len(plain) > 1 else ''} {', '.join(plain)}"] if plain else []
    return " and ".join([*said, *(STARRED[name] for name in operations if name in STARRED)])
