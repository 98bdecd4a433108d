"""Folders of images by class."""

import numpy as np
import pytest

from netsim.data.image_folders import read_folder
from netsim.shell import WrongInput

Image = pytest.importorskip("PIL.Image")


def put(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(pixels, np.uint8)).save(path)


@pytest.fixture
def animals(tmp_path):
    """Two cats and a dog, in colours."""
    for place, name in enumerate(("cat/b.png", "cat/a.png", "dog/x.PNG")):
        put(tmp_path / name, np.full((4, 5, 3), 10 * place))
    return tmp_path


def test_classes_are_folders_in_the_order_of_their_names(animals):
    (animals / ".hidden").write_text("")
    found = read_folder(animals)
    assert found.train_inputs.shape == (3, 3, 4, 5)
    assert found.train_inputs[:, 0, 0, 0].tolist() == [10, 0, 20]
    assert (found.train_labels.tolist(), found.classes) == ([0, 0, 1], ("cat", "dog"))
    assert len(found.test_labels) == 0


def test_grey_images_have_one_channel_and_are_coloured_among_coloured_ones(animals, tmp_path):
    grey = tmp_path / "grey"
    put(grey / "one" / "a.png", np.full((2, 2), 7))
    put(grey / "two" / "a.png", np.full((2, 2), 9))
    assert read_folder(grey).train_inputs.shape == (2, 1, 2, 2)
    put(grey / "two" / "b.png", np.full((2, 2, 3), 9))
    assert read_folder(grey).train_inputs[0].tolist() == [[[7, 7], [7, 7]]] * 3


def test_folders_for_training_and_testing(tmp_path):
    for part, level in (("train", 1), ("test", 2)):
        for name in ("cat", "dog"):
            put(tmp_path / part / name / "a.png", np.full((2, 2), level))
    found = read_folder(tmp_path)
    assert found.train_inputs.max() == 1
    assert found.test_inputs.tolist() == [[[[2, 2], [2, 2]]]] * 2
    assert found.test_labels.tolist() == [0, 1]
    put(tmp_path / "test" / "cow" / "a.png", np.full((2, 2), 3))
    with pytest.raises(WrongInput, match="train has the classes cat, dog, test cat, cow, dog"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "notes.txt").write_text("hello"), "holds the file 'notes.txt'"),
        (lambda folder: (folder / "cat" / "notes.txt").write_text("hello"), "no image file"),
        (lambda folder: (folder / "cat" / "c.png").write_text("hello"), "cannot be read as an image"),
        (lambda folder: (folder / "cow").mkdir(), "the class 'cow' has 0 images"),
        (lambda folder: put(folder / "cat" / "c.png", np.zeros((4, 4, 3))), "4×4 pixels"),
        (lambda folder: (folder / "dog").rename(folder / ".dog"), "has 1 classes"),
    ],
)
def test_what_is_no_folder_of_images(animals, spoil, words):
    spoil(animals)
    with pytest.raises(WrongInput, match=words) as caught:
        read_folder(animals)
    assert caught.value.hint
