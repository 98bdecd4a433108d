"""The proof at given weights, at the edge of what the theorem allows."""

import dataclasses
import math

import numpy as np
import pytest

from tests.verify.audit.zero.planted import dense, planted, scalar
from verify.audit.zero import Zero, find_zero
from verify.audit.zero.document import graph_as_json
from verify.audit.zero.find import problem_of
from verify.audit.zero.nearby import Asked, conclude, refine
from verify.audit.zero.polish import float_gram, polish
from verify.audit.zero.prove import residual_above

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(("y", "proved"), [(0.3, True), (0.001, True), (0.0, False), (-0.001, False)])
def test_at_h_of_one_half(y, proved):
    """w² = y from w = 1: β = ½, η = (1 − y)/2, L = 2, so h = (1 − y)/2, and the zero is √y, exactly at the radius."""
    subject = scalar(1.0, y)
    asked = Asked(problem_of(subject), None, graph_as_json(subject.graph))
    zero = conclude(asked.whole, asked, 2.0 * (1 - 1e-7), Zero("not_found", ""))
    assert abs(zero.h - (1 - y) / 2) < 1e-5
    assert (zero.status == "proved") == proved, zero.because
    if proved:
        assert 1 - math.sqrt(y) <= zero.radius <= (1 - math.sqrt(y)) * 1.001


def test_corrections_bring_residuals_far_below_rounding():
    problem = problem_of(planted(dense(4, 16, 2), 12, 4)[0])
    at = dataclasses.replace(problem, weights=polish(problem).weights)
    before = residual_above(at)
    refined = refine(at, float_gram(at, at.weights))
    assert residual_above(refined) < 1e-12 * before
    assert all((one == other).all() for one, other in zip(refined.weights, at.weights, strict=True))
    assert max(abs(more).max() for more in refined.corrections) < 1e-13
    assert np.isfinite(refined.moved)


def test_no_proof_away_from_a_zero():
    subject = planted(dense(4, 16, 2), 12, 4, delta=0.3)[0]
    problem = problem_of(subject)
    asked = Asked(problem, None, graph_as_json(subject.graph))
    zero = conclude(problem, asked, 1e-4, Zero("not_found", ""))
    assert zero.status == "not_found"
    assert "h = " in zero.because


def test_weights_that_are_a_zero_themselves():
    found = find_zero(scalar(1.0, 1))
    assert (found.status, found.radius, found.distance) == ("proved", 0, 0)
    assert found.because.startswith("the given weights are one")
    assert "nearby" in find_zero(scalar(1.1, 1)).because
