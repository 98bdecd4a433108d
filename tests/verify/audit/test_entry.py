"""The audit in Python: parts that time or memory ended are said, others are done."""

import time

import numpy as np
import pytest

import verify
from algebraic.shell import OutOfBudget, TooLarge, WrongInput
from tests.verify.audit.answers import ARank, AZero
from tests.verify.subject.models import nn, numbers, seeded, torch

pytestmark = pytest.mark.torch


@pytest.fixture
def parts(monkeypatch):
    """Other parts: ``parts(measure_rank=…)``."""

    def put(**changed):
        quick = {
            "measure_rank": lambda subject, **_: ARank(),
            "find_zero": lambda subject, **_: AZero(),
            "theorems_for": lambda subject, rank, zero: [],
        }
        for name, function in (quick | changed).items():
            monkeypatch.setattr(f"verify.audit.entry.{name}", function)

    return put


def audited(**options):
    return verify.audit_model(seeded(lambda: nn.Linear(2, 2)), numbers(3, 2), np.array([0, 1, 1]), **options)


def raising(problem):
    def part(*_, **__):
        raise problem

    return part


def test_all_parts(parts):
    parts()
    found = audited(seed=7, prove=True)
    assert isinstance(found, verify.Audit)
    assert (found.exit_code, found.rank.jacobian_rank, found.zero.status) == (0, 8, "proved")
    assert found.as_dict()["seed"] == 7
    assert found.as_dict()["options"]["prove"] is True
    assert found.as_dict()["versions"]["torch"] == torch.__version__.split("+")[0] or torch.__version__


@pytest.mark.parametrize(
    "problem",
    [
        OutOfBudget("the time was over"),
        TooLarge("4 GB are needed"),
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: not enough memory"),
    ],
)
def test_a_part_that_was_ended(parts, problem):
    parts(measure_rank=raising(problem))
    found = audited()
    assert found.exit_code == 4
    assert found.rank.status == "undecided"
    assert found.zero.status == "proved"
    assert found.cut[0] in found.sentences[4]


def test_a_part_may_say_itself_what_it_left_out(parts):
    zero = AZero()
    zero.cut = "the memory was too small for a proof"
    parts(find_zero=lambda subject, **_: zero)
    found = audited()
    assert (found.exit_code, found.cut) == (4, (zero.cut,))


def test_time(parts):
    def slow(subject, **_):
        time.sleep(30)

    parts(measure_rank=slow)
    found = audited(timeout=1.0)
    assert found.exit_code == 4
    assert "measuring the rank" in found.cut[0]


def test_a_defect_is_no_limit(parts):
    parts(find_zero=raising(RuntimeError("of another kind")))
    with pytest.raises(RuntimeError):
        audited()


def test_random_streams_are_as_before(parts):
    parts(measure_rank=lambda subject, **_: torch.rand(3) is None or ARank())
    before = torch.random.get_rng_state()
    audited()
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize(
    "options", [{"seed": -1}, {"prove": 1}, {"samples": 0}, {"samples": 4}, {"timeout": -1}, {"device": "tpu"}]
)
def test_what_is_asked_wrongly(options):
    with pytest.raises(WrongInput):
        audited(**options)
