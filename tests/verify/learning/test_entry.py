"""The estimate in Python."""

from dataclasses import replace

import numpy as np
import pytest

import verify
from algebraic.shell import OutOfBudget, WrongInput
from tests.verify.learning.models import NOTHING
from tests.verify.learning.test_judge import GOOD
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.learning.cases import equations_module

pytestmark = pytest.mark.torch
QUICK = {"chains": 24, "temperatures": 12, "decades": 10.0, "draws": 100}
SHORT = {"chains": 4, "temperatures": 4, "decades": 2.0, "draws": 100}


@pytest.mark.slow
def test_a_double_line():
    """λ = 1/4 where the rank of the Jacobian is 0."""
    found = verify.estimate_learning_coefficient(equations_module(["x^2"]), *NOTHING, **QUICK)
    assert found.status == "estimated", found.reasons
    assert abs(found.value - 0.25) < 0.0125
    assert found.interval[0] < 0.25 < found.interval[1]
    assert found.multiplicity in (None, 1)
    assert isinstance(found, verify.LearningEstimate)


@pytest.mark.slow
def test_the_module_and_the_streams_stay_as_they_are():
    module = seeded(lambda: nn.Linear(2, 1))
    before, state = module.weight.clone(), torch.random.get_rng_state()
    verify.estimate_learning_coefficient(module, numbers(3, 2), np.zeros((3, 1)), **SHORT, radius=0.5)
    assert torch.equal(module.weight, before)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert module.weight.dtype == torch.float32


@pytest.mark.slow
def test_a_point_that_is_no_minimum_is_undecided():
    module = seeded(lambda: nn.Linear(2, 1)).double()
    found = verify.estimate_learning_coefficient(module, numbers(3, 2), 5 * np.ones((3, 1)), **SHORT)
    assert found.value is None
    assert found.interval is None
    assert found.exit_code == 4
    assert any("lower loss" in reason for reason in found.reasons)


@pytest.mark.slow
def test_a_box_that_reaches_another_kind_of_zero():
    """xy² at (1/2, 0): λ is 1/4 at the point and the origin has 1/4 twice; x²y at (1, 0) has 1/2 and, farther, 1/4."""

    class Line(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.tensor([1.0, 0.0], dtype=torch.float64))

        def forward(self, x):
            return (self.w[0] ** 2 * self.w[1] * x).reshape(1, 1)

    near = verify.estimate_learning_coefficient(Line(), *NOTHING, **QUICK, radius=0.05)
    assert near.value == pytest.approx(0.5, rel=0.05)
    far = verify.estimate_learning_coefficient(Line(), *NOTHING, **QUICK, radius=1.0)
    assert far.value is None, far


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"radius": -1}, "bad_radius"),
        ({"chains": 2}, "bad_chains"),
        ({"decades": "many"}, "bad_decades"),
        ({"samples": 0}, None),
        ({"loss": "hinge"}, "unknown_loss"),
    ],
)
def test_what_does_not_fit_is_named(options, kind):
    with pytest.raises(WrongInput) as problem:
        verify.estimate_learning_coefficient(equations_module(["x^2"]), *NOTHING, **options)
    assert kind in (None, problem.value.kind)


def test_half_precision_and_losses_that_are_not_finite_are_named():
    with pytest.raises(WrongInput) as problem:
        verify.estimate_learning_coefficient(nn.Linear(2, 1).half(), numbers(3, 2), np.zeros((3, 1)))
    assert problem.value.kind == "half_precision"
    module = nn.Linear(2, 1)
    with torch.no_grad():
        module.weight.fill_(float("nan"))
    with pytest.raises(WrongInput):
        verify.estimate_learning_coefficient(module, numbers(3, 2), np.zeros((3, 1)))


def test_chains_that_are_too_short_run_longer_once(monkeypatch):
    lengths = []

    def few(energy, beta, plan, stream, budget):
        lengths.append(plan.draws)
        return replace(GOOD, energies=GOOD.energies[..., : 4 if len(lengths) == 1 else None])

    monkeypatch.setattr("verify.learning.entry.run_chains", few)
    found = verify.estimate_learning_coefficient(equations_module(["x*y"]), *NOTHING)
    assert lengths == [150, 600]
    assert (found.status, found.plan.draws) == ("estimated", 600)
    lengths.clear()
    given = verify.estimate_learning_coefficient(equations_module(["x*y"]), *NOTHING, draws=150)
    assert (lengths, given.status) == ([150], "undecided")


def test_time_ends_it():
    with pytest.raises(OutOfBudget):
        verify.estimate_learning_coefficient(equations_module(["x*y"]), *NOTHING, timeout=0.5)
