"""Enclosures hold what is computed in higher precision, and at moved weights."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import Skips, case, drawn, nn, seeded, torch
from verify.audit.theorems.boxes import between, cost_of, enclose, exactly, plus, times
from verify.subject import evaluate_graph

pytestmark = pytest.mark.torch


class Everything(nn.Module):
    """One of each node."""

    def __init__(self):
        super().__init__()
        self.a, self.norm = nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2), nn.BatchNorm2d(4)
        self.largest, self.mean = nn.MaxPool2d(2), nn.AvgPool2d(2)
        self.b, self.c = nn.Linear(16, 5), nn.Linear(7, 3)

    def forward(self, x):
        h = nn.functional.gelu(self.norm(self.a(x)))
        h = self.largest(h) + self.mean(h)
        h = self.b(h.flatten(1))
        h = torch.cat([torch.sigmoid(h), nn.functional.leaky_relu(h, -0.5)[:, 1:3]], dim=1)
        return self.c(nn.functional.softplus(h, beta=3.0)) ** 3 + 1


def polynomials():
    return Skips(3, (4, 3), 2, activation=lambda z: z**3 - 2 * z + 0.25)


@pytest.mark.parametrize(("build", "shape", "m"), [(Everything, (2, 8, 8), 3), (polynomials, (3,), 2)])
@pytest.mark.parametrize("radius", [0.0, 1e-3, 0.1])
def test_moved_weights_stay_inside(build, shape, m, radius):
    model = seeded(build)
    if build is Everything:
        model.norm.running_mean += 0.3
    one = case(model, drawn(3, *shape), drawn(3, m))
    assert one.graph is not None, one.subject.graph_reason
    boxes = one.values_within(radius)
    stream = np.random.default_rng(0)
    for _ in range(8):
        moved = [p + radius * stream.choice([-1, -0.5, 1], p.shape) for p in one.parameters]
        values = evaluate_graph(one.graph, [torch.from_numpy(p) for p in moved], one.subject.batch())
        for box, value in zip(boxes, values, strict=True):
            assert (box.low <= value.detach().numpy()).all()
            assert (value.detach().numpy() <= box.high).all()
    if not radius:
        assert max(float(box.radius.max()) for box in boxes) < 1e-10


def test_sums_that_cancel():
    """1 + 2⁻⁶⁰ − 1 is lost in float64, and the enclosure knows."""
    one = plus(plus(exactly(np.array([1.0])), exactly(np.array([2.0**-60]))), exactly(np.array([-1.0])))
    assert one.low[0] <= 2.0**-60 <= one.high[0]
    product = times(exactly(np.array([0.1])), exactly(np.array([0.1])))
    assert product.radius[0] > 0
    assert between(np.array([1.0]), np.array([2.0])).low[0] <= 1.0


def test_the_weights_of_a_wrong_box_are_outside():
    one = case(seeded(lambda: nn.Linear(2, 1)), torch.ones(1, 2).double(), drawn(1, 1))
    box = enclose(one.graph, [p + 1 for p in one.parameters], one.inputs)[-1]
    assert not (box.low <= one.outputs).all()


def test_work():
    one = case(seeded(Everything), drawn(3, 2, 8, 8), drawn(3, 3))
    assert cost_of(one.graph) == 4 * 16 * 1 * 9 + 16 * 5 + 7 * 3


def test_a_softplus_with_a_jump_stays_inside():
    """Just above the jump it is z, below what log(1 + exp z) is."""
    model = seeded(lambda: nn.Sequential(nn.Linear(1, 1, bias=False), nn.Softplus(threshold=1.0), nn.Linear(1, 1)))
    with torch.no_grad():
        model[0].weight.fill_(1.0)
    one = case(model, torch.ones(1, 1, dtype=torch.float64), drawn(1, 1))
    box = one.values_within(0.125)[2]
    for weight in np.linspace(0.875, 1.125, 101):
        value = torch.nn.functional.softplus(torch.tensor(weight), threshold=1.0).item()
        assert box.low[0, 0] <= value <= box.high[0, 0]
