"""A checkpoint fits, or it is said what does not."""

import pytest

from algebraic.shell import Missing, WrongInput
from tests.verify.subject.models import images, nn, seeded, torch
from verify.subject.checkpoint import with_checkpoint

pytestmark = pytest.mark.torch


def save(tensors, path):
    from safetensors.torch import save_file

    save_file(tensors, path)
    return str(path)


def test_weights_and_buffers(tmp_path):
    other, model = seeded(images, 1), seeded(images)
    before = model[0].weight.detach().clone()
    found = with_checkpoint(model, save(other.state_dict(), tmp_path / "w.safetensors"))
    for name, tensor in found.state_dict().items():
        assert torch.equal(tensor, other.state_dict()[name])
    assert torch.equal(model[0].weight, before)


def test_of_tied_weights_one_is_enough(tmp_path):
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[1].weight = model[0].weight
    tensors = {name: tensor + 1 for name, tensor in model.state_dict().items() if name != "1.weight"}
    found = with_checkpoint(model, save(tensors, tmp_path / "w.safetensors"))
    assert found[1].weight is found[0].weight
    assert torch.equal(found[1].weight, tensors["0.weight"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda tensors: tensors.pop("0.weight"), "it has no 0.weight"),
        (lambda tensors: tensors.update(more=torch.zeros(1)), "the model has no more"),
        (lambda tensors: tensors.update({"0.bias": torch.zeros(3)}), r"0.bias is \(3,\), in the model \(1,\)"),
        (lambda tensors: tensors.update({"0.bias": torch.zeros(1).half()}), "0.bias is float16, in the model float32"),
        (lambda tensors: tensors.clear(), "it has no 0.weight, 0.bias"),
    ],
)
def test_what_does_not_fit(tmp_path, change, words):
    model = nn.Sequential(nn.Linear(2, 1))
    tensors = dict(model.state_dict())
    change(tensors)
    with pytest.raises(WrongInput, match=words):
        with_checkpoint(model, save(tensors, tmp_path / "w.safetensors"))


def test_what_is_no_checkpoint(tmp_path):
    path = tmp_path / "w.safetensors"
    with pytest.raises(Missing, match="is not there"):
        with_checkpoint(nn.Linear(1, 1), str(path))
    path.write_bytes(b"\x00" * 40)
    with pytest.raises(WrongInput, match="no whole safetensors file"):
        with_checkpoint(nn.Linear(1, 1), str(path))


@pytest.mark.parametrize("of_old", [False, True])
def test_a_pickle_is_named_and_not_read(tmp_path, of_old):
    path = tmp_path / "weights.pt"
    torch.save(nn.Linear(2, 1).state_dict(), path, _use_new_zipfile_serialization=not of_old)
    with pytest.raises(WrongInput, match="may run code when it is read"):
        with_checkpoint(nn.Linear(2, 1), str(path))
