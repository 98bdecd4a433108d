"""The fuzzer finds what it is there for, and says the same of the same input again; CI runs it for a minute."""

import pytest

from algebraic.shell import WrongInput
from tests.fuzz_readers import READERS, Readers, fuzz


def test_a_few_inputs_of_every_reader():
    failures, tried, rate = fuzz(count=40 * len(READERS), seed=1)
    assert failures == []
    assert tried == 40 * len(READERS)
    assert rate > 50  # 500 on a machine that does nothing else


def spin(draw):
    sum(range(10**8))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (lambda draw: {}["key"], "KeyError"),
        (lambda draw: bytes(2**31), "MemoryError"),
        (lambda draw: exec("raise SystemExit(1)"), "it ends with 1"),
        (lambda draw: (_ for _ in ()).throw(WrongInput("")), "an error of 0 characters"),
        (spin, "seconds"),
    ],
)
def test_what_is_planted_is_found(monkeypatch, planted, said):
    monkeypatch.setattr("tests.fuzz_readers.SECONDS", 0.5)
    monkeypatch.setattr(Readers, "csv", lambda self, draw: planted(draw))
    [(reader, number, wrong, _)], _, _ = fuzz(count=2, readers=["csv", "number"])
    assert (reader, number) == ("csv", 0)
    assert said in wrong


def test_an_input_depends_on_seed_reader_and_number_only(monkeypatch):
    seen = []
    monkeypatch.setattr(Readers, "csv", lambda self, draw: seen.append(draw.random()))
    fuzz(count=6, readers=["csv", "number", "csv"], seed=3)
    fuzz(count=1, readers=["csv"], seed=3, first=2)
    fuzz(count=1, readers=["csv"], seed=4, first=2)
    assert seen[1] == seen[4]
    assert seen[4] != seen[5]
