"""Convolutions of several models side by side, in the form that is faster for their shape.

There are three:

* ``compiled``: neighbourhoods are read where they are, by kernels in C (:mod:`netsim.models.tried_kernels`), where a
  compiler is found;
* ``library``: torch's convolution, grouped where there are several models;
* ``products``: the neighbourhoods of all output pixels as the rows of a matrix ("im2col"), times the weights; the
  gradient of the inputs is a product whose rows are added where the neighbourhoods came from ("col2im"). Samples are
  taken in chunks, so that memory does not grow.

Which one is taken depends on the shapes alone (:func:`form_of`), never on a clock, so that a run repeats its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import prod
from typing import TYPE_CHECKING

from . import compiled_forms
from .tried_kernels import find_kernels
from .windows import Window as Window

if TYPE_CHECKING:
    import torch

    from .kernels import Kernels

MOST = 16  # see is_product


def kernels_for(device: str, dtype: str) -> Kernels | None:
    """The compiled kernels, for numbers that they are made for."""
    if device != "cpu" or dtype != "float32":
        return None
    return find_kernels()


def form_of(window: Window, device: str, dtype: str, *, compiled: bool) -> str:
    """The name of the form that is taken.

    Args:
        compiled: whether there are kernels.

    >>> form_of(Window(1, 128, 3, 3, 144, 3, 2, 0), "cpu", "float32", compiled=True)
    'compiled'
    """
    if compiled and device == "cpu" and dtype == "float32":
        return "compiled"
    return "products" if is_product(window, device, dtype) else "library"


def is_product(window: Window, device: str, dtype: str) -> bool:
    """Whether the products are the faster form without kernels; of the shapes alone.

    They are where few pixels with many channels come out: they pay for copying each input pixel as often as it is read,
    and the library for windows that it moves too few times. For one model in float32 on the CPU they are taken where

        output pixels · copies · channels ≤ 16 · units,    copies = output pixels · size² / input pixels.

    ``benchmarks/convolution_forms.py`` is the measurement that the rule is fitted to. Several models side by side,
    double precision and other devices are left to the library.

    >>> is_product(Window(1, 128, 3, 3, 144, 3, 2, 0), "cpu", "float32")
    True
    >>> is_product(Window(1, 16, 16, 16, 32, 3, 2, 1), "cpu", "float32")
    False
    """
    if window.models > 1 or device != "cpu" or dtype != "float32":
        return False
    pixels = prod(window.outputs)
    return pixels**2 * window.row <= MOST * window.units * window.height * window.width


def convolve(window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """The convolution of each model with its own weights.

    Args:
        window: what it does.
        values: (samples, models · channels, height, width), fastest with the channels last.
        weight: (models, units, channels, size, size); bias: (models, units).

    Returns:
        (samples, models · units, …).
    """
    place = values.device.type, str(values.dtype).removeprefix("torch.")
    kernels = kernels_for(*place)
    form = form_of(window, *place, compiled=kernels is not None)
    if form == "compiled" and kernels is not None:
        return compiled_forms.convolve(kernels, window, values, weight, bias)
    return (products if form == "products" else library)(window, values, weight, bias)


def library(window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """:func:`convolve` by torch's convolution."""
    from torch.nn.functional import conv2d

    flat = None if bias is None else bias.flatten()
    kernel = weight.flatten(0, 1)
    if len(kernel) == 1:
        kernel = kernel.contiguous()  # for one unit with the channels last, torch has no slopes in double precision
    return conv2d(values, kernel, flat, window.stride, window.padding, groups=window.models)


