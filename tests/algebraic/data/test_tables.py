"""Files of samples: exact numbers as they are written, and everything that is wrong with a file."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic import Network
from algebraic.data.sources import load_data, num_samples_of
from algebraic.shell.errors import Missing, TooLarge, WrongInput
from algebraic.shell.exact import as_fraction

NETWORK = Network.dense([2, 1, 1])


def write(path, text):
    path.write_text(text)
    return str(path)


def test_csv_is_exact(tmp_path):
    name = write(tmp_path / "a.csv", "x1, x2, y\n0.1, 1/3, -2e-3\n\n4,5,6\n")
    data = load_data(name, NETWORK, 2)
    assert data.inputs.tolist() == [[Fraction(1, 10), Fraction(1, 3)], [4, 5]]
    assert data.targets.tolist() == [[Fraction(-1, 500)], [6]]
    assert "all 2 samples" in data.source


def test_csv_without_header_and_with_a_byte_order_mark(tmp_path):
    name = write(tmp_path / "a.CSV", "\ufeff1,2,3\n4,5,6\n")
    assert load_data(name, NETWORK, 1).inputs.tolist() == [[1, 2]]


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.float64, np.float32])
def test_numpy_files(tmp_path, dtype):
    table = np.array([[1, 2, 3], [4, 5, 6]], dtype=dtype) / (
        dtype(4) if dtype in (np.float64, np.float32) else dtype(1)
    )
    np.save(tmp_path / "a.npy", table)
    np.savez(tmp_path / "a.npz", inputs=table[:, :2], targets=table[:, 2])
    expected = [[as_fraction(x) for x in row] for row in table]
    for name in ("a.npy", "a.npz"):
        data = load_data(str(tmp_path / name), NETWORK, 2)
        assert np.concatenate([data.inputs, data.targets], axis=1).tolist() == expected
        assert all(type(x.numerator) is int for x in data.inputs.flat)


BAD_CSV = {
    "empty": ("", "no samples"),
    "only a header": ("a,b,c\n", "no samples"),
    "ragged": ("1,2,3\n4,5\n", "sample 2.*2 columns"),
    "too wide": ("1,2,3,4\n", "4 columns"),
    "nan": ("1,2,3\n4,nan,6\n", "sample 2.*'nan'"),
    "nan in the first row": ("nan,2,3\n4,5,6\n", "row 1.*'nan'"),
    "inf": ("1,2,inf\n4,5,6\n", "'inf'"),
    "text": ("1,2,3\n4,cat,6\n", "'cat'"),
    "mixed header": ("x,2,3\n4,5,6\n", "'x'"),
    "1/0": ("1,2,3\n4,1/0,6\n", "'1/0'"),
    "a huge exponent": ("1,2,3\n4,1e999999999,6\n", "1e999999999"),
    "conflicting": ("1,2,3\n1,2,4\n", "samples 1 and 2 have the same input .* targets 3 and 4"),
    "conflicting after reduction": ("1/2,2,3\n0.5,2,4\n", "samples 1 and 2"),
    "duplicate": ("1,2,3\n1,2,3\n", "same target"),
    "too few": ("1,2,3\n", "--samples 1"),
    "a row that is not used": ("1,2,3\n4,5,6\n7,8,9\n1,oops,2\n", "sample 4 .*'oops'.* not used"),
    "an empty cell in a row that is not used": ("1,2,3\n4,5,6\n7,,9\n", "sample 3 .*''.* not used"),
    "a short row that is not used": ("1,2,3\n4,5,6\n7,9\n", "sample 3.*2 columns"),
}


@pytest.mark.parametrize("case", BAD_CSV)
def test_bad_csv(tmp_path, case):
    text, message = BAD_CSV[case]
    with pytest.raises(WrongInput, match=message) as caught:
        load_data(write(tmp_path / "a.csv", text), NETWORK, 2)
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_rows_that_are_not_used_are_numbers_too(tmp_path):
    name = write(tmp_path / "a.csv", "1,2,3\n4,5,6\n 7.5, -8e3 ,9.\n1/3,.5,0\n" + f"1,{'7' * 60},2\n")
    assert load_data(name, NETWORK, 2).source.endswith("the first 2 of 5 samples")
    assert num_samples_of(name, NETWORK) == 5
    table = np.array([[1.0, 2, 3], [4, 5, 6], [7, np.inf, 9]])
    np.save(tmp_path / "a.npy", table)
    np.savez(tmp_path / "a.npz", inputs=table[:, :2], targets=table[:, 2])
    for bad in ("a.npy", "a.npz"):
        with pytest.raises(WrongInput, match=r"sample 3 .*'inf'.* not used"):
            load_data(str(tmp_path / bad), NETWORK, 2)
    assert [num_samples_of(name, NETWORK) for name in ("digits", "random", "patches", str(tmp_path))] == [None] * 4


def test_bad_files(tmp_path):
    with pytest.raises(Missing) as caught:
        load_data(str(tmp_path / "none.csv"), NETWORK, 1)
    assert (caught.value.exit_code, caught.value.kind) == (3, "data_missing")
    with pytest.raises(WrongInput, match=r"\.txt"):
        load_data(write(tmp_path / "a.txt", "1,2,3"), NETWORK, 1)
    for name in ("a.npy", "a.npz"):
        with pytest.raises(WrongInput):
            load_data(write(tmp_path / name, "1,2,3"), NETWORK, 1)
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe1,2")
    with pytest.raises(WrongInput, match="UTF-8"):
        load_data(str(tmp_path / "b.csv"), NETWORK, 1)
    (tmp_path / "empty.npy").write_bytes(b"")
    with pytest.raises(WrongInput):
        load_data(str(tmp_path / "empty.npy"), NETWORK, 1)


@pytest.mark.parametrize(
    "table",
    [
        np.zeros(3),
        np.zeros((2, 2, 2)),
        np.array([[1j, 2, 3]]),
        np.array([[1.0, np.nan, 2]]),
        np.array([["1", "2", "3"]]),
    ],
)
def test_bad_tables(tmp_path, table):
    np.save(tmp_path / "a.npy", table)
    with pytest.raises(WrongInput):
        load_data(str(tmp_path / "a.npy"), NETWORK, 1)


def test_objects_are_never_unpickled(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (exec, ("raise SystemExit('unpickled')",))

    np.save(tmp_path / "a.npy", np.array([[Bomb(), 2, 3]], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "a.npz", inputs=np.array([[Bomb(), 2]], dtype=object), targets=np.array([[1]]))
    for name in ("a.npy", "a.npz"):
        with pytest.raises(WrongInput, match="objects"):
            load_data(str(tmp_path / name), NETWORK, 1)


def test_npz_needs_its_arrays(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.ones((1, 2)))
    with pytest.raises(WrongInput, match="inputs and targets"):
        load_data(str(tmp_path / "a.npz"), NETWORK, 1)
    np.savez(tmp_path / "a.npz", inputs=np.ones((1, 2)), targets=np.ones((2, 1)))
    with pytest.raises(WrongInput, match="1 inputs and 2 targets"):
        load_data(str(tmp_path / "a.npz"), NETWORK, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "1e999",
        "$1",
        "1_000",
        "−5",
        "–5",
        "0x10",
        "1.2.3",
        "1.5f",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "x5e3.1",
        "x1e5",
        "nan(ind)",
        "N.A.",
        "#1",
        "١٢",
        "５",
        "五",
        "1/0",
        "+-3",
        "9O",
        "1\xa0000",
        "1 000",
        "x 1",
        "",
        "NA",
        "9" * 5000,
        "x=5",
        "=1",
        "'1'",
        "1;2",
        "true",
    ],
)
def test_a_first_row_that_is_no_header_is_shown(tmp_path, cell):
    """Nine of nine such rows were once taken for a header, and left out."""
    for row in ([cell, cell, cell], ["x1", cell, "y"], [cell, "2", "3"]):
        path = tmp_path / "a.csv"
        path.write_text(",".join(f'"{each}"' for each in row) + "\n1,2,3\n4,5,6\n", encoding="utf-8")
        with pytest.raises(WrongInput) as caught:
            load_data(str(path), NETWORK, 2)
        assert cell[:30] in caught.value.message.replace(r"\xa0", "\u00a0")
        assert caught.value.hint
        assert len(str(caught.value)) < 600
    if cell.startswith(("−", "–")):
        assert "minus sign as the hyphen" in caught.value.hint


@pytest.mark.parametrize("header", ["x1,x2,y", "a,b,c", "pixel_0,pixel_1,the digit", "ℓ,größe,y(t)", '"x1","x2","y"'])
def test_a_row_of_names_is_a_header(tmp_path, header):
    name = write(tmp_path / "a.csv", f"{header}\n1,2,3\n")
    assert load_data(name, NETWORK, 1).inputs.tolist() == [[1, 2]]


def test_a_quotation_mark_that_is_left_open(tmp_path):
    with pytest.raises(WrongInput, match="line 2"):
        load_data(write(tmp_path / "a.csv", '1,2,3\n4,"5,6\n7,8,9\n'), NETWORK, 1)


def test_samples_that_are_not_wanted_cost_no_exact_numbers(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(3 * 10**6).reshape(-1, 3))
    assert "first 1 of 1,000,000" in load_data(str(tmp_path / "a.npy"), NETWORK, 1).source
    with pytest.raises(TooLarge, match="limit"):
        load_data(str(tmp_path / "a.npy"), NETWORK, 10**9)


def test_neither_many_lines_nor_many_columns_cost_more_than_seconds(tmp_path):
    for content, why in (
        (b"\n" * 2**24, "more than 5,000,000 lines"),
        (b"1," * 2**20 + b"1\n1,2,3\n", "1048577 columns"),
        (b"\n" * 2**20, "no samples"),
    ):
        (tmp_path / "a.csv").write_bytes(content)
        with pytest.raises(WrongInput, match=why):
            load_data(str(tmp_path / "a.csv"), NETWORK, 1)
