"""Engines as processes: found in the stated order, killed with their children, never believed blindly."""

import stat
import time
from pathlib import Path

import pytest

from algebraic.engines import gfan_mixed_volume, msolve_leading_ideal
from algebraic.engines.locate import HIDE_ALL, find_engine, variable
from algebraic.engines.process import run_engine
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import EngineFailed, Missing, OutOfBudget, TooLarge


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Make an executable shell script, to stand for an engine even where the real ones are hidden."""
    monkeypatch.delenv(HIDE_ALL, raising=False)

    def make(body, name="engine"):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


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


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[-1]:",
        "[1, 3, -1, []]:",
        "#length of basis: 2 elements\n[x0001^2]:",
        "#length of basis: 1 element\n[y^2]:",
        "#length of basis: 1 element\n[x0001^a]:",
        "#length of basis: 1 element\n[x0001^2+1]:",
    ],
)
def test_msolve_answers_are_checked(script, monkeypatch, answer):
    fake = script('while [ "$1" != -o ]; do shift; done\ncat > "$2" <<X\n' + answer + "\nX", "fake-msolve")
    monkeypatch.setenv(variable("msolve"), str(fake))
    with pytest.raises(EngineFailed):
        msolve_leading_ideal([{(2,): 1}], 1, 101, budget=UNLIMITED)


def test_msolve_gets_expanded_integer_polynomials(script, monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    body = f'cp "$4" {seen}\necho "#length of basis: 1 element" > "$6"\necho "[x0001^2]:" >> "$6"'
    monkeypatch.setenv(variable("msolve"), str(script(body, "fake-msolve")))
    assert msolve_leading_ideal([{(2, 0): 1, (1, 3): 7, (0, 0): 5}, {(0, 1): 2}], 2, 101, budget=UNLIMITED) == [(2, 0)]
    assert seen.read_text() == "x0001,x0002\n101\n1*x0001^2+7*x0001^1*x0002^3+5,\n2*x0002^1\n"


@pytest.mark.msolve
def test_msolve_runs():
    equations = [{(1, 0): 1, (0, 0): 5}, {(0, 2): 1, (1, 0): 1}]  # x + 5, y^2 + x
    assert sorted(msolve_leading_ideal(equations, 2, 101, budget=UNLIMITED)) == [(0, 2), (1, 0)]


def test_msolve_is_not_given_exponents_that_it_wraps():
    with pytest.raises(TooLarge):
        msolve_leading_ideal([{(70_000,): 1, (0,): 1}], 1, 101, budget=UNLIMITED)


@pytest.mark.msolve
def test_msolve_within_a_memory_limit_it_cannot_keep():
    with pytest.raises(OutOfBudget, match="memory limit"):
        msolve_leading_ideal([{(3, 1): 1, (0, 0): 5}, {(1, 3): 1, (1, 0): 1}], 2, 101, budget=Budget(None, 0.002))


def test_gfan_answers_are_checked(script, monkeypatch):
    monkeypatch.setenv(variable("gfan"), str(script("echo oops", "fake-gfan")))
    with pytest.raises(EngineFailed, match="oops"):
        gfan_mixed_volume([[(0,), (1,)]], budget=UNLIMITED)


def test_lookup_order(script, monkeypatch, tmp_path):
    import algebraic.engines.locate as module

    monkeypatch.delenv(variable("msolve"), raising=False)
    monkeypatch.setattr(module.sysconfig, "get_path", lambda key: str(tmp_path / "site"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_engine("msolve") is None
    places = {}
    for place in ("bin", "site/sage_wheels/bin", "own"):
        (tmp_path / place).mkdir(parents=True)
        places[place] = script("true", f"{place}/msolve")
    assert find_engine("msolve") == places["site/sage_wheels/bin"]
    monkeypatch.setenv(variable("msolve"), str(places["own"]))
    assert find_engine("msolve") == places["own"]
    monkeypatch.delenv(variable("msolve"))
    places["site/sage_wheels/bin"].unlink()
    assert find_engine("msolve") == places["bin"]
    monkeypatch.setenv("ZEROLOCUS_NO_ENGINES", "1")
    assert find_engine("msolve") is None


def test_an_engine_named_by_the_environment_must_exist(monkeypatch, tmp_path):
    monkeypatch.delenv(HIDE_ALL, raising=False)
    monkeypatch.setenv(variable("gfan"), str(tmp_path / "nowhere"))
    with pytest.raises(Missing, match="nowhere") as caught:
        find_engine("gfan")
    assert (caught.value.exit_code, caught.value.kind) == (3, "engine_missing")


def test_missing_engines_say_what_to_do(no_engines):
    with pytest.raises(Missing, match="make engines"):
        msolve_leading_ideal([{(1,): 1}], 1, 101, budget=UNLIMITED)
    with pytest.raises(Missing, match="make engines"):
        gfan_mixed_volume([[(0,), (1,)]], budget=UNLIMITED)
