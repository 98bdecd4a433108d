"""Movements change no output: J v = 0 exactly, modulo a prime; and they are as many as by hand."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from tests.verify.audit.rank.cases import Polynomial, dense, draw_subject, nn, subject_of, torch
from tests.verify.subject.models import numbers
from verify.audit.rank.bounds import different_inputs
from verify.audit.rank.movements import Movements, residues
from verify.audit.rank.wiring import Wiring

pytestmark = pytest.mark.torch

PRIME = 8388593
SCALE = 2.0**20


def moved(subject, mixing=True):
    """The movements, and the Jacobian times 2^20, modulo the prime; ``None`` if it has no such whole numbers."""
    wiring = Wiring(subject.graph, different_inputs(subject), subject.parameter_names)
    at = [residues(tensor.detach().numpy(), PRIME) for tensor in subject.parameters()]
    found = list(Movements(wiring, at, PRIME, mixing))
    rows = [np.concatenate([m.get(k, np.zeros_like(p)).ravel() for k, p in enumerate(at)]) % PRIME for m in found]
    scaled = subject.jacobian().numpy() * SCALE
    whole = (scaled == np.round(scaled)).all() and abs(scaled).max(initial=0.0) < 2.0**52
    return rows, scaled.astype(np.int64) % PRIME if whole else None


def changes(jacobian, row):
    """Whether J v ≠ 0."""
    return bool((jacobian * row % PRIME).sum(axis=1).__mod__(PRIME).any())


@given(st.integers(0, 10**6))
def test_no_output_changes(seed):
    rows, jacobian = moved(draw_subject(seed))
    if jacobian is not None:
        assert not any(changes(jacobian, row) for row in rows)


def batch_norm(features):
    """In evaluation mode, with numbers that floats hold exactly."""
    layer = (nn.BatchNorm2d if isinstance(features, tuple) else nn.BatchNorm1d)(
        features[0] if isinstance(features, tuple) else features, eps=0.0
    )
    layer.running_var[:] = torch.tensor([1.0, 4.0, 0.25, 16.0])[: layer.num_features]
    layer.running_mean[:] = torch.arange(layer.num_features) - 1.0
    return layer


def whole_weights(model, seed=0):
    stream = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.copy_(torch.randint(1, 8, tensor.shape, generator=stream))
    return model.eval()


# Movements by hand. Three units, each: a dense layer scaled before a normalisation (1) and shifted (1), and a
# normalisation scaled before a ReLU (1). Without one in between: z ↦ M z, all 3 × 3 matrices, and shifts. A convolution
# with a padding cannot undo a shift; flattened, a layer reads each unit in four places.
CASES = {
    "normalised": (lambda: dense(nn.Linear(2, 3), batch_norm(3), nn.ReLU(), nn.Linear(3, 1)), (2,), 9),
    "linear": (lambda: dense(nn.Linear(2, 3), nn.Linear(3, 2)), (2,), 9 + 3),
    "no bias to undo it": (lambda: dense(nn.Linear(2, 3), nn.Linear(3, 2, bias=False)), (2,), 9),
    "tanh": (lambda: dense(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)), (2,), 0),
    "shifted power": (lambda: dense(nn.Linear(2, 3), Polynomial(3, 2, 1), nn.Linear(3, 2)), (2,), 3),
    "its shift is fixed": (lambda: dense(nn.Linear(2, 3, bias=False), Polynomial(1, 2, 1), nn.Linear(3, 2)), (2,), 0),
    "flattened": (
        lambda: dense(nn.Conv2d(1, 3, 2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12, 1)), (1, 5, 5), 3,
    ),
    "means": (lambda: dense(nn.Conv2d(1, 2, 2), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(8, 1)), (1, 5, 5), 4 + 2),
    "normalised maps": (
        lambda: dense(nn.Conv2d(1, 2, 2), batch_norm((2,)), nn.ReLU(), nn.Conv2d(2, 2, 2, padding=1), nn.Flatten(),
                      nn.Linear(18, 1)), (1, 3, 3), 2 + 2 + 2 + 4 + 2,
    ),
    "groups": (
        lambda: dense(nn.Conv2d(1, 2, 2), nn.ReLU(), nn.Conv2d(2, 4, 1, groups=2), nn.ReLU(), nn.Flatten(),
                      nn.Linear(16, 1)), (1, 3, 3), 2 + 4,
    ),
    "a padding": (
        lambda: dense(nn.Conv2d(1, 2, 2), nn.Conv2d(2, 1, 2, padding=1), nn.Flatten()), (1, 3, 3), 4,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_movements_by_hand(name):
    build, shape, count = CASES[name]
    subject = subject_of(whole_weights(build()), numbers(30, *shape).mul(4).round())
    rows, jacobian = moved(subject)
    assert len(rows) == count
    assert not any(changes(jacobian, row) for row in rows)
    if count:
        assert all(changes(jacobian, np.roll(row, 1)) for row in rows)  # the check can fail


class Added(nn.Module):
    """Two layers whose values are added, and read by a third one or bent."""

    def __init__(self, bent):
        super().__init__()
        self.one, self.other, self.last = nn.Linear(2, 3), nn.Linear(2, 3), nn.Linear(3, 1)
        self.bent = nn.Tanh() if bent else nn.Identity()

    def forward(self, x):
        return self.last(self.bent(self.one(x) + self.other(x)))


def test_shifts_are_exchanged():
    bent, straight = (subject_of(whole_weights(Added(kind)), numbers(20, 2).mul(4).round()) for kind in (1, 0))
    assert len(moved(bent)[0]) == 3
    rows, jacobian = moved(straight)
    assert len(rows) == 3 + 3 + 3
    assert not any(changes(jacobian, row) for row in rows)


def test_what_is_tied_or_read_elsewhere_does_not_move():
    class Tied(nn.Module):
        def __init__(self, again):
            super().__init__()
            self.first, self.last, self.again = nn.Linear(2, 2), nn.Linear(2, 2), again

        def forward(self, x):
            first = torch.relu(self.first(x))
            return self.last(first) + first if self.again == "read" else self.last(torch.relu(self.first(first)))

    for again in ("read", "tied"):
        assert moved(subject_of(whole_weights(Tied(again)), numbers(5, 2)))[0] == []
