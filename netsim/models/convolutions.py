"""Convolutions of several models side by side, in the form that is faster for their shape.

There are two:

* ``library``: torch's convolution, grouped where there are several models;
* ``products``: the neighbourhoods of all output pixels as the rows of a matrix ("im2col"), times the weights; the
  gradient of the inputs is a product whose rows are added where the neighbourhoods came from ("col2im"). Samples are
  taken in chunks, so that memory does not grow.

Which one is taken depends on the shapes alone (:func:`is_product`), never on a clock, so that a run repeats its
numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

CHUNK = 2**20  # numbers in the rows of a chunk: 4 MB in float32
MOST = 16  # see is_product


@dataclass(frozen=True)
class Window:
    """What a convolution does to an image: ``size`` pixels a side every ``stride``, ``padding`` zeros around.

    Attributes:
        models: so many models side by side in the channels.
        channels, height, width: of one model's inputs.
        units: channels of one model's outputs.
    """

    models: int
    channels: int
    height: int
    width: int
    units: int
    size: int
    stride: int
    padding: int

    @property
    def outputs(self) -> tuple[int, int]:
        """Height and width of the outputs."""
        rows, columns = ((side + 2 * self.padding - self.size) // self.stride + 1 for side in (self.height, self.width))
        return rows, columns

    @property
    def row(self) -> int:
        """Numbers in one neighbourhood of one model."""
        return self.channels * self.size**2

    def chunks(self, samples: int) -> list[slice]:
        """Samples to take at a time."""
        numbers = self.models * prod(self.outputs) * self.row
        most = max(1, CHUNK // numbers)
        parts = -(-samples // most)
        step = -(-samples // max(1, parts))
        return [slice(first, min(first + step, samples)) for first in range(0, samples, max(1, step))]


def is_product(window: Window, device: str, dtype: str) -> bool:
    """Whether the products are the faster form; of the shapes alone.

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
    form = products if is_product(window, values.device.type, str(values.dtype).removeprefix("torch.")) else library
    return form(window, values, weight, bias)


def library(window: Window, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """:func:`convolve` by torch's convolution."""
    from torch.nn.functional import conv2d

    flat = None if bias is None else bias.flatten()
    return conv2d(values, weight.flatten(0, 1), flat, window.stride, window.padding, groups=window.models)


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
            of_values = _input_gradient(window, weight, gradient) if wanted[0] else None
            of_weight = _weight_gradient(window, values, rows, gradient) if wanted[1] else None
            of_bias = gradient.sum((0, 2, 3)).unflatten(0, (window.models, -1)) if wanted[2] else None
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
    """The products with the weights, added where the rows came from.

    Pixels are taken in blocks of stride × stride, and so are those of a neighbourhood. A block of all neighbourhoods
    covers no pixel twice, and is added at once: for 3×3 pixels with stride 2, four additions and not nine.
    """
    import torch

    samples, stride, size, edge = len(gradient), window.stride, window.size, window.padding
    height, width, columns = window.height, window.width, _columns(weight)
    down, across = window.outputs
    blocks = -(-size // stride)
    tall, wide = (
        max(out + blocks - 1, -(-(side + 2 * edge) // stride)) for out, side in ((down, height), (across, width))
    )
    found = gradient.new_empty(samples, height, width, window.models, window.channels)
    for chunk in window.chunks(samples):
        products = torch.bmm(_by_model(window, gradient[chunk]), columns)
        rows = products.view(window.models, -1, down, across, size, size, window.channels).permute(1, 2, 3, 4, 5, 0, 6)
        sums = products.new_zeros(len(rows), tall, stride, wide, stride, window.models, window.channels)
        by_block = sums.transpose(2, 3)
        for i in range(blocks):
            for j in range(blocks):
                block = rows[:, :, :, i * stride : (i + 1) * stride, j * stride : (j + 1) * stride]
                by_block[:, i : i + down, j : j + across, : block.shape[3], : block.shape[4]].add_(block)
        image = sums.view(len(rows), tall * stride, wide * stride, window.models, window.channels)
        found[chunk] = image[:, edge : edge + height, edge : edge + width]
    return found.flatten(3).permute(0, 3, 1, 2)


def _columns(weight: torch.Tensor) -> torch.Tensor:
    """(models, units, size · size · channels): what the rows are multiplied with. No copy of channels-last weights."""
    return weight.permute(0, 1, 3, 4, 2).flatten(2)


def _by_model(window: Window, outputs: torch.Tensor) -> torch.Tensor:
    """Outputs, or their gradient, as (models, samples · pixels, units)."""
    return outputs.permute(0, 2, 3, 1).reshape(-1, window.models, window.units).transpose(0, 1)


def _rows(window: Window, values: torch.Tensor) -> torch.Tensor:
    """The neighbourhood of each output pixel, (models, samples · pixels, size · size · channels)."""
    from torch.nn.functional import pad

    edge, size, stride, models, channels = (
        window.padding,
        window.size,
        window.stride,
        window.models,
        window.channels,
    )
    images = values.permute(0, 2, 3, 1).contiguous()
    if edge:
        images = pad(images, (0, 0, edge, edge, edge, edge))
    sample, line, pixel, _ = images.stride()
    shape = (models, len(images), *window.outputs, size, size, channels)
    strides = (channels, sample, stride * line, stride * pixel, line, pixel, 1)
    return images.as_strided(shape, strides).reshape(models, -1, window.row)
