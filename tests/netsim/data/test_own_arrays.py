"""npz files: what is a data set, and what is not, without pickle."""

import io
import zipfile

import numpy as np
import pytest

from netsim.data import own_arrays
from netsim.data.own_arrays import read_npz
from netsim.shell import Missing, WrongInput

GREY = np.arange(4 * 3 * 5 * 6, dtype=np.uint8).reshape(4, 3, 5, 6)
LABELS = np.array([0, 1, 1, 0])


def written(folder, **arrays):
    path = folder / "own.npz"
    np.savez(path, **arrays)
    return path


@pytest.mark.parametrize(
    ("inputs", "shape", "kind"),
    [
        (GREY, (4, 3, 5, 6), np.uint8),
        (np.moveaxis(GREY, 1, 3), (4, 3, 5, 6), np.uint8),
        (GREY[:, 0], (4, 1, 5, 6), np.uint8),
        (GREY[:, 0, 0].astype(float), (4, 1, 1, 6), np.float32),
        (GREY[:, 0] > 3, (4, 1, 5, 6), np.uint8),
        (GREY.astype(np.int64), (4, 3, 5, 6), np.uint8),
    ],
)
def test_shapes_and_types(tmp_path, inputs, shape, kind):
    found = read_npz(written(tmp_path, inputs=inputs, labels=LABELS))
    assert (found.train_inputs.shape, found.train_inputs.dtype) == (shape, kind)
    assert found.train_labels.tolist() == [0, 1, 1, 0]
    assert found.test_inputs.shape == (0, *shape[1:])
    if shape == GREY.shape:
        assert np.array_equal(found.train_inputs, GREY)


def test_a_test_set_of_its_own(tmp_path):
    arrays = {"train_inputs": GREY, "train_labels": LABELS, "test_inputs": GREY[:2], "test_labels": LABELS[:2]}
    found = read_npz(written(tmp_path, **arrays))
    assert len(found.train_labels) == 4
    assert np.array_equal(found.test_inputs, GREY[:2])
    with pytest.raises(WrongInput, match="test images have the shape"):
        read_npz(written(tmp_path, **arrays | {"test_inputs": GREY[:2, :1]}))


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"inputs": GREY}, "holds inputs"),
        ({"inputs": GREY, "labels": LABELS, "train_inputs": GREY}, "holds inputs, labels, train_inputs"),
        ({"x": GREY, "y": LABELS}, "holds x, y"),
        ({}, "holds nothing"),
        ({"inputs": GREY, "labels": np.array([0, 1, None, 0])}, "only pickle reads"),
        ({"inputs": GREY, "labels": LABELS[:3]}, r"labels of .* has the shape \(3,\)"),
        ({"inputs": GREY, "labels": LABELS.astype(float)}, "type float64"),
        ({"inputs": GREY, "labels": LABELS - 1}, "labels from -1 to 0"),
        ({"inputs": GREY, "labels": LABELS * 10**6}, "labels from 0 to 1000000"),
        ({"inputs": GREY[:0], "labels": LABELS[:0]}, "there is nothing in it"),
        ({"inputs": GREY.astype(complex), "labels": LABELS}, "type complex128"),
        ({"inputs": np.array(["a"] * 4), "labels": LABELS}, "type <U1"),
        ({"inputs": GREY.astype(int) - 1, "labels": LABELS}, "whole numbers from -1"),
        ({"inputs": GREY.astype(int) * 9, "labels": LABELS}, "to 2295"),
        ({"inputs": np.where(GREY == 1, np.nan, GREY), "labels": LABELS}, "not finite"),
        ({"inputs": GREY * 1e300, "labels": LABELS}, "not finite in float32"),
    ],
)
def test_no_data_sets(tmp_path, arrays, words):
    with pytest.raises(WrongInput, match=words) as caught:
        read_npz(written(tmp_path, **arrays))
    assert caught.value.hint
    assert caught.value.kind == "bad_data"


def test_other_files(tmp_path, monkeypatch):
    path = tmp_path / "own.npz"
    with pytest.raises(Missing, match="no plain file"):
        read_npz(path)
    for content in (b"", b"PK\x03\x04", b"not a zip", np.arange(3).tobytes()):
        path.write_bytes(content)
        with pytest.raises(WrongInput, match="no npz file"):
            read_npz(path)
    whole = written(tmp_path, inputs=GREY, labels=LABELS).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WrongInput, match="no npz file"):
        read_npz(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inputs.npy", io.BytesIO(b"x" * 100).getvalue())
        archive.writestr("labels.npy", b"")
    with pytest.raises(WrongInput, match="no npz file"):
        read_npz(path)
    monkeypatch.setattr(own_arrays, "MOST_BYTES", 100)
    with pytest.raises(WrongInput, match="limit 100"):
        read_npz(written(tmp_path, inputs=GREY, labels=LABELS))


def test_a_pickle_is_never_opened(tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "PWNED"), "w"))

    with pytest.raises(WrongInput, match="pickle"):
        read_npz(written(tmp_path, inputs=GREY, labels=np.array([Evil()] * 4)))
    assert not (tmp_path / "PWNED").exists()
