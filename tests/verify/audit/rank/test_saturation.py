"""Operations that lost their digits, and ranks that are not decided because of it."""

import mpmath
import numpy as np
import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.audit.rank import measure_rank
from verify.audit.rank.saturation import nearly_equal, saturated_words
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Applied(nn.Module):
    """A function of w·x."""

    def __init__(self, function, weight):
        super().__init__()
        self.w, self.function = nn.Parameter(torch.tensor(float(weight), dtype=torch.float64)), function

    def forward(self, x):
        return self.function(self.w * x)


def subject(function, at, width=1):
    return make_subject(Applied(function, 1.0), np.full((2, width), float(at)), np.zeros((2, width)))


FUNCTIONS = nn.functional
CASES = [
    (torch.tanh, 20, 3), (torch.tanh, -20, -3), (torch.sigmoid, 40, 3), (torch.sigmoid, -800, -40),
    (FUNCTIONS.gelu, 9, 3), (FUNCTIONS.silu, 40, 3), (FUNCTIONS.elu, -40, -3), (FUNCTIONS.mish, 40, 3),
    (torch.exp, -800, -40), (torch.erf, 8, 2), (FUNCTIONS.logsigmoid, -40, 40),
    (lambda z: FUNCTIONS.softplus(z, threshold=100.0), 40, 3), (lambda z: FUNCTIONS.softplus(z), -800, 40),
]  # fmt: skip


@pytest.mark.parametrize(("function", "lost", "kept"), CASES)
def test_what_is_lost_and_what_is_kept(function, lost, kept):
    assert "2 values of" in saturated_words(subject(function, lost))
    assert saturated_words(subject(function, kept)) == ""


def test_softmax():
    spread = torch.tensor([0.0, 40.0], dtype=torch.float64)
    assert "softmax" in saturated_words(subject(lambda z: torch.softmax(z * spread, 1), 1, width=2))
    assert saturated_words(subject(lambda z: torch.softmax(z, 1), 1, width=2)) == ""
    masked = torch.tensor([0.0, -np.inf], dtype=torch.float64)  # one is left: 1, exactly
    assert saturated_words(subject(lambda z: torch.softmax(z + masked, 1), 1, width=2)) == ""


def network():
    return seeded(lambda: nn.Sequential(nn.Linear(1, 2), nn.Tanh(), nn.Linear(2, 1))).double()


def true_rank(module, inputs):
    """Of the Jacobian, at 30,000 digits, where tanh of ten thousand is not 1."""
    with mpmath.workdps(30_000):
        w, b, a = ([mpmath.mpf(v) for v in p.detach().ravel().tolist()] for p in list(module.parameters())[:3])
        rows = []
        for x in inputs.ravel().tolist():
            t = [mpmath.tanh(wj * x + bj) for wj, bj in zip(w, b, strict=True)]
            slopes = [aj * (1 - tj**2) for aj, tj in zip(a, t, strict=True)]
            rows.append([*(s * x for s in slopes), *slopes, *t, mpmath.mpf(1)])
        matrix = mpmath.matrix(rows)
        for k in range(matrix.rows):  # scaled: the entries are as small as e^-20000
            largest = max(abs(matrix[k, j]) for j in range(matrix.cols))
            for j in range(matrix.cols):
                matrix[k, j] /= largest
        minors = mpmath.det(matrix * matrix.T)
        return len(rows) if abs(minors) > mpmath.mpf(10) ** -25_000 else None


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "decided"), [(1.0, True), (1e4, False)])
def test_data_times_ten_thousand_give_no_smaller_rank(scale, decided):
    """Saturated everywhere, float64 sees the signs of the units only; the rank is full all the same."""
    module, inputs = network(), scale * numbers(4, 1)
    assert true_rank(module, inputs) == 4
    found = measure_rank(make_subject(module, inputs, np.zeros((4, 1))))
    if decided:
        assert (found.jacobian_rank, found.status) == (4, "gap")
    else:
        assert found.status == "undecided"
        assert any("lost the digits" in line for line in found.method)


def test_a_deficient_rank_that_a_theorem_has_is_decided_all_the_same():
    """Two equal samples: at most rank 1, saturated or not."""
    found = measure_rank(make_subject(network(), np.full((2, 1), 1e3), np.zeros((2, 1))))
    assert (found.jacobian_rank, found.rank_bound) == (1, 1)
    assert found.status != "undecided"


def affine(inputs):
    return make_subject(nn.Linear(3, 2).double(), np.asarray(inputs, dtype=float), np.zeros((len(inputs), 2)))


def test_inputs_that_differ_in_their_last_digits():
    first = [0.3, -0.2, 0.9]
    for gap, near in ((4e-16, 1), (1e-3, 0), (0.0, 0)):  # equal ones have a theorem of their own
        assert nearly_equal(affine([first, [0.3 * (1 + gap), -0.2, 0.9], [1, 2, 3]])) == near
    assert nearly_equal(affine([[0.0, 1, 1], [-0.0, 1, 1]])) == 0
    assert nearly_equal(affine([[1e-200, 0, 0], [2e-200, 0, 0]])) == 0  # that is for the sums


def test_sums_in_which_the_inputs_drown():
    assert "2 values of addmm" in saturated_words(affine([[1e-200, 0, 0], [2e-200, 0, 0]]))
    assert saturated_words(affine([[1e-5, 0, 0], [2e-5, 0, 0]])) == ""
    assert saturated_words(affine([[1, 2, 3], [1, 2, 3]])) == ""
    rounded = affine([[1e-20, 0, 0], [1e-20 * (1 + 4e-16), 0, 0]])  # as equal rows of a product may round apart
    assert "addmm" not in saturated_words(rounded)


@pytest.mark.parametrize("change", [lambda x: x * 1e-200, lambda x: np.array([x[0], x[0] * (1 + 2e-16), *x[2:]])])
def test_a_rank_that_only_rounding_makes_small_is_not_decided(change):
    """With different inputs and as many sigmoids as samples the rank is full for almost all weights (NMH-02)."""
    inputs = change(numbers(4, 1).numpy())
    assert len(np.unique(inputs)) == 4
    model = seeded(lambda: nn.Sequential(nn.Linear(1, 6), nn.Sigmoid(), nn.Linear(6, 1)).double())
    found = measure_rank(make_subject(model, inputs, np.zeros(4)))
    assert (found.status, found.rank_bound) == ("undecided", 4)
