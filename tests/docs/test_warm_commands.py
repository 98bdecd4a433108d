"""A command in a fork of the warm process says and ends as one that is started afresh."""

# mypy: ignore-errors

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def commands():
    spec = importlib.util.spec_from_file_location("warm_commands", DOCS / "warm_commands.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.Commands("json", "no_such_module")
    yield found
    if found._server:
        found._server.stdin.close()
        found._server.wait()
        found._server.stdout.close()


@pytest.mark.parametrize(
    "words",
    [
        ["-m", "verify", "list", "--paper", "C18", "--json"],
        ["-m", "algebraic.count", "--nonsense"],
        ["-m", "no_module_of_this_name"],
        ["-m", "this"],
        ["-c", "import os, sys; print(os.getcwd(), os.environ['X']); sys.exit(3)"],
    ],
)
def test_it_is_as_if_started_afresh(commands, words, tmp_path):
    env = {**os.environ, "X": "ä", "PYTHONPATH": os.pathsep.join(sys.path)}
    afresh = subprocess.run([sys.executable, *words], cwd=tmp_path, env=env, capture_output=True, text=True)
    warm = commands.run(words, cwd=tmp_path, env=env)
    assert (warm.returncode, warm.stdout) == (afresh.returncode, afresh.stdout)
    assert warm.stderr == afresh.stderr


def test_nothing_is_left_of_a_command(commands, tmp_path):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    (tmp_path / "once.py").write_text(
        "import os\nassert 'MARK' not in os.environ\nos.environ['MARK'] = '1'\nprint(len(__file__))"
    )
    first, second = (commands.run(["-m", "once"], cwd=tmp_path, env=env) for _ in range(2))
    assert (first.returncode, first.stdout) == (second.returncode, second.stdout) == (0, first.stdout)
