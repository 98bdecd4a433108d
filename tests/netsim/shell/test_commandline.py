"""What the shell of the command here has beyond its twin in algebraic, see tests/test_twins.py."""

import sys

import pytest

from netsim.shell import WrongInput, check_plot_path, run_command


def test_a_picture_in_a_folder_that_is_made_on_the_way(tmp_path):
    check_plot_path("--to", None)
    check_plot_path("--to", str(tmp_path / "no" / "a.png"))
    with pytest.raises(WrongInput, match=r"--to 'a\.jpg' ends in \.jpg"):
        check_plot_path("--to", "a.jpg")


def test_an_interrupted_command_resumes(capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    assert run_command(interrupted, ["--json"]) == 130
    assert capsys.readouterr() == ("", "interrupted\n  next: run the same command again: it resumes\n")


def test_stdout_that_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert run_command(lambda arguments: 1, []) == 1


def test_another_fault_of_the_system_is_not_taken_for_a_full_disk():
    def fail(arguments):
        raise FileNotFoundError(2, "No such file or directory")

    with pytest.raises(FileNotFoundError):
        run_command(fail, [])
