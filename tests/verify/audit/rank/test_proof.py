"""What is proved from below holds, and is not proved where it does not."""

import mpmath
import numpy as np
import pytest

import verify.audit.rank.balls as balls
import verify.audit.rank.proof as proof
from tests.verify.audit.rank.cases import Polynomial, dense, draw_subject, nn, rank_of, torch
from tests.verify.subject.models import numbers
from verify.audit.rank.arithmetic import Unprovable
from verify.audit.rank.proof import dead_units, prove_singular_value, rank_modulo, rank_over_rationals
from verify.audit.rank.spectrum import Spectrum, decompose, equilibrate
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def proved(subject, rank):
    matrix = subject.jacobian().numpy()
    rows, columns = equilibrate(matrix)
    return prove_singular_value(subject, decompose(matrix), rows, columns, rank)


@pytest.mark.parametrize(("samples", "width"), [(4, 6), (30, 3)], ids=["wide", "high"])
def test_a_bound_below_the_singular_value(samples, width):
    torch.manual_seed(0)
    subject = make_subject(
        dense(nn.Linear(3, width), nn.Tanh(), nn.Linear(width, 2)), numbers(samples, 3), numbers(samples, 2)
    )
    least = np.linalg.svd(subject.jacobian().numpy(), compute_uv=False)[-1]
    found = proved(subject, min(subject.num_equations, subject.num_params))
    assert found.proved
    assert 0 < found.of_jacobian <= least
    assert found.of_jacobian > 1e-4 * least


def test_no_rank_that_is_not_there():
    """A split unit: the true rank is two less than there are columns; a spectrum that lies proves nothing."""
    torch.manual_seed(1)
    model = dense(nn.Linear(3, 3), nn.Sigmoid(), nn.Linear(3, 1))
    with torch.no_grad():
        model[0].weight[1], model[0].bias[1] = model[0].weight[0], model[0].bias[0]
    subject = make_subject(model, numbers(40, 3), numbers(40, 1))
    matrix = subject.jacobian().numpy()
    rows, columns = equilibrate(matrix)
    honest = decompose(matrix)
    assert int((honest.values > 1e-9).sum()) == subject.num_params - 5
    assert prove_singular_value(subject, honest, rows, columns, subject.num_params - 5).proved
    for rank in range(subject.num_params - 4, subject.num_params + 1):
        assert not prove_singular_value(subject, honest, rows, columns, rank).proved
    lying = Spectrum(np.ones_like(honest.values), 0.0, "", np.eye(len(honest.values)), honest.of_rows)
    assert not prove_singular_value(subject, lying, rows, columns, subject.num_params).proved


@pytest.mark.slow
def test_what_floats_and_residues_prove_is_true():
    checked = 0
    for seed in range(40):
        subject = draw_subject(seed)
        rank = rank_of(subject.jacobian())
        if rank is None or not rank:
            continue
        for wanted in {rank, rank + 1} & set(range(1 + min(subject.num_equations, subject.num_params))):
            try:
                checked += proved(subject, wanted).proved
            except Unprovable:
                continue
            assert wanted == rank or not proved(subject, wanted).proved
        modular = rank_modulo(subject, seed)
        assert modular is None or modular == rank
    assert checked > 10


def test_in_pieces(monkeypatch):
    """The Jacobian in blocks of rows is the same one."""
    torch.manual_seed(2)
    subject = make_subject(dense(nn.Linear(2, 2), Polynomial(0, 1, 1), nn.Linear(2, 2)), numbers(7, 2), numbers(7, 2))
    whole, modular = proved(subject, 8).smallest, rank_modulo(subject, 0)
    monkeypatch.setattr(proof, "CHUNK_ENTRIES", 60)
    assert proved(subject, 8).smallest == pytest.approx(whole)
    assert rank_modulo(subject, 0) == modular == rank_over_rationals(subject)


def test_dead_units():
    """Dead in every sample, and nothing less; a value of 0 counts as dead, as torch differentiates it."""
    layer = nn.Linear(1, 4).double()
    with torch.no_grad():
        layer.weight[:, 0] = torch.tensor([-1.0, -1.0, 1.0, 0.0])
        layer.bias[:] = torch.tensor([0.0, 2.0, 0.0, 0.0])
    subject = make_subject(nn.Sequential(layer, nn.ReLU(), nn.Linear(4, 1).double()), [[1.0], [3.0]], [[0.0], [0.0]])
    (dead,) = dead_units(subject).values()
    assert dead.tolist() == [True, False, False, True]
    assert dead_units(make_subject(dense(nn.Linear(1, 1), nn.Tanh()), [[1.0]], [[0.0]])) == {}


