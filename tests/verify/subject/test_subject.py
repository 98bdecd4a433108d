"""Outputs, residuals and derivatives, beside torch's own."""

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import Skip, nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def subject():
    return make_subject(seeded(Skip), numbers(6, 5), numbers(6, 3, seed=1))


def test_sizes(subject):
    assert (subject.num_params, subject.num_samples, subject.output_dim, subject.num_equations) == (69, 6, 3, 18)
    assert sum(tensor.numel() for tensor in subject.parameters()) == 69


def test_rows_are_sample_by_sample(subject):
    residuals = subject.residuals()
    assert torch.allclose(residuals[5], subject.outputs(samples=slice(1, 2))[0, 2] - subject.targets[1, 2])
    assert torch.allclose(residuals[3:9], subject.residuals(samples=slice(1, 3)))


def test_the_jacobian(subject):
    """Row by row, by the module itself and torch.autograd."""
    jacobian = subject.jacobian()
    outputs = subject.module(**subject.batch()).reshape(-1)
    for row, output in enumerate(outputs):
        found = torch.autograd.grad(output, list(subject.module.parameters()), retain_graph=True, allow_unused=True)
        literal = torch.cat([part.reshape(-1) for part in found])
        assert torch.allclose(jacobian[row], literal, atol=1e-12)
    vector, covector = numbers(69), numbers(18)
    assert torch.allclose(jacobian @ vector, subject.jvp(vector))
    assert torch.allclose(jacobian.T @ covector, subject.vjp(covector))
    other = numbers(69, seed=3)
    assert not torch.allclose(subject.jacobian(other), jacobian)
    assert torch.allclose(subject.jacobian(other) @ vector, subject.jvp(vector, other))
    assert torch.allclose(subject.jacobian(samples=slice(2, 4)), jacobian[6:12])


def test_residuals_are_of_the_square_loss():
    found = make_subject(nn.Linear(2, 3), numbers(4, 2), torch.tensor([0, 1, 2, 0]), loss="cross-entropy")
    with pytest.raises(WrongInput, match="cross-entropy"):
        found.residuals()
