"""The bar is there on a terminal, and only there."""

import sys

import pytest

from netsim.shell import Progress


def test_no_bar_without_a_terminal(capsys):
    with Progress("E02 smoke", 10) as progress:
        progress.advance(10)
    assert capsys.readouterr() == ("", "")


@pytest.mark.torch  # tqdm comes with it
@pytest.mark.parametrize("total", [4000, 0])
def test_a_bar_on_a_terminal(capsys, monkeypatch, total):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Progress("E02 smoke", total) as progress:
        progress.advance(1000)
        progress.advance(3000)
    out, err = capsys.readouterr()
    assert out == ""
    assert "E02 smoke" in err
    assert "4.00k" in err
    assert ("100%" in err) == bool(total)


def test_no_bar_where_stderr_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with Progress("E02 smoke", 10) as progress:
        progress.advance(10)
        assert progress._bar is None
