"""CIFAR-10 from files that the tests write to the format: pixels in place, every defect named."""

import pickle

import numpy as np
import pytest

from netsim.data import load_dataset
from netsim.data.cifar import FILES as CIFAR_FILES, read_cifar10
from netsim.shell import Missing, WrongInput

from .files import CIFAR_BYTES, write_at, write_cifar

pytestmark = pytest.mark.usefixtures("nowhere_else")


@pytest.mark.slow
def test_cifar_pixels_are_in_their_place(tmp_path):
    folder = write_cifar(tmp_path / "cifar-10-batches-bin")
    # Record 2 of the second file: label 7; red of the first pixel, green at row 0 column 5, blue at row 31 column 30.
    write_at(folder / "data_batch_2.bin", 2 * 3073, [7, 255])
    write_at(folder / "data_batch_2.bin", 2 * 3073 + 1 + 1024 + 5, [100])
    write_at(folder / "data_batch_2.bin", 2 * 3073 + 1 + 2048 + 31 * 32 + 30, [50])
    write_at(folder / "data_batch_5.bin", CIFAR_BYTES - 1, [3])
    write_at(folder / "test_batch.bin", 9_999 * 3073, [9, 1])
    images = read_cifar10(tmp_path)
    assert (images.train_inputs.shape, images.test_inputs.shape) == ((50_000, 3, 32, 32), (10_000, 3, 32, 32))
    assert np.argwhere(images.train_inputs).tolist() == [
        [10_002, 0, 0, 0],
        [10_002, 1, 0, 5],
        [10_002, 2, 31, 30],
        [49_999, 2, 31, 31],
    ]
    assert images.train_inputs[images.train_inputs > 0].tolist() == [255, 100, 50, 3]
    assert np.argwhere(images.train_labels).tolist() == [[10_002]]
    assert images.train_labels[10_002] == 7
    assert np.argwhere(images.test_inputs).tolist() == [[9_999, 0, 0, 0]]
    assert images.test_labels[9_999] == 9


def test_cifar_as_a_data_set(tmp_path):
    folder = write_cifar(tmp_path / "anywhere")  # the folder itself may be given
    pixels = np.random.default_rng(0).integers(1, 256, 3072).astype(np.uint8)
    write_at(folder / "test_batch.bin", 1234 * 3073, [6, *pixels])
    data = load_dataset("cifar10", num_train=1000, seed=4, preprocess="scale", data_dir=folder)
    assert data.train_inputs.shape == (1000, 3, 32, 32)
    (place,) = np.flatnonzero(data.test_labels)
    assert place != 1234  # in the order of the seed
    assert data.test_labels[place] == 6
    assert (data.test_inputs[place] == pixels.reshape(3, 32, 32).astype(np.float32) / np.float32(255)).all()
    assert np.count_nonzero(data.test_inputs) == 3072
    assert [file["name"] for file in data.source["files"]] == list(CIFAR_FILES)
    assert {file["bytes"] for file in data.source["files"]} == {CIFAR_BYTES}
    assert str(tmp_path) not in str(data.source)


@pytest.mark.parametrize("inside", [False, True])
def test_the_pickled_version_is_never_opened(tmp_path, inside):
    class Bomb:
        def __reduce__(self):
            return (exec, ("raise SystemExit('unpickled')",))

    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    (folder / "data_batch_1").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(Missing, match="the binary version is needed"):
        read_cifar10(folder if inside else tmp_path)


@pytest.mark.parametrize("num_bytes", [0, CIFAR_BYTES - 1, CIFAR_BYTES - 3073, CIFAR_BYTES + 3073])
def test_a_cifar_file_of_another_size(tmp_path, num_bytes):
    folder = write_cifar(tmp_path / "cifar-10-batches-bin")
    with (folder / "data_batch_3.bin").open("r+b") as handle:
        handle.truncate(num_bytes)
    with pytest.raises(WrongInput, match=rf"data_batch_3\.bin has {num_bytes:,} bytes, and 30,730,000") as caught:
        read_cifar10(tmp_path)
    assert ("truncated" in caught.value.hint) == (num_bytes < CIFAR_BYTES)


def test_a_cifar_label_out_of_range(tmp_path):
    folder = write_cifar(tmp_path / "cifar-10-batches-bin")
    write_at(folder / "data_batch_1.bin", 41 * 3073, [10])
    with pytest.raises(WrongInput, match=r"image 42 of .*data_batch_1\.bin has the label 10.*from 0 to 9"):
        read_cifar10(tmp_path)
