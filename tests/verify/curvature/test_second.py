"""A loss without a second derivative, or with a wrong one, is refused by the name of what has none."""

import numpy as np
import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.curvature.second import check_second_derivative
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Once(torch.autograd.Function):
    """z², whose derivative cannot be derived."""

    @staticmethod
    def forward(z):
        return z * z

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0])

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, above):
        (z,) = ctx.saved_tensors
        return 2 * z * above


class Constant(Once):
    """The same with a derivative that torch takes for a constant."""

    @staticmethod
    def backward(ctx, above):
        (z,) = ctx.saved_tensors
        return (2 * z).detach() * above


class Squares(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.first, self.last, self.function = nn.Linear(2, 3), nn.Linear(3, 1), function

    def forward(self, x):
        return self.last(self.function.apply(self.first(x)))


def subject(model):
    return make_subject(model, numbers(4, 2), np.ones((4, 1)))


def test_a_smooth_model_and_one_with_kinks_are_taken():
    for bend in (nn.Tanh, nn.ReLU):
        check_second_derivative(subject(seeded(lambda b=bend: nn.Sequential(nn.Linear(2, 3), b(), nn.Linear(3, 1)))))


def test_an_operation_without_a_second_derivative_is_named():
    with pytest.raises(WrongInput, match="Once") as caught:
        check_second_derivative(subject(seeded(lambda: Squares(Once))))
    assert caught.value.kind == "no_second_derivative"


def test_a_wrong_second_derivative_is_found():
    with pytest.raises(WrongInput, match="difference quotients") as caught:
        check_second_derivative(subject(seeded(lambda: Squares(Constant))))
    assert caught.value.kind == "no_second_derivative"
