"""Data by name; a file is looked at before anything of it is allocated, and never unpickled."""

import io
import zipfile

import numpy as np
import pytest

from algebraic.shell import Missing, WrongInput
from verify.subject.given_data import load_data, read_npz


def test_digits():
    data = load_data("digits")
    assert data.inputs["inputs"].shape == (1797, 64)
    assert data.inputs["inputs"].max() == 16
    assert sorted(set(data.targets.tolist())) == list(range(10))


def test_a_file(tmp_path):
    path = tmp_path / "mine.npz"
    np.savez_compressed(path, a=np.eye(3), b=np.arange(3), targets=np.zeros((3, 2)))
    data = load_data(str(path))
    assert sorted(data.inputs) == ["a", "b"]
    assert data.targets.shape == (3, 2)
    assert data.name == "mine.npz"


def npy(header, body=b""):
    text = header.encode() + b" " * (117 - len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


def packed(path, **members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path


def test_what_is_no_data(tmp_path):
    path = tmp_path / "x.npz"
    huge = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 64), }"
    cases = {
        "bytes of numbers": lambda: packed(path, inputs=npy(huge, b"\0" * 64)),
        "only pickle": lambda: np.savez(path, inputs=np.array([{}]), targets=np.zeros(1)),
        "none of numbers": lambda: np.savez(path, inputs=np.array(["a"]), targets=np.zeros(1)),
        "no array|magic": lambda: packed(path, inputs=b"nonsense"),
        "holds inputs": lambda: np.savez(path, inputs=np.zeros(1)),
        "holds targets": lambda: np.savez(path, targets=np.zeros(1)),
        "no npz file": lambda: path.write_bytes(b"PK nothing"),
    }
    for words, make in cases.items():
        make()
        with pytest.raises(WrongInput, match=words) as caught:
            load_data(str(path))
        assert caught.value.kind == "bad_data"


def test_a_damaged_file(tmp_path):
    whole = io.BytesIO()
    np.savez_compressed(whole, inputs=np.arange(1000.0), targets=np.arange(1000.0))
    path = tmp_path / "x.npz"
    for end in range(0, len(whole.getvalue()), 97):
        path.write_bytes(whole.getvalue()[:end])
        with pytest.raises(WrongInput):
            read_npz(path)


def test_more_than_the_memory(tmp_path, monkeypatch):
    path = tmp_path / "x.npz"
    np.savez(path, inputs=np.zeros(1000), targets=np.zeros(1000))
    monkeypatch.setattr("verify.subject.given_data.free_memory", lambda: 20_000)
    with pytest.raises(WrongInput, match="free"):
        read_npz(path)


@pytest.mark.parametrize("name", ["there_is_none.npz", "."])
def test_what_is_not_there(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if name.endswith("npz"):
        with pytest.raises(Missing, match="no such file"):
            load_data(name)
    else:
        with pytest.raises(WrongInput, match="npz"):
            load_data(name)
