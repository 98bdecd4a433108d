"""Data of a task: what has no meaning, and shapes that are known before anything is read."""

import pytest

from netsim.data import IMAGE_SHAPES, NAMES, NUM_CLASSES, load_dataset
from netsim.shell import Missing, WrongInput
from netsim.training import DataSpec


@pytest.mark.parametrize("name", NAMES)
def test_the_shape_and_the_classes_of_images_are_those_of_the_data(name):
    try:
        data = load_dataset(name, num_train=20, num_test=10)
    except Missing:
        pytest.skip(f"no files of {name}")
    assert data.train_inputs.shape[1:] == IMAGE_SHAPES[name]
    assert data.num_classes == NUM_CLASSES


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "imagenet"}, "name is 'imagenet'"),
        ({"num_train": 0}, "num_train is 0"),
        ({"num_test": "10"}, "num_test is '10'"),
        ({"num_train": (10, 20)}, r"num_train is \(10, 20\)"),
        ({"seed": None}, "seed is None"),
        ({"labels": "randm"}, "labels is 'randm'"),
        ({"preprocess": True}, "preprocess is True"),
        ({"data_dir": 3}, "data_dir is 3"),
    ],
)
def test_data_without_meaning(options, words):
    with pytest.raises(WrongInput, match=words) as caught:
        DataSpec(**options)
    assert caught.value.hint
