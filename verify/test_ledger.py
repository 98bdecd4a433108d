"""What the ledger keeps, and when an outcome differs from it."""

# mypy: ignore-errors

import json
from dataclasses import replace

from verify.catalogue import find_claim
from verify.ledger import difference, entry, in_words, read_ledger, write_ledger
from verify.run import refutes, run_claim


def test_an_open_claim_stays_open_and_counts():
    claim = find_claim("T3-14")  # every instance fails
    found = run_claim(replace(claim, open=True, corrected=None), num_instances=3)
    kept = entry(found)
    assert kept["verdict"] == "open"
    assert kept["counts"] == {"agree": 0, "contradict": 3, "undecided": 0}
    assert in_words(kept) == "open: 0 agree, 3 contradict, 0 undecided"
    assert difference(found, {claim.id: kept}) == ""
    changed = {**kept, "counts": {"agree": 1, "contradict": 2, "undecided": 0}}
    assert "counts" in difference(found, {claim.id: changed})
    del changed["counts"]
    assert "counts None →" in difference(found, {claim.id: changed})
    assert refutes(claim, claim.planted[0], num_instances=3)[0]


def test_others_stay_when_some_are_written(ledger):
    before = read_ledger()
    found = run_claim(find_claim("T3-14"), num_instances=3)
    assert difference(found, before) == "T3-14: verdict 'holds' → 'misprint'"
    assert difference(found, {}) == "T3-14 is not in the ledger"
    write_ledger([found])
    after = json.loads(ledger.read_text(encoding="utf-8"))
    (search,) = after["T3-14"].pop("search")
    assert (search["of"], search["cases"], search["best_margin"]) == ("corrected", 200, None)
    assert after["T3-14"] == {"verdict": "misprint", "grade": "exact", "corrected": "holds"}
    assert {name: kept for name, kept in after.items() if name != "T3-14"} == {
        name: kept for name, kept in before.items() if name != "T3-14"
    }
