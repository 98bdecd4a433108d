"""What is asked of the chains."""

import numpy as np
import pytest

from algebraic.shell import WrongInput
from tests.verify.learning.models import subject
from tests.verify.subject.models import nn, numbers, torch
from verify.learning.energy import Energy
from verify.learning.plan import inverse_temperatures, plan_for, second_plan
from verify.subject import make_subject

pytestmark = pytest.mark.torch
OPEN = dict.fromkeys(("radius", "chains", "temperatures", "decades", "draws", "steps"))


def stream():
    return torch.Generator().manual_seed(0)


def test_the_size_of_the_box_is_that_of_the_weights():
    weights = torch.tensor([3.0, 4.0], dtype=torch.float64)
    assert plan_for(1000 * weights, **OPEN).radius == pytest.approx(1000 * plan_for(weights, **OPEN).radius)
    assert plan_for(0 * weights, **OPEN).radius == 0.3
    assert plan_for(weights, **(OPEN | {"radius": 2})).radius == 2.0
    assert plan_for(torch.zeros(1000), **OPEN).chains < plan_for(weights, **OPEN).chains


def test_temperatures_begin_where_the_box_decides():
    """The scale of the loss is taken out: equations a thousand times as large have β a millionth."""
    plan = plan_for(torch.zeros(2), **OPEN)
    one, other = (inverse_temperatures(Energy.of(subject(e)), plan, stream()) for e in ("x*y", "1000*x*y"))
    assert one.shape == (2, plan.temperatures)
    assert torch.allclose(one, 1e6 * other)
    assert torch.allclose(torch.log10(one[:, -1] / one[:, 0]), torch.full((2,), plan.decades, dtype=torch.float64))
    assert one[1, 0] > one[0, 0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("radius", 0), ("radius", float("nan")), ("radius", "wide"), ("chains", 3), ("chains", 2.5), ("temperatures", 1),
     ("decades", 0.5), ("draws", 10), ("steps", 0), ("radius", True)],
)  # fmt: skip
def test_what_does_not_fit_is_named(name, value):
    with pytest.raises(WrongInput) as problem:
        plan_for(torch.zeros(2), **(OPEN | {name: value}))
    assert problem.value.kind == f"bad_{name}"


def test_a_loss_without_a_range_of_temperatures():
    plan = plan_for(torch.zeros(3), **(OPEN | {"radius": 1e-9}))
    far = make_subject(nn.Linear(2, 1), numbers(4, 2), 1e3 * np.ones((4, 1)))
    with pytest.raises(WrongInput) as problem:
        inverse_temperatures(Energy.of(far), plan, stream())
    assert problem.value.kind == "no_temperatures"


class Still(nn.Module):
    """The weight has a slope of 0."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + 0 * self.w


def test_a_loss_that_is_the_same_everywhere():
    still = make_subject(Still(), [[1.0]], [[1.0]])
    with pytest.raises(WrongInput) as problem:
        inverse_temperatures(Energy.of(still), plan_for(torch.zeros(1), **OPEN), stream())
    assert problem.value.kind == "flat_loss"


def test_the_second_time():
    """Chains that did not get there have a shorter way; where only the fit does not decide, it is a longer one."""
    plan = plan_for(torch.zeros(2), **OPEN)
    near, far, same = second_plan(plan, True, None), second_plan(plan, False, None), second_plan(plan, True, 16.0)
    assert near.decades < plan.decades == same.decades < far.decades
    assert near.temperatures == plan.temperatures == same.temperatures
    assert far.decades / far.temperatures == plan.decades / plan.temperatures
    assert min(each.draws for each in (near, far, same)) > plan.draws
