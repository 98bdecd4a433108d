"""Results that are not lost when something fails."""

import errno
import io
import json
import os
import subprocess
import sys

import pytest

from algebraic.shell import OutOfBudget, WrongInput, deliver, run_command
from algebraic.shell.output import escaping


def test_a_result_is_printed_whatever_fails_around_it(capsys):
    def full():
        raise OutOfBudget("the disk is full", hint="free some space")

    def bad():
        raise WrongInput("no such place")

    assert deliver("21") == 0
    assert capsys.readouterr() == ("21\n", "")
    assert deliver("21", save=full, then=bad) == 4
    assert capsys.readouterr() == (
        "21\n",
        "error: the disk is full\n  next: free some space\nerror: no such place\n",
    )
    assert deliver("21", then=lambda: 1 / 0) == 70
    assert capsys.readouterr().out == "21\n"


def test_what_was_to_be_saved_is_saved_when_stdout_fails(monkeypatch, capsys):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    done = []
    monkeypatch.setattr(sys, "stdout", Full())
    body = lambda arguments: deliver("21", save=lambda: done.append("saved"), then=lambda: done.append("drawn"))  # noqa: E731
    assert run_command(body, []) == 4
    assert done == ["saved", "drawn"]
    assert "the disk is full" in capsys.readouterr().err


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])  # the second where no language is set
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii", "utf-8"])
def test_characters_that_stdout_lacks_are_escaped_as_json_has_them(encoding, errors):
    text = json.dumps({"é ℓ 𝕊 \x81 \udcff": "–"}, ensure_ascii=False)
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors=errors)
    with escaping(stream):
        print(text, file=stream, flush=True)
    assert stream.errors == errors
    assert json.loads(raw.getvalue().decode(encoding)) == json.loads(text)


def test_errors_that_nobody_can_read_change_nothing(monkeypatch, capsys):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fail(arguments):
        raise WrongInput("the width is 0", hint="give 1")

    for stderr in (None, Full()):
        monkeypatch.setattr(sys, "stderr", stderr)
        assert run_command(fail, []) == 2
    assert capsys.readouterr().out == "", "print takes stdout where there is no stderr"


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize(
    ("line", "code"),
    [("--layers 1 > /dev/full", 4), ("--help > /dev/full", 4), ("--bad 2> /dev/full", 2), ("--bad 2>&-", 2)],
)
def test_ends_of_processes(line, code):
    done = subprocess.run(
        f"{sys.executable} -m algebraic.bezout {line}", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
