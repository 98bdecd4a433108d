"""One pass forward and one back: over floats as torch, over balls around what floats give."""

import numpy as np
import pytest

from tests.verify.audit.zero.planted import planted
from tests.verify.audit.zero.test_find import NETS
from tests.verify.subject.models import torch
from verify.audit.zero.find import problem_of
from verify.audit.zero.passes import forward, reverse
from verify.audit.zero.rings import Balls, Floats

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("name", NETS)
def test_values_and_derivatives(name):
    build, shape = NETS[name]
    subject, _ = planted(build, *shape)
    problem = problem_of(subject)
    found = []
    for ring in (Floats(), Balls()):
        inputs = {key: ring.numbers(values) for key, values in problem.inputs.items()}
        weights = [ring.numbers(array) for array in problem.weights]
        run = forward(problem.layers, ring, inputs, weights)
        seeds = ring.numbers(np.tile(np.eye(subject.output_dim), (subject.num_samples, 1, 1)))
        found.append((run.values, reverse(problem.layers, ring, run, weights, seeds)))
    floats, balls = found
    assert abs(floats[0][-1] - subject.outputs().numpy()).max() < 1e-14
    for one, other in zip((*floats[0], *floats[1]), (*balls[0], *balls[1]), strict=True):
        assert (one is None) == (other is None)
        if one is not None:
            assert one.shape == other.shape
            pairs = zip(one.reshape(-1).tolist(), other.reshape(-1).tolist(), strict=True)
            assert all(abs(value - ball) < 1e-12 for value, ball in pairs)
    assert torch.get_default_dtype() == torch.float32
