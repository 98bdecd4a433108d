"""Boxes: counted, in order, refused."""

import json

import pytest
from hypothesis import given, settings, strategies as st

from algebraic.atlas import box_of, read_box
from algebraic.shell import Missing, TooLarge, WrongInput

ends = st.tuples(st.integers(1, 3), st.integers(1, 3)).map(sorted)


@settings(max_examples=40, deadline=None)
@given(ends, ends, ends, ends, st.booleans())
def test_as_many_as_are_counted_none_twice(depth, widths, inputs, outputs, bias):
    document = {"depth": depth, "widths": widths, "inputs": inputs, "outputs": outputs, "degree": [2, 3], "bias": bias}
    box = box_of(document)
    found = list(box.architectures())
    assert len(found) == len({one.label for one in found}) == box.num_rows
    assert box_of(box.as_dict()) == box
    assert all(
        inputs[0] <= one.widths[0] <= inputs[1]
        and outputs[0] <= one.widths[-1] <= outputs[1]
        and all(widths[0] <= width <= widths[1] for width in one.widths[1:-1])
        for one in found
    )
    assert max(one.num_params for one in found) == box.largest.num_params


@settings(max_examples=20, deadline=None)
@given(ends, ends, ends)
def test_convolutions_none_twice(depth, sizes, strides):
    box = box_of({"kind": "convolution", "depth": depth, "sizes": sizes, "strides": strides, "degree": [1, 2]})
    found = list(box.architectures())
    assert len(found) == len({one.label for one in found}) == box.num_rows
    assert max(one.num_params for one in found) == box.largest.num_params


GOOD = {"kind": "dense", "depth": [2, 3], "widths": [1, 2], "degree": [2, 2], "bias": False}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "recurrent"}, "recurrent"),
        ({"kind": []}, "neither"),
        ({"width": [1, 2]}, "'width' is unknown"),
        ({"depth": None}, "no range"),
        ({"depth": [3, 2]}, "no range"),
        ({"depth": [2, 2.0]}, "no range"),
        ({"depth": [True, 2]}, "no range"),
        ({"degree": [1, 2]}, "no range"),
        ({"widths": [0, 2]}, "no range"),
        ({"widths": [1, 10**400]}, "no range"),
        ({"bias": 1}, "neither true nor false"),
    ],
)
def test_what_is_no_box_is_refused(change, said):
    with pytest.raises(WrongInput, match=said):
        box_of({**GOOD, **change})


def test_missing_keys_and_files_are_named(tmp_path):
    with pytest.raises(WrongInput, match="'depth' is missing"):
        box_of({"widths": [1, 2], "degree": [2, 2]})
    with pytest.raises(WrongInput, match="no JSON object"):
        box_of([])
    with pytest.raises(Missing):
        read_box(str(tmp_path / "none.json"))
    path = tmp_path / "box.json"
    path.write_text(json.dumps(GOOD))
    assert read_box(str(path)).num_rows == 8 + 16


def test_too_large_a_box_is_refused_before_anything_is_listed():
    with pytest.raises(TooLarge, match="architectures"):
        box_of({**GOOD, "depth": [2, 12], "widths": [1, 9]})
    with pytest.raises(TooLarge, match="parameters"):
        box_of({**GOOD, "depth": [2, 2], "widths": [60, 64]})
    with pytest.raises(TooLarge, match="degree"):
        box_of({**GOOD, "depth": [5, 6], "widths": [1, 1], "degree": [64, 64]})
