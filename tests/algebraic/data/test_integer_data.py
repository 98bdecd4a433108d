from fractions import Fraction

import numpy as np
import pytest

from algebraic import Network
from algebraic.data.exact_data import random_data
from algebraic.data.image_files import CIFAR_FOLDER, IDX_IMAGES, IDX_LABELS, read_image_folder
from algebraic.data.integer_data import IntegerData, load_integer_data, photo_patches
from algebraic.shell.errors import Missing, WrongInput

WIDE = Network.dense([3072, 1], "z")


def write_cifar(folder, counts, *, label=None):
    """Files of random records; returns images with the colours of a pixel side by side, and labels."""
    stream = np.random.default_rng(0)
    images, labels = [], []
    folder.mkdir(exist_ok=True)
    for k, count in enumerate(counts):
        planes = stream.integers(0, 256, (count, 3, 32, 32), dtype=np.uint8)
        classes = stream.integers(0, 10, count, dtype=np.uint8) if label is None else np.full(count, label, np.uint8)
        with open(folder / f"data_batch_{k + 1}.bin", "wb") as stream_out:
            for image, cls in zip(planes, classes, strict=True):
                stream_out.write(bytes([cls]) + image.tobytes())
        images += [[[plane[r][c] for plane in image] for r in range(32) for c in range(32)] for image in planes]
        labels += classes.tolist()
    return np.array(images).reshape(len(labels), -1), labels


def write_idx(folder, images, labels, *, kind=0x803):
    header = np.array([kind, *images.shape], dtype=">u4").tobytes()
    (folder / IDX_IMAGES).write_bytes(header + images.tobytes())
    (folder / IDX_LABELS).write_bytes(np.array([0x801, len(labels)], dtype=">u4").tobytes() + bytes(labels))


def test_cifar(tmp_path):
    images, labels = write_cifar(tmp_path / CIFAR_FOLDER, [3, 2])
    for folder in (tmp_path, tmp_path / CIFAR_FOLDER):
        data = load_integer_data(str(folder), WIDE, 4)
        assert (data.inputs == images[:4]).all()
        assert data.targets.ravel().tolist() == labels[:4]
        assert "data_batch_2.bin" in data.source


