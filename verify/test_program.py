"""The command with one name for all."""

import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import algebraic.shell as algebraic_shell
import netsim.shell as netsim_shell
from verify import program

ZEROLOCUS = "import sys; from verify.program import main; sys.argv[0] = 'zerolocus'; sys.exit(main())"


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run([sys.executable, "-c", ZEROLOCUS, *arguments], capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr
    return done


def test_the_package_has_it() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"zerolocus": "verify.program:main"}  # .ci/wheel-test runs what is installed


def test_every_command_is_named_with_its_meaning() -> None:
    for name in program.COMMANDS:
        assert f"\n  {name} " in program.MEANINGS
    for said in (run("--help"), run()):  # the name alone, as the README says
        assert said.returncode == 0
        assert program.MEANINGS in said.stdout


@pytest.mark.parametrize("name", [name for name in program.COMMANDS if name != "netsim"])
def test_a_command_speaks_of_itself_as_it_was_typed(name: str) -> None:
    said = run(name, "--help")
    assert said.returncode == 0
    assert said.stdout.startswith(f"usage: zerolocus {name}")
    assert "python -m" not in said.stdout
    wrong = run(name, "--no-such-option")
    assert wrong.returncode == 2
    assert "python -m" not in wrong.stderr


def test_experiments_are_listed_under_the_one_name() -> None:
    pytest.importorskip("torch")
    assert run("netsim", "list").stdout.startswith("E01")
    assert run("netsim", "run", "--help").stdout.startswith("usage: zerolocus netsim run")
    assert "next: see `zerolocus netsim list`" in run("netsim", "show", "nothing").stderr


def test_what_it_says_is_what_the_module_says() -> None:
    module = subprocess.run(
        [sys.executable, "-m", "algebraic.bezout", "--layers", "2", "--json"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run("bezout", "--layers", "2", "--json").stdout == module.stdout


def test_a_command_that_is_none_is_wrong_usage() -> None:
    done = run("cuont")
    assert done.returncode == 2
    assert "did you mean count?" in done.stderr


@pytest.mark.parametrize(("name", "package"), [("netsim", netsim_shell), ("count", algebraic_shell)])
def test_a_command_takes_an_interruption_over(monkeypatch: pytest.MonkeyPatch, name: str, package: ModuleType) -> None:
    """What is begun is tidied up: a handler that the command does not know as its own would end it at once."""
    monkeypatch.setattr(sys, "argv", ["zerolocus", name])
    taken = []

    def body(arguments: object) -> int:
        taken.append(signal.getsignal(signal.SIGINT))
        return 0

    command = SimpleNamespace(main=lambda: package.run_command(body, []))
    monkeypatch.setitem(sys.modules, "of_a_test", command)
    monkeypatch.setitem(program.COMMANDS, name, "of_a_test")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert program.main() == 0
    finally:
        signal.signal(signal.SIGINT, before)
    assert getattr(taken[0], "__qualname__", "") == "signals.<locals>.stop"


def test_its_version_is_that_of_the_package() -> None:
    import algebraic
    import netsim
    import verify

    assert algebraic.__version__ == netsim.__version__ == verify.__version__
    assert run("--version").stdout == f"zerolocus {algebraic.__version__}\n"
