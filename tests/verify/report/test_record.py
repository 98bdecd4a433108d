"""The short record of a report: what the pages of the claims need, and when it is old."""

# mypy: ignore-errors

import json
from dataclasses import replace

import pytest

from verify.catalogue import find_claim
from verify.cite import identifier
from verify.ledger import read_ledger
from verify.report import code_of, write_report
from verify.report.outcomes import outcome_of
from verify.report.record import make_record
from verify.report.spec import make_spec


@pytest.fixture(scope="module")
def outcome():
    return outcome_of(find_claim("T3-14"), make_spec(["T3-14"], 0, "fast"))


def test_what_is_kept(outcome):
    record = make_record([outcome], make_spec(["T3-14"], 0, "fast"))
    (kept,) = record["claims"]
    claim = find_claim("T3-14")
    assert kept["identifier"] == identifier(claim, read_ledger()["T3-14"])
    assert kept["code"] == code_of(claim)
    assert kept["printed"]["failures"] > 0
    assert kept["printed"]["reason"]
    assert set(kept["planted"]) == {each.name for each in claim.all_planted()}
    assert record["versions"]["source"]
    assert json.loads(json.dumps(record)) == record


def test_a_check_that_raised_is_not_kept(outcome):
    spec = make_spec(["T3-14"], 0, "fast")
    assert make_record([replace(outcome, error="ValueError")], spec)["claims"] == []


def test_it_stands_in_the_folder_of_a_report(tmp_path):
    write_report(tmp_path / "report", ids=["T3-14"])
    record = json.loads((tmp_path / "report" / "record.json").read_text(encoding="utf-8"))
    assert [each["id"] for each in record["claims"]] == ["T3-14"]