def test_mnist(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    write_idx(tmp_path, images, [0, 9, 3, 2, 1])
    data = load_integer_data(str(tmp_path), Network.dense([12, 1], "z"), 3)
    assert (data.inputs == images[:3].reshape(3, 12)).all()
    assert data.targets.ravel().tolist() == [0, 9, 3]


def test_folders_that_cannot_be_used(tmp_path):
    def refused(error, *words, num_images=2):
        with pytest.raises(error) as caught:
            read_image_folder(tmp_path, num_images)
        assert all(word in str(caught.value) for word in words), caught.value

    refused(Missing, "data_batch_1.bin", IDX_IMAGES, "--data patches")
    images = np.zeros((3, 4, 4), dtype=np.uint8)
    write_idx(tmp_path, images, [1, 2, 10])
    refused(WrongInput, "label 10", num_images=3)
    write_idx(tmp_path, images, [1, 2])
    refused(WrongInput, "2 labels for 3 images")
    write_idx(tmp_path, images, [1, 2, 3], kind=0x802)
    refused(WrongInput, "does not begin")
    write_idx(tmp_path, images, [1, 2, 3])
    refused(WrongInput, "3 training images", "--samples 3", num_images=4)
    (tmp_path / IDX_IMAGES).write_bytes((tmp_path / IDX_IMAGES).read_bytes()[:-1])
    refused(WrongInput, "63 bytes", "64")
    (tmp_path / IDX_LABELS).unlink()
    refused(Missing, IDX_LABELS)
    write_cifar(tmp_path, [2], label=10)
    refused(WrongInput, "label 10")
    write_cifar(tmp_path, [2])
    refused(Missing, "data_batch_2.bin", num_images=3)
    (tmp_path / "data_batch_1.bin").write_bytes(b"123")
    refused(WrongInput, "3 bytes", "3,073")


def test_images_of_another_size_than_the_input(tmp_path):
    write_cifar(tmp_path, [1])
    with pytest.raises(WrongInput, match=r"3,072 numbers.*input_dim 12"):
        load_integer_data(str(tmp_path), Network.dense([12, 1], "z"), 1)


def test_patches():
    """Real pixels, no two alike, none flat, labels by photograph and strip; fewer samples are the first of more."""
    from sklearn.datasets import load_sample_images

    data = photo_patches(300, seed=2)
    assert (photo_patches(100, seed=2).inputs == data.inputs[:100]).all()
    assert not (photo_patches(100, seed=3).inputs == data.inputs[:100]).all()
    assert len(data.distinct) == 300
    patches = data.inputs.reshape(-1, 32, 32, 3).astype(int)
    assert np.ptp(patches, axis=(1, 2)).max(axis=1).min() > 8
    assert set(data.targets.ravel().tolist()) == set(range(10))
    photos = load_sample_images().images
    for patch, label in zip(patches[:5], data.targets.ravel()[:5].tolist(), strict=True):
        photo, strip = photos[label // 5], label % 5
        windows = np.lib.stride_tricks.sliding_window_view(photo[:, 128 * strip : 128 * strip + 128], (32, 32), (0, 1))
        assert (windows == patch.transpose(2, 0, 1)).all(axis=(2, 3, 4)).any()


def test_digits_as_large_images():
    data = load_integer_data("digits", WIDE, 5)
    images = data.inputs.reshape(5, 32, 32, 3)
    assert images.max() <= 16
    assert (images[..., 0] == images[..., 2]).all()
    assert (images[:, ::4, ::4] == images[:, 3::4, 2::4]).all()
    with pytest.raises(WrongInput, match="1,797 digits"):
        load_integer_data("digits", WIDE, 1798)


def test_random_integers_are_those_of_the_exact_route():
    network = Network.dense([2, 2], "z")
    data, exact = load_integer_data("random", network, 7, seed=3), random_data(network, 7, seed=3)
    assert data.inputs.tolist() == exact.inputs.tolist()
    assert data.targets.tolist() == exact.targets.tolist()


def test_decimals_become_whole_numbers_exactly(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("0.5,1/3,1\n2,-0.25,0.1\n")
    data = load_integer_data(str(path), Network.dense([2, 1], "z"), 2)
    assert (data.denominator, data.inputs.tolist()) == (12, [[6, 4], [24, -3]])
    assert data.targets[1, 0] == Fraction(1, 10)
    assert "common denominator 12, exactly" in data.source
    found = data.residues(np.array([0, 1]), 101)
    assert [[Fraction(a) for a in row] for row in (12 * found % 101).tolist()] == [[6, 4], [24, 98]]
    with pytest.raises(WrongInput, match="prime 3 divides the common denominator 12"):
        data.residues(np.array([0]), 3)
    path.write_text("1e30,1\n1e-30,2\n")
    with pytest.raises(WrongInput, match="2\\^62"):
        load_integer_data(str(path), Network.dense([1, 1], "z"), 2)


def test_every_number_is_in_the_digests():
    inputs, targets = np.arange(6).reshape(3, 2), np.array([[1], [2], [3]])
    digests = IntegerData(inputs, targets, 1, "").digests()
    assert IntegerData(inputs.astype(np.uint8), targets, 1, "other words").digests() == digests
    changed = inputs.copy()
    changed[2, 1] += 1
    assert IntegerData(changed, targets, 1, "").digests()["inputs"] != digests["inputs"]
    assert IntegerData(inputs, targets, 2, "").digests()["inputs"] != digests["inputs"]
    assert IntegerData(inputs, targets + 1, 1, "").digests()["targets"] != digests["targets"]
    assert IntegerData(inputs.reshape(2, 3), targets[:2], 1, "").digests()["inputs"] != digests["inputs"]
