"""Engines as processes: killed with their children, and failures told apart."""

import time
from pathlib import Path

import pytest

from algebraic.engines.process import run_engine
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import EngineFailed, OutOfBudget


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_dead(pid, seconds=5):
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_output_and_input(script):
    assert run_engine(script("cat"), [], stdin="hello", budget=UNLIMITED) == "hello"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("memory", [None, 1.0])
def test_time_limit_kills_the_engine_and_its_children(script, tmp_path, memory):
    pids = tmp_path / "pids"
    engine = script(f"sleep 60 &\necho $! >> {pids}\necho $$ >> {pids}\nwait")
    with pytest.raises(OutOfBudget, match="time limit") as caught:
        run_engine(engine, [], budget=Budget(0.5, memory))
    assert caught.value.exit_code == 4
    numbers = [int(line) for line in pids.read_text().split()]
    assert len(numbers) == 2
    assert all(wait_until_dead(pid) for pid in numbers)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_children_left_behind_by_an_engine_that_ends_are_killed_too(script, tmp_path):
    pids = tmp_path / "pids"
    run_engine(script(f"sleep 60 >/dev/null 2>&1 </dev/null &\necho $! > {pids}"), [], budget=UNLIMITED)
    assert wait_until_dead(int(pids.read_text()))


def test_memory_limit(script):
    greedy = script("exec python3 -c 'bytearray(10**9)'")
    with pytest.raises(OutOfBudget, match=r"memory limit of 0\.2 GB"):
        run_engine(greedy, [], budget=Budget(None, 0.2))
    assert run_engine(greedy, [], budget=Budget(None, 8)) == ""


def test_failure_is_an_error_not_an_answer(script):
    with pytest.raises(EngineFailed, match="exit code 3: it broke"):
        run_engine(script("echo it broke >&2; exit 3"), [], budget=UNLIMITED)
