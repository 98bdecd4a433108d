"""The networks of NMH's tables against numbers that others print."""

import pytest

from netsim.models.image_networks import IMAGE_NETWORKS, first_block, image_network
from netsim.models.layers import walk
from netsim.shell import WrongInput

# Output sizes and neurons as printed in NMH Table 3.
TABLE_3 = [50176, 50176, 12544, 25088, 25088, 6272, 12544, 12544, 4096, 4096, 1024, 1024, 256]


def test_the_rows_of_table_3():
    spec = image_network("cnn13", (1, 28, 28))
    nodes = walk(spec.layers, spec.input_shape)
    assert [node.neurons for node in nodes[:-1]] == TABLE_3
    assert [node.normal[1] for node in nodes[:-1]] == [28, 28, 14, 14, 14, 7, 7, 7, 4, 4, 2, 2, 1]


# The convolutions of torchvision's VGGs have 9,220,480, 9,404,992 and 14,714,688 parameters; its DenseNet-121 has
# 7,978,856, of which 9,408 in a first convolution of 7×7 and 1,025,000 in a last layer for 1,000 classes.
@pytest.mark.parametrize(
    ("name", "layers", "parameters"),
    [
        ("vgg11", 11, 9_220_480 + 83_466),
        ("vgg13", 13, 9_404_992 + 83_466),
        ("vgg16", 16, 14_714_688 + 83_466),
        ("densenet121", 121, 7_978_856 - 9_408 + 27 * 64 - 1_025_000 + 10_250),
    ],
)
def test_layers_and_parameters_of_the_originals(name, layers, parameters):
    spec = image_network(name)
    assert len(spec.layers) == layers
    assert spec.num_params == parameters


@pytest.mark.parametrize("name", ["vgg11", "vgg13", "vgg16"])
def test_convolutions_in_the_place_of_poolings(name):
    pooled, strided = image_network(name), image_network(f"{name}-mp2conv")
    assert len(strided.layers) == len(pooled.layers) + 5
    channels = (64, 128, 256, 512, 512)
    assert strided.num_params - pooled.num_params == sum(4 * c * c + c for c in channels)
    sides = (16, 8, 4, 2, 1)
    assert strided.num_neurons - pooled.num_neurons == sum(c * s * s for c, s in zip(channels, sides, strict=True))


def test_the_first_dense_block():
    spec = image_network("densenet121")
    block = first_block(spec)
    assert block == tuple(range(2, 14))
    nodes = walk(spec.layers, spec.input_shape)
    assert {nodes[number - 1].normal[1:] for number in block} == {(32, 32)}
    assert nodes[13].value == (128, 16, 16)


def test_narrow_networks():
    spec = image_network("vgg11", narrow_by=4)
    assert [layer.units for layer in spec.layers] == [16, 32, 64, 64, 128, 128, 128, 128, 32, 32, 10]
    assert all(image_network(name, narrow_by=64).num_params for name in IMAGE_NETWORKS)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "vgg19"}, "did you mean vgg1"),
        ({"name": "vgg11", "narrow_by": 65}, "narrow_by is 65"),
        ({"name": "vgg11", "input_shape": (3, 16, 16)}, "leaves nothing of values of shape"),
    ],
)
def test_what_there_is_not(options, words):
    with pytest.raises(WrongInput) as caught:
        image_network(**options)
    assert words.split()[0] in str(caught.value) + caught.value.hint
