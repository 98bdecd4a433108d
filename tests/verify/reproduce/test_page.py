"""The page: it is that of the record, and the record that of the registry."""

import json
from pathlib import Path

from verify.reproduce.page import page_of
from verify.reproduce.registry import read_sources

DOCS = Path(__file__).parents[3] / "docs"
RECORD = json.loads((DOCS / "results" / "reproduce.json").read_text(encoding="utf-8"))
MAKE = "make it again: see the first lines of docs/reproduce.md"


def test_the_page_is_that_of_the_record():
    assert (DOCS / "reproduce.md").read_text(encoding="utf-8") == page_of(RECORD), MAKE


def test_the_record_is_that_of_the_registry():
    recorded = {
        source["key"]: [(n["what"], n["at"], n["printed"], n["call"]) for n in source["numbers"]]
        for source in RECORD["sources"]
    }
    registered = {
        key: [(e.what, e.at, e.printed, e.call.text()) for e in source.entries]
        for key, source in read_sources().items()
    }
    assert recorded == registered, MAKE
    assert RECORD["problems"] == []


def test_a_wrong_print_and_what_is_out_of_reach_are_explained():
    number = {"what": "a|b", "at": "p. 1", "printed": "16", "ours": "17", "call": "f()", "because": "proved"}
    wrong = number | {
        "status": "differs",
        "erratum": "It is 17.",
        "routes": [{"call": "g()", "ours": "17", "because": "r"}],
    }
    open_ = number | {"status": "out of reach", "erratum": None, "routes": []}
    source = {"key": "k", "title": "T", "authors": "A", "reference": "R", "seen": "S", "numbers": [wrong, open_]}
    page = page_of({"counts": {"differs": 1}, "sources": [source], "cpu_seconds": 1.0})
    assert "a\\|b" in page
    assert "It is 17. Ours: proved. Other routes: `g()`: 17 (r)." in page
    assert "- a|b: proved." in page
