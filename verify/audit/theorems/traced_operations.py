"""Which operations of torch a model executes: for models that no graph can say."""

from __future__ import annotations

from ...subject import Subject

# Analytic for all values of their arguments, or moving numbers about; and what has kinks.
_ANALYTIC = """
add addmm addmv addbmm alias arange as_strided baddbmm bmm cat clone constant_pad_nd contiguous convolution cos detach
embedding empty empty_like erf exp expand expm1 fill flatten full full_like gelu index_select lift_fresh linear
log_softmax matmul mean mm mul mv narrow native_layer_norm layer_norm neg new_zeros ones ones_like permute repeat
reshape rsub scalar_tensor select sigmoid silu sin slice softmax softplus split split_with_sizes squeeze stack sub sum t
tanh transpose unbind unfold unsqueeze view zeros zeros_like scaled_dot_product_attention native_batch_norm mish
log_sigmoid_forward avg_pool2d to_copy unsafe_view reshape_alias dot copy safe_softmax scaled_dot_product_attention_math
scaled_dot_product_flash_attention_for_cpu native_batch_norm_legit_no_training
"""
_KINKED = """
relu leaky_relu hardtanh clamp clamp_min clamp_max abs maximum minimum max_pool2d max_pool2d_with_indices hardswish
hardsigmoid prelu prelu_kernel threshold relu6 amax amin adaptive_max_pool2d softshrink hardshrink
"""
ANALYTIC, KINKED = frozenset(_ANALYTIC.split()), frozenset(_KINKED.split())


def operations_of(subject: Subject) -> frozenset[str]:
    """The names of the operations, without ``aten::`` and variants; ``pow`` with no whole exponent is ``pow*``."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode

    seen: set[str] = set()

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            name = func._schema.name.removeprefix("aten::").strip("_")
            if name == "pow" and not _is_whole(args):
                name = "pow*"
            if name == "div" and not isinstance(args[1], int | float):
                name = "div*"
            seen.add(name)
            return func(*args, **(kwargs or {}))

    weights = subject.weights.detach().clone().requires_grad_()
    with torch.enable_grad(), Watch():  # with gradients, since torch has other, fused operations without
        subject.call(weights, subject.batch(slice(0, 1)))
    return frozenset(seen)


def _is_whole(args: tuple[object, ...]) -> bool:
    exponent = args[1]
    return isinstance(exponent, int | float) and exponent == int(exponent) and exponent >= 0


def smoothness_of(operations: frozenset[str]) -> tuple[str, str]:
    """``yes``, ``no`` or ``unknown``: whether a model of these operations is smooth, and why.

    >>> smoothness_of(frozenset({"addmm", "tanh"}))[0], smoothness_of(frozenset({"mm", "relu"}))[0]
    ('yes', 'no')
    """
    if kinked := sorted(operations & KINKED):
        return "no", f"it has the operation {', '.join(kinked)}, which has kinks or jumps"
    if left := sorted(operations - ANALYTIC - {"pow", "div"}):
        return "unknown", f"it is not known whether {', '.join(left)} is smooth where this model uses it"
    return "yes", "all operations that it executes are smooth"
