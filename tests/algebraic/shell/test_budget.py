"""Limits: what is left, what is refused, and an alarm that rings once and is taken back."""

import gc
import math
import signal
import subprocess
import sys
import threading
import time
import weakref

import pytest

from algebraic.shell.budget import UNLIMITED, Budget, without_alarm
from algebraic.shell.errors import OutOfBudget, WrongInput


def test_alarm_interrupts_and_is_taken_back():
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(OutOfBudget, match="spinning"), Budget(0.2).alarm("spinning"):
        time.sleep(30)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


class Slow:
    """Something whose end takes longer than the limit."""

    def __del__(self):
        spin(0.15)


def spin(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def drop():
    del [Slow()][0]
    time.sleep(30)


def collect():
    def slow(phase, _):
        if phase == "start":
            spin(0.15)

    gc.callbacks.append(slow)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(slow)
    time.sleep(30)


class Key:
    """A key that is looked up slowly, once it was told to."""

    slow = False

    def __hash__(self):
        if self.slow:
            spin(0.15)
        return 1


def let_go():
    key, values, kept = Key(), weakref.WeakValueDictionary(), [Key()]
    values[key] = kept[0]
    key.slow = True
    kept.clear()  # the dictionary looks for the key in a callback
    time.sleep(30)


@pytest.mark.parametrize("where", [drop, collect, let_go])
def test_where_python_would_swallow_the_alarm_it_rings_later(where, monkeypatch):
    swallowed = []
    monkeypatch.setattr(sys, "unraisablehook", swallowed.append)
    gc.collect()  # what other tests left has finalisers of its own
    with pytest.raises(OutOfBudget, match="tidying up"), Budget(0.05).alarm("tidying up"):
        where()
    assert swallowed == []


def test_an_alarm_elsewhere_than_in_the_main_thread_is_none():
    """Signals reach the main thread only: there the block runs to its end."""
    seen = []

    def work():
        with Budget(0.01).alarm("working"):
            time.sleep(0.05)
            seen.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == ["done"]


def test_without_a_limit_nothing_ends():
    assert UNLIMITED.remaining() is None
    UNLIMITED.check("doing nothing")
    with UNLIMITED.alarm("doing nothing"):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_limit_that_is_over():
    late = Budget(1, started=time.monotonic() - 2)
    assert late.remaining() == 0
    for begin in (late.check, lambda doing: late.alarm(doing).__enter__()):
        with pytest.raises(OutOfBudget, match="limit of 1 s was reached while counting sheep") as caught:
            begin("counting sheep")
        assert (caught.value.exit_code, caught.value.kind) == (4, "time_limit")


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
@pytest.mark.parametrize(("name", "kind"), [("seconds", "bad_timeout"), ("memory_gb", "bad_memory")])
def test_limits_are_positive_numbers(name, kind, value):
    with pytest.raises(WrongInput) as caught:
        Budget(**{name: value})
    assert caught.value.kind == kind


def test_a_part_ends_before_the_whole():
    whole = Budget(100, 3)
    assert 49 < whole.part(0.5).remaining() <= 50
    assert 6 < whole.part(0.5, at_most=7).remaining() <= 7
    assert whole.part(0.5).memory_gb == 3
    assert UNLIMITED.part(0.5).remaining() is None
    assert 6 < UNLIMITED.part(0.5, at_most=7).remaining() <= 7
    assert Budget(1, started=time.monotonic() - 2).part(0.5).remaining() < 0.01  # over, but no error yet


def test_no_alarm_rings_while_what_was_found_is_put_in_order(monkeypatch):
    monkeypatch.setattr("algebraic.shell.budget.RING_AGAIN", 0.1)
    done = []

    def work():
        with without_alarm():
            spin(0.2)
            done.append("in order")
        done.append("handed on")
        time.sleep(30)

    with pytest.raises(OutOfBudget, match="spinning"), Budget(0.05).alarm("spinning"):
        work()
    assert done == ["in order", "handed on"]
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_without_an_alarm_there_is_none_afterwards():
    with without_alarm():
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_process_that_is_being_started_has_an_owner_before_the_alarm_rings(monkeypatch):
    """The alarm meets Popen, as its process runs and its pipes are open."""
    started, owned = [], []

    def slow(self, *arguments):
        spin(0.15)
        started.append(self)

    monkeypatch.setattr("subprocess.Popen._execute_child", slow)

    def work():
        owned.append(subprocess.Popen(["sleep", "30"]))
        time.sleep(30)

    with pytest.raises(OutOfBudget), Budget(0.1).alarm("starting"):
        work()
    assert started == owned
    assert len(owned) == 1
    owned[0].returncode = 0  # there is no process
