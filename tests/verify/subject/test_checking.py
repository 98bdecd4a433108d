"""What is no function of its weights and one sample is refused, and stays as it was."""

import warnings

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, numbers, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class OfTheBatch(nn.Module):
    """Doubles where the mean over the batch is positive: no three samples show it."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(1, 1)

    def forward(self, x):
        return self.layer(x) * (2 if x.mean() > 0 else 1)


class WithoutGradients(nn.Module):
    """A layer that training does not change."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 2)

    def forward(self, x):
        with torch.no_grad():
            return self.layer(x)


def scripted():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.jit.script(nn.Linear(2, 1))


class Same(nn.Linear):
    """Its copy is itself."""

    def __deepcopy__(self, memo):
        return self


@pytest.mark.parametrize(
    ("model", "inputs", "words"),
    [
        (scripted(), numbers(3, 2), "the model was made by torch.jit"),
        (nn.Sequential(nn.Linear(2, 2), scripted()), numbers(3, 2), "1 was made by torch.jit"),
        (OfTheBatch(), [[1.0], [1.0], [1.0], [1.0], [-1.0]], "sample 4 another output when it comes alone"),
        (nn.Sequential(WithoutGradients(), nn.Linear(2, 1)), numbers(3, 2), "0.layer.weight, 0.layer.bias that torch"),
        (Same(2, 1), numbers(3, 2), "gives the module itself"),
    ],
)
def test_what_is_no_function_of_these_weights_and_one_sample(model, inputs, words):
    before = [tensor.clone() for tensor in model.state_dict().values()]
    with pytest.raises(WrongInput, match=words):
        make_subject(model, inputs, [[0.0]] * len(inputs))
    after = list(model.state_dict().values())
    assert [t.dtype for t in before] == [t.dtype for t in after]
    assert all(map(torch.equal, before, after))
