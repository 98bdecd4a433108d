"""The pages of the claims: all of them, and an error that names the claim where one cannot be written."""

import importlib.util
import re
from dataclasses import replace
from pathlib import Path

import pytest

from verify.catalogue import registry

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("claim_pages", DOCS / "claim_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_claim_has_a_page_that_can_be_quoted(pages, tmp_path):
    pages.write_pages(tmp_path)
    for name, claim in registry().items():
        text = (tmp_path / f"{name}.md").read_text(encoding="utf-8")
        assert f"# {name}: " in text
        assert re.search(rf"^`zl:{name}@[0-9a-f]{{10}}`$", text, re.M)
        assert f"\ndef {claim.decide.__name__}(" in text
        for other in claim.rests_on:
            assert name in (tmp_path / f"{other}.md").read_text(encoding="utf-8")


def test_a_statement_without_tex_is_named(pages, tmp_path, monkeypatch):
    damaged = {**registry(), "T2-01": replace(registry()["T2-01"], statement="the degree is ² of it")}
    monkeypatch.setattr(pages, "registry", lambda: damaged)
    monkeypatch.setattr(pages, "read_record", lambda claims, ledger: {name: None for name in claims})
    with pytest.raises(SystemExit, match="T2-01 has no statement in TeX"):
        pages.write_pages(tmp_path)


def test_a_missing_and_an_old_record_are_named(pages, tmp_path, monkeypatch):
    ledger = pages.read_ledger()
    monkeypatch.setattr(pages, "read_ledger", lambda: {k: v for k, v in ledger.items() if k != "T3-14"})
    with pytest.raises(SystemExit, match="not in the ledger: T3-14"):
        pages.write_pages(tmp_path)
    changed = {**ledger, "T3-14": {**ledger["T3-14"], "verdict": "holds"}}
    monkeypatch.setattr(pages, "read_ledger", lambda: changed)
    with pytest.raises(SystemExit, match=r"errata.json is older than the ledger"):
        pages.write_pages(tmp_path)


def test_what_the_record_has_not_as_it_is_now_is_named(pages, tmp_path, monkeypatch):
    claim = registry()["T3-14"]
    for changed in (replace(claim, statement="another"), replace(claim, hypotheses=registry()["T2-01"].hypotheses)):
        monkeypatch.setattr(pages, "registry", lambda changed=changed: {**registry(), "T3-14": changed})
        with pytest.raises(SystemExit, match=r"claims\.json has nothing of these as they are now: T3-14;"):
            pages.write_pages(tmp_path)


def test_a_check_that_has_changed_since_is_labelled(pages, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "code_of", lambda claim: "another" if claim.id == "T3-14" else "")
    pages.write_pages(tmp_path)
    assert "has changed since" in (tmp_path / "T3-14.md").read_text(encoding="utf-8")


def test_an_aside_that_is_not_refuted_is_named(pages, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "refutes", lambda claim, variant: (False, "none"))
    with pytest.raises(SystemExit, match="not refuted"):
        pages.write_pages(tmp_path)
