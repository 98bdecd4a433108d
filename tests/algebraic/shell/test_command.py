"""What the shell of a command here has beyond its twin in netsim, see tests/test_twins.py."""

import sys

import pytest

from algebraic.count.__main__ import main as count
from algebraic.dimension.__main__ import main as dimension
from algebraic.shell import Parser, WrongInput, check_plot_path, run_command


def test_a_word_that_is_looked_at_before_the_options_is_near_too():
    parser = Parser(prog="command", words=("check",))
    parser.add_argument("--cheque")
    for given, near in (("chek", "check"), ("--chequ", "--cheque")):
        with pytest.raises(WrongInput, match=rf"'{given}' \(did you mean {near}\?\)"):
            parser.parse_args([given])
    with pytest.raises(WrongInput, match="see command --help"):
        parser.parse_args(["banana"])


@pytest.mark.parametrize("command", [count, dimension])
def test_the_nearest_subcommand_of_commands_that_have_one(capsys, command):
    assert command(["chek", "file"]) == 2
    assert capsys.readouterr().err == "error: unexpected argument 'chek'\n  next: did you mean check?\n"


def test_a_picture_in_a_folder_that_is_not_there(tmp_path):
    check_plot_path("--plot", None)
    check_plot_path("--plot", str(tmp_path / "a.SVG"))
    with pytest.raises(WrongInput, match="which is not a folder") as caught:
        check_plot_path("--plot", str(tmp_path / "no" / "a.png"))
    assert (caught.value.kind, caught.value.hint) == ("bad_plot", "make the folder first")


def test_stdout_that_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert run_command(lambda arguments: 1, []) == 1


def test_another_fault_of_the_system_is_not_taken_for_a_full_disk():
    def fail(arguments):
        raise FileNotFoundError(2, "No such file or directory")

    with pytest.raises(FileNotFoundError):
        run_command(fail, [])


def test_interrupted(capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    assert run_command(interrupted, ["--json"]) == 130
    assert capsys.readouterr() == ("", "interrupted\n")
