"""What the installation finds: engines that are there, that are hidden, and that are named and missing."""

import json
import stat
import sys

import pytest

from algebraic.doctor import Diagnosis, diagnose, main
from algebraic.engines import ENGINES
from algebraic.engines.locate import HIDE_ALL


def test_the_document_has_the_keys_that_it_should(capsys):
    assert main(["--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == list(Diagnosis.__annotations__)
    assert found["python"]["executable"] == sys.executable
    assert set(found["engines"]) == set(ENGINES)
    for engine in found["engines"].values():
        assert (engine["path"] is None) == (engine["problem"] is not None)


def test_an_engine_by_its_variable(tmp_path, monkeypatch):
    monkeypatch.delenv(HIDE_ALL, raising=False)
    path = tmp_path / "gfan"
    path.write_text("#!/bin/sh\necho gfan 0.7\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("ZEROLOCUS_GFAN", str(path))
    found = diagnose()["engines"]["gfan"]
    assert (found["path"], found["variable"], found["problem"]) == (str(path), "ZEROLOCUS_GFAN", None)
    monkeypatch.setenv("ZEROLOCUS_GFAN", str(tmp_path / "none"))
    found = diagnose()["engines"]["gfan"]
    assert (found["path"], found["version"]) == (None, None)
    assert "ZEROLOCUS_GFAN" in found["problem"]


def test_hidden_engines_have_a_next_step(monkeypatch, capsys):
    monkeypatch.setenv(HIDE_ALL, "1")
    problems = {engine["problem"] for engine in diagnose()["engines"].values()}
    assert problems == {"not found: run `make engines`"}
    assert main([]) == 0
    assert capsys.readouterr().out.count("make engines") == len(ENGINES)


@pytest.mark.parametrize(("arguments", "code"), [(["--jso"], 2), (["now"], 2)])
def test_it_takes_no_more(arguments, code, capsys):
    assert main(arguments) == code
    assert capsys.readouterr().err.startswith("error: ")