def linear(matrix):
    """A model whose Jacobian is a given matrix: one number, linear in the weights."""
    return make_subject(dense(nn.Linear(matrix.shape[1], 1, bias=False)), matrix, np.zeros((len(matrix), 1)))


def least_singular_value(matrix):
    """At 60 digits, of the matrix of floats as it is."""
    with mpmath.workdps(60):
        exact = mpmath.matrix(matrix.tolist())
        return min(mpmath.svd_r(exact, compute_uv=False))


@pytest.mark.parametrize("power", [1, 3, 5, 7, 9, 11, 13, 14, 15])
@pytest.mark.parametrize("scale", [1.0, 1e60, 1e-60])
def test_a_planted_singular_value(power, scale):
    """The bound holds for every planted value, and is there as long as rounding leaves digits."""
    rng = np.random.default_rng(power)
    left, right = (np.linalg.qr(rng.standard_normal((n, 5)))[0] for n in (5, 9))
    matrix = left * np.array([1, 0.7, 0.5, 0.3, 10.0**-power]) @ right.T
    matrix *= scale
    found = proved(linear(matrix), 5)
    if power <= 11:
        assert found.proved
    if found.proved:
        true = float(least_singular_value(matrix))
        assert 0 < found.of_jacobian <= true
        assert found.of_jacobian > 0.01 * true or power > 11


@pytest.mark.parametrize("scale", [1.0, 1e100, 1e-100, 3.0])
def test_an_exactly_singular_matrix_is_proved_for_no_vector(scale):
    """Whatever the vectors say, also when the matrix is shown to be another one by its last digits."""
    rng = np.random.default_rng(0)
    whole = rng.integers(-9, 10, (5, 9)).astype(float)
    whole[4] = whole[0] - 2 * whole[1] + whole[3]
    columns_of_many_sizes = 2.0 ** np.arange(-40, 41, 10) if scale == 3.0 else scale
    subject = linear(whole * columns_of_many_sizes)
    matrix = subject.jacobian().numpy()
    rows, columns = equilibrate(matrix)
    honest = decompose(matrix)
    assert prove_singular_value(subject, honest, rows, columns, 4).proved
    for _ in range(20):
        wrong = np.linalg.qr(rng.standard_normal((5, 5)))[0]
        values = 10.0 ** rng.uniform(-16, 0, 5)
        for spectrum in (honest, Spectrum(values, 0.0, "", wrong, True), Spectrum(values, 0.0, "", honest.left, True)):
            assert not prove_singular_value(subject, spectrum, rows, columns, 5).proved


def test_vectors_made_of_rounding_prove_nothing(monkeypatch):
    """An adversary's: what floats compute for the zero vector, made orthonormal. Without its rounding it would pass."""

    def claims():
        found = []
        for seed in range(10):
            rng = np.random.default_rng(seed)
            whole = rng.integers(-9, 10, (5, 9)).astype(float)
            whole[4] = whole[0] - 2 * whole[1] + whole[3]
            subject = linear(whole)
            matrix = subject.jacobian().numpy()
            rows, columns = equilibrate(matrix)
            honest = decompose(matrix)
            matrix = subject.jacobian().numpy() * rows[:, None] * columns  # with the digits that the proof sees
            turned = honest.left.T / honest.values[:, None]
            for _ in range(3):
                product = turned @ matrix
                turned = np.linalg.inv(np.linalg.cholesky(product @ product.T)) @ turned
            spectrum = Spectrum(np.ones(5), 0.0, "", turned.T, True)
            found.append(prove_singular_value(subject, spectrum, rows, columns, 5).proved)
        return found

    assert not any(claims())
    for module in (proof, balls):
        monkeypatch.setattr(module, "U", 0.0)
    assert any(claims())


def test_a_column_that_underflows_is_refused():
    matrix = np.eye(3)
    matrix[:, 2] *= 1e-200
    with pytest.raises(Unprovable, match="underflow could hide it"):
        proved(linear(matrix), 3)


def test_infinities_prove_nothing():
    subject = linear(np.eye(3))
    for wrong in (np.inf, np.nan, 1e308):
        spectrum = Spectrum(np.ones(3), 0.0, "", np.full((3, 3), wrong), True)
        assert not prove_singular_value(subject, spectrum, np.ones(3), np.ones(3), 3).proved
