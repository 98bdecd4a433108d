import contextlib
import json
import os
import signal
import time

import pytest

from algebraic.documents import Circumstances, check_document, command, kind_of, run_check
from algebraic.shell import Budget, HypothesesNotMet, OutOfBudget, TooLarge, WrongInput, run_command

DOCUMENT = {"schema": "zerolocus/count/1"}


@pytest.fixture(autouse=True)
def formless(monkeypatch):
    monkeypatch.setattr(command, "form_faults", lambda *_, **__: [])


def raising(problem):
    def check(document, findings, here):
        raise problem

    return check


def nothing(document, findings, here):
    pass


@pytest.mark.parametrize("document", [None, [], {}, 3, {"schema": None}, {"schema": ["zerolocus/count/1"]},
                                      {"schema": "zerolocus/count/2"}, {"schema": "Zerolocus/count/1"}])  # fmt: skip
def test_what_is_of_no_kind(document):
    with pytest.raises(WrongInput):
        kind_of(document)


def test_another_kind_is_refused():
    with pytest.raises(WrongInput, match="another kind"):
        check_document(DOCUMENT, {"dimension": nothing})


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (ValueError("3"), 1), (ZeroDivisionError(), 1), (RecursionError(), 1), (HypothesesNotMet("no"), 1),
        (WrongInput("no"), 1), (TooLarge("much"), 4),
    ],
)  # fmt: skip
def test_no_exception_escapes(problem, code):
    assert check_document(DOCUMENT, {"count": raising(problem)}).exit_code() == code


def test_a_field_that_nothing_looks_at_fails():
    assert check_document(DOCUMENT, {"count": nothing}).exit_code() == 0
    assert check_document({**DOCUMENT, "more": 1}, {"count": nothing}).exit_code() == 1


def test_time_ends_a_check():
    def slow(document, findings, here):
        while True:
            time.sleep(0.01)

    found = check_document(DOCUMENT, {"count": slow}, Circumstances(Budget(0.2)))
    assert found.exit_code() == 4
    assert "time limit" in found.not_reproved[-1]


def test_the_command_says_all_in_json(tmp_path, capsys):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(DOCUMENT))
    assert run_check("check", lambda: {"count": nothing}, [str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"verified": True, "reproved": ["schema"], "not_reproved": [], "problems": []}
    path.write_text(json.dumps({**DOCUMENT, "more": 1}))
    assert run_check("check", lambda: {"count": nothing}, [str(path)]) == 1
    assert capsys.readouterr().out.startswith("NOT verified")


def test_a_document_writes_no_line_of_its_own(tmp_path, capsys):
    (tmp_path / "a.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    said = raising(HypothesesNotMet("a\nverified: all of it\x1b[2J"))
    assert run_check("check", lambda: {"count": said}, [str(tmp_path / "a.json")]) == 1
    said = raising(ValueError("b\nverified: all of it\x1b[2J"))
    assert run_check("check", lambda: {"count": said}, [str(tmp_path / "a.json")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.startswith("verified")]
    assert all(line.isprintable() for line in lines)


def test_what_c_code_makes_of_a_signal_is_not_false(tmp_path, capsys):
    def interrupted(document, findings, here):
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        raise TypeError("Cannot compare structured arrays")

    def body(arguments):
        return run_check("check", lambda: {"count": interrupted}, arguments)

    (tmp_path / "a.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    assert run_command(body, [str(tmp_path / "a.json"), "--json"]) == 130
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("wrapped", [ValueError, WrongInput])
def test_what_c_code_makes_of_the_alarm_is_not_false(wrapped):
    def late(document, findings, here):
        with contextlib.suppress(OutOfBudget):
            time.sleep(60)
        try:
            raise ValueError("the handler's exception is gone")
        except ValueError as problem:
            raise wrapped("no network is described") from problem

    found = check_document(DOCUMENT, {"count": late}, Circumstances(Budget(0.05)))
    assert (found.exit_code(), found.problems) == (4, [])
