"""Which layers read a value, and what passes on the way."""

import numpy as np
import pytest

from tests.verify.audit.rank.cases import dense, nn, subject_of
from tests.verify.subject.models import numbers
from verify.audit.rank.bounds import different_inputs
from verify.audit.rank.sinks import Sink, Sinks
from verify.audit.rank.wiring import Wiring

pytestmark = pytest.mark.torch


def behind(model, *shape):
    """The sinks of the first layer of a model, and what finds them."""
    subject = subject_of(model.eval(), numbers(5, *shape))
    sinks = Sinks(Wiring(subject.graph, different_inputs(subject), subject.parameter_names))
    place = next(k for k, node in enumerate(subject.graph) if node.kind in ("dense", "convolution"))
    after, power = sinks.activation(place)
    return sinks, power, sinks.sinks(after, Sink(-1, np.arange(subject.graph[place].shape[0])))


def test_a_flattened_layer_reads_each_unit_in_four_places():
    sinks, power, found = behind(dense(nn.Conv2d(1, 2, 2), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 1)), 1, 5, 5)
    (sink,) = found
    assert power.degree == 1
    assert sink.origin.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert (sink.scales, sink.mixes, sink.shifts) == (True, False, True)
    assert sinks.absorbs(sink, True)


def test_a_layer_without_a_bias_absorbs_no_shift():
    sinks, _, (sink,) = behind(dense(nn.Linear(2, 3), nn.Linear(3, 1, bias=False)), 2)
    assert sinks.absorbs(sink, False)
    assert not sinks.absorbs(sink, True)


def test_what_is_bent_or_given_out_has_no_sinks():
    _, power, _ = behind(dense(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)), 2)
    assert power is None
    assert behind(dense(nn.Linear(2, 3), nn.Flatten()), 2)[2] is None


def test_frozen_weights_are_not_own():
    model = dense(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    model[2].weight.requires_grad_(False)
    sinks, _, (sink,) = behind(model, 2)
    assert not sinks.absorbs(sink, False)
    model = dense(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    model[0].bias.requires_grad_(False)
    sinks, _, _ = behind(model, 2)
    assert not sinks.has_own(sinks.wiring.graph[1])
