"""A folder of blocks: what is kept, and that what is damaged, foreign or no file is as good as nothing."""

import os
import shutil

import numpy as np
import pytest

from algebraic.ranks import block_folder
from algebraic.ranks.block_folder import BlockFolder, read_plain
from algebraic.shell import WrongInput

PLAN = {"prime": 101, "network": "a"}
BLOCK = np.arange(12, dtype="<i4").reshape(3, 4)
SHAPE = (3, 4)


def saved(folder, plan=PLAN):
    """A folder with one block, and the path of the block."""
    made = BlockFolder(folder, plan)
    made.save(4, 0, BLOCK)
    [path] = folder.glob("*.npy")
    return made, path


def test_blocks_are_kept_and_cleared(tmp_path):
    _, path = saved(tmp_path / "run")
    assert np.array_equal(np.load(path), BLOCK)  # anybody can read it
    again = BlockFolder(tmp_path / "run", PLAN)
    assert np.array_equal(again.load(4, 0, SHAPE), BLOCK)
    assert again.load(5, 0, SHAPE) is None
    assert again.load(4, 512, SHAPE) is None
    assert again.notes == []
    again.clear()
    assert not (tmp_path / "run").exists()


def test_each_byte_counts(tmp_path):
    folder, path = saved(tmp_path)
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert folder.load(4, 0, SHAPE) is None, at
        path.write_bytes(content[:at])
        assert folder.load(4, 0, SHAPE) is None, at
    path.write_bytes(content + b"x")
    assert folder.load(4, 0, SHAPE) is None
    assert len(folder.notes) == 2 * len(content) + 1
    path.write_bytes(content)
    assert np.array_equal(folder.load(4, 0, SHAPE), BLOCK)


def test_random_residues_as_numpy_writes_them_are_not_taken(tmp_path):
    """Findings, A4."""
    folder, path = saved(tmp_path)
    np.save(path, np.random.default_rng(0).integers(0, 101, SHAPE).astype("<i4"))
    assert folder.load(4, 0, SHAPE) is None
    np.save(path, BLOCK)
    assert folder.load(4, 0, SHAPE) is None


@pytest.mark.parametrize("other", [{**PLAN, "prime": 103}, {**PLAN, "network": "b"}, "version", "place"])
def test_blocks_from_elsewhere_are_not_taken(tmp_path, monkeypatch, other):
    with monkeypatch.context() as patch:
        if other == "version":
            patch.setattr(block_folder, "BLOCK_FORMAT", 1)
        made, path = saved(tmp_path / "other", PLAN if isinstance(other, str) else other)
        if other == "place":
            made.save(4, 512, BLOCK)
            shutil.copy(path.with_name("columns-4-sample-512.npy"), path)
    folder = BlockFolder(tmp_path / "run", PLAN)
    shutil.copy(path, tmp_path / "run")
    assert folder.load(4, 0, SHAPE) is None
    assert "from another run or version" in folder.notes[0]


def test_a_folder_of_another_version_is_gone_on_with_but_not_its_blocks(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(block_folder, "BLOCK_FORMAT", 1)
        saved(tmp_path)
    folder = BlockFolder(tmp_path, PLAN)
    assert folder.load(4, 0, SHAPE) is None
    folder.save(4, 0, BLOCK)
    assert np.array_equal(BlockFolder(tmp_path, PLAN).load(4, 0, SHAPE), BLOCK)


@pytest.mark.parametrize("kind", ["link", "dangling", "fifo", "folder", "device", "huge", "secret"])
@pytest.mark.parametrize("name", ["columns-4-sample-0.npy", "plan.json"])
def test_what_is_no_plain_file_is_not_followed(tmp_path, kind, name):
    _, path = saved(tmp_path / "run")
    target = path.with_name(name)
    shutil.copy(target, tmp_path / "copy")
    target.unlink()
    if kind == "fifo":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    elif kind == "huge":
        target.touch()
        os.truncate(target, 2**40)
    elif kind == "secret":
        target.touch(0o000)
    else:
        target.symlink_to({"link": tmp_path / "copy", "dangling": tmp_path / "none", "device": "/dev/zero"}[kind])
    if (kind, name) == ("folder", "plan.json"):
        with pytest.raises(WrongInput, match="cannot be written"):
            BlockFolder(tmp_path / "run", PLAN)
        return
    folder = BlockFolder(tmp_path / "run", PLAN)
    assert (folder.load(4, 0, SHAPE) is None) == (name != "plan.json")
    assert len(folder.notes) == 1
    folder.save(4, 0, BLOCK)
    assert len(folder.notes) == 1 + (kind == "folder")
    if kind != "folder":
        assert np.array_equal(folder.load(4, 0, SHAPE), BLOCK)
        assert not target.is_symlink()
    folder.clear()
    assert (tmp_path / "copy").exists()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", ["", "{", "[1]", "3", "[" * 100_000, "\x00", '{"a": ' + "9" * 5000 + "}"])
def test_a_damaged_plan_is_made_again(tmp_path, content):
    saved(tmp_path)
    (tmp_path / "plan.json").write_text(content)
    folder = BlockFolder(tmp_path, PLAN)
    assert folder.notes == ["plan.json was made again: it is damaged"]
    assert np.array_equal(folder.load(4, 0, SHAPE), BLOCK)
    assert BlockFolder(tmp_path, PLAN).notes == []


def test_what_a_kill_leaves_behind_is_no_other_file(tmp_path):
    (tmp_path / ".part-abc.json").write_text("{")
    (tmp_path / ".part-abc.npy").write_text("x")
    folder = BlockFolder(tmp_path, PLAN)
    folder.clear()
    assert not tmp_path.exists()


def test_clearing_leaves_what_is_not_ours(tmp_path):
    folder, _ = saved(tmp_path)
    (tmp_path / "thesis.tex").write_text("")
    folder.clear()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(WrongInput, match="holds other files"):
        BlockFolder(tmp_path, PLAN)


def test_folders_that_will_not_do(tmp_path):
    BlockFolder(tmp_path / "run", PLAN)
    with pytest.raises(WrongInput, match=r"another run \(other network, prime\)") as caught:
        BlockFolder(tmp_path / "run", {"prime": 103, "network": "b"})
    assert caught.value.kind == "bad_resume"
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongInput, match="cannot be used"):
        BlockFolder(tmp_path / "file", PLAN)


def test_a_plain_file_has_its_size(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert read_plain(tmp_path / "a", 3) == b"abc"
    assert read_plain(tmp_path / "a", 9, exactly=False) == b"abc"
    for size, exactly in ((2, True), (4, True), (2, False)):
        with pytest.raises(OSError, match="it has 3 bytes"):
            read_plain(tmp_path / "a", size, exactly=exactly)
