import pytest

from algebraic import relu_regions
from algebraic.documents import form_faults

DOCUMENT = relu_regions([[1], [2]], [3, 6], [1, 1, 1, 1]).as_dict()


def test_what_is_written_has_the_form():
    assert form_faults(DOCUMENT, "regions") == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": "some"},
        {"count": -1},
        {"leak": 0.5},
        {"widths": [1, 2]},
        {"chosen": "few"},
        {"more": 1},
        {"regions": {}},
    ],
)
def test_what_has_not(change):
    assert form_faults({**DOCUMENT, **change}, "regions")
