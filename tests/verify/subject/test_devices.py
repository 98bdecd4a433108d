"""Devices are named as in netsim, with the errors of this package."""

import pytest

from algebraic.shell import Missing, WrongInput
from tests.verify.subject.models import torch
from verify.subject.devices import find_device

pytestmark = pytest.mark.torch


def test_devices(monkeypatch):
    assert find_device("cpu") == "cpu"
    with pytest.raises(WrongInput, match="choose cpu"):
        find_device("tpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(Missing, match="sees 0 CUDA devices"):
        find_device("cuda")
