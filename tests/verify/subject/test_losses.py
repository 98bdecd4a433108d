"""Losses by name."""

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import torch
from verify.subject.losses import check_loss, find_loss

pytestmark = pytest.mark.torch
HERE = "tests.verify.subject.factories"


def test_values():
    outputs, targets = torch.tensor([[1.0, 2.0], [0.0, 0.0]]), torch.tensor([[0.0, 2.0], [0.0, 2.0]])
    assert float(find_loss("square")(outputs, targets)) == 2.5
    assert abs(float(find_loss("cross-entropy")(outputs[1:], torch.tensor([0]))) - 0.6931471805599453) < 1e-6
    assert check_loss("own", find_loss(f"{HERE}:absolute"), outputs, targets) == 0.75


@pytest.mark.parametrize("name", ["squared", f"{HERE}:number"])
def test_what_is_no_loss(name):
    with pytest.raises(WrongInput):
        find_loss(name)


@pytest.mark.parametrize("name", ["many", "infinite", "failing"])
def test_what_gives_no_number(name):
    with pytest.raises(WrongInput, match=name):
        check_loss(name, find_loss(f"{HERE}:{name}"), torch.zeros(2, 2), torch.zeros(2, 2))
