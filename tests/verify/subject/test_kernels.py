"""Attention has derivatives in both directions, torch's switch is as it was, and a model's warning is told once."""

import warnings

import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject
from verify.subject.kernels import plain_kernels

pytestmark = pytest.mark.torch


def test_the_switch_is_put_back():
    before = torch.backends.mha.get_fastpath_enabled()
    with pytest.raises(ZeroDivisionError), plain_kernels():
        1 / torch.backends.mha.get_fastpath_enabled()
    assert torch.backends.mha.get_fastpath_enabled() == before


def test_derivatives_of_attention():
    model = seeded(lambda: nn.TransformerEncoderLayer(4, 2, 8, batch_first=True))
    subject = make_subject(model, numbers(5, 3, 4), numbers(5, 12))
    jacobian, vector = subject.jacobian(), numbers(subject.num_params)
    assert torch.allclose(jacobian @ vector, subject.jvp(vector))


def test_what_a_model_warns_of_is_said_once():
    class Warns(nn.Linear):
        def forward(self, input):
            warnings.warn("this layer is tired", stacklevel=1)
            return super().forward(input)

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        subject = make_subject(seeded(lambda: Warns(3, 1)), numbers(5, 3), numbers(5, 1))
        before = warnings.showwarning
        subject.jacobian()
        for _ in range(9):
            subject.residuals(subject.weights)
        assert warnings.showwarning is before
    assert sum("tired" in str(each.message) for each in said) == 1
