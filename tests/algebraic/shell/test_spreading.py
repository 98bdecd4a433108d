"""Work that is spread comes back in its order, whoever was killed; what is ended leaves nothing behind."""

import multiprocessing
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from algebraic.shell import Budget, Missing, OutOfBudget, WrongInput, check_executor, spread


def double(value, budget):
    return 2 * value


def slow(value, budget):
    time.sleep(0.5)
    return value


def fail(budget):
    raise WrongInput("2 is refused", hint="give another", kind="bad_value")


def killed_once(folder, value, budget):
    """The first time that a value is met, its worker is killed."""
    met = Path(folder, str(value))
    if not met.exists():
        met.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return value


def killed(budget):
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(budget):
    time.sleep(60)


def limits(budget):
    return budget.remaining(), budget.memory_gb


def test_with_one_job_everything_happens_here():
    def interrupted(budget):
        raise KeyboardInterrupt

    assert list(spread(partial(double, n) for n in (5, 3))) == [10, 6]
    with pytest.raises(KeyboardInterrupt):
        list(spread([interrupted]))
    assert not multiprocessing.active_children()


def test_processes_give_what_was_asked_in_its_order_and_errors_whole():
    endless = (partial(double, n) for n in iter(lambda: next(numbers), None))
    numbers = iter(range(10**9))
    found = spread(endless, jobs=2)
    assert [next(found) for _ in range(40)] == [2 * n for n in range(40)]
    assert next(numbers) < 100  # no more were taken than were needed soon
    found.close()
    assert not multiprocessing.active_children()
    mixed = spread([partial(limits), fail, limits], jobs=2, budget=Budget(1000, 3))
    remaining, memory = next(mixed)
    assert 0 < remaining <= 1000
    assert memory == 3
    with pytest.raises(WrongInput) as caught:
        next(mixed)
    assert (caught.value.message, caught.value.hint, caught.value.kind) == ("2 is refused", "give another", "bad_value")
    assert not multiprocessing.active_children()


def test_a_killed_worker_costs_nothing(tmp_path):
    """More are killed than may be in a row without anything done, and before the slow first call is."""
    calls = [partial(killed_once, str(tmp_path), n) if n % 2 else partial(double, n) for n in range(10)]
    calls[0] = partial(slow, 0)
    assert list(spread(calls, jobs=2)) == [n if n % 2 else 2 * n for n in range(10)]


def test_workers_that_always_die_and_time_that_is_over():
    with pytest.raises(OutOfBudget) as caught:
        list(spread([killed], jobs=2))
    assert caught.value.kind == "workers_died"
    with pytest.raises(OutOfBudget, match="while the night was over") as caught:
        list(spread([sleep], jobs=2, budget=Budget(0.5), doing="the night was over"))
    assert caught.value.kind == "time_limit"
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("name", ["threads", "dask", "dask=", ""])
def test_names_without_meaning(name):
    with pytest.raises(WrongInput, match="executor"):
        check_executor(name, 2)


def test_dask_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Missing, match="Dask is not installed") as caught:
        check_executor("dask=tcp://127.0.0.1:9", 1)
    assert (caught.value.kind, caught.value.hint) == ("missing_dask", "pip install 'zerolocus[dask]'")


@pytest.mark.slow
@pytest.mark.dask
def test_a_cluster(tmp_path):
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        where = f"dask={cluster.scheduler_address}"
        calls = [partial(killed_once, str(tmp_path), n) if n == 3 else partial(double, n) for n in range(6)]
        assert list(spread(calls, executor=where)) == [0, 2, 4, 3, 8, 10]
        with pytest.raises(OutOfBudget) as caught:
            list(spread([sleep], executor=where, budget=Budget(0.5)))
        assert caught.value.kind == "time_limit"
