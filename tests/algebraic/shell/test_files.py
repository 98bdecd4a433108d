import os
import stat

import pytest

from algebraic.shell import WrongInput, check_output_path, unwritable, write_text, write_whole


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    write_text(path, "π")
    assert path.read_bytes() == "π".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    with pytest.raises(ZeroDivisionError):
        write_whole(path, lambda half: half.write_text("new") / 0)
    assert path.read_bytes() == "π".encode()
    assert os.listdir(tmp_path) == ["a.txt"]
    write_text(path, "name: \ud800")  # a name of a file that is no UTF-8
    assert path.read_text() == r"name: \ud800"


def test_a_link_stays_a_link_and_a_device_a_device(tmp_path):
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "to-pipe").symlink_to(pipe)
    for place in (pipe, tmp_path / "to-pipe"):
        with pytest.raises(WrongInput, match="not a plain file"):
            write_text(place, "new")
        assert unwritable(place) == "is not a plain file"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for place in (tmp_path / "a", tmp_path / "a" / "c.txt"):
        assert unwritable(place)
        with pytest.raises(WrongInput, match="cannot be written"):
            write_text(place, "new")
    assert "cannot be written" in unwritable(tmp_path / "a")
    if os.path.islink("/dev/stdout"):  # which may lead to a plain file, and that is being written
        with open(tmp_path / "out", "w") as out:
            (tmp_path / "to-out").symlink_to(f"/proc/self/fd/{out.fileno()}")
            assert unwritable(tmp_path / "to-out") == "is not a plain file"
            with pytest.raises(WrongInput, match="not a plain file"):
                write_text(tmp_path / "to-out", "new")
    for name in ("x" * 300, "a\0b"):
        with pytest.raises(WrongInput, match="cannot be written"):
            write_text(tmp_path / name, "new")
        assert "cannot be written" in unwritable(tmp_path / name)


def test_what_cannot_be_written_is_said_beforehand(tmp_path):
    path = tmp_path / "a.txt"
    assert unwritable(path) is None
    assert not path.exists()
    assert unwritable(tmp_path) == "is not a plain file"
    assert "No such file" in unwritable(tmp_path / "nowhere" / "a.txt")
    check_output_path("--solutions", None)
    check_output_path("--solutions", str(path))
    with pytest.raises(WrongInput, match=r"--solutions .* is not a plain file") as caught:
        check_output_path("--solutions", str(tmp_path))
    assert caught.value.kind == "bad_output"
