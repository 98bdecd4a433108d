"""The time limit interrupts what is being computed, also where Python or C code would swallow it."""

import signal
import sys
import threading
import time
from contextlib import suppress

import pytest

from netsim.runs.limit import alarm
from netsim.shell import OutOfBudget


def test_what_takes_long_is_interrupted():
    begun = time.monotonic()
    with pytest.raises(OutOfBudget, match="the time is up"), alarm(begun + 0.1):
        time.sleep(60)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_limit_that_is_past_and_none_at_all():
    with pytest.raises(OutOfBudget), alarm(time.monotonic() - 5):
        time.sleep(60)
    with alarm(None), alarm(time.monotonic() + 3600):
        pass


def test_what_became_another_exception_is_the_alarm():
    def swallowing():
        try:
            time.sleep(60)
        except OutOfBudget:
            raise SystemError("C code made this of it") from None

    with pytest.raises(OutOfBudget), alarm(time.monotonic() + 0.1):
        swallowing()
    with pytest.raises(SystemError, match="of its own"), alarm(time.monotonic() + 3600):
        raise SystemError("of its own")


def test_it_rings_again_and_not_in_a_finaliser():
    class Slow:
        def __del__(self):
            time.sleep(0.3)

    def finalise():
        slow = Slow()
        del slow
        time.sleep(60)

    def swallow():
        with suppress(OutOfBudget):
            time.sleep(60)
        time.sleep(60)

    for body in (finalise, swallow):
        with pytest.raises(OutOfBudget), alarm(time.monotonic() + 0.1):
            body()


def test_an_import_is_not_broken_off(tmp_path, monkeypatch):
    (tmp_path / "slow_module.py").write_text("import time\ntime.sleep(0.3)\nwhole = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)

    def slow():
        import slow_module

        assert slow_module.whole
        time.sleep(60)

    with pytest.raises(OutOfBudget), alarm(time.monotonic() + 0.1):
        slow()
    assert sys.modules["slow_module"].whole


def test_other_threads_have_none():
    found = []

    def work():
        with alarm(time.monotonic() - 1):
            found.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [True]
