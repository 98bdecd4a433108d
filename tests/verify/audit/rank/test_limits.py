"""What is out of reach ends with a sentence, before any work."""

import pytest

import verify.audit.rank.limits as limits
import verify.audit.rank.measuring as measuring
from algebraic.shell import TooLarge
from tests.verify.audit.rank.cases import Polynomial, dense, nn, subject_of, torch
from tests.verify.subject.models import numbers
from verify.audit.entry import audit_model
from verify.audit.rank import measure_rank
from verify.audit.rank.limits import estimate, outputs_operations
from verify.audit.rank.spectrum import gram_operations, qr_operations

pytestmark = pytest.mark.torch


def small_model():
    return dense(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))


def test_operations_of_the_outputs():
    """Two for each weight of a dense layer, for each place of a convolution; biases and activations are free."""
    assert outputs_operations(subject_of(small_model(), numbers(4, 3))) == 2 * (15 + 10)
    model = nn.Sequential(nn.Conv2d(2, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(27, 1)).double()
    assert outputs_operations(subject_of(model, numbers(2, 2, 4, 4))) == 2 * (24 * 9 + 27)


def test_the_estimate():
    """8 equations in 32 weights: five Jacobians of 100 operations a row, and QR."""
    work = estimate(subject_of(small_model(), numbers(4, 3)))
    assert work.operations == 5 * 100 * 8 + qr_operations(8, 32)
    assert work.memory == 8 * (2 * 8 * 32 + 4 * 64)
    assert gram_operations(5_000, 100_000) < limits.MAX_OPERATIONS < gram_operations(10_000, 1_000_000)


def test_beyond_the_limit_there_are_bounds_and_a_sentence(monkeypatch):
    monkeypatch.setattr(limits, "MAX_OPERATIONS", 100.0)
    torch.manual_seed(0)
    found = measure_rank(subject_of(small_model(), torch.cat([numbers(4, 3), numbers(4, 3)])))
    assert (found.jacobian_rank, found.status, found.rank_bound) == (None, "undecided", 8)
    assert "a Jacobian of 16 × 32 takes about" in found.cut
    audit = audit_model(small_model(), numbers(4, 3), numbers(4, 2))
    assert audit.exit_code == 4
    assert audit.cut[0].endswith("operations, and the limit is 1e+02")
    assert "was not measured (the rank of a Jacobian of 8 × 32 takes" in audit.sentences[1]
    polynomial = dense(nn.Linear(2, 2, bias=False), Polynomial(0, 0, 1), nn.Linear(2, 1, bias=False))
    exact = measure_rank(subject_of(polynomial, [[1.0, 2.0]]))
    assert (exact.jacobian_rank, exact.status, exact.cut) == (1, "proved", "")


def test_memory(monkeypatch):
    monkeypatch.setattr(limits, "free_memory", lambda device: 10_000)
    torch.manual_seed(0)
    subject = subject_of(small_model(), numbers(20, 3))
    found = measure_rank(subject)
    assert "needs about 0.1 MB" in found.cut
    assert found.jacobian_rank is None


def test_a_proof_has_limits_of_its_own(monkeypatch):
    def declined(subject):
        raise TooLarge("a proven rank of this takes too long", kind="operations_limit")

    monkeypatch.setattr(measuring, "check_proof", declined)
    found = measure_rank(subject_of(small_model(), numbers(4, 3)), prove=True)
    assert (found.status, found.cut) == ("gap", "a proven rank of this takes too long")
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_OPERATIONS", 4.0 * 8 * 8 * 32)
    limits.check_proof(subject_of(small_model(), numbers(4, 3)))
    with pytest.raises(TooLarge, match="a proven rank of a Jacobian of 10 × 32 takes"):
        limits.check_proof(subject_of(small_model(), numbers(5, 3)))
