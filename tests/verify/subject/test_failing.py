"""The operation that failed, and its layer."""

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, torch
from verify.subject.failing import called, first_words

pytestmark = pytest.mark.torch


class Numpy(nn.Module):
    def forward(self, x):
        return torch.from_numpy(x.numpy())


def test_the_operation_is_named():
    model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Tanh(), Numpy()))
    with pytest.raises(WrongInput, match=r"calling failed at torch.Tensor.numpy in 1.1: RuntimeError"):
        called(model, lambda: model(torch.zeros(1, 2)), "calling", "leave it out")
    assert not model[1][1]._forward_hooks
    assert not model[1][1]._forward_pre_hooks


def test_first_words():
    assert first_words(ValueError("no such size\nand more")) == "no such size"
    assert first_words(ValueError("It is so. " + 200 * "a")) == "It is so"
    assert len(first_words(ValueError(1000 * "a"))) == 300
    assert first_words(ValueError()) == ""
