"""A module and data become a subject; what was given stays as it was."""

import numpy as np
import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import images, nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def test_the_module_given_stays_as_it_was():
    model = seeded(images)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    make_subject(model, numbers(4, 1, 8, 8), numbers(4, 2)).jacobian()
    assert model.training
    assert all(module.training for module in model.modules())
    assert next(model.parameters()).dtype == torch.float32
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())


def test_classes_become_vectors():
    found = make_subject(nn.Linear(2, 3), np.eye(4)[:, :2], np.array([0, 2, 1, 1]))
    assert found.targets.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0]]
    assert "classes" in found.choices[0]


def test_tied_weights_are_counted_once():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(3, 3, bias=False), nn.Linear(3, 3, bias=False)
            self.b.weight = self.a.weight

        def forward(self, x):
            return self.b(torch.tanh(self.a(x)))

    found = make_subject(Tied(), numbers(4, 3), numbers(4, 3))
    assert found.parameter_names == ("a.weight",)
    assert [node.parameters[0] for node in found.graph if node.kind == "dense"] == [0, 0]
    vector = numbers(9)
    step = 1e-6
    quotient = (found.outputs(found.weights + step * vector) - found.outputs(found.weights - step * vector)) / (
        2 * step
    )
    assert torch.allclose(quotient.reshape(-1), found.jvp(vector), atol=1e-8)


def test_what_is_no_module():
    with pytest.raises(WrongInput, match="type int"):
        make_subject(3, numbers(2, 2), numbers(2, 1))


class Dict(nn.Module):
    """Words and numbers, and a mask that need not be there."""

    def __init__(self):
        super().__init__()
        self.words, self.out = nn.Embedding(5, 3), nn.Linear(5, 2)

    def forward(self, numbers, words, mask=None):
        found = self.words(words).mean(1)
        return self.out(torch.cat([numbers, found if mask is None else found * mask[:, None]], 1))


def test_several_inputs_by_name():
    inputs = {"words": torch.tensor([[0, 1], [1, 2], [3, 3]]), "numbers": numbers(3, 2)}
    found = make_subject(seeded(Dict), inputs, numbers(3, 2))
    assert found.num_params == 15 + 12
    assert found.graph is None
    masked = make_subject(seeded(Dict), inputs | {"mask": torch.tensor([True, False, True])}, numbers(3, 2))
    assert torch.equal(masked.outputs()[0], found.outputs()[0])
    assert not torch.equal(masked.outputs()[1], found.outputs()[1])


def test_frozen_and_unused_parameters():
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.c = nn.Linear(3, 3), nn.Linear(3, 2), nn.Linear(2, 2)
            self.a.weight.requires_grad_(False)

        def forward(self, x):
            return self.b(torch.tanh(self.a(x)))

    found = make_subject(seeded(Own), numbers(4, 3), numbers(4, 2))
    assert found.parameter_names == ("a.bias", "b.weight", "b.bias", "c.weight", "c.bias")
    assert "a.weight (9 numbers)" in found.choices[0]
    assert "c.weight, c.bias" in found.choices[1]
    assert found.graph[1].parameters == (None, 0)
    assert found.graph[1].constants["weight"] == found.module.a.weight.tolist()


def test_permuted_units_and_repeated_samples():
    """The same function; a sample that comes twice has the same rows."""
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2)))
    other = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
    order = torch.tensor([3, 0, 4, 1, 2])
    with torch.no_grad():
        other[0].weight.copy_(model[0].weight[order])
        other[0].bias.copy_(model[0].bias[order])
        other[2].weight.copy_(model[2].weight[:, order])
        other[2].bias.copy_(model[2].bias)
    inputs = numbers(4, 3)[[0, 1, 2, 0]]
    one, two = (make_subject(each, inputs, numbers(4, 2)) for each in (model, other))
    assert torch.allclose(one.outputs(), two.outputs())
    singular = [torch.linalg.svdvals(each.jacobian()) for each in (one, two)]
    assert torch.allclose(*singular, atol=1e-12)
    assert torch.equal(one.jacobian()[:2], one.jacobian()[6:])


def changed(model, change):
    change(model)
    return model


