"""Steps towards zero end at rounding, or say why they do not."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from tests.verify.audit.zero.planted import dense, planted, scalar
from verify.audit.zero.find import problem_of
from verify.audit.zero.polish import polish

pytestmark = pytest.mark.torch


def test_from_far_away():
    problem = problem_of(planted(dense(4, 20, 2), 9, 4, delta=0.5)[0])
    told = []
    found = polish(problem, lambda step, norm: told.append((step, norm)))
    assert found.residual < 1e-14
    assert found.near_zero
    assert [step for step, _ in told] == list(range(1, found.steps + 1))
    assert all(after < before for (_, before), (_, after) in pairwise(told))


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
