"""A bar on a terminal, and only there; a line a minute elsewhere, whose times are those of a clock set by hand."""

import re
import sys
import time

import pytest

from netsim.shell import Progress, progress as module


def test_no_bar_without_a_terminal(capsys):
    with Progress("E02 smoke", 10) as progress:
        progress.advance(10)
    assert capsys.readouterr() == ("", "")


def test_a_line_now_and_then_without_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(module, "PERIOD", 0.01)
    with Progress("E02 smoke", 10) as progress:
        progress.stage("stage1", 0, 2, trains=True)
        found = ""
        while found.count("\n") < 2:  # it tells as long as nothing happens, too
            time.sleep(0.01)
            out, err = capsys.readouterr()
            found += err
            assert out == ""
    assert re.fullmatch(r"(E02 smoke: \d+ s, 0% of the training, stage1 0 of 2, no pace yet\n)+", found)


@pytest.fixture
def clock(monkeypatch):
    """The time in seconds, set by hand."""
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_the_time_left_is_that_of_the_pace_of_this_session(clock):
    progress = Progress("E06 laptop", 1000)
    progress.advance(400)  # restored
    progress.stage("stage1", 4, 10, trains=True)
    assert progress.line() == "E06 laptop: 0 s, 40% of the training, stage1 4 of 10, no pace yet"
    clock[0] = 30
    progress.advance(100)
    progress.piece(100)
    assert progress.line() == "E06 laptop: 30 s, 50% of the training, stage1 5 of 10, about 2 min left"


def test_probes_count_too(clock):
    progress = Progress("E06 laptop", 1000)
    progress.stage("stage1", 0, 1, trains=True)
    clock[0] = 50
    progress.advance(500)
    progress.piece(500)
    progress.stage("surface", 10, 40, trains=False)
    assert progress.line().endswith("surface 10 of 40, no pace yet")
    clock[0] = 80
    for _ in range(10):
        progress.piece(0)
        progress.advance(0)
    # 20 more pieces at 3 s, and as many passes again as the first 50 s had
    assert progress.line() == "E06 laptop: 80 s, 50% of the training, surface 20 of 40, about 110 s left"
    progress.stage("stage2", 0, 1, trains=True)
    clock[0] = 100
    progress.advance(250)
    progress.piece(250)
    assert progress.line() == "E06 laptop: 100 s, 75% of the training, stage2 1 of 1, about 23 s left"


def test_a_run_whose_passes_are_not_known(clock):
    progress = Progress("E13 laptop", 0)
    progress.stage("descend", 0, 4, trains=False)
    clock[0] = 300
    progress.piece(0)
    assert progress.line() == "E13 laptop: 5 min, descend 1 of 4, about 15 min left"


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
