"""Images of one's own are known by what they hold, and by nobody who has not given them."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.data import find_own, load_dataset, own_images
from netsim.shell import Missing, WrongInput


def written(path, count=20, add=0):
    stream = np.random.default_rng(3)
    inputs = stream.integers(0, 200, (count, 1, 4, 4), dtype=np.uint8) + np.uint8(add)
    np.savez(path, inputs=inputs, labels=np.arange(count) % 3)
    return path, inputs


def test_a_fifth_is_for_testing_and_nothing_is_lost(tmp_path):
    path, inputs = written(tmp_path / "a.npz")
    found = own_images(path)
    assert (found.shape, found.num_classes, found.num_train, found.num_test) == ((1, 4, 4), 3, 16, 4)
    data = load_dataset(found.name, own=found, preprocess="none")
    both = np.concatenate([data.train_inputs, data.test_inputs])
    assert sorted(map(bytes, both.astype(np.uint8))) == sorted(map(bytes, inputs))
    assert data.source["files"][0]["sha256"] == found.sha256
    again = load_dataset(found.name, own=found, preprocess="none", seed=5, num_train=3)
    assert sorted(map(bytes, again.test_inputs)) == sorted(map(bytes, data.test_inputs))


def test_the_name_is_that_of_the_content(tmp_path):
    first, _ = written(tmp_path / "a.npz")
    same, _ = written(tmp_path / "elsewhere.npz")
    other, _ = written(tmp_path / "b.npz", add=1)
    assert own_images(first).name == own_images(str(same)).name != own_images(other).name
    assert find_own(own_images(first).name).sha256 == own_images(first).sha256


def test_a_name_opens_nothing():
    with pytest.raises(WrongInput, match="was not given here"):
        find_own("own:0123456789abcdef")
    with pytest.raises(WrongInput, match="there is no data set 'own:"):
        load_dataset("own:0123456789abcdef")


def test_a_file_that_changed_is_refused(tmp_path):
    path, _ = written(tmp_path / "a.npz")
    found = own_images(path)
    written(path, add=1)
    assert own_images(path).name != found.name
    with pytest.raises(WrongInput, match="has changed"):
        load_dataset(found.name, own=found)


def test_more_images_than_there_are(tmp_path):
    found = own_images(written(tmp_path / "a.npz")[0])
    with pytest.raises(WrongInput, match="num_train is 17, and the training set of own:"):
        load_dataset(found.name, own=found, num_train=17)
    with pytest.raises(WrongInput, match="there is no data set"):
        load_dataset("own", own=replace(found, sha256="0" * 64))


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("nowhere.npz", Missing, "there is nothing at"),
        (3, WrongInput, "the data is 3"),
        ("a\0b", WrongInput, "the data is"),
        (b"a.npz", WrongInput, "the data is"),
    ],
)
def test_what_is_no_path(path, error, words):
    with pytest.raises(error, match=words):
        own_images(path)


def test_one_image_cannot_be_split(tmp_path):
    with pytest.raises(WrongInput, match="1 images"):
        own_images(written(tmp_path / "a.npz", count=1)[0])


def test_numbers_are_taken_as_they_are(tmp_path):
    np.savez(tmp_path / "a.npz", inputs=np.linspace(-1, 1, 10).reshape(5, 2), labels=[0, 1, 0, 1, 0])
    found = own_images(tmp_path / "a.npz")
    assert found.shape == (1, 1, 2)
    data = load_dataset(found.name, own=found, preprocess="scale")
    assert data.train_inputs.min() < 0


def test_one_class_is_none(tmp_path):
    np.savez(tmp_path / "a.npz", inputs=np.zeros((5, 2)), labels=np.zeros(5, int))
    with pytest.raises(WrongInput, match="all labels are 0"):
        own_images(tmp_path / "a.npz")


def test_a_folder_that_cannot_be_read(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("netsim.data.image_folders.Path.iterdir", refuse)
    with pytest.raises(Missing, match="cannot be read: Permission denied"):
        own_images(tmp_path)
