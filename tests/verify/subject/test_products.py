"""Gram matrices are the same however little memory is free, and what does not fit is said before."""

import pytest

from algebraic.shell import TooLarge
from tests.verify.subject.models import images, nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def block():
    return nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)


@pytest.mark.parametrize(("build", "shape", "outputs"), [(images, (1, 8, 8), 2), (block, (2, 4), 8)])
def test_little_memory(build, shape, outputs, monkeypatch):
    subject = make_subject(seeded(build), numbers(5, *shape), numbers(5, outputs))
    literal = subject.jacobian()
    monkeypatch.setattr("verify.subject.products.free_memory", lambda _: 8 * 25 * 5 * outputs * 20)
    assert len(list(subject.jacobian_chunks())) > 1
    assert torch.allclose(subject.gram(), literal @ literal.T, atol=1e-12)
    monkeypatch.setattr("verify.subject.products.free_memory", lambda _: None)
    assert torch.allclose(subject.gram(), literal @ literal.T, atol=1e-12)


def test_no_memory(monkeypatch):
    subject = make_subject(seeded(images), numbers(5, 1, 8, 8), numbers(5, 2))
    monkeypatch.setattr("verify.subject.products.free_memory", lambda _: 1000)
    for ask, words in (
        (subject.jacobian, "Jacobian has 10 × 98"),
        (subject.gram, "Gram"),
        (subject.gram_of_weights, "98"),
    ):
        with pytest.raises(TooLarge, match=words):
            ask()
