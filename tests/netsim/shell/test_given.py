"""A function that is held to its types refuses what is not of them, and gives what it gives."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import pytest

from netsim.shell import ANumber, OneOf, Range, WrongInput, held


@held
def scaled(
    values: Annotated[Sequence[float], ANumber()],
    by: Annotated[float, Range(0, 10)] = 1.0,
    *,
    kind: Annotated[str, OneOf(("sum", "list"))] = "sum",
    weights: np.ndarray | None = None,
):
    """What is given, multiplied."""
    found = [by * value for value in values]
    return sum(found) if kind == "sum" else (found, type(by))


def test_what_is_allowed_arrives():
    assert scaled([1, 2.5], 2) == 7
    assert scaled(np.array([1.0, 2.0])) == 3
    assert scaled(range(3), kind="list", weights=np.zeros(2)) == ([0, 1, 2], float)
    assert scaled((1,), np.array(3), kind="list") == ([3], int)  # a number of numpy is one of Python
    assert scaled.__doc__ == "What is given, multiplied."


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((1,), {}, "values is 1"),
        ((["a"],), {}, "values is 'a'"),
        (([True],), {}, "values is True"),
        (([10**400],), {}, "values is 1"),
        (([1], 11), {}, "by is 11"),
        (([1], float("nan")), {}, "by is nan"),
        (([1],), {"kind": "mean"}, "kind is 'mean'"),
    ],
)
def test_what_is_not_allowed_is_refused(arguments, options, words):
    with pytest.raises(WrongInput, match=words) as caught:
        scaled(*arguments, **options)
    assert caught.value.hint


def test_arguments_that_it_does_not_have_are_errors_of_python():
    with pytest.raises(TypeError):
        scaled([1], by_how_much=2)
