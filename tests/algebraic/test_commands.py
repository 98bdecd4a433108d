"""The commands as a user runs them: in a process of their own."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.algebraic.engines.test_process import wait_until_dead


def run(*arguments, module="algebraic.bezout", env=None, cwd=None):
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", module, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env={**os.environ, **(env or {})},
    )


def document(*arguments, code=0, **options):
    done = run(*arguments, "--json", **options)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.msolve
def test_the_demo():
    done = run("--layers", "3")
    assert done.returncode == 0
    assert done.stderr == ""
    for text in ("2,401", "384", "21", "exact modulo two primes", "4,096", "64"):
        assert text in done.stdout


@pytest.mark.slow
def test_the_demo_with_every_engine_hidden():
    found = document("--layers", "3", env={"ZEROLOCUS_NO_ENGINES": "1"})
    assert (found["bezout"], found["multihomogeneous_bezout"], found["bkk"]) == (2401, 384, 21)
    assert (found["complex_count"], found["complex_count_status"]) == (21, "exact_mod_p")
    assert found["complex_count_evidence"]["engine"] == "embedded"
    assert "msolve" not in found["versions"]
    unreached = document("--widths", "3,2,1", env={"ZEROLOCUS_NO_ENGINES": "1"})
    assert unreached["complex_count"] is None
    assert "make engines" in unreached["reasons"]["complex_count"]


@pytest.mark.slow
def test_a_line_without_options_is_the_default_network():
    found, said = document("--data", "random"), document("--layers", "3", "--data", "random")
    assert found | {"options": {}} == said | {"options": {}}


def test_files(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x,y\n0.5,2\n3,7\n")
    arguments = ["--widths", "1,1,1", "--activation", "z**2+z", "--no-hidden-bias", "--no-output-bias"]
    found = document(*arguments, "--data", str(path))
    assert found["data"]["inputs"] == [["1/2"], ["3"]]
    assert found["complex_count"] == 1


USAGE = {
    "unknown option": (["--sampels", "3"], "did you mean --samples?"),
    "no number": (["--layers", "three"], "--layers"),
    "zero width": (["--widths", "2,0,1"], "width 0"),
    "memory": (["--memory", "nan"], "memory"),
    "plot folder": (["--plot", "/nowhere/a.png"], "/nowhere"),
    "digits": (["--widths", "70,1"], "64 pixels"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage(case):
    arguments, named = USAGE[case]
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    error = document(*arguments, code=2)["error"]
    assert {"code", "message", "hint"} <= set(error)
    assert error["code"] == 2


def test_missing_file_and_engine():
    assert document("--data", "nowhere.csv", code=3)["error"]["kind"] == "data_missing"
    done = run(env={"ZEROLOCUS_MSOLVE": "/nowhere/msolve", "ZEROLOCUS_NO_ENGINES": ""})
    assert done.returncode == 3
    assert "ZEROLOCUS_MSOLVE" in done.stderr


@pytest.mark.slow
def test_bad_data_exit_with_2(tmp_path):
    path = tmp_path / "data.csv"
    question = ("--widths", "2,1", "--data", str(path), "--samples")
    path.write_text("1,2,3\n1,2,4\n1,3,nan\n")
    for num_samples in "32":  # a row that is not used is read, too
        assert document(*question, num_samples, code=2)["error"]["kind"] == "bad_value"
    path.write_text("1,2,3\n1,2,4\n1,3,5\n")
    assert document(*question, "2", code=2)["error"]["kind"] == "conflicting_targets"


@pytest.mark.slow
def test_plot_is_written_in_one_step(tmp_path):
    target = tmp_path / "ladder.png"
    assert run("--layers", "2", "--plot", str(target)).returncode == 0
    assert target.read_bytes().startswith(b"\x89PNG")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.slow
def test_time_limit_prints_what_is_known(script):
    slow = script("sleep 60", "msolve")
    started = time.monotonic()
    found = document("--layers", "3", "--timeout", "10", code=4, env={"ZEROLOCUS_MSOLVE": str(slow)})
    assert time.monotonic() - started < 30
    assert (found["bkk"], found["complex_count"], found["complex_count_status"]) == (21, None, "undecided")
    assert found["cut_short"] == ["complex_count", "real_counts"]
    assert "time limit of 10 s" in found["reasons"]["complex_count"]


def test_no_time_at_all_is_still_a_document():
    found = document("--layers", "3", "--timeout", "0.001", code=4)
    assert found["complex_count_status"] == "undecided"
    assert found["bezout_log2"] is not None
    assert found["cut_short"]


@pytest.mark.slow
def test_memory_limit_prints_what_is_known(script):
    greedy = script(f"exec {sys.executable} -c 'bytearray(10**9)'", "msolve")
    found = document("--memory", "0.3", code=4, env={"ZEROLOCUS_MSOLVE": str(greedy)})
    assert "memory limit of 0.3 GB" in found["reasons"]["complex_count"]
    assert found["bkk"] == 21


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_leaves_nothing_running(script, tmp_path, number, code):
    pid_file = tmp_path / "pid"
    slow = script(f"echo $$ > {pid_file}; sleep 60", "msolve")
    process = subprocess.Popen(
        [sys.executable, "-m", "algebraic.bezout"],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ZEROLOCUS_MSOLVE": str(slow)},
    )
    deadline = time.monotonic() + 60
    while not (pid_file.exists() and pid_file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in stderr
    assert wait_until_dead(int(pid_file.read_text()))


@pytest.mark.slow
def test_doctor(script):
    found = document(module="algebraic.doctor")
    assert set(found["engines"]) == {"msolve", "gfan"}
    assert found["versions"]["zerolocus"]
    assert found["data"]["digits"]
