"""What the shell of a command here has beyond its twin in netsim, see tests/test_twins.py."""

import contextlib
import json
import os
import re
import signal
import sys
import time

import pytest

from algebraic.bezout.__main__ import main as bezout
from algebraic.count.__main__ import main as count
from algebraic.dimension.__main__ import main as dimension
from algebraic.shell import Parser, WrongInput, check_plot_path, ends_command, interruption, run_command


def test_a_word_that_is_looked_at_before_the_options_is_near_too():
    parser = Parser(prog="command", words=("check",))
    parser.add_argument("--cheque")
    for given, near in (("chek", "check"), ("--chequ", "--cheque")):
        with pytest.raises(WrongInput, match=rf"'{given}' \(did you mean {near}\?\)"):
            parser.parse_args([given])
    with pytest.raises(WrongInput, match="see command --help"):
        parser.parse_args(["banana"])


@pytest.mark.parametrize("command", [count, dimension])
def test_the_nearest_subcommand_of_commands_that_have_one(capsys, command):
    assert command(["chek", "file"]) == 2
    assert capsys.readouterr().err == "error: unexpected argument 'chek'\n  next: did you mean check?\n"


def test_a_picture_in_a_folder_that_is_not_there(tmp_path):
    check_plot_path("--plot", None)
    check_plot_path("--plot", str(tmp_path / "a.SVG"))
    with pytest.raises(WrongInput, match="which is not a folder") as caught:
        check_plot_path("--plot", str(tmp_path / "no" / "a.png"))
    assert (caught.value.kind, caught.value.hint) == ("bad_plot", "make the folder first")


def test_stdout_that_is_closed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    assert run_command(lambda arguments: 1, []) == 1
    assert capsys.readouterr().err == ""
    assert run_command(lambda arguments: 0, []) == 4
    assert "stdout cannot be written: it is closed" in capsys.readouterr().err


def test_what_nobody_foresaw_is_a_defect(capsys, monkeypatch):
    def fail(arguments):
        raise FileNotFoundError(2, "No such\nfile")

    monkeypatch.delenv("ZEROLOCUS_TRACEBACK", raising=False)
    assert run_command(fail, []) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == "error: this is a defect of the program: FileNotFoundError: [Errno 2] No such file"
    assert err.splitlines()[1].startswith("  next: please report it")
    assert run_command(fail, ["--json"]) == 70
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert (err, error["code"], error["kind"]) == ("", 70, "defect")
    assert list(error) == ["code", "kind", "message", "hint"]
    monkeypatch.setenv("ZEROLOCUS_TRACEBACK", "1")
    assert run_command(fail, []) == 70
    assert "in fail" in capsys.readouterr().err


def test_too_little_memory_is_a_limit_and_no_defect(capsys):
    def fail(arguments):
        raise MemoryError

    assert run_command(fail, ["--json"]) == 4
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "memory_limit"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_that_c_code_makes_another_exception_of(capsys, number, code):
    """python-flint raises SystemError, with what the handler raised as its cause."""

    def within_c():
        try:
            os.kill(os.getpid(), number)
            time.sleep(1)
        except BaseException as problem:
            raise SystemError("returned a result with an exception set") from problem

    def swallowed(arguments):
        with contextlib.suppress(SystemError):
            within_c()
        return 0

    for body in (lambda arguments: within_c(), swallowed):
        try:
            ended = run_command(body, [])
        except SystemExit as end:
            ended = end.code
        assert ended == code
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_where_python_would_swallow_it_is_sent_again(capsys, monkeypatch, number, code):
    class Late:
        def __del__(self):
            os.kill(os.getpid(), number)
            time.sleep(0)  # the handler is called here

    def body(arguments):
        del [Late()][0]
        time.sleep(60)
        return 1

    lost = []
    monkeypatch.setattr(sys, "unraisablehook", lost.append)
    try:
        ended = run_command(body, [])
    except SystemExit as end:
        ended = end.code
    assert (ended, lost) == (code, [])


def test_an_option_whose_value_is_two_dashes(capsys):
    for line in ("--layers=--", "--widths=--", "--timeout=--", "--seed=--", "--samples=--", "--memory=--"):
        assert bezout([line]) == 2
        assert "expected one argument" in capsys.readouterr().err


def test_numbers_are_written_in_plain_digits(capsys):
    for line in ("--layers=１", "--seed=1_0", "--samples=٣", "--timeout=1_0.5", "--widths=2,１,1", "--widths=2,1_0,1"):
        assert bezout([line]) == 2
        assert re.search("plain digits|not a list of whole numbers", capsys.readouterr().err)


def test_interrupted(capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    assert run_command(interrupted, ["--json"]) == 130
    assert capsys.readouterr() == ("", "interrupted\n")


def swallowed(number):
    """A signal of which somebody makes nothing."""
    try:
        os.kill(os.getpid(), number)
    except BaseException:
        return


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_never_becomes_a_verdict(number, code, capsys):
    def body(arguments):
        assert interruption(TypeError()) is None
        swallowed(number)
        ended = interruption(TypeError("what C code made of it"))
        assert ended is not None
        assert ends_command(ended)
        return 1

    assert run_command(body, []) == code
    assert interruption(TypeError()) is None
    assert not ends_command(SystemExit(1))
