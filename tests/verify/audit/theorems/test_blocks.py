"""Weights of layers and what they must pass; the rank of their columns never exceeds n times that."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import Skips, case, drawn, mlp, nn, seeded
from verify.audit.theorems.blocks import chain_of_layers, moved_by_weights

pytestmark = pytest.mark.torch


def blocks(model, inputs, outputs, n=3):
    return {each.name: each for each in case(model, drawn(n, inputs), drawn(n, outputs)).blocks}


def test_a_bottleneck():
    """6-2-5-3: the first layer acts through 2 values, its own; the second through 3, the outputs; 6·2 + 2 weights."""
    found = blocks(mlp(6, 2, 5, 3), 6, 3)
    assert [(b.num_weights, b.narrowest) for b in found.values()] == [(14, 2), (15, 3), (18, 3)]
    assert [b.excess(3) for b in found.values()] == [14 - 6, 15 - 9, 18 - 9]


def test_convolutions():
    """1×8×8 → 2×4×4 (18 + 2 weights, 32 values) → 3 outputs (96 + 3)."""
    model = seeded(lambda: nn.Sequential(nn.Conv2d(1, 2, 3, 2, 1), nn.Tanh(), nn.Flatten(), nn.Linear(32, 3)))
    found = case(model, drawn(3, 1, 8, 8), drawn(3, 3)).blocks
    assert [(b.num_weights, b.narrowest) for b in found] == [(20, 3), (99, 3)]


def test_skips_pass_by_a_bottleneck():
    """4-3-1 with skips to 2 outputs: what the first layer does passes 2 outputs, not the 1 value."""
    found = blocks(seeded(lambda: Skips(4, (3, 1), 2)), 4, 2)
    assert [(b.num_weights, b.narrowest) for b in found.values()] == [(15, 2), (4, 1), (8, 2)]


class Twice(nn.Module):
    """One layer, applied twice."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 3), nn.Linear(3, 2)

    def forward(self, x):
        return self.b(self.a(self.a(x).tanh()).tanh())


def test_shared_weights_are_one_block():
    found = blocks(seeded(Twice), 3, 2)
    assert [(b.num_weights, b.narrowest, len(b.nodes)) for b in found.values()] == [(12, 2, 2), (8, 2, 1)]


class Unread(nn.Module):
    """A layer whose value is thrown away."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 3), nn.Linear(3, 2)

    def forward(self, x):
        self.a(x)
        return self.b(x)


@pytest.mark.parametrize("build", [Twice, lambda: Skips(3, (5, 1, 4), 2), lambda: mlp(3, 4, 1, 5, 2)])
def test_the_bound_holds_for_the_jacobian(build):
    one = case(seeded(build), drawn(4, 3), drawn(4, 2))
    for block in one.blocks:
        rank = np.linalg.matrix_rank(one.jacobian[:, one.columns_of(block)], tol=1e-9)
        assert rank <= min(block.num_weights, 4 * block.narrowest)


def test_chains():
    assert chain_of_layers(case(mlp(3, 4, 2), drawn(2, 3), drawn(2, 2)).graph) == [1, 3]
    assert chain_of_layers(case(seeded(lambda: Skips(3, (2, 2), 2)), drawn(2, 3), drawn(2, 2)).graph) is None


def test_what_nothing_reads_passes_nothing():
    one = case(seeded(Unread), drawn(4, 3), drawn(4, 2))
    assert {b.name: b.narrowest for b in one.blocks}.get("layer a", 0) == 0


def test_what_weights_move():
    model = seeded(lambda: nn.Sequential(nn.ReLU(), nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)))
    own = case(model, drawn(3, 3), drawn(3, 1))
    kinds = [own.graph[place].kind for place in sorted(moved_by_weights(own.graph))]
    assert kinds == ["dense", "activation", "dense"]
    assert [node.options["name"] for node in own.bent] == ["tanh"]
