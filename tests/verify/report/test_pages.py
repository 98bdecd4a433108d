"""The pages: every text is escaped, a claim is shown with all that was decided, the command repeats it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from verify.catalogue import find_claim
from verify.report.outcomes import outcome_of
from verify.report.pages import LONGEST, claim_page, html_table, index_page
from verify.report.spec import Spec
from verify.run import run_claim

from .plain import plain

SPEC = Spec([], 7, "thorough", {"numpy": "2 < 3"}, "")
VOID = ("meta", "link", "!doctype")


class Balanced(HTMLParser):
    """Fails where a tag is closed that was not opened last."""

    def __init__(self):
        super().__init__()
        self.opened = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag


def page_of(claim, **changes):
    page = claim_page(claim, replace(outcome_of(claim, replace(SPEC, profile="fast")), **changes), SPEC)
    reader = Balanced()
    reader.feed(page)
    assert not reader.opened
    return page


def test_all_that_was_decided_is_on_the_page():
    claim = find_claim("T3-14")
    page, failures = page_of(claim), run_claim(claim, seed=SPEC.seed).failures
    for words in (
        "Ẇ2 = −Y Xᵀ W1ᵀ + W2 W1 X Xᵀ W1ᵀ",
        "Verdict: misprint",
        "Smallest counterexample",
        f"20 instances were decided on, {failures} failed, 0 stayed undecided",
        claim.corrected.statement,
        "<td>half</td>",
        "python -m verify run T3-14 --seed 7 --profile thorough",
        "python -m verify selftest T3-14",
    ):
        assert words in plain(page)
    assert "Not as in the ledger" not in page
    assert "Not as in the ledger:</strong> a &lt; b" in page_of(claim, difference="a < b")


def test_what_dropped_hypotheses_show():
    page = page_of(find_claim("T3-09"))
    assert 'href="../counterexamples/T3-09-full_row_rank.json">fails</a>' in page
    assert "it may be unnecessary" in page


def test_texts_are_escaped(claims):
    claim = replace(
        find_claim("T3-13"), title="<b>bold & “brave”</b>", letters={"<W>": "weights"}, note="a <i>note</i>"
    )
    claims(claim)
    outcome = outcome_of(claim, replace(SPEC, profile="fast"))
    for page in (page_of(claim), index_page([outcome], SPEC)):
        assert "&lt;b&gt;bold &amp; “brave”&lt;/b&gt;" in plain(page)
        assert not re.search("<[bi]>", page)
    assert "2 &lt; 3" in index_page([outcome], SPEC)


@pytest.mark.slow
def test_the_index_counts_and_marks():
    holds, misprint = (outcome_of(find_claim(name), SPEC) for name in ("T3-13", "T3-14"))
    page = index_page([holds, misprint, replace(holds, difference="differs")], SPEC)
    assert "3 claims: 2 holds, 1 misprint; 1 not as in the ledger" in page
    assert re.findall(r'<tr( class="\w+")?><td><a href="claims/(T3-\d+)', page) == [
        (' class="bad"', "T3-13"),
        ("", "T3-13"),
        (' class="erratum"', "T3-14"),
    ]


def test_a_long_value_is_cut():
    claim = find_claim("T3-13")
    outcome = outcome_of(claim, replace(SPEC, profile="fast"))
    sample = replace(outcome.evidence.sample, measured={"digits": "9" * (LONGEST + 1)})
    page = claim_page(claim, replace(outcome, evidence=replace(outcome.evidence, sample=sample)), SPEC)
    assert "9" * LONGEST + " … (whole in outcomes.json)" in page


@pytest.mark.parametrize("classes", [(), ("bad", "")])
def test_rows_have_classes(classes):
    table = html_table(("<a>",), [["1"], ["2"]], classes)
    assert "<th>&lt;a&gt;</th>" in table
    assert ('<tr class="bad"><td>1</td></tr><tr><td>2</td></tr>' in table) == bool(classes)
