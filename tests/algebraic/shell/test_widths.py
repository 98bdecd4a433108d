import pytest

from algebraic.shell.errors import WrongInput
from algebraic.shell.widths import read_widths


def test_whole_numbers_with_commas():
    assert [read_widths(text) for text in ("2,1", " 3 , 1", "-1,2")] == [[2, 1], [3, 1], [-1, 2]]


@pytest.mark.parametrize("text", ["", "2,", "2;1", "1_0,1", "２,1", "2.0,1", "1," * 6000])
def test_other_text_is_shown(text):
    with pytest.raises(WrongInput, match="is not a list of whole numbers"):
        read_widths(text)
