"""Rounding is not taken for signal, nor a jump for rounding."""

import numpy as np
import pytest

from tests.verify.audit.rank.cases import dense, nn, torch
from tests.verify.subject.models import numbers, seeded
from verify.audit.rank import measure_rank
from verify.audit.rank.rounding import scale
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Attention(nn.Module):
    """One head for four tokens of four numbers, three outputs; with a normalisation or without."""

    def __init__(self, normalised):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(4, 4) for _ in range(3))
        self.normalisation = nn.LayerNorm(4) if normalised else nn.Identity()
        self.output = nn.Linear(16, 3)

    def forward(self, x):
        tokens = x.reshape(-1, 4, 4)
        near = torch.softmax(self.query(tokens) @ self.key(tokens).transpose(1, 2) / 2, 2)
        return self.output(self.normalisation(tokens + near @ self.value(tokens)).flatten(1))


def attention(normalised, samples, factor=1.0):
    """Inputs times a factor, queries and keys over it: the same function of other weights."""
    model = seeded(lambda: Attention(normalised)).double()
    with torch.no_grad():
        model.query.weight /= factor
        model.key.weight /= factor
    return make_subject(model, numbers(samples, 16) * factor, torch.zeros(samples, 3))


# Superfluous of 111 weights: queries and keys in another basis 16, the bias of keys 4, that of values in the outputs 4.
# With a normalisation there are 8 weights more, and superfluous are: its factors and shifts 8, what its mean takes of
# the values 5, for each token and output the sum of the numbers that it gives 12; but not the bias of the values.
@pytest.mark.parametrize("factor", [1.0, 1000.0, 1e-3])
@pytest.mark.parametrize(("normalised", "samples", "rank"), [(0, 10, 30), (0, 50, 87), (1, 10, 30), (1, 50, 74)])
def test_attention(normalised, samples, rank, factor):
    found = measure_rank(attention(normalised, samples, factor))
    assert (found.jacobian_rank, found.status) == (rank, "gap")
    assert "4 of the 11" in found.method[0]
    assert "nothing but rounding" in found.method[0]


def test_a_column_of_rounding_is_scaled_until_it_is_small():
    subject = attention(False, 50)
    matrix = subject.jacobian().numpy()
    found = scale(subject, matrix, 0)
    norms = np.linalg.norm(matrix, axis=0)
    key_bias = slice(36, 40)
    assert subject.parameter_names[3] == "key.bias"
    assert found.num_drowned == 4
    assert found.explained
    assert (norms[key_bias] < 1e-12).all()
    assert np.delete(norms, range(36, 40)).min() > 0.1
    assert found.noise < 1e-11


def test_a_jump_is_no_rounding():
    """A unit at its kink in one sample: its columns drown in what changes, and single precision shows a jump, too."""
    model = dense(nn.Linear(3, 1, bias=False), nn.ReLU(), nn.Linear(1, 1, bias=False))
    with torch.no_grad():
        model[0].weight[:] = torch.tensor([[0.1, 0.2, -0.3]], dtype=torch.float64)
    subject = make_subject(model, [[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]], torch.zeros(2, 1))
    found = scale(subject, subject.jacobian().numpy(), 0)
    assert found.num_drowned
    assert not found.explained


@pytest.mark.parametrize("failure", [TypeError, AssertionError, KeyError, ZeroDivisionError])
def test_a_model_that_single_precision_breaks_explains_nothing(failure):
    class Picky(Attention):
        def forward(self, x):
            if x.dtype != torch.float64:
                raise failure("float64 only")
            return super().forward(x)

    model = seeded(lambda: Picky(False)).double()
    found = measure_rank(make_subject(model, numbers(50, 16), torch.zeros(50, 3)))
    assert found.status == "undecided"
    assert "change by more than they are" in found.method[-1]


def test_a_cancellation_in_the_data_alone_is_rounding():
    """Normalised numbers sum to zero. For inputs near 10⁸ their sum in floats is 10⁻⁸: no 13th dimension."""

    def build(shift):
        model = dense(nn.LayerNorm(4, elementwise_affine=False), nn.Linear(4, 3, bias=False))
        return measure_rank(make_subject(model, numbers(20, 4) + shift, torch.zeros(20, 3)))

    near = build(0.0)
    assert (near.jacobian_rank, near.status) == (9, "gap")
    far = build(1e8)
    assert (far.jacobian_rank, far.status) in {(9, "gap"), (9, "undecided")}


@pytest.mark.parametrize("power", [3, 6, 9])
def test_weights_of_very_different_scale(power):
    """Each unit of a layer in other units of measurement: tanh(s(wx + b))·v/s has the rank that it had."""
    ranks = []
    for scales in (np.ones(8), 10.0 ** np.linspace(-power, power, 8)):
        model = seeded(lambda: dense(nn.Linear(4, 8), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1)))
        with torch.no_grad():
            model[0].weight *= torch.from_numpy(scales)[:, None]
            model[0].bias *= torch.from_numpy(scales)
            model[1].weight /= torch.from_numpy(scales)
        found = measure_rank(make_subject(model, numbers(150, 4), torch.zeros(150, 1)))
        ranks.append((found.jacobian_rank, found.status))
    assert ranks[0] == ranks[1]
    assert ranks[0][1] == "gap"
