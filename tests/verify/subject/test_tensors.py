"""Arrays as the module reads them."""

import numpy as np
import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, numbers, torch
from verify.subject.tensors import as_tensor, first_samples, named_inputs, readable

pytestmark = pytest.mark.torch


class Two(nn.Module):
    def forward(self, words, mask=None):
        return words


def test_kinds():
    assert as_tensor(np.arange(3, dtype=">u2"), "it").dtype == torch.int64
    assert as_tensor(np.zeros(3, np.float16), "it").dtype == torch.float64
    assert as_tensor(torch.zeros(3).bool(), "it").dtype == torch.bool
    assert as_tensor([[1.5, 2]], "it").tolist() == [[1.5, 2]]


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.array([1, np.nan, np.inf]), r"sample 1 of it .*2 samples"),
        (np.array(["a"]), "type <U1"),
        (np.array(3.0), "shape"),
        (np.array([2**63], np.uint64), "63 bits"),
        (np.array([1j]), "type complex"),
        ([[1], [1, 2]], "no array|type object"),
        (torch.zeros(2, dtype=torch.complex64), "complex"),
    ],
)
def test_what_is_no_data(array, words):
    with pytest.raises(WrongInput, match=words):
        as_tensor(array, "it")


def test_names():
    assert list(named_inputs(nn.Linear(2, 1), np.eye(2))) == ["input"]
    assert list(named_inputs(nn.Linear(2, 1), {"inputs": np.eye(2)})) == ["input"]
    assert list(named_inputs(Two(), {"words": [1], "mask": [True]})) == ["words", "mask"]
    for inputs, words in (({"word": [1]}, "no argument word; nothing is given for words"), ({}, "no inputs")):
        with pytest.raises(WrongInput, match=words):
            named_inputs(Two(), inputs)


def test_numbers_of_samples():
    inputs, targets = {"a": torch.zeros(3), "b": torch.zeros(4)}, torch.zeros(3)
    with pytest.raises(WrongInput, match="a 3, b 4, the targets 3"):
        first_samples(inputs, targets, None)
    assert len(first_samples({"a": torch.zeros(3)}, targets, 2)[1]) == 2
    with pytest.raises(WrongInput, match="there are 3"):
        first_samples({"a": torch.zeros(3)}, targets, 4)
    with pytest.raises(WrongInput, match="no samples"):
        first_samples({"a": torch.zeros(0)}, torch.zeros(0), None)


def test_the_form_that_is_read():
    rows = {"input": torch.arange(128).reshape(2, 64)}
    shapes = ((64,), (1, 8, 8))
    assert readable(nn.Linear(64, 2).double(), rows, shapes)[0]["input"].shape == (2, 64)
    form, _, said = readable(nn.Conv2d(1, 2, 3).double(), rows, shapes)
    assert form["input"].shape == (2, 1, 8, 8)
    assert "(1, 8, 8)" in said
    form, _, said = readable(nn.Embedding(200, 2), rows, ())
    assert form["input"].dtype == torch.int64
    assert "whole" in said
    with pytest.raises(WrongInput, match=r"samples of shape input \(7,\) failed at .*linear"):
        readable(nn.Linear(64, 2).double(), {"input": numbers(2, 7)}, ())
