"""Zeros that are known, found; what has none, or none that can be proved, said so."""

import dataclasses

import flint
import numpy as np
import pytest

from tests.verify.audit.zero.planted import Pooled, Tied, dense, planted, scalar
from tests.verify.subject.models import Cubic, Skip, nn, numbers, seeded, torch
from verify.audit.zero import check_zero, find_zero
from verify.subject import make_subject

pytestmark = pytest.mark.torch

NETS = {
    "tanh": (dense(4, 16, 2), (12, 4)),
    "deep": (dense(3, 8, 8, 2), (6, 3)),
    "sigmoid": (dense(4, 12, 2, act=nn.Sigmoid), (8, 4)),
    "softplus": (dense(4, 12, 2, act=nn.Softplus), (8, 4)),
    "gelu": (dense(4, 12, 2, act=nn.GELU), (8, 4)),
    "gelu by tanh": (dense(4, 12, 2, act=lambda: nn.GELU(approximate="tanh")), (8, 4)),
    "cubic": (dense(4, 12, 2, act=Cubic), (8, 4)),
    "linear": (dense(4, 12, 2, act=nn.Identity), (3, 4)),
    "relu": (dense(4, 12, 2, act=nn.ReLU), (6, 4)),
    "leaky": (lambda: Pooled(nn.LeakyReLU()), (4, 1, 8, 8)),
    "maxima": (lambda: Pooled(nn.Tanh(), nn.MaxPool2d), (3, 1, 8, 8)),
    "convolutions": (lambda: Pooled(nn.GELU()), (4, 1, 8, 8)),
    "skips": (Skip, (3, 5)),
    "tied": (Tied, (8, 6)),
}


@pytest.mark.parametrize("name", NETS)
def test_a_planted_zero_is_found_and_proved(name):
    build, shape = NETS[name]
    subject, true = planted(build, *shape)
    zero = find_zero(subject)
    assert zero.status == "proved", zero.because
    assert zero.h < 1e-12
    assert zero.radius < 1e-12
    assert zero.distance <= 2 * np.linalg.norm(true - subject.weights.numpy())  # the nearest zero is at least as near
    assert zero.dimension == subject.num_params - subject.num_equations
    assert (zero.kink is not None) == (name in ("relu", "leaky", "maxima", "softplus"))
    assert not zero.numerical
    assert "nearby, not here" in zero.because
    assert check_zero(zero.certificate).holds
    seen = subject.residuals(torch.from_numpy(zero.weights))
    assert float(seen.norm()) < 1e-13


def test_the_nearest_zero_of_a_square_is_the_root():
    zero = find_zero(scalar(1.4, 2))
    assert zero.status == "proved"
    flint.ctx.prec = 200
    try:
        away = abs(flint.arb(2).sqrt() - flint.arb(float(zero.weights[0])))
        assert away < zero.radius  # a ball that is not surely closer would fail
        assert zero.radius < away * 1.001
    finally:
        flint.ctx.prec = 53


def test_newton_in_many_digits_reaches_the_zero_within_the_radius():
    """Another route: F and J written out in 60 digits, Newton's steps of minimal length from the polished weights."""
    mpmath = pytest.importorskip("mpmath")
    subject, _ = planted(dense(2, 3, 1), 5, 2)
    zero = find_zero(subject)
    x, y = subject.inputs[next(iter(subject.inputs))].numpy(), subject.targets.numpy()[:, 0]
    with mpmath.workdps(60):
        w = mpmath.matrix([mpmath.mpf(float(v)) for v in zero.weights])  # W (3, 2), b (3), v (3), c
        start = w.copy()
        for _ in range(6):
            rows, values = [], []
            for point, target in zip(x, y, strict=True):
                a = [mpmath.mpf(float(v)) for v in point]
                h = [mpmath.tanh(w[2 * k] * a[0] + w[2 * k + 1] * a[1] + w[6 + k]) for k in range(3)]
                values.append(sum(w[9 + k] * h[k] for k in range(3)) + w[12] - mpmath.mpf(float(target)))
                back = [w[9 + k] * (1 - h[k] ** 2) for k in range(3)]
                rows.append([back[k] * a[j] for k in range(3) for j in range(2)] + back + h + [mpmath.mpf(1)])
            jacobian, residuals = mpmath.matrix(rows), mpmath.matrix(values)
            w = w - jacobian.T * mpmath.lu_solve(jacobian * jacobian.T, residuals)
        assert mpmath.norm(residuals) < mpmath.mpf(10) ** -50
        away = mpmath.norm(w - start)
        assert 0 < away <= zero.radius
        assert zero.radius < 20 * away


