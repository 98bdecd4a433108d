"""What is shown of a claim has the identifier that its page has."""

# mypy: ignore-errors

import json
from pathlib import Path

from verify import shown
from verify.catalogue import registry

RECORD = Path(__file__).parents[1] / "docs" / "results" / "claims.json"  # what the pages are made of


def test_the_identifier_is_that_of_the_page():
    pages = {each["id"]: each["identifier"] for each in json.loads(RECORD.read_text(encoding="utf-8"))["claims"]}
    for name in registry():
        assert shown.document(name)["identifier"] == pages[name]
        assert f"({pages[name]})" in list(shown.lines(name))[1]


def test_a_claim_that_the_ledger_does_not_have(monkeypatch):
    monkeypatch.setattr(shown, "read_ledger", dict)
    assert (shown.document("T3-14")["identifier"], shown.document("T3-14")["verdict"]) == (None, None)
    assert list(shown.lines("T3-14"))[1] == "not decided yet: it is not in the ledger"
