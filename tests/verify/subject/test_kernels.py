"""Attention has derivatives in both directions, and torch's switch is as it was."""

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
