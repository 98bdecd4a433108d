"""A report as a whole: its files, what comes first, and how it goes on after an interruption."""

import json
import re
import sys
from dataclasses import replace

import pytest

from verify.catalogue import find_claim
from verify.evidence import Finding
from verify.ledger import read_ledger
from verify.report import errata, outcomes, write_report
from verify.report.report import _progress

NAMES = ["T3-13", "T3-14"]


def test_report(tmp_path):
    folder = tmp_path / "report"
    assert write_report(folder, ids=NAMES) == {
        "index": str(folder / "index.html"),
        "claims": 2,
        "different": [],
        "undecided": [],
        "raised": [],
        "resumed": 0,
        "seed": 0,
    }
    assert (folder / "DONE").is_file()
    pages = [folder / "errata.html", folder / "index.html", *sorted(folder.glob("claims/*.html"))]
    assert [page.name for page in pages] == ["errata.html", "index.html", "T3-13.html", "T3-14.html"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "http" not in text
        assert "<script" not in text
        for target in re.findall(r'(?:href|src)="([^"]*)"', text):
            assert (page.parent / target).is_file(), f"{page.name} links to {target}"
    whole = json.loads((folder / "outcomes.json").read_text(encoding="utf-8"))
    assert [each["id"] for each in whole["claims"]] == whole["spec"]["ids"]
    counterexample = json.loads((folder / "counterexamples" / "T3-14.json").read_text(encoding="utf-8"))
    assert find_claim("T3-14").decide(counterexample["instance"]).reason == counterexample["finding"]["reason"]


@pytest.mark.slow
def test_an_interrupted_report_goes_on(tmp_path, monkeypatch):
    asked, decide = [], outcomes.outcome_of

    def interrupted(claim, spec):
        asked.append(claim.id)
        if asked == NAMES:
            raise KeyboardInterrupt
        return decide(claim, spec)

    monkeypatch.setattr(outcomes, "outcome_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_report(tmp_path, ids=NAMES)
    assert not (tmp_path / "DONE").exists()
    assert write_report(tmp_path, ids=NAMES)["resumed"] == 1
    assert asked == ["T3-13", "T3-14", "T3-14"]
    assert write_report(tmp_path, ids=NAMES)["resumed"] == 2
    assert write_report(tmp_path, ids=NAMES, seed=1)["resumed"] == 0
    (tmp_path / "outcomes" / "T3-13.json").write_text('{"key": ', encoding="utf-8")
    assert write_report(tmp_path, ids=NAMES, seed=1)["resumed"] == 1


def test_what_was_taken_over_reads_the_same(tmp_path):
    write_report(tmp_path, ids=NAMES)
    pages = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.suffix in (".html", ".csv")}
    assert len(pages) == 5
    assert write_report(tmp_path, ids=NAMES)["resumed"] == 2
    assert {path: path.read_bytes() for path in pages} == pages


def test_what_differs_comes_first(tmp_path, claims, ledger):
    raises = replace(find_claim("T3-13"), id="T3-15", decide=lambda instance: 1 / 0)
    open_ball = Finding(None, "certified", reason="the ball holds 0 at 53 bits")
    claims(raises, replace(find_claim("T3-13"), id="T3-16", decide=lambda instance: open_ball))
    folder = tmp_path / "report"
    summary = write_report(folder, ids=["T3-13", "T3-14", "T3-15", "T3-16"])
    assert (summary["raised"], summary["undecided"]) == (["T3-15"], ["T3-16"])
    assert "T3-15: the check raised ZeroDivisionError: division by zero" in summary["different"]
    assert "T3-14: verdict 'holds' → 'misprint'" in summary["different"]
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"claims/(T3-\d+)", index)[-1] == "T3-13"
    assert not (folder / "outcomes" / "T3-15.json").exists(), "a check that raised is tried again"


def test_the_errata_are_those_of_the_ledger():
    ledger = {name: entry | {"verdict": "holds"} for name, entry in read_ledger().items() if name != "T3-13"}
    ledger["T3-14"]["verdict"], ledger["T2-01"]["verdict"] = "misprint", "refuted as printed"
    assert errata(ledger) == ["T2-01", "T3-14"]


def test_progress_is_told_to_nobody_where_stderr_is_closed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    _progress(1, 2, "T2-01")
    assert capsys.readouterr().out == ""
