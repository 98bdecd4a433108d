"""The three loggers: silent unless somebody listens, and then they say what is done."""

import importlib
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

import algebraic
import verify

ROOT = Path(__file__).parents[1]
PACKAGES = ("algebraic", "netsim", "verify")

SILENT = """import logging
import algebraic, netsim, verify
net = algebraic.Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
algebraic.solve(net, [[1], [2]], [3, 5])
verify.run_claim("T3-14", instances=1)
logging.getLogger("algebraic.census.stages").warning("nobody listens")
assert not logging.getLogger().handlers
assert all(logging.getLogger(name).level == logging.NOTSET for name in ("algebraic", "netsim", "verify"))"""


@pytest.mark.slow
def test_they_are_silent_and_leave_the_root_alone():
    done = subprocess.run([sys.executable, "-c", SILENT], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", PACKAGES)
def test_each_has_a_handler_that_does_nothing(name):
    importlib.import_module(name)
    assert [type(handler) for handler in logging.getLogger(name).handlers] == [logging.NullHandler]


def test_they_say_what_is_found(caplog):
    net = algebraic.Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    with caplog.at_level(logging.DEBUG, "algebraic"):
        found = algebraic.solve(net, [[1], [2]], [3, 5])
    said = [record.getMessage() for record in caplog.records if record.name == "algebraic.census.stages"]
    assert f"{found.count} solutions are certified" in said[-1]
    assert {record.levelno for record in caplog.records} <= {logging.INFO, logging.DEBUG}
    with caplog.at_level(logging.INFO, "verify"):
        verify.run_claim("T3-14", instances=1)
    assert "T3-14: misprint" in caplog.messages[-1]


@pytest.mark.slow
@pytest.mark.torch
def test_training_says_what_it_does(caplog, tmp_path):
    import netsim

    with caplog.at_level(logging.INFO, "netsim"):
        netsim.run_experiment("E11", "smoke", out=tmp_path, jobs=1, executor="here")
    assert "E11-smoke-" in caplog.messages[-1]
    assert "is done after" in caplog.messages[-1]


def test_each_logger_has_the_name_of_its_module():
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        used = set(re.findall(r"\blogging\.(?!INFO|DEBUG)(\w+(?:\([^)]*\))?)", path.read_text(encoding="utf-8")))
        assert used <= {"getLogger(__name__)", "NullHandler()"}, path
