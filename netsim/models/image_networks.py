"""The networks of the tables of NMH: CNN13, VGG11, VGG13, VGG16 and DenseNet121, all of them also narrower."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from ..shell import OneOf, Range, Units, check_given
from .activations import Activation
from .architectures import ImageShape
from .layers import Layer
from .networks import NetworkSpec

# Channels of the 3×3 convolutions between the five reductions (Simonyan & Zisserman 2015, A, B and D).
VGG = {
    "vgg11": ((64,), (128,), (256,) * 2, (512,) * 2, (512,) * 2),
    "vgg13": ((64,) * 2, (128,) * 2, (256,) * 2, (512,) * 2, (512,) * 2),
    "vgg16": ((64,) * 2, (128,) * 2, (256,) * 3, (512,) * 3, (512,) * 3),
}
VGG_DENSE = 128  # "we adapted these layers for CIFAR10 by reducing their width from 4096 to 128" (NMH §4)
# (channels, size, stride) of NMH Table 3
CNN13 = (
    *((64, 3, 1), (64, 3, 1), (64, 3, 2), (128, 3, 1), (128, 3, 1), (128, 3, 2)),
    *((256, 3, 1), (256, 1, 1), (256, 3, 2), (256, 3, 1), (256, 3, 2), (256, 3, 1), (256, 3, 2)),
)
GROWTH, BLOCKS, BOTTLENECK = 32, (6, 12, 24, 16), 4  # DenseNet-121 (Huang et al. 2017, Table 1)
IMAGE_NETWORKS = ("cnn13", *VGG, *(f"{name}-mp2conv" for name in VGG), "densenet121")
NarrowBy = Annotated[int, Range(1, 64)]


def image_network(
    name: Annotated[str, OneOf(IMAGE_NETWORKS)],
    input_shape: ImageShape = (3, 32, 32),
    outputs: Units = 10,
    activation: Activation = "sigmoid",
    narrow_by: NarrowBy = 1,
) -> NetworkSpec:
    """A network of NMH's tables by name.

    ``mp2conv`` has 2×2 convolutions with stride 2 in the place of the poolings (App. G), each with the channels of the
    layer before. Where the paper is silent: every layer has a bias; convolutions of 3×3 are padded by 1, so that
    Table 3's sizes come out; of DenseNet121 the first convolution is 3×3 with stride 1 (as is usual on 32×32 images;
    there is pooling "only after the first dense block", App. G), convolutions have no bias, and batch normalisation
    has a scale and a shift.

    Args:
        narrow_by: all channels and units but those of the input and the output, divided by this.

    >>> image_network("cnn13", (1, 28, 28)).num_neurons
    204928
    """
    check_given(
        image_network, name=name, input_shape=input_shape, outputs=outputs, activation=activation, narrow_by=narrow_by
    )
    batch_norm = name == "densenet121"
    if batch_norm:
        layers = _densenet(outputs, narrow_by)
    elif name == "cnn13":
        convolutions = [Layer(units // narrow_by, size, stride, size // 2) for units, size, stride in CNN13]
        layers = (*convolutions, Layer(outputs))
    else:
        layers = (*_vgg(name, narrow_by), Layer(outputs))
    return NetworkSpec(input_shape, layers, activation, batch_norm, name=name, affine=batch_norm)


def first_block(spec: NetworkSpec) -> tuple[int, ...]:
    """The layers of the first dense block: those that activate before any pooling, the first convolution left out."""
    poolings = [number for number, layer in enumerate(spec.layers, start=1) if layer.pool != "none"]
    return tuple(range(2, poolings[0]))


def _vgg(name: str, narrow_by: int) -> tuple[Layer, ...]:
    name, _, strided = name.partition("-")
    layers: list[Layer] = []
    for stage in VGG[name]:
        layers += [Layer(units // narrow_by, 3, 1, 1) for units in stage]
        if strided:
            layers.append(Layer(stage[-1] // narrow_by, 2, 2))
        else:
            layers[-1] = replace(layers[-1], pool="max")
    return (*layers, *[Layer(VGG_DENSE // narrow_by)] * 2)


def _densenet(outputs: int, narrow_by: int) -> tuple[Layer, ...]:
    growth = max(1, GROWTH // narrow_by)  # of 32
    layers = [Layer(2 * growth, 3, 1, 1, bias=False)]
    channels, reads = 2 * growth, [1]
    for place, count in enumerate(BLOCKS):
        for _ in range(count):
            layers.append(Layer(BOTTLENECK * growth, 1, bias=False, reads=tuple(reads), activation_first=True))
            layers.append(Layer(growth, 3, 1, 1, bias=False, activation_first=True))
            channels, reads = channels + growth, [*reads, len(layers)]
        if place < len(BLOCKS) - 1:
            channels //= 2
            # The mean of a 1×1 convolution is that of what it is applied to: pooled first, the same for a quarter.
            layers.append(Layer(channels, 1, bias=False, pool="mean", reads=tuple(reads), activation_first=True))
            reads = [len(layers)]
    return (*layers, Layer(outputs, pool="all", reads=tuple(reads), activation_first=True))
