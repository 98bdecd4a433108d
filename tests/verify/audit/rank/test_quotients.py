"""Bounds by movements: as many as by hand, and attained."""

import numpy as np
import pytest

from tests.verify.audit.rank.cases import dense, nn, subject_of, torch
from tests.verify.audit.rank.test_movements import batch_norm
from tests.verify.subject.models import numbers, seeded
from verify.audit.rank.alike import Alike
from verify.audit.rank.bounds import different_inputs, least, upper_bounds
from verify.audit.rank.quotients import bound_by_movements
from verify.audit.rank.shares import Shares
from verify.audit.rank.wiring import Wiring

pytestmark = pytest.mark.torch

MANY = 10**6


def bound(subject, here=False, known=MANY):
    wiring = Wiring(subject.graph, different_inputs(subject), subject.parameter_names)
    parameters = [tensor.detach().numpy() for tensor in subject.parameters()]
    return bound_by_movements(
        wiring, parameters, Shares(wiring, {}), Alike(wiring, parameters) if here else None, known
    )


def rank(subject):
    values = np.linalg.svd(subject.jacobian().numpy(), compute_uv=False)
    count = int((values > 1e-12 * values[0]).sum())
    assert count == len(values) or values[count] < 1e-15 * values[0]
    return count


def normalised(activation):
    return seeded(lambda: dense(nn.Linear(3, 4), batch_norm(4), activation, nn.Linear(4, 2))).eval()


def test_a_normalisation_before_a_unit():
    """16 + 8 + 10 weights; each of four units is scaled twice and shifted once."""
    subject = subject_of(normalised(nn.LeakyReLU(0.3)), 9 * numbers(60, 3))
    found = bound(subject)
    assert (found.bound, found.left, found.movements) == (34 - 12, 34, 12)
    assert rank(subject) == 22
    best = least(upper_bounds(subject), everywhere=True)
    assert best.bound == 22
    assert "12 of their independent movements change no output" in best.because


def test_data_and_movements_together():
    """A dead pixel and one that repeats another: the first layer has 2 of 4 columns left, and all of its movements."""
    inputs = numbers(60, 3)
    inputs[:, 1] = 0
    inputs[:, 2] = 2 * inputs[:, 0]
    subject = subject_of(normalised(nn.Tanh()), inputs)
    found = bound(subject)
    assert (found.left, found.bound) == (34 - 8, 26 - 8)
    assert rank(subject) == 18


def test_units_that_are_copied():
    """A copy of a unit, with output weights twice as large: here a row and a column less in what they touch."""
    model = seeded(lambda: dense(nn.Linear(3, 4), nn.LeakyReLU(0.3), nn.Linear(4, 2)))
    with torch.no_grad():
        model[0].weight[1], model[0].bias[1] = model[0].weight[0], model[0].bias[0]
        model[2].weight[:, 1] = 2 * model[2].weight[:, 0]
    subject = subject_of(model, numbers(60, 3))
    assert bound(subject).bound == 26 - 4
    here = bound(subject, here=True)
    assert (here.left, here.movements, here.bound) == (26 - 4 - 2, 3, 17)
    assert rank(subject) == 17


def test_rare_pixels_and_movements_together():
    """A pixel that is lit once reaches one row of one output, and not four columns: they add 1, movements or not."""
    inputs = numbers(60, 3)
    inputs[1:, 2] = 0
    subject = subject_of(seeded(lambda: dense(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))), inputs)
    found = bound(subject)
    assert found.bound == (3 * 4 + 1) + 5 - 4
    assert found.limited[0].startswith("layer 0 adds at most 13: ")
    assert rank(subject) <= found.bound


def test_nothing_is_computed_that_could_not_help():
    subject = subject_of(normalised(nn.LeakyReLU(0.3)), numbers(60, 3))
    assert bound(subject, known=22) is None
    assert bound(subject, known=10) is None
    assert bound(subject, known=23).bound == 22


def test_many_movements_are_folded():
    """A linear network of rank 6: 6 (20 + 18 − 6) of its 228 weights, by 36 movements."""
    model = seeded(lambda: dense(nn.Linear(20, 6, bias=False), nn.Linear(6, 18, bias=False)))
    subject = subject_of(model, numbers(40, 20))
    found = bound(subject)
    assert (found.left, found.movements, found.bound) == (228, 36, 192)
