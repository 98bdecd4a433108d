"""The derivatives of a loss by the outputs, beside torch's whole Hessian."""

import numpy as np
import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.curvature.of_loss import by_outputs, turned_by_loss
from verify.subject import make_subject

pytestmark = pytest.mark.torch
QUARTIC = "tests.verify.curvature.planted:quartic"


def subject(loss):
    targets = np.array([0, 1, 2, 1]) if loss == "cross-entropy" else numbers(4, 3, seed=1)
    return make_subject(seeded(lambda: nn.Linear(2, 3)), numbers(4, 2), targets, loss=loss)


@pytest.mark.parametrize("loss", ["square", "cross-entropy", QUARTIC, "tests.verify.curvature.planted:mean"])
def test_gradient_and_hessian(loss):
    given = subject(loss)
    outputs, changes = given.outputs(), numbers(2, 4, 3, seed=3)

    def value(at):
        return given.loss_function(at, given.targets)

    whole = torch.func.hessian(value)(outputs).reshape(12, 12)
    found = turned_by_loss(given, outputs, changes).reshape(2, 12)
    assert torch.allclose(found, changes.reshape(2, 12) @ whole, atol=1e-13)
    assert torch.allclose(by_outputs(given, outputs), torch.func.grad(value)(outputs))


def test_the_same_number_on_all_outputs_changes_no_cross_entropy():
    given = subject("cross-entropy")
    assert turned_by_loss(given, given.outputs(), torch.ones(1, 4, 3, dtype=torch.float64)).abs().max() < 1e-16