@pytest.mark.parametrize(
    ("model", "inputs", "targets", "loss", "words"),
    [
        (nn.Linear(2, 1), numbers(3, 3), numbers(3, 1), "square", "shape input"),
        (nn.Linear(2, 1), numbers(3, 2), numbers(3, 2), "square", "targets of the shape"),
        (nn.Linear(2, 3), numbers(3, 2), np.array([0, 1, 3]), "square", "classes from 0 to 3"),
        (nn.Linear(2, 3), numbers(3, 2), numbers(3, 3), "cross-entropy", "cross-entropy with targets"),
        (nn.Linear(2, 1), numbers(3, 2), numbers(2, 1), "square", "different numbers of samples"),
        (nn.Linear(2, 1), numbers(3, 2) * float("nan"), numbers(3, 1), "square", "sample 0 of the argument input"),
        (nn.Linear(2, 1), numbers(3, 2), numbers(3, 1), "cubic", "a loss 'cubic'"),
        (nn.Linear(2, 1).half(), numbers(3, 2), numbers(3, 1), "square", "float16"),
        (nn.LSTM(2, 1), numbers(3, 2), numbers(3, 1), "square", "returns a tuple"),
        (nn.Flatten(0), numbers(3, 2), numbers(3, 1), "square", r"the shape \(6,\) for 3 samples"),
        (changed(nn.Linear(2, 1), lambda m: m.double().weight.data.fill_(1e308)), numbers(3, 2) * 100, numbers(3, 1),
         "square", "not finite"),
    ],
)  # fmt: skip
def test_what_cannot_be_audited(model, inputs, targets, loss, words):
    with pytest.raises(WrongInput, match=words) as caught:
        make_subject(model, inputs, targets, loss=loss)
    assert caught.value.exit_code == 2


def test_after_a_failure_the_model_is_as_it_was():
    class Failing(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm, self.out = nn.BatchNorm1d(2), nn.Linear(2, 1)

        def forward(self, x):
            y = self.out(self.norm(x))
            return torch.from_numpy(y.detach().numpy()) if self.training else y[:, 0].float()

    model = Failing()
    state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    drawn = torch.random.get_rng_state()
    with pytest.raises(WrongInput, match="float32"):
        make_subject(model, numbers(3, 2), numbers(3, 1))
    assert model.training
    assert all(torch.equal(state[name], tensor) for name, tensor in model.state_dict().items())
    assert all(tensor.grad is None and tensor.requires_grad for tensor in model.parameters())
    assert not model._forward_hooks
    assert torch.equal(torch.random.get_rng_state(), drawn)


def test_recurrent_layers_take_the_weights_that_they_are_given():
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.r, self.out = nn.GRU(2, 3, batch_first=True), nn.Linear(3, 1)

        def forward(self, x):
            return self.out(self.r(x)[0][:, -1])

    found = make_subject(seeded(Own), numbers(4, 3, 2), numbers(4, 1))
    vector = numbers(found.num_params)
    ahead, behind = (found.outputs(found.weights + sign * 1e-6 * vector) for sign in (1, -1))
    assert torch.allclose(((ahead - behind) / 2e-6).reshape(-1), found.jvp(vector), atol=1e-8)


def test_what_keeps_its_weights_is_refused():
    class Keeps(nn.Module):
        def __init__(self):
            super().__init__()
            self.out = nn.Linear(2, 1)
            self.kept = [self.out.weight]

        def forward(self, x):
            return nn.functional.linear(x, self.kept[0], self.out.bias)

    with pytest.raises(WrongInput, match="does not compute with the weights"):
        make_subject(Keeps(), numbers(3, 2), numbers(3, 1))


def test_modules_within_others_and_inputs_that_are_written_into():
    model = seeded(lambda: nn.Sequential(nn.ReLU(inplace=True), nn.Linear(2, 1)))
    inputs = numbers(3, 2)
    found = make_subject(nn.DataParallel(model), inputs.numpy(), numbers(3, 1))
    assert torch.equal(found.inputs["input"], inputs)
    assert found.ways.forward


def test_memory_is_estimated_first(monkeypatch):
    monkeypatch.setattr("verify.subject.making.free_memory", lambda device: 1000)
    with pytest.raises(WrongInput, match="are free"):
        make_subject(nn.Linear(20, 1), numbers(3, 20), numbers(3, 1))


def test_hooks():
    """One before the whole module reads its arguments by place; one on gradients changes no function."""
    model, plain = (seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))) for _ in range(2))
    model.register_forward_pre_hook(lambda _, given: (2 * given[0],))
    model[2].register_full_backward_hook(lambda _, into, out: (3 * into[0],))
    x = numbers(4, 2)
    found = make_subject(model, x, numbers(4, 1))
    expected = make_subject(plain, 2 * x, numbers(4, 1))
    assert torch.allclose(found.jacobian(), expected.jacobian(), rtol=1e-12)
    assert len(model[2]._backward_hooks) == 1
    assert any("left out: 2" in said for said in found.choices)


def test_one_number_for_each_sample():
    """Without an axis of outputs, as regressions are often written: as with one."""
    flat = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Flatten(0)))
    plain = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)))
    one, other = (make_subject(model, numbers(4, 2), numbers(4)) for model in (flat, plain))
    assert torch.equal(one.jacobian(), other.jacobian())
    assert one.graph is not None
    assert all(node.shape for node in one.graph)
