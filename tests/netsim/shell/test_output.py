"""A result is not lost when what comes with it fails."""

import errno
import io
import json

import pytest

from netsim.shell.errors import WrongInput
from netsim.shell.output import deliver, encoded, escaping, tell


def test_neither_of_three_steps_takes_another_one_away(capsys):
    done = []

    def fail():
        raise WrongInput("no place", hint="another", kind="bad_output")

    assert deliver("result", save=fail, then=lambda: done.append(1)) == 2
    assert done == [1]
    assert capsys.readouterr() == ("result\n", "error: no place\n  next: another\n")
    assert deliver("result", then=lambda: 1 / 0) == 70
    assert deliver("result") == 0


def test_a_lost_output_is_told_after_the_rest(monkeypatch):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "full")

    done = []
    monkeypatch.setattr("sys.stdout", Full())
    with pytest.raises(OSError, match="full"):
        deliver("result", save=lambda: done.append("saved"), then=lambda: done.append("then"))
    assert done == ["saved", "then"]


def test_what_a_stream_lacks_is_escaped():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, "latin-1")
    with escaping(stream):
        stream.write("é ℓ \U0001d53d")
        stream.flush()
    assert raw.getvalue() == b"\xe9 \\u2113 \\ud835\\udd3d"
    assert stream.errors == "strict"
    assert encoded("ℓ") == b"\xe2\x84\x93"


def test_a_defect_is_one_line_and_memory_is_a_limit(capsys):
    assert tell(KeyError("a\nb"), as_json=True) == 70
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "defect"
    assert tell(MemoryError()) == 4
    assert "memory" in capsys.readouterr().err
