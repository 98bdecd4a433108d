"""What is a stack of models, and what is none."""

import numpy as np
import pytest

from netsim.models import AStack
from netsim.shell import WrongInput

ONE = np.zeros((2, 3))


def test_arrays_of_numbers_with_as_many_models():
    for value in ({"a": ONE}, {"layer1.weight": ONE, "layer1.bias": np.zeros(2, np.float32)}, {"a": np.zeros((0, 1))}):
        AStack().check("weights", value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "weights is None"),
        ({}, "weights is {}"),
        ([ONE], r"weights is \[array"),
        ({"a": [1, 2]}, r"weights has \[1, 2\] for 'a'"),
        ({1: ONE}, "for 1"),
        ({"a": np.array(3.0)}, "for 'a'"),
        ({"a": np.array(["x"])}, "for 'a'"),
        ({"a": ONE > 0}, "for 'a'"),
        ({"a": ONE, "b": ONE[:1]}, "different numbers of models: {'a': 2, 'b': 1}"),
    ],
)
def test_what_is_no_stack(value, words):
    with pytest.raises(WrongInput, match=words) as caught:
        AStack().check("weights", value)
    assert caught.value.hint