def test_a_singular_zero_is_not_proved():
    for weight in (0.0, 1e-3, 0.5):
        zero = find_zero(scalar(weight, 0))
        assert zero.status == "not_found"
        assert zero.certificate is None


def test_no_real_zero_is_not_proved():
    """w³ − 3w + 3 = 0 has one zero, left of −2; from w = 1, where the slope is 0, none is found, and none excluded."""
    zero = find_zero(scalar(1.0, 0, (3, -3, 0, 1)))
    assert zero.status in ("not_found", "proved")
    assert zero.status == "not_found" or float(zero.weights[0]) < -2
    assert find_zero(scalar(1.0, -1)).status == "excluded"


def test_other_units_are_the_same_problem():
    """Inputs and targets times 1024, first weights divided and last ones multiplied: the same h to the last bit."""
    first, _ = planted(dense(4, 10, 2), 6, 4)
    model = seeded(dense(4, 10, 2)).double()
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), first.parameters(), strict=True):
            parameter.copy_(value)
        model[0].weight /= 1024
        model[2].weight *= 1024
        model[2].bias *= 1024
    other = make_subject(model, first.inputs["input"] * 1024, first.targets * 1024)
    one, two = find_zero(first), find_zero(other)
    assert one.status == two.status == "proved"
    assert one.h == two.h


def test_a_kink_on_the_ball_is_said():
    """With max(0, w)·v = 1 and w = 0 at the start: nothing moves, and at a kink nothing is proved."""
    model = nn.Sequential(nn.Linear(1, 1, bias=False), nn.ReLU(), nn.Linear(1, 1)).double()
    with torch.no_grad():
        model[0].weight.fill_(0.0)
        model[2].weight.fill_(1.0)
        model[2].bias.fill_(1.0)
    zero = find_zero(make_subject(model, np.ones((1, 1)), np.ones((1, 1))))
    assert zero.status == "not_found"
    assert "kink of a rectifier" in zero.because


def test_the_nearest_kink_is_shown():
    subject, _ = planted(dense(4, 12, 2, act=nn.ReLU), 6, 4)
    zero = find_zero(subject)
    first = zero.weights[:60]
    z = subject.inputs["input"].numpy() @ first[:48].reshape(12, 4).T + first[48:]
    assert zero.kink == pytest.approx(abs(z).min(), rel=1e-9)


def test_cross_entropy_has_no_zero():
    subject = make_subject(
        seeded(dense(4, 5, 3)), numbers(6, 4), torch.tensor([0, 1, 2, 0, 1, 2]), loss="cross-entropy"
    )
    zero = find_zero(subject)
    assert (zero.status, "T3-04" in zero.because) == ("not_applicable", True)


def test_a_loss_of_ones_own_is_not_known():
    subject = dataclasses.replace(planted(dense(4, 5, 3), 2, 4)[0], loss="module:function")
    assert find_zero(subject).status == "not_applicable"


def test_more_equations_than_weights_exclude_nothing():
    subject, _ = planted(dense(4, 2, 2), 40, 4)
    zero = find_zero(subject)
    assert zero.status == "not_found"
    assert "80 equations in 16 weights" in zero.because


def test_equal_samples_with_equal_targets_are_one():
    subject, _ = planted(dense(4, 12, 2), 5, 4)
    twice = {name: torch.cat([value, value[:1]]) for name, value in subject.inputs.items()}
    again = dataclasses.replace(subject, inputs=twice, targets=torch.cat([subject.targets, subject.targets[:1]]))
    one, two = find_zero(subject), find_zero(again)
    assert two.status == "proved"
    assert (one.h, one.radius) == (two.h, two.radius)
    assert (one.onto, two.onto, one.independent, two.independent) == (True, False, 10, 10)
    assert "1 of the samples repeat" in two.because


