"""Executors give what a plain call gives, and errors cross them whole."""

import os
import signal
import sys

import pytest

from netsim.runs.executors import Here, open_executor, width_of
from netsim.shell import Missing, WrongInput


def _double(value):
    return 2 * value


def _fail(value):
    raise WrongInput(f"{value} is refused", hint="give another", kind="bad_value")


def _surroundings():
    return os.getpid(), os.environ["OMP_NUM_THREADS"], signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.parametrize("name", ["here", "processes"])
def test_values_and_errors_come_back(name):
    with open_executor(name, 2) as executor:
        assert [executor.submit(_double, value).result() for value in range(3)] == [0, 2, 4]
        with pytest.raises(WrongInput) as caught:
            executor.submit(_fail, value=7).result()
    assert (caught.value.message, caught.value.hint, caught.value.kind) == ("7 is refused", "give another", "bad_value")


def test_workers_have_one_thread_and_leave_interruptions_to_the_first_process():
    with open_executor("processes", 2) as executor:
        process, threads, ignored = executor.submit(_surroundings).result()
    assert process != os.getpid()
    assert (threads, ignored) == ("1", True)


def test_one_process_is_this_one():
    for name, jobs in (("here", 4), ("processes", 1)):
        assert isinstance(open_executor(name, jobs), Here)
        assert width_of(name, jobs) == 1


def test_an_interruption_is_not_kept_in_the_future():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Here().submit(interrupted)


@pytest.mark.parametrize("name", ["threads", "dask", "dask=", ""])
def test_names_without_meaning(name):
    with pytest.raises(WrongInput, match="executor"):
        open_executor(name, 2)


@pytest.mark.dask
def test_a_scheduler_that_does_not_answer(monkeypatch):
    import distributed

    def no_answer(address, timeout):
        raise OSError("nobody")

    monkeypatch.setattr(distributed, "Client", no_answer)
    with pytest.raises(Missing, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        open_executor("dask=tcp://127.0.0.1:9", 2)


def test_dask_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Missing, match="Dask is not installed") as caught:
        open_executor("dask=tcp://127.0.0.1:9", 2)
    assert caught.value.kind == "missing_dask"
