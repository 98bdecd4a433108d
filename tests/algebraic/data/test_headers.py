"""What names the columns of a table, and what may be a sample with something around its numbers."""

import pytest

from algebraic import Network
from algebraic.data import load_data
from algebraic.data.headers import is_name, not_counting
from algebraic.shell import WrongInput

AMOUNTS = ["EUR5", "EUR1", "eur2", "USD100", "USD_1", "minus1", "NaN1", "inf0", "1e5", "$5", "5px", "0x10", "１", "x１"]


def is_header(line):
    cells = line.split(",")
    return all(map(is_name, cells)) and not_counting(cells) is None


@pytest.mark.parametrize(
    "line",
    [
        "x1,x2,y",
        "x0,x1,x2",
        "x2,x1,y1",
        "x,y2,z",
        "x1,y2,input_3",
        "a,b,c",
        "pixel0,pixel1,label",
        "pixel_0_3,pixel_7_7,digit",
        "layer1unit1,layer1unit2,layer2unit1",
        "PC1,PC2,PC3",
        "EUR,USD,y(t)",
    ],
)
def test_names(line):
    assert is_header(line)


@pytest.mark.parametrize("line", ["EUR5,EUR6,EUR7", "a7,a8,a9", "x1,x1,x1", "x1,x3,y", "h264,x,y", "CO2,x,y", "p5,x,y"])
def test_numbers_that_count_nothing(line):
    assert not is_header(line)


@pytest.mark.parametrize("amount", AMOUNTS)
def test_amounts_are_no_names_wherever_they_stand(amount):
    for place in range(3):
        assert not is_header(",".join([*["x_1", "x_2", "x_3"][:place], amount, *["y", "z"][place:]]))


@pytest.mark.parametrize("line", ["EUR1,EUR2,EUR3", "EUR5,EUR5,EUR5", "x1,EUR5,y", "a7,b9,c4", "O5,l7,z"])
def test_a_first_row_that_may_be_a_sample_is_shown(tmp_path, line):
    path = tmp_path / "a.csv"
    path.write_text(f"{line}\n1,2,3\n4,5,6\n", encoding="utf-8")
    with pytest.raises(WrongInput, match="neither a number nor a name") as caught:
        load_data(str(path), Network.dense([2, 1], "z", hidden_bias=False, output_bias=False), 2)
    assert "a header has a name in every cell" in caught.value.hint
    assert "underscore" in caught.value.hint
