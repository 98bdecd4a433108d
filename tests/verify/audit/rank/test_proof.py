"""What is proved from below holds, and is not proved where it does not."""

import numpy as np
import pytest

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
