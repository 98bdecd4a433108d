"""Convolution and batch normalisation by the compiled kernels, as operations that autograd differentiates once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .kernels import Kernels
from .windows import Window, plan_outputs, plan_slopes

if TYPE_CHECKING:
    import torch

CACHED = 2**14  # numbers of the samples that are taken at a time: 64 KB in float32
PIECE = 128  # samples whose products are summed before they are added to those of others


def convolve(
    kernels: Kernels, window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    """:func:`netsim.models.convolutions.convolve` by the kernels."""
    found: torch.Tensor = _operations()[0](values, weight, bias, window, kernels)
    return found


def normalise(
    kernels: Kernels,
    columns: torch.Tensor,
    scale: torch.Tensor | None,
    shift: torch.Tensor | None,
    epsilon: float,
    *,
    cut: bool,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Batch normalisation over all but the channels, which are the second axis, and ReLU where ``cut``.

    Returns:
        the values; of each channel its mean, and 1 / sqrt(variance + ε). These two are not differentiated.
    """
    found: tuple[torch.Tensor, torch.Tensor, torch.Tensor] = _operations()[1](
        columns, scale, shift, epsilon, cut, kernels
    )
    return found


@cache
def _operations():  # type: ignore[no-untyped-def]
    """For autograd; ``torch`` is imported when they are wanted."""
    import torch
    from torch.autograd.function import once_differentiable

    class Convolution(torch.autograd.Function):
        @staticmethod
        def forward(context, values, weight, bias, window, kernels):  # type: ignore[no-untyped-def]
            values = _last(values)
            context.window, context.kernels = window, kernels
            context.save_for_backward(values, weight)
            return _outputs(kernels, window, values, weight, bias)

        @staticmethod
        @once_differentiable
        def backward(context, gradient):  # type: ignore[no-untyped-def]
            values, weight = context.saved_tensors
            window, kernels, wanted = context.window, context.kernels, context.needs_input_grad
            gradient = _last(gradient)
            of_weight = _weight_slopes(kernels, window, values, gradient) if wanted[1] else None
            of_bias = gradient.sum((0, 2, 3)).unflatten(0, (window.models, -1)) if wanted[2] else None
            of_values = _input_slopes(kernels, window, weight, gradient) if wanted[0] else None
            return of_values, of_weight, of_bias, None, None

    class Normalisation(torch.autograd.Function):
        @staticmethod
        def forward(context, columns, scale, shift, epsilon, cut, kernels):  # type: ignore[no-untyped-def]
            columns = _last(columns)
            channels = columns.shape[1]
            size = columns.numel() // channels, channels
            found = torch.empty_like(columns)
            mean, inverse = columns.new_empty(channels), columns.new_empty(channels)
            kernels.call("measure", columns, *size, epsilon, mean, inverse)
            factor = inverse.clone() if scale is None else inverse * scale
            added = torch.zeros_like(mean) if shift is None else shift.detach().contiguous()
            kernels.call("spread", columns, *size, mean, factor, added, int(cut), found)
            context.kernels, context.cut, context.size, context.has_scale = kernels, int(cut), size, scale is not None
            context.save_for_backward(columns, found, mean, inverse, factor)
            context.mark_non_differentiable(mean, inverse)
            context.set_materialize_grads(False)
            return found, mean, inverse

        @staticmethod
        @once_differentiable
        def backward(context, gradient, *_):  # type: ignore[no-untyped-def]
            columns, found, mean, inverse, factor = context.saved_tensors
            if gradient is None:
                return None, None, None, None, None, None
            gradient, size, kernels, cut = _last(gradient), context.size, context.kernels, context.cut
            of_shift, of_scale = torch.empty_like(mean), torch.empty_like(mean)
            kernels.call("slopes_of", columns, found, gradient, *size, mean, inverse, cut, of_shift, of_scale)
            lower, tilt, slopes = of_shift / size[0], of_scale * inverse / size[0], torch.empty_like(columns)
            kernels.call("back", columns, found, gradient, *size, mean, factor, lower, tilt, cut, slopes)
            if not context.has_scale:
                return slopes, None, None, None, None, None
            return slopes, of_scale, of_shift, None, None, None

    return Convolution.apply, Normalisation.apply


def _last(values: torch.Tensor) -> torch.Tensor:
    """With the channels last in memory."""
    import torch

    return values.contiguous(memory_format=torch.channels_last if values.ndim == 4 else torch.contiguous_format)


def _empty(like: torch.Tensor, channels: int, height: int, width: int) -> torch.Tensor:
    return like.new_empty(len(like), height, width, channels).permute(0, 3, 1, 2)


def _at_a_time(window: Window) -> int:
    """Samples whose values and slopes, of one model, stay in the cache."""
    rows, columns = window.outputs
    numbers = window.height * window.width * window.channels + rows * columns * window.units
    return max(1, CACHED // numbers)


def _outputs(
    kernels: Kernels, window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    plan, depth, room = plan_outputs(window), window.row, kernels.room(window.units)
    found = _empty(values, window.models * window.units, *window.outputs)
    each, step = _at_a_time(window), (values[:1].numel(), found[:1].numel())
    columns = weight.detach().permute(0, 1, 3, 4, 2).contiguous()  # no copy of weights with the channels last
    panels, start = columns.new_empty(depth * room), None
    for model in range(window.models):
        if bias is not None:
            start = values.new_zeros(room)
            start[: window.units] = bias[model]
        begin, end = values[:, model * window.channels :], found[:, model * window.units :]
        kernels.call("pack", columns[model], depth, window.units, 1, depth, panels)
        kernels.call("gather", plan, plan.classes, len(values), each, plan.most, begin, step[0], panels, depth,
                     window.units, start, end, step[1])  # fmt: skip
    return found


def _input_slopes(kernels: Kernels, window: Window, weight: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    plan, depth = plan_slopes(window), window.size**2 * window.units
    found = _empty(gradient, window.models * window.channels, window.height, window.width)
    each, step = _at_a_time(window), (gradient[:1].numel(), found[:1].numel())
    rows = weight.detach().permute(0, 3, 4, 1, 2).contiguous()
    panels = rows.new_empty(depth * kernels.room(window.channels))
    for model in range(window.models):
        begin, end = gradient[:, model * window.units :], found[:, model * window.channels :]
        kernels.call("pack", rows[model], depth, window.channels, window.channels, 1, panels)
        kernels.call("gather", plan, plan.classes, len(gradient), each, plan.most, begin, step[0], panels, depth,
                     window.channels, None, end, step[1])  # fmt: skip
    return found


def _weight_slopes(kernels: Kernels, window: Window, values: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    plan, depth, room = plan_outputs(window), window.row, kernels.room(window.units)
    found = values.new_empty(window.models, window.units, window.size, window.size, window.channels)
    each, step = _at_a_time(window), (values[:1].numel(), gradient[:1].numel())
    for model in range(window.models):
        total = None
        for mine, slopes in zip(values.split(PIECE), gradient.split(PIECE), strict=True):
            sums = values.new_zeros(depth, room)
            kernels.call("weigh", plan, plan.classes, len(mine), each, plan.most,
                         mine[:, model * window.channels :], step[0], slopes[:, model * window.units :], step[1],
                         window.units, sums, room)  # fmt: skip
            total = sums if total is None else total.add_(sums)
        kernels.call("turn", total, depth, window.units, room, found[model])
    return found.movedim(-1, 2)
