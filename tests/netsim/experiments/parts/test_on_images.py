"""Networks and training on images, as options say."""

from types import SimpleNamespace

import pytest

from netsim.data import load_dataset
from netsim.experiments.parts.on_images import IMAGE_SHAPES, cnn, dcnn, image_shape, images, training
from netsim.models import theory2_dcnn
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
