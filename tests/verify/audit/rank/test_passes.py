"""The Jacobian in balls and modulo a prime, beside torch.func and exact numbers."""

from math import prod

import numpy as np
import pytest

from tests.verify.audit.rank.cases import draw_subject, nn, rank_of, torch
from tests.verify.subject.models import Skip, images, numbers, seeded
from verify.audit.rank.arithmetic import Unprovable
from verify.audit.rank.balls import RealBalls
from verify.audit.rank.data_columns import binary_fractions, residues_of_fractions
from verify.audit.rank.passes import Pass
from verify.audit.rank.residues import PrimeResidues
from verify.subject import make_subject

pytestmark = pytest.mark.torch
PRIME = 4194301


def jacobian(subject, ring, field):
    """The blocks of a pass beside each other, as arrays of ``field``."""
    inputs = {name: tensor.numpy() for name, tensor in subject.inputs.items()}
    blocks = Pass(ring, subject.graph, [t.numpy() for t in subject.parameters()], inputs).jacobian(subject.shapes)
    shape = (subject.num_samples, subject.output_dim)
    parts = [
        np.zeros((*shape, prod(size))) if block is None else getattr(block, field)
        for block, size in zip(blocks, subject.shapes, strict=True)
    ]
    return np.concatenate(parts, axis=2).reshape(subject.num_equations, subject.num_params)


@pytest.mark.parametrize("build", [Skip, images], ids=["skip", "images"])
def test_balls_hold_what_torch_computes(build):
    model = seeded(build)
    if build is images:  # no value is 0 exactly, so that every maximum is certain
        model[0].bias.data += 3.0
    for layer in model.modules():
        if isinstance(layer, nn.modules.batchnorm._BatchNorm):
            layer.running_mean += 0.3
            layer.running_var *= 1.7
    inputs = numbers(5, 5) if build is Skip else numbers(5, 1, 8, 8)
    subject = make_subject(model, inputs, torch.zeros(5, 3 if build is Skip else 2))
    middles, radii = jacobian(subject, RealBalls(), "middle"), jacobian(subject, RealBalls(), "spread")
    dense = subject.jacobian().numpy()
    assert np.allclose(middles, dense, rtol=1e-11, atol=1e-13)
    assert (abs(middles - dense) <= radii + 1e-15 * abs(dense).max()).all()
    assert 0 < radii.max() < 1e-10


@pytest.mark.slow
def test_residues_are_those_of_exact_derivatives():
    compared = 0
    for seed in range(60):
        subject = draw_subject(seed)
        dense = subject.jacobian().numpy()
        if rank_of(dense) is None:
            continue
        try:
            found = jacobian(subject, PrimeResidues(PRIME), "values")
        except Unprovable:
            continue
        wanted = residues_of_fractions(*binary_fractions(dense), PRIME)
        assert not ((found - wanted) % PRIME).any(), seed
        compared += 1
    assert compared > 25
