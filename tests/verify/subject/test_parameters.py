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
    assert "weight, bias are complex: an audit is about real functions" in refused(
        nn.Linear(2, 1, dtype=torch.complex64)
    )
    assert "bias" in refused(nn.LazyLinear(2))
    assert "meta" in refused(nn.Linear(2, 1, device="meta"))
    mixed = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1, device="meta"))
    assert "meta" in refused(mixed)
    nan = nn.Linear(2, 1)
    nan.weight.data[0, 1] = float("nan")
    assert "weight has numbers that are not finite" in refused(nan)
    norm = nn.BatchNorm1d(2)
    norm.running_var[0] = float("inf")
    assert "running_var" in refused(norm)
    check_parameters(nn.BatchNorm1d(2).double())
    thin = nn.Linear(2, 2)
    thin.register_buffer("mask", torch.eye(2).to_sparse())
    assert "mask is of the layout sparse_coo" in refused(thin)


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
    with pytest.raises(WrongInput, match="the model has no weights"):
        trained(nn.ReLU())
    with pytest.raises(WrongInput, match="no weights of the model are trained"):
        trained(nn.Linear(2, 2).requires_grad_(False))
    model[1].register_full_backward_hook(lambda *_: None)
    assert told(model)[-1] == "hooks that change gradients, and not the function, are left out: 1"
    assert listed([str(n) for n in range(8)]).endswith("and 3 more")
