"""Networks and training on images, as options say."""

from types import SimpleNamespace

import numpy as np
import pytest

from netsim.data import load_dataset, own_images
from netsim.experiments.parts.on_images import (
    IMAGE_SHAPES,
    cnn,
    dcnn,
    image_shape,
    images,
    num_classes,
    own_or,
    training,
)
from netsim.models import mlp, remember_network, theory2_dcnn
from netsim.shell import WrongInput
from netsim.training import DataSpec, TrainTask

OPTIONS = SimpleNamespace(
    data="digits", labels="random", num_train=30, num_test=20, epochs=4, learning_rate=0.3, batch_size=7
)


@pytest.mark.parametrize("name", ["digits", "patches"])
def test_shapes_are_those_of_the_data(name):
    data = load_dataset(name, num_train=1, num_test=1)
    assert data.train_inputs.shape[1:] == image_shape(name) == dcnn(name, "relu").input_shape


def test_the_nearest_data_set_is_named():
    with pytest.raises(WrongInput, match="did you mean digits"):
        image_shape("digit")
    with pytest.raises(WrongInput, match=", ".join(IMAGE_SHAPES)):
        image_shape("banana")


def test_a_task_says_what_the_options_say():
    assert images(OPTIONS, 5) == DataSpec("digits", 30, 20, seed=5, labels="random")
    network = cnn("digits", "relu", [3, 4, 4, 5])
    assert [layer.units for layer in network.layers] == [3, 4, 4, 5, 10]
    known = TrainTask(network, images(OPTIONS, 5), (0, 1), epochs=4, learning_rate=0.3, batch_size=7, seed=5)
    assert training(OPTIONS, 5, network, 2).identity() == known.identity()
    assert dcnn("cifar10", "relu") == theory2_dcnn((3, 32, 32), activation="relu")


def test_a_network_of_ones_own_has_the_layers_that_are_looked_at():
    papers, two = dcnn("digits", "relu"), mlp(64, (8,), 10)
    given = SimpleNamespace(network=remember_network(two))
    assert own_or(SimpleNamespace(network="paper"), papers, (1, 5)) is papers
    assert own_or(given, papers) == own_or(given, papers, (1, 2)) == two
    with pytest.raises(WrongInput, match="has 2 layers of weights, and the experiment looks at layer 5"):
        own_or(given, papers, (1, 5))


def test_images_of_ones_own(tmp_path):
    np.savez(tmp_path / "a.npz", inputs=np.arange(2000).reshape(20, 1, 10, 10) % 250, labels=np.arange(20) % 3)
    name = own_images(tmp_path / "a.npz").name
    assert (image_shape(name), num_classes(name)) == ((1, 10, 10), 3)
    assert dcnn(name, "relu").num_outputs == cnn(name, "relu", (2, 2, 2, 2)).num_outputs == 3
    options = SimpleNamespace(**vars(OPTIONS) | {"data": name, "num_train": 9, "num_test": 3})
    assert images(options, 0).own.num_train == 16
