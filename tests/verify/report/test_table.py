"""The rows of the report: one for each statement that was decided."""

import csv
from dataclasses import replace

from verify.catalogue import find_claim
from verify.report.outcomes import outcome_of
from verify.report.spec import Spec
from verify.report.table import table

SPEC = Spec([], 5, "fast", {}, "")


def read(*found):
    return list(csv.DictReader(table(found).splitlines()))


def test_one_row_for_each_statement():
    holds, misprint = (outcome_of(find_claim(name), SPEC) for name in ("T3-13", "T3-14"))
    rows = read(holds, replace(misprint, difference="another verdict"))
    assert [(row["id"], row["part"], row["name"], row["verdict"], row["as_in_ledger"]) for row in rows] == [
        ("T3-13", "printed", "", "holds", "True"),
        ("T3-13", "planted", "sign", "refuted", ""),
        ("T3-13", "planted", "factor", "refuted", ""),
        ("T3-14", "printed", "", "misprint", "False"),
        ("T3-14", "corrected", "", "holds", ""),
        ("T3-14", "planted", "half", "refuted", ""),
        ("T3-14", "planted", "summed", "refuted", ""),
    ]
    assert {row["seed"] for row in rows} == {"5"}
    assert {row["source"] for row in rows[:3]} == {find_claim("T3-13").source}
    printed, corrected = rows[3], rows[4]
    assert (printed["instances"], printed["failures"]) == ("20", str(misprint.evidence.failures))
    assert (printed["undecided"], printed["not_applicable"]) == ("0", "0")
    assert (corrected["grade"], corrected["failures"], corrected["undecided"]) == ("exact", "0", "")


def test_a_dropped_hypothesis_is_a_row():
    found = outcome_of(find_claim("T3-09"), SPEC)
    dropped = {row["name"]: row for row in read(found) if row["part"] == "dropped"}
    assert list(dropped) == list(found.dropped)
    assert dropped["full_row_rank"]["verdict"] == found.dropped["full_row_rank"].verdict


def test_a_check_that_raised():
    claim = find_claim("T3-13")
    at_once = outcome_of(replace(claim, decide=lambda instance: 1 / 0), SPEC)
    assert [(row["part"], row["verdict"], row["as_in_ledger"], row["seed"]) for row in read(at_once)] == [
        ("printed", "raised", "False", "")
    ]
    later = outcome_of(replace(claim, planted=(replace(claim.planted[0], decide=lambda instance: 1 / 0),)), SPEC)
    assert [(row["part"], row["verdict"]) for row in read(later)] == [("printed", "raised")]
