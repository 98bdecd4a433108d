"""Parameters that cannot be audited are named; frozen and tied ones are told."""

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, torch
from verify.subject.parameters import check_parameters, listed, told, trained

pytestmark = pytest.mark.torch


def refused(model):
    with pytest.raises(WrongInput) as caught:
        check_parameters(model)
    return str(caught.value)


def test_what_is_refused():
    assert "0.weight, 0.bias are of type float16" in refused(nn.Sequential(nn.Linear(2, 1).half()))
    assert "bfloat16" in refused(nn.Linear(2, 1).bfloat16())
    assert "complex" in refused(nn.Linear(2, 1, dtype=torch.complex64))
    assert "bias" in refused(nn.LazyLinear(2))
    assert "meta" in refused(nn.Linear(2, 1, device="meta"))
    mixed = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1, device="meta"))
    assert "meta" in refused(mixed)
    nan = nn.Linear(2, 1)
    nan.weight.data[0, 1] = float("nan")
    assert "weight with numbers that are not finite" in refused(nan)
    norm = nn.BatchNorm1d(2)
    norm.running_var[0] = float("inf")
    assert "running_var" in refused(norm)
    check_parameters(nn.BatchNorm1d(2).double())


def test_mixed_devices_are_named(monkeypatch):
    class Elsewhere:
        device, dtype = "cuda:0", torch.float32

    model = nn.Linear(2, 1)
    monkeypatch.setattr(model, "named_buffers", lambda: [("there", Elsewhere())])
    said = refused(model)
    assert "weight on cpu" in said
    assert "there on cuda:0" in said


def test_what_is_told():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[1].weight = model[0].weight
    model[0].bias.requires_grad_(False)
    assert list(trained(model)) == ["0.weight", "1.bias"]
    assert told(model) == [
        "frozen, hence constants and not counted: 0.bias (2 numbers)",
        "1.weight is 0.weight: tied weights are counted once",
    ]
    with pytest.raises(WrongInput, match="no weights"):
        trained(nn.ReLU())
    assert listed([str(n) for n in range(8)]).endswith("and 3 more")
