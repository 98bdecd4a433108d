"""The errata of a report: statements, what is printed in passing, and readings that fail, each with its command."""

import csv
from dataclasses import replace
from html import escape

import pytest

from verify.catalogue import find_claim, registry
from verify.report.errata_page import errata_page, in_passing
from verify.report.outcomes import outcome_of
from verify.report.pages import claim_page
from verify.report.spec import Spec
from verify.report.table import table

from .plain import plain

SPEC = Spec([], 3, "fast", {}, "")


def test_a_statement_has_all_that_an_author_asks_for():
    claim = find_claim("T3-20")
    page = plain(errata_page([outcome_of(claim, SPEC)], SPEC))
    for words in (
        claim.source,
        claim.statement,
        "Smallest counterexample found: ",
        claim.witness.words,
        "Reading",
        claim.corrected.statement,
        "python -m verify run T3-20 --seed 3",
    ):
        assert escape(words) in page
    assert "<em>holds</em> (" in page
    assert "1 fail as printed" in page
    assert "or is right in the end: 0." in page


def test_what_is_printed_in_passing_and_false():
    """In the claim's own place, or in that of the corrected statement; with where it stands and what is right."""
    claim = find_claim("T3-33")
    (variant,) = (each for each in claim.all_planted() if each.printed)
    found = outcome_of(claim, SPEC)
    assert [each.name for _, each in in_passing([found])] == [variant.name]
    (planted,) = (each for each in found.planted if each.printed)
    page = plain(errata_page([found], SPEC))
    for words in (variant.printed, variant.statement, variant.instead, planted.reason, "verify selftest T3-33"):
        assert escape(words) in page
        assert escape(words) in plain(claim_page(claim, found, SPEC))
    assert "NOT REFUTED" not in page
    missed = replace(found, planted=[replace(each, refuted=False) for each in found.planted])
    assert "NOT REFUTED" in errata_page([missed], SPEC)
    rows = {row["name"]: row for row in csv.DictReader(table([found]).splitlines()) if row["part"] == "planted"}
    assert {name for name, row in rows.items() if row["source"] != claim.source} == {variant.name}
    assert rows[variant.name]["source"] == variant.printed


def test_none_of_them_is_forgotten():
    """Whatever is planted with its place in print is listed, beside printed statements and corrected ones."""
    printed = [(claim.id, each) for claim in registry().values() for each in claim.all_planted() if each.printed]
    assert len(printed) >= 9
    assert any(each.name in {v.name for v in registry()[name].planted} for name, each in printed)


@pytest.mark.slow
def test_a_reading_that_fails():
    claim = find_claim("T3-30")
    page = plain(errata_page([outcome_of(claim, SPEC)], SPEC))
    assert "0 fail as printed" in page
    assert claim.readings[0].words in page
    assert "refuted as printed" in page


def test_a_check_that_raised_is_no_erratum():
    broken = outcome_of(replace(find_claim("T3-20"), decide=lambda instance: 1 / 0), SPEC)
    assert "0 fail as printed" in errata_page([broken], SPEC)
