"""Whole numbers over a common denominator: images, random integers, files; and their digests."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic import Network
from algebraic.data.chosen_images import order_of_images
from algebraic.data.image_files import CIFAR_FOLDER
from algebraic.data.integer_data import IntegerData, folder_data, load_integer_data, photo_patches
from algebraic.data.sources import random_data
from algebraic.shell.errors import WrongInput
from tests.algebraic.data.test_image_files import write_cifar, write_idx

WIDE = Network.dense([3072, 1], "z")


def test_cifar(tmp_path):
    images, labels = write_cifar(tmp_path / CIFAR_FOLDER, [3, 2, 1, 1, 1])
    order = order_of_images(8, 5, "training")[:4]
    for folder in (tmp_path, tmp_path / CIFAR_FOLDER):
        data = load_integer_data(str(folder), WIDE, 4, seed=5)
        assert (data.inputs == images[order]).all()
        assert data.targets.ravel().tolist() == [labels[k] for k in order]
        assert data.source == "CIFAR-10: 4 of the 8 training images, seed 5"
        first = folder_data(folder, WIDE, 4, None)
        assert (first.inputs == images[:4]).all()


def test_mnist(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    write_idx(tmp_path, images, [0, 9, 3, 2, 1])
    data = load_integer_data(str(tmp_path), Network.dense([12, 1], "z"), 3)
    order = order_of_images(5, 0, "training")[:3]
    assert (data.inputs == images[order].reshape(3, 12)).all()
    assert data.targets.ravel().tolist() == [[0, 9, 3, 2, 1][k] for k in order]


def test_images_of_another_size_than_the_input(tmp_path):
    write_cifar(tmp_path, [1] * 5)
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
    assert patches.std(axis=(1, 2)).max(axis=1).min() >= 5
    with pytest.raises(WrongInput, match="138,520 patches"):
        photo_patches(138_521)
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
    assert len(load_integer_data("digits", WIDE, 1797).distinct) == 1797  # after those of netsim's training, its others
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
