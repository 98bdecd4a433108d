"""Numpy's files against numpy itself, and headers and archives that claim what is not there."""

import io
import zipfile

import numpy as np
import pytest

from algebraic.data.numpy_files import read_npy, read_npz
from algebraic.shell.errors import WrongInput


@pytest.mark.parametrize("dtype", ["?", "i1", "u2", "<i4", ">i8", "u8", "f2", ">f4", "<f8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_what_numpy_wrote_is_read(tmp_path, dtype, order):
    table = np.array([[0, 1, 1], [1, 0, 1]], dtype=dtype, order=order)
    np.save(tmp_path / "a.npy", table)
    found = read_npy(tmp_path / "a.npy")
    assert found.dtype == table.dtype
    assert (found == table).all()
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "a.npz", x=table, y=table[:, 0], z=table)
        x, y = read_npz(tmp_path / "a.npz", ("x", "y"))
        assert (x == table).all()
        assert (y == table[:, 0]).all()


def npy(header, body=b"", version=b"\x01\x00"):
    text = header.encode() + b"\n"
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text + body


def header(descr="'<f8'", order="False", shape="(1, 2)"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}}}"


BAD = {
    "nothing": b"",
    "no magic": b"1,2,3",
    "cut off": npy(header())[:-20],
    "no header": b"\x93NUMPY\x01\x00\x00\x00",
    "huge shape": npy(header(shape="(3000000000000, 2)"), bytes(16)),
    "overflowing shape": npy(header(shape="(4294967296, 4294967296)")),
    "negative shape": npy(header(shape="(-1, -2)"), bytes(16)),
    "shape of truth": npy(header(shape="(True, 2)"), bytes(16)),
    "shape of a list": npy(header(shape="[1, 2]"), bytes(16)),
    "a thousand axes": npy(header(shape=f"({'1,' * 1000})"), bytes(8)),
    "too little": npy(header(), bytes(15)),
    "too much": npy(header(), bytes(17)),
    "void": npy(header("'|V2147483647'")),
    "objects": npy(header("'|O'"), bytes(16)),
    "structured": npy(header("[('a', '<f8')]"), bytes(16)),
    "complex": npy(header("'<c16'"), bytes(32)),
    "long double": npy(header("'<f16'"), bytes(32)),
    "dates": npy(header("'<M8[s]'"), bytes(16)),
    "open brackets": npy("(" * 5000),
    "signs": npy("-" * 9000 + "1"),
    "a call": npy("__import__('os').system('true')"),
    "a key missing": npy("{'descr': '<f8', 'shape': (1, 2)}", bytes(16)),
    "an unhashable key": npy("{[]: 1}", bytes(16)),
    "no UTF-8": b"\x93NUMPY\x01\x00\x02\x00\xff\xfe",
    "version 9": npy(header(), bytes(16), version=b"\x09\x00"),
    "a header of 4 GB": b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(100),
}


def archive(name="x.npy", content=None, way=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as file:
        file.writestr(name, npy(header(), bytes(16)) if content is None else content)
    return out.getvalue()


@pytest.mark.parametrize("case", BAD)
def test_a_header_is_not_believed(tmp_path, case):
    (tmp_path / "a.npy").write_bytes(BAD[case])
    with pytest.raises(WrongInput, match="npy") as caught:
        read_npy(tmp_path / "a.npy")
    assert caught.value.hint
    (tmp_path / "a.npz").write_bytes(archive(content=BAD[case]))
    with pytest.raises(WrongInput, match="npz"):
        read_npz(tmp_path / "a.npz", ("x",))


def patched(place, value):
    """An archive whose header and list of members say something else."""
    whole = bytearray(archive())
    entry = whole.index(b"PK\x01\x02")
    for start in (place, entry + place + 2):
        whole[start : start + len(value)] = value
    return bytes(whole)


ARCHIVES = {
    "nothing": lambda: b"",
    "only an end": lambda: b"PK\x05\x06" + bytes(18),
    "another array": lambda: archive("y.npy"),
    "no .npy": lambda: archive("x"),
    "encrypted": lambda: patched(6, b"\x01"),
    "a version of the future": lambda: patched(4, b"\x58"),
    "a way of compressing that there is not": lambda: patched(8, b"\x63"),
    "bzip2": lambda: archive(way=zipfile.ZIP_BZIP2),
    "lzma": lambda: archive(way=zipfile.ZIP_LZMA),
    "another sum": lambda: patched(14, b"\x00\x00"),
    "stored, and said to be deflated": lambda: patched(8, b"\x08"),
    "a second list of members, as long as it likes": lambda: (
        archive()[:-22] + b"PK\x06\x07" + bytes(16) + archive()[-22:]
    ),
    "a bomb": lambda: archive(content=bytes(2**29), way=zipfile.ZIP_DEFLATED),
}


@pytest.mark.parametrize("case", ARCHIVES)
def test_a_damaged_archive_is_refused(tmp_path, case):
    (tmp_path / "a.npz").write_bytes(ARCHIVES[case]())
    with pytest.raises(WrongInput, match="npz") as caught:
        read_npz(tmp_path / "a.npz", ("x",))
    assert caught.value.hint


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_array_that_is_there_twice(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for _ in range(2):
            file.writestr("x.npy", npy(header(), bytes(16)))
    (tmp_path / "a.npz").write_bytes(out.getvalue())
    with pytest.raises(WrongInput, match="npz"):
        read_npz(tmp_path / "a.npz", ("x",))
