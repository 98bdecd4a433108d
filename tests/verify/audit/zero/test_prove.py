"""Bounds at given weights: a residual that is known, a rank that is known, parts of any size."""

import dataclasses

import numpy as np
import pytest

from tests.verify.audit.zero.planted import dense, planted, scalar
from verify.audit.zero import prove
from verify.audit.zero.find import problem_of

pytestmark = pytest.mark.torch


def test_a_residual_by_hand():
    """1.5² − 2 = ¼, and a correction of 2⁻⁶⁰ adds 3 · 2⁻⁶⁰ + 2⁻¹²⁰."""
    problem = problem_of(scalar(1.5, 2))
    assert 0.25 <= prove.residual_above(problem) < 0.25 * (1 + 1e-8)
    moved = dataclasses.replace(problem, corrections=(np.array([[2.0**-60]]),))
    with prove.precision():
        (residual,) = prove.residuals_in_balls(moved).reshape(-1)
        assert abs(residual - 0.25 - 3 * 2.0**-60 - 2.0**-120) < 2.0**-120


def test_parts_change_nothing(monkeypatch):
    problem = problem_of(planted(dense(4, 8, 2), 9, 4)[0])
    whole = prove.measure(problem, 1e-6, 1e-6)
    monkeypatch.setattr(prove, "CHUNK", 20)
    parts = prove.measure(problem, 1e-6, 1e-6)
    assert whole.onto
    assert parts.onto
    assert parts.lipschitz == pytest.approx(whole.lipschitz, rel=1e-12)
    assert parts.residual == pytest.approx(whole.residual, rel=1e-8)


def test_onto_up_to_the_smallest_singular_value():
    subject, _ = planted(dense(4, 8, 2), 9, 4)
    problem = problem_of(subject)
    columns = np.concatenate([np.full(a.size, s) for a, s in zip(problem.weights, problem.steps, strict=True)])
    least = np.linalg.svd(subject.jacobian().numpy() * columns, compute_uv=False)[-1]
    assert prove.measure(problem, 0.0, least * 0.999).onto
    assert not prove.measure(problem, 0.0, least * 1.001).onto
    assert not prove.measure(problem, 0.0, 0.0).onto
