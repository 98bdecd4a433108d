"""What is said where a package is missing that only experiments need."""

import subprocess
import sys

import pytest

from netsim.shell.extras import EXTRAS, not_installed
from netsim.shell.output import as_error

MISSING = "import sys; sys.modules[{!r}] = None; from netsim.commands import main; sys.exit(main(sys.argv[1:]))"


def run(missing, *arguments, cwd):
    code = MISSING.format(missing)
    return subprocess.run([sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize("name", EXTRAS)
def test_a_package_that_is_missing_is_no_defect(name):
    said = as_error(ModuleNotFoundError(f"No module named '{name}'", name=name))
    assert (said.kind, said.exit_code) == ("torch_missing", 3)
    assert str(said).startswith(f"{name} cannot be imported: ")


@pytest.mark.parametrize(
    "problem", [ModuleNotFoundError("x", name="netsim.torch"), ImportError("x"), ValueError("torch")]
)
def test_any_other_import_is_one(problem):
    assert as_error(problem).kind == "defect"
    assert not isinstance(problem, ImportError) or not_installed(problem) is None


def test_figures_of_records_are_drawn_without_torch(tmp_path):
    done = run("torch", "figure", "T2-4", "--to", "it.png", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Figure T2-4 is in it.png. ")
    assert (tmp_path / "it.png").stat().st_size > 1000


@pytest.mark.parametrize("line", ["run E02", "figure T2-3 --size smoke", "sweep E13 --over dim=2"])
def test_runs_without_torch_are_refused_by_name(line, tmp_path):
    done = run("torch", *line.split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: torch cannot be imported: ")
    assert "run `make torch`" in done.stderr
