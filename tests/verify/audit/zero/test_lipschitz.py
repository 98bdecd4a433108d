"""L is above every quotient that is seen, and equal to what can be computed by hand."""

import numpy as np
import pytest

from tests.verify.audit.zero.planted import planted, scalar
from tests.verify.audit.zero.test_find import NETS
from tests.verify.subject.models import torch
from verify.audit.zero.find import problem_of
from verify.audit.zero.lipschitz import lengths, spectral_norm
from verify.audit.zero.prove import measure

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("name", NETS)
def test_no_two_jacobians_differ_by_more(name):
    build, shape = NETS[name]
    subject, _ = planted(build, *shape)
    problem = problem_of(subject)
    ball = 1e-9 if name in ("relu", "leaky", "maxima") else 1e-2
    found = measure(problem, ball, 0.0)
    assert found.lipschitz > 0
    columns = np.concatenate(
        [np.full(array.size, step) for array, step in zip(problem.weights, problem.steps, strict=True)]
    )
    generator = np.random.default_rng(0)
    largest = 0.0
    for _ in range(6):
        ends = []
        for _ in range(2):
            direction = generator.standard_normal(len(columns))
            ends.append(direction / np.linalg.norm(direction) * ball * generator.random())
        moved = [subject.weights + torch.from_numpy(end * columns) for end in ends]
        change = (subject.jacobian(moved[0]) - subject.jacobian(moved[1])).numpy() * columns
        largest = max(largest, float(np.linalg.norm(change, 2) / np.linalg.norm(ends[0] - ends[1])))
    assert largest <= found.lipschitz * (1 + 1e-5)  # J is seen with rounding errors
    assert largest > found.lipschitz * 1e-4


def test_of_a_square_it_is_two():
    """w², in steps of 1: J = 2w, so L = 2 exactly."""
    found = measure(problem_of(scalar(1.0, 0.5)), 0.25, 1.0)
    assert 2 <= found.lipschitz < 2 + 1e-6


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (60, 60)])
@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e150])
def test_spectral_norms(shape, scale):
    matrix = np.random.default_rng(1).standard_normal(shape) * scale
    exact = np.linalg.norm(matrix / scale, 2)
    assert exact * (1 - 1e-12) <= spectral_norm(matrix) / scale <= 1.15 * exact
    assert spectral_norm(np.zeros(shape)) == 0


def test_lengths_of_rows():
    rows = np.array([[3e-200, 4e-200], [3.0, 4.0], [0.0, 0.0], [3e200, 4e200]])
    assert (lengths(rows) >= [5e-200, 5, 0, 5e200]).all()
    assert lengths(rows) == pytest.approx([5e-200, 5, 0, 5e200], rel=1e-8, abs=1e-299)
