import pytest

from algebraic import relu_zero_set
from algebraic.documents import form_faults
from algebraic.relu.plain import plain

DOCUMENT = plain(relu_zero_set([[1], [2]], [3, -5], 2, hidden_bias=True).as_dict())


def test_what_is_written_has_the_form():
    assert form_faults(DOCUMENT, "relu") == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": "some"},
        {"components": -1},
        {"leak": 0.5},
        {"widths": [1, 2]},
        {"seed": "1"},
        {"more": 1},
        {"points": {}},
    ],
)
def test_what_has_not(change):
    assert form_faults({**DOCUMENT, **change}, "relu")
