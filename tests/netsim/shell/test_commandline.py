"""What the shell of the command here has beyond its twin in algebraic, see tests/test_twins.py."""

import sys

import pytest

from netsim.shell import Parser, WrongInput, check_plot_path, check_range, run_command


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


def test_stdout_that_is_closed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    assert run_command(lambda arguments: 1, []) == 1
    assert run_command(lambda arguments: 0, []) == 4
    assert "stdout cannot be written" in capsys.readouterr().err


def test_another_fault_of_the_system_is_not_taken_for_a_full_disk(capsys):
    def fail(arguments):
        raise FileNotFoundError(2, "No such file or directory")

    assert run_command(fail, []) == 70
    assert "defect of the program: FileNotFoundError" in capsys.readouterr().err


def test_an_option_without_a_value_and_numbers_beyond_a_range():
    parser = Parser(prog="command")
    parser.add_argument("--jobs", type=int)
    with pytest.raises(WrongInput, match="argument --jobs: expected one argument"):
        parser.parse_args(["--jobs=--"])
    check_range("--jobs", None, 1, 8)
    for value, hint in [(0, "from 1 on"), (9, "the limit is 8"), (10**50, "the limit is 8")]:
        with pytest.raises(WrongInput, match=hint):
            check_range("--jobs", value, 1, 8)
