"""What is free: read from where the system says it, and unknown where it does not."""

import shutil
from pathlib import Path

import pytest

from netsim.shell import all_memory, free_disk, free_memory, room


def test_what_the_system_says(tmp_path, monkeypatch):
    there, limit = tmp_path / "meminfo", tmp_path / "memory.max"
    there.write_text("MemTotal:  900 kB\nMemAvailable:   500 kB\n")
    monkeypatch.setattr(room, "MEMORY", str(there))
    monkeypatch.setattr(room, "GROUPS", (str(limit),))
    assert free_memory() == 500 * 1024
    limit.write_text("max\n")  # no limit
    assert free_memory() == 500 * 1024
    limit.write_text("1000\n")
    assert free_memory() == all_memory() == 1000
    limit.unlink()
    there.unlink()
    assert free_memory() is None


def test_the_disk_of_a_folder_that_is_not_there_yet(tmp_path):
    assert free_disk(tmp_path / "a" / "b") == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.1)
    assert free_disk(Path("not/there")) > 0
