"""Random streams and switches are afterwards as before."""

import random

import numpy as np
import pytest

from tests.verify.subject.models import torch
from verify.subject import untouched

pytestmark = pytest.mark.torch


def test_after_a_failure_too():
    def draws():
        return random.random(), np.random.random(), float(torch.rand(()))

    with untouched():
        first = draws()
    with pytest.raises(ZeroDivisionError), untouched():
        draws()[0] / 0
    with torch.no_grad(), untouched():
        assert torch.is_grad_enabled()
        torch.set_default_dtype(torch.float64)
    assert torch.get_default_dtype() == torch.float32
    with untouched():
        assert draws() == first
