"""Engines as processes: killed with their children, and failures told apart."""

import subprocess
import time
from pathlib import Path

import pytest

from algebraic.engines.process import read_answer, run_engine
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


def test_output_that_is_no_text_is_read(script):
    assert run_engine(script(r"printf 'a\377\376b'"), [], budget=UNLIMITED) == "a\ufffd\ufffdb"


def test_an_engine_that_prints_without_end_is_stopped(script, monkeypatch):
    monkeypatch.setattr("algebraic.engines.process.MAX_OUTPUT", 2**20)
    with pytest.raises(EngineFailed, match="engine printed more than 1 MB"):
        run_engine(script("exec cat /dev/zero"), [], budget=UNLIMITED)


def test_complaints_without_end_are_not_kept(script, monkeypatch):
    monkeypatch.setattr("algebraic.engines.process.MAX_COMPLAINTS", 2**16)
    noisy = script("head -c 30000000 /dev/zero >&2; echo done >&2; exit 3")
    with pytest.raises(EngineFailed, match="done"):
        run_engine(noisy, [], budget=UNLIMITED)


def test_a_file_without_end_is_cut(script, monkeypatch, tmp_path):
    monkeypatch.setattr("algebraic.engines.process.MAX_FILE", 2**20)
    with pytest.raises(EngineFailed, match="more than 1 MB"):
        run_engine(script(f"exec cat /dev/zero > {tmp_path}/big"), [], budget=UNLIMITED)
    assert (tmp_path / "big").stat().st_size <= 2**20


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("way", ["setsid", "setsid nohup", "env -i setsid", "nohup"])
@pytest.mark.parametrize("limit", ["time", "end"])
def test_children_that_leave_the_group_are_killed(script, tmp_path, way, limit):
    pids = tmp_path / "pids"
    inner = script(f"trap '' TERM HUP INT\necho $$ >> {pids}\nsleep 60", "inner")
    after = "wait" if limit == "time" else "sleep 0.7"
    engine = script(f"trap '' TERM\n{way} {inner} &\n{after}")
    begun = time.monotonic()
    if limit == "time":
        with pytest.raises(OutOfBudget):
            run_engine(engine, [], budget=Budget(0.7))
    else:  # what it leaves behind holds its pipes, too
        run_engine(engine, [], budget=UNLIMITED)
    assert time.monotonic() - begun < 4
    [pid] = map(int, pids.read_text().split())
    assert wait_until_dead(pid)


def test_what_an_engine_does_not_read_does_not_stop_us(script):
    assert run_engine(script("exec <&-; echo here"), [], stdin="x" * 10**6, budget=UNLIMITED) == "here\n"


def test_what_cannot_be_started_is_named(tmp_path):
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF\x00rubbish")
    broken.chmod(0o755)
    with pytest.raises(EngineFailed, match="broken ended with exit code 12"):
        run_engine(broken, [], budget=UNLIMITED)


@pytest.mark.parametrize("make", ["mkfifo {}", "mkdir {}", "ln -s /etc/passwd {}", "ln -s /dev/zero {}"])
def test_an_answer_is_a_plain_file(tmp_path, make):
    subprocess.run(["/bin/sh", "-c", make.format(tmp_path / "out")], check=True)
    with pytest.raises(EngineFailed, match="answer of msolve"):
        read_answer(tmp_path / "out", "msolve")
    assert read_answer(tmp_path / "nothing", "msolve") == ""