def test_a_deficient_jacobian_excludes_nothing():
    """A linear network, x and 2x, y and 2y: two equations are one, and the zero is there."""
    subject, _ = planted(dense(4, 12, 2, act=nn.Identity, bias=False), 3, 4)
    inputs = {name: torch.cat([value, 2 * value[:1]]) for name, value in subject.inputs.items()}
    targets = torch.cat([subject.targets, 2 * subject.targets[:1]])
    zero = find_zero(dataclasses.replace(subject, inputs=inputs, targets=targets))
    assert zero.status == "not_found"
    assert "onto" in zero.because


def test_classes_as_vectors_have_a_sum():
    """More samples than hidden units and one: every zero is singular, and one is proved without the last output."""
    model, inputs = seeded(dense(6, 14, 3)), numbers(20, 6)
    classes = torch.arange(20) % 3
    zero = find_zero(make_subject(model, inputs, classes))
    assert zero.status == "proved", zero.because
    assert "output 2" in zero.because
    assert zero.certificate["relations"] == {"dropped": [2], "matrix": [["-1", "-1"]], "offset": ["1"]}
    assert (zero.onto, zero.independent) == (False, 40)
    assert zero.dimension == (6 * 14 + 14 + 14 * 2 + 2) - 20 * 2
    subject = make_subject(model, inputs, classes)
    weights = torch.from_numpy(zero.weights)
    assert float(subject.residuals(weights).norm()) < 1e-12
    values = torch.linalg.svdvals(subject.jacobian(weights))
    assert int((values > 1e-12 * values[0]).sum()) == 60 - (20 - 15)  # as the theory in the module says


def test_contradictory_data_exclude_a_zero():
    inputs = np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]])
    zero = find_zero(make_subject(seeded(dense(2, 9, 1)), inputs, np.array([[0.0], [1.0], [1.0]])))
    assert zero.status == "excluded"
    assert "samples 0 and 2" in zero.because


def test_what_is_no_graph_is_seen_only():
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(4, 12), nn.Linear(12, 2)

        def forward(self, x):
            return self.b(torch.sin(self.a(x)))

    zero = find_zero(planted(Odd, 6, 4)[0])
    assert zero.status == "not_found"
    assert zero.numerical
    assert "nothing is proved" in zero.because
    assert zero.residual < 1e-12


def test_an_inverse_tangent_by_hand():
    """tanh w = ½ has the one zero w = ½ log 3; there J = 1 − ¼, and L = max|tanh″| is at most 4/(3√3) = 0.7698."""
    model = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Tanh()).double()
    with torch.no_grad():
        model[0].weight.fill_(0.4)
    zero = find_zero(make_subject(model, np.ones((1, 1)), np.array([[0.5]])))
    assert zero.status == "proved"
    assert (zero.dimension, zero.onto, zero.independent) == (0, True, 1)
    flint.ctx.prec = 200
    try:
        away = abs(flint.arb(3).log() / 2 - flint.arb(float(zero.weights[0])))
        assert away < zero.radius
    finally:
        flint.ctx.prec = 53
    step = zero.certificate["steps"][0]
    assert zero.smallest_singular_value / step == pytest.approx(0.75 * 0.7**0.5, rel=1e-3)  # √0.7 of 3/4 is claimed
    assert 4 / (3 * 3**0.5) <= zero.lipschitz / step**2 < 0.7701


def test_a_network_trained_to_a_zero():
    """64-12-10 on ten digits: 910 − 100 dimensions of zeros, the nearest of which is nearer than rounding shows."""
    from sklearn.datasets import load_digits

    from verify.audit.models import trained_mlp

    digits = load_digits()
    zero = find_zero(make_subject(trained_mlp(), digits.data[:10], digits.target[:10]))
    assert zero.status == "proved", zero.because
    assert (zero.dimension, zero.independent, zero.onto) == (810, 100, True)
    assert zero.distance + zero.radius < 1e-10
    assert "softplus as torch has it" in zero.because
    assert check_zero(zero.certificate).holds


def test_a_transformer_is_seen_only():
    from sklearn.datasets import load_digits

    from verify.audit.models import transformer_block

    digits = load_digits()
    zero = find_zero(make_subject(transformer_block(), digits.data[:2], digits.target[:2]))
    assert (zero.status, zero.numerical, zero.certificate) == ("not_found", True, None)
    assert (zero.h, zero.radius, zero.dimension, zero.onto) == (None, None, None, None)
    assert zero.residual < 1e-10
    assert "in float64" in zero.because
    assert "nothing is proved" in zero.because
