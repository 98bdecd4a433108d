"""What hangs on what: exponents, indices, brackets of one kind and another."""

# mypy: ignore-errors

import pytest

from verify.formulas.reader import Reader


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("f(x_i; w) = y_i are", 15),
        ("x^(a+b)_k is", 9),
        ("‖x‖|y| and", 6),
        ("(a, b", 0),
        ("2n/3 of", 4),
        ("a vector", 0),
        ("e^{w_{t+1}} grows", 11),
        ("Σ_{i=1}^r p_i(x) with", 16),
    ],
)
def test_how_far_a_formula_goes(text, end):
    reader = Reader(text, 0)
    found = reader.formula()
    assert (reader.place if found else 0) == end


def test_an_index_is_the_next_letter_where_that_has_none_of_its_own():
    (piece,) = Reader("y_ix_i", 0).factor(True)
    assert piece[1][1] == ("row", [("index", [("mark", "_"), ("letters", "i")])])
