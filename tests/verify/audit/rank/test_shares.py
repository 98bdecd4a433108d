"""What one layer can add, by hand."""

import numpy as np
import pytest

from tests.verify.audit.rank.cases import dense, nn, subject_of
from verify.audit.rank.bounds import different_inputs
from verify.audit.rank.shares import Share, Shares
from verify.audit.rank.wiring import Wiring

pytestmark = pytest.mark.torch


def shares(model, inputs, superfluous=None):
    subject = subject_of(model, inputs)
    wiring = Wiring(subject.graph, different_inputs(subject), subject.parameter_names)
    places = [k for k, node in enumerate(subject.graph) if node.parameters != (None, None)]
    return Shares(wiring, superfluous or {}), places


def test_dense_layers():
    first = np.arange(1.0, 9.0)
    inputs = np.stack([first, 3.0 * (first == 3), 0 * first, 2 * first], axis=1)  # the last is twice the first
    made, (first, last) = shares(dense(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)), inputs, {2: 0})
    # The second column is lit in one sample (2 rows); the first and the ones in all.
    assert made.share(first).bound == min(5, 2 * 1) + 5 + 5
    assert made.share(last) == Share(12, 12)
    made, places = shares(dense(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2)), inputs, {last: 5})
    assert made.share(places[1]).bound == 7
    assert made.share(0) is None


def test_no_more_units_than_the_next_layer_has():
    made, (first, second, _) = shares(
        dense(nn.Linear(3, 9), nn.Linear(9, 2), nn.Tanh(), nn.Linear(2, 4)), np.eye(4)[:, :3]
    )
    assert made.units_after(first) == 2
    assert made.run_after(first) == [second]
    # Four samples, one of which is zero: three columns lit once and the ones.
    assert made.share(first).bound == 2 * 4
    assert made.share(second).columns == 20


def test_convolutions():
    """One lit pixel of a corner is seen by one entry of the kernel; with padding by all four."""
    images = np.zeros((1, 1, 3, 3))
    images[0, 0, 0, 0] = 1
    made, places = shares(dense(nn.Conv2d(1, 5, 2, bias=False), nn.Tanh(), nn.Flatten(), nn.Linear(20, 3)), images)
    assert made.share(places[0]).bound == 3
    made, places = shares(
        dense(nn.Conv2d(1, 5, 2, padding=1, bias=False), nn.Tanh(), nn.Flatten(), nn.Linear(80, 30)), images
    )
    assert made.share(places[0]).bound == 20
