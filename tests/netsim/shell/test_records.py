"""Files are whole or not there."""

import numpy as np
import pytest

from netsim.shell.errors import WrongInput
from netsim.shell.reading import read_json
from netsim.shell.records import ORDER, read_arrays, write_arrays, write_json


@pytest.mark.torch  # safetensors comes with it
def test_arrays_come_back_with_their_text(tmp_path):
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3).T, "b": np.zeros((0, 3), bool), "0": np.array(2.5)}
    write_arrays(tmp_path / "x.safetensors", arrays, {"identity": "i"})
    back, text = read_arrays(tmp_path / "x.safetensors")
    assert text == {"identity": "i"}
    for name, array in arrays.items():
        assert back[name].dtype == array.dtype
        assert np.array_equal(back[name], array)
        assert back[name].shape == array.shape
    assert list(back) == list(arrays)


@pytest.mark.torch
@pytest.mark.parametrize("order", [None, "[]", "3", '["a"]', '["a", "a"]', "[" * 100_000])
def test_the_order_of_arrays_is_of_these_arrays(tmp_path, order):
    from safetensors.numpy import save_file

    path = tmp_path / "x.safetensors"
    save_file({"a": np.zeros(1), "b": np.zeros(1)}, path, {} if order is None else {ORDER: order})
    with pytest.raises(WrongInput, match=r"x\.safetensors is damaged"):
        read_arrays(path)


@pytest.mark.torch
def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "x.safetensors"
    write_arrays(path, {"a": np.arange(100)}, {})
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(WrongInput, match=r"x\.safetensors is damaged"):
        read_arrays(path)


def test_json_without_numbers_that_are_none(tmp_path):
    write_json(tmp_path / "a.json", {"x": [1.5]})
    assert read_json(tmp_path / "a.json") == {"x": [1.5]}
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"x": float("nan")})
    assert read_json(tmp_path / "a.json") == {"x": [1.5]}
    (tmp_path / "b.json").write_text("{")
    with pytest.raises(WrongInput, match="is not JSON"):
        read_json(tmp_path / "b.json")


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "f").write_text("")
    with pytest.raises(WrongInput, match="cannot be written"):
        write_json(tmp_path / "f" / "a.json", {})
