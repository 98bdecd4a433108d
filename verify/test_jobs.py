"""Several processes find what one does, in the same order."""

# mypy: ignore-errors

import multiprocessing
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from algebraic.shell import Budget, OutOfBudget
from verify.jobs import decide_all, in_order

NAMES = ("T3-14", "T3-13")


def test_two_processes_find_what_one_does():
    one, two = (list(decide_all(NAMES, instances=6, jobs=jobs, seed=3)) for jobs in (1, 2))
    assert one == two
    assert [(found.id, found.seed, found.instances) for found in one] == [("T3-14", 3, 6), ("T3-13", 3, 6)]


def test_a_profile_says_how_many_instances():
    fast, thorough = (next(decide_all(NAMES[1:], profile=name)).instances for name in ("fast", "thorough"))
    assert thorough == 10 * fast


def fails_at_two(name):
    if name == "2":
        raise ArithmeticError(name)
    return int(name)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_was_found_comes_before_the_error(jobs):
    found = in_order(fails_at_two, ["1", "2", "3"], jobs)
    assert next(found) == 1
    with pytest.raises(ArithmeticError, match="2"):
        next(found)


def killed_once(name, folder):
    met = Path(folder, name)
    if not met.exists():
        met.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def sleep(name, budget):
    time.sleep(60)


def test_a_killed_worker_costs_nothing(tmp_path):
    names = ["1", "2", "3"]
    assert list(in_order(partial(killed_once, folder=str(tmp_path)), names, 2)) == names


def test_workers_end_with_the_time():
    with pytest.raises(OutOfBudget, match="claims were being decided"):
        list(in_order(sleep, ["1", "2"], 2, budget=Budget(0.5)))
    assert not multiprocessing.active_children()
