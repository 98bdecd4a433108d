"""Convolution and batch normalisation by the compiled kernels, as operations that autograd differentiates once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .kernels import Kernels
from .windows import Plan, Window, plan_outputs, plan_slopes

if TYPE_CHECKING:
    import torch

CACHED = 2**17  # numbers of the samples that are taken at a time, at most: 512 KB in float32
TOGETHER = 16  # samples that are taken at a time where so many fit: a corner of each fills two blocks of rows
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
            scale, shift = (None if each is None else each.detach().contiguous() for each in (scale, shift))
            channels = columns.shape[1]
            size = columns.numel() // channels, channels
            found = torch.empty_like(columns)
            mean, inverse = columns.new_empty(channels), columns.new_empty(channels)
            kernels.call("normalise", columns, *size, epsilon, scale, shift, int(cut), mean, inverse, found)
            context.kernels, context.cut, context.size = kernels, int(cut), size
            context.save_for_backward(columns, found, mean, inverse, scale)
            context.mark_non_differentiable(mean, inverse)
            context.set_materialize_grads(False)
            return found, mean, inverse

        @staticmethod
        @once_differentiable
        def backward(context, gradient, *_):  # type: ignore[no-untyped-def]
            columns, found, mean, inverse, scale = context.saved_tensors
            if gradient is None:
                return None, None, None, None, None, None
            gradient, size, kernels, cut = _last(gradient), context.size, context.kernels, context.cut
            of_shift, of_scale = torch.empty_like(mean), torch.empty_like(mean)
            slopes = torch.empty_like(columns)
            kernels.call("normal_slopes", columns, found, gradient, *size, mean, inverse, scale, cut, of_shift,
                         of_scale, slopes)  # fmt: skip
            if scale is None:
                return slopes, None, None, None, None, None
            return slopes, of_scale, of_shift, None, None, None

    return Convolution.apply, Normalisation.apply


def _last(values: torch.Tensor) -> torch.Tensor:
    """With the channels last in memory."""
    import torch

    return values.contiguous(memory_format=torch.channels_last if values.ndim == 4 else torch.contiguous_format)


def _empty(like: torch.Tensor, channels: int, height: int, width: int) -> torch.Tensor:
    return like.new_empty(len(like), height, width, channels).permute(0, 3, 1, 2)


def _by_tap(weight: torch.Tensor) -> torch.Tensor:
    """(models, units, size, size, channels); no copy of weights with the channels last."""
    return weight.detach().permute(0, 1, 3, 4, 2).contiguous()


@dataclass(frozen=True)
class _Numbers:
    """What kernels are told of a window: numbers of a sample, samples that stay in the cache, and where the plans are.

    ``plans`` are kept here, so that what ``outputs`` and ``slopes`` begin with goes on to be there.
    """

    given: int
    got: int
    plans: tuple[Plan, Plan]
    each: int

    def head(self, place: int, samples: int, models: int) -> tuple[int, ...]:
        """The first arguments of a kernel."""
        plan = self.plans[place]
        return plan.address, plan.classes, samples, self.each, plan.most, models


@lru_cache(maxsize=256)
def _numbers(window: Window) -> _Numbers:
    rows, columns = window.outputs
    given, got = window.height * window.width * window.channels, rows * columns * window.units
    plans = plan_outputs(window), plan_slopes(window)
    return _Numbers(window.models * given, window.models * got, plans, min(max(CACHED // (given + got), 1), TOGETHER))


def _outputs(
    kernels: Kernels, window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    numbers, found = _numbers(window), _empty(values, window.models * window.units, *window.outputs)
    start = None if bias is None else bias.detach().contiguous()
    kernels.call("outputs", *numbers.head(0, len(values), window.models), values, numbers.given, window.channels,
                 _by_tap(weight), window.row, window.units, start, found, numbers.got)  # fmt: skip
    return found


def _input_slopes(kernels: Kernels, window: Window, weight: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    numbers = _numbers(window)
    found = _empty(gradient, window.models * window.channels, window.height, window.width)
    kernels.call("input_slopes", *numbers.head(1, len(gradient), window.models), gradient, numbers.got, window.units,
                 _by_tap(weight), window.size**2, window.channels, found, numbers.given)  # fmt: skip
    return found


def _weight_slopes(kernels: Kernels, window: Window, values: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    numbers = _numbers(window)
    found = values.new_empty(window.models, window.units, window.size, window.size, window.channels)
    kernels.call("weight_slopes", *numbers.head(0, len(values), window.models), values, numbers.given,
                 window.channels, gradient, numbers.got, window.units, window.row, PIECE, found)  # fmt: skip
    return found.movedim(-1, 2)
