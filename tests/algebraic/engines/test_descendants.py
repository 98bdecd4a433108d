"""What a program has started is found in /proc: by its mark, its session, and where it comes from."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from algebraic.engines.descendants import MARK, Descendants

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")


@pytest.fixture
def leader():
    mark = os.urandom(8).hex()
    with subprocess.Popen(
        ["/bin/sh", "-c", "sleep 60 & env -u " + MARK + " sleep 60 & setsid sleep 60 & wait"],
        start_new_session=True,
        env={**os.environ, MARK: mark},
    ) as process:
        started = Descendants(process.pid, mark)
        deadline = time.monotonic() + 5
        while len(started.look()) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        yield process, started
        started.kill()


def test_all_are_found_and_killed_and_no_one_else(leader):
    process, started = leader
    found = started.look()
    assert len(found) == 4
    assert process.pid in found
    assert os.getpid() not in found
    other = subprocess.Popen(["sleep", "60"])
    try:
        started.kill()
        process.wait(5)
        assert started.look() == []
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_another_mark_finds_nothing_of_it(leader):
    process, _ = leader
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as other:
        assert Descendants(other.pid, "another").look() == [other.pid]
        other.kill()
    assert process.poll() is None


def test_an_orphan_that_was_seen_before_is_known_without_its_mark():
    with subprocess.Popen(
        ["/bin/sh", "-c", "env -i setsid sleep 60 & sleep 0.5"],
        start_new_session=True,
        env={**os.environ, MARK: "seen"},
    ) as process:
        started = Descendants(process.pid, "seen")
        time.sleep(0.25)
        assert len(started.look()) == 3
        process.wait(5)
        assert len(started.look()) == 1
        started.kill()
        assert started.look() == []
