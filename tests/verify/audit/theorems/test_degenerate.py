"""Zero eigenvalues at zero loss and directions that change nothing; the bounds against dense Jacobians."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import PROVED, Rank, Zero, case, drawn, mlp, nn, seeded, told, torch
from verify.audit.theorems.degenerate import least_zeros

pytestmark = pytest.mark.torch


def planted(model, x):
    """The model's own outputs: the loss is zero up to rounding."""
    with torch.no_grad():
        return model(x)


def test_the_printed_inequality():
    """6-4-2 without biases, n = 3: first layer 24 > 3·min(4, 2) = 6, second 8 > 3·2 = 6: at least 18 + 2 eigenvalues
    are zero; K − nm = 32 − 6 = 26 is more."""
    model, x = mlp(6, 4, 2, bias=False), drawn(3, 6)
    one = case(model, x, planted(model, x))
    assert least_zeros(one) == 20
    found = told(model, x, planted(model, x), zero=PROVED)["T3-01"]
    assert found.applies == "yes"
    assert "at least 26 zero eigenvalues of 32" in found.follows
    rank = int(np.linalg.matrix_rank(one.jacobian))
    assert 32 - rank >= 26


@pytest.mark.parametrize(
    ("zero", "applies", "words"),
    [(PROVED, "yes", ""), (Zero(), "unknown", "no exact zero is proved"), (Zero("excluded"), "no", "no zero at all")],
)
def test_zero_loss(zero, applies, words):
    model, x = mlp(6, 4, 2), drawn(3, 6)
    found = told(model, x, planted(model, x), zero=zero)
    assert [found[name].applies for name in ("T3-01", "T3-25", "C18-03")] == [applies] * 3
    assert words in found["T3-01"].because
    assert told(model, x, planted(model, x) + 1, zero=Zero())["T3-01"].applies == "no"


def test_an_inequality_that_fails():
    """3-2-2 with biases, n = 9: 8 ≤ 9·2 and 6 ≤ 9·2: the first is nearer, and needs 11 more."""
    model, x = mlp(3, 2, 2), drawn(9, 3)
    found = told(model, x, planted(model, x), zero=PROVED)
    assert found["T3-01"].applies == found["T3-25"].applies == "no"
    assert "8 weights ≤ 9·2, the nearest: it needs 11 weights more" in found["T3-01"].because
    assert found["T3-01"].follows == ""


def test_two_hidden_layers_are_none_of_t3_25():
    model, x = mlp(6, 4, 4, 2), drawn(2, 6)
    found = told(model, x, planted(model, x), zero=PROVED)
    assert (found["T3-01"].applies, found["T3-25"].applies) == ("yes", "no")
    assert "there are 2 hidden layers" in found["T3-25"].because


def test_a_rank_that_contradicts_the_theorem():
    """At most 32 − 20 = 12 for all weights; but nm = 6 < 12 bounds it, too, so that only a false rank is more."""
    model, x = mlp(6, 4, 2, bias=False), drawn(3, 6)
    assert told(model, x, planted(model, x), rank=Rank(13, "proved"), zero=PROVED)["T3-01"].disagrees
    found = list(told(model, x, planted(model, x), rank=Rank(13, "proved"), zero=PROVED).values())
    assert found[0].disagrees
    assert not told(model, x, planted(model, x), rank=Rank(6, "proved"), zero=PROVED)["T3-01"].disagrees


def relu(n=3):
    return mlp(6, 4, 2, activation=nn.ReLU), drawn(n, 6), drawn(n, 2)


def test_relu_directions():
    """28 weights, n·min(4, 2) = 6: 22 directions; second layer 10 − 6 = 4."""
    found = told(*relu())["T3-26"]
    assert found.applies == "yes"
    assert found.follows == "layer 0: at least 22 such directions; layer 2: at least 4 such directions"
    assert "outputs change by" in found.measured
    assert not found.disagrees


def test_other_activations_and_kinks():
    assert told(mlp(6, 4, 2), drawn(3, 6), drawn(3, 2))["T3-26"].because == "the activation is tanh, not ReLU"
    model, x, y = relu()
    with torch.no_grad():
        model[0].bias.zero_()
    found = told(model, torch.cat([x[:2], torch.zeros(1, 6).double()]), y)["T3-26"]
    assert found.applies == "unknown"
    assert "4 values before ReLU may be 0" in found.because


def test_a_direction_that_moves_the_outputs_is_seen(monkeypatch):
    """With the pseudo-inverse replaced by 0, the direction is random."""
    monkeypatch.setattr(np.linalg, "pinv", lambda matrix, **_: np.zeros(matrix.T.shape))
    assert told(*relu())["T3-26"].disagrees


def test_a_kink_at_a_proved_zero_is_excluded_by_the_proof():
    model, x, y = relu()
    assert told(model, x, y, zero=PROVED)["T3-01"].applies == "yes"


class Tied(nn.Module):
    """One layer of 6 units, applied twice, and outputs; with inputs that are divided by 2."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(6, 6), nn.Linear(6, 2)

    def forward(self, x):
        return self.b(torch.relu(self.a(torch.relu(self.a(x / 2)))))


def test_shared_weights_have_no_such_directions():
    """Outputs are not piecewise linear in weights that act twice: 42 > 3·2 weights, of which nothing is said here."""
    found = told(seeded(Tied), drawn(3, 6), drawn(3, 2), zero=PROVED)
    assert "layer a: 42 weights > 3·2" in found["T3-01"].because
    assert found["T3-26"].follows == "layer b: at least 8 such directions"


class Foreign(nn.Module):
    """Multiplies values by values."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 3), nn.Linear(4, 3)

    def forward(self, x):
        return torch.softmax(self.a(x), dim=1) * self.b(x)


def test_no_layers():
    found = told(seeded(Foreign), drawn(2, 4), drawn(2, 3))
    assert {found[name].applies for name in ("T3-01", "T3-25", "T3-26", "T3-18", "C18-07", "NMH-02")} == {"no"}
    assert found["C18-08"].applies == "yes"
