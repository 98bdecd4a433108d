"""Steps towards zero end at rounding, or say why they do not."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from tests.verify.audit.zero.planted import dense, planted, scalar
from verify.audit.zero.find import problem_of
from verify.audit.zero.polish import MIN_STEPS, most_steps, polish

pytestmark = pytest.mark.torch


def test_from_far_away():
    problem = problem_of(planted(dense(4, 20, 2), 9, 4, delta=0.5)[0])
    told = []
    found = polish(problem, lambda step, norm: told.append((step, norm)))
    assert found.residual < 1e-14
    assert found.near_zero
    assert [step for step, _ in told] == list(range(1, found.steps + 1))
    assert all(after < before for (_, before), (_, after) in pairwise(told))


def test_targets_that_are_all_zero():
    """Outputs fall with the residuals, so that neither is small beside the other."""
    problem = problem_of(planted(dense(4, 20, 2), 9, 4, delta=0.5)[0])
    found = polish(dataclasses.replace(problem, targets=np.zeros_like(problem.targets)))
    assert found.residual < 1e-12
    assert found.near_zero


def test_where_there_is_no_zero():
    found = polish(problem_of(scalar(1.0, -1)))
    assert not found.near_zero
    assert found.residual == pytest.approx(1, abs=1e-3)


def test_where_nothing_moves():
    found = polish(problem_of(scalar(0.0, 1)))
    assert (found.steps, found.reason) == (0, "no weight moves an output")


def test_residuals_that_fall_ever_slower(monkeypatch):
    monkeypatch.setattr("verify.audit.zero.polish.WINDOW", 1)
    assert "ever slower" in polish(problem_of(scalar(1.0, -1))).reason


def test_numbers_out_of_range():
    problem = problem_of(scalar(1.0, 1))
    assert "range" in polish(dataclasses.replace(problem, weights=(np.array([[1e200]]),))).reason


def test_steps_are_of_minimal_length():
    """One step from next to the zero is −J⁺F."""
    subject, _ = planted(dense(4, 20, 2), 5, 4, delta=1e-9)
    problem = problem_of(subject)
    problem = dataclasses.replace(problem, steps=tuple(1.0 for _ in problem.steps))
    found = polish(problem)
    moved = np.concatenate([(a - b).reshape(-1) for a, b in zip(found.weights, problem.weights, strict=True)])
    expected = -np.linalg.pinv(subject.jacobian().numpy()) @ subject.residuals().numpy()
    assert abs(moved - expected).max() < 1e-13


def test_the_number_of_steps_depends_on_the_sizes_alone(monkeypatch):
    problem = problem_of(planted(dense(4, 20, 2), 9, 4, delta=0.5)[0])
    assert most_steps(problem) == 400
    large = dataclasses.replace(problem, targets=np.zeros((630, 2)))  # 1,260 equations, 20 + 2 columns
    assert most_steps(large) == int(8e10 / (1260**3 / 3 + 2 * 1260**2 * 22))
    assert most_steps(dataclasses.replace(problem, targets=np.zeros((10_000, 2)))) == MIN_STEPS
    monkeypatch.setattr("verify.audit.zero.polish.MIN_STEPS", 2)
    monkeypatch.setattr("verify.audit.zero.polish.MAX_WORK", 1.0)
    cut = polish(problem)
    assert cut.steps == 2
    assert "more steps than 2" in cut.reason


@pytest.mark.slow
def test_a_zero_that_is_reached_late():
    """64-20-10 with z³ + z on 30 digits: residuals fall slowly for tens of steps, and then at once."""
    from sklearn.datasets import load_digits

    from verify.audit.models import cubic_mlp
    from verify.subject import make_subject

    digits = load_digits()
    problem = problem_of(make_subject(cubic_mlp(), digits.data[:30], digits.target[:30]))
    found = polish(problem)
    assert found.near_zero
    assert found.steps > 20
