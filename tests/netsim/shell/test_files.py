"""Files are whole or not there, and what is no plain file is never replaced."""

import errno
import os
import stat

import pytest

from netsim.shell.errors import OutOfBudget, WrongInput
from netsim.shell.files import check_output_path, write_text, write_whole


def test_a_full_disk_leaves_what_was_there(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("before")

    def half(path):
        path.write_text("ha")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutOfBudget, match="the disk is full"):
        write_whole(target, half)
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_device_stays_a_device(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path, tmp_path / "nul\0", tmp_path / ("x" * 300)):
        with pytest.raises(WrongInput, match="cannot be written"):
            write_text(target, "text")
        with pytest.raises(WrongInput, match=r"--to .* cannot be written"):
            check_output_path("--to", str(target))
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_link_stays_a_link_and_folders_are_made(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "a" / "b.txt")
    check_output_path("--to", str(tmp_path / "link"))
    write_text(tmp_path / "link", "half a name: \ud800")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a" / "b.txt").read_text() == "half a name: \\ud800"
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(WrongInput, match="cannot be written"):
        write_text(tmp_path / "one", "text")


def test_a_folder_behind_links_that_lead_to_each_other_is_none(tmp_path):
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    for target in (tmp_path / "one", tmp_path / "one" / "a.txt"):
        with pytest.raises(WrongInput, match=r"--to .* cannot be written"):
            check_output_path("--to", str(target))
        with pytest.raises(WrongInput, match="cannot be written"):
            write_text(target, "text")
    assert sorted(os.listdir(tmp_path)) == ["one", "two"]
