"""The limit of time is not taken for an error of a model."""

import pytest

from algebraic.shell import Budget, OutOfBudget
from tests.verify.subject.models import nn, numbers
from verify.subject import make_subject
from verify.subject.endings import pass_on

pytestmark = pytest.mark.torch


def test_what_passes():
    pass_on(ValueError())
    for ended in (OutOfBudget("the time"), KeyboardInterrupt()):
        made = ValueError()
        made.__cause__ = ended
        with pytest.raises(type(ended)):
            pass_on(made)


def test_a_model_that_takes_long():
    class Slow(nn.Linear):
        def forward(self, x):
            while True:
                x = x + 1

    with pytest.raises(OutOfBudget, match="reading"), Budget(0.3).alarm("reading"):
        make_subject(Slow(2, 2), numbers(3, 2), numbers(3, 2))
