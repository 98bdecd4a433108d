"""Calls: what the registry names exists, and is asked for what it says."""

import pytest

from algebraic.shell import WrongInput
from verify.reproduce.calls import CALLS, check_call, evaluate, system_named
from verify.reproduce.registry import Call, read_sources


def test_every_call_is_used():
    used = {call.name for s in read_sources().values() for e in s.entries for call in (e.call, *e.routes)}
    assert used == set(CALLS)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (Call("guess", {}), "'guess' is no call"),
        (Call("total_degree", {}), "missing"),
        (Call("total_degree", {"system": "cyclic(3)", "more": 1}), "more"),
        (Call("total_degree", {"system": "cyclops(3)"}), "'cyclops\\(3\\)' is no system"),
    ],
)
def test_calls_that_cannot_be_made(call, words):
    with pytest.raises(WrongInput, match=words):
        check_call(call, {})


def test_a_system_is_read_once_and_those_of_a_source_come_first():
    assert system_named("katsura(2)", {}) is system_named("katsura(2)", {})
    assert evaluate(Call("total_degree", {"system": "katsura(2)"}), {"katsura(2)": "x^7 - 1"}).low == 7
