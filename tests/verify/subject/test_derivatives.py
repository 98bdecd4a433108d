"""Derivatives are those of the function, whichever way torch finds them."""

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Around(nn.Module):
    def __init__(self, what):
        super().__init__()
        self.a, self.b, self.what = nn.Linear(3, 4), nn.Linear(4, 2), what

    def forward(self, x):
        return self.b(self.what(torch.tanh(self.a(x))))


class OneWay(torch.autograd.Function):
    """A square without a forward derivative, and without a rule for many at once."""

    @staticmethod
    def forward(z):
        return z * z

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        return 2 * ctx.saved_tensors[0] * gradient


class Through(torch.autograd.Function):
    """Rounded, with the derivative of the identity."""

    @staticmethod
    def forward(z):
        return torch.round(8 * z) / 8

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, gradient):
        return gradient


def subject_of(what):
    return make_subject(seeded(lambda: Around(what)), numbers(5, 3), numbers(5, 2))


def test_other_ways_give_the_same():
    plain, other = subject_of(lambda z: z * z), subject_of(OneWay.apply)
    assert plain.ways.at_once
    assert plain.ways.forward
    assert not (other.ways.at_once and other.ways.forward)
    vector, covector = numbers(plain.num_params), numbers(10)
    assert torch.allclose(plain.jacobian(), other.jacobian())
    assert torch.allclose(plain.jvp(vector), other.jvp(vector))
    assert torch.allclose(plain.vjp(covector), other.vjp(covector))


def test_a_branch_that_reads_a_number_is_taken_sample_by_sample():
    found = subject_of(lambda z: z if z.shape[0] < 0 or float(z.abs().sum()) >= 0 else -z)
    assert not found.ways.at_once
    assert torch.allclose(found.jacobian(), subject_of(lambda z: z).jacobian())


@pytest.mark.parametrize(
    ("what", "named"),
    [
        (lambda z: z.detach(), "a.weight"),
        (lambda z: z * float(z.sum()) if z.shape[0] < 0 else z + z.detach() ** 2, "a.weight"),
        (Through.apply, "a.weight"),
    ],
)
def test_another_derivative_is_found(what, named):
    with pytest.raises(WrongInput, match=f"{named}.*not that of the function"):
        subject_of(what)


def test_what_torch_cannot_follow():
    with pytest.raises(WrongInput, match=r"torch.Tensor.numpy|torch.Tensor.detach"):
        subject_of(
            lambda z: torch.from_numpy(z.numpy()) if z.requires_grad or not torch.is_grad_enabled() else z.numpy()
        )