def products(window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """:func:`convolve` by products of rows."""
    found: torch.Tensor = _product()(values, weight, bias, window)
    return found


@cache
def _product():  # type: ignore[no-untyped-def]
    """The operation for autograd; ``torch`` is imported when it is wanted."""
    import torch
    from torch.autograd.function import once_differentiable

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(context, values, weight, bias, window):  # type: ignore[no-untyped-def]
            outputs, rows = _outputs(window, values, weight, bias)
            context.window = window
            context.save_for_backward(values, weight, rows)
            return outputs

        @staticmethod
        @once_differentiable
        def backward(context, gradient):  # type: ignore[no-untyped-def]
            values, weight, rows = context.saved_tensors
            window, wanted = context.window, context.needs_input_grad
            of_weight = _weight_gradient(window, values, rows, gradient) if wanted[1] else None
            of_bias = gradient.sum((0, 2, 3)).unflatten(0, (window.models, -1)) if wanted[2] else None
            of_values = _input_gradient(window, weight, gradient) if wanted[0] else None
            return of_values, of_weight, of_bias, None

    return Product.apply


def _outputs(
    window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """The outputs, and the rows where one chunk is all of them."""
    import torch

    samples, columns = len(values), _columns(weight).transpose(1, 2)
    found = values.new_empty(samples, *window.outputs, window.models, window.units)
    chunks = window.chunks(samples)
    rows = None
    for chunk in chunks:
        rows = _rows(window, values[chunk])
        place = found[chunk].flatten(0, 2).transpose(0, 1)
        if bias is None:
            torch.bmm(rows, columns, out=place)
        else:
            torch.baddbmm(bias.unsqueeze(1), rows, columns, out=place)
    return found.flatten(3).permute(0, 3, 1, 2), rows if len(chunks) == 1 else None


def _weight_gradient(
    window: Window, values: torch.Tensor, rows: torch.Tensor | None, gradient: torch.Tensor
) -> torch.Tensor:
    import torch

    found = None
    for chunk in window.chunks(len(values)):
        mine = _rows(window, values[chunk]) if rows is None else rows
        slopes = _by_model(window, gradient[chunk]).transpose(1, 2)
        found = torch.bmm(slopes, mine) if found is None else found.baddbmm_(slopes, mine)
    assert found is not None
    size = window.size
    return found.view(window.models, window.units, size, size, window.channels).permute(0, 1, 4, 2, 3)


def _input_gradient(window: Window, weight: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    """The products with the weights, added where the rows came from."""
    import torch

    samples, columns = len(gradient), _columns(weight)
    chunks = window.chunks(samples)
    if len(chunks) == 1:
        return _images(window, torch.bmm(_by_model(window, gradient), columns))
    found = gradient.new_empty(samples, window.height, window.width, window.models * window.channels)
    found = found.permute(0, 3, 1, 2)
    for chunk in chunks:
        found[chunk] = _images(window, torch.bmm(_by_model(window, gradient[chunk]), columns))
    return found


def _images(window: Window, rows: torch.Tensor) -> torch.Tensor:
    """Rows added where :func:`_rows` takes them from.

    Pixels are taken in blocks of stride × stride. What falls at one distance from the block of its output covers no
    pixel twice, and is added at once: for 3×3 pixels with stride 2, four times and not nine. Where one of them covers
    all pixels, it comes first and is copied.
    """
    stride = window.stride
    tall, wide = (-(-side // stride) for side in (window.height, window.width))
    down, across = _runs(window, window.outputs[0], tall), _runs(window, window.outputs[1], wide)
    pairs = [(row, column) for row in down for column in across]
    pairs.sort(key=lambda pair: not _cover_all(pair))
    is_covered = bool(pairs) and _cover_all(pairs[0])
    by_pixel = rows.view(window.models, -1, *window.outputs, window.size, window.size, window.channels)
    by_pixel = by_pixel.permute(1, 2, 3, 4, 5, 0, 6)
    sums = rows.new_empty(len(by_pixel), tall, stride, wide, stride, window.models, window.channels)
    if not is_covered:
        sums.zero_()
    blocks = sums.transpose(2, 3)
    for place, (row, column) in enumerate(pairs):
        target = blocks[:, row.blocks, column.blocks, row.inside, column.inside]
        source = by_pixel[:, row.outputs, column.outputs, row.taps, column.taps]
        if is_covered and not place:
            target.copy_(source)
        else:
            target.add_(source)
    image = sums.view(len(by_pixel), tall * stride, wide * stride, -1)[:, : window.height, : window.width]
    return image.permute(0, 3, 1, 2)


@dataclass(frozen=True)
class _Run:
    """What of all neighbourhoods falls, along one axis, into blocks at one distance from that of the output.

    Attributes:
        taps: places in a neighbourhood; inside: in a block.
        outputs: those whose blocks are in the image; blocks: these.
        is_all: whether all pixels are covered.
    """

    taps: slice
    inside: slice
    outputs: slice
    blocks: slice
    is_all: bool


def _cover_all(pair: tuple[_Run, _Run]) -> bool:
    return all(run.is_all for run in pair)


def _runs(window: Window, outputs: int, blocks: int) -> list[_Run]:
    stride, size, edge = window.stride, window.size, window.padding
    found = []
    for shift in range(-edge // stride, (size - 1 - edge) // stride + 1):
        begin = edge + shift * stride  # the place of a neighbourhood that is the first pixel of the block
        taps = slice(max(0, begin), min(size, begin + stride))
        inside = slice(taps.start - begin, taps.stop - begin)
        first, last = max(0, -shift), min(outputs, blocks - shift)
        if first < last:
            is_all = inside == slice(0, stride) and first + shift == 0 and last + shift == blocks
            found.append(_Run(taps, inside, slice(first, last), slice(first + shift, last + shift), is_all))
    return found


def _columns(weight: torch.Tensor) -> torch.Tensor:
    """(models, units, size · size · channels): what the rows are multiplied with. No copy of channels-last weights."""
    return weight.permute(0, 1, 3, 4, 2).flatten(2)


def _by_model(window: Window, outputs: torch.Tensor) -> torch.Tensor:
    """Outputs, or their gradient, as (models, samples · pixels, units)."""
    return outputs.permute(0, 2, 3, 1).reshape(-1, window.models, window.units).transpose(0, 1)


def _rows(window: Window, values: torch.Tensor) -> torch.Tensor:
    """The neighbourhood of each output pixel, (models, samples · pixels, size · size · channels)."""
    size, stride, models, channels = window.size, window.stride, window.models, window.channels
    images = _padded(window, values.permute(0, 2, 3, 1))
    sample, line, pixel, _ = images.stride()
    shape = (models, len(images), *window.outputs, size, size, channels)
    strides = (channels, sample, stride * line, stride * pixel, line, pixel, 1)
    return images.as_strided(shape, strides).reshape(models, -1, window.row)


def _padded(window: Window, images: torch.Tensor) -> torch.Tensor:
    """Images with the channels last and zeros around them, as far as a neighbourhood reads."""
    edge = window.padding
    if not edge:
        return images.contiguous()
    tall, wide = ((side - 1) * window.stride + window.size for side in window.outputs)
    padded = images.new_empty(len(images), tall, wide, images.shape[3])
    bottom = max(edge, min(tall, edge + window.height))  # a wide stride may read zeros only
    right = max(edge, min(wide, edge + window.width))
    padded[:, :edge].zero_()
    padded[:, bottom:].zero_()
    padded[:, edge:bottom, :edge].zero_()
    padded[:, edge:bottom, right:].zero_()
    padded[:, edge:bottom, edge:right].copy_(images[:, : bottom - edge, : right - edge])
    return padded
