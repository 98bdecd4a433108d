"""Hidden units and what the outputs read."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import Skips, case, drawn, mlp, nn, seeded, torch
from verify.audit.theorems.units import (
    entries_of,
    features,
    first_layers,
    has_own_bias,
    outside_of_class,
    readout_of,
    sums_of,
)

pytestmark = pytest.mark.torch


class Model(nn.Module):
    """Layers of widths 4 and 4 for 3 inputs, and a forward pass that a test gives."""

    def __init__(self, steps, outputs=4):
        super().__init__()
        self.a, self.b, self.d, self.c = nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(outputs, 2)
        self.steps = steps

    def forward(self, x):
        return self.steps(self, x)


def graph_of(steps, outputs=4, inputs=3):
    found = case(seeded(lambda: Model(steps, outputs)), drawn(3, inputs), drawn(3, 2))
    assert found.graph is not None, found.subject.graph_reason
    return found.graph


def test_a_skip_network():
    """5 + 4 + 1 units; the features are the values that the outputs read."""
    one = case(seeded(lambda: Skips(3, (5, 4, 1), 2)), drawn(6, 3), drawn(6, 2))
    readout = readout_of(one.graph)
    assert len(readout.units) == 10
    assert not readout.has_bias
    assert outside_of_class(one.graph, readout) == ""
    assert len(first_layers(one.graph, readout)) == 1
    assert all(has_own_bias(one.graph, unit) for unit in readout.units)
    psi = features([v.centre for v in one.values], readout.units)
    assert np.allclose(psi @ one.parameters[-1].T, one.outputs)


def test_a_unit_that_is_read_twice_is_one():
    graph = graph_of(lambda m, x: m.c(torch.cat([h := m.a(x).tanh(), h[:, :2]], 1)), 6)
    assert len(readout_of(graph).units) == 4


def test_sums_of_output_layers():
    """f = c h2 + b h1 with 4 outputs, read by no further layer."""

    class Sum(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(3, 4), nn.Linear(4, 5)
            self.c, self.d = nn.Linear(4, 2), nn.Linear(5, 2, bias=False)

        def forward(self, x):
            h = torch.tanh(self.a(x))
            return self.c(h) + self.d(torch.tanh(self.b(h)))

    one = case(seeded(Sum), drawn(3, 3), drawn(3, 2))
    readout = readout_of(one.graph)
    assert (len(readout.units), readout.has_bias, len(readout.layers)) == (9, True, 2)


@pytest.mark.parametrize(
    ("steps", "outputs", "words"),
    [
        (lambda m, x: m.c(torch.cat([m.a(x).tanh(), x], 1)), 7, "the outputs read inputs"),
        (lambda m, x: torch.tanh(m.c(m.a(x).tanh())), 4, "the output is no linear layer"),
        (lambda m, x: m.c(m.b(h := m.a(x).tanh()).tanh() + h), 4, "the outputs read a sum of values"),
        (lambda m, x: m.c(m.d((h := m.a(x).tanh()) + m.b(h).tanh()).tanh()), 4, "a sum of values with weights 1"),
        (lambda m, x: m.c(m.b(m.b(m.a(x).tanh()).tanh()).tanh()), 4, "two layers share their weights"),
        (lambda m, x: m.c(m.a(x).tanh().sigmoid()), 4, "the outputs read sigmoid of"),
    ],
)
def test_what_is_outside(steps, outputs, words):
    graph = graph_of(steps, outputs)
    readout = readout_of(graph)
    assert words in outside_of_class(graph, readout)


def test_affine_steps_are_looked_through():
    graph = graph_of(lambda m, x: m.c(torch.tanh(2 * m.a(x / 4) + 1)))
    readout = readout_of(graph)
    assert outside_of_class(graph, readout) == ""
    assert len(first_layers(graph, readout)) == 1
    assert sums_of(graph, readout.units[0].before) is not None


def test_biases():
    """Shared over positions, missing, or with two units on one sum: then a bias is no unit's own."""

    def own(model, x, m=2):
        graph = case(seeded(model), x, drawn(len(x), m)).graph
        return [has_own_bias(graph, unit) for unit in readout_of(graph).units]

    def images(kernel):
        size = (4 - kernel + 1) ** 2
        return nn.Sequential(nn.Conv2d(1, 2, kernel), nn.Tanh(), nn.Flatten(), nn.Linear(2 * size, 2))

    x = drawn(3, 1, 4, 4)
    assert own(lambda: images(3), x) == [False] * 8
    assert own(lambda: images(4), x) == [True] * 2  # one position
    assert own(lambda: mlp(3, 4, 2, bias=False), drawn(3, 3)) == [False] * 4
    twice = Model(lambda m, x: m.c(torch.cat([torch.tanh(h := m.a(x)), torch.sigmoid(h)], 1)), 8)
    assert own(lambda: twice, drawn(3, 3)) == [False] * 8


def test_linear_units():
    graph = case(mlp(3, 4, 2, activation=nn.Identity), drawn(3, 3), drawn(3, 2)).graph
    assert len(readout_of(graph).units) == 4
    assert [type(each) for each in entries_of(graph, 0)] == [str] * 3
