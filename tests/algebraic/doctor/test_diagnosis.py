"""What the installation finds: what is there, what is hidden, and what is named and missing."""

import json
import stat
import sys

import pytest

from algebraic.doctor import Diagnosis, diagnose, diagnosis
from algebraic.doctor.__main__ import main
from algebraic.doctor.trials import Trial
from algebraic.engines import ENGINES
from algebraic.engines.locate import HIDE_ALL


@pytest.fixture(autouse=True)
def trials(monkeypatch):
    """What is tried out works, unless it stands here; tests/algebraic/doctor/test_trials.py tries it."""
    outcomes = {"cuda": Trial(["a GPU"], None), "compiler": Trial("/usr/bin/cc", None)}
    monkeypatch.setattr(
        diagnosis, "attempt", lambda wanted, budget: {name: outcomes.get(name, Trial(None, None)) for name in wanted}
    )
    monkeypatch.setattr(diagnosis, "package_version", lambda name: "1.0")
    return outcomes


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A program under the variable of an engine."""

    def put(name, text):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.delenv(HIDE_ALL, raising=False)
        monkeypatch.setenv(f"ZEROLOCUS_{name.upper()}", str(path))
        return str(path)

    return put


def test_the_document_has_the_keys_that_it_should(capsys):
    assert main(["--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == list(Diagnosis.__annotations__)
    assert found["python"]["executable"] == sys.executable
    assert set(found["engines"]) == set(ENGINES)
    for engine in (*found["engines"].values(), *found["exports"].values()):
        assert (engine["path"] is None) == (engine["problem"] is not None)


def test_an_engine_by_its_variable(program, tmp_path, monkeypatch):
    path = program("gfan", "echo gfan 0.7")
    found = diagnose()["engines"]["gfan"]
    assert found == {"path": path, "version": "0.7", "variable": "ZEROLOCUS_GFAN", "problem": None}
    monkeypatch.setenv("ZEROLOCUS_GFAN", str(tmp_path / "none"))
    found = diagnose()["engines"]["gfan"]
    assert (found["path"], found["version"]) == (None, None)
    assert "ZEROLOCUS_GFAN" in found["problem"]


@pytest.mark.parametrize("text", ["head -c 100000 /dev/urandom", "exec sleep 600", "exit 7", "kill -9 $$"])
def test_programs_that_say_nothing_of_use(program, text):
    path = program("M2", text)
    found = diagnose()["exports"]["macaulay2"]
    assert (found["path"], found["problem"]) == (path, None)
    assert len(found["version"]) < 40


def test_hidden_engines_have_a_next_step(monkeypatch, capsys):
    monkeypatch.setenv(HIDE_ALL, "1")
    problems = {engine["problem"] for engine in diagnose()["engines"].values()}
    assert problems == {"not found: run `make engines`"}
    assert main([]) == 0
    assert capsys.readouterr().out.count("make engines") == len(ENGINES)


def test_what_is_missing_is_listed_with_its_cost(trials, monkeypatch, capsys):
    monkeypatch.setattr(diagnosis, "package_version", lambda name: "not installed" if name == "pandas" else "1.0")
    monkeypatch.setattr(diagnosis, "_digits_path", lambda: None)
    trials["torch"] = Trial(None, "ImportError: libc10.so")
    trials["compiler"] = Trial("/usr/bin/cc", "cc came to no end within 7 s (it was stopped)")
    found = diagnose()
    missing = {each["name"]: each["problem"] for each in found["missing"]}
    assert {"pandas", "digits", "torch", "compiler", "cuda"} <= set(missing)
    assert "matplotlib" not in missing
    assert missing["pandas"] == "not installed"
    assert (found["packages"]["torch"]["usable"], found["cuda"]["usable"]) == (False, False)
    assert (found["compiler"]["path"], found["compiler"]["usable"]) == ("/usr/bin/cc", False)
    assert main([]) == 0
    said = capsys.readouterr().out
    for each in found["missing"]:
        assert all(each[key] in said for key in ("problem", "cost", "get"))


def test_a_device_that_works(capsys):
    assert diagnose()["cuda"] == {"usable": True, "devices": ["a GPU"], "problem": None}
    assert main([]) == 0
    assert "a GPU\n" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "code"), [(["--jso"], 2), (["now"], 2)])
def test_it_takes_no_more(arguments, code, capsys):
    assert main(arguments) == code
    assert capsys.readouterr().err.startswith("error: ")
