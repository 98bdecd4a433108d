"""Packages and compilers that work, that are broken, that crash, print or never end."""

import sys

import pytest

from algebraic.doctor import trials
from algebraic.doctor.trials import COMPILER_SECONDS, TRIALS, Trial, attempt
from algebraic.shell.budget import Budget

BROKEN = {
    "raise ImportError('libc10.so: cannot open shared object file')": "ImportError: libc10.so",
    "raise SystemExit": "SystemExit",
    "class Odd(BaseException): pass\nraise Odd('\\x1b[2J')": "Odd: \x1b[2J",
    "print('garbage' * 1000, flush=True); import os; os.write(1, bytes(range(256)) * 10); 1 / 0": "ZeroDivisionError",
    "import os; os.abort()": "exit code",
    "import os; os._exit(0)": "ended the process",
    "def ones(n): return [1.0] * n": "AttributeError",
}


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """A package of this text in front of all others."""

    def put(name, text):
        (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))

    return put


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    """The only C compiler is this program."""

    def put(text):
        path = tmp_path / "cc"
        path.write_text(f"#!{sys.executable}\n{text}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return str(path)

    return put


@pytest.mark.parametrize(("text", "said"), BROKEN.items())
def test_a_broken_package_is_named_and_the_others_are_tried(fake, text, said):
    fake("torch", text)
    found = attempt({"torch": TRIALS["torch"], "other": "found = 3"}, Budget(60))
    assert found["torch"].problem.find(said) >= 0
    assert found["other"] == Trial(3, None)


def test_one_that_works(fake):
    fake("torch", "class One(float):\n    def sum(self): return 2.0\ndef ones(n): return One()")
    assert attempt({"torch": TRIALS["torch"]}, Budget(60)) == {"torch": Trial(None, None)}
    fake("torch", "class One(float):\n    def sum(self): return 3.0\ndef ones(n): return One()")
    assert "a sum is wrong" in attempt({"torch": TRIALS["torch"]}, Budget(60))["torch"].problem


def test_one_that_never_ends_is_stopped(fake, monkeypatch):
    monkeypatch.setattr(trials, "SECONDS", 0.5)
    fake("torch", "import time; time.sleep(600)")
    assert attempt({"torch": TRIALS["torch"]}, Budget(60))["torch"].problem.startswith("came to no end within 0.5")


def test_when_the_time_is_over_nothing_more_is_tried():
    found = attempt({"torch": TRIALS["torch"]}, Budget(1, started=-10.0))
    assert found == {"torch": Trial(None, "was not tried: the time was over")}


def test_without_a_python_to_start(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert attempt({"sum": "found = 2"}, Budget(60))["sum"].problem


@pytest.mark.compiler
def test_a_compiler_that_works():
    found = attempt({"compiler": TRIALS["compiler"]}, Budget(60))["compiler"]
    assert found.problem is None
    assert found.found


@pytest.mark.parametrize(
    ("text", "limit", "said"),
    [
        ("import time; time.sleep(600)", 1.0, "came to no end"),
        ("import sys; print('garbage'); sys.exit(1)", COMPILER_SECONDS, "garbage"),
        ("import sys; open(sys.argv[sys.argv.index('-o') + 1], 'w').close()", COMPILER_SECONDS, "cannot be loaded"),
    ],
)
def test_compilers_that_do_not(compiler, text, limit, said):
    path = compiler(text)
    text = TRIALS["compiler"].replace(f"Budget({COMPILER_SECONDS})", f"Budget({limit})")
    found = attempt({"compiler": text}, Budget(60))["compiler"]
    assert said in found.problem
    assert found.found == path


def test_no_compiler(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no C compiler was found" in attempt({"compiler": TRIALS["compiler"]}, Budget(60))["compiler"].problem
